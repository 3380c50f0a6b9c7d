"""
Work spread over processes, in chunks, with the results in the order of the chunks.

A chunk whose process dies, takes too long or fails is done again item by item, and the item that
is at fault is reported in the place of its result; the others lose nothing. Processes are
spawned, never forked: a fork copies locks that no thread will release. They end when the process
that started them ends, however it ends. With no workers everything is done in this process, where
no item's time can be bounded.

What a chunk and its result hold travels through pipes and is handled by the process that collects,
so it should be little: places in files rather than their contents.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import connection, resource_tracker
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from cleannews.errors import WriteError
from cleannews.pipeline.limits import ALARM, limited

__all__ = ["Chunk", "Fault", "Workers"]

_log = logging.getLogger(__name__)

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
        count: Processes; 0 for none but this one.
        seconds: The time that one item may take: from one item of a chunk to the next where its
            function goes through them by :func:`cleannews.pipeline.limits.each_timed`, and else
            the whole chunk, and then each item alone.
    """

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._pool: ProcessPool | None = None
        self._load: Callable[[], object] | None = None
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

    def start(self, load: Callable[[], object]) -> None:
        """
        Start the processes now, so that they are there when there is work.

        Args:
            load: Called in each, to load what will be needed; a function of a module.
        """
        self._load = load
        if self._count:
            self._start()

    def _start(self) -> ProcessPool:
        self._starts -= 1
        self._pool = ProcessPool(
            max_workers=self._count,
            context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=[self._load],
        )
        with _interrupts_held():  # the processes start when it is asked whether they are there
            self._pool.active  # noqa: B018 (it is a property that starts them)
        _log.debug("%d processes started", self._count)
        return self._pool

    def dismiss(self) -> None:
        """End the processes, and give their memory back; new ones start when there is work."""
        self._stop()

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def map(
        self,
        function: Callable[[C], R],
        chunks: Iterable[C],
        prepare: Callable[[], object] | None = None,
        between: Callable[[int], object] | None = None,
    ) -> Iterator[tuple[C, R | Fault]]:
        """
        Work on chunks.

        Args:
            function: Gives the result of a chunk; a function of a module, or a partial of one, so
                that it can be sent to another process.
            chunks: The chunks; they are taken a few ahead.
            prepare: Called in a process before each chunk, in time that is not the chunk's: loads
                what the function needs if it is not there.
            between: Called here between two chunks, with how many are done and taken.

        Yields:
            Every chunk with its result, in order; in the place of one that went wrong its items,
            each as a chunk of its own, those at fault with what is wrong.

        Raises:
            WriteError: The results cannot be written; no chunk is at fault.
        """
        if self._count:
            work = partial(_work, function, prepare, self._seconds)
            outcomes = map(partial(self._finished, work), self._ahead(work, chunks))
        else:
            outcomes = map(partial(self._done_here, function), chunks)
        for done, results in enumerate(outcomes, 1):
            yield from results
            if between is not None:
                between(done)

    def _ahead(self, work: Callable[[C], R], chunks: Iterable[C]) -> Iterator[_Job[C, R]]:
        """Yield chunks when some behind them are under way, too."""
        under_way: deque[_Job[C, R]] = deque()
        for chunk in chunks:
            under_way.append(self._schedule(work, chunk))
            if len(under_way) >= self._count * _AHEAD:
                yield under_way.popleft()
        yield from under_way

    def _schedule(self, work: Callable[[C], R], chunk: C) -> _Job[C, R]:
        if self._pool is not None:
            try:
                return self._job(self._pool, work, chunk)
            except RuntimeError:  # it is broken
                if not self._starts:
                    raise
                _log.warning("all worker processes died; they are started anew")
                self._stop()
        return self._job(self._start(), work, chunk)

    def _job(self, pool: ProcessPool, work: Callable[[C], R], chunk: C) -> _Job[C, R]:
        limit = self._seconds if ALARM is None else None
        with (
            _interrupts_held()
        ):  # one between two steps of a queue would leave who waits there asleep
            future: Future[R] = pool.schedule(work, args=[chunk], timeout=limit)
        return _Job(chunk, future, pool)

    def _finished(self, work: Callable[[C], R], job: _Job[C, R]) -> Iterator[tuple[C, R | Fault]]:
        try:
            result = job.result()
        except BrokenProcessPool:  # no chunk is at fault
            yield from self._finished(work, self._schedule(work, job.chunk))
            return
        except WriteError:
            raise
        except (ProcessExpired, TimeoutError) as error:
            fault = self._ended(error)
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
                yield from self._finished(work, self._schedule(work, item))

    def _ended(self, error: ProcessExpired | TimeoutError) -> Fault:
        if not isinstance(error, ProcessExpired) or error.exitcode == -(ALARM or 0):
            fault = Fault("timeout", f"it took longer than {self._seconds:g} seconds")
        else:
            fault = Fault("died", f"the process that worked on it died: {error}")
        _log.warning(
            "a worker process was lost (%s) and another is started",
            fault.message,
            extra={"fields": {"reason": fault.reason}},
        )
        return fault

    def _done_here(self, function: Callable[[C], R], chunk: C) -> Iterator[tuple[C, R | Fault]]:
        try:
            result = function(chunk)
        except WriteError:
            raise
        except Exception as error:  # noqa: BLE001 (as above)
            items = _apart(chunk)
            if len(items) == 1:
                yield items[0], _failure(error)
            else:
                for item in items:
                    yield from self._done_here(function, item)
        else:
            yield chunk, result


def _work(
    function: Callable[[Any], R],
    prepare: Callable[[], object] | None,
    seconds: float,
    chunk: Any,
) -> R:
    """Work on a chunk in a worker."""
    if prepare is not None:
        prepare()
    with limited(seconds):
        return function(chunk)


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


def _begin(load: Callable[[], object] | None) -> None:
    """Leave Ctrl-C to the process that the person started, and end with that process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if load is not None:
        load()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
