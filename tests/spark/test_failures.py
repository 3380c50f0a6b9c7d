"""What Spark says when it fails becomes one line."""

from __future__ import annotations

import pytest

from cleannews.errors import EngineError
from cleannews.spark.failures import reason_of, told_in_a_line
from cleannews.spark.link import PySparkException

PYTHON = """An exception was thrown from the Python worker. Please see the stack trace below.
Traceback (most recent call last):
  File "/usr/x.py", line 3, in f
    raise MemoryError("no room")
cleannews.errors.SettingsError: cleannews is 1; it must be 2

\tat org.apache.spark.api.python.BasePythonRunner.handle(PythonRunner.scala:1)
"""
JAVA = """An error occurred while calling o63.parquet.
: org.apache.spark.SparkException: [FAILED_READ_FILE.NO_HINT] Encountered error while reading file:/a.parquet. SQLSTATE: KD001
\tat org.apache.spark.sql.A.b(C.scala:1)
"""


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (PYTHON, "SettingsError: cleannews is 1; it must be 2"),
        (
            JAVA,
            "SparkException: [FAILED_READ_FILE.NO_HINT] Encountered error while reading file:/a.parquet.",
        ),
        (
            "[PATH_NOT_FOUND] There is no x. SQLSTATE: 42K03;\n'Plan",
            "[PATH_NOT_FOUND] There is no x.",
        ),
        ("Job\nCaused by: a.b.C: one\n\tat a.b\nCaused by: d.E: two\n", "E: two"),
        ("", "no word"),
    ],
    ids=["python", "java", "analysis", "cause", "nothing"],
)
def test_the_line(message: str, reason: str) -> None:
    """It is what the innermost cause says, without class paths and codes of SQL."""
    assert reason_of(message) == reason


def test_errors_of_spark_are_told() -> None:
    """They become ours, and others pass."""
    with pytest.raises(EngineError, match="Spark failed: no room; -v shows"), told_in_a_line():
        raise PySparkException("no room")
    with pytest.raises(KeyError), told_in_a_line():
        raise KeyError
