"""Why an article is in its group, and why its representative leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from cleannews.article import Article
from cleannews.grouping.dedupe import dedupe
from cleannews.pipeline.tables import article_row
from cleannews.report.reasons import Pairing, Standing, leading_reason, relation_reason
from cleannews.settings import DedupeSettings

SENTENCES = (
    "The harbour of Tarnmouth was closed on Friday after a storm tore two cranes from the quay.",
    "Nobody was hurt, the harbour master said, but the cranes now block the only deep channel.",
    "Ferries to the islands will not sail before Sunday, and freight is sent through Dunmarrow.",
    "The storm had been announced a day early, and most fishing boats were ashore by noon.",
    "Engineers want to lift the wreckage with a floating crane that is expected from the north.",
    "Insurers sent their own experts, who were photographing broken rails in the afternoon.",
)
STORY = "\n".join(SENTENCES)
LONGER = f"{STORY}\nA smaller storm had bent the same rails, which were then repaired in a hurry."


def told(*articles: Article, **settings: object) -> tuple[str, str, str]:
    """Group articles; return the representative, why it leads the first other one, and its relation."""
    result = dedupe(articles, **settings)  # type: ignore[arg-type]
    (group,) = result.groups
    member = group.members[1]
    by_id = {it.id: Standing.of(article_row(it, "path", None)) for it in articles if it.id}
    pairing = Pairing(member.relation, member.jaccard, member.containment, member.kept)
    reason = leading_reason(by_id[group.id], by_id[member.id], pairing, result.settings)
    return group.id, reason.code, relation_reason(pairing, result.settings).code


@pytest.mark.parametrize(
    ("first", "second", "settings", "code"),
    [
        ({"published": "2026-03-02"}, {"published": "2026-03-01"}, {}, "earliest"),
        ({"published": "2026-03-02"}, {}, {}, "earliest"),
        ({}, {}, {}, "id"),
        ({"published": "2026-03-01"}, {"text": LONGER}, {}, "fuller"),
        ({"published": "2026-03-01"}, {"text": LONGER}, {"keep": "fullest"}, "fuller"),
        (
            {"published": "2026-03-01", "text": f"{STORY} It rains."},
            {"published": "2026-03-02", "text": f"{STORY} Then it rained again."},
            {"keep": "fullest"},
            "fullest",
        ),
        (
            {"published": "2026-03-01"},
            {"site": "b.example"},
            {"prefer": ["b.example"]},
            "preferred",
        ),
        (
            {"published": "2026-03-01"},
            {"site": "reuters.com", "published": "2026-03-02"},
            {"keep": "original"},
            "original",
        ),
        (
            {"published": "2026-03-01", "url": "https://a.example/storm"},
            {"published": "2026-03-02", "url": "https://a.example/storm"},
            {},
            "latest",
        ),
    ],
)
def test_the_deciding_step_is_told(
    first: dict[str, str], second: dict[str, str], settings: dict[str, object], code: str
) -> None:
    """What the grouping decided by is what is told, in either order of the ids."""
    for ids in (("a", "b"), ("b", "a")) if code != "id" else (("a", "b"),):
        articles = [
            Article(**{"text": STORY, **fields}, id=id)  # type: ignore[arg-type]
            for id, fields in zip(ids, (first, second), strict=True)
        ]
        _, found, _ = told(*articles, **settings)
        assert found == code


def test_what_leads_is_what_grouping_chose() -> None:
    """A reason is found for either of the pair only in the direction in which it leads."""
    early, late = (
        Standing.of(
            article_row(Article(STORY, id=day, published=date.fromisoformat(day)), "path", None)
        )
        for day in ("2026-03-01", "2026-03-02")
    )
    pairing = Pairing("copy", 1.0, 1.0, kept=False)
    settings = DedupeSettings()
    assert leading_reason(early, late, pairing, settings).code == "earliest"
    assert leading_reason(late, early, pairing, settings).code == "elsewhere"


@pytest.mark.parametrize(
    ("pairing", "words"),
    [
        (("copy", 0.699999, 0.9, False), ["0.69", "0.7", "copies are dropped"]),
        (("abridged", 0.4, 0.95, False), ["0.95", "0.8", "0.40", "abridged ones are dropped"]),
        (("reworded", 0.45, 0.5, True), ["0.45", "0.4", "kept, because reworded ones are not"]),
        (("reworded", 0.3, 0.65, True), ["0.65", "0.6"]),
        (("reworded", 0.1, 0.2, True), ["in other words", "0.10", "0.20"]),
        (("reworded", 0.8, 0.9, True), ["a passage of its own"]),
        (("version", 0.1, 0.2, True), ["one address", "what the representative does not"]),
        (("version", 0.9, 0.9, False), ["versions are dropped"]),
        (("representative", 1.0, 1.0, True), ["leads the group"]),
    ],
)
def test_relations_are_told_with_thresholds(
    pairing: tuple[str, float, float, bool], words: Sequence[str]
) -> None:
    """The figure, what it is held to, and what became of the article."""
    text = relation_reason(Pairing(*pairing), DedupeSettings()).text
    assert [it for it in words if it not in text] == []


def test_fullness_follows_from_the_figures() -> None:
    """Ninety of a hundred shingles are shared with a text of one hundred and fifty."""
    assert Pairing("copy", 90 / 160, 90 / 100, kept=False).fullness == pytest.approx(1.5)
    assert Pairing("version", 0, 0, kept=True).fullness == 1
