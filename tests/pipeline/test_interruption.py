"""An interrupted run leaves no outputs, keeps what is done, and goes on to the same result."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cleannews import OutputError
from cleannews.pipeline import RunSettings, run
from cleannews.pipeline.progress import Progress
from cleannews.settings import CleanSettings, DedupeSettings, ReadSettings

Outputs = Callable[[Path], dict[str, Any]]

STAGES = ("read", "learn", "clean and sign", "group", "write")


class Interrupting(Progress):
    """
    Presses Ctrl-C.

    Args:
        stage: The stage in which it does.
        items: How many items are done before.
    """

    def __init__(self, stage: str, items: int) -> None:
        self._stage = stage
        self._left = items
        self._current = ""

    def stage(self, name: str) -> None:
        """Press where a stage begins and no item is waited for."""
        self._current = name
        if name == self._stage and not self._left:
            raise KeyboardInterrupt

    def advance(self, count: int = 1) -> None:
        """Press when enough items are done."""
        if self._current == self._stage:
            self._left -= count
            if self._left <= 0:
                raise KeyboardInterrupt


class Recording(Progress):
    """Notes the stages that went through items."""

    def __init__(self) -> None:
        self.worked: list[str] = []
        self._current = ""

    def stage(self, name: str) -> None:
        """Note the stage."""
        self._current = name

    def begin(self, total: int | None) -> None:  # noqa: ARG002 (known or not)
        """Note that the stage has work to do."""
        self.worked.append(self._current)


def interrupt(settings: RunSettings, stage: str, items: int = 2) -> None:
    """Run until Ctrl-C in a stage."""
    with pytest.raises(KeyboardInterrupt):
        run(settings, Interrupting(stage, items))


@pytest.fixture(scope="session")
def whole(shared_corpus: Path) -> Path:
    """The folder of a run that nobody interrupted."""
    out = shared_corpus.with_name("whole")
    run(RunSettings((shared_corpus,), out, format="text"))
    return out


@pytest.mark.parametrize("moment", list(product(STAGES, (0, 1, 5))), ids=str)
def test_interrupted_run_goes_on_to_the_same_result(
    shared_corpus: Path, out: Path, outputs: Outputs, whole: Path, moment: tuple[str, int]
) -> None:
    """A resumed run ends with the outputs of one that was never interrupted."""
    interrupt(RunSettings((shared_corpus,), out, format="text"), *moment)
    run(RunSettings((shared_corpus,), out, format="text", resume=True))
    assert outputs(out) == outputs(whole)


@pytest.mark.parametrize("stage", STAGES)
def test_interrupted_run_has_no_outputs(shared_corpus: Path, out: Path, stage: str) -> None:
    """Nothing is in place until everything is done."""
    interrupt(RunSettings((shared_corpus,), out, format="text"), stage)
    assert [path.name for path in out.iterdir()] == [".work"]


@pytest.mark.parametrize("stage", STAGES)
def test_interrupted_run_leaves_no_half_files(shared_corpus: Path, out: Path, stage: str) -> None:
    """The file that was being written is absent, not half there."""
    interrupt(RunSettings((shared_corpus,), out), stage)
    names = [path.name for path in out.rglob("*")]
    assert names
    assert not [name for name in names if name.endswith(".partial")]


@pytest.mark.parametrize(
    ("stage", "left"), [(STAGES[at], STAGES[at:]) for at in range(len(STAGES))]
)
def test_finished_stages_are_not_repeated(
    shared_corpus: Path, out: Path, stage: str, left: tuple[str, ...]
) -> None:
    """A resumed run begins with the stage that was interrupted."""
    interrupt(RunSettings((shared_corpus,), out), stage)
    progress = Recording()
    run(RunSettings((shared_corpus,), out, resume=True), progress)
    assert tuple(progress.worked) == left


def test_run_interrupted_twice_goes_on(
    shared_corpus: Path, out: Path, outputs: Outputs, whole: Path
) -> None:
    """A resumed run may be interrupted again."""
    interrupt(RunSettings((shared_corpus,), out, format="text"), "read")
    interrupt(RunSettings((shared_corpus,), out, format="text", resume=True), "write")
    run(RunSettings((shared_corpus,), out, format="text", resume=True))
    assert outputs(out) == outputs(whole)


def test_run_killed_between_moving_outputs_goes_on(
    shared_corpus: Path, out: Path, outputs: Outputs, whole: Path
) -> None:
    """A run of which some outputs are already in place is finished by resuming it."""
    interrupt(RunSettings((shared_corpus,), out, format="text"), "write")
    (out / ".work" / "errors.jsonl").rename(out / "errors.jsonl")
    run(RunSettings((shared_corpus,), out, format="text", resume=True))
    assert outputs(out) == outputs(whole)


def test_half_file_of_a_killed_run_is_not_trusted(
    shared_corpus: Path, out: Path, outputs: Outputs, whole: Path
) -> None:
    """What a killed process left half written does not reach the outputs."""
    interrupt(RunSettings((shared_corpus,), out, format="text"), "clean and sign")
    (out / ".work" / "cleaned.jsonl.partial").write_text('{"id": "half')
    run(RunSettings((shared_corpus,), out, format="text", resume=True))
    assert outputs(out) == outputs(whole)


def test_resuming_nothing_begins(
    shared_corpus: Path, out: Path, outputs: Outputs, whole: Path
) -> None:
    """A first run may be asked to resume."""
    run(RunSettings((shared_corpus,), out, format="text", resume=True))
    assert outputs(out) == outputs(whole)


@pytest.mark.parametrize(
    "settings",
    [
        {"dedupe": DedupeSettings(threshold=0.9)},
        {"clean": CleanSettings.choose(keep={"ad"})},
        {"format": "text"},
        {"read": ReadSettings(site_from="dir")},
    ],
)
def test_resuming_with_other_settings_is_refused(
    shared_corpus: Path, out: Path, settings: dict[str, Any]
) -> None:
    """A run is not finished with other settings than it began with."""
    interrupt(RunSettings((shared_corpus,), out), "group")
    with pytest.raises(OutputError, match="other settings"):
        run(RunSettings((shared_corpus,), out, resume=True, **settings))


def test_refused_resumption_changes_nothing(
    shared_corpus: Path, out: Path, outputs: Outputs
) -> None:
    """After a refusal the run can still be resumed with its own settings."""
    interrupt(RunSettings((shared_corpus,), out), "group")
    with pytest.raises(OutputError):
        run(RunSettings((shared_corpus,), out, resume=True, read=ReadSettings(site_from="dir")))
    run(RunSettings((shared_corpus,), out, resume=True))
    assert outputs(out)["groups.jsonl"]


def test_resuming_with_a_changed_rule_table_is_refused(
    shared_corpus: Path, out: Path, tmp_path: Path
) -> None:
    """A rule table that was changed under its name is another setting."""
    rules = tmp_path / "own.toml"
    rules.write_text('[[rule]]\nid = "ad.own"\nphrases = ["x y"]\nremove = ["x y"]\nkeep = ["z"]\n')
    clean = CleanSettings.choose(rules=[rules])
    interrupt(RunSettings((shared_corpus,), out, clean=clean), "group")
    rules.write_text(rules.read_text().replace("z", "w"))
    with pytest.raises(OutputError, match="other settings"):
        run(RunSettings((shared_corpus,), out, clean=clean, resume=True))


def change(path: Path) -> None:
    """Change a file's content."""
    path.write_text("Something else happened on Saturday.")


def touch(path: Path) -> None:
    """Change a file's time only."""
    os.utime(path, (1, 1))


@pytest.mark.parametrize("alter", [change, touch, Path.unlink])
def test_resuming_with_other_inputs_is_refused(
    corpus: Path, out: Path, alter: Callable[[Path], None]
) -> None:
    """A run is not finished with other inputs than it began with."""
    interrupt(RunSettings((corpus,), out), "group")
    alter(corpus / "ledger.example" / "storm.txt")
    with pytest.raises(OutputError, match="other inputs"):
        run(RunSettings((corpus,), out, resume=True))


def test_interrupted_run_is_not_begun_again_unasked(shared_corpus: Path, out: Path) -> None:
    """Without resume the folder of an interrupted run is refused, and both ways out are named."""
    interrupt(RunSettings((shared_corpus,), out), "group")
    with pytest.raises(OutputError, match=r"interrupted.*--resume.*--force"):
        run(RunSettings((shared_corpus,), out))


def test_interrupted_run_may_be_begun_again(
    shared_corpus: Path, out: Path, outputs: Outputs, whole: Path
) -> None:
    """With force an interrupted run is thrown away, whatever its settings were."""
    interrupt(RunSettings((shared_corpus,), out, read=ReadSettings(site_from="dir")), "group")
    run(RunSettings((shared_corpus,), out, format="text", force=True))
    assert outputs(out) == outputs(whole)


def test_interrupted_run_cannot_be_read(shared_corpus: Path, out: Path) -> None:
    """A run that is not finished is not opened as one."""
    from cleannews import open_run

    interrupt(RunSettings((shared_corpus,), out), "write")
    with pytest.raises(OutputError):
        open_run(out)
