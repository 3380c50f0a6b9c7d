"""What the benchmark of Spark reads from an event log, and reckons from it: on a small log made by hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.sparksizing import Cost, costs, farther
from benchmarks.sparksteps import BEGIN, FIGURES, growth, steps_of
from benchmarks.sparktables import table

UI = "org.apache.spark.sql.execution.ui."


def started(execution: int, said: str, time: int) -> dict[str, Any]:
    return {
        "Event": f"{UI}SparkListenerSQLExecutionStart",
        "executionId": execution,
        "description": said,
        "time": time,
    }


def ended(execution: int, time: int) -> dict[str, Any]:
    return {
        "Event": f"{UI}SparkListenerSQLExecutionEnd",
        "executionId": execution,
        "time": time,
    }


def stage(number: int, execution: int | None, attempt: int = 0) -> dict[str, Any]:
    properties = {} if execution is None else {"spark.sql.execution.id": str(execution)}
    return {
        "Event": "SparkListenerStageSubmitted",
        "Stage Info": {"Stage ID": number, "Stage Attempt ID": attempt},
        "Properties": properties,
    }


def task(
    number: int, took: int, attempt: int = 0, metrics: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "Event": "SparkListenerTaskEnd",
        "Stage ID": number,
        "Stage Attempt ID": attempt,
        "Task Info": {"Launch Time": 5_000, "Finish Time": 5_000 + took},
        "Task Metrics": metrics,
    }


def written(size: int, rows: int) -> dict[str, Any]:
    return {
        "Disk Bytes Spilled": 7,
        "Shuffle Write Metrics": {"Shuffle Bytes Written": size, "Shuffle Records Written": rows},
        "Shuffle Read Metrics": {"Local Bytes Read": 30, "Remote Bytes Read": 4},
        "Input Metrics": {"Bytes Read": 500, "Records Read": 5},
        "Output Metrics": {"Bytes Written": 60, "Records Written": 6},
    }


def steps(*events: dict[str, Any]) -> dict[str, dict[str, float]]:
    return steps_of(json.dumps(event) for event in events)


def test_the_figures_of_tasks_are_summed_by_step() -> None:
    found = steps(
        {"Event": "SparkListenerLogStart", "Spark Version": "4.0.0"},
        started(1, "cleannews: signed", 1_000),
        stage(1, 1),
        task(1, 400, metrics=written(100, 10)),
        task(1, 900, metrics=written(200, 20)),
        ended(1, 3_500),
    )
    assert found == {
        "signed": {
            "tables": 1,
            "seconds": 2.5,
            "task_seconds": 1.3,
            "longest_task": 0.9,
            "shuffle_written": 300,
            "shuffle_rows": 30,
            "shuffle_read": 68,
            "input": 1_000,
            "output": 120,
            "output_rows": 12,
            "spilled": 14,
        }
    }
    assert tuple(found["signed"]) == FIGURES


def test_seconds_go_on_until_the_next_step_begins() -> None:
    found = steps(
        started(1, "cleannews: signed", 1_000),
        ended(1, 3_000),
        started(2, "cleannews: pairs", 4_000),
        ended(2, 4_250),
    )
    assert {step: it["seconds"] for step, it in found.items()} == {"signed": 3.0, "pairs": 0.25}


def test_what_is_no_table_belongs_to_the_step_before() -> None:
    found = steps(
        started(0, "parquet at spark.py", 500),
        stage(0, 0),
        task(0, 10),
        started(1, "cleannews: signed", 1_000),
        ended(1, 2_000),
        started(2, "count at signing.py", 2_000),
        stage(1, 2),
        task(1, 70),
        ended(2, 2_100),
        stage(2, None),
        task(2, 20),
    )
    assert found[BEGIN]["seconds"] == 0.5
    assert found[BEGIN]["tables"] == 0
    assert found[BEGIN]["task_seconds"] == 0.01
    assert found["signed"]["seconds"] == 1.1
    assert found["signed"]["task_seconds"] == 0.09


def test_a_table_that_is_kept_again_is_one_step() -> None:
    found = steps(
        started(1, "cleannews: depths", 1_000),
        started(2, "cleannews: taken", 2_000),
        started(3, "cleannews: depths", 2_500),
        ended(3, 5_000),
    )
    assert found["depths"]["tables"] == 2
    assert found["depths"]["seconds"] == 3.5
    assert list(found) == ["depths", "taken"]


def test_a_stage_that_ends_late_keeps_its_step() -> None:
    """A task that runs on beside the next step, or a stage that is tried again, is not that step's."""
    found = steps(
        started(1, "cleannews: signed", 1_000),
        stage(1, 1),
        started(2, "cleannews: pairs", 2_000),
        task(1, 3_000),
        stage(1, 1, attempt=1),
        task(1, 100, attempt=1, metrics=written(5, 1)),
        ended(2, 6_000),
    )
    assert found["signed"]["task_seconds"] == 3.1
    assert found["signed"]["shuffle_written"] == 5
    assert found["pairs"]["task_seconds"] == 0


def test_growth_is_none_where_nothing_was_before() -> None:
    sizes = [{"left": {"shuffle_written": 0.0}}, {"left": {"shuffle_written": 9.0}}]
    assert growth(sizes, "shuffle_written") == {"left": [0.0]}
    assert growth([{}, sizes[1]], "shuffle_written") == {"left": [0.0]}


def test_a_step_that_grows_faster_than_articles_does_so_at_each_tenfold() -> None:
    sizes = [(10**5, {"shared": {"spilled": 1e8}}), (10**6, {"shared": {"spilled": 1.2e9}})]
    (cost,) = costs(sizes, "spilled")
    assert cost == Cost("shared", 1_200.0, 1.2, 10**6)
    assert cost.at(10**8) == pytest.approx(1_200 * 10**8 * 1.2**2)


def test_a_step_that_grows_more_slowly_is_taken_to_grow_as_articles_do() -> None:
    sizes = [(10**5, {"left": {"spilled": 1e8}}), (10**6, {"left": {"spilled": 2e8}})]
    assert [cost.excess for cost in costs(sizes, "spilled")] == [1.0]


def test_one_size_is_enough_for_tables() -> None:
    figures = dict.fromkeys(FIGURES, 3.6e6)
    shown = farther([(10**6, {"signed": figures})])
    assert "| signed | 3.60 | × 1.00 | 0.00 | 0.00 |" in shown
    assert "| 100,000 / 1,024 = 97.66 | 1,000,000 / 1,024 = 976.56 |" in shown


def test_small_steps_share_a_row() -> None:
    figures = dict.fromkeys(FIGURES, 4.0)
    small = dict.fromkeys(FIGURES, 0.01)
    runs = [{"signed": figures, "left": small, "cut": small | {"longest_task": 0.02}}]
    spark = {"seconds": 4.1, "memory_mb": 900, "groups": 3, "steps": runs[0]}
    spark["planted"] = {"copies": {"cut": 4}, "found": {"cut": 3}}
    shown = table([{"articles": 10, "spark": spark, "memory": {"seconds": 1, "memory_mb": 2}}])
    assert "| signed | 4 | 4.0 |" in shown
    assert "| cut |" not in shown
    assert next(it for it in shown.splitlines() if "the others" in it).endswith("| 0.0 | 0.0 |")
    assert "| planted copies found | 75.0% |" in shown
