"""
Bytes of any declared or undeclared encoding to text.

The order: a byte order mark; UTF-16 without one; a declared encoding that plain ASCII bytes can
hide (ISO-2022-JP); valid UTF-8, which nothing else imitates, whatever is declared; the declared
encoding; UTF-8 with a few broken bytes; detection among the encodings of the web.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from cleannews.errors import CleannewsError

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

__all__ = ["DecodingError", "decoded"]

_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x7fELF")
_SAMPLE = 65536
_DECLARED_WITHIN = 8192
_MOST_CONTROLS = 0.02
_CONTROLS = bytes([*range(9), *range(16, 27), *range(28, 32)])
"""Bytes that text has no use for; ISO 2022 shifts with 14, 15 and 27."""

_FEWEST_PRINTABLE = 0.97
_SOUND_PER_BROKEN = 20
"""A text is broken UTF-8, not something else, if this many characters are sound for each broken."""

_STATEFUL = {"iso2022_jp", "iso2022_jp_ext", "iso2022_kr", "hz"}
"""Encodings whose bytes are plain ASCII."""

_DETECTED = [
    *(f"cp125{number}" for number in range(9)),
    *(f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    *("cp866", "cp874", "koi8_r", "koi8_u", "mac_cyrillic"),
    *("big5", "euc_jp", "euc_kr", "gb18030", "shift_jis", "iso2022_jp"),
]
_DECLARABLE = {
    *_DETECTED,
    *_STATEFUL,
    *("ascii", "iso8859_1", "iso8859_9", "iso8859_11", "utf_8", "utf_16_le", "utf_16_be", "utf_16"),
    *("big5hkscs", "cp932", "cp949", "gb2312", "gbk", "johab", "mac_roman", "tis_620"),
    *(
        "euc_jis_2004",
        "euc_jisx0213",
        "shift_jis_2004",
        "shift_jisx0213",
        "cp437",
        "cp850",
        "cp852",
    ),
}
"""Encodings that a page may name: Python has codecs by other names that are none."""

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


def decoded(data: bytes, *, html: bool = False, charset: str | None = None) -> str:
    """
    Decode bytes.

    Args:
        data: A whole file.
        html: Look for an encoding that the page declares.
        charset: The encoding that the page's server declared, which counts before that.

    Returns:
        The text, without a byte order mark. Line ends stay as they are.

    Raises:
        DecodingError: The bytes are empty, binary or in no known encoding.

    >>> decoded("Straße".encode("latin-1") + b" <meta charset='latin1'>", html=True)[:6]
    'Straße'
    """
    text = _decoded(data, html=html, charset=charset)
    if not text.strip():
        raise DecodingError("empty", "there is nothing in it")
    return text


def _decoded(data: bytes, *, html: bool, charset: str | None) -> str:
    marked = _by_mark(data)
    if marked is not None:
        return marked
    declared = _codec(charset) or (_declared(data) if html else None)
    wide = _as_utf16(data)
    if wide is not None:
        return wide
    _refuse_binary(data)
    if declared in _STATEFUL and (text := _strictly(data, declared)):
        return text
    for way, encoding in (
        (_strictly, "utf_8"),
        (_strictly, declared),
        (_broken, "utf_8"),
        (_broken, declared),
    ):
        if encoding is not None and (text := way(data, encoding)) is not None:
            return text
    return _detected(data)


def _by_mark(data: bytes) -> str | None:
    from w3lib.encoding import read_bom

    encoding, mark = read_bom(data)
    if encoding is None or mark is None:
        return None
    return data[len(mark) :].decode(encoding, errors="replace")


def _as_utf16(data: bytes) -> str | None:
    """Decode UTF-16 without a mark: data with NULs that reads as text in one byte order."""
    if b"\0" not in data[:_SAMPLE] or data.startswith(_MAGIC):
        return None
    for encoding in ("utf_16_le", "utf_16_be"):
        sample = _strictly(data[: _SAMPLE & ~1], encoding)
        if not sample:
            continue
        printable = sum(char.isprintable() or char in "\r\n\t" for char in sample)
        if printable >= _FEWEST_PRINTABLE * len(sample):
            return _strictly(data, encoding)
    return None


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if data.startswith(_MAGIC) or controls > _MOST_CONTROLS * len(sample):
        raise DecodingError("binary", "it is binary data, not text")


def _declared(data: bytes) -> str | None:
    """Return the codec that a page names, if it is an encoding."""
    from w3lib.encoding import html_body_declared_encoding

    return _codec(html_body_declared_encoding(data[:_DECLARED_WITHIN]))


def _codec(name: str | None) -> str | None:
    """Return the codec of a name, if it is an encoding of the web."""
    from w3lib.encoding import resolve_encoding

    try:
        codec = codecs.lookup(resolve_encoding(name or "") or "").name.replace("-", "_")
    except (LookupError, ValueError):  # the latter for NULs
        return None
    return codec if codec in _DECLARABLE else None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _broken(data: bytes, encoding: str) -> str | None:
    """Decode with replacements if few are needed."""
    text = data.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    sound = len(text) - len(text.encode("ascii", errors="ignore")) - broken
    return text if sound >= _SOUND_PER_BROKEN * broken else None


def _detected(data: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data, cp_isolation=_DETECTED, enable_fallback=False))
    if not matches:
        raise DecodingError("undecodable", "its encoding is not declared and cannot be told")
    best = max(matches, key=_likelihood)
    return _strictly(data, _WESTERN) or str(best) if _is_western(best) else str(best)


def _likelihood(match: CharsetMatch) -> tuple[float, bool]:
    """Rank a guess: words of a language for it, odd characters against it."""
    return round(match.coherence - _CHAOS_WEIGHT * match.chaos, 3), _is_western(match)


def _is_western(match: CharsetMatch) -> bool:
    return _WESTERN in match.could_be_from_charset
