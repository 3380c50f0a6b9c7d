"""How a run tells what it is doing; the command line shows it, everyone else stays silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

__all__ = ["Progress"]

T = TypeVar("T")


class Progress:
    """Hears of stages and of the items in them. This one says nothing; override to show it."""

    def stage(self, name: str) -> None:
        """
        A stage begins.

        Args:
            name: The stage, in words.
        """

    def begin(self, total: int | None) -> None:
        """
        A stage begins to go through its items.

        Args:
            total: How many there are, if known.
        """

    def advance(self) -> None:
        """One item is done."""

    def note(self, message: str) -> None:
        """
        Something that a person should know while it lasts.

        Args:
            message: One line.
        """

    def over(self, items: Iterable[T], total: int | None = None) -> Iterator[T]:
        """
        Go through items and count them.

        Args:
            items: The items of a stage.
            total: How many there are; by default their length, if they have one.
        """
        self.begin(len(items) if total is None and isinstance(items, Sized) else total)
        for item in items:
            yield item
            self.advance()
