"""A real process with a large input, stopped in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")

Ended = subprocess.CompletedProcess[bytes]
FILES = 3000
OUTPUTS = {"articles.jsonl", "groups.jsonl", "removed.jsonl", "errors.jsonl", "summary.json"}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of many small articles."""
    folder = tmp_path_factory.mktemp("many") / "in"
    folder.mkdir()
    random = Random(1)  # noqa: S311 (no secret)
    for number in range(FILES):
        words = " ".join(f"word{random.randrange(10_000)}" for _ in range(60))
        (folder / f"{number:04}.txt").write_text(f"Advertisement\n\nAnd so it was: {words}.\n")
    return folder


def heed_interrupts() -> None:
    """Take SIGINT as Ctrl-C even where these tests run in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def stopped(
    environment: Mapping[str, str], many: Path, out: Path, by: signal.Signals, after: float = 0
) -> Ended:
    """Run the command, and when it reads send a signal to it and its workers, as a terminal does."""
    command: list[str | Path] = [
        Path(sys.executable).parent / "cleannews-dedupe",
        many,
        "--out",
        out,
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        preexec_fn=heed_interrupts,  # noqa: PLW1509 (there are no threads here)
        start_new_session=True,
    ) as running:
        until = time.monotonic() + 20
        while not (out / ".work" / "raw.jsonl.growing").exists():
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.002)
        time.sleep(after)
        os.killpg(running.pid, by)
        shown, told = running.communicate(timeout=20)
        return subprocess.CompletedProcess(command, running.returncode, shown, told)


@pytest.mark.parametrize("after", [0, 0.2, 0.5])
def test_ctrl_c_ends_with_130_and_resume_finishes(
    process: Callable[..., Ended],
    environment: Mapping[str, str],
    many: Path,
    tmp_path: Path,
    after: float,
) -> None:
    """Ctrl-C, also while workers start, ends with 130 and says how to go on; going on finishes."""
    out = tmp_path / "out"
    ended = stopped(environment, many, out, signal.SIGINT, after)
    assert (ended.returncode, ended.stdout) == (130, b"")
    assert b"interrupted" in ended.stderr
    assert b"--resume" in ended.stderr
    assert b"Traceback" not in ended.stderr
    assert [path.name for path in out.iterdir()] == [".work"]
    assert list(out.rglob("*.partial")) == []
    again = process("cleannews-dedupe", many, "--out", out, "--resume")
    assert (again.returncode, again.stderr) == (0, b"")
    assert {path.name for path in out.iterdir()} == OUTPUTS
    assert json.loads((out / "summary.json").read_bytes())["articles"] == FILES


def test_killed_run_can_be_resumed(
    process: Callable[..., Ended], environment: Mapping[str, str], many: Path, tmp_path: Path
) -> None:
    """A process that was killed outright leaves no outputs, and going on finishes."""
    out = tmp_path / "out"
    assert stopped(environment, many, out, signal.SIGKILL).returncode == -signal.SIGKILL
    assert [path.name for path in out.iterdir()] == [".work"]
    assert process("cleannews-dedupe", many, "--out", out, "--resume").returncode == 0
    assert {path.name for path in out.iterdir()} == OUTPUTS
    assert json.loads((out / "summary.json").read_bytes())["articles"] == FILES
