"""How a run tells what it is doing; the command line shows it, everyone else stays silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
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

    def advance(self, count: int = 1) -> None:
        """
        Items are done.

        Args:
            count: How many.
        """

    def note(self, message: str) -> None:
        """
        Something that a person should know while it lasts.

        Args:
            message: One line.
        """

    def over(
        self,
        some: Iterable[T],
        total: int | None = None,
        count: Callable[[T], int] = lambda _: 1,
    ) -> Iterator[T]:
        """
        Go through items and count them.

        Args:
            some: The items of a stage, or what holds several of them.
            total: How many items there are; by default their length, if they have one.
            count: Tells how many items are in one of ``some``.
        """
        self.begin(len(some) if total is None and isinstance(some, Sized) else total)
        for it in some:
            yield it
            self.advance(count(it))
