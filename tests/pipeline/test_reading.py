"""What a run reads of its inputs: kinds, names of fields, patterns, limits, samples, stdin."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from cleannews.errors import MissingExtraError, SettingsError
from cleannews.pipeline import RunSettings, read_stage, run
from cleannews.pipeline.learning import learn
from cleannews.pipeline.progress import Progress
from cleannews.settings import ReadSettings

Table = Callable[[Path], list[dict[str, Any]]]
Outputs = Callable[[Path], dict[str, bytes]]

TEXTS = [f"Rain fell in {n} of the {n * 37 % 101} towns by the river on Friday." for n in range(30)]
ROWS = [{"id": f"r-{n}", "text": text, "n": n} for n, text in enumerate(TEXTS)]


def as_csv() -> bytes:
    """Return the rows as CSV."""
    return ("id,text,n\n" + "".join(f"r-{n},{text},{n}\n" for n, text in enumerate(TEXTS))).encode()


def as_parquet() -> bytes:
    """Return the rows as Parquet."""
    held = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(ROWS), held)
    return held.getvalue()


def as_zip() -> bytes:
    """Return the rows as files in a zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for row in ROWS:
            archive.writestr(f"{row['id']}.json", json.dumps(row))
    return held.getvalue()


def as_tar() -> bytes:
    """Return the rows as files in a tar file."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:xz") as archive:
        for row in ROWS:
            data = json.dumps(row).encode()
            info = tarfile.TarInfo(f"{row['id']}.json")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
FILES: dict[str, bytes] = {
    "a.jsonl": LINES,
    "a.jsonl.xz": lzma.compress(LINES),
    "a.json": json.dumps(ROWS, indent=1).encode(),
    "a.json.gz": gzip.compress(json.dumps(ROWS).encode()),
    "a.csv": as_csv(),
    "a.csv.bz2": bz2.compress(as_csv()),
    "a.parquet": as_parquet(),
    "a.zip": as_zip(),
    "a.tar.xz": as_tar(),
}


@pytest.fixture(params=[False, True], ids=["in one go", "cut"])
def cut(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files in one go, and cut them into small pieces."""
    if request.param:
        monkeypatch.setattr(read_stage, "_SMALL", 0)
        monkeypatch.setattr(read_stage, "_SMALL_PACKED", 0)
        monkeypatch.setattr(read_stage, "_MOST", 4)


@pytest.mark.usefixtures("cut")
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("name", FILES)
def test_every_kind_gives_the_same_articles(
    tmp_path: Path, out: Path, table: Table, name: str, workers: int
) -> None:
    """Format, packing, archive and number of workers do not matter."""
    (tmp_path / name).write_bytes(FILES[name])
    summary = run(RunSettings((tmp_path / name,), out, workers=workers))
    assert (summary["articles"], summary["rejected"]) == (30, {})
    rows = table(out / "articles.jsonl")
    assert [(it["id"], it["text"], int(it["extra"]["n"])) for it in rows] == [
        (it["id"], it["text"], it["n"]) for it in ROWS
    ]


def mixed(folder: Path) -> Path:
    """Fill a folder with all of the files, and some that cannot be read."""
    folder.mkdir()
    for n, (name, data) in enumerate(FILES.items()):
        (folder / f"{n}{name}").write_bytes(data)
        (folder / f"{n}.txt").write_text("")
    return folder


@pytest.mark.usefixtures("cut")
@pytest.mark.parametrize("limit", [1, 29, 30, 31, 100])
def test_limit_takes_the_first_articles(
    tmp_path: Path, out: Path, table: Table, outputs: Outputs, limit: int
) -> None:
    """What is behind the last article is not read, whatever the number of workers."""
    folder = mixed(tmp_path / "in")
    whole = tmp_path / "whole"
    run(RunSettings((folder,), whole))
    settings = ReadSettings(limit=limit)
    assert run(RunSettings((folder,), out, read=settings))["articles"] == limit
    ids = [row["id"] for row in table(out / "articles.jsonl")]
    assert ids == [row["id"] for row in table(whole / "articles.jsonl")][:limit]
    other = tmp_path / "other"
    run(RunSettings((folder,), other, read=settings, workers=2))
    assert outputs(other) == outputs(out)


def test_limit_beyond_the_articles_takes_all(tmp_path: Path, out: Path) -> None:
    """A limit is no promise."""
    (tmp_path / "a.jsonl").write_bytes(LINES)
    summary = run(RunSettings((tmp_path / "a.jsonl",), out, read=ReadSettings(limit=31)))
    assert summary["articles"] == 30


def test_sample_is_a_share_that_stays(tmp_path: Path, table: Table) -> None:
    """The same articles are taken in each run, and a larger share takes these, too."""
    rows = "".join(f'{{"text": "Rain fell in {n} towns."}}\n' for n in range(2000))
    path = tmp_path / "a.jsonl"
    path.write_text(rows)
    taken: dict[float, set[str]] = {}
    for share in (0.1, 0.5, 1.0):
        out = tmp_path / str(share)
        summary = run(RunSettings((path,), out, read=ReadSettings(sample=share), learn=False))
        taken[share] = {row["id"] for row in table(out / "articles.jsonl")}
        left = summary["skipped"].get("(not in the sample)", 0)
        assert len(taken[share]) + left == 2000
    assert taken[0.1] < taken[0.5] < taken[1.0]
    assert 140 < len(taken[0.1]) < 260
    assert 900 < len(taken[0.5]) < 1100


def test_patterns_choose_files(tmp_path: Path, out: Path, table: Table) -> None:
    """Files that are not wanted are counted."""
    folder = mixed(tmp_path / "in")
    settings = ReadSettings(include=("*.json",), exclude=("*r-[0-9].json",))
    summary = run(RunSettings((folder,), out, read=settings))
    paths = {Path(row["path"]).name for row in table(out / "articles.jsonl")}
    assert "2a.json" in paths
    assert paths - {"2a.json"} == {f"r-{n}.json" for n in range(10, 30)}
    assert summary["skipped"] == {"(not included)": 15 + 20}
    assert summary["rejected"] == {}


def test_fields_may_have_any_name(tmp_path: Path, out: Path, table: Table) -> None:
    """A key that holds the text is named."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"words": "Rain fell.", "head": "Storm"}\n')
    fields = (("text", "words"), ("title", "head"))
    run(RunSettings((path,), out, read=ReadSettings(fields=fields)))
    (row,) = table(out / "articles.jsonl")
    assert (row["text"], row["title"], row["extra"]) == ("Rain fell.", "Storm", {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fields", (("words", "text"),)),
        ("include", "*.txt"),
        ("exclude", "*.txt"),
        ("site_from", "url"),
        ("limit", 0),
        ("limit", True),
        ("sample", 0),
        ("sample", 1.5),
        ("sample", "all"),
    ],
)
def test_settings_are_checked(name: str, value: Any) -> None:
    """What cannot be meant is refused when it is said."""
    with pytest.raises(SettingsError, match=name.removesuffix("s")):
        ReadSettings(**{name: value})


GARBLED = "Der Hafen blieb geschlossen, sagte die BÃ¼rgermeisterin. â€œRegenâ€\x9d fiel."


def test_mojibake_stays_unless_it_is_to_go(tmp_path: Path, table: Table) -> None:
    """Texts are taken as they are; with fix_text they are mended and flagged."""
    path = tmp_path / "a.jsonl"
    rows = [{"text": GARBLED, "title": "BÃ¼rger"}, {"text": "“Sound” text, ﬁt & fine…"}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    for fix in (False, True):
        out = tmp_path / str(fix)
        run(RunSettings((path,), out, read=ReadSettings(fix_text=fix)))
        first, second = table(out / "articles.jsonl")
        assert (second["text"], second["flags"]) == (rows[1]["text"], [])
        if fix:
            assert "Bürgermeisterin. “Regen” fiel." in first["text"]
            assert (first["title"], first["flags"]) == ("Bürger", ["fixed-text"])
        else:
            assert (first["text"], first["flags"]) == (GARBLED, [])


def test_missing_ftfy_is_told_before_the_work(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is begun that would fail."""
    from cleannews.io import mojibake

    mojibake._fixer.cache_clear()
    monkeypatch.setitem(sys.modules, "ftfy", None)
    path = tmp_path / "a.txt"
    path.write_text("Rain fell.")
    with pytest.raises(MissingExtraError, match=r"cleannews\[fix-text\]"):
        run(RunSettings((path,), out, read=ReadSettings(fix_text=True)))
    assert not out.exists()


class Interrupting(Progress):
    """Presses Ctrl-C when articles are to be grouped."""

    def stage(self, name: str) -> None:
        """Stop before that stage."""
        if name == "group":
            raise KeyboardInterrupt


def give(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Put bytes on standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("name", sorted(name for name in FILES if "csv" not in name))
def test_stdin_is_told_by_its_content(
    out: Path, table: Table, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What comes by a pipe has no name; tables of commas cannot be told from a text."""
    give(monkeypatch, FILES[name])
    summary = run(RunSettings((Path("-"),), out))
    assert (summary["articles"], summary["inputs"]) == (30, ["-"])
    rows = table(out / "articles.jsonl")
    assert [row["text"] for row in rows] == TEXTS
    assert all(row["path"].startswith("stdin") for row in rows)


def test_text_on_stdin_is_an_article(
    out: Path, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing tells what it is, it is a text."""
    give(monkeypatch, b"Rain fell.\n")
    run(RunSettings((Path("-"),), out))
    (row,) = table(out / "articles.jsonl")
    assert (row["id"], row["path"], row["text"]) == ("stdin", "stdin", "Rain fell.\n")


def test_interrupted_run_goes_on_without_stdin(
    tmp_path: Path, out: Path, outputs: Outputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came by a pipe is kept until the run is finished."""
    give(monkeypatch, LINES)
    with pytest.raises(KeyboardInterrupt):
        run(RunSettings((Path("-"),), out), Interrupting())
    give(monkeypatch, b"")
    assert run(RunSettings((Path("-"),), out, resume=True))["articles"] == 30
    give(monkeypatch, LINES)
    run(RunSettings((Path("-"),), tmp_path / "whole"))
    assert outputs(out) == outputs(tmp_path / "whole")


def test_learning_reads_what_a_run_reads(tmp_path: Path) -> None:
    """Fields and patterns hold there, too."""
    (tmp_path / "a.csv").write_text("words,site\nRain fell.,news.example\n")
    (tmp_path / "b.txt").write_text("Hail fell.")
    settings = ReadSettings(fields=(("text", "words"),), exclude=("*.txt",))
    done = learn([tmp_path], tmp_path / "memory.npz", settings=settings)
    assert (done["articles"], done["learned"]["sites"]) == (1, 1)
