"""
What must hold whatever bytes come in: a function for each part of the house that reads hostile input.

A harness takes bytes and raises where something does not hold. ``tools/fuzz.py`` feeds it what atheris
makes up, ``test_cases.py`` what was found before. Where one needs several texts, :data:`PART` parts them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from itertools import combinations
from typing import Any

import numpy as np

import oracles
from cleannews import Article, dedupe
from cleannews.article import as_article
from cleannews.cleaning.agencies import agency_of
from cleannews.cleaning.candidates import CandidateTable
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.normalform import SPACELESS_LETTER
from cleannews.cleaning.outlets import headline_key
from cleannews.cleaning.phrasebook import PhraseBook
from cleannews.cleaning.phrases import Phrase
from cleannews.cleaning.reprints import reprinted_from
from cleannews.cleaning.rulebook import Rule
from cleannews.cleaning.rules import RuleSet
from cleannews.cleaning.shells import flags_of
from cleannews.cleaning.sites import SiteMemory
from cleannews.cleaning.spans import CleanedText, rebuilt
from cleannews.cleaning.triggers import Candidates
from cleannews.dates import instant, parse_published
from cleannews.decoding import DecodingError, decoded
from cleannews.errors import ArticleError, ExtractionError
from cleannews.extraction import extract
from cleannews.io.jsonlines import dump_line, parse
from cleannews.printable import one_line, printable
from cleannews.signatures.fold import fold, tokens
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.shingles import token_hash
from cleannews.signatures.tokenkernel import token_hashes
from cleannews.sitenames import canonical_url, site_of, site_of_url, unwrapped

__all__ = ["HARNESSES", "PART"]

PART = "\x1e\x1e"
"""What parts the texts of one input."""

_SHAPES = ("line", "label", "ending", "sentence", "inline")
_REASONS = {"empty", "binary", "undecodable", "not-html", "no-text", "too-large", "too-deep"}
_MARKED = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_STANDARD, _BARE = Cleaner(), Cleaner(profile="bare")


def _parts(data: bytes, most: int) -> list[str]:
    """Return the texts of an input; bytes that are no UTF-8 become lone surrogates."""
    return data.decode("utf-8", "surrogateescape").split(PART, most - 1)


def decoding(data: bytes) -> None:
    """Bytes are decoded or refused with a reason, and UTF-8 is never taken for something else."""
    for html in (False, True):
        try:
            text = decoded(data, html=html)
        except DecodingError as error:
            assert error.reason in _REASONS  # noqa: PT017 (either outcome is right)
            continue
        assert text.strip()
        if not html and not (b"\0" in data or data.startswith(_MARKED)):
            assert _as_utf8(data) in {None, text}


def _as_utf8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def extraction(data: bytes) -> None:
    """A page gives an article without its headline in the text, or a reason why not."""
    try:
        article = extract(data)
    except ExtractionError as error:
        assert error.reason in _REASONS  # noqa: PT017 (either outcome is right)
        return
    assert article.text.strip()
    if article.title:
        wanted = headline_key(article.title)
        assert not wanted or all(headline_key(it) != wanted for it in article.text.splitlines())
    _check_cleaned(_BARE.clean(article), article.text)


def cleaning(data: bytes) -> None:
    """What is removed can be put back, and a cleaned text is clean."""
    title, language, site, text = (["", "", "", *_parts(data, 4)])[-4:]
    article = Article(text, title=title, language=language, site=site)
    for cleaner in (_STANDARD, _BARE):
        once = cleaner.clean(article)
        _check_cleaned(once, text)
        again = Article(once.text, title=title, language=language, site=site)
        assert cleaner.clean(again).removed == ()
        cleaner.explain(article)
    flags_of(text, title, site)
    agency_of(article)
    reprinted_from(text)


def memory(data: bytes) -> None:
    """The same with what a site repeats: stories of one site, cleaned with what is learned of them."""
    articles = [Article(text, site="news.example") for text in _parts(data, 8)]
    cleaner = Cleaner(memory=SiteMemory.learn(articles))
    for article, together in zip(articles, cleaner.clean_all(articles), strict=True):
        once = cleaner.clean(article)
        assert once == together
        _check_cleaned(once, article.text)
        for start, end in once.repeated:
            assert 0 <= start < end <= len(article.text)
        assert cleaner.clean(Article(once.text, site="news.example")).removed == ()


def _check_cleaned(done: CleanedText, text: str) -> None:
    assert done.original == text
    assert rebuilt(done.text, [(span.start, span.text) for span in done.removed]) == text


def rules(data: bytes) -> None:
    """A phrase of a rule table is refused or compiled, and no search misses a line that it matches."""
    phrase, line = (["", *_parts(data, 2)])[-2:]
    line = " ".join(line.split())
    try:
        Phrase.parse(phrase)
    except ValueError:
        return
    for shape in _SHAPES:
        rule = Rule("links.fuzzed", (phrase,), shape=shape, language="tr")  # with both kinds of i
        book = PhraseBook.of([rule])
        found = RuleSet.of([rule])
        matcher = found._parts[0]._matcher(0)
        whole = found.match(line, found=[matcher])
        parts = found.parts(line, found=[matcher])
        if whole or (parts and not SPACELESS_LETTER.search(line)):
            assert Candidates(book).find_slowly([line])
            assert CandidateTable(book.phrases).find([line])
        assert all(0 <= start < end <= len(line) for start, end, _ in parts)


def words(data: bytes) -> None:
    """The compiled tokens of a text are those that Python finds."""
    text = data.decode("utf-8", "surrogateescape")
    encoded = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    found = token_hashes(encoded, fold_arrays()).tolist()
    assert found == [token_hash(token) for token in tokens(text)]
    assert fold(fold(text)).split() == fold(text).split()


def grouping(data: bytes) -> None:
    """Nothing is dropped without a kept twin that holds it, in whatever order articles come."""
    texts = _parts(data, 6)
    articles = [Article(text, id=str(number)) for number, text in enumerate(texts)]
    result = dedupe(articles)
    shingles = {str(article.id): oracles.shingles(article.text) for article in articles}
    kept = {member.id: group.representative for group in result.groups for member in group.members}
    for id in result.dropped:
        part, whole = shingles[id], shingles[kept[id]]
        equal = texts[int(id)] == texts[int(kept[id])]
        similar = oracles.jaccard(part, whole) >= 0.7 or oracles.share_held(part, whole) >= 0.8
        assert kept[id] in result.kept
        assert equal or similar
        assert result.why(id) is not None
    assert sorted([*result.kept, *result.dropped]) == sorted(shingles)
    assert dedupe(articles[::-1]) == result
    for one, other in combinations(articles, 2):
        same_text = one.text == other.text and bool(one.text.strip())
        assert not same_text or (one.id in kept and other.id in kept)


def values(data: bytes) -> None:
    """Any value of JSON is an article or an ArticleError; dates, sites and addresses never raise."""
    value: Any = data.decode("utf-8", "surrogateescape")
    _check_names(value)
    with suppress(ValueError, RecursionError):
        value = json.loads(data.decode("utf-8", "surrogatepass"))
    for some in (value, {"text": "Rain.", "published": value, "url": value, "site": value}):
        try:
            article = as_article(some)
        except ArticleError:
            continue
        assert article.published is None or isinstance(article.published, date)
        agency_of(article)
        dump_line({"extra": dict(article.extra)} if _depth(article.extra) < 100 else {})


def _check_names(text: str) -> None:
    found = parse_published(text)
    assert not isinstance(found, datetime) or found.tzinfo is not None
    assert isinstance(instant(found), float)
    site = site_of(text)
    assert site is None or site_of(site) is not None
    site_of_url(text)
    unwrapped(text)
    canonical_url(text)
    assert "\x1b" not in printable(text)
    assert len(one_line(text).splitlines()) <= 1


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [item for it in level for item in _items(it)]
    return depth


def _items(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def lines(data: bytes) -> None:
    """A line of JSON is parsed or refused, and what is written is one line that reads the same."""
    try:
        value = parse(data)
    except ValueError:
        return
    try:
        line = dump_line(value)
    except ValueError:
        assert _depth(value) > 100
        return
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert dump_line(parse(line)) == line


HARNESSES: dict[str, Callable[[bytes], None]] = {
    harness.__name__: harness
    for harness in (
        decoding,
        extraction,
        cleaning,
        memory,
        rules,
        words,
        grouping,
        values,
        lines,
    )
}
"""The harnesses by their names."""
