"""
WARC files: the pages in them, and counts of what else they hold. The one module that imports fastwarc.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, cast

from cleannews.errors import MissingExtraError
from cleannews.io.compression import UnpackingError
from cleannews.io.records import Html, Passed
from cleannews.io.streams import LARGEST, Forward

__all__ = ["warc_pages"]

_PAGES = ("text/html", "application/xhtml+xml")


def warc_pages(stream: io.BufferedIOBase) -> Iterator[Html | Passed | UnpackingError | None]:
    """
    Read the pages of a WARC file (ISO 28500), also packed record by record.

    Args:
        stream: The file.

    Yields:
        The body of each HTTP response that is a page, unpacked, with its address and the encoding
        that its server declared; for other responses what they are; None for a page that is larger
        than an article may be, and an error for one that is damaged, or for the rest of the file.

    Raises:
        MissingExtraError: fastwarc is not installed.
        OSError: Reading fails.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise MissingExtraError("fastwarc", "warc") from None
    wanted = WarcRecordType.response | WarcRecordType.revisit
    try:
        records = ArchiveIterator(
            cast("Any", Forward(stream)), record_types=wanted, parse_http=True, auto_decode="all"
        )
        for record in records:
            if record.record_type == WarcRecordType.revisit:
                yield Passed("(WARC: revisits)")
            else:
                yield _page(record)
    except (UnpackingError, GeneratorExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # noqa: BLE001 (a panic of its Rust is no Exception)
        yield UnpackingError("unreadable", f"damaged WARC data from here on: {error}")


def _page(record: Any) -> Html | Passed | UnpackingError | None:
    if not record.is_http or record.http_headers is None:
        return Passed("(WARC: not over HTTP)")
    status = record.http_headers.status_code or 0
    if 300 <= status < 400:
        return Passed("(WARC: redirects)")
    if status != 200:
        return Passed(f"(WARC: status {status})")
    if (record.http_content_type or "").lower() not in _PAGES:
        return Passed("(WARC: not HTML)")
    try:
        data = record.reader.read(LARGEST + 1)
    except UnpackingError:
        raise
    except Exception as error:  # noqa: BLE001 (each version of fastwarc has its own)
        return UnpackingError("unreadable", f"damaged page: {error}")
    if len(data) > LARGEST:
        return None
    return Html(data, record.headers.get("WARC-Target-URI"), record.http_charset)
