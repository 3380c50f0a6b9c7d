"""
The contract on a real cluster: a master and two workers, of which one dies.

What Spark logs of its events says what happened: who had which task, what ended and who was lost.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from spark.cluster import EXECUTOR_MEMORY, Cluster, read_page
from spark.conftest import SOURCES, TESTS, local_conf
from spark.contract import differences
from spark.corpora import part

Event = dict[str, Any]

ROWS = [row for name in ("near", "versions", "reprints", "dates", "scripts") for row in part(name)]
"""What needs few rounds, each of which costs a cluster seconds."""

LONGEST = 400
"""Seconds that a run may take."""

STANDSTILL = 10
"""Seconds in which no task ends when one waits for an executor that stands still."""

MID_RUN = 8
"""Stages that have ended when a worker dies; a run has several times as many."""


@pytest.fixture(scope="module")
def cluster(java: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start a cluster of two workers for the tests of this file."""
    with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


class Driver:
    """
    A deduplication of the rows on a cluster, which has begun; to use in a with statement.

    Args:
        cluster: The cluster.
        folder: An empty folder.
        settings: Those of the deduplication.
    """

    def __init__(self, cluster: Cluster, folder: Path, **settings: Any) -> None:
        self._folder = folder
        for name in ("events", "work"):
            (folder / name).mkdir()
        rows, job = folder / "rows.json", folder / "job.json"
        rows.write_text(json.dumps(ROWS), "utf-8")
        record = {
            "master": cluster.url,
            "conf": {**local_conf(folder), **cluster_conf(folder / "events")},
            "rows": str(rows),
            "partitions": 4,
            "settings": settings,
            "work": (folder / "work").as_uri(),
            "out": str(folder / "out.json"),
            "page": str(folder / "page"),
        }
        job.write_text(json.dumps(record), "utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": f"{SOURCES}{os.pathsep}{TESTS}",
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
        }
        with (folder / "driver.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "spark.driver", job], env=environment, stdout=log, stderr=log
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def events(self, *kinds: str) -> list[Event]:
        """Return what happened until now, of some kinds, in order."""
        found = []
        for file in (self._folder / "events").iterdir():
            for line in file.read_text("utf-8").splitlines(keepends=True):
                if line.endswith("\n"):
                    event = json.loads(line)
                    found.append({**event, "Event": event["Event"].removeprefix("SparkListener")})
        return [event for event in found if not kinds or event["Event"] in kinds]

    def wait_for_stages(self, many: int) -> None:
        """Wait until so many stages have ended."""
        self._wait(lambda: len(self.events("StageCompleted")) >= many)

    def wait_for_standstill(self, executor: str) -> None:
        """Wait until an executor that stands still has a task, or another waits for what it holds."""
        page = (self._folder / "page").read_text("utf-8")
        (application,) = read_page(f"{page}/api/v1/applications")
        address = f"{page}/api/v1/applications/{application['id']}/executors"
        last = [0.0, 0.0]

        def stands() -> bool:
            tasks = {it["id"]: it["activeTasks"] for it in read_page(address)}
            stages = len(self.events("StageCompleted"))
            if stages != last[0] or not any(tasks.values()):
                last[:] = stages, time.monotonic()
            return bool(tasks.get(executor)) or time.monotonic() > last[1] + STANDSTILL

        self._wait(stands)

    def _wait(self, ready: Callable[[], bool]) -> None:
        ends = time.monotonic() + LONGEST
        while not ready():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < ends, self.said()
            time.sleep(0.1)

    def rows(self) -> list[dict[str, Any]]:
        """Wait for the result and return it."""
        assert self.process.wait(LONGEST) == 0, self.said()
        found: list[dict[str, Any]] = json.loads((self._folder / "out.json").read_text("utf-8"))
        return found

    def said(self) -> str:
        """Return the last lines of what the driver and its Spark said."""
        logs = [self._folder / "driver.log", self._folder / "spark.log"]
        return "\n".join(file.read_text("utf-8")[-5000:] for file in logs if file.exists())


def cluster_conf(events: Path) -> dict[str, str]:
    return {
        "spark.executor.memory": EXECUTOR_MEMORY,
        "spark.ui.enabled": "true",  # says which executor has a task
        "spark.ui.port": "0",  # any that is free
        "spark.eventLog.enabled": "true",  # what the tests look at
        "spark.eventLog.dir": events.as_uri(),
        "spark.eventLog.rolling.enabled": "false",  # one file
        "spark.eventLog.compress": "false",
        "spark.task.maxFailures": "8",  # a lost executor may fail a task more than once
        "spark.shuffle.io.maxRetries": "1",  # what a dead executor held is not waited for
        "spark.shuffle.io.retryWait": "1s",
    }


def test_a_worker_that_dies_changes_nothing(cluster: Cluster, tmp_path: Path) -> None:
    """In mid-run, with a task or with what others wait for; both have had their part until then."""
    settings = {"keep": "original", "drop": ["copy"]}
    with Driver(cluster, tmp_path, **settings) as driver:
        driver.wait_for_stages(MID_RUN)
        dead = cluster.executor(0)
        cluster.freeze(0)
        driver.wait_for_standstill(dead)
        cluster.kill(0)
        assert driver.process.poll() is None, "it ended before the worker died"
        assert differences(driver.rows(), ROWS, **settings) == []
    happened = driver.events("TaskEnd", "ExecutorRemoved", "StageCompleted")
    lost = [event["Event"] for event in happened].index("ExecutorRemoved")
    assert happened[lost]["Executor ID"] == dead
    assert len(_executors(happened[:lost])) == 2
    assert sum(event["Event"] == "StageCompleted" for event in happened[lost:]) > MID_RUN
    reasons = {
        event["Task End Reason"]["Reason"] for event in happened if event["Event"] == "TaskEnd"
    }
    assert reasons & {"ExecutorLostFailure", "FetchFailed", "Resubmitted"}, "nothing was done again"
    assert cluster.state()["aliveworkers"] == 1


def _executors(events: list[Event]) -> set[str]:
    """Return who had the tasks that have ended."""
    return {event["Task Info"]["Executor ID"] for event in events if event["Event"] == "TaskEnd"}
