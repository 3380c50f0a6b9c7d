"""
WARC files: the pages in them, and counts of what else they hold. The one module that imports fastwarc.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from cleannews.errors import MissingExtraError
from cleannews.io.records import Html, Passed
from cleannews.io.streams import LARGEST

__all__ = ["TooLargePage", "warc_pages"]

_PAGES = ("text/html", "application/xhtml+xml")


class TooLargePage:
    """A page that is larger than an article may be."""


def warc_pages(stream: io.BufferedIOBase) -> Iterator[Html | Passed | TooLargePage]:
    """
    Read the pages of a WARC file (ISO 28500), also packed record by record.

    Args:
        stream: The file.

    Yields:
        The body of each HTTP response that is a page, unpacked, with its address and the encoding
        that its server declared; for other responses what they are.

    Raises:
        MissingExtraError: fastwarc is not installed.
        OSError: Reading fails.
        ValueError: The file is damaged.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise MissingExtraError("fastwarc", "warc") from None
    wanted = WarcRecordType.response | WarcRecordType.revisit
    for record in ArchiveIterator(stream, record_types=wanted, parse_http=True):
        if record.record_type == WarcRecordType.revisit:
            yield Passed("(WARC: revisits)")
        else:
            yield _page(record)


def _page(record: Any) -> Html | Passed | TooLargePage:
    if not record.is_http or record.http_headers is None:
        return Passed("(WARC: not over HTTP)")
    status = record.http_headers.status_code or 0
    if 300 <= status < 400:
        return Passed("(WARC: redirects)")
    if status != 200:
        return Passed(f"(WARC: status {status})")
    if (record.http_content_type or "").lower() not in _PAGES:
        return Passed("(WARC: not HTML)")
    data = record.reader.read(LARGEST + 1)
    if len(data) > LARGEST:
        return TooLargePage()
    return Html(data, record.headers.get("WARC-Target-URI"), record.http_charset)
