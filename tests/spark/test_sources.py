"""Files on Spark are told apart by their names, and called what a local run calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleannews.io.inputs import find_inputs
from cleannews.spark.sources import KINDS, Root, glob_of, plain_address, shown_path, source_of

IN = Root(0, "file:/data/in", "in")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("part-0.snappy.parquet", "parquet"),
        ("a.PARQUET", "parquet"),
        ("a.jsonl", "lines"),
        ("a.ndjson.gz", "lines"),
        ("a.jsonl.bz2", "lines"),
        ("a.json", "whole"),
        ("a.csv.gz", "whole"),
        ("a.tsv", "whole"),
    ],
)
def test_what_spark_reads(name: str, kind: str) -> None:
    """Names tell how a file is read."""
    assert source_of(f"file:///data/in/{name}", [IN]).kind == kind


@pytest.mark.parametrize(
    "name", ["a.html", "a.txt", "a.jsonl.zst", "a.csv.xz", "a.zip", "a.warc.gz"]
)
def test_what_only_a_local_run_reads(name: str) -> None:
    """Such a file is rejected, with what to do."""
    source = source_of(f"file:///data/in/{name}", [IN])
    assert (source.kind, source.reason, source.skipped) == (None, "format", None)
    assert "--engine local" in str(source.message)


def test_unknown_files() -> None:
    """In folders they are passed over and counted by suffix; one that is named is rejected."""
    assert source_of("file:///data/in/a.DOCX", [IN]).skipped == ".docx"
    assert source_of("file:///data/in", [IN]).reason == "format"
    assert (
        source_of("file:///data/in/a.docx", [Root(0, "file:/data/in", "in", wild=True)]).reason
        == "format"
    )


def test_what_outputs_call_a_file() -> None:
    """The path is the input's and the rest; the name is the path below it; escapes are undone."""
    origin = source_of("file:///data/in/a%20b/c.csv", [IN]).origin
    assert (origin.label, origin.name, origin.folder) == ("in/a b/c.csv", "a b/c.csv", "a b")
    origin = source_of("s3a://news/x.csv", [Root(0, "s3a://news/x.csv", "s3a://news/x.csv")]).origin
    assert (origin.label, origin.name, origin.folder) == ("s3a://news/x.csv", "x.csv", None)
    origin = source_of("file:/data/x.csv", [Root(0, "file:/data", ".", wild=True)]).origin
    assert (origin.label, origin.name) == ("x.csv", "x.csv")
    assert source_of("viewfs:/else/x.csv", [IN]).origin.label == "viewfs:/else/x.csv"


def test_files_sort_as_a_local_run_reads_them(tmp_path: Path) -> None:
    """Inputs come in their order, the files of a folder before those of its folders."""
    names = ("b/z.csv", "b/a/z.csv", "b-c/d.csv", "ba.csv", "b.csv", "a/x/y.csv", "é.csv")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text\nx\n")
    local = [file.path for file in find_inputs([tmp_path], tmp_path / "out").files]
    root = Root(0, plain_address(tmp_path.as_uri()), str(tmp_path))
    places = {source_of(path.as_uri(), [root]).place: path for path in local}
    assert [places[it] for it in sorted(places)] == local
    later = source_of("file:/other/a.csv", [root, Root(1, "file:/other", "other")]).place
    assert later > max(places)


def test_patterns_of_kinds() -> None:
    """A pattern takes all suffixes of a kind, in capitals, too."""
    assert glob_of("parquet") == "*{.[pP][aA][rR][qQ][uU][eE][tT]}"
    assert all(
        glob_of(kind).count(",") + 1 == len(of) * len(with_) for kind, (of, with_) in KINDS.items()
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("in/./a/", "in/a"),
        ("s3a://KEY:SECRET@news/a", "s3a://news/a"),
        ("s3a://KEY:SEC%2FRET@news/a", "s3a://news/a"),
        ("hdfs://head:8020/user@b/a", "hdfs://head:8020/user@b/a"),
        (
            "abfss://news@account.dfs.core.windows.net/a",
            "abfss://news@account.dfs.core.windows.net/a",
        ),
        ("hdfs:///a", "hdfs:///a"),
    ],
)
def test_no_secret_is_told(given: str, shown: str) -> None:
    """Keys are left out of paths; what else stands before an @ is none."""
    assert shown_path(given) == shown


@pytest.mark.parametrize(
    ("given", "split"),
    [
        ("in/2026-*/a.csv", ("in/", True)),
        ("*.csv", (".", True)),
        ("in/{a,b}.csv", ("in/", True)),
        ("in/a.csv", ("in/a.csv", False)),
    ],
)
def test_patterns_are_split(given: str, split: tuple[str, bool]) -> None:
    """Names begin below the last folder without a wildcard."""
    assert Root.split(given) == split
