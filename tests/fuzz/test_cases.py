"""Inputs that once broke something, and the seeds of fuzzing: what must hold of any bytes holds of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.harnesses import HARNESSES
from fuzz.seeds import seeds_of

CASES = sorted(path for path in Path(__file__).with_name("cases").glob("*/*") if path.is_file())
SEEDS = 20


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_stays_mended(path: Path) -> None:
    """An input that fuzzing found does no harm any more."""
    HARNESSES[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", HARNESSES)
def test_seeds_hold(target: str) -> None:
    """Fuzzing begins with inputs of which all holds, and has some for every target."""
    seeds = seeds_of(target)[:SEEDS]
    assert seeds
    for seed in seeds:
        HARNESSES[target](seed)
