"""
Bytes of any declared or undeclared encoding to text.

The order: a byte order mark; UTF-16 without one; a declared encoding that plain ASCII bytes can
hide (ISO-2022-JP); valid UTF-8, which nothing else imitates, whatever is declared; the declared
encoding; UTF-8 with a few broken bytes; detection among the encodings of the web.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleannews.errors import CleannewsError

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

__all__ = ["DecodingError", "decoded"]

_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF")
_SAMPLE = 65536
_DECLARED_WITHIN = 8192
_MOST_CONTROLS = 0.02
_FEWEST_UTF16_NULS = 0.3
_SOUND_PER_BROKEN = 20
"""A text is broken UTF-8, not something else, if this many characters are sound for each broken."""

_STATEFUL = {"iso2022_jp", "hz-gb-2312", "iso2022_kr"}
_WEB = [
    *(f"cp125{number}" for number in range(9)),
    *(f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    *("cp866", "cp874", "koi8_r", "koi8_u", "mac_cyrillic"),
    *("big5", "euc_jp", "euc_kr", "gb18030", "shift_jis", "iso2022_jp"),
]
_WESTERN = "cp1252"
_CHAOS_WEIGHT = 2
"""Weighed on Czech, Turkish, Spanish, German and French news, where guesses lie close."""


class DecodingError(CleannewsError, ValueError):
    """
    Bytes are no text.

    Args:
        reason: "empty", "binary" or "undecodable".
        message: What was found, in words.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.reason = reason
        self.message = message

    def __str__(self) -> str:
        return self.message


def decoded(data: bytes, *, html: bool = False) -> str:
    """
    Decode bytes.

    Args:
        data: A whole file.
        html: Look for an encoding that the page declares.

    Returns:
        The text, without a byte order mark. Line ends stay as they are.

    Raises:
        DecodingError: The bytes are empty, binary or in no known encoding.

    >>> decoded("Straße".encode("latin-1") + b" <meta charset='latin1'>", html=True)[:6]
    'Straße'
    """
    if not data.strip():
        raise DecodingError("empty", "there is nothing in it")
    marked = _by_mark(data) or _as_utf16(data)
    if marked is not None:
        return marked
    _refuse_binary(data)
    declared = _declared(data) if html else None
    if declared in _STATEFUL and (text := _strictly(data, declared)):
        return text
    for text in (_strictly(data, "utf-8"), _strictly(data, declared), _as_broken_utf8(data)):
        if text is not None:
            return text
    return _detected(data, declared)


def _by_mark(data: bytes) -> str | None:
    from w3lib.encoding import read_bom

    encoding, mark = read_bom(data)
    return None if encoding is None or mark is None else _strictly(data[len(mark) :], encoding)


def _as_utf16(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    for first, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        nuls = sample[first::2].count(0)
        others = sample[1 - first :: 2].count(0)
        if nuls > 2 * _FEWEST_UTF16_NULS * len(sample) / 2 and others * 10 < nuls:
            return _strictly(data, encoding)
    return None


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    controls = sum(sample.count(code) for code in (*range(9), *range(14, 27), *range(28, 32)))
    if data.startswith(_MAGIC) or controls > _MOST_CONTROLS * len(sample):
        raise DecodingError("binary", "it is binary data, not text")


def _declared(data: bytes) -> str | None:
    from w3lib.encoding import html_body_declared_encoding

    return html_body_declared_encoding(data[:_DECLARED_WITHIN])


def _strictly(data: bytes, encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _as_broken_utf8(data: bytes) -> str | None:
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    sound = sum(1 for char in text if char > "\x7f") - broken
    return text if sound >= _SOUND_PER_BROKEN * broken else None


def _detected(data: bytes, declared: str | None) -> str:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data, cp_isolation=_WEB, enable_fallback=False))
    if not matches:
        if declared is not None and (text := _nearly(data, declared)):
            return text
        raise DecodingError("undecodable", "its encoding is not declared and cannot be told")
    best = max(matches, key=_likelihood)
    return _strictly(data, _WESTERN) or str(best) if _is_western(best) else str(best)


def _likelihood(match: CharsetMatch) -> tuple[float, bool]:
    """Rank a guess: words of a language for it, odd characters against it."""
    return round(match.coherence - _CHAOS_WEIGHT * match.chaos, 3), _is_western(match)


def _is_western(match: CharsetMatch) -> bool:
    return _WESTERN in match.could_be_from_charset


def _nearly(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding, errors="replace")
    except LookupError:
        return None
    return text if text.count("\ufffd") * _SOUND_PER_BROKEN <= len(text) else None
