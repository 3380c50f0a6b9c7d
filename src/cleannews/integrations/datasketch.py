"""
From an LSH of datasketch to an index, and from an index to an LSH, in memory or in Redis.

datasketch pickles the keys of an LSH in Redis, and unpickles them when it is queried: whoever may write
to that Redis can make it run code. Nothing here unpickles. Of a pickle those instructions are read that
make one text, one number or some bytes; a key of anything else is told and left alone.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from cleannews.article import Article, as_article
from cleannews.errors import SettingsError
from cleannews.index.base import Index
from cleannews.signatures.batch import sign
from cleannews.signatures.minhash import PERMUTATIONS
from cleannews.signatures.minhash import to_datasketch as sketch_of

if TYPE_CHECKING:
    from datasketch import MinHashLSH

__all__ = ["Moved", "from_datasketch", "to_datasketch"]

Texts = (
    Mapping[str, Article | dict[str, Any] | str]
    | Callable[[str], Article | dict[str, Any] | str | None]
)

_BATCH = 1024

_SILENT = frozenset({"PROTO", "FRAME", "MEMOIZE", "PUT", "BINPUT", "LONG_BINPUT", "STOP"})
"""Instructions of a pickle that make no value."""

_VALUES = frozenset(
    {
        *("UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"),
        *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4"),
        *("SHORT_BINBYTES", "BINBYTES", "BINBYTES8"),
    }
)
"""Instructions that make a text, a number or some bytes."""


@dataclass(frozen=True, slots=True)
class Moved:
    """
    What became of the ids of an LSH.

    Args:
        kept: How many articles are kept in the index.
        duplicates: How many are duplicates of these.
        without_text: The ids for which there was no text.
        unreadable: How many keys are neither texts, numbers nor bytes in UTF-8.
    """

    kept: int
    duplicates: int
    without_text: tuple[str, ...]
    unreadable: int


def from_datasketch(lsh: MinHashLSH, index: Index, texts: Texts) -> Moved:
    """
    Add the articles whose ids an LSH has to an index; the LSH stays as it is.

    To do it again is harmless: what is in the index is not added again.

    Args:
        lsh: An LSH in memory or in Redis, with keys of any kind.
        index: The index.
        texts: The articles or texts by their ids, or a function that returns one by its id, or None.
            An LSH has none. Numbers are looked up as texts: "17".
    """
    without: list[str] = []
    unreadable = 0

    def articles() -> Iterator[Article]:
        nonlocal unreadable
        for key in list(lsh.keys):
            id = _id_of(key, pickled=lsh.prepickle)
            if id is None:
                unreadable += 1
                continue
            found = texts.get(id) if isinstance(texts, Mapping) else texts(id)
            if found is None:
                without.append(id)
                continue
            yield _named(as_article(found), id)

    duplicates = kept = 0
    for _, match in index.add_many(articles()):
        duplicate = match is not None and match.duplicate
        duplicates, kept = duplicates + duplicate, kept + (not duplicate)
    return Moved(kept, duplicates, tuple(without), unreadable)


def to_datasketch(index: Index, lsh: MinHashLSH) -> int:
    """
    Insert the kept articles of an index into an LSH, with their signatures; what is there stays.

    The signatures are those of :func:`cleannews.signatures.minhash.to_datasketch`; a query needs one of
    the same kind. A text of fewer words than a shingle has is left out: it has no signature. Of an
    id with several texts the first is inserted, since an LSH has one for a key.

    Args:
        index: The index.
        lsh: An LSH for 128 permutations. Where it does not pickle its keys they are ids in UTF-8.

    Returns:
        How many were inserted.

    Raises:
        SettingsError: It is for another number of permutations.
    """
    if lsh.h != PERMUTATIONS:
        raise SettingsError("num_perm", str(lsh.h), str(PERMUTATIONS))
    from datasketch.storage import DictListStorage

    as_bytes = not (lsh.prepickle or isinstance(lsh.keys, DictListStorage))
    rows = (row.known for row in index.rows())
    inserted = 0
    while some := list(islice(rows, _BATCH)):
        batch = sign([it.text for it in some])
        with lsh.insertion_session() as session:
            inserting: set[str] = set()
            for known, signature in zip(some, batch.signatures, strict=True):
                key = known.id.encode("utf-8", "surrogatepass") if as_bytes else known.id
                if not known.size or known.id in inserting or key in lsh:
                    continue
                session.insert(key, sketch_of(signature), check_duplication=False)
                inserting.add(known.id)
        inserted += len(inserting)
    return inserted


def _named(article: Article, id: str) -> Article:
    return replace(article, id=id)


def _id_of(key: object, *, pickled: bool) -> str | None:
    """Return the id that a key of an LSH stands for, or None."""
    if pickled and isinstance(key, bytes):
        key = _value_in(key)
    if isinstance(key, bytes):
        try:
            return key.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return None
    return str(key) if isinstance(key, str | int) else None


def _value_in(pickled: bytes) -> object:
    """Return the one value that a pickle makes; None where that is no text, number or bytes."""
    try:
        made = [(code.name, value) for code, value, _ in pickletools.genops(pickled)]
    except Exception:  # noqa: BLE001 (what a hostile pickle raises is not documented)
        return None
    values = [value for name, value in made if name in _VALUES]
    if len(values) != 1 or any(name not in _VALUES | _SILENT for name, _ in made):
        return None
    return values[0]
