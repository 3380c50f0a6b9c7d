"""What the commands say of themselves, and that it is true."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from cleannews.cli.main import umbrella

Ended = subprocess.CompletedProcess[bytes]
Cli = Callable[..., Ended]

COMMANDS = umbrella.list_commands(click.Context(umbrella))
HELPS = [("cleannews",), ("cleannews-dedupe",), *(("cleannews", name) for name in COMMANDS)]
EXAMPLE = re.compile(r"^ +Example:\n +(cleannews.*)$", re.MULTILINE)


@pytest.mark.parametrize("words", HELPS, ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(cli: Cli, words: tuple[str, ...], option: str) -> None:
    """Help is printed on stdout under the command's own name, and ends with 0."""
    ended = cli(*words[1:], option, name=words[0])
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.decode().startswith(f"Usage: {' '.join(words)} ")


@pytest.mark.parametrize("words", HELPS, ids=" ".join)
def test_every_help_has_an_example_that_runs(
    cli: Cli,
    samples_run: tuple[Path, Ended],
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    words: tuple[str, ...],
) -> None:
    """The example of every help, run from the project's folder, ends with 0 and an output."""
    (example,) = EXAMPLE.findall(cli(*words[1:], "--help", name=words[0]).stdout.decode())
    name, *args = shlex.split(example)
    if args[0] == "explain":
        args[args.index("--out") + 1] = str(samples_run[0])
    elif "--out" in args:
        args[args.index("--out") + 1] = str(tmp_path / "out")
    elif args[:2] == ["restore", "out"]:
        args[1] = str(samples_run[0])
    elif args[:2] == ["report", "out"]:
        args[1:] = [str(samples_run[0]), "--to", str(tmp_path / "report.html")]
    elif "seen.db" in args:
        args[args.index("seen.db")] = str(tmp_path / "seen.db")
    monkeypatch.chdir(root)
    ended = cli(*args, name=name)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout


def test_umbrella_lists_its_commands(cli: Cli) -> None:
    """Each command stands in the help with a sentence."""
    text = cli("--help").stdout.decode()
    assert {"clean", "dedupe", "extract", "restore"} <= set(COMMANDS)
    for name in COMMANDS:
        assert re.search(rf"^  {name} +[A-Z]", text, re.MULTILINE)


def test_help_names_the_exit_statuses(cli: Cli) -> None:
    """The main command's help says what its exit status means."""
    text = cli("dedupe", "--help").stdout.decode()
    assert "Exit status:" in text
    assert all(status in text for status in ("0 finished", "3 finished", "1 failed", "130"))


@pytest.mark.parametrize("words", HELPS, ids=" ".join)
def test_help_fits_a_terminal(cli: Cli, words: tuple[str, ...]) -> None:
    """No line of a help is wider than eighty characters."""
    text = cli(*words[1:], "--help", name=words[0]).stdout.decode()
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    """Every option of every command has a sentence of help."""
    command = umbrella.get_command(click.Context(umbrella), name)
    assert command is not None
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not (option.help or "").endswith((".", "]"))] == []


def test_version_is_told(cli: Cli) -> None:
    """--version prints the version of the package."""
    ended = cli("--version")
    assert ended.returncode == 0
    assert ended.stdout.decode() == f"cleannews, version {version('cleannews')}\n"


def test_module_is_the_umbrella(process: Callable[..., Ended]) -> None:
    """`python -m cleannews` is `cleannews`."""
    ended = process("python", "-m", "cleannews", "--version")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.decode() == f"cleannews, version {version('cleannews')}\n"


@pytest.mark.parametrize("args", [("nonsense",), ("--nonsense",), ("clean", "--nonsense")])
def test_unknown_words_end_with_2(cli: Cli, args: tuple[str, ...]) -> None:
    """A command or option that does not exist is named on stderr."""
    ended = cli(*args)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert "nonsense" in ended.stderr.decode()


def test_help_is_quick_to_load(process: Callable[..., Ended]) -> None:
    """The umbrella's help loads neither numpy nor trafilatura."""
    code = (
        "import json, sys\n"
        "from cleannews.cli import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    ended = process("python", "-c", code, "--version")
    assert ended.returncode == 0
    assert not {"numpy", "trafilatura", "rich"} & set(json.loads(ended.stderr))
