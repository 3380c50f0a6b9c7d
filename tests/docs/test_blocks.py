"""Commands and programs in the documentation run, and say what stands there."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.pages import PAGES, ROOT, Block, blocks

TESTED_ELSEWHERE = {
    "commands.md": "tests/cli/test_help.py",
    "recipes.md": "tests/recipes",
    "scrapy.md": "tests/integrations",
    "spark.md": "tests/spark/test_page.py",
}
"""Pages whose programs other tests run, all of them, and which: some need a server."""

RUN = {"console", "python", "sh"}
SHOWN = {"json", "pycon", "text", "toml"}
"""What is no program here; pycon is run by doctest."""

REASONS = {
    "CI runs it as it stands",
    "installs from the network",
    "names things of yours",
    "needs a server",
    "needs the articles that are not part of the project",
}
"""Why a block is not run; a new reason is written down here first."""

HERE = [page for page in PAGES if page.name not in TESTED_ELSEWHERE]
WITH_PROGRAMS = [page for page in HERE if any(it.language in RUN for it in blocks(page))]
WITH_CALLS = re.compile(r"^\$ (.*(?:\n> .*)*)\n?", re.MULTILINE)


def shown(page: Path) -> str:
    """Return how a test is called after a page."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", WITH_PROGRAMS, ids=shown)
def test_blocks_run(page: Path, tmp_path: Path) -> None:
    """
    The blocks of a page run one after the other, in a folder that holds the sample corpus.

    Outputs are compared where they are shown: in console blocks, and of Python in the block that
    follows. Three dots stand for anything.
    """
    shutil.copytree(ROOT / "corpus_samples", tmp_path / "corpus_samples")
    every = blocks(page)
    for block, after in zip(every, [*every[1:], None], strict=True):
        if block.language not in RUN or block.not_run:
            continue
        want = after.text if after and after.language == "text" else None
        for code, output in steps(block, want):
            done = run(code, block.language, tmp_path)
            told = f"{shown(page)}, line {block.line}: {code}\n{done.stdout}{done.stderr}"
            assert done.returncode == 0, told
            if output is not None:
                assert agree(output, done.stdout + done.stderr), told


def steps(block: Block, want: str | None) -> list[tuple[str, str | None]]:
    """Return the programs of a block, each with the output that is shown for it."""
    if block.language == "python":
        return [(block.text, want)]
    if block.language == "sh":
        return [(block.text, None)]
    _, *parts = WITH_CALLS.split(block.text)
    calls = [call.replace("\n> ", "\n") for call in parts[::2]]
    return list(zip(calls, parts[1::2], strict=True))


def run(
    code: str, language: str, folder: Path, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, for so many seconds at most."""
    here = Path(sys.executable).parent
    program = [sys.executable, "-"] if language == "python" else ["bash", "-euo", "pipefail"]
    return subprocess.run(
        program,
        input=code,
        cwd=folder,
        env=os.environ | {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )


def agree(want: str, got: str) -> bool:
    """Say whether an output is that which is shown."""
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    return doctest.OutputChecker().check_output(f"{want.strip()}\n", f"{got.strip()}\n", flags)


@pytest.mark.parametrize("page", HERE, ids=shown)
def test_every_block_is_run_or_says_why_not(page: Path) -> None:
    """No block is of a language that nothing runs, and none is passed over without a known reason."""
    every = blocks(page)
    assert {it.language for it in every} <= RUN | SHOWN
    reasons = {it.not_run for it in every if it.not_run}
    assert reasons <= REASONS
    assert all(it.language in RUN for it in every if it.not_run)


def test_every_reason_is_used() -> None:
    """The list of reasons is that of the pages."""
    assert {it.not_run for page in HERE for it in blocks(page) if it.not_run} == REASONS


def test_pages_that_are_tested_elsewhere() -> None:
    """Such a page is passed over here only while there are tests of it."""
    names = {page.name for page in PAGES} & set(TESTED_ELSEWHERE)
    assert [it for it in names if not (ROOT / TESTED_ELSEWHERE[it]).exists()] == []


def test_outputs_are_compared() -> None:
    """An output that differs is told from one that agrees."""
    assert agree("read  59 articles\n...\nwritten", "read 59 articles\nx\ny\nwritten\n")
    assert not agree("read 59 articles", "read 60 articles")
    assert steps(Block("console", "$ echo a\na\n$ echo b\n", 1, None), None) == [
        ("echo a", "a\n"),
        ("echo b", ""),
    ]
