"""One run at a time in a folder, however the one before ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cleannews import OutputError
from cleannews.pipeline import RunSettings, run
from cleannews.pipeline.lock import Lock
from cleannews.pipeline.progress import Progress

HOLD = """
import sys, time
from pathlib import Path
from cleannews.pipeline.lock import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(600)
"""


def holding(path: Path) -> subprocess.Popen[bytes]:
    """Start a process that holds a lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
def test_a_lock_ends_with_its_process(tmp_path: Path, by: signal.Signals) -> None:
    """While the process lives the lock is its own; after that anyone's."""
    path = tmp_path / "lock"
    with holding(path) as process:
        with pytest.raises(OutputError, match=rf"in use by another run, process {process.pid};"):
            Lock(path)
        process.send_signal(by)
        process.wait()
    Lock(path).release()


def test_a_lock_can_be_had_again(tmp_path: Path) -> None:
    """When it was released, and when its file was removed."""
    path = tmp_path / "lock"
    for _ in range(2):
        Lock(path).release()
    lock = Lock(path)
    assert lock.stands()
    lock.remove()
    assert not path.exists()
    again = Lock(path)
    assert again.stands()
    path.unlink()
    path.touch()
    assert not again.stands()
    again.release()


@pytest.mark.parametrize("options", [{}, {"force": True}, {"resume": True}], ids=str)
def test_a_second_run_in_the_folder_is_refused(
    shared_corpus: Path, out: Path, options: dict[str, Any]
) -> None:
    """Whatever it was to do; the first one goes on undisturbed."""

    class Meddling(Progress):
        """Starts another run in the middle of the stage of cleaning."""

        said = ""

        def stage(self, name: str) -> None:
            """Start it, once."""
            if name == "group":
                with pytest.raises(OutputError) as refused:
                    run(RunSettings((shared_corpus,), out, **options))
                self.said = str(refused.value)

    progress = Meddling()
    summary = run(RunSettings((shared_corpus,), out), progress)
    assert f"{out} is in use by another run, process {os.getpid()}" in progress.said
    assert summary["articles"] == 7
    assert not (out / ".work").exists()


def test_an_interrupted_run_does_not_hold_its_folder(shared_corpus: Path, out: Path) -> None:
    """The same process may go on with it."""

    class Interrupting(Progress):
        """Presses Ctrl-C in the middle."""

        def stage(self, name: str) -> None:
            """Press."""
            if name == "group":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(RunSettings((shared_corpus,), out), Interrupting())
    assert run(RunSettings((shared_corpus,), out, resume=True))["articles"] == 7
