"""Texts in the encodings of the web, declared by a mark or by nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from cleannews.article import Article
from cleannews.errors import ReadError

Store = Callable[[str, str | bytes], Path]
Articles = Callable[[Path], list[Article]]
Errors = Callable[[Path], list[ReadError]]

ENGLISH = "The harbour was closed on Friday after a storm tore two cranes from the quay.\n"
FRENCH = (
    "La préfète a été reçue à l’hôtel de ville, où les élus ont voté la création d’une régie. "
    "Les habitants, déçus, espéraient une baisse des tarifs dès l’été prochain.\n"
)
RUSSIAN = (
    "Гавань была закрыта в пятницу после шторма, сообщили власти города. Ветер сорвал с "
    "причала два крана, и паромы до острова не ходили весь день.\n"
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH.replace("’", "'"), "latin-1"),
        (FRENCH, "cp1252"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "utf-16"),
        (FRENCH, "utf-16"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (ENGLISH, "utf-32"),
    ],
)
def test_text_is_read_as_it_was_written(
    store: Store, articles: Articles, text: str, encoding: str
) -> None:
    """A text comes out of its encoding as it went in, without a mark."""
    (article,) = articles(store("a.txt", text.encode(encoding)))
    assert article.text == text


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\xff\xfe"])
def test_mark_tells_the_order_of_bytes(store: Store, articles: Articles, mark: bytes) -> None:
    """Either byte order of UTF-16 is read by its mark."""
    order = "utf-16-be" if mark == b"\xfe\xff" else "utf-16-le"
    (article,) = articles(store("a.txt", mark + RUSSIAN.encode(order)))
    assert article.text == RUSSIAN


def test_packed_text_is_decoded_too(store: Store, articles: Articles) -> None:
    """The encoding of a compressed text is told like that of any other."""
    (article,) = articles(store("a.txt.gz", RUSSIAN.encode("cp1251")))
    assert article.text == RUSSIAN


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_may_begin_with_a_mark(store: Store, articles: Articles, name: str) -> None:
    """A byte order mark before JSON is passed over."""
    (article,) = articles(store(name, b'\xef\xbb\xbf{"text": "Rain."}\n'))
    assert article.text == "Rain."


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        b"%PDF-1.7\n" + ENGLISH.encode(),
        bytes(200),
        ENGLISH.encode() + bytes(200),
        bytes(range(32)) * 20,
    ],
    ids=["png", "pdf", "nuls", "text and nuls", "controls"],
)
def test_binary_data_is_no_text(store: Store, errors: Errors, data: bytes) -> None:
    """A binary file with the suffix of a text is refused as binary."""
    path = store("a.txt", data)
    (error,) = errors(path)
    assert (error.reason, error.path, error.line) == ("binary", str(path), None)


def test_bytes_in_no_encoding_are_refused(store: Store, errors: Errors) -> None:
    """Bytes that no encoding explains are refused, not guessed at."""
    random = Random(1)  # noqa: S311 (no secret)
    path = store("a.txt", bytes(random.randrange(32, 256) for _ in range(400)))
    (error,) = errors(path)
    assert (error.reason, error.path) == ("undecodable", str(path))
