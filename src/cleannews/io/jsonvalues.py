"""
JSON documents cut into the values that they hold, without reading them.

A list gives its elements, anything else itself; documents one behind the other give all their
values. Only brackets, commas and strings are told apart: what is no JSON is found when the value is
parsed, and costs that value alone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from cleannews.io.streams import LARGEST

__all__ = ["values_of"]

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{]+|[\]},"]', re.DOTALL)
"""A string, or marks outside of strings; a quotation mark alone begins a string that is cut off."""

_MARK_IN_STRING = re.compile(rb'[\\"]')
_SPACE = b" \t\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CHUNK = 1 << 18


def values_of(stream: io.BufferedIOBase) -> Iterator[tuple[bytes | int, bool]]:
    """
    Cut a JSON document.

    Args:
        stream: UTF-8, at its beginning.

    Yields:
        Each value, or its bytes where it is longer than an article may be, and whether it stands
        in a list. At the end of a document that breaks off, what there is of the last value, even
        if that is nothing.

    Raises:
        OSError: Reading fails; the values before the place are yielded.
    """
    return _Cutter(stream).values()


class _Cutter:
    """
    The state of the cutting.

    ``held`` is what was read and not yet done with: the value under way from its beginning, scanned
    up to ``at``. ``passed`` counts the bytes of a value under way that are no longer held.
    """

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self._held = b""
        self._at = 0
        self._depth = 0
        self._in_list = False
        self._passed = 0

    def values(self) -> Iterator[tuple[bytes | int, bool]]:
        self._held = self._stream.read(len(_BYTE_ORDER_MARK)).removeprefix(_BYTE_ORDER_MARK)
        self._enter_list()
        more = True
        while more:
            yield from self._complete()
            wanted = _CHUNK
            if self._at < len(self._held):  # a string goes on beyond what is held
                wanted = max(_CHUNK, len(self._held))
            if len(self._held) > LARGEST:
                self._pass_over()
            data = self._read(wanted)
            self._held += data
            more = bool(data)
        yield from self._complete()
        rest = self._passed or self._held.strip(_SPACE)
        if rest or self._in_list:
            yield rest, self._in_list

    def _read(self, size: int) -> bytes:
        return self._stream.read1(size)

    def _enter_list(self) -> None:
        """Step into the list if the document is one."""
        found = self._held.lstrip(_SPACE)
        while not found and (data := self._read(_CHUNK)):
            found = data.lstrip(_SPACE)
        if found.startswith(b"["):
            self._in_list = True
            found = found[1:]
        self._held = found

    def _complete(self) -> Iterator[tuple[bytes | int, bool]]:
        """Yield the values that end in what is held."""
        start = 0
        for token in _TOKEN.finditer(self._held, self._at):
            mark, end = token.group()[:1], token.end()
            if mark == b'"':
                if end - token.start() == 1:
                    self._at = token.start()
                    break
                ended = self._depth == 0 and not self._in_list
            elif mark in b"[{":
                self._depth += end - token.start()
                ended = False
            elif mark == b",":
                ended = self._depth == 0
            elif self._depth:
                self._depth -= 1
                ended = self._depth == 0 and not self._in_list
            else:  # the list ends
                ended = True
            self._at = end
            if not ended:
                continue
            inside = mark in b"," or (mark in b"]}" and self._depth == 0 and self._in_list)
            value = self._held[start : token.start() if inside else end].strip(_SPACE)
            if value or self._passed:
                yield self._passed + len(value) if self._passed else value, self._in_list
            self._passed = 0
            start = end
            if mark == b"]" and inside:
                self._in_list = False
        else:
            self._at = len(self._held)
        self._held = self._held[start:]
        self._at -= start

    def _pass_over(self) -> None:
        """Let go of a value that is too long; find the end of the string that it breaks off in."""
        rest = self._held[self._at :]
        self._passed += self._at
        self._held, self._at = rest, 0
        if len(rest) <= LARGEST:
            return
        self._passed += 1
        data = rest[1:]
        escaped = False
        while data:
            end, escaped = _end_of_string(data, escaped=escaped)
            if end:
                self._passed += end
                self._held = data[end:]
                return
            self._passed += len(data)
            data = self._read(_CHUNK)
        self._held = b""


def _end_of_string(data: bytes, *, escaped: bool) -> tuple[int, bool]:
    """Return where a string ends, or 0, and whether the first byte behind the data is escaped."""
    at = int(escaped)
    while found := _MARK_IN_STRING.search(data, at):
        if found.group() == b'"':
            return found.end(), False
        at = found.end() + 1
    return 0, at > len(data)
