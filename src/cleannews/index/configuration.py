"""
What an index is made with. Another configuration would judge otherwise, so it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cleannews.cleaning.cleaner import Cleaner
from cleannews.settings import DedupeSettings, as_record, digest
from cleannews.signatures.fold import SCHEME

__all__ = ["Configuration"]


@dataclass(frozen=True, slots=True)
class Configuration:
    """
    All that the answers of an index depend on beside its articles.

    Args:
        record: The settings, as plain values; "cleaner" names the settings of cleaning with its rule
            tables and, unless the index learns it, its memory of sites; "learn" says whether it does.
        digest: A name for all of them.
        scheme: The scheme of signatures.
    """

    record: dict[str, Any]
    digest: str
    scheme: str = SCHEME

    @classmethod
    def of(
        cls, settings: DedupeSettings, cleaner: Cleaner | None, *, learn: bool = False
    ) -> Configuration:
        """
        Return the configuration of an index.

        Args:
            settings: What counts as a duplicate.
            cleaner: Cleans the articles; None where nothing is cleaned.
            learn: The index learns what sites repeat; its memory grows, so it is no part of this.
        """
        if learn and cleaner is not None:
            cleaner = Cleaner.of(cleaner.settings)
        every = as_record(settings)
        record = {
            "dedupe": {
                name: every[name] for name in ("threshold", "containment", "drop", "window")
            },
            "clean": None if cleaner is None else as_record(cleaner.settings),
            "cleaner": None if cleaner is None else cleaner.digest(),
            "learn": learn,
        }
        rules = {
            "clean": None
        }  # where the tables lie does not matter, and what they say is digested
        return cls(record, digest(record | rules))

    def described(self) -> str:
        """Return what a message says of it."""
        cleaner = (self.record["cleaner"] or "none")[:12]
        values = [*sorted(self.record["dedupe"].items()), ("cleaner", cleaner)]
        values += [("learn", True)] if self.record["learn"] else []
        return f"{self.digest[:12]} ({', '.join(f'{name}={value}' for name, value in values)})"
