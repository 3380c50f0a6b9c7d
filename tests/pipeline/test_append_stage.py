"""Parquet inputs written again with what became of their rows, over made-up work folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleannews.errors import OutputError
from cleannews.grouping.result import Group, Member
from cleannews.io.inputs import InputFile
from cleannews.io.kinds import Kind
from cleannews.pipeline import RunSettings, run
from cleannews.pipeline.append_stage import APPENDED, append_columns, check_appending
from cleannews.pipeline.progress import Progress
from pipeline.finishedwork import Row, article, leave

NAMES = [column.name for column in APPENDED]


def parquet(path: Path, rows: int, **columns: Any) -> InputFile:
    """Write a Parquet file, and return it as an input below the folder of the test."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"n": range(rows), **columns}), path, row_group_size=400)
    return InputFile(path, path.name, Kind("parquet"))


def of(file: InputFile, line: int, **values: Any) -> Row:
    """Return the article of a row."""
    return article(f"{file.name}:{line}", f"Text {line}.", str(file.path), line=line, **values)


def error(file: InputFile, line: int | None, reason: str = "empty") -> Row:
    """Return the error of a row."""
    return {"path": str(file.path), "line": line, "error": reason, "message": "it is"}


def test_rows_get_what_became_of_them(tmp_path: Path) -> None:
    """Articles, members of groups, rejected rows and rows that nobody read are told apart."""
    a, b = parquet(tmp_path / "a.parquet", 4), parquet(tmp_path / "b.parquet", 2)
    found = [of(a, 1), of(a, 3), of(b, 2)]
    group = Group(
        "a.parquet:1",
        (
            Member("a.parquet:1", "representative", 1.0, 1.0),
            Member("b.parquet:2", "copy", 0.8, 0.9, kept=False),
        ),
    )
    work = leave(tmp_path / "work", found, [group], errors=[error(a, 2), error(b, 1, "timeout")])
    counts = append_columns(work, [a, b], 3, Progress())
    assert counts == {"appended": {"files": 2, "rows": 6}}
    nothing = dict.fromkeys(NAMES)
    alone = {"cleannews_kept": True}
    assert pq.read_table(work / "parquet" / "a.parquet").to_pylist() == [
        nothing
        | {"n": 0, "cleannews_id": "a.parquet:1", "cleannews_text": "Text 1.", **alone}
        | {"cleannews_group": "a.parquet:1", "cleannews_relation": "representative"}
        | {"cleannews_representative": "a.parquet:1", "cleannews_jaccard": 1.0}
        | {"cleannews_containment": 1.0},
        nothing | {"n": 1, "cleannews_error": "empty"},
        nothing | {"n": 2, "cleannews_id": "a.parquet:3", "cleannews_text": "Text 3.", **alone},
        nothing | {"n": 3},
    ]
    assert pq.read_table(work / "parquet" / "b.parquet").to_pylist() == [
        nothing | {"n": 0, "cleannews_error": "timeout"},
        nothing
        | {"n": 1, "cleannews_id": "b.parquet:2", "cleannews_text": "Text 2."}
        | {"cleannews_kept": False, "cleannews_group": "a.parquet:1", "cleannews_relation": "copy"}
        | {"cleannews_representative": "a.parquet:1", "cleannews_jaccard": 0.8}
        | {"cleannews_containment": 0.9},
    ]


def test_rows_of_a_rejected_file_get_its_error(tmp_path: Path) -> None:
    """Where a whole file was rejected, each row without an article says why."""
    file = parquet(tmp_path / "a.parquet", 3)
    errors = [error(file, None, "died"), error(file, 3)]
    work = leave(tmp_path / "work", [of(file, 1)], errors=errors)
    append_columns(work, [file], 1, Progress())
    told = pq.read_table(work / "parquet" / "a.parquet").column("cleannews_error")
    assert told.to_pylist() == [None, "died", "empty"]


def test_errors_may_come_in_any_order(tmp_path: Path) -> None:
    """Errors of cleaning follow those of reading; each finds its row."""
    a, b = parquet(tmp_path / "a.parquet", 3000), parquet(tmp_path / "b.parquet", 3000)
    lines = [*range(2, 3000, 4), *range(1, 3000, 8)]
    errors = [error(file, line, f"r{line % 2}") for line in reversed(lines) for file in (a, b)]
    found = [of(file, line) for file in (a, b) for line in range(1, 3001) if line not in lines]
    work = leave(tmp_path / "work", found, errors=errors)
    append_columns(work, [a, b], len(found), Progress())
    for file in (a, b):
        told = pq.read_table(work / "parquet" / file.name).to_pylist()
        for line, row in enumerate(told, 1):
            assert row["n"] == line - 1
            assert row["cleannews_error"] == (f"r{line % 2}" if line in lines else None)
            assert row["cleannews_id"] == (None if line in lines else f"{file.name}:{line}")


def test_files_keep_their_folders(tmp_path: Path) -> None:
    """A file below a folder of the inputs has its place below the new folder."""
    file = parquet(tmp_path / "2026" / "a.parquet", 1)
    file = InputFile(file.path, "2026/a.parquet", Kind("parquet"))
    work = leave(tmp_path / "work", [of(file, 1)])
    append_columns(work, [file], 1, Progress())
    assert pq.read_metadata(work / "parquet" / "2026" / "a.parquet").num_rows == 1


def test_a_file_that_could_not_be_read_is_left_out(tmp_path: Path) -> None:
    """What is an error as a whole is not written, and the files behind it are."""
    bad, good = tmp_path / "bad.parquet", parquet(tmp_path / "good.parquet", 2)
    bad.write_bytes(b"PAR1")
    broken = InputFile(bad, bad.name, Kind("parquet"))
    articles = [of(broken, 1), of(good, 1), of(good, 2)]
    work = leave(tmp_path / "work", articles, errors=[error(broken, None, "unreadable")])
    counts = append_columns(work, [broken, good], 3, Progress())
    assert counts == {"appended": {"files": 1, "rows": 2}}
    assert [path.name for path in (work / "parquet").iterdir()] == ["good.parquet"]


@pytest.mark.parametrize("rows", [None, 1], ids=["gone", "shorter"])
def test_a_file_that_changed_is_told(tmp_path: Path, rows: int | None) -> None:
    """A file that is not what was read ends the run rather than mix up rows."""
    file = parquet(tmp_path / "a.parquet", 2)
    work = leave(tmp_path / "work", [of(file, 1), of(file, 2)])
    if rows is None:
        file.path.unlink()
    else:
        parquet(file.path, rows)
    with pytest.raises(OutputError, match=r"a\.parquet .*--force"):
        append_columns(work, [file], 2, Progress())


def test_good_inputs_pass(tmp_path: Path) -> None:
    """Parquet files of different names are fine, one that cannot be read is reported by its reader."""
    (tmp_path / "bad.parquet").write_bytes(b"x")
    bad = InputFile(tmp_path / "bad.parquet", "bad.parquet", Kind("parquet"))
    good = parquet(tmp_path / "a.parquet", 1)
    check_appending([good, bad, InputFile(good.path, "sub/a.parquet", Kind("parquet"))])


def test_other_inputs_are_refused(tmp_path: Path) -> None:
    """An input that is no Parquet file is named."""
    good = parquet(tmp_path / "a.parquet", 1)
    with pytest.raises(OutputError, match=r"b\.jsonl is no Parquet file; .*--append-columns"):
        check_appending([good, InputFile(tmp_path / "b.jsonl", "b.jsonl", Kind("jsonl"))])


def test_packed_inputs_are_refused(tmp_path: Path) -> None:
    """A Parquet file inside a packed one cannot be written again as it was."""
    with pytest.raises(OutputError, match=r"a\.parquet\.gz is packed; .*--append-columns"):
        check_appending(
            [InputFile(tmp_path / "a.parquet.gz", "a.parquet.gz", Kind("parquet", "gzip"))]
        )


@pytest.mark.parametrize("name", ["cleannews_id", "CleanNews_Text", "cleannews_error"])
def test_clashing_names_are_refused(tmp_path: Path, name: str) -> None:
    """A column that has one of the new names is named; many readers take capitals for small ones."""
    file = parquet(tmp_path / "a.parquet", 1, **{name: ["x"]})
    with pytest.raises(OutputError, match=f"a.parquet has a column '{name}' already"):
        check_appending([file])


@pytest.mark.parametrize(
    ("first", "second"),
    [("a.parquet", "a.parquet"), ("a.parquet", "a.parquet/b"), ("x/a.parquet/b", "x/a.parquet")],
)
def test_inputs_of_one_name_are_refused(tmp_path: Path, first: str, second: str) -> None:
    """Two inputs that would take each other's place are told before anything is read."""
    path = parquet(tmp_path / "a.parquet", 1).path
    with pytest.raises(OutputError, match="would both be written"):
        check_appending([InputFile(path, name, Kind("parquet")) for name in (first, second)])


def test_a_run_puts_the_files_into_place(tmp_path: Path, out: Path) -> None:
    """The files stand below the run's folder; a later run without them takes them away."""
    texts = ["Rain fell.", None, "Rain fell."]
    file = parquet(tmp_path / "in" / "sub" / "a.parquet", 3, text=texts)
    before = file.path.read_bytes()
    summary = run(RunSettings((tmp_path / "in",), out, append_columns=True, format="parquet"))
    assert summary["appended"] == {"files": 1, "rows": 3}
    found = pq.read_table(out / "parquet" / "sub" / "a.parquet")
    columns = found.select(["cleannews_text", "cleannews_kept", "cleannews_error"]).to_pydict()
    assert columns == {
        "cleannews_text": ["Rain fell.", None, "Rain fell."],
        "cleannews_kept": [True, None, False],
        "cleannews_error": [None, "no-text", None],
    }
    assert found.column_names == ["n", "text", *NAMES]
    assert file.path.read_bytes() == before
    run(RunSettings((tmp_path / "in",), out, force=True))
    assert not (out / "parquet").exists()
