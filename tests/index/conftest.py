"""Indexes to test: every store, and every store closed and opened again all the time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cleannews import Index, open_index
from servers import RedisServer

Opened = Callable[..., Index]


class Reopened:
    """
    An index that is closed and opened again before every call.

    Args:
        opened: Opens it.
    """

    def __init__(self, opened: Callable[[], Index]) -> None:
        self._opened = opened

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **named: Any) -> Any:
            with self._opened() as index:
                found = getattr(index, name)(*args, **named)
                return iter(list(found)) if isinstance(found, Iterator) else found

        return call


@pytest.fixture(params=["sqlite", "sqlite, reopened", "redis", "redis, reopened"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Any]:
    """Return what makes an empty index, and opens it again under the same name."""
    kind, _, reopened = request.param.partition(", ")
    server: RedisServer | None = (
        request.getfixturevalue("redis_server") if kind == "redis" else None
    )
    unique = secrets.token_hex(8)

    @contextmanager
    def make(name: str = "seen", **settings: Any) -> Iterator[Any]:
        place = server.address(f"{unique}:{name}") if server else tmp_path / f"{name}.db"
        if reopened:
            yield Reopened(lambda: open_index(place, **settings))
        else:
            with open_index(place, **settings) as index:
                yield index

    return make
