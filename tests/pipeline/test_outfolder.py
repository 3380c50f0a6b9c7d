"""The folder for the outputs: what is overwritten, and what never is."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews import OutputError, SettingsError
from cleannews.pipeline import RunSettings, run
from cleannews.settings import ReadSettings

Outputs = Callable[[Path], dict[str, Any]]

RAIN = "Rain fell on Friday in all of the hills around Quarrin, the weather service said."


@pytest.fixture
def finished(corpus: Path, out: Path) -> Path:
    """The folder of a finished run over the corpus."""
    run(RunSettings((corpus,), out))
    return out


def test_folder_is_made_with_those_above(corpus: Path, tmp_path: Path) -> None:
    """Folders that are missing on the way are made."""
    run(RunSettings((corpus,), tmp_path / "a" / "b" / "out"))
    assert (tmp_path / "a" / "b" / "out" / "summary.json").is_file()


def test_empty_folder_is_used(corpus: Path, out: Path) -> None:
    """A folder that is there and empty will do."""
    out.mkdir()
    run(RunSettings((corpus,), out))
    assert (out / "summary.json").is_file()


def test_finished_folder_is_not_overwritten(corpus: Path, finished: Path, outputs: Outputs) -> None:
    """A second run into the folder is refused, and the first one's outputs stay."""
    before = outputs(finished)
    with pytest.raises(OutputError, match=r"not empty.*--force"):
        run(RunSettings((corpus,), finished))
    assert outputs(finished) == before


def test_finished_run_is_not_repeated(corpus: Path, finished: Path, outputs: Outputs) -> None:
    """A run that has finished has nothing to resume: it tells its summary, and nothing changes."""
    before, summary = outputs(finished), (finished / "summary.json").read_bytes()
    assert run(RunSettings((corpus,), finished, resume=True)) == json.loads(summary)
    assert (outputs(finished), (finished / "summary.json").read_bytes()) == (before, summary)


@pytest.mark.parametrize(
    ("settings", "what"),
    [({"read": ReadSettings(site_from="dir")}, "other settings"), ({"inputs": ()}, "other inputs")],
    ids=str,
)
def test_finished_run_of_something_else_is_not_resumed(
    corpus: Path, finished: Path, outputs: Outputs, settings: dict[str, Any], what: str
) -> None:
    """Resuming with other settings or inputs is refused, and nothing changes."""
    before = outputs(finished)
    if "inputs" in settings:
        settings = {"inputs": (corpus / "ledger.example",)}
    with pytest.raises(OutputError, match=what):
        run(RunSettings(**{"inputs": (corpus,), "out": finished, "resume": True, **settings}))
    assert outputs(finished) == before


def test_folder_with_other_files_is_refused(corpus: Path, out: Path) -> None:
    """A folder in use for something else is not written into."""
    out.mkdir()
    (out / "notes.md").write_text("mine")
    with pytest.raises(OutputError, match="not empty"):
        run(RunSettings((corpus,), out))
    assert [path.name for path in out.iterdir()] == ["notes.md"]


def test_force_overwrites_the_outputs(corpus: Path, out: Path, outputs: Outputs) -> None:
    """With force the outputs of an earlier run are replaced, all of them."""
    run(RunSettings((corpus / "ledger.example",), out, format="text"))
    run(RunSettings((corpus,), out, force=True))
    run(RunSettings((corpus,), out.with_name("fresh")))
    assert outputs(out) == outputs(out.with_name("fresh"))


def test_force_leaves_other_files_alone(corpus: Path, finished: Path) -> None:
    """What no run wrote is not touched by force."""
    others = {"notes.md": "a", ".hidden": "b", "sub/articles.jsonl": "c", "texts.md": "d"}
    for name, text in others.items():
        (finished / name).parent.mkdir(exist_ok=True)
        (finished / name).write_text(text)
    run(RunSettings((corpus,), finished, force=True))
    assert {name: (finished / name).read_text() for name in others} == others


def test_force_leaves_a_folder_of_texts_alone_that_no_run_wrote(corpus: Path, out: Path) -> None:
    """A folder that is called like one of the outputs, but holds someone's files, stays."""
    (out / "texts").mkdir(parents=True)
    (out / "texts" / "mine.txt").write_text(RAIN)
    with contextlib.suppress(OutputError):
        run(RunSettings((corpus,), out, force=True))
    assert (out / "texts" / "mine.txt").read_text() == RAIN


@pytest.mark.parametrize("options", [{}, {"force": True}, {"resume": True}], ids=str)
def test_a_work_folder_that_no_run_made_is_left_alone(
    corpus: Path, out: Path, options: dict[str, Any]
) -> None:
    """A folder that is called like a run's, but holds someone's files, stays as it is."""
    (out / ".work").mkdir(parents=True)
    (out / ".work" / "mine.txt").write_text(RAIN)
    with pytest.raises(OutputError, match=r"holds \.work, which no run made"):
        run(RunSettings((corpus,), out, **options))
    assert [path.name for path in (out / ".work").iterdir()] == ["mine.txt"]
    assert (out / ".work" / "mine.txt").read_text() == RAIN


@pytest.mark.parametrize("name", ["texts/a.txt", "articles.jsonl", "texts/in/deep/a.txt"])
def test_force_never_deletes_an_input(tmp_path: Path, name: str) -> None:
    """An input that lies where an output would go is still there afterwards."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f'{{"text": "{RAIN}"}}\n' if path.suffix == ".jsonl" else RAIN
    path.write_text(text)
    with contextlib.suppress(OutputError):
        run(RunSettings((path if path.parent == tmp_path else path.parent,), tmp_path, force=True))
    assert path.exists()
    assert path.read_text() == text


def test_outputs_are_no_inputs_of_the_next_run(corpus: Path) -> None:
    """A run into a folder of its own input, repeated, reads the same articles."""
    first = run(RunSettings((corpus,), corpus / "out"))
    second = run(RunSettings((corpus,), corpus / "out", force=True))
    assert first["articles"] == second["articles"] == 7


def test_outputs_beside_the_inputs_are_no_inputs(tmp_path: Path) -> None:
    """A run into the very folder that it reads, repeated, does not read its own outputs."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(RAIN)
    counts = []
    for _ in range(2):
        with contextlib.suppress(OutputError):
            summary = run(RunSettings((tmp_path / "in",), tmp_path / "in", force=True))
            counts.append((summary["articles"], summary["rejected"]))
    assert counts in ([], [(1, {}), (1, {})])


@pytest.mark.parametrize("options", [{}, {"force": True}, {"resume": True}], ids=str)
@pytest.mark.parametrize("below", ["", "sub"])
def test_file_is_no_output_folder(
    corpus: Path, out: Path, options: dict[str, Any], below: str
) -> None:
    """A file cannot be the folder, nor hold it, and is not deleted for it."""
    out.write_text("mine")
    with pytest.raises(OutputError, match="is a file"):
        run(RunSettings((corpus,), out / below, **options))
    assert out.read_text() == "mine"


def test_force_and_resume_exclude_each_other(corpus: Path, out: Path) -> None:
    """To throw away and to go on cannot both be asked for."""
    with pytest.raises(SettingsError, match="force and resume"):
        RunSettings((corpus,), out, force=True, resume=True)


@pytest.mark.parametrize(("name", "value"), [("inputs", ()), ("format", "xml")])
def test_settings_are_checked(corpus: Path, out: Path, name: str, value: Any) -> None:
    """A run that cannot be meant is refused before anything is read."""
    with pytest.raises(SettingsError, match=name):
        RunSettings(**{"inputs": (corpus,), "out": out, name: value})
