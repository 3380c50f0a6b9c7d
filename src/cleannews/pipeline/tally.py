"""What the third stage counts and computes of all articles, put together part by part."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cleannews.files import written_whole
from cleannews.grouping.origins import OriginColumns, Origins
from cleannews.pipeline.places import Places
from cleannews.pipeline.workfolder import PLACES, SIGNATURES, SO_FAR, Counts
from cleannews.signatures.batch import BatchBuilder
from cleannews.signatures.signing import SignedTexts

__all__ = ["Columns", "Tally"]

_PIECE = f"{SO_FAR}signed-{{}}.npz"


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


class Tally:
    """
    The sum of all parts.

    Args:
        work: The work folder.
    """

    def __init__(self, work: Path) -> None:
        self._work = work
        self._characters = 0
        self._spans: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._places, self._origins = [Places.none()], [OriginColumns().origins()]
        self._builder = BatchBuilder()
        self._fresh: list[Columns] = []
        self._pieces = 0

    def count(self, characters: int, spans: Counter[str], lost: Counter[str]) -> None:
        """
        Count what was removed of some articles.

        Args:
            characters: Characters of the raw texts.
            spans: Removed spans by category.
            lost: Removed characters by category.
        """
        self._characters += characters
        self._spans += spans
        self._lost += lost

    def add(self, columns: Columns) -> None:
        """
        Add what is computed of some articles behind that of those before.

        Args:
            columns: It.
        """
        self._fresh.append(columns)
        self._places.append(columns.places)
        self._origins.append(columns.origins)
        self._builder.add(columns.signed)

    def noted(self) -> dict[str, Any]:
        """Keep what was added since the last time, and return what :meth:`restore` needs of all."""
        if self._fresh:
            arrays = {
                f"{name}-{field}": np.concatenate(
                    [getattr(getattr(it, name), field) for it in self._fresh]
                )
                for name, kind in _KINDS.items()
                for field in kind._fields
            }
            with written_whole(self._work / _PIECE.format(self._pieces)) as file:
                np.savez(file, **arrays)  # type: ignore[arg-type] # the names are not its own
            self._pieces += 1
            self._fresh = []
        return {
            "pieces": self._pieces,
            "characters": self._characters,
            "spans": self._spans,
            "lost": self._lost,
        }

    def restore(self, found: dict[str, Any]) -> None:
        """
        Go on from what :meth:`noted` returned.

        Args:
            found: It.
        """
        for number in range(found["pieces"]):
            with np.load(self._work / _PIECE.format(number)) as data:
                self.add(Columns(*(_columns(name, data) for name in _KINDS)))
        self._fresh, self._pieces = [], found["pieces"]
        self.count(found["characters"], Counter(found["spans"]), Counter(found["lost"]))

    def save(self) -> None:
        """Write the columns of all articles to the work folder."""
        self._builder.batch().save(self._work / SIGNATURES)
        places = Places.of(self._places)
        origins = Origins(*map(np.concatenate, zip(*self._origins, strict=True)))
        with written_whole(self._work / PLACES) as file:
            np.savez(file, **places._asdict(), **origins._asdict())

    @property
    def articles(self) -> int:
        """How many articles were added."""
        return sum(len(part.sizes) for part in self._places)

    def counts(self) -> Counts:
        """Return the articles, their characters and what was removed."""
        return {
            "articles": self.articles,
            "characters": self._characters,
            "removed": {
                category: {"spans": self._spans[category], "characters": self._lost[category]}
                for category in sorted(self._spans)
            },
        }


_KINDS: dict[str, type[Places | Origins | SignedTexts]] = {
    "places": Places,
    "origins": Origins,
    "signed": SignedTexts,
}


def _columns(name: str, data: Any) -> Any:
    kind = _KINDS[name]
    return kind(*(data[f"{name}-{field}"] for field in kind._fields))
