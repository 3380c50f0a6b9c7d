"""
What an index is made with. Another configuration would judge otherwise, so it is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleannews.cleaning.cleaner import Cleaner
from cleannews.errors import StoreError
from cleannews.settings import DedupeSettings, as_record, digest
from cleannews.signatures.fold import SCHEME

__all__ = ["Configuration", "check_made"]


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

    def check(self, found: Mapping[str, str], place: str) -> None:
        """
        Make sure that an index was made with this.

        Args:
            found: What its store has written down: "scheme", "settings" as JSON, and "digest".
            place: Where it is, as errors call it.

        Raises:
            StoreError: It was made with something else.
        """
        check_made("signature scheme", found["scheme"], self.scheme, place)
        if found["digest"] != self.digest:
            made = Configuration(json.loads(found["settings"]), found["digest"])
            check_made("settings", made.described(), self.described(), place)


def check_made(what: str, found: str, wanted: str, place: str) -> None:
    """
    Make sure that an index was made with what is wanted.

    Args:
        what: What is compared.
        found: What the index was made with.
        wanted: What it is to be.
        place: Where it is, as errors call it.

    Raises:
        StoreError: It was made with something else.
    """
    if found != wanted:
        advice = (
            "open it with what it was made with, or make a new one: "
            "`cleannews index export OLD | cleannews index add NEW`"
        )
        raise StoreError(place, f"was made with {what} {found}, not {wanted}", advice)
