"""
Texts made to be slow: the time of cleaning grows as they do, not with the square of their length.

Processor time is compared within a process: a text four times as long may take ten times as long, and a
quarter of a second more, which is far above what noise does and far below what a square would.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest

from cleannews.article import Article
from cleannews.cleaning.agencies import agency_of
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.phrasebook import PhraseBook, shipped_book
from cleannews.cleaning.phrases import pattern_of
from cleannews.cleaning.rulebook import WITHIN_LINES, read_table
from cleannews.cleaning.shells import flags_of, page_tables
from cleannews.cleaning.sites import SiteMemory
from cleannews.dates import parse_published
from cleannews.signatures.fold import tokens
from cleannews.sitenames import canonical_url, site_of

LENGTH, FACTOR = 40_000, 4
SLOWER, SLACK = 10, 0.25
TITLE = "Storm closes the old harbour of Norrick"
RAIN = "Rain fell on Friday in all of the hills around Quarrin, it is said. "

Work = Callable[[], object]
CLEANER = Cleaner(profile="bare")
BOOKS = [
    shipped_book(),
    PhraseBook.of(rule for table in page_tables() for rule in read_table(table)),
]


def seconds(work: Work) -> float:
    """Return the processor time that work takes."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def grows_with_its_length(make: Callable[[int], Work]) -> bool:
    """Tell whether work grows as its input does; the better of two looks, each at new input."""
    for length in (LENGTH, LENGTH - 1):
        short = seconds(make(length))
        if seconds(make(FACTOR * length)) <= SLOWER * short + SLACK:
            return True
    return False


def cleaned(text: str, **fields: object) -> Work:
    """Return the work of cleaning an article."""
    article = Article(text, **fields)  # type: ignore[arg-type]
    return lambda: CLEANER.clean(article)


LINES = {
    "words of a rule": "read more ",
    "words of a rule without spaces": "read/more/",
    "words of a rule with characters of no width": "\u200b read more",
    "first words of a rule": "story continues below ",
    "markers": "(Read more) Rain fell. ",
    "markers between sentences": "Rain fell. Story continues below advertisement. ",
    "sentences of a rule": "Sign up for our newsletter. ",
    "signs that are words": "©",
    "signs with spaces": "© ",
    "brackets": "[(",
    "quotes and stops": '."',
    "digits": "7",
    "white space": "\u2009 ",
    "marks out of order": "\u0301\u0316",
    "letters of Korean": "\u1112\u1161\u11ab",
    "other letters": "港は閉鎖",
    "letters with marks": "港\u0301",
    "Ethiopic": "\u1230\u120b\u121d",
    "names before MORE": "Ab AbAb AbC ",
    "addresses": "https://a.b/c@d ",
    "halves of pairs": "\ud800",
    "NULs": "\0",
    "overrides": "\u202eread more\u202c",
    "one word": "a",
    "lines of a rule": "Read more\n",
    "labels": "Read more:\nStorm closes harbour\n",
    "capitals": "STORM CLOSES THE OLD HARBOUR OF THE TOWN\n",
    "blank lines": "\r\u2028\x85",
    "headlines": f"{TITLE}\n",
    "almost headlines": f"{TITLE[:-1]}\n",
    "misspelt headlines": "Storm clsoes the old harbour of Norrick\n",
    "cut headlines": "Storm closes the old harbour ...\n",
    "glued headlines": TITLE,
}


@pytest.mark.parametrize("part", LINES.values(), ids=LINES)
def test_a_text_of_one_part_over_and_over(part: str) -> None:
    """Whatever a text repeats, in one line or many, alone or between sentences."""

    def make(length: int) -> Work:
        text = part * (length // len(part))
        return cleaned(f"{RAIN}{text} MORE (read more)\n{text}\n{RAIN}", title=TITLE)

    assert grows_with_its_length(make)


def test_headlines_over_and_over() -> None:
    """Lines of the head that may be its headline are compared with those kept, not with each other."""
    assert grows_with_its_length(lambda n: cleaned(f"{TITLE}\n" * (n // len(TITLE))))
    assert grows_with_its_length(
        lambda n: cleaned("".join(f"{TITLE} {at:x}\n" for at in range(n // len(TITLE))))
    )


FIELDS: dict[str, Callable[[int], Work]] = {
    "title": lambda n: cleaned("Rain | " * n, title="Rain | " * n),
    "title of marks": lambda n: cleaned("\u0301\u0316" * n, title="\u0301\u0316" * n),
    "site": lambda n: cleaned(f"{TITLE} | x\n" * (n // 50), title=f"{TITLE} | x", site="x " * n),
    "language": lambda n: cleaned("Read more", language="en-" * n),
    "authors": lambda n: (
        lambda: agency_of(Article("x", authors=("A" * 80 + " Staff",) * (n // 80)))
    ),
    "author": lambda n: lambda: agency_of(Article("x", authors=("A b " * n + " Reuters",))),
    "address": lambda n: lambda: canonical_url("https://xn--" + "a" * n + ".example/x"),
    "address of labels": lambda n: lambda: site_of("http://" + "a." * n + "example/x"),
    "parameters": lambda n: lambda: canonical_url("https://a.example/x?" + "utm_a=1&b=2&" * n),
    "date": lambda n: lambda: parse_published("2026 " * n),
    "shell": lambda n: lambda: flags_of("x", "Please enable JavaScript " * n, "/live-" * n),
    "tokens": lambda n: lambda: tokens("港" + "\u0301" * n + "\u1230\u120b" * n),
}


@pytest.mark.parametrize("make", FIELDS.values(), ids=FIELDS)
def test_a_long_field(make: Callable[[int], Work]) -> None:
    """No field of an article is compared with a text as a whole."""
    assert grows_with_its_length(make)


def test_what_a_site_repeats_in_one_line() -> None:
    """Sentences that a memory knows are found in a line without going through it for each."""
    sentence = "Die Küche öffnet jeden Tag um acht Uhr, der Newsletter kommt wöchentlich. "

    def make(length: int) -> Work:
        text = sentence * (length // len(sentence))
        stories = [Article(f"{RAIN * n}\n{text}", site="news.example") for n in range(1, 5)]
        cleaner = Cleaner(memory=SiteMemory.learn(stories))
        return lambda: cleaner.clean(stories[0])

    assert grows_with_its_length(make)


def phrases_within_lines() -> Iterator[str]:
    """Yield the phrases that are looked for in lines of any length."""
    for book in BOOKS:
        yield from (it.text for it in book.phrases if it.shape in WITHIN_LINES)


@pytest.mark.parametrize("phrase", sorted(set(phrases_within_lines())))
def test_words_of_a_phrase_over_and_over(phrase: str) -> None:
    """For each phrase: its words without the last, and with something else between them."""
    words = re.findall(r"\w+", phrase)
    near = " ".join(words[:-1] or words)

    def make(length: int) -> Work:
        between = f"{near}. {near}, {' x '.join(words)} ({near}) "
        return cleaned(RAIN + between * (length // 4 // len(between)))

    assert grows_with_its_length(make)


def test_every_repetition_in_a_phrase_is_bounded() -> None:
    """A phrase repeats nothing without bound but characters of one word, which end with it."""
    harmless = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\S\+|\\.")  # classes, a word, what is escaped
    patterns = {pattern_of(it.text) for book in BOOKS for it in book.phrases}
    assert len(patterns) > 5000
    assert not [it for it in patterns if re.search(r"[+*]|\{\d*,\}", harmless.sub("", it))]
