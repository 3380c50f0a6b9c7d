"""
Work spread over processes, in chunks, with the results in the order of the items.

A chunk whose process dies, takes too long or fails is done again item by item, and the item that
is at fault is reported in the place of its result; the others lose nothing. Processes are
spawned, never forked: a fork copies locks that no thread will release. With one worker, or with
one chunk only, everything is done in this process.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

__all__ = ["Fault", "Workers", "cores"]

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 3
"""Chunks under way for each worker, so that none waits."""


@dataclass(frozen=True, slots=True)
class Fault:
    """
    Why an item has no result.

    Args:
        reason: "died", "timeout" or "failed".
        message: What happened, in words.
    """

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class _Job(Generic[T, R]):
    """A chunk under way."""

    items: Sequence[T]
    future: Future[list[R]] | None


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """
    Processes that work on chunks.

    Args:
        count: Processes; with 1 there is only this one.
        seconds: The time that one item may take.
    """

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def map(
        self, function: Callable[[Sequence[T]], list[R]], chunks: Iterable[Sequence[T]]
    ) -> Iterator[tuple[T, R | Fault]]:
        """
        Work on chunks.

        Args:
            function: Gives a result for each item of a chunk; a function of a module, or a
                partial of one, so that it can be sent to another process.
            chunks: The chunks; they are taken a few ahead.

        Yields:
            Every item with its result, in order.
        """
        under_way: deque[_Job[T, R]] = deque()
        pending = iter(chunks)
        ahead = self._count * _AHEAD if self._count > 1 else 1
        first = next(pending, None)
        second = next(pending, None)
        if second is None or self._count == 1:
            for items in (first, second, *pending):
                yield from self._done_here(function, items or ())
            return
        for items in (first, second, *pending):
            under_way.append(_Job(items or (), self._schedule(function, items or ())))
            if len(under_way) >= ahead:
                yield from self._finished(function, under_way.popleft())
        while under_way:
            yield from self._finished(function, under_way.popleft())

    def _schedule(
        self, function: Callable[[Sequence[T]], list[R]], items: Sequence[T]
    ) -> Future[list[R]]:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._count,
                context=multiprocessing.get_context("spawn"),
                initializer=_ignore_interrupts,
            )
        future: Future[list[R]] = self._pool.schedule(
            function, args=[items], timeout=self._seconds * max(1, len(items))
        )
        return future

    def _finished(
        self, function: Callable[[Sequence[T]], list[R]], job: _Job[T, R]
    ) -> Iterator[tuple[T, R | Fault]]:
        fault = None
        try:
            results = job.future.result() if job.future else []
        except ProcessExpired as error:
            fault = Fault("died", f"the process that worked on it died: {error}")
        except TimeoutError:
            fault = Fault("timeout", f"it took longer than {self._seconds:g} seconds")
        except Exception as error:  # noqa: BLE001 (whatever an item does must not end the run)
            fault = _failure(error)
        if fault is None:
            yield from zip(job.items, results, strict=True)
        elif len(job.items) == 1:
            yield job.items[0], fault
        else:
            for item in job.items:
                yield from self._finished(function, _Job([item], self._schedule(function, [item])))

    def _done_here(
        self, function: Callable[[Sequence[T]], list[R]], items: Sequence[T]
    ) -> Iterator[tuple[T, R | Fault]]:
        for item in items:
            try:
                (result,) = function([item])
            except Exception as error:  # noqa: BLE001 (as above)
                yield item, _failure(error)
            else:
                yield item, result


def _failure(error: Exception) -> Fault:
    return Fault("failed", f"{type(error).__name__}: {error}"[:500])


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that the person started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
