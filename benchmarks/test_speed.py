"""
How long cleaning, signing and grouping take.

    python -m pytest benchmarks --size medium --benchmark-enable

Compare ratios within one run; single figures say more about the machine.
"""

from __future__ import annotations

from collections.abc import Sequence

from pytest_benchmark.fixture import BenchmarkFixture

from cleannews import Cleaner, dedupe
from cleannews.grouping.dedupe import group_signed
from cleannews.grouping.origins import OriginColumns
from cleannews.settings import DedupeSettings
from cleannews.signatures.batch import sign


def note(benchmark: BenchmarkFixture, texts: Sequence[str]) -> None:
    """Write the size of the corpus beside the figures."""
    benchmark.extra_info |= {"articles": len(texts), "characters": sum(map(len, texts))}


def test_clean(benchmark: BenchmarkFixture, texts: Sequence[str]) -> None:
    """Cleaning with the shipped rules."""
    note(benchmark, texts)
    cleaner = Cleaner()
    removed = benchmark(lambda: sum(len(cleaner.clean(text).removed) for text in texts))
    assert removed >= len(texts)


def test_signatures(benchmark: BenchmarkFixture, texts: Sequence[str]) -> None:
    """Texts to shingle sets and signatures."""
    note(benchmark, texts)
    assert len(benchmark(sign, texts)) == len(texts)


def test_groups(benchmark: BenchmarkFixture, texts: Sequence[str]) -> None:
    """Signatures to groups: candidates, exact verification, stars."""
    note(benchmark, texts)
    batch = sign(texts)
    ids = [str(at) for at in range(len(texts))]
    columns = OriginColumns()
    for _ in texts:
        columns.add(None)
    result = benchmark(group_signed, batch, texts, ids, columns.origins(), DedupeSettings())
    assert result.groups


def test_dedupe(benchmark: BenchmarkFixture, texts: Sequence[str]) -> None:
    """Texts to groups."""
    note(benchmark, texts)
    result = benchmark(dedupe, texts)
    assert len(result.dropped) >= len(texts) // 10
