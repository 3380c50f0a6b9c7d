"""What fuzzing begins with: the sample corpus, stored pages and the examples of rule tables."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from cleannews.cleaning.agencies import agencies
from cleannews.cleaning.rulebook import Rule, read_table
from cleannews.cleaning.shells import page_tables
from fuzz.harnesses import PART

__all__ = ["seeds_of"]

_ROOT = Path(__file__).parents[2]
_TABLES = _ROOT / "src/cleannews/cleaning/rule_tables"
_VALUES = (
    "2026-03-01T10:30:00+02:00",
    "Sun, 01 Mar 2026 10:30:00 GMT",
    "1 March 2026 at 10.30 am CET",
    '{"text": "Rain fell.", "date": 1772353800, "authors": ["Ada Quill"], "extra": {"a": [1]}}',
    '{"maintext": "Rain fell.", "headline": "Rain", "source": "www.news.example", "id": 7}',
    "https://web.archive.org/web/20200101000000/http://www.news.example/a?utm_source=b#c",
    "https://www-news-example.cdn.ampproject.org/v/s/www.news.example/a",
    "https://webcache.googleusercontent.com/search?q=cache:abc:www.news.example/a+rain",
    "https://xn--bcher-kva.example/a?b=1",
)
_HARBOUR = (
    "The harbour of Norrick was closed on Friday after a storm tore two cranes from the quay.",
    "Nobody was hurt, the harbour master said, but the cranes now block the only deep channel.",
    "Ferries to the islands will not sail before Sunday, and freight is sent through Dunmarrow.",
    "港は金曜日に閉鎖された。フェリーは日曜日まで出航しない。",
)


def seeds_of(target: str) -> list[bytes]:
    """
    Return the inputs with which the fuzzing of a target begins.

    Args:
        target: The name of a harness.
    """
    return list(dict.fromkeys(_SEEDS[target]()))


@cache
def _files(*suffixes: str) -> list[bytes]:
    paths = [*(_ROOT / "corpus_samples").rglob("*"), *(_ROOT / "tests/cases/pages").rglob("*")]
    found = []
    for path in sorted(paths):
        packed = path.suffix == ".gz"
        if (path.with_suffix("") if packed else path).suffix in suffixes and path.is_file():
            data = path.read_bytes()
            found.append(gzip.decompress(data) if packed else data)
    return found


def _rules() -> Iterator[Rule]:
    for path in [*sorted(_TABLES.glob("*.toml")), *page_tables()]:
        yield from read_table(path)


def _decoding() -> Iterator[bytes]:
    yield from _extraction()
    for line in _HARBOUR:
        for encoding in ("utf-16", "utf-16-le", "cp1252", "shift_jis", "iso2022_jp", "gb18030"):
            yield line.encode(encoding, "replace")


def _extraction() -> Iterator[bytes]:
    yield from _files(".html", ".htm")


def _cleaning() -> Iterator[bytes]:
    for text in _files(".txt"):
        yield PART.join(["Storm closes harbour", "en", "news.example", text.decode()]).encode()
    for rule in _rules():
        lines = [rule.remove[0], _HARBOUR[0], *rule.remove[1:], _HARBOUR[1], *rule.keep]
        yield PART.join(["", rule.language or "", "", "\n\n".join(lines)]).encode()
    for agency in agencies():
        yield "\n".join([*agency.written, *agency.mentioned]).encode()


def _memory() -> Iterator[bytes]:
    furniture = "Follow us on the Norrick channel.\nSubscribe to our newsletter today."
    yield PART.join(
        f"{line}\n{furniture}\n{line} The week in one place." for line in _HARBOUR
    ).encode()


def _phrases() -> Iterator[bytes]:
    for rule in _rules():
        yield f"{rule.phrases[-1]}{PART}{rule.remove[-1]}".encode()


def _words() -> Iterator[bytes]:
    yield from _files(".txt")
    yield "Straße ｆｏｏ ﬁn e\u0301\u0316 İstanbul 港は閉鎖 กรุงเทพ ½ ﷺ".encode()


def _grouping() -> Iterator[bytes]:
    yield PART.join([*_HARBOUR, " ".join(_HARBOUR), " ".join(_HARBOUR[:2])]).encode()
    texts = _files(".txt")
    yield from (PART.encode().join(pair) for pair in pairwise(texts))


def _values() -> Iterator[bytes]:
    yield from (value.encode() for value in _VALUES)


def _lines() -> Iterator[bytes]:
    yield from (line for data in _files(".jsonl", ".json") for line in data.splitlines())
    yield b'{"a": NaN, "b": 123456789012345678901234567890, "c": "\\ud800", "d": 1e400}'


_SEEDS = {
    "decoding": _decoding,
    "extraction": _extraction,
    "cleaning": _cleaning,
    "memory": _memory,
    "rules": _phrases,
    "words": _words,
    "grouping": _grouping,
    "values": _values,
    "lines": _lines,
}
