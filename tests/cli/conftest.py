"""The commands, in this process and as processes of their own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cleannews.cli import dedupe_main, main

Ended = subprocess.CompletedProcess[bytes]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project, which the examples take for the current one."""
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment without what changes colours and widths."""
    changing = {"FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "PYTHONWARNINGS"}
    return {name: value for name, value in os.environ.items() if name not in changing}


@pytest.fixture
def cli(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ended]:
    """Run a command by its entry point, in this process and without workers, if none are asked."""

    def run(*args: object, stdin: bytes = b"", name: str = "cleannews") -> Ended:
        argv = [name, *map(str, args)]
        works = name == "cleannews-dedupe" or argv[1:2] in (["dedupe"], ["learn"])
        if works and not {"--workers", "--help", "-h"} & set(argv):
            argv += ["--workers", "0"]
        monkeypatch.setattr(sys, "argv", argv)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            (dedupe_main if name == "cleannews-dedupe" else main)()
        out, err = capsysbinary.readouterr()
        assert isinstance(ended.value.code, int)
        return subprocess.CompletedProcess(argv, ended.value.code, out, err)

    return run


@pytest.fixture(scope="session")
def process(root: Path, environment: Mapping[str, str]) -> Callable[..., Ended]:
    """Run an installed command as a process, from the project's folder."""

    def run(name: str, *args: object, stdin: bytes = b"", **variables: str) -> Ended:
        return subprocess.run(
            [Path(sys.executable).parent / name, *map(str, args)],
            input=stdin,
            capture_output=True,
            check=False,
            timeout=60,
            cwd=root,
            env={**environment, **variables},
        )

    return run


@pytest.fixture(scope="session")
def samples_run(
    process: Callable[..., Ended], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Ended]:
    """The folder of a run of `cleannews-dedupe` over the sample corpus, and how it ended."""
    out = tmp_path_factory.mktemp("samples") / "out"
    return out, process("cleannews-dedupe", "corpus_samples", "--out", out)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an article, a copy of it, and another article."""
    story = "The harbour was closed on Friday after a storm tore two cranes from the quay."
    texts: dict[str, Any] = {
        "a.txt": f"Advertisement\n\n{story}\n",
        "b.txt": f"{story.upper()}\n",
        "c.txt": "Apple growers in the Quarrin valley expect half of a harvest this year.\n",
    }
    (tmp_path / "in").mkdir()
    for name, text in texts.items():
        (tmp_path / "in" / name).write_text(text)
    return tmp_path / "in"
