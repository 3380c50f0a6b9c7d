"""Real services for tests: a Redis of their own on a free port of this machine, and the Java of Spark."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

JAVA = 17
"""The oldest Java that PySpark 4 runs on."""

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


def need_java() -> None:
    """Skip a test that needs Spark where Spark cannot run; where CI is set, fail."""
    missing = _missing_for_spark()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


def _missing_for_spark() -> str | None:
    """Return why Spark cannot run here, or None."""
    if importlib.util.find_spec("pyspark") is None:
        return "the package pyspark is not installed: pip install 'cleannews[spark]'"
    home = os.environ.get("JAVA_HOME")
    program = shutil.which("java", path=home and f"{home}/bin")
    if program is None:
        return f"no Java is found: Spark needs Java {JAVA} or later"
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < JAVA:
        return f"Spark needs Java {JAVA} or later; {program} is {said.splitlines()[:1]}"
    return None


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
