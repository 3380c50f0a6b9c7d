"""Tar and zip files: the files in them are read as if they lay in a folder."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cleannews.article import Article
from cleannews.errors import ReadError
from cleannews.io import Record, compression, find_inputs, read_records
from cleannews.io.inputs import InputFile
from cleannews.io.kinds import kind_by_name
from cleannews.io.readers import pieces_of
from cleannews.io.records import Passed, Piece
from cleannews.settings import ReadSettings

Read = Callable[[Path], list[Record | ReadError]]

KINDS = pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tgz", "a.tar.zst", "a.zip"])


def pack(path: Path, files: dict[str, bytes]) -> Path:
    """Write an archive."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return path
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    data = held.getvalue()
    if path.suffix == ".zst":
        from cleannews.io.compression import _zstd

        data = _zstd().compress(data)
    path.write_bytes(gzip.compress(data) if path.name.endswith("gz") else data)
    return path


FILES = {
    "news.example/2026/storm.txt": b"Rain fell.",
    "post.example/calm.json": b'[{"text": "Sun."}, {"text": "Wind."}]',
    "feeds/wire.jsonl.gz": gzip.compress(b'{"text": "Hail."}\n'),
    "table.csv": b"text\nSnow.\n",
    "page": b"<!doctype html><html><body><p>Fog.</p></body></html>",
    "logo.png": b"\x89PNG",
    "news.example/.hidden.txt": b"Secret.",
    "README": b"About.",
}


@KINDS
def test_files_in_archives_are_read(tmp_path: Path, read: Read, name: str) -> None:
    """Each is called by the archive and its place there."""
    path = pack(tmp_path / name, FILES)
    found = read(path)
    assert [(it.path, it.line, it.name) for it in found if isinstance(it, Record)] == [
        (f"{path}/news.example/2026/storm.txt", None, f"{name}/news.example/2026/storm.txt"),
        (f"{path}/post.example/calm.json", 1, f"{name}/post.example/calm.json:1"),
        (f"{path}/post.example/calm.json", 2, f"{name}/post.example/calm.json:2"),
        (f"{path}/feeds/wire.jsonl.gz", 1, f"{name}/feeds/wire.jsonl.gz:1"),
        (f"{path}/table.csv", 1, f"{name}/table.csv:1"),
        (f"{path}/page", None, f"{name}/page"),
    ]
    texts = [
        it.content.text
        for it in found
        if isinstance(it, Record) and isinstance(it.content, Article)
    ]
    assert texts == ["Rain fell.", "Sun.", "Wind.", "Hail.", "Snow."]


def cut(path: Path, settings: ReadSettings | None = None) -> list[Piece | Passed | ReadError]:
    """Cut a file into pieces."""
    kind = kind_by_name(path.name)
    assert kind is not None
    return list(pieces_of(InputFile(path, path.name, kind), settings or ReadSettings()))


@KINDS
def test_what_is_passed_over_is_counted(tmp_path: Path, name: str) -> None:
    """Files that cannot be articles are told by their suffix."""
    found = cut(pack(tmp_path / name, FILES))
    assert sorted(it.what for it in found if isinstance(it, Passed)) == ["", ".png"]


@KINDS
def test_patterns_hold_in_archives(tmp_path: Path, name: str) -> None:
    """An archive is opened whatever its name, and its files are chosen."""
    path = pack(tmp_path / name, FILES)
    settings = ReadSettings(include=("*.txt", "*.csv"), exclude=("2026",))
    found = cut(path, settings)
    assert [it.origin.name for it in found if isinstance(it, Piece)] == [f"{name}/table.csv"]
    wanted = find_inputs([tmp_path], tmp_path / "out").files
    assert [file.path for file in wanted] == [path]


@pytest.mark.parametrize(("inside", "folder"), [(True, "in"), (False, "news.example")])
def test_outlet_is_the_first_folder(tmp_path: Path, inside: bool, folder: str) -> None:
    """It is that of the archive if that lies in one, else that of the file in it."""
    (tmp_path / "corpus/in").mkdir(parents=True)
    pack(tmp_path / ("corpus/in/a.zip" if inside else "corpus/a.zip"), FILES)
    (file,) = find_inputs([tmp_path / "corpus"], tmp_path / "out").files
    first = next(iter(pieces_of(file, ReadSettings())))
    assert isinstance(first, Piece)
    assert first.origin.folder == folder


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.zip"])
def test_archive_that_breaks_off_is_reported(tmp_path: Path, read: Read, name: str) -> None:
    """Files before the place are read where the format allows it; the damage is told."""
    files = {f"{n}.txt": json.dumps({"n": n * 7919}).encode() * 400 for n in range(20)}
    path = pack(tmp_path / name, files)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    found = read(path)
    assert isinstance(found[-1], ReadError)
    assert found[-1].reason == "unreadable"
    if name == "a.tar":
        assert len(found) > 5


def test_damaged_file_in_an_archive_costs_itself_only(tmp_path: Path, read: Read) -> None:
    """A checksum that is wrong is an error of its file."""
    files = {f"{n}.txt": f"Rain fell in {n} towns.".encode() for n in range(3)}
    path = pack(tmp_path / "a.zip", files)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        at = archive.infolist()[1].header_offset + 30 + len("1.txt")
    path.write_bytes(data[:at] + b"\xff\xff" + data[at + 2 :])
    found = read(path)
    assert [isinstance(it, Record) for it in found] == [True, False, True]


def test_file_under_a_password_costs_itself_only(tmp_path: Path, read: Read) -> None:
    """A zip file may hold files that are locked."""
    path = pack(tmp_path / "a.zip", {"a.txt": b"Rain.", "b.txt": b"Hail."})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    first, second = read(path)
    assert isinstance(first, ReadError)
    assert "password" in first.message
    assert isinstance(second, Record)


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link in an archive, which may lead anywhere, is passed over and counted."""
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo("a.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert cut(path) == [Passed("(links in archives)")] * 3


@pytest.mark.parametrize("name", ["../../etc/a.txt", "/etc/a.txt", "a\n\x1b[31m.txt", "..", "."])
def test_names_in_archives_are_only_names(tmp_path: Path, name: str) -> None:
    """Whatever a name holds, nothing is written, and nothing is raised."""
    before = set(tmp_path.rglob("*"))
    path = pack(tmp_path / "a.tar", {name: b"Rain fell."})
    cut(path)
    assert set(tmp_path.rglob("*")) == before | {path}


def test_archive_in_an_archive_is_reported(tmp_path: Path, read: Read) -> None:
    """Archives are opened one deep, so that none unfolds without end."""
    inner = pack(tmp_path / "in.zip", FILES).read_bytes()
    (error,) = read(pack(tmp_path / "a.tar", {"in.zip": inner}))
    assert isinstance(error, ReadError)
    assert (error.reason, error.path) == ("format", f"{tmp_path}/a.tar/in.zip")


def test_zip_bomb_is_not_unpacked(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files together may not become more than 500 times as much."""
    monkeypatch.setattr(compression, "_FREE", 1 << 20)
    path = pack(tmp_path / "a.zip", {f"{n}.txt": bytes(8_000_000) for n in range(10)})
    found = read(path)
    assert {it.reason for it in found if isinstance(it, ReadError)} == {"bomb", "binary"}


def test_empty_archive_has_nothing(tmp_path: Path) -> None:
    """An archive without files is no fault."""
    assert cut(pack(tmp_path / "a.zip", {})) == cut(pack(tmp_path / "a.tar", {})) == []


def test_records_of_an_archive_are_read_with_settings(tmp_path: Path) -> None:
    """Names of fields hold in archives."""
    path = pack(tmp_path / "a.zip", {"a.csv": b"words\nRain fell.\n"})
    (file,) = find_inputs([path], tmp_path / "out").files
    (record,) = read_records(file, ReadSettings(fields=(("text", "words"),)))
    assert isinstance(record, Record)
