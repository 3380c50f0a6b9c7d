"""How functions are compiled: without the interpreter's lock, kept on disk for the next process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

__all__ = ["compiled"]


def compiled(function: Callable[..., Any]) -> Any:
    """
    Compile a function at its first call.

    What is compiled is kept beside the source, or where that cannot be written in numba's folder
    of the user's cache. Where that cannot be written either, every process compiles anew.

    Args:
        function: What numba can compile.
    """
    try:
        return _forgiving(njit(nogil=True, cache=True)(function))
    except RuntimeError:  # numba found no folder that it may write to
        return njit(nogil=True)(function)


def _forgiving(dispatcher: Any) -> Any:
    """Let a kept compilation that another version left, or that is damaged, count as none."""
    cache = dispatcher._cache  # noqa: SLF001 (numba has no other way to it)
    load = cache.load_overload

    def load_overload(*args: Any) -> Any:
        try:
            return load(*args)
        except Exception:  # noqa: BLE001 (whatever unpickling another version's names raises)
            cache.flush()
            return None

    cache.load_overload = load_overload
    return dispatcher
