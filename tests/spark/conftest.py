"""A Spark for tests: one local session for all test files that a process of pytest runs."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cleannews

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JAVA = 17
"""The oldest Java that PySpark 4 runs on."""

TESTS = Path(__file__).parents[1]
SOURCES = Path(cleannews.__file__).parents[1]

LOGGING = """
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
appender.file.type = File
appender.file.name = file
appender.file.fileName = {log}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %c: %m%n%ex
"""
"""Where Spark says what it does: in a file, not among the results of the tests."""


@pytest.fixture(scope="session")
def java() -> None:
    """Skip a test that needs Spark where Spark cannot run; where CI is set, fail."""
    missing = _missing()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="session")
def spark(java: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Start a local Spark of two threads for all tests, or skip those that ask for it."""
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in local_conf(folder).items():
        builder = builder.config(name, value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # else some python3 of the path
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")  # else it asks the network for its own name
        session = builder.getOrCreate()
    logging.getLogger("py4j").setLevel(logging.WARNING)
    yield session
    session.stop()


def local_conf(folder: Path) -> dict[str, str]:
    """
    Return the settings of Spark in tests.

    Args:
        folder: An empty folder of this process of pytest: parallel ones must not meet.
    """
    logs = folder / "log4j2.properties"
    logs.write_text(LOGGING.format(log=folder / "spark.log"), "utf-8")
    return {
        "spark.ui.enabled": "false",  # no port, and less to keep in mind
        "spark.ui.showConsoleProgress": "false",  # bars would stand among the results
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logs.as_uri()}",
        "spark.driver.memory": "2g",  # two processes of pytest run beside each other
        "spark.driver.host": "127.0.0.1",  # whatever this machine is called
        "spark.driver.bindAddress": "127.0.0.1",  # nobody else may connect
        "spark.sql.shuffle.partitions": "4",  # 200 tasks of three rows take minutes
        "spark.sql.warehouse.dir": str(folder / "warehouse"),  # not in the current folder
        "spark.local.dir": str(folder / "local"),  # gone with the other files of the tests
        "spark.sql.session.timeZone": "Asia/Kolkata",  # dates must not depend on it
        "spark.executorEnv.PYTHONPATH": f"{SOURCES}{os.pathsep}{TESTS}",  # for Python on executors
    }


def _missing() -> str | None:
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
