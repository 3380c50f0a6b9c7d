"""Which files are read, in which order, and what is passed over."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from cleannews.io import find_inputs
from cleannews.io.inputs import Inputs
from cleannews.io.records import Origin

Store = Callable[[str, str | bytes], Path]

FORMATS = [
    ("a.txt", "text"),
    ("a.html", "html"),
    ("a.htm", "html"),
    ("a.json", "json"),
    ("a.jsonl", "jsonl"),
    ("a.ndjson", "jsonl"),
]


def names(inputs: Inputs) -> list[str]:
    """Return the names of the files in their order."""
    return [file.name for file in inputs.files]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder that is no input."""
    return tmp_path / "out"


@pytest.mark.parametrize(("name", "kind"), FORMATS)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_suffix_tells_the_format(
    store: Store, out: Path, name: str, kind: str, suffix: str
) -> None:
    """Each known suffix has its format, compressed or not."""
    path = store(name + suffix, "x")
    assert [file.kind.format for file in find_inputs([path], out).files] == [kind]


@pytest.mark.parametrize("name", ["A.TXT", "A.Html", "A.JSONL.GZ", "a.json.Gz"])
def test_case_of_a_suffix_does_not_matter(store: Store, out: Path, name: str) -> None:
    """A suffix in capitals is known, too."""
    assert names(find_inputs([store(name, "x")], out)) == [name]


def test_folder_is_walked_in_the_order_of_names(store: Store, tmp_path: Path, out: Path) -> None:
    """Files come sorted, those of a folder before those of its folders."""
    for name in ["in/b/z.txt", "in/c.txt", "in/a/y.txt", "in/a/x.txt", "in/a.txt", "in/B.txt"]:
        store(name, "x")
    found = names(find_inputs([tmp_path / "in"], out))
    assert found == ["B.txt", "a.txt", "c.txt", "a/x.txt", "a/y.txt", "b/z.txt"]


def test_inputs_are_read_in_the_order_given(store: Store, tmp_path: Path, out: Path) -> None:
    """The first input comes first, whatever its name."""
    store("z/1.txt", "x")
    store("a/1.json", "x")
    assert names(find_inputs([tmp_path / "z", tmp_path / "a"], out)) == ["1.txt", "1.json"]


def test_name_is_the_path_below_the_folder(store: Store, tmp_path: Path, out: Path) -> None:
    """A file in a folder is called by its path below it."""
    path = store("in/news.example/2026/a.txt", "x")
    file = find_inputs([tmp_path / "in"], out).files[0]
    assert (file.name, file.path) == ("news.example/2026/a.txt", path)
    assert Origin.of(file).folder == "news.example"


def test_file_at_the_top_has_no_folder(store: Store, out: Path) -> None:
    """A file that is an input itself is called by its own name, without a folder."""
    file = find_inputs([store("in/a.txt", "x")], out).files[0]
    assert (file.name, Origin.of(file).folder) == ("a.txt", None)


@pytest.mark.parametrize("name", ["in/.a.txt", "in/.hidden/a.txt", "in/a/.git/b.json"])
def test_hidden_names_are_passed_over(store: Store, tmp_path: Path, out: Path, name: str) -> None:
    """Files and folders that begin with a dot are neither read nor counted."""
    store(name, "x")
    inputs = find_inputs([tmp_path / "in"], out)
    assert (inputs.files, inputs.skipped, inputs.faults) == ((), Counter(), ())


def test_hidden_file_is_read_when_named(store: Store, out: Path) -> None:
    """A hidden file that is an input itself is read."""
    assert names(find_inputs([store(".a.txt", "x")], out)) == [".a.txt"]


def test_output_folder_is_not_walked(store: Store, tmp_path: Path) -> None:
    """The outputs of an earlier run inside the input are no articles."""
    store("in/a.txt", "x")
    store("in/results/articles.jsonl", "{}")
    found = find_inputs([tmp_path / "in"], tmp_path / "in" / "results")
    assert names(found) == ["a.txt"]


def test_output_folder_is_told_by_place_not_by_spelling(store: Store, tmp_path: Path) -> None:
    """The output folder is recognised under another spelling of its path."""
    store("in/results/articles.jsonl", "{}")
    spelled = tmp_path / "in" / "x" / ".." / "results"
    assert find_inputs([tmp_path / "in"], spelled).files == ()


def test_other_folder_named_like_the_output_is_walked(store: Store, tmp_path: Path) -> None:
    """Only the output folder itself is left out, not its namesakes."""
    store("in/a/out/b.txt", "x")
    assert names(find_inputs([tmp_path / "in"], tmp_path / "in" / "out")) == ["a/out/b.txt"]


def test_links_to_folders_are_not_followed(store: Store, tmp_path: Path, out: Path) -> None:
    """A link to a folder does not lead the walk elsewhere."""
    store("in/a.txt", "x")
    store("elsewhere/b.txt", "x")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere")
    assert names(find_inputs([tmp_path / "in"], out)) == ["a.txt"]


def test_link_to_its_own_folder_ends(store: Store, tmp_path: Path, out: Path) -> None:
    """A link to the folder above does not send the walk in circles."""
    store("in/a.txt", "x")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    assert names(find_inputs([tmp_path / "in"], out)) == ["a.txt"]


def test_link_to_a_file_is_read_once(store: Store, tmp_path: Path, out: Path) -> None:
    """A file and a link to it are one file."""
    path = store("in/a.txt", "x")
    (tmp_path / "in" / "b.txt").symlink_to(path)
    assert names(find_inputs([tmp_path / "in"], out)) == ["a.txt"]


def test_link_to_itself_does_not_end_the_walk(store: Store, tmp_path: Path, out: Path) -> None:
    """The files beside a link that leads to itself are found."""
    store("in/a.txt", "x")
    (tmp_path / "in" / "loop.txt").symlink_to("loop.txt")
    assert "a.txt" in names(find_inputs([tmp_path / "in"], out))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_named_pipe_is_not_read(store: Store, tmp_path: Path, out: Path) -> None:
    """A named pipe in a folder, which would be waited for without end, is no file to read."""
    store("in/a.txt", "x")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    assert names(find_inputs([tmp_path / "in"], out)) == ["a.txt"]


def test_overlapping_inputs_are_read_once(store: Store, tmp_path: Path, out: Path) -> None:
    """A file that is named, and lies in a named folder, is read once."""
    path = store("in/a.txt", "x")
    assert names(find_inputs([path, tmp_path / "in", path], out)) == ["a.txt"]


def test_unknown_suffixes_in_folders_are_counted(store: Store, tmp_path: Path, out: Path) -> None:
    """Files that cannot be articles are passed over and counted by suffix."""
    for name in ["in/a.png", "in/b.PNG", "in/c.pdf", "in/README", "in/d.pdf.gz", "in/e.txt"]:
        store(name, "x")
    inputs = find_inputs([tmp_path / "in"], out)
    assert inputs.skipped == {".png": 2, ".pdf": 1, "": 1, ".gz": 1}


def test_unknown_suffix_in_a_folder_is_no_fault(store: Store, tmp_path: Path, out: Path) -> None:
    """What is passed over in a folder is not reported as an error."""
    store("in/a.png", "x")
    assert find_inputs([tmp_path / "in"], out).faults == ()


def test_unknown_suffix_of_a_named_file_is_a_fault(store: Store, out: Path) -> None:
    """A named file of unknown format is an error that lists the known suffixes."""
    path = store("a.docx", "x")
    (fault,) = find_inputs([path], out).faults
    assert (fault.reason, fault.path, fault.line) == ("format", str(path), None)
    assert all(name.removeprefix("a") in fault.message for name, _ in FORMATS)


def test_missing_file_is_a_fault(tmp_path: Path, out: Path) -> None:
    """An input that does not exist is an error with its path."""
    (fault,) = find_inputs([tmp_path / "none.txt"], out).faults
    assert (fault.reason, fault.path) == ("unreadable", str(tmp_path / "none.txt"))


def test_faults_do_not_hide_the_rest(store: Store, tmp_path: Path, out: Path) -> None:
    """What can be read beside a missing input is found."""
    path = store("a.txt", "x")
    inputs = find_inputs([tmp_path / "none", path], out)
    assert names(inputs) == ["a.txt"]
