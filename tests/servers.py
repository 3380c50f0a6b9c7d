"""A real Redis for tests: a server of their own on a free port of this machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

STARTING = 30
"""Seconds within which a server must answer."""


def need_redis() -> None:
    """Skip a test that needs Redis where there is none; where CI is set, fail."""
    missing = [
        name
        for name, there in (
            ("the program redis-server", shutil.which("redis-server")),
            ("the package redis", importlib.util.find_spec("redis")),
        )
        if not there
    ]
    if missing:
        reason = f"{' and '.join(missing)} is not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


class RedisServer:
    """
    A server with a folder of its own, that writes to the disk before it answers.

    Args:
        folder: An empty folder.
        options: Options of redis-server.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        need_redis()
        self.port = _free_port()
        self._folder = folder
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, prefix: str = "tests", secret: str = "") -> str:
        """Return the address of an index."""
        return f"redis://{secret}localhost:{self.port}/0?prefix={prefix}"

    def start(self) -> None:
        """Start it, with what it had, and wait until it answers."""
        log = (self._folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(
                ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
                 "--dir", str(self._folder), "--appendonly", "yes", "--appendfsync", "always",
                 *self._options],
                stdout=log, stderr=log,
            )  # fmt: skip
        ends = time.monotonic() + STARTING
        while time.monotonic() < ends:
            if b"PONG" in self._said("PING") or b"NOAUTH" in self._said("PING"):
                return
            time.sleep(0.02)
        raise RuntimeError((self._folder / "log").read_text())

    def kill(self) -> None:
        """End it as a loss of power would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def _said(self, command: str) -> bytes:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as plug:
                plug.sendall(f"{command}\r\n".encode())
                return plug.recv(100)
        except OSError:
            return b""


def _free_port() -> int:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port: int = plug.getsockname()[1]
        return port
