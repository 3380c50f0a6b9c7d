"""Files and rows that cannot be read: each is reported, and reading goes on."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from cleannews.article import Article
from cleannews.errors import ReadError
from cleannews.io import Record, read_records
from cleannews.io.inputs import InputFile, find_inputs
from cleannews.io.kinds import kind_by_name

Store = Callable[[str, str | bytes], Path]
Read = Callable[[Path], list[Record | ReadError]]
Articles = Callable[[Path], list[Article]]
Errors = Callable[[Path], list[ReadError]]

GOOD = '{"text": "Rain fell."}'


def around(row: str) -> str:
    """Return JSON Lines with a good row before and behind another."""
    return f"{GOOD}\n{row}\n{GOOD}\n"


def texts(found: list[Record | ReadError]) -> list[str]:
    """Return the texts of the records."""
    return [
        record.content.text
        for record in found
        if isinstance(record, Record) and isinstance(record.content, Article)
    ]


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.jsonl", "a.ndjson.gz", "a.txt.gz"])
@pytest.mark.parametrize("content", ["", " \n\t\r\n \n"], ids=["empty", "white space"])
def test_file_with_nothing_in_it_is_reported(
    store: Store, read: Read, name: str, content: str
) -> None:
    """A file that is empty, or white space only, is an error of its own."""
    path = store(name, content)
    (error,) = read(path)
    assert isinstance(error, ReadError)
    assert (error.reason, error.path, error.line) == ("empty", str(path), None)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\n",
        b"\xff\xfe",
        "\n \n".encode("utf-16"),
        "\u3000\u00a0\n".encode(),
    ],
    ids=["mark", "mark and line", "utf-16 mark", "utf-16 blank", "wide spaces"],
)
def test_text_without_a_character_is_empty(store: Store, errors: Errors, data: bytes) -> None:
    """A byte order mark, or white space of any kind, is no article."""
    assert [error.reason for error in errors(store("a.txt", data))] == ["empty"]


@pytest.mark.parametrize("row", ["{", '{"text": "x"', "nonsense", '{"text": "x"} {}', "\xe9"])
def test_malformed_line_does_not_end_the_reading(store: Store, read: Read, row: str) -> None:
    """A line that is no JSON is reported with its number; the lines around it are read."""
    found = read(store("a.jsonl", around(row)))
    (error,) = [item for item in found if isinstance(item, ReadError)]
    assert (error.reason, error.line, len(texts(found))) == ("invalid-json", 2, 2)


def test_line_in_another_encoding_is_read(store: Store, read: Read) -> None:
    """Lines of one file may be in different encodings."""
    row = '{"text": "Der Hafen blieb nach dem Sturm geschlossen, sagte die Bürgermeisterin."}'
    data = GOOD.encode() + b"\n" + row.encode("cp1252") + b"\n" + row.encode() + b"\n"
    assert texts(read(store("a.jsonl", data)))[1:] == [json.loads(row)["text"]] * 2


def test_malformed_json_file_is_reported(store: Store, errors: Errors) -> None:
    """A .json file that is no JSON is one error, which says where it breaks."""
    (error,) = errors(store("a.json", '{"text": "x",\n nonsense}'))
    assert (error.reason, error.line) == ("invalid-json", None)
    assert "line 2" in error.message


@pytest.mark.parametrize("row", ["17", "[]", "[1, 2]", "null", "true", "{}", '{"title": "x"}'])
def test_row_without_a_text_is_reported(store: Store, read: Read, row: str) -> None:
    """A row that holds no text is an error with its number, and reading goes on."""
    found = read(store("a.jsonl", around(row)))
    (error,) = [item for item in found if isinstance(item, ReadError)]
    assert (error.reason, error.line, len(texts(found))) == ("no-text", 2, 2)


@pytest.mark.parametrize("text", ["17", "[]", "{}", "false"])
def test_row_whose_text_is_no_text_is_reported(store: Store, read: Read, text: str) -> None:
    """A text of another type is an error of that row."""
    found = read(store("a.jsonl", around(f'{{"text": {text}}}')))
    (error,) = [item for item in found if isinstance(item, ReadError)]
    assert (error.reason, error.line) == ("no-text", 2)


@pytest.mark.parametrize("text", ["", "  \\n\\t ", "\\u00a0\\u3000"])
def test_row_with_an_empty_text_is_reported(store: Store, read: Read, text: str) -> None:
    """A row whose text is empty is an error with its number, and reading goes on."""
    found = read(store("a.jsonl", around(f'{{"text": "{text}"}}')))
    (error,) = [item for item in found if isinstance(item, ReadError)]
    assert (error.reason, error.line, len(texts(found))) == ("empty", 2, 2)


def test_rows_of_a_list_are_reported_by_number(store: Store, read: Read) -> None:
    """A bad row of a JSON list costs itself only."""
    found = read(store("a.json", f"[{GOOD}, 17, {GOOD}]"))
    assert [item.line for item in found if isinstance(item, ReadError)] == [2]
    assert len(texts(found)) == 2


def test_nan_in_a_row_is_read(store: Store, articles: Articles) -> None:
    """NaN, which many writers of JSON emit, does not cost the row."""
    (article,) = articles(store("a.jsonl", '{"text": "Rain.", "score": NaN}\n'))
    assert math.isnan(article.extra["score"])


def test_long_integer_in_a_row_keeps_its_value(store: Store, articles: Articles) -> None:
    """An integer of thirty digits is kept to the last digit."""
    number = 123456789012345678901234567890
    (article,) = articles(store("a.jsonl", f'{{"text": "Rain.", "n": {number}}}\n'))
    assert article.extra["n"] == number


def test_long_integer_serves_as_an_id(store: Store, articles: Articles) -> None:
    """An id of thirty digits is an id like any other."""
    number = 123456789012345678901234567890
    (article,) = articles(store("a.jsonl", f'{{"text": "Rain.", "id": {number}}}\n'))
    assert article.id == str(number)


@pytest.mark.parametrize("digits", [30, 400])
def test_number_too_long_for_a_date_is_no_date(
    store: Store, articles: Articles, digits: int
) -> None:
    """A date that is a number beyond all calendars is flagged."""
    (article,) = articles(store("a.jsonl", f'{{"text": "Rain.", "date": {"9" * digits}}}\n'))
    assert article.published is None
    assert article.flags == {"undated"}


def test_integer_of_any_length_travels(store: Store, read: Read) -> None:
    """A number of five thousand digits, which Python refuses to read, stays as it was written."""
    (record,) = read(store("a.jsonl", f'{{"text": "x", "n": {"9" * 5000}}}'))
    assert isinstance(record, Record)
    assert record.extra == f'{{"n":{"9" * 5000}}}'.encode()


def test_lone_surrogates_are_read(store: Store, articles: Articles) -> None:
    """Half a surrogate pair, as broken crawlers write it, stays in the text."""
    row = '{"text": "Rain \\ud800 fell.", "title": "\\udfff", "tag": "\\ud83d"}\n'
    (article,) = articles(store("a.jsonl", row))
    assert (article.text, article.title) == ("Rain \ud800 fell.", "\udfff")
    assert article.extra == {"tag": "\ud83d"}


def test_surrogate_pair_becomes_its_character(store: Store, articles: Articles) -> None:
    """A whole surrogate pair in escapes is one character."""
    (article,) = articles(store("a.jsonl", '{"text": "\\ud83d\\ude00 \\ud800"}\n'))
    assert article.text == "\U0001f600 \ud800"


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_deep_nesting_is_reported(store: Store, errors: Errors, name: str) -> None:
    """A hundred thousand brackets are an error, not a crash."""
    row = f'{{"text": "Rain.", "n": {"[" * 100_000}{"]" * 100_000}}}'
    (error,) = errors(store(name, row))
    assert error.reason == "invalid-json"
    assert "nested too deeply" in error.message


def test_only_brackets_are_reported(store: Store, read: Read) -> None:
    """A line of brackets that never close is an error of that line."""
    found = read(store("a.jsonl", around("[" * 100_000)))
    assert [isinstance(item, ReadError) for item in found] == [False, True, False]


@pytest.fixture
def feed() -> list[str]:
    """Rows of a feed, too many for one buffer."""
    return [
        json.dumps({"text": f"Rain fell in {n} of {n * 7919 % 997} towns."}) + "\n"
        for n in range(3000)
    ]


def test_rows_before_the_damage_are_kept(tmp_path: Path, read: Read, feed: list[str]) -> None:
    """Of a compressed file that was cut off, the rows up to there are read."""
    path = tmp_path / "a.jsonl.gz"
    data = gzip.compress("".join(feed).encode(), mtime=0)
    path.write_bytes(data[: len(data) // 2])
    *rows, error = read(path)
    assert isinstance(error, ReadError)
    assert (error.reason, error.line) == ("unreadable", None)
    assert "damaged gzip data" in error.message
    assert len(rows) > len(feed) // 3
    assert texts(rows) == [json.loads(row)["text"] for row in feed[: len(rows)]]


def test_wrong_checksum_is_reported_behind_the_rows(
    tmp_path: Path, read: Read, feed: list[str]
) -> None:
    """A compressed file whose checksum is wrong gives all its rows, and the error."""
    path = tmp_path / "a.jsonl.gz"
    data = bytearray(gzip.compress("".join(feed).encode(), mtime=0))
    data[-8] ^= 0xFF
    path.write_bytes(data)
    *rows, error = read(path)
    assert isinstance(error, ReadError)
    assert (error.reason, len(rows)) == ("unreadable", len(feed))


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.json.gz", "A.TXT.GZ"])
def test_cut_off_file_is_reported_as_damaged(tmp_path: Path, errors: Errors, name: str) -> None:
    """A cut-off compressed file of one article is one error that names the damage."""
    path = tmp_path / name
    path.write_bytes(gzip.compress(GOOD.encode() * 50, mtime=0)[:-12])
    (error,) = errors(path)
    assert (error.reason, error.path, error.line) == ("unreadable", str(path), None)
    assert "damaged gzip data" in error.message


def test_file_that_is_not_compressed_is_reported(tmp_path: Path, errors: Errors) -> None:
    """A plain file that is called .gz is an error."""
    path = tmp_path / "a.txt.gz"
    path.write_text("Rain fell.")
    assert [error.reason for error in errors(path)] == ["unreadable"]


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "a.jsonl.gz"])
def test_file_that_has_gone_is_reported(tmp_path: Path, name: str) -> None:
    """A file that disappears before it is read is an error that says so."""
    kind = kind_by_name(name)
    assert kind is not None
    file = InputFile(tmp_path / name, name, kind)
    (error,) = read_records(file)
    assert isinstance(error, ReadError)
    assert error.reason == "unreadable"
    assert "No such file" in error.message
    assert "damaged" not in error.message


def test_link_to_nothing_is_reported(store: Store, tmp_path: Path) -> None:
    """A link whose target has gone is a fault; the files beside it are found."""
    store("in/b.txt", "Rain fell.")
    (tmp_path / "in" / "a.txt").symlink_to("nowhere.txt")
    found = find_inputs([tmp_path / "in"], tmp_path / "out")
    assert [file.name for file in found.files] == ["b.txt"]
    assert [(fault.reason, fault.message) for fault in found.faults] == [
        ("unreadable", "the link leads nowhere")
    ]
