"""
The content of a kept article as stores have it: its text, its address and its site, packed.
"""

from __future__ import annotations

import json
import zlib

from cleannews.index.judging import NewArticle

__all__ = ["Content", "packed", "unpacked"]

Content = tuple[str, str | None, str | None]
"""Text, address, site."""


def packed(new: NewArticle) -> bytes:
    """
    Pack the content of an article.

    Args:
        new: The article.
    """
    head = json.dumps([new.address, new.known.site])
    return zlib.compress(f"{head}\n{new.known.text}".encode("utf-8", "surrogatepass"))


def unpacked(content: bytes) -> Content:
    """
    Return the content of an article.

    Args:
        content: What :func:`packed` returned.

    Raises:
        ValueError: It is damaged.
    """
    try:
        head, _, text = zlib.decompress(content).decode("utf-8", "surrogatepass").partition("\n")
        address, site = json.loads(head)
    except (zlib.error, TypeError) as error:
        raise ValueError("an article cannot be unpacked") from error
    return text, address, site
