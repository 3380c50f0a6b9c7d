"""Stages put together of parts: whoever made them, and whatever happened meanwhile."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews.io import blocks
from cleannews.pipeline import RunSettings, read_stage, run
from cleannews.pipeline.parts import parts_in, taken, write_part
from cleannews.pipeline.progress import Progress

Outputs = Callable[[Path], dict[str, Any]]

STORY = (
    "The harbour of Tarnmouth was closed on Friday after a storm tore two cranes from the quay. "
    "Ferries to island {n} will not sail before Sunday, and freight goes through Dunmarrow."
)
IN_WORKERS = ("read", "learn", "clean and sign")


class At(Progress):
    """
    Does something in a stage when some items are done.

    Args:
        stage: The stage.
        items: How many are done before.
        do: What is done, once.
    """

    def __init__(self, stage: str, items: int, do: Callable[[], None]) -> None:
        self._stage, self._left, self._do = stage, items, do
        self._current = ""
        self.done = False

    def stage(self, name: str) -> None:
        """Note the stage."""
        self._current = name

    def advance(self, count: int = 1) -> None:
        """Do it."""
        if self._current == self._stage and not self.done:
            self._left -= count
            if self._left <= 0:
                self.done = True
                self._do()


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with lines of every kind, plain and packed, and files between."""
    folder = tmp_path_factory.mktemp("rows") / "in"
    folder.mkdir()
    lines = [
        {
            "id": f"r{n % 90}" if n % 3 else None,
            "text": f"Advertisement\n{STORY.format(n=n % 70)}\nThe Courier in one place",
            "site": f"news{n % 4}.example",
        }
        for n in range(120)
    ]
    data = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "a.jsonl").write_text(f"\n{data}nonsense\n{data[:3000]}")
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(data.encode())[:-9])
    (folder / "c.txt").write_text(STORY.format(n=1))
    (folder / "d.jsonl").write_text(data)
    return folder


@pytest.fixture(scope="module")
def whole(rows: Path) -> Path:
    """The folder of a run over them in one process, with large blocks."""
    out = rows.with_name("whole")
    run(RunSettings((rows,), out))
    return out


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut files into blocks of a few lines."""
    monkeypatch.setattr(blocks, "_SIZE", 3000)
    monkeypatch.setattr(read_stage, "_SMALL", 0)
    monkeypatch.setattr(read_stage, "_SMALL_PACKED", 0)


@pytest.mark.parametrize("size", [1, 700, 5000])
def test_outputs_do_not_depend_on_the_size_of_blocks(
    rows: Path, out: Path, whole: Path, outputs: Outputs, size: int
) -> None:
    """However files are cut, the outputs are the same to the byte, renamed ids included."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(blocks, "_SIZE", size)
        patched.setattr(read_stage, "_SMALL", 0)
        patched.setattr(read_stage, "_SMALL_PACKED", 0)
        assert run(RunSettings((rows,), out))["renamed_ids"] > 100
    assert outputs(out) == outputs(whole)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("count", [2, 3])
def test_outputs_of_many_parts_do_not_depend_on_the_workers(
    rows: Path, out: Path, whole: Path, outputs: Outputs, count: int
) -> None:
    """Whoever makes the parts, they are put together in the order of the inputs."""
    run(RunSettings((rows,), out, workers=count))
    assert outputs(out) == outputs(whole)


@pytest.mark.usefixtures("small")
@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
@pytest.mark.parametrize("stage", IN_WORKERS)
def test_a_worker_that_is_killed_costs_nothing(
    rows: Path, out: Path, whole: Path, outputs: Outputs, stage: str
) -> None:
    """What it was working on is done again, and the outputs are the same."""

    def kill() -> None:
        process = multiprocessing.active_children()[0]
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)

    progress = At(stage, 5, kill)
    run(RunSettings((rows,), out, workers=2), progress)
    assert progress.done
    assert outputs(out) == outputs(whole)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("stage", [*IN_WORKERS, "write"])
def test_run_interrupted_within_a_stage_goes_on(
    rows: Path, out: Path, whole: Path, outputs: Outputs, stage: str
) -> None:
    """Ctrl-C while workers work leaves neither parts nor half files, and resuming finishes."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(RunSettings((rows,), out, workers=2), At(stage, 30, interrupt))
    work = out / ".work"
    assert [path.name for path in out.iterdir()] == [".work"]
    assert not [path for path in work.rglob("*") if path.suffix == ".partial" or path.is_dir()]
    assert not (work / f"done-{stage.replace(' ', '-')}.json").exists()
    run(RunSettings((rows,), out, workers=2, resume=True))
    assert outputs(out) == outputs(whole)


def test_parts_of_a_killed_run_are_not_taken(
    rows: Path, out: Path, whole: Path, outputs: Outputs
) -> None:
    """What a run left that was killed outright is removed by the one that goes on."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(RunSettings((rows,), out), At("learn", 1, interrupt))
    (out / ".work" / "parts-killed").mkdir()
    (out / ".work" / "parts-killed" / "half").write_text('{"id": "ha')
    run(RunSettings((rows,), out, resume=True))
    assert outputs(out) == outputs(whole)


def test_parts_are_taken_once(tmp_path: Path) -> None:
    """A part is gone when it is taken, and the folder when all is done."""
    with parts_in(tmp_path) as parts:
        first, second = write_part(parts, [b"a", b"b"]), write_part(parts, [])
        assert (taken(first), taken(second)) == (b"ab", b"")
        assert list(parts.iterdir()) == []
        write_part(parts, [b"left"])
    assert list(tmp_path.iterdir()) == []
