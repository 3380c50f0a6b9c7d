"""A server on this machine for all addresses that end in .example, and nothing else of the network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

__all__ = ["Stand", "environment", "page", "stand"]

GUARD = '''
"""Every name that ends in .example leads to the stand, by a public address; others lead nowhere."""
import os, socket

PUBLIC, PORT = "93.184.215.14", int(os.environ["NEWSSTAND_PORT"])
INTERNET = {socket.AF_INET, socket.AF_INET6}


def getaddrinfo(host, port, *args, **named):
    host = host.decode() if isinstance(host, bytes) else str(host)
    if host.endswith(".example") or host == PUBLIC:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, int(port)))]
    raise socket.gaierror(f"{host} is not on this machine")


def redirected(self, address):
    if self.family not in INTERNET:
        return address
    if address[0] != PUBLIC:
        raise OSError(f"{address} is not on this machine")
    return "127.0.0.1", PORT


connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
socket.getaddrinfo = getaddrinfo
socket.socket.connect = lambda self, address: connect(self, redirected(self, address))
socket.socket.connect_ex = lambda self, address: connect_ex(self, redirected(self, address))
socket.socket.getpeername = lambda self: (PUBLIC, 80)
'''


class Stand(ThreadingHTTPServer):
    """
    Gives pages out.

    Attributes:
        pages: What there is, by address.
        asked: The addresses that were asked for, with the status of each answer.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, bytes] = {}
        self.asked: list[tuple[str, int]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Stand

    def do_GET(self) -> None:
        """Answer with a page, or with the news that it has not changed, or that there is none."""
        url = f"http://{self.headers['Host']}{self.path}"
        body = self.server.pages.get(url)
        etag = f'"{hash(body)}"'
        status = 404 if body is None else 200
        if self.headers["If-None-Match"] == etag:
            status = 304
        self.server.asked.append((url, status))
        sent = (body or b"") if status == 200 else b""
        self.send_response(status)
        self.send_header("ETag", etag)
        kind = "application/rss+xml" if url.endswith(".xml") else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def stand() -> Iterator[Stand]:
    """Open a stand without pages."""
    with Stand() as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def environment(server: Stand, folder: Path) -> dict[str, str]:
    """
    Return the environment of a program whose network is the stand alone.

    Args:
        server: The stand.
        folder: Where what makes it so is written.
    """
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(GUARD)
    proxies = {name for name in os.environ if name.lower().endswith("_proxy")}
    kept = {name: value for name, value in os.environ.items() if name not in proxies}
    paths = [str(folder), *filter(None, [kept.get("PYTHONPATH")])]
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(paths),
        "NEWSSTAND_PORT": str(server.server_address[1]),
    }


def page(title: str, paragraphs: list[str], published: str = "2026-03-01T08:30:00Z") -> bytes:
    """
    Return a page of a news site.

    Args:
        title: The headline.
        paragraphs: The paragraphs of the story.
        published: The time of publication.
    """
    body = "".join(f"<p>{it}</p>" for it in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{published}"></head><body>'
        f"<nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}"
        "<p>Read more: Market to open on Saturday</p></article></body></html>"
    ).encode()
