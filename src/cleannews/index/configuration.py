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
        record: The settings, as plain values.
        digest: A name for them, for rule tables and for the memory of sites.
        scheme: The scheme of signatures.
    """

    record: dict[str, Any]
    digest: str
    scheme: str = SCHEME

    @classmethod
    def of(cls, settings: DedupeSettings, cleaner: Cleaner | None) -> Configuration:
        """
        Return the configuration of an index.

        Args:
            settings: What counts as a duplicate.
            cleaner: Cleans the articles; None where nothing is cleaned.
        """
        every = as_record(settings)
        record = {
            "dedupe": {name: every[name] for name in ("threshold", "containment", "drop", "window")},
            "clean": None if cleaner is None else as_record(cleaner.settings),
        }
        tables = None if cleaner is None else cleaner.digest()
        return cls(record, digest({**record, "cleaner": tables}))

    def described(self) -> str:
        """Return what a message says of it."""
        values = ", ".join(f"{name}={value}" for name, value in self.record["dedupe"].items())
        cleaning = "with" if self.record["clean"] else "without"
        return f"{self.digest[:12]} ({values}, {cleaning} cleaning)"
