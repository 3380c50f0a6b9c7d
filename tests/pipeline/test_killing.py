"""
A run stopped before each of its operations on files, one after the other.

What follows the moment fails as well, cleaning up included: a process that is dead does nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cleannews import OutputError
from cleannews.io import blocks
from cleannews.pipeline import RunSettings, ledger, read_stage, run
from pipeline.dying import OPERATIONS

Outputs = Callable[[Path], dict[str, Any]]


class KilledError(BaseException):
    """The process is dead."""


class Moments:
    """Counts operations on files below a folder; from a number on none is done any more."""

    def __init__(self) -> None:
        self.count = 0
        self._folder, self._last, self._hears = "", 0, False

    def watch(self, folder: Path | None, last: int = 0) -> None:
        """Begin with a folder, or end with None; the hook stays until the process ends."""
        if not self._hears:
            sys.addaudithook(self)
            self._hears = True
        self._folder, self._last, self.count = str(folder or ""), last, 0

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        """Hear of an operation before it is done."""
        if not self._folder or (event != "open" and event not in OPERATIONS):
            return
        if event in OPERATIONS or str(args[0]).startswith(self._folder):
            self.count += 1
            if 0 < self._last <= self.count:
                raise KilledError


MOMENTS = Moments()


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Note how far a stage is after every chunk, of which there are many; the power stays on."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(blocks, "_SIZE", 1500)
    monkeypatch.setattr(read_stage, "_SMALL", 0)
    monkeypatch.setattr(ledger, "_EVERY", 0.0)
    yield
    MOMENTS.watch(None)


def killed(settings: RunSettings, last: int) -> bool:
    """Run until an operation; tell whether it came to that."""
    MOMENTS.watch(settings.out, last)
    try:
        run(settings)
    except KilledError:
        return True
    finally:
        MOMENTS.watch(None)
    return False


def moments(settings: RunSettings) -> int:
    """Run and return how many operations there were."""
    MOMENTS.watch(settings.out)
    run(settings)
    count = MOMENTS.count
    MOMENTS.watch(None)
    return count


@pytest.fixture(scope="module")
def whole(shared_corpus: Path) -> Path:
    """The folder of a run that nobody disturbed."""
    out = shared_corpus.with_name("whole-killing")
    run(RunSettings((shared_corpus,), out, format="text"))
    return out


def test_a_run_killed_before_any_operation_goes_on(
    shared_corpus: Path, tmp_path: Path, outputs: Outputs, whole: Path
) -> None:
    """Every second moment of a whole run: after it the run goes on to the same outputs."""
    last = moments(RunSettings((shared_corpus,), tmp_path / "count", format="text"))
    assert last > 100
    for moment in range(1, last + 1, 2):
        out = tmp_path / f"out{moment}"
        assert killed(RunSettings((shared_corpus,), out, format="text"), moment)
        run(RunSettings((shared_corpus,), out, format="text", resume=True))
        assert outputs(out) == outputs(whole), moment


def test_a_run_killed_while_it_clears_an_earlier_one_goes_on(
    shared_corpus: Path, tmp_path: Path, outputs: Outputs, whole: Path
) -> None:
    """Whatever of the earlier outputs is gone, --force and --resume after it both end well."""
    earlier = RunSettings((shared_corpus / "ledger.example",), tmp_path / "earlier", format="text")
    run(earlier)
    for moment, way in product(range(1, 26), ("force", "resume")):
        out = tmp_path / f"out{moment}{way}"
        shutil.copytree(earlier.out, out)
        settings = RunSettings((shared_corpus,), out, format="text", force=True)
        assert killed(settings, moment)
        refused = None
        try:
            run(replace(settings, force=way == "force", resume=way == "resume"))
        except OutputError as error:
            refused = str(error)
        if refused is None:
            assert outputs(out) == outputs(whole), moment
        else:  # the earlier run still stands, and is not this one
            assert (way, moment < 12) == ("resume", True)
            assert "finished run with other inputs" in refused


def test_a_run_killed_while_it_goes_on_goes_on(
    shared_corpus: Path, tmp_path: Path, outputs: Outputs, whole: Path
) -> None:
    """A run that is killed every few operations comes to its end, and not after too long."""
    out = tmp_path / "out"
    attempts = 0
    while killed(RunSettings((shared_corpus,), out, format="text", resume=True), 60):
        attempts += 1
        assert attempts < 100
    assert attempts > 2
    assert outputs(out) == outputs(whole)


def test_finished_run_whose_folder_was_left_is_tidied(
    shared_corpus: Path, tmp_path: Path, outputs: Outputs, whole: Path
) -> None:
    """Killed with the summary in place and .work there: --resume tells the summary, .work goes."""
    out = tmp_path / "out"
    summary = run(RunSettings((shared_corpus,), out, format="text"))
    (out / ".work").mkdir()
    (out / ".work" / "raw.jsonl").write_text("left")
    assert run(RunSettings((shared_corpus,), out, format="text", resume=True)) == summary
    assert outputs(out) == outputs(whole)
