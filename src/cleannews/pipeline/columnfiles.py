"""
What the third stage computes of articles, as files of bare numbers, a file a column.

They grow while articles are cleaned, and are mapped into memory when articles are grouped: the system
keeps as much of them there as there is room for, and a corpus need not fit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from cleannews.grouping.origins import OriginColumns, Origins
from cleannews.pipeline.places import Places
from cleannews.signatures.batch import SignatureBatch
from cleannews.signatures.signing import SignedTexts, starts_of

__all__ = ["COLUMN_FILES", "Columns", "mapped_columns", "mapped_places", "write_columns"]


class Files(Protocol):
    """Files by their names."""

    def __getitem__(self, name: str, /) -> BinaryIO: ...


class Columns(NamedTuple):
    """
    What is computed of some articles.

    Args:
        places: Where they stand among these.
        origins: Where they are from.
        signed: What is computed of their cleaned texts.
    """

    places: Places
    origins: Origins
    signed: SignedTexts


_NOTHING = Columns(Places.none(), OriginColumns().origins(), SignedTexts.none())
"""Tells the types and shapes of all columns."""


def _name(kind: str, field: str) -> str:
    return f"{kind}-{field}.bin"


COLUMN_FILES = tuple(
    _name(kind, field) for kind, empty in _NOTHING._asdict().items() for field in empty._fields
)
"""The names of the files, of which whoever runs the stage opens all."""


def write_columns(files: Files, columns: Columns) -> None:
    """
    Write what is computed of some articles behind that of those before.

    Args:
        files: The files by their names.
        columns: It.
    """
    for kind, arrays in columns._asdict().items():
        for field, array in arrays._asdict().items():
            files[_name(kind, field)].write(array.tobytes())


def mapped_places(work: Path) -> Places:
    """
    Return where all articles stand.

    Args:
        work: The folder of the files.
    """
    return Places(*_mapped(work, "places"))


def mapped_columns(work: Path) -> tuple[Origins, SignatureBatch]:
    """
    Return where all articles are from, and the signatures of their cleaned texts.

    Args:
        work: The folder of the files.
    """
    signed = SignedTexts(*_mapped(work, "signed"))
    batch = SignatureBatch(
        keys=signed.keys,
        sizes=signed.sizes,
        signatures=signed.signatures,
        samples=signed.samples,
        sample_starts=starts_of(signed.sample_sizes),
    )
    return Origins(*_mapped(work, "origins")), batch


def _mapped(work: Path, kind: str) -> list[NDArray[Any]]:
    empty = getattr(_NOTHING, kind)
    return [
        _mapped_file(work / _name(kind, field), getattr(empty, field)) for field in empty._fields
    ]


def _mapped_file(path: Path, empty: NDArray[Any]) -> NDArray[Any]:
    if not path.stat().st_size:
        return empty
    flat = np.memmap(path, empty.dtype, mode="c")  # what kernels take must be writable
    return np.asarray(flat).reshape(-1, *empty.shape[1:])
