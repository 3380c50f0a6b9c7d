"""`--config`: an earlier run repeated, with changes; `--strict`; `--timeout-per-article`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ended = subprocess.CompletedProcess[bytes]
Cli = Callable[..., Ended]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder for the outputs of the run that repeats."""
    return tmp_path / "out"


def settings(out: Path) -> dict[str, Any]:
    """Return inputs and settings of a finished run."""
    summary = json.loads((out / "summary.json").read_bytes())
    return {"inputs": summary["inputs"], **summary["settings"]}


@pytest.fixture
def earlier(cli: Cli, folder: Path, tmp_path: Path) -> Path:
    """The summary of a run with many options."""
    out = tmp_path / "earlier"
    options = ["--profile", "bare", "--keep-category", "ad", "--disable", "links.more-news"]
    options += ["--threshold", "0.6", "--keep", "fullest", "--drop", "copy", "--prefer", "a.de"]
    options += ["--field", "text=body", "--exclude", "*.docx", "--limit", "9"]
    options += ["--window", "9", "--no-learn", "--format", "text", "--site-from", "dir"]
    assert cli("dedupe", folder, "--out", out, *options).returncode == 0
    return out / "summary.json"


def test_everything_is_repeated(cli: Cli, earlier: Path, out: Path) -> None:
    """Inputs and settings are those of the earlier run, and so are the outputs."""
    assert cli("dedupe", "--config", earlier, "--out", out).returncode == 0
    assert settings(out) == settings(earlier.parent)
    first, second = (
        {it.relative_to(run): it.read_bytes() for it in run.rglob("*.*") if it.is_file()}
        for run in (earlier.parent, out)
    )
    differ = {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}
    assert differ == {Path("summary.json")}
    assert len(first) > 5


@pytest.mark.parametrize(
    ("args", "changes"),
    [
        (["--threshold", "0.7"], {"dedupe.threshold": 0.7}),
        (["--keep", "earliest"], {"dedupe.keep": "earliest"}),
        (["--drop", "abridged"], {"dedupe.drop": ["abridged"]}),
        (["--format", "jsonl"], {"format": "jsonl"}),
        (["--limit", "2"], {"read.limit": 2}),
        (["--field", "title=name"], {"read.fields": [["title", "name"]]}),
        (["--profile", "careful"], {"clean.remove": None}),
        (["--keep-category", "links"], {"clean.remove": None}),
        (["--disable", "ad.marker"], {"clean.disable": ["ad.marker"]}),
    ],
    ids=" ".join,
)
def test_options_that_are_given_win(
    cli: Cli, earlier: Path, out: Path, args: list[str], changes: dict[str, Any]
) -> None:
    """Also where they say what is the default; everything else is as it was."""
    assert cli("dedupe", "--config", earlier, "--out", out, *args).returncode == 0
    found, before = settings(out), settings(earlier.parent)
    for name, value in changes.items():
        part, _, inner = name.rpartition(".")
        now, then = (found[part], before[part]) if part else (found, before)
        assert now[inner] != then[inner]
        assert value is None or now[inner] == value
        then[inner] = now[inner]
    assert found == before


def test_categories_are_kept_of_the_earlier_ones(cli: Cli, earlier: Path, out: Path) -> None:
    """--keep-category takes from what the earlier run removed, not from a profile."""
    cli("dedupe", "--config", earlier, "--out", out, "--keep-category", "links")
    before = set(settings(earlier.parent)["clean"]["remove"])
    assert set(settings(out)["clean"]["remove"]) == before - {"links"}


def test_inputs_that_are_given_win(cli: Cli, earlier: Path, folder: Path, out: Path) -> None:
    """They are read in the place of the earlier ones."""
    assert cli("dedupe", folder / "c.txt", "--config", earlier, "--out", out).returncode == 0
    assert settings(out)["inputs"] == [str(folder / "c.txt")]
    assert settings(out)["dedupe"] == settings(earlier.parent)["dedupe"]


def test_a_memory_is_repeated(cli: Cli, folder: Path, tmp_path: Path, out: Path) -> None:
    """The file of a memory is one of the settings."""
    memory = tmp_path / "m.npz"
    assert cli("learn", folder, "--out", memory).returncode == 0
    first = tmp_path / "first"
    assert cli("dedupe", folder, "--out", first, "--memory", memory).returncode == 0
    assert cli("dedupe", "--config", first / "summary.json", "--out", out).returncode == 0
    assert settings(out)["memory"] == str(memory)


def test_a_wrong_file_ends_with_2(cli: Cli, folder: Path, out: Path) -> None:
    """In one line that says what would do."""
    ended = cli("dedupe", folder, "--out", out, "--config", folder / "a.txt")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.decode() == (
        f"error: {folder / 'a.txt'} is not JSON; name the summary.json of a finished run\n"
    )
    assert not out.exists()


def test_without_inputs_and_config_there_is_nothing_to_do(cli: Cli, out: Path) -> None:
    """The missing argument is named."""
    ended = cli("dedupe", "--out", out)
    assert ended.returncode == 2
    assert b"Missing argument 'INPUT...'" in ended.stderr


def test_strict_ends_with_1(cli: Cli, folder: Path, out: Path) -> None:
    """In one line with reason, path, line and message; the run can go on without it."""
    rows = folder / "rows.jsonl"
    rows.write_text('{"text": "Rain fell."}\n{nonsense\n')
    ended = cli("dedupe", folder, "--out", out, "--strict")
    assert (ended.returncode, ended.stdout) == (1, b"")
    said = ended.stderr.decode()
    assert said.startswith(f"error: rejected (invalid-json): {rows}:2: it is not JSON")
    assert said.count("\n") == 1
    assert [path.name for path in out.iterdir()] == [".work"]
    assert cli("dedupe", folder, "--out", out, "--resume").returncode == 3


def test_timeout_reaches_the_workers(process: Callable[..., Ended], tmp_path: Path) -> None:
    """An article that takes longer is rejected with its reason."""
    words = (f"w{number * 7919 % 1_000_003}" for number in range(1_980_000))
    lines = (" ".join(line) for line in zip(*[words] * 9, strict=True))
    (tmp_path / "long.txt").write_text("\n".join(lines))
    limit = ("--timeout-per-article", "0.5")
    ended = process("cleannews-dedupe", tmp_path / "long.txt", "--out", tmp_path / "out", *limit)
    assert ended.returncode == 2
    (row,) = map(json.loads, (tmp_path / "out" / "errors.jsonl").read_bytes().splitlines())
    assert row["error"] == "timeout"


@pytest.mark.parametrize("value", ["0", "-1", "soon"])
def test_a_wrong_timeout_ends_with_2(cli: Cli, folder: Path, out: Path, value: str) -> None:
    """The option is named."""
    ended = cli("dedupe", folder, "--out", out, "--timeout-per-article", value)
    assert ended.returncode == 2
    assert b"--timeout-per-article" in ended.stderr
