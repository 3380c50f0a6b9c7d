"""Texts to what is computed of them, some at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleannews.machine import cores
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.kernel import NOTHING, SAMPLES, SETS, samples_of, sign_texts
from cleannews.signatures.minhash import PERMUTATIONS, permutations
from cleannews.signatures.shingles import Shingles
from cleannews.signatures.stopwords import stop_table

__all__ = [
    "SignedTexts",
    "by_chunks",
    "encoded",
    "shingle_sets",
    "sign_chunk",
    "starts_of",
]

_CHUNK = 1_000_000
"""Characters that are signed at once."""

T = TypeVar("T")


class SignedTexts(NamedTuple):
    """
    What is computed of some texts.

    Args:
        keys: uint64, shape (texts, 2): equal rows are texts that are equal after folding; zeros
            for a text without words.
        sizes: int64, shape (texts,): word 5-grams of each text, equal ones too.
        signatures: uint32, shape (texts, 128).
        sample_sizes: int64, shape (texts,): hashes in each text's sample.
        samples: uint32, shape (all samples,): for each text one in eight of the hashes of its
            shingles and one in four of those of its n-grams of stop words, cut to 32 bits,
            ascending.
    """

    keys: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    signatures: NDArray[np.uint32]
    sample_sizes: NDArray[np.int64]
    samples: NDArray[np.uint32]

    @classmethod
    def none(cls) -> Self:
        """Return what is computed of no texts."""
        return cls(
            np.empty((0, 2), np.uint64),
            np.empty(0, np.int64),
            np.empty((0, PERMUTATIONS), np.uint32),
            np.empty(0, np.int64),
            np.empty(0, np.uint32),
        )


def by_chunks(
    work: Callable[[list[str]], T], texts: Iterable[str], threads: int | None = None
) -> Iterator[T]:
    """
    Do some work on texts, about a million characters at a time.

    Args:
        work: What is done with some texts; it should release the interpreter.
        texts: The texts, read once.
        threads: Threads that work; by default one for each processor.

    Returns:
        What ``work`` returns, in the order of the texts.
    """
    threads = threads or cores()
    chunks = _chunks(texts)
    some = list(islice(chunks, 2))
    if threads == 1 or len(some) < 2:
        yield from map(work, some)
        yield from map(work, chunks)
        return
    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[Future[T]] = deque(pool.submit(work, it) for it in some)
        for chunk in chunks:
            under_way.append(pool.submit(work, chunk))
            if len(under_way) > threads:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    some: list[str] = []
    characters = 0
    for text in texts:
        some.append(text)
        characters += len(text)
        if characters >= _CHUNK:
            yield some
            some, characters = [], 0
    if some:
        yield some


def encoded(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """
    Return texts in UTF-8, one after the other, and where each begins and the last ends.

    Args:
        texts: Some texts; lone surrogates become three bytes each.
    """
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    starts = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    return np.frombuffer(b"".join(parts), np.uint8), starts


def sign_chunk(texts: Sequence[str], *, cuts: bool = True) -> SignedTexts:
    """
    Sign texts in this thread.

    Args:
        texts: Some texts.
        cuts: Take samples, by which texts are found that are cut or reworded.
    """
    keys, counts, sizes, hashes, signatures = sign_texts(
        *encoded(texts), fold_arrays(), stop_table(), *permutations(), SAMPLES if cuts else NOTHING
    )
    return SignedTexts(keys, counts, signatures, *samples_of(sizes, hashes))


def shingle_sets(texts: Sequence[str]) -> tuple[Shingles, NDArray[np.int64]]:
    """
    Make the shingle sets of texts in this thread.

    Args:
        texts: Some texts.

    Returns:
        uint64: the sets one after the other; int64, shape (texts,): the size of each.
    """
    none = np.empty(0, np.uint32)
    _, _, sizes, shingles, _ = sign_texts(
        *encoded(texts), fold_arrays(), stop_table(), none, none, SETS
    )
    return shingles, sizes


def starts_of(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Return where each of some parts begins and the last ends.

    Args:
        sizes: int64, shape (parts,).
    """
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
