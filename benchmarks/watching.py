"""
Programs run and watched: how long, how much memory they and their children had, on what machine.
"""

from __future__ import annotations

import os
import platform
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PAUSE = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Watched:
    """
    A program that has ended.

    Args:
        status: Its exit status.
        seconds: From its start to its end.
        memory_mb: The most that it and its children held at one time, seen in looks a tenth of a
            second apart. Memory that processes share is counted in each.
        errors: What it wrote to stderr.
    """

    status: int
    seconds: float
    memory_mb: float
    errors: str

    @property
    def reason(self) -> str:
        """The last line of stderr, for a program that failed."""
        lines = self.errors.strip().splitlines()
        return f"exit status {self.status}: {lines[-1] if lines else 'nothing on stderr'}"


def watch(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Watched:
    """
    Run a program and watch its memory.

    Args:
        command: The program and its arguments.
        environment: Variables set for it.
    """
    started = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 (the commands are ours)
        list(map(str, command)),
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        peak: list[float] = [0.0]
        ended = threading.Event()
        looks = threading.Thread(target=_look, args=(process.pid, ended, peak))
        looks.start()
        _, errors = process.communicate()
        ended.set()
        looks.join()
    return Watched(process.returncode, time.perf_counter() - started, max(peak), errors)


def _look(pid: int, ended: threading.Event, peak: list[float]) -> None:
    while not ended.wait(PAUSE):
        peak.append(_tree_memory_mb(pid))
        peak[:] = [max(peak)]


def _tree_memory_mb(pid: int) -> float:
    """Return what a process and its descendants hold now."""
    import psutil

    try:
        root = psutil.Process(pid)
        tree = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    held = 0
    for process in tree:
        try:
            held += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return held / 2**20


def machine() -> dict[str, str | int | None]:
    """Return what figures depend on besides the programs."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
