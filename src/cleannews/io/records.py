"""
What files hold: pieces as they are cut, and the articles that are read from them.

Cutting is done by one process, in order; a piece is read by whoever works on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from cleannews.article import Article, FieldNames, fields_of
from cleannews.decoding import DecodingError, decoded
from cleannews.errors import ArticleError, ReadError
from cleannews.io.inputs import InputFile
from cleannews.io.jsonlines import members, object_of, parse, raw_json
from cleannews.io.xmldocs import NotAnArticleError, row_of_xml

__all__ = ["Html", "Origin", "Passed", "Piece", "Record"]

_NOTHING = b"{}"


@dataclass(frozen=True, slots=True)
class Html:
    """
    A page that is still to be extracted.

    Args:
        data: Its bytes as found.
        url: The address it was found at, if known.
        charset: The encoding that its server declared, if known.
    """

    data: bytes
    url: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """
    An article as it stands in a file.

    Args:
        path: What outputs call the file.
        line: The record in it, from 1; None where the file is one article.
        name: What to call it where it has no id of its own.
        content: The article, or the page that holds it.
        extra: The fields that have no place in an article: a JSON object, each value as it was
            written.
    """

    path: str
    line: int | None
    name: str
    content: Article | Html
    extra: bytes = _NOTHING


@dataclass(frozen=True, slots=True)
class Passed:
    """
    Something in a file that is no article and no fault.

    Args:
        what: What it is, for counting.
    """

    what: str


@dataclass(frozen=True, slots=True)
class Origin:
    """
    Where pieces are from.

    Args:
        label: What outputs call the file.
        name: Its path below the input, with forward slashes.
        folder: The first folder of its name, which may be the outlet.
    """

    label: str
    name: str
    folder: str | None

    @classmethod
    def of(cls, file: InputFile) -> Origin:
        """Return that of an input."""
        return cls(file.label, file.name, _first_folder(file.name))

    def member(self, name: str) -> Origin:
        """
        Return that of a file in an archive.

        Args:
            name: The file's path in it.
        """
        folder = self.folder or _first_folder(name.lstrip("/"))
        return Origin(f"{self.label}/{name}", f"{self.name}/{name}", folder)

    def fault(self, reason: str, message: str, line: int | None = None) -> ReadError:
        """
        Say what is wrong.

        Args:
            reason: A short code.
            message: What was found, in words.
            line: The record, from 1, or None.
        """
        return ReadError(reason, self.label, line, message)


def _first_folder(name: str) -> str | None:
    parts = PurePosixPath(name).parts
    return parts[0] if len(parts) > 1 else None


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A record that is not read yet.

    Args:
        origin: Where it is from.
        line: The record there, from 1, or None.
        form: "text", "html", "xml" or "json" for bytes, "row" for values by key, "page" for a page
            that came over the net.
        data: What there is.
    """

    origin: Origin
    line: int | None
    form: str
    data: Any

    @property
    def name(self) -> str:
        """What to call the article where it has no id of its own."""
        return self.origin.name if self.line is None else f"{self.origin.name}:{self.line}"

    @property
    def size(self) -> int:
        """About how many bytes there are."""
        if isinstance(self.data, bytes):
            return len(self.data)
        if isinstance(self.data, Html):
            return len(self.data.data)
        return sum(len(it) for it in self.data.values() if isinstance(it, str))

    def record(self, names: FieldNames) -> Record | ReadError:
        """
        Read it.

        Args:
            names: Under which keys rows have the fields of an article.

        Returns:
            The record, or why there is none.
        """
        try:
            return _FORMS[self.form](self, names)
        except DecodingError as error:
            return self.origin.fault(error.reason, error.message, self.line)
        except ArticleError as error:
            return self.origin.fault("no-text", str(error), self.line)
        except NotAnArticleError as error:
            return self.origin.fault(error.reason, str(error), self.line)
        except ValueError as error:
            return self.origin.fault("invalid-json", f"it is not JSON: {error}", self.line)


def _page(piece: Piece, _: FieldNames) -> Record | ReadError:
    content = piece.data if isinstance(piece.data, Html) else Html(piece.data)
    return Record(piece.origin.label, piece.line, piece.name, content)


def _text(piece: Piece, _: FieldNames) -> Record | ReadError:
    article = Article(decoded(piece.data))
    return Record(piece.origin.label, piece.line, piece.name, article)


def _xml(piece: Piece, names: FieldNames) -> Record | ReadError:
    return _from_values(piece, row_of_xml(piece.data), names)


def _row(piece: Piece, names: FieldNames) -> Record | ReadError:
    return _from_values(piece, piece.data, names)


def _from_values(piece: Piece, values: Mapping[str, Any], names: FieldNames) -> Record | ReadError:
    fields, extra = fields_of(values, names)
    return _record(piece, fields, {key: raw_json(value) for key, value in extra.items()})


def _json(piece: Piece, names: FieldNames) -> Record | ReadError:
    if not piece.data:
        return piece.origin.fault("invalid-json", "the list breaks off", piece.line)
    data = _as_utf8(piece.data)
    found = members(data)
    if found is None:
        value = parse(data)
        if not isinstance(value, str):
            fields_of({})
        return _record(piece, {"text": value}, {})
    values = {key: parse(it) if key in names.field_of else None for key, it in found.items()}
    fields, extra = fields_of(values, names)
    nested = members(found["extra"]) if "extra" in extra else None
    if nested is not None:
        del extra["extra"]
    return _record(piece, fields, {**(nested or {}), **{key: found[key] for key in extra}})


def _record(piece: Piece, fields: dict[str, Any], extra: dict[str, bytes]) -> Record | ReadError:
    article = Article(**fields)
    if "undated" in article.flags and "published" in article.extra:
        extra["published"] = raw_json(article.extra["published"])
    if not article.text.strip():
        return piece.origin.fault("empty", "its text is empty", piece.line)
    packed = object_of(extra) if extra else _NOTHING
    return Record(piece.origin.label, piece.line, piece.name, article, packed)


def _as_utf8(data: bytes) -> bytes:
    """Return a JSON document in UTF-8; one in another encoding is told by what it holds."""
    for errors in ("strict", "surrogatepass"):
        try:
            data.decode("utf-8", errors)
        except UnicodeDecodeError:
            continue
        return data
    return decoded(data).encode("utf-8", errors="surrogatepass")


_FORMS = {"text": _text, "html": _page, "page": _page, "xml": _xml, "json": _json, "row": _row}
