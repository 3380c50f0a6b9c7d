"""The programs of docs/spark.md run, and say what stands there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from docs.pages import DOCS, ROOT, Block, blocks
from docs.test_blocks import REASONS, RUN, agree, run, steps

PAGE = DOCS / "spark.md"
PROGRAMS = [it for it in blocks(PAGE) if it.language in RUN - {"console"} and not it.not_run]
"""The command that is shown with what it prints is run by tests/cli/test_spark.py."""

SECONDS = 500
"""Spark takes its time to start, and its tasks to load."""


@pytest.mark.parametrize("block", PROGRAMS, ids=lambda block: f"line-{block.line}")
def test_blocks_run(java: None, block: Block, tmp_path: Path) -> None:
    """Each block runs by itself beside the sample corpus; its output is compared where it is shown."""
    shutil.copytree(ROOT / "corpus_samples", tmp_path / "corpus_samples")
    for code, output in steps(block, None):
        done = run(code, block.language, tmp_path, SECONDS)
        told = f"line {block.line}: {code}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0, told
        if output is not None:
            assert agree(output, done.stdout), told


def test_every_block_says_why_it_is_not_run() -> None:
    """The reasons are those of the other pages."""
    assert {it.not_run for it in blocks(PAGE) if it.not_run} <= REASONS
