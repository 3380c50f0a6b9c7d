"""Indexes to test: every store, and every store closed and opened again all the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cleannews import Index, open_index

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


@pytest.fixture(params=["sqlite", "sqlite, reopened"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Any]:
    """Return what makes an empty index, and opens it again under the same name."""

    @contextmanager
    def make(name: str = "seen", **settings: Any) -> Iterator[Any]:
        place = tmp_path / f"{name}.db"
        if request.param == "sqlite":
            with open_index(place, **settings) as index:
                yield index
        else:
            yield Reopened(lambda: open_index(place, **settings))

    return make
