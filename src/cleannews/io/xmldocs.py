"""
XML as trafilatura writes it: a ``doc`` with its metadata in attributes, or TEI.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

__all__ = ["NotAnArticleError", "row_of_xml"]

_TEI = "{http://www.tei-c.org/ns/1.0}"
_LINES = {"p", "head", "item", "quote", "row", "ab", "code", "fw"}
"""Elements that are a line of the text."""

_ATTRIBUTES = {"date": "published", "author": "authors"}


class NotAnArticleError(ValueError):
    """
    A document is no article.

    Args:
        reason: A short code.
        message: What was found, in words.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def row_of_xml(data: bytes) -> dict[str, Any]:
    """
    Read an article that trafilatura wrote as XML.

    Args:
        data: The document.

    Returns:
        Its values by key, the text under "text".

    Raises:
        NotAnArticleError: It is no XML, or XML of another kind.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAnArticleError("invalid-xml", f"it is not XML: {error}") from None
    name = _name(root)
    if name == "doc":
        return _row_of_doc(root)
    if name == "TEI":
        return _row_of_tei(root)
    message = f"its root is <{name[:40]}>; what trafilatura writes begins with <doc> or <TEI>"
    raise NotAnArticleError("format", message)


def _row_of_doc(root: Any) -> dict[str, Any]:
    row: dict[str, Any] = {_ATTRIBUTES.get(key, key): it for key, it in root.attrib.items()}
    row["text"] = _text(root.find("main"))
    comments = _text(root.find("comments"))
    return {**row, "comments": comments} if comments else row


def _row_of_tei(root: Any) -> dict[str, Any]:
    def found(path: str) -> str | None:
        return root.findtext(path.replace("tei:", _TEI)) or None

    biblio = "tei:teiHeader/tei:fileDesc/tei:sourceDesc/tei:biblFull"
    address = root.find(f"{biblio}/tei:publicationStmt/tei:ptr".replace("tei:", _TEI))
    body = root.find("tei:text/tei:body".replace("tei:", _TEI))
    row = {
        "title": found(f"{biblio}/tei:titleStmt/tei:title"),
        "authors": found(f"{biblio}/tei:titleStmt/tei:author"),
        "published": found(f"{biblio}/tei:publicationStmt/tei:date"),
        "publisher": found(f"{biblio}/tei:publicationStmt/tei:publisher"),
        "url": None if address is None else address.get("target"),
    }
    kept = {key: it for key, it in row.items() if it is not None}
    entry = None if body is None else body.find(f"{_TEI}div[@type='entry']")
    return {**kept, "text": _text(body if entry is None else entry)}


def _text(part: Any) -> str:
    """Return the text of a part, a line for each block in it."""
    return "" if part is None else "\n".join(_lines(part))


def _lines(part: Any) -> Iterator[str]:
    for element in part.iter(etree.Element):
        if _name(element) not in _LINES:
            continue
        if any(_name(outer) in _LINES for outer in _between(element, part)):
            continue
        line = " ".join("".join(_words(element)).split())
        if line:
            yield f"- {line}" if _name(element) == "item" else line


def _between(element: Any, part: Any) -> Iterator[Any]:
    """Yield the elements around another, up to the part."""
    for outer in element.iterancestors():
        if outer is part:
            return
        yield outer


def _words(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            if _name(child) in _LINES | {"lb", "cell"}:
                yield " "
            yield from _words(child)
        yield child.tail or ""


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
