"""What a terminal is sent: a bar while a run goes on, and nothing that it would obey."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cleannews.machine import memory_mb

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")

Ended = subprocess.CompletedProcess[bytes]
COMMAND = Path(sys.executable).parent / "cleannews"
ATTACK = "\x1b]0;owned\x07"


@pytest.fixture
def terminal(environment: Mapping[str, str]) -> Callable[..., Ended]:
    """Run the command with stdout or stderr on a terminal, and return what that was sent."""

    def run(stream: str, *args: object) -> Ended:
        command: list[str | Path] = [COMMAND, *map(str, args)]
        ours, theirs = pty.openpty()
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: theirs}
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            env={**environment, "TERM": "xterm-256color", "COLUMNS": "80"},
            **streams,
        ) as running:
            os.close(theirs)
            sent = b"".join(iter(lambda: received(ours), b""))
            status = running.wait(timeout=20)
        os.close(ours)
        shown = {stream: sent}
        return subprocess.CompletedProcess(
            command, status, shown.get("stdout"), shown.get("stderr")
        )

    return run


def received(ours: int) -> bytes:
    """Return what has arrived at our end, or nothing when the other end is closed."""
    try:
        return os.read(ours, 65536)
    except OSError:
        return b""


def test_terminal_shows_a_bar(terminal: Callable[..., Ended], folder: Path, tmp_path: Path) -> None:
    """On a terminal each stage has a bar with its count, and the cursor comes back."""
    ended = terminal("stderr", "dedupe", folder, "--out", tmp_path / "out")
    assert ended.returncode == 0
    text = ended.stderr.decode()
    assert all(stage in text for stage in ("read", "clean and sign", "group", "write"))
    assert "3/3" in text
    assert "━" in text
    assert " MB" in text or memory_mb() is None
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h") > 0


def test_quiet_shows_no_bar(terminal: Callable[..., Ended], folder: Path, tmp_path: Path) -> None:
    """With -q a terminal is sent nothing."""
    ended = terminal("stderr", "dedupe", folder, "--out", tmp_path / "out", "-q")
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize("options", [("-v",), ("--log-json", "-v")], ids=" ".join)
def test_log_stands_beside_the_bar(
    terminal: Callable[..., Ended], folder: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Lines of the log come above the bar; lines of JSON come alone."""
    sent = terminal("stderr", "dedupe", folder, "--out", tmp_path / "out", *options).stderr.decode()
    assert "read: begun" in sent
    assert ("━" in sent) is (len(options) == 1)
    if len(options) > 1:
        assert all(line.startswith("{") for line in sent.splitlines())


def test_no_terminal_shows_no_bar(
    process: Callable[..., Ended], folder: Path, tmp_path: Path
) -> None:
    """In a log there is no progress, whatever is asked of colours."""
    ended = process("cleannews-dedupe", folder, "--out", tmp_path / "out", FORCE_COLOR="1")
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_output_in_a_pipe_has_no_colours(
    process: Callable[..., Ended], samples_run: tuple[Path, Ended], folder: Path
) -> None:
    """What is not shown on a terminal holds no escape sequences."""
    assert b"\x1b" not in samples_run[1].stdout
    assert b"\x1b" not in process("cleannews", "clean", "--explain", folder).stdout


def test_terminal_shows_removals_in_colour(terminal: Callable[..., Ended], folder: Path) -> None:
    """On a terminal a removed line is struck through in a colour."""
    sent = terminal("stdout", "clean", "--explain", folder / "a.txt").stdout
    assert b"[-Advertisement-]" in sent
    assert b"\x1b[9;" in sent


def test_text_cannot_command_the_terminal(terminal: Callable[..., Ended], tmp_path: Path) -> None:
    """Escape sequences in an article are shown as text, kept lines and removed ones alike."""
    path = tmp_path / "a.txt"
    story = "Hail fell on Saturday in the hills, the weather service said.\n" * 10
    path.write_text(f"{story}Rain {ATTACK} fell.\nMore news: Storm {ATTACK} closes harbour\n")
    ended = terminal("stdout", "clean", "--explain", path)
    assert ended.returncode == 0
    assert b"links.more-news" in ended.stdout
    assert b"\x1b]0" not in ended.stdout
    assert b"\x07" not in ended.stdout
    assert ended.stdout.count(b"\\x1b]0;owned\\x07") == 2


@pytest.mark.parametrize("args", [("clean",), ("restore",)], ids=lambda args: str(args[0]))
def test_names_cannot_command_the_terminal(
    terminal: Callable[..., Ended], tmp_path: Path, args: tuple[str, ...]
) -> None:
    """Escape sequences in the name of a missing file are not sent."""
    ended = terminal("stderr", *args, tmp_path / f"a{ATTACK}.txt")
    assert ended.returncode
    assert b"owned" in ended.stderr
    assert b"\x1b]0" not in ended.stderr
    assert b"\x07" not in ended.stderr
