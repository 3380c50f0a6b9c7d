"""A run on Spark writes the tables of a local run."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleannews.errors import EngineError, OutputError, SettingsError
from cleannews.io.parquet import arrow_type, rows_of
from cleannews.pipeline import RunSettings
from cleannews.pipeline import run as run_here
from cleannews.pipeline.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

STORY = (
    "The harbour of Tarnmouth was closed on Friday after a storm tore two cranes from the quay. "
    "Nobody was hurt, the harbour master said, but the cranes now block the only deep channel. "
    "Ferries to the islands will not sail before Sunday, and freight is sent through Dunmarrow. "
)


def rows_of_table(out: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table, in an order of their own."""
    found = pq.read_table(out / f"{table}.parquet")
    rows = [row for it in found.to_batches() for row in rows_of(it, TABLES[table])]
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


def fill(folder: Path, samples: Path) -> Path:
    """
    Fill a folder with all that Spark reads.

    Repeated ids, in files and between them; lines that are no JSON or have no text, empty ones and half
    a pair; a table with times and lists; a table cut by semicolons, with a broken row; a file
    that is passed over.
    """
    shutil.copytree(samples / "feeds", folder)
    lines = [
        {
            "id": "w-1",
            "body": f"Share this article\n\n{STORY}",
            "link": "https://www.wire.example/a?b",
        },
        {"id": "w-1", "text": "Apple growers expect half of a harvest.", "date": "soon", "n": 1.50},
        {"text": "Half a pair \ud83d was found on Saturday in the hills, it is said."},
        {"id": "w-4", "title": "No text"},
        17,
    ]
    texts = [json.dumps(line) for line in lines]
    (folder / "a b").mkdir()
    (folder / "a b/feed.jsonl").write_text("\n".join([*texts[:2], "", "{nonsense", *texts[2:], ""]))
    (folder / "table.csv").write_bytes(
        f'title;text;id\r\nOne;"{STORY}\nIt ""rained"".";w-1\r\nTwo;;x\r\nThree;It froze.;y;more\r\n'.encode()
    )
    table = pa.table(
        {
            "body": [STORY.upper(), None, "Rain fell on the hills of Quarrin for all of the day."],
            "date": pa.array([1_700_000_000_000_000, None, 0], pa.timestamp("us", "UTC")),
            "authors": [["Ada Quill"], [], None],
            "tags": [{"a": [1, 2]}, None, {"a": []}],
        }
    )
    pq.write_table(table, folder / "part.parquet")
    (folder / "notes.docx").write_text("x")
    return folder


@pytest.fixture(scope="module")
def runs(
    spark: SparkSession, corpus_samples: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, dict[str, Any]]:
    """The folders of a local run and of one on Spark over the same inputs, and the latter's summary."""
    from cleannews.spark.run import run

    here = tmp_path_factory.mktemp("runs")
    inputs = (fill(here / "in", corpus_samples), here / "missing.csv")
    settings = RunSettings(inputs, here / "local", format="parquet")
    run_here(settings)
    summary = run(spark, settings, [str(it) for it in inputs], str(here / "spark"))
    return here / "local", here / "spark", summary


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_those_of_a_local_run(table: str, runs: tuple[Path, Path, Any]) -> None:
    """Rows, columns and types are the same; ids, lines, flags, extra fields and offsets among them."""
    local, on_spark, _ = runs
    assert rows_of_table(on_spark, table) == rows_of_table(local, table)
    schema = pq.read_table(on_spark / f"{table}.parquet").schema
    wanted = {column.name: arrow_type(column.kind) for column in TABLES[table]}
    found = {name: str(schema.field(name).type) for name in schema.names}
    assert {name: kind.replace(" not null", "") for name, kind in found.items()} == {
        name: str(kind).replace("<item:", "<element:") for name, kind in wanted.items()
    }
    assert schema.names == list(wanted)


def test_the_summary_is_that_of_a_local_run(runs: tuple[Path, Path, dict[str, Any]]) -> None:
    """All keys are there with the same values, but what is under "run"."""
    local, on_spark, summary = runs
    wanted = json.loads((local / "summary.json").read_bytes())
    found = json.loads((on_spark / "summary.json").read_bytes())
    assert found == summary
    times = found.pop("run")
    assert set(wanted.pop("run")) <= set(times)
    assert list(found) == list(wanted)
    assert found == wanted
    assert found["rejected"] == {"invalid-json": 1, "no-text": 4, "unreadable": 1}
    assert found["renamed_ids"] == 2
    assert list(times["seconds"]) == ["read", "learn", "clean", "group", "write", "total"]
    assert times["master"] == "local[2]"


def test_the_largest_groups_come_first(runs: tuple[Path, Path, Any]) -> None:
    """The table of groups is in the order of a local run, over all of its files."""
    tables = [pq.read_table(folder / "groups.parquet") for folder in runs[:2]]
    assert tables[0]["group"].to_pylist() == tables[1]["group"].to_pylist()


def test_nothing_but_the_outputs_stays(runs: tuple[Path, Path, Any]) -> None:
    """What lay between the stages is removed."""
    names = {path.name for path in runs[1].iterdir()} - {".summary.json.crc"}
    assert names == {"summary.json", *(f"{table}.parquet" for table in TABLES)}


def test_an_output_folder_in_use_is_refused(
    spark: SparkSession, runs: tuple[Path, Path, Any], tmp_path: Path
) -> None:
    """Without force nothing is overwritten, and with it no input, and no file in the folder's place."""
    from cleannews.spark.run import run

    out = runs[1]
    inputs = [str(tmp_path)]
    settings = RunSettings((tmp_path,), out)
    with pytest.raises(OutputError, match="not empty; name another folder or give --force"):
        run(spark, settings, inputs, str(out))
    with pytest.raises(OutputError, match="is a file"):
        run(spark, settings, inputs, str(out / "summary.json"))
    forced = replace(settings, force=True)
    with pytest.raises(OutputError, match="would overwrite the input"):
        run(spark, forced, [str(out / "articles.parquet")], str(out))
    assert (out / "summary.json").exists()


def test_inputs_of_which_none_is_there(spark: SparkSession, tmp_path: Path) -> None:
    """A run with nothing to read says so, and writes nothing."""
    from cleannews.spark.run import run

    settings = RunSettings((tmp_path,), tmp_path / "out")
    with pytest.raises(SettingsError, match="where nothing is"):
        run(spark, settings, [str(tmp_path / "none-*.csv")], str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_damaged_parquet_ends_a_run_in_one_line(spark: SparkSession, tmp_path: Path) -> None:
    """The line names the file; what was written is removed."""
    from cleannews.spark.run import run

    (tmp_path / "bad.parquet").write_bytes(b"PAR1 and no more")
    settings = RunSettings((tmp_path,), tmp_path / "out")
    with pytest.raises(EngineError, match=r"bad\.parquet") as raised:
        run(spark, settings, [str(tmp_path / "bad.parquet")], str(tmp_path / "out"))
    assert "\n" not in str(raised.value)
    assert not any((tmp_path / "out").iterdir())


def test_a_run_of_no_articles(spark: SparkSession, tmp_path: Path) -> None:
    """Where nothing can be read the tables are there and empty, but for the errors."""
    from cleannews.spark.run import run

    (tmp_path / "notes.docx").write_text("x")
    out = tmp_path / "out"
    settings = RunSettings((tmp_path / "notes.docx",), out, learn=False, only_kept=True)
    summary = run(spark, settings, [str(tmp_path / "notes.docx")], str(out))
    assert (summary["articles"], summary["rejected"]) == (0, {"format": 1})
    assert {table: len(rows_of_table(out, table)) for table in TABLES} == {
        "articles": 0,
        "groups": 0,
        "removed": 0,
        "errors": 1,
    }
