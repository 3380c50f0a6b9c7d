"""
The signatures of many texts as flat arrays, and how they are made, sent and kept.

The arrays stay in memory. The shingle sets, ten times their size, go to a file and are read back
for the texts that need them. A saved batch names its scheme, and another scheme is refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, NamedTuple, Self, cast
from weakref import finalize

import numpy as np
from numpy.typing import DTypeLike, NDArray

from cleannews.errors import SchemeError
from cleannews.machine import cores
from cleannews.signatures.fold import SCHEME
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.kernel import samples_of, sign_texts
from cleannews.signatures.minhash import PERMUTATIONS, permutations
from cleannews.signatures.shingles import Shingles

__all__ = [
    "BatchBuilder",
    "ShingleFile",
    "SignatureBatch",
    "SignedTexts",
    "pack",
    "sign",
    "sign_chunk",
    "unpack",
]

_CHUNK = 1_000_000
"""Characters that are signed at once."""

_IN_MEMORY = 1_000_000
"""Bytes of shingle sets beyond which a temporary file takes them."""

_KEY, _SIGNATURE, _HASH = 16, 4 * PERMUTATIONS, 8
"""Bytes of a key, a signature and a shingle hash."""

_GROWTH = 1.125


class SignedTexts(NamedTuple):
    """
    What is computed of some texts.

    Args:
        keys: uint64, shape (texts, 2): equal rows are texts that are equal after folding; zeros
            for a text without words.
        sizes: int64, shape (texts,): shingles in each text's set.
        shingles: uint64, shape (all shingles,): for each text its hashes, ascending.
        signatures: uint32, shape (texts, 128).
        sample_sizes: int64, shape (texts,): shingles in each text's sample.
        samples: uint32, shape (all samples,): for each text the sampled ones of its hashes, cut
            to 32 bits, ascending.
    """

    keys: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    shingles: NDArray[np.uint64]
    signatures: NDArray[np.uint32]
    sample_sizes: NDArray[np.int64]
    samples: NDArray[np.uint32]


class ShingleFile:
    """
    Shingle sets one after the other in a file.

    Args:
        file: A binary file, open for reading; also for writing, if sets are to be added. It is
            closed when this is no longer used.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        finalize(self, file.close)

    def append(self, shingles: Shingles) -> None:
        """
        Add hashes at the end.

        Args:
            shingles: uint64, shape (hashes,).
        """
        self._file.write(memoryview(shingles.view(np.uint8)))  # type: ignore[arg-type]

    def read(
        self, begins: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> tuple[Shingles, NDArray[np.int64]]:
        """
        Read some of the sets.

        Args:
            begins: int64, shape (sets,): where each set begins, counted in hashes.
            ends: int64, shape (sets,): where it ends.

        Returns:
            The hashes of the sets one after the other, and where in them each set begins and the
            last one ends.
        """
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(ends - begins)])
        found = np.empty(int(starts[-1]), np.uint64)
        bytes_found = memoryview(found.view(np.uint8))  # type: ignore[arg-type]
        joined = begins[1:] == ends[:-1]
        first = np.flatnonzero(np.r_[True, ~joined][: len(begins)])
        last = np.flatnonzero(np.r_[~joined, True][: len(begins)])
        spans = zip(begins[first], starts[first], starts[last + 1], strict=True)
        for begin, start, stop in spans:
            self._file.seek(int(begin) * _HASH)
            self._file.readinto(bytes_found[start * _HASH : stop * _HASH])  # type: ignore[attr-defined]
        return found, starts


@dataclass(frozen=True, slots=True)
class SignatureBatch:
    """
    Keys, shingle sets and MinHash signatures of texts in a row.

    Args:
        keys: As in :class:`SignedTexts`.
        starts: int64, shape (texts + 1,): text i owns the hashes from ``starts[i]`` to
            ``starts[i + 1]`` of the file.
        signatures: As in :class:`SignedTexts`.
        samples: As in :class:`SignedTexts`.
        sample_starts: int64, shape (texts + 1,): where each text's sample begins.
        file: The shingle sets.
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.int64]
    signatures: NDArray[np.uint32]
    samples: NDArray[np.uint32]
    sample_starts: NDArray[np.int64]
    file: ShingleFile

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Shingles in each text's set, shape (texts,)."""
        return np.diff(self.starts)

    def shingles_of(self, text: int) -> Shingles:
        """Return the shingle set of a text by its position."""
        return self.shingles(np.array([text], np.int64))[0]

    def shingles(self, texts: NDArray[np.int64]) -> tuple[Shingles, NDArray[np.int64]]:
        """
        Read the shingle sets of texts.

        Args:
            texts: int64, shape (texts,): their positions.

        Returns:
            uint64: the sets one after the other; int64, shape (texts + 1,): where each begins.
        """
        return self.file.read(self.starts[texts], self.starts[texts + 1])

    def save(self, path: Path) -> None:
        """Write everything but the shingle sets, with the scheme, to a file, which is replaced."""
        with path.open("wb") as file:
            np.savez(
                file,
                scheme=np.array(SCHEME),
                keys=self.keys,
                starts=self.starts,
                signatures=self.signatures,
                samples=self.samples,
                sample_starts=self.sample_starts,
            )

    @classmethod
    def load(cls, path: Path, shingles: BinaryIO) -> Self:
        """
        Read a file that :meth:`save` wrote.

        Args:
            path: The file.
            shingles: The open file of the shingle sets.

        Raises:
            SchemeError: It holds signatures of another scheme.
        """
        with np.load(path, allow_pickle=False) as data:
            if str(data["scheme"]) != SCHEME:
                raise SchemeError(str(data["scheme"]), SCHEME)
            return cls(
                data["keys"],
                data["starts"],
                data["signatures"],
                data["samples"],
                data["sample_starts"],
                ShingleFile(shingles),
            )


class _Column:
    """
    An array that grows in place.

    Args:
        kind: The type of its values.
        width: Values in a row; 0 for rows that are values.
    """

    def __init__(self, kind: DTypeLike, width: int = 0) -> None:
        self._shape = (width,) if width else ()
        self._rows = np.empty((0, *self._shape), kind)
        self._used = 0

    def extend(self, rows: NDArray[Any]) -> None:
        """Add rows at the end."""
        end = self._used + len(rows)
        if end > len(self._rows):
            self._rows.resize((int(end * _GROWTH), *self._shape), refcheck=False)
        self._rows[self._used : end] = rows
        self._used = end

    def array(self) -> NDArray[Any]:
        """Return the rows; the column is not used after that."""
        self._rows.resize((self._used, *self._shape), refcheck=False)
        return self._rows


class BatchBuilder:
    """
    Collects what is computed of texts, part by part.

    Args:
        file: Takes the shingle sets; open for writing and reading.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = ShingleFile(file)
        self._keys = _Column(np.uint64, 2)
        self._sizes = _Column(np.int64)
        self._signatures = _Column(np.uint32, PERMUTATIONS)
        self._samples = _Column(np.uint32)
        self._sample_sizes = _Column(np.int64)

    def add(self, part: SignedTexts) -> None:
        """Add some texts behind those before."""
        self._keys.extend(part.keys)
        self._sizes.extend(part.sizes)
        self._signatures.extend(part.signatures)
        self._samples.extend(part.samples)
        self._sample_sizes.extend(part.sample_sizes)
        self._file.append(part.shingles)

    def batch(self) -> SignatureBatch:
        """Return all texts; nothing is added after that."""
        return SignatureBatch(
            keys=self._keys.array(),
            starts=_starts(self._sizes.array()),
            signatures=self._signatures.array(),
            samples=self._samples.array(),
            sample_starts=_starts(self._sample_sizes.array()),
            file=self._file,
        )


def _starts(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def sign(texts: Iterable[str], threads: int | None = None) -> SignatureBatch:
    """
    Sign texts. The shingle sets of many go to a temporary file, which vanishes with the batch.

    Args:
        texts: The texts, read once.
        threads: Threads that compute; by default one for each processor.
    """
    spool = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the batch closes it)
    builder = BatchBuilder(cast("BinaryIO", spool))
    for part in _signed(_chunks(texts), threads or cores()):
        builder.add(part)
    return builder.batch()


def _signed(chunks: Iterator[list[str]], threads: int) -> Iterator[SignedTexts]:
    """Sign chunks, a few at a time, in their order."""
    some = list(islice(chunks, 2))
    if threads == 1 or len(some) < 2:
        yield from map(sign_chunk, some)
        yield from map(sign_chunk, chunks)
        return
    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[Future[SignedTexts]] = deque(pool.submit(sign_chunk, it) for it in some)
        for chunk in chunks:
            under_way.append(pool.submit(sign_chunk, chunk))
            if len(under_way) > threads:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    """Collect texts to lists of about a million characters."""
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


def sign_chunk(texts: Sequence[str]) -> SignedTexts:
    """
    Sign texts in this thread.

    Args:
        texts: Some texts.
    """
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    starts = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    data = np.frombuffer(b"".join(encoded), np.uint8)
    return _with_samples(*sign_texts(data, starts, fold_arrays(), *permutations()))


def _with_samples(
    keys: NDArray[np.uint64],
    sizes: NDArray[np.int64],
    shingles: Shingles,
    signatures: NDArray[np.uint32],
) -> SignedTexts:
    return SignedTexts(keys, sizes, shingles, signatures, *samples_of(sizes, shingles))


def pack(signed: SignedTexts) -> list[bytes]:
    """
    Return for each text what is computed of it as bytes, to send it to another process.

    Args:
        signed: What is computed of some texts.
    """
    starts = _starts(signed.sizes).tolist()
    return [
        signed.keys[at].tobytes()
        + signed.signatures[at].tobytes()
        + signed.shingles[starts[at] : starts[at + 1]].tobytes()
        for at in range(len(signed.sizes))
    ]


def unpack(packed: Sequence[bytes]) -> SignedTexts:
    """
    Return what :func:`pack` made bytes of.

    Args:
        packed: The bytes of some texts.
    """
    head = _KEY + _SIGNATURE
    keys = b"".join(data[:_KEY] for data in packed)
    signatures = b"".join(data[_KEY:head] for data in packed)
    shingles = np.frombuffer(b"".join(data[head:] for data in packed), np.uint64)
    sizes = np.array([(len(data) - head) // _HASH for data in packed], np.int64)
    return _with_samples(
        keys=np.frombuffer(keys, np.uint64).reshape(-1, 2),
        sizes=sizes,
        shingles=shingles,
        signatures=np.frombuffer(signatures, np.uint32).reshape(-1, PERMUTATIONS),
    )
