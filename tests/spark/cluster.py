"""A real cluster for tests: a standalone Spark of one master and some workers on this machine."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import urlopen

STARTING = 60
"""Seconds within which all workers must be registered."""

DAEMON_MEMORY = "256m"
"""For the master and each worker, which only start executors."""

EXECUTOR_MEMORY = "640m"
"""Of the 1 GiB that a worker has to give; what is asked for must leave room for Python beside it."""

_DEPLOY = "org.apache.spark.deploy"
_PAGE = re.compile(r"MasterWebUI.* started at (http://\S+)")


class Cluster:
    """
    A master and its workers, each with a core and a gibibyte to give, on the loopback address.

    Args:
        folder: An empty folder: logs, and what the executors write.
        workers: How many workers.

    Raises:
        RuntimeError: Not all were there in time; it tells what they logged.
    """

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.url = ""
        self._folder = folder
        self._workers = workers
        self._page = ""
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        try:
            self._start("master", "master.Master", "--port", "0", "--webui-port", "0")
            self._page = self._found_page()
            self.url = self.state()["url"]
            for number in range(self._workers):
                name = f"worker{number}"
                self._start(
                    name, "worker.Worker", "--port", "0", "--webui-port", "0",
                    "--cores", "1", "--memory", "1g",
                    "--work-dir", str(self._folder / name), self.url,
                )  # fmt: skip
            self._wait(lambda: bool(self.state()["aliveworkers"] == self._workers))
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def state(self) -> dict[str, Any]:
        """Return what the master says of its workers and applications."""
        found: dict[str, Any] = read_page(f"{self._page}/json/")
        return found

    def executor(self, worker: int) -> str:
        """
        Return the id of the executor that a worker started for the last application.

        Args:
            worker: Its number, from 0.
        """
        last = max((self._folder / f"worker{worker}").glob("app-*"))
        (folder,) = last.iterdir()
        return folder.name

    def freeze(self, worker: int) -> None:
        """
        Let a worker and its executors stand still, so that what they are given next stays undone.

        Args:
            worker: Its number, from 0.
        """
        self._signal(self._processes[f"worker{worker}"].pid, signal.SIGSTOP)

    def kill(self, worker: int) -> None:
        """
        End a worker with its executors and their Python as a loss of power would.

        Args:
            worker: Its number, from 0.
        """
        self._kill(f"worker{worker}")

    def stop(self) -> None:
        """End all that still runs."""
        for name in reversed(tuple(self._processes)):
            self._kill(name)

    def logs(self) -> str:
        """Return the last lines of all logs."""
        files = sorted(self._folder.glob("*.log"))
        return "\n".join(f"{file.name}: {file.read_text('utf-8')[-2000:]}" for file in files)

    def _start(self, name: str, role: str, *options: str) -> None:
        home = Path(str(find_spec("pyspark").origin)).parent  # type: ignore[union-attr]
        environment = {
            **os.environ,
            "SPARK_HOME": str(home),  # not another Spark of this machine
            "SPARK_CONF_DIR": str(self._folder),
            "SPARK_LOCAL_DIRS": str(self._folder / "local"),
            "SPARK_LOCAL_IP": "127.0.0.1",  # else it asks the network for its own name
            "SPARK_DAEMON_MEMORY": DAEMON_MEMORY,
            "PYSPARK_PYTHON": sys.executable,
        }
        with self._log(name).open("wb") as log:
            self._processes[name] = subprocess.Popen(
                [home / "bin/spark-class", f"{_DEPLOY}.{role}", "--host", "127.0.0.1", *options],
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def _found_page(self) -> str:
        found: list[str] = []

        def told() -> bool:
            found[:] = _PAGE.findall(self._log("master").read_text("utf-8"))
            return bool(found)

        self._wait(told)
        return found[0]

    def _wait(self, ready: Callable[[], bool]) -> None:
        ends = time.monotonic() + STARTING
        while not ready():
            if time.monotonic() > ends or self._one_ended():
                raise RuntimeError(f"the cluster did not start\n{self.logs()}")
            time.sleep(0.1)

    def _one_ended(self) -> bool:
        return any(it.poll() is not None for it in self._processes.values())

    def _kill(self, name: str) -> None:
        process = self._processes.pop(name)
        process.kill()
        for _ in range(2):  # what was started while the first ones were killed
            self._signal(process.pid, signal.SIGKILL)
        process.wait()

    @staticmethod
    def _signal(leader: int, what: signal.Signals) -> None:
        for pid in _of_session(leader):
            with suppress(ProcessLookupError):
                os.kill(pid, what)


def read_page(address: str) -> Any:
    """
    Read what a page of Spark says in JSON.

    Args:
        address: Its address.
    """
    with urlopen(address, timeout=30) as answer:  # noqa: S310 (on the loopback address)
        return json.load(answer)


def _of_session(leader: int) -> list[int]:
    """
    Return the processes that a session's leader and its children started.

    PySpark's Python has a process group of its own, but the session of the worker.
    """
    found = []
    for pid in (int(it.name) for it in Path("/proc").glob("[0-9]*")):
        with suppress(ProcessLookupError):
            if os.getsid(pid) == leader:
                found.append(pid)
    return found
