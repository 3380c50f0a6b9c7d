"""What an index answers, in any store: the verdict of a slow scan over all kept articles."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleannews import Answer, Article, Cleaner, Match, SettingsError, SiteMemory, dedupe
from cleannews.index.judging import judged, prepared
from cleannews.settings import DedupeSettings
from grouping.planted import Planted, corpora, story

Opened = Callable[..., Any]

NUMBERS = count()
SEEN = {"answers": 0, "matches": 0}


def scanned(index: Any, article: Article) -> Match | None:
    """Return the best match among all kept articles."""
    (new,) = prepared([article], None)
    kept = [row.known for row in index.rows()]
    pairs = [(0, at) for at in range(len(kept))]
    (found,) = judged([new.known], kept, pairs, DedupeSettings())
    return found[0].match if found else None


@pytest.mark.parametrize("many", [False, True])
@given(corpora(), st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_add_answers_what_a_scan_of_the_kept_articles_finds(
    opened: Opened, many: bool, planted: Planted, chance: random.Random
) -> None:
    """A match exactly when there is one, the best one, and its figures; one by one and in batches."""
    some = list(planted.articles)
    chance.shuffle(some)
    with opened(f"one-{next(NUMBERS)}") as index, opened(f"twin-{next(NUMBERS)}") as twin:
        expected = []
        for article in some:
            expected.append(scanned(twin, article))
            assert twin.query(article) == expected[-1]
            assert twin.add(article) == expected[-1]
            assert twin.add(article) == expected[-1], "a repeat changes nothing"
        if many:
            assert list(index.add_many(some)) == list(
                zip((str(it.id) for it in some), expected, strict=True)
            )
            assert [it.known for it in index.rows()] == [it.known for it in twin.rows()]
        SEEN["answers"] += len(expected)
        SEEN["matches"] += sum(it is not None for it in expected)


@given(corpora())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_an_index_is_made_anew_of_its_rows(opened: Opened, planted: Planted) -> None:
    """Each kept article is kept again: in the order in which they came, they have the same matches."""
    with opened(f"one-{next(NUMBERS)}") as index, opened(f"twin-{next(NUMBERS)}") as twin:
        list(index.add_many(planted.articles))
        answers = [match for _, match in twin.add_many(it.article() for it in index.rows())]
        assert [it.known for it in twin.rows()] == [it.known for it in index.rows()]
        assert not any(match and match.duplicate for match in answers)


def test_a_row_is_an_article(opened: Opened) -> None:
    """Its text is the one that is compared; what no verdict needs is not kept."""
    url = "https://www.quay.example/storm"
    moment = datetime(2026, 3, 1, 8, 30, 0, 123457, tzinfo=UTC)
    known = Article("Rain fell.", id="a", url=url, published=moment)
    with opened(cleaner=Cleaner()) as index:
        index.add(replace(known, text="Advertisement\nRain fell.", title="Rain", language="en"))
        index.add("Hail.")
        first, second = (row.article() for row in index.rows())
    assert (first, first.site) == (known, "quay.example")
    assert (second.text, second.url, second.published) == ("Hail.", None, None)


def test_the_corpora_hold_what_is_looked_for() -> None:
    """A third of the answers of the test above are matches, at least."""
    assert SEEN["answers"] > 0
    assert SEEN["matches"] * 3 >= SEEN["answers"]


@given(corpora())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_the_verdict_on_a_pair_is_that_of_dedupe(opened: Opened, planted: Planted) -> None:
    """Of two articles the index and `dedupe` say the same, but for who came first."""
    for at, other in enumerate(planted.articles[1:], 1):
        pair = [planted.articles[at - 1], other]
        result = dedupe(pair)
        with opened(f"pair-{next(NUMBERS)}") as index:
            assert index.add(pair[0]) is None
            match = index.add(pair[1])
        assert (match is not None) == bool(result.groups)
        if match is not None:
            (group,) = result.groups
            figures = group.members[1].jaccard, group.members[1].containment
            assert (match.jaccard, match.containment) == figures


WORDS = story(3, 400)


def text(start: int, stop: int) -> str:
    """Return a part of one story."""
    return " ".join(WORDS[start:stop])


@pytest.mark.parametrize(
    ("kept", "new", "relation", "duplicate"),
    [
        (text(0, 300), text(0, 300).upper(), "copy", True),
        (text(0, 300), text(20, 300), "copy", True),
        (text(0, 300), text(100, 200), "abridged", True),
        (text(0, 300), text(250, 300), "abridged", True),
        (text(100, 200), text(0, 300), "extended", False),
        (text(0, 300), text(0, 330), "extended", False),
        (text(0, 200), text(80, 280), "reworded", False),
        ("One two three", "one, two: three!", "copy", True),
        ("北京时间周五上午，风暴过后港口关闭，两台起重机倒塌。", "北京时间周五上午，风暴过后港口关闭，两台起重机倒塌", "copy", True),
    ],
)  # fmt: skip
def test_relations(opened: Opened, kept: str, new: str, relation: str, *, duplicate: bool) -> None:
    """What the new article is to the kept one, and whether it need not be kept."""
    with opened() as index:
        assert index.add(Article(kept, id="kept")) is None
        match = index.add(Article(new, id="new"))
        assert (match.id, match.relation, match.duplicate) == ("kept", relation, duplicate)
        ids = [row.known.id for row in index.rows()]
        assert ids == (["kept"] if duplicate else ["kept", "new"])


@pytest.mark.parametrize(
    ("kept", "new"),
    [("", ""), ("...", "!!!"), ("", "Rain."), ("Rain.", "Snow."), (text(0, 100), text(100, 200))],
)
def test_what_is_not_alike(opened: Opened, kept: str, new: str) -> None:
    """Empty texts and different ones match nothing."""
    with opened() as index:
        assert index.add(Article(kept, id="kept")) is None
        assert index.add(Article(new, id="new")) is None
        assert [row.known.id for row in index.rows()] == ["kept", "new"]


def test_no_chains(opened: Opened) -> None:
    """What is like a duplicate only is new."""
    with opened() as index:
        assert index.add(Article(text(0, 120), id="a")) is None
        assert index.add(Article(text(20, 120), id="b")).id == "a"
        match = index.add(Article(text(40, 155), id="c"))
        assert match is None or not match.duplicate
        assert index.group("b") == ("a", "b")


def test_the_best_of_several(opened: Opened) -> None:
    """A duplicate before an extended article, then the more similar one."""
    with opened() as index:
        index.add(Article(text(0, 100), id="part"))
        index.add(Article(text(0, 240), id="whole"))
        index.add(Article(text(60, 300), id="other"))
        match = index.add(Article(text(0, 230), id="new"))
        assert (match.id, match.relation) == ("whole", "copy")


def test_an_id_that_comes_again(opened: Opened) -> None:
    """With its text it changes nothing; with another one it is a version."""
    with opened() as index:
        first = Article(text(0, 100), id="a")
        assert index.add(first) is None
        assert index.add(Article(text(0, 100).title(), id="a")) is None
        changed = Article(text(0, 140), id="a")
        match = index.add(changed)
        assert (match.id, match.relation, match.duplicate) == ("a", "version", False)
        assert index.add(changed) == match
        shorter = index.add(Article(text(0, 98), id="a"))
        assert (shorter.id, shorter.relation, shorter.duplicate) == ("a", "version", True)
        other = index.add(Article("Another story in a few words", id="a"))
        assert (other.relation, other.jaccard, other.duplicate) == ("version", 0.0, False)
        assert index.add(first) is None
        assert index.stats()["kept"] == 3


def test_versions_of_an_address(opened: Opened) -> None:
    """The latest is kept, an earlier one is not; an address alone makes two articles one."""
    where = "https://quay.example/storm"
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3)]
    with opened() as index:
        assert index.add(Article(text(0, 100), id="b", published=days[1], url=where)) is None
        earlier = index.add(Article(text(0, 98), id="a", published=days[0], url=where))
        assert (earlier.relation, earlier.duplicate) == ("version", True)
        later = index.add(Article(text(1, 100), id="c", published=days[2], url=where))
        assert (later.relation, later.duplicate) == ("version", False)
        other = index.add(Article(text(200, 300), id="d", url=where))
        assert (other.relation, other.duplicate) == ("version", False)


def test_articles_without_an_id(opened: Opened) -> None:
    """They are called by their address, or by their text."""
    with opened() as index:
        assert index.add(Article(text(0, 100), url="https://quay.example/a")) is None
        assert index.add(text(200, 300)) is None
        assert index.add(text(200, 300)) is None
        assert index.add({"body": text(0, 100)}).id == "https://quay.example/a"
        assert index.stats()["kept"] == 2


def test_removing(opened: Opened) -> None:
    """An article goes with its duplicates, which are judged anew when they come again."""
    with opened() as index:
        index.add(Article(text(0, 100), id="a"))
        index.add(Article(text(0, 99), id="b"))
        index.add(Article(text(200, 300), id="c"))
        assert index.group("b") == index.group("a") == ("a", "b")
        assert index.remove("a") == 2
        assert index.group("b") == ()
        assert index.remove("a") == 0
        assert index.add(Article(text(0, 99), id="b")) is None
        assert index.add(Article(text(0, 100), id="a")).id == "b"
        assert index.remove("a") == 1
        assert index.group("b") == ("b",)


def test_removing_what_was_matched(opened: Opened) -> None:
    """A kept article whose match is gone has none when it comes again."""
    with opened() as index:
        index.add(Article(text(0, 100), id="a"))
        assert index.add(Article(text(0, 150), id="b")).relation == "extended"
        index.remove("a")
        assert index.add(Article(text(0, 150), id="b")) is None


@pytest.mark.parametrize("before", [datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 2)])  # noqa: DTZ001 (naive is UTC)
def test_expiring(opened: Opened, before: datetime) -> None:
    """What was published before a time goes; what has no date was published when it was added."""
    with opened() as index:
        index.add(Article(text(0, 100), id="old", published=datetime(2026, 3, 1, tzinfo=UTC)))
        index.add(Article(text(0, 99), id="of old", published=datetime(2026, 3, 9, tzinfo=UTC)))
        index.add(Article(text(200, 300), id="new", published=datetime(2026, 3, 2, tzinfo=UTC)))
        index.add(Article(text(300, 400), id="undated"))
        assert index.expire(before=before) == 2
        assert [row.known.id for row in index.rows()] == ["new", "undated"]
        assert index.query(text(0, 100)) is None
        assert index.expire(before=datetime(2999, 1, 1, tzinfo=UTC)) == 2


ODD_IDS = ["\ud800", "nul\0", "nul", "", " ", "x" * 10_000, "名", "a\nb"]


def test_any_id(opened: Opened) -> None:
    """Ids are any text, also lone surrogates and NUL."""
    with opened() as index:
        for at, id in enumerate(ODD_IDS):
            assert index.add(Article(text(20 * at, 20 * at + 20), id=id)) is None
        for at, id in enumerate(ODD_IDS):
            if id:
                match = index.add(Article(text(20 * at, 20 * at + 20), id=f"{id}2"))
                assert match.id == id
                assert index.group(f"{id}2") == (id, f"{id}2")
                assert index.remove(id) == 2


@pytest.mark.parametrize(
    "odd", ["\ud800 lone", "nul \0 nul", "\n\rRain\n\n", "a" * 100_000, "\u200f rain"]
)
def test_any_text(opened: Opened, odd: str) -> None:
    """Texts are any text, and come back as they were."""
    with opened() as index:
        assert index.add(Article(odd, id="a", url=None, site="quay\n.example")) is None
        (row,) = index.rows()
        assert row.known.text == odd


SITE = "quay.example"
FOOT = "Seven readers of the harbour gazette write to us on every weekday."
"""What the site repeats."""


def page(number: int, *, foot: str = FOOT, site: str = SITE, id: str | None = None) -> Article:
    """Return a short story of its own with what its site repeats."""
    story_text = " ".join(story(100 + number, 40))
    return Article(f"{story_text}\n\n{foot}", id=id or str(number), site=site)


def test_what_is_learned_is_cleaned(opened: Opened) -> None:
    """The index knows what its site repeats after some stories, and gives it out."""
    with opened(cleaner=Cleaner(), learn=True) as index:
        for number in range(8):
            index.add(page(number))
        assert index.stats()["memory"] == {"pages": 8, "sites": 1, "recurring": 1}
        texts = [row.known.text for row in index.rows()]
        assert FOOT in texts[0]
        assert FOOT not in texts[-1]
        cleaned = index.clean(page(0))
        assert [span.text.strip() for span in cleaned.removed] == [FOOT]
        assert index.stats()["memory"]["pages"] == 8
        memory = index.memory()
        assert memory.digest() == SiteMemory.learn(map(page, range(8))).digest()


def test_an_id_with_the_same_raw_text_changes_nothing_when_it_is_cleaned_otherwise(
    opened: Opened,
) -> None:
    """The first article was kept with its furniture; it comes again and is the same one."""
    with opened(cleaner=Cleaner(), learn=True) as index:
        answers = [index.add(page(number)) for number in range(8)]
        again = [index.add(page(number)) for number in range(8)]
        assert again == answers
        assert index.stats()["kept"] == 8


def test_copies_of_what_was_cleaned_otherwise(opened: Opened) -> None:
    """A copy of raw text is a copy with figures of 1, and so is one without the furniture."""
    with opened(cleaner=Cleaner(), learn=True) as index:
        for number in range(8):
            index.add(page(number))
        copies = (
            page(0, id="raw"),
            page(1, foot="", id="bare"),
            page(1, site="b.example", id="else"),
        )
        for article, other in zip(copies[:2], "01", strict=True):
            match = index.query(article)
            assert (match.id, match.relation, match.jaccard) == (other, "copy", 1.0)
        match = index.query(copies[2])
        assert (match.id, match.relation, match.jaccard) == ("1", "copy", 1.0)


def test_furniture_makes_no_match_though_the_stored_text_has_it(opened: Opened) -> None:
    """A line of the site that was stored before it was known counts neither for nor against."""
    long_foot = " ".join([FOOT, *("and more of it" for _ in range(8))])
    alone = Article(long_foot, id="foot", site=SITE)
    with opened(cleaner=Cleaner()) as index:
        index.add(page(0, foot=long_foot))
        assert index.query(alone).relation == "abridged"
    with opened("learns", cleaner=Cleaner(), learn=True) as index:
        for number in range(24):
            index.add(page(number, foot=long_foot))
        assert long_foot in next(iter(index.rows())).known.text
        assert index.query(alone) is None


def test_learning_is_a_part_of_the_settings_and_what_is_learned_is_not(opened: Opened) -> None:
    """A memory to begin with is taken up; a question teaches nothing."""
    before = SiteMemory.learn(map(page, range(8)))
    with opened(cleaner=Cleaner(), learn=True) as index:
        assert index.query(page(9)) is None
        assert index.memory().counts()["pages"] == 0
    with opened(cleaner=Cleaner(memory=before), learn=True) as index:
        index.add(page(9))
        assert FOOT not in next(iter(index.rows())).known.text
    with opened(cleaner=Cleaner(), learn=True) as index:
        assert index.memory().counts()["pages"] == 9
    with pytest.raises(SettingsError, match="learn"), opened("other", learn=True) as index:
        index.stats()
    with opened("third") as index, pytest.raises(SettingsError, match="learn"):
        index.memory()


def test_what_several_learn_is_merged(opened: Opened) -> None:
    """Two that are open at a time know in the end what one that learns of all articles knows."""
    settings = {"cleaner": Cleaner(), "learn": True}
    with opened(**settings) as one, opened(**settings) as other:
        for number in range(40):
            (one, other)[number % 2].add(page(number))
        one.memory()
        other.memory()
        assert one.memory().digest() == SiteMemory.learn(map(page, range(40))).digest()
        assert FOOT not in [row.known.text for row in one.rows()][-1]


def test_an_answer_says_what_was_known(opened: Opened) -> None:
    """New, again, with another text, as a copy, and the copy again."""
    text, other = " ".join(story(3, 60)), " ".join(story(4, 60))
    with opened("answers") as index:
        assert index.answer({"id": "a", "text": text}) == Answer("a", None, known=False)
        assert index.answer({"id": "a", "text": text}) == Answer("a", None, known=True)
        copy = Match("a", "copy", 1.0, 1.0, duplicate=True)
        assert index.answer({"id": "b", "text": text}) == Answer("b", copy, known=False)
        assert index.answer({"id": "b", "text": text}) == Answer("b", copy, known=True)
        again = index.answer({"id": "a", "text": other})
        assert (again.match.relation, again.known) == ("version", False)
