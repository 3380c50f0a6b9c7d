"""A long stage goes on where it was, not at its beginning."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews.io import blocks
from cleannews.pipeline import RunSettings, clean_stage, ledger, read_stage, run
from cleannews.pipeline.ledger import Ledger
from cleannews.pipeline.progress import Progress

Outputs = Callable[[Path], dict[str, Any]]

ROWS = 60
STAGES = {"read": read_stage, "clean and sign": clean_stage}
PART = {"read": "_read_part", "clean and sign": "_clean_part"}


class Stopping(Progress):
    """Presses Ctrl-C when some items of a stage are done."""

    def __init__(self, stage: str, items: int) -> None:
        self._stage, self._left, self._current = stage, items, ""

    def stage(self, name: str) -> None:
        """Take down the stage."""
        self._current = name

    def advance(self, count: int = 1) -> None:
        """Press in time."""
        if self._current == self._stage:
            self._left -= count
            if self._left <= 0:
                raise KeyboardInterrupt


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A file of articles, some with the ids of others, and of lines that cannot be read."""
    lines = [
        json.dumps(
            {
                "id": f"r{n % 40}",
                "text": f"Advertisement\nRain fell on hill {n % 50}.",
                "site": "a.de",
            }
        )
        for n in range(ROWS)
    ]
    lines[3] = lines[30] = "{nonsense"
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many chunks, and a note after each; the power stays on."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(blocks, "_SIZE", 300)
    monkeypatch.setattr(read_stage, "_SMALL", 0)
    monkeypatch.setattr(ledger, "_EVERY", 0.0)


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_done_is_not_done_again(
    rows: Path, out: Path, outputs: Outputs, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Interrupted in the middle, twice, a stage works on each chunk once, but the one under way."""
    worked: list[int] = []
    work = getattr(STAGES[stage], PART[stage])

    def counting(chunk: Any, **more: Any) -> Any:
        block = getattr(chunk, "block", chunk)
        worked.append(block.number)
        return work(chunk, **more)

    whole = out.with_name("whole")
    run(RunSettings((rows,), whole))
    monkeypatch.setattr(STAGES[stage], PART[stage], counting)
    for resume in (False, True):
        with pytest.raises(KeyboardInterrupt):
            run(RunSettings((rows,), out, resume=resume), Stopping(stage, 20))
    run(RunSettings((rows,), out, resume=True))
    assert len(set(worked)) > 10
    assert len(worked) <= len(set(worked)) + 2
    assert outputs(out) == outputs(whole)


def test_files_are_cut_to_what_was_noted(tmp_path: Path) -> None:
    """What was written after the last note is written anew."""

    def stop() -> None:
        with Ledger(tmp_path, "s", ("a", "b"), lambda: {"sum": 7}) as first:
            assert (first.found, list(first.rest("xyz"))) == (None, ["x", "y", "z"])
            first["a"].write(b"one\n")
            first.between(1)
            first["a"].write(b"half")
            first["b"].write(b"too much")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert not (tmp_path / "a").exists()
    with Ledger(tmp_path, "s", ("a", "b"), lambda: None) as second:
        assert (second.found, list(second.rest("xyz"))) == ({"sum": 7}, ["y", "z"])
        second["a"].write(b"two\n")
    assert (tmp_path / "a").read_bytes() == b"one\ntwo\n"
    assert (tmp_path / "b").read_bytes() == b""
    assert not list(tmp_path.glob("*.growing"))


def test_nothing_is_left_where_nothing_was_noted(tmp_path: Path, monkeypatch: Any) -> None:
    """A stage that was stopped early leaves no files."""
    monkeypatch.setattr(ledger, "_EVERY", 600.0)

    def stop() -> None:
        with Ledger(tmp_path, "s", ("a",), lambda: None) as first:
            first["a"].write(b"one\n")
            first.between(1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert list(tmp_path.iterdir()) == []


def test_notes_go_when_the_stage_is_done(rows: Path, out: Path) -> None:
    """What a stage needs to go on in its middle is not kept until the end of the run."""
    with pytest.raises(KeyboardInterrupt):
        run(RunSettings((rows,), out), Stopping("write", 1))
    assert not list((out / ".work").glob("so-far-*"))
