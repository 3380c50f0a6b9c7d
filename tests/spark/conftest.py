"""A Spark for tests: one local session for all test files that a process of pytest runs."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cleannews

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TESTS = Path(__file__).parents[1]
SOURCES = Path(cleannews.__file__).parents[1]

QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java that compiles in haste: a session lives for minutes, on processors that others need, too."""

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
        "spark.driver.extraJavaOptions": f"{QUICK} -Dlog4j2.configurationFile={logs.as_uri()}",
        "spark.driver.memory": "2g",  # two processes of pytest run beside each other
        "spark.driver.host": "127.0.0.1",  # whatever this machine is called
        "spark.driver.bindAddress": "127.0.0.1",  # nobody else may connect
        "spark.sql.shuffle.partitions": "2",  # 200 tasks of three rows take minutes
        "spark.sql.warehouse.dir": str(folder / "warehouse"),  # not in the current folder
        "spark.local.dir": str(folder / "local"),  # gone with the other files of the tests
        "spark.sql.session.timeZone": "Asia/Kolkata",  # dates must not depend on it
        "spark.executorEnv.PYTHONPATH": f"{SOURCES}{os.pathsep}{TESTS}",  # for Python on executors
    }
