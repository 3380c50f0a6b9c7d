"""One cleaner serves many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from cleannews import Cleaner


def test_threads_share_a_cleaner() -> None:
    """More different lines than it remembers, from several threads at once."""
    cleaner = Cleaner()
    texts = [
        "\n".join(f"Read more: Storm {number} closes harbour" for number in range(at, at + 300))
        for at in range(0, 12_000, 300)
    ]
    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(cleaner.clean, texts * 2))
    assert [cleaned.text for cleaned in done] == [""] * len(done)
