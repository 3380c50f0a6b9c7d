"""Tables between the steps: how their jobs are called."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_jobs_are_named_after_the_table(spark: SparkSession, tmp_path: Path) -> None:
    """Spark's pages and its event log say which table a job is for, and then what they said before."""
    from cleannews.spark.workplace import Workplace

    spark.sparkContext.setJobDescription("mine")
    with Workplace(spark, tmp_path.as_uri()) as work:
        work.keep(spark.range(3).toDF("id"), "some")
        failing = spark.range(3).selectExpr("raise_error('no')")
        with pytest.raises(Exception, match="no"):
            work.keep(failing, "failing")
    assert spark.sparkContext.getLocalProperty("spark.job.description") == "mine"
    spark.sparkContext.setLocalProperty("spark.job.description", None)  # type: ignore[arg-type]
    store = spark._jsparkSession.sharedState().statusStore()
    runs = store.executionsList()
    said = [runs.apply(at).description() for at in range(runs.size())]
    assert said[-2:] == ["cleannews: some", "cleannews: failing"]
