"""What the commands say on stderr: more with -v, less with -q, lines of JSON with --log-json."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cleannews.cli.main import umbrella
from cleannews.cli.messages import speaking
from cleannews.cli.progress import LineProgress, shown_progress
from cleannews.machine import memory_mb

Ended = subprocess.CompletedProcess[bytes]
Cli = Callable[..., Ended]
ATTACK = "\x1b]0;owned\x07"
COMMANDS = ("clean", "dedupe", "extract", "learn", "restore")


def records(ended: Ended) -> list[dict[str, Any]]:
    """Return the lines of stderr, each of which is JSON."""
    return [json.loads(line) for line in ended.stderr.decode("ascii").splitlines()]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder for the outputs."""
    return tmp_path / "out"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_the_options(cli: Cli, name: str) -> None:
    """-v, -q and --log-json stand in every help."""
    text = cli(name, "--help").stdout.decode()
    assert all(option in text for option in ("-v, --verbose", "-q, --quiet", "--log-json"))
    assert name in umbrella.list_commands(None)  # type: ignore[arg-type]


def test_verbose_tells_of_stages(cli: Cli, folder: Path, out: Path) -> None:
    """Each stage with its begin and end, in lines with level and logger."""
    (folder / "empty.txt").write_text("")
    lines = cli("dedupe", folder, "--out", out, "-v").stderr.decode().splitlines()
    for stage in ("read", "learn", "clean and sign", "group", "write"):
        assert any(f" INFO cleannews.pipeline.run: {stage}: begun" in line for line in lines)
        assert any(f" INFO cleannews.pipeline.run: {stage}: ended after" in line for line in lines)
    assert any("rejected (empty): " in line and "empty.txt" in line for line in lines)
    assert not any(" DEBUG " in line for line in lines)


def test_twice_verbose_tells_of_more(
    process: Callable[..., Ended], folder: Path, out: Path
) -> None:
    """Also how many processes were started."""
    said = process("cleannews-dedupe", folder, "--out", out, "-vv", "--workers", 1).stderr.decode()
    assert " DEBUG cleannews.pipeline.workers: 1 processes started" in said


def test_resuming_tells_what_is_skipped(cli: Cli, folder: Path, out: Path) -> None:
    """A finished run says that nothing is done."""
    assert cli("dedupe", folder, "--out", out).returncode == 0
    ended = cli("dedupe", folder, "--out", out, "--resume", "-v")
    assert ended.returncode == 0
    assert b"has finished; nothing is done" in ended.stderr


def test_quiet_still_says_what_went_wrong(cli: Cli, folder: Path, out: Path) -> None:
    """An error is said, a rejected input is not, and stdout is as ever."""
    (folder / "empty.txt").write_text("")
    ended = cli("dedupe", folder, "--out", out, "-q")
    assert (ended.returncode, ended.stderr) == (3, b"")
    assert b"written to" in ended.stdout
    ended = cli("dedupe", folder, "--out", out, "-q")
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"error: ")


def test_verbose_and_quiet_exclude_each_other(cli: Cli, folder: Path, out: Path) -> None:
    """Both together are wrong usage."""
    ended = cli("dedupe", folder, "--out", out, "-q", "-v")
    assert ended.returncode == 2
    assert b"-v and -q cannot both be given" in ended.stderr


def test_json_lines_have_all_fields(cli: Cli, folder: Path, out: Path) -> None:
    """Each record: time, level, logger, message, and what it tells as fields."""
    (folder / "empty.txt").write_text("")
    found = records(cli("dedupe", folder, "--out", out, "-v", "--log-json"))
    assert all(
        list(row) == ["time", "level", "logger", "message", "fields"]
        and datetime.fromisoformat(row["time"]).tzinfo is not None
        for row in found
    )
    (rejected,) = [row for row in found if row["message"].startswith("rejected")]
    assert (rejected["level"], rejected["logger"]) == ("info", "cleannews.pipeline.rejections")
    assert rejected["fields"]["error"] == "empty"
    assert rejected["fields"]["path"] == str(folder / "empty.txt")
    (ended,) = [row for row in found if row["message"].startswith("read: ended")]
    assert ended["fields"]["articles"] == 3
    assert ended["fields"]["stage"] == "read"


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (("clean", "missing.txt", "--log-json"), 3, "there is no such file"),
        (("clean", "--nonsense", "--log-json"), 2, "--nonsense"),
        (("restore", "missing", "--log-json"), 2, "has no summary.json"),
        (("extract", "missing.html", "--log-json"), 3, "missing.html"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_errors_are_json_lines_too(
    cli: Cli, args: tuple[str, ...], status: int, message: str
) -> None:
    """Whatever goes wrong, every line on stderr can be parsed."""
    ended = cli(*args)
    assert ended.returncode == status
    (row,) = records(ended)
    assert (row["level"], row["logger"]) == ("error", "cleannews.cli")
    assert message in row["message"]


@pytest.mark.parametrize("options", [("-v",), ("-v", "--log-json")], ids=" ".join)
def test_text_from_the_web_cannot_command_the_terminal(
    cli: Cli, folder: Path, out: Path, options: tuple[str, ...]
) -> None:
    """Escape sequences and line feeds in names are escaped in the log."""
    (folder / f"x{ATTACK}\nerror: forged\u202e.txt").write_text("")
    ended = cli("dedupe", folder, "--out", out, *options)
    assert b"owned" in ended.stderr
    assert not {"\x1b", "\x07", "\u202e"} & set(ended.stderr.decode())
    assert not any(line.startswith(b"error") for line in ended.stderr.splitlines())


def test_the_library_says_nothing_unasked(process: Callable[..., Ended], folder: Path) -> None:
    """Imported and run without any set-up of logging it leaves stderr alone, warnings included."""
    code = (
        "import logging\n"
        "from pathlib import Path\n"
        "import cleannews\n"
        "logging.getLogger('cleannews.pipeline').warning('not to be seen')\n"
        "assert logging.getLogger('cleannews').handlers\n"
    )
    ended = process("python", "-c", code)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def test_logging_is_left_as_it_was_found(cli: Cli, folder: Path) -> None:
    """A command that has ended leaves no handlers and levels behind."""
    logger = logging.getLogger("cleannews")
    before = (list(logger.handlers), logger.level)
    cli("clean", folder, "-vv")
    assert (list(logger.handlers), logger.level) == before


def test_a_line_tells_how_far_a_run_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Stage, done of total, rate, time left and memory."""
    progress = LineProgress()
    progress.stage("clean and sign")
    progress.begin(2000)
    progress.advance(500)
    time.sleep(0.01)
    with speaking(json_lines=False):
        progress.tell()
    said = capsys.readouterr().err
    assert said.startswith("clean and sign: 500 of 2,000, ")
    assert "/s, " in said
    assert " left" in said
    assert said.count("\n") == 1
    assert said.rstrip().endswith("MB") or memory_mb() is None


def test_a_line_of_a_stage_without_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the number of items is not known no time is foretold; as JSON it is null."""
    progress = LineProgress()
    progress.stage("read")
    with speaking(json_lines=True):
        progress.tell()
    row = json.loads(capsys.readouterr().err)
    assert row["message"].startswith("read: 0")
    assert "left" not in row["message"]
    assert (row["fields"]["total"], row["fields"]["seconds_left"]) == (None, None)


def test_lines_come_by_the_clock(capsys: pytest.CaptureFixture[str]) -> None:
    """Also while nothing moves; and none any more when the run is over."""
    progress = LineProgress()
    progress.stage("group")
    with speaking(json_lines=False), progress.told_every(0.01):
        until = time.monotonic() + 10
        while not (said := capsys.readouterr().err) and time.monotonic() < until:
            time.sleep(0.01)
    assert said.startswith("group: 0")
    capsys.readouterr()
    time.sleep(0.05)
    assert capsys.readouterr().err == ""


def test_without_a_terminal_lines_are_told_and_with_quiet_nothing(
    cli: Cli, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How a run is shown depends on what stderr is and on what was asked."""
    with speaking(json_lines=False), shown_progress() as progress:
        assert isinstance(progress, LineProgress)
    monkeypatch.setattr("cleannews.cli.progress._MINUTE", 0.001)
    spoken = cli("dedupe", folder, "--out", out).stderr
    silent = cli("dedupe", folder, "--out", out, "--force", "-q").stderr
    assert (bool(spoken), silent) == (True, b"")


def test_memory_counts_children() -> None:
    """What a child holds is in the sum."""
    alone = memory_mb()
    if alone is None:
        pytest.skip("the memory of processes is not known here")
    code = "x = bytearray(200_000_000); print('up', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline()
        together = memory_mb()
        child.communicate(b"\n")
    assert together is not None
    assert together > alone + 150
