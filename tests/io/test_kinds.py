"""What files are, by their names and contents."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cleannews.io.inputs import Wanted, find_inputs
from cleannews.io.kinds import Kind, kind_by_content, kind_by_name

Store = Callable[[str, str | bytes], Path]

PAGE = b"<!DOCTYPE html>\n<html><body><p>Rain fell.</p></body></html>"
ROWS = b'{"text": "Rain."}\n{"text": "Hail."}\n'


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", Kind("text")),
        ("a.XHTML", Kind("html")),
        ("a.csv.bz2", Kind("csv", "bzip2")),
        ("a.tsv", Kind("csv")),
        ("a.b.jsonl.zst", Kind("jsonl", "zstd")),
        ("a.warc.gz", Kind("warc", "gzip")),
        ("a.tar.xz", Kind("tar", "xz")),
        ("a.tgz", Kind("tar", "gzip")),
        ("a.zip", Kind("zip")),
        ("a.parquet", Kind("parquet")),
        ("a.gz", None),
        ("a", None),
        ("a.docx", None),
        (".json", None),
    ],
)
def test_name_tells_the_kind(name: str, kind: Kind | None) -> None:
    """Suffixes tell format and packing."""
    assert kind_by_name(name) == kind


def archive(kind: str) -> bytes:
    """Return an archive with one text."""
    held = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(held, "w") as packed:
            packed.writestr("a.txt", "Rain fell.")
    else:
        with tarfile.open(fileobj=held, mode="w") as packed:
            info = tarfile.TarInfo("a.txt")
            info.size = 5
            packed.addfile(info, io.BytesIO(b"Rain."))
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PAGE, "html"),
        (b"\xef\xbb\xbf \n<!-- made by hand --><HTML lang=en>", "html"),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', "html"),
        ("<!doctype html>".encode("utf-16"), "html"),
        (b'<doc sitename="x">', "xml"),
        (b'<?xml version="1.0"?><TEI xmlns="x">', "xml"),
        (b'<?xml version="1.0"?><rss>', None),
        (ROWS, "jsonl"),
        (b'{"text": "Rain."}', "json"),
        (b' [{"text": "Rain."}]', "json"),
        (b"{curly prose}", None),
        (b"[1] a footnote", "json"),
        (b"WARC/1.0\r\n", "warc"),
        (b"PAR1....", "parquet"),
        (archive("zip"), "zip"),
        (archive("tar"), "tar"),
        (b"Rain fell.", None),
        (b"", None),
    ],
)
def test_content_tells_the_format(content: bytes, kind: str | None) -> None:
    """First bytes that leave no doubt tell the format."""
    assert kind_by_content(content) == kind


@pytest.mark.parametrize("name", ["page", "index.php", "story.2026"])
@pytest.mark.parametrize("packed", [False, True])
def test_page_is_found_in_a_folder_whatever_its_name(
    store: Store, tmp_path: Path, name: str, packed: bool
) -> None:
    """Crawlers store pages under the last part of their address."""
    store(f"in/{name}", gzip.compress(PAGE) if packed else PAGE)
    found = find_inputs([tmp_path / "in"], tmp_path / "out")
    assert [file.kind for file in found.files] == [Kind("html", "gzip" if packed else None)]


@pytest.mark.parametrize("name", ["notes.md", "table.xlsx", "code.py", "README"])
def test_what_may_be_anything_is_passed_over_in_folders(
    store: Store, tmp_path: Path, name: str
) -> None:
    """A plain text of unknown name, or an office document, is no article."""
    store(f"in/{name}", archive("zip") if name.endswith("xlsx") else "Rain fell.")
    assert find_inputs([tmp_path / "in"], tmp_path / "out").files == ()


@pytest.mark.parametrize(
    ("content", "kind"),
    [(ROWS, Kind("jsonl")), (b"Rain fell.", Kind("text")), (PAGE, Kind("html"))],
)
def test_named_file_without_suffix_is_told_by_content(
    store: Store, tmp_path: Path, content: bytes, kind: Kind
) -> None:
    """A file that is asked for is read, as a text if nothing else fits."""
    found = find_inputs([store("part-00000", content)], tmp_path / "out")
    assert [file.kind for file in found.files] == [kind]


@pytest.mark.parametrize(("content", "read"), [("<rss/>", False), ('<doc title="x"/>', True)])
def test_xml_in_folders_is_read_if_it_may_be_an_article(
    store: Store, tmp_path: Path, content: str, read: bool
) -> None:
    """Feeds and site maps beside the articles are passed over, and counted."""
    store("in/a.xml", content)
    found = find_inputs([tmp_path / "in"], tmp_path / "out")
    assert (len(found.files), found.skipped) == ((1, {}) if read else (0, {".xml": 1}))


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(), ["b.html", "a.txt", "2026/c.txt", "2026/drafts/d.txt"]),
        (Wanted(include=("*.txt",)), ["a.txt", "2026/c.txt", "2026/drafts/d.txt"]),
        (Wanted(include=("2026/*",)), ["2026/c.txt", "2026/drafts/d.txt"]),
        (Wanted(exclude=("drafts",)), ["b.html", "a.txt", "2026/c.txt"]),
        (Wanted(include=("*.txt",), exclude=("[ab].*",)), ["2026/c.txt", "2026/drafts/d.txt"]),
        (Wanted(include=("2026",)), []),
    ],
)
def test_patterns_choose_files(
    store: Store, tmp_path: Path, wanted: Wanted, names: list[str]
) -> None:
    """One pattern to include must match, and none to exclude."""
    for name in ["b.html", "a.txt", "2026/c.txt", "2026/drafts/d.txt"]:
        store(f"in/{name}", "x")
    found = find_inputs([tmp_path / "in"], tmp_path / "out", wanted=wanted)
    assert sorted(file.name for file in found.files) == sorted(names)
    assert found.skipped["(not included)"] == 4 - len(names)


def test_patterns_do_not_hold_for_named_files(store: Store, tmp_path: Path) -> None:
    """A file that is an input itself is read."""
    path = store("a.txt", "x")
    assert find_inputs([path], tmp_path / "out", wanted=Wanted(include=("*.html",))).files


def test_link_to_a_folder_is_counted(store: Store, tmp_path: Path) -> None:
    """What is not followed is not passed over in silence."""
    store("in/a.txt", "x")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    assert find_inputs([tmp_path / "in"], tmp_path / "out").skipped == {"(links to folders)": 1}
