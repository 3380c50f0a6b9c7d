"""
Work spread over processes, in chunks, with the results in the order of the chunks.

A chunk whose process dies, takes too long or fails is done again item by item, and the item that
is at fault is reported in the place of its result; the others lose nothing. Processes are
spawned, never forked: a fork copies locks that no thread will release. With one worker, or with
one chunk only, everything is done in this process.

What a chunk and its result hold travels through pipes and is handled by the process that collects,
so it should be little: places in files rather than their contents.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import resource_tracker
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

__all__ = ["Chunk", "Fault", "Workers"]

R = TypeVar("R")

_AHEAD = 3
"""Chunks under way for each worker, so that none waits."""

_STARTS = 5
"""How often processes are started anew after all died at once, or one that had nothing to do."""


_LOOK = 2.0
"""Seconds after which it is looked whether the processes are still there."""


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


class Chunk(Protocol):
    """Some items that are worked on together."""

    def apart(self) -> Sequence[Self]:
        """Return a chunk for each item."""


C = TypeVar("C", bound=Chunk)


@dataclass(frozen=True, slots=True)
class _Job(Generic[C, R]):
    """A chunk under way in a pool."""

    chunk: C
    future: Future[R]
    pool: ProcessPool

    def result(self) -> R:
        """Return its result, or raise what went wrong; a broken pool forgets what was to come."""
        while not wait([self.future], _LOOK).done:
            if not self.pool.active:
                raise BrokenProcessPool
        return self.future.result()


class Workers:
    """
    Processes that work on chunks.

    Args:
        count: Processes; with 1 there is only this one.
        seconds: The time that a chunk may take, and then each of its items alone.
    """

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._pool: ProcessPool | None = None
        self._starts = _STARTS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def map(self, function: Callable[[C], R], chunks: Iterable[C]) -> Iterator[tuple[C, R | Fault]]:
        """
        Work on chunks.

        Args:
            function: Gives the result of a chunk; a function of a module, or a partial of one, so
                that it can be sent to another process.
            chunks: The chunks; they are taken a few ahead.

        Yields:
            Every chunk with its result, in order; in the place of one that went wrong its items,
            each as a chunk of its own, those at fault with what is wrong.
        """
        rest = iter(chunks)
        some = list(islice(rest, 2))
        if len(some) == 1 or self._count == 1:
            for chunk in chain(some, rest):
                yield from self._done_here(function, chunk)
            return
        under_way: deque[_Job[C, R]] = deque()
        for chunk in chain(some, rest):
            under_way.append(self._schedule(function, chunk))
            if len(under_way) >= self._count * _AHEAD:
                yield from self._finished(function, under_way.popleft())
        while under_way:
            yield from self._finished(function, under_way.popleft())

    def _schedule(self, function: Callable[[C], R], chunk: C) -> _Job[C, R]:
        if self._pool is not None:
            try:
                return self._job(self._pool, function, chunk)
            except RuntimeError:  # it is broken
                if not self._starts:
                    raise
                self._stop()
        self._starts -= 1
        self._pool = ProcessPool(
            max_workers=self._count,
            context=multiprocessing.get_context("spawn"),
            initializer=_ignore_interrupts,
        )
        with _interrupts_held():  # the processes start with the first chunk
            return self._job(self._pool, function, chunk)

    def _job(self, pool: ProcessPool, function: Callable[[C], R], chunk: C) -> _Job[C, R]:
        future = pool.schedule(function, args=[chunk], timeout=self._seconds)
        return _Job(chunk, future, pool)

    def _finished(
        self, function: Callable[[C], R], job: _Job[C, R]
    ) -> Iterator[tuple[C, R | Fault]]:
        try:
            result = job.result()
        except BrokenProcessPool:  # no chunk is at fault
            yield from self._finished(function, self._schedule(function, job.chunk))
            return
        except ProcessExpired as error:
            fault = Fault("died", f"the process that worked on it died: {error}")
        except TimeoutError:
            fault = Fault("timeout", f"it took longer than {self._seconds:g} seconds")
        except Exception as error:  # noqa: BLE001 (whatever an item does must not end the run)
            fault = _failure(error)
        else:
            yield job.chunk, result
            return
        items = _apart(job.chunk)
        if len(items) == 1:
            yield items[0], fault
        else:
            for item in items:
                yield from self._finished(function, self._schedule(function, item))

    def _done_here(self, function: Callable[[C], R], chunk: C) -> Iterator[tuple[C, R | Fault]]:
        try:
            result = function(chunk)
        except Exception as error:  # noqa: BLE001 (as above)
            items = _apart(chunk)
            if len(items) == 1:
                yield items[0], _failure(error)
            else:
                for item in items:
                    yield from self._done_here(function, item)
        else:
            yield chunk, result


def _apart(chunk: C) -> Sequence[C]:
    """Return the items of a chunk; the whole chunk where it cannot be taken apart any more."""
    try:
        return chunk.apart() or [chunk]
    except OSError:
        return [chunk]


def _failure(error: Exception) -> Fault:
    return Fault("failed", f"{type(error).__name__}: {error}"[:500])


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C from this thread and from the processes that it starts, and obey it after that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    maskable = hasattr(signal, "pthread_sigmask")
    if maskable:
        resource_tracker.ensure_running()  # its start would let interrupts through again
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if maskable:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, before)
        if heard:
            signal.raise_signal(signal.SIGINT)


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that the person started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
