"""Where tables lie between the steps."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from cleannews.errors import SettingsError
from cleannews.spark import workplace
from cleannews.spark.workplace import Workplace

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def files(folder: Path) -> list[Path]:
    """Return the tables in a folder."""
    return sorted(path for path in folder.glob("*/*"))


def fake(*, local: bool, folder: str | None = None) -> Any:
    """Return what a workplace asks of a session before it keeps anything."""
    of_java = SimpleNamespace(sc=lambda: SimpleNamespace(isLocal=lambda: local))
    context = SimpleNamespace(getCheckpointDir=lambda: folder, _jsc=of_java)
    return SimpleNamespace(sparkContext=context)


@pytest.mark.parametrize(
    ("name", "uri"), [("plain", False), ("a b, ü and %20", False), ("a b, ü and %20", True)]
)
def test_the_last_table_stays_and_the_others_go(
    spark: SparkSession, tmp_path: Path, name: str, uri: bool
) -> None:
    """In the folder that was named, as a path or as a URI of Spark, which escapes nothing."""
    folder = tmp_path / name
    folder.mkdir()
    with Workplace(spark, f"file://{folder}/" if uri else str(folder)) as work:
        first = work.keep(spark.range(5), "first")
        last = work.keep(first.where("id > 2"), "last", last=True)
        assert len(files(folder)) == 2
        assert sorted(row.id for row in first.collect()) == [0, 1, 2, 3, 4]
    (stays,) = files(folder)
    assert stays.name == "001-last"
    assert sorted(row.id for row in last.collect()) == [3, 4]


def test_everything_goes_after_an_error(spark: SparkSession, tmp_path: Path) -> None:
    """Also what was to stay, and what a step that failed had written."""

    def failing() -> None:
        with Workplace(spark, str(tmp_path)) as work:
            work.keep(spark.range(5), "first", last=True)
            some = spark.range(4).repartition(2).selectExpr("raise_error('no ' || id) AS a")
            work.keep(some, "second")

    with pytest.raises(Exception, match="no "):
        failing()
    assert list(tmp_path.iterdir()) == []


def test_a_table_without_rows_is_one(spark: SparkSession, tmp_path: Path) -> None:
    """It is read with the columns that it has."""
    with Workplace(spark, str(tmp_path)) as work:
        kept = work.keep(spark.range(5).where("id < 0").withColumnRenamed("id", "a"), "none")
        assert (kept.columns, kept.collect()) == (["a"], [])


def test_a_local_session_needs_no_folder(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A temporary one is made, whatever temporary folders are called."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "a b"))
    (tmp_path / "a b").mkdir()
    with Workplace(spark) as work:
        work.keep(spark.range(1), "one")
        assert [path.name for path in (tmp_path / "a b").glob("cleannews-*/*/*")] == ["000-one"]


def test_the_checkpoint_folder_is_used(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no other is named."""
    monkeypatch.setattr(workplace, "checkpoint_folder", lambda _: tmp_path.as_posix())
    with Workplace(spark) as work:
        work.keep(spark.range(1), "one")
        assert [path.name for path in files(tmp_path)] == ["000-one"]


def test_elsewhere_a_folder_is_needed() -> None:
    """Executors on other machines do not see a temporary folder of the driver."""
    with pytest.raises(SettingsError, match=r"work is None.*setCheckpointDir"):
        Workplace(fake(local=False))


def test_jobs_are_named_after_the_table(spark: SparkSession, tmp_path: Path) -> None:
    """Spark's pages and its event log say which table a job is for, and then what they said before."""
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
