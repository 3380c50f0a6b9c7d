"""The generated corpora hold what they are there for, told by the local engine."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from cleannews import dedupe
from cleannews.grouping import containment, hubs, kernel, lsh, rounds, verdict
from cleannews.grouping.lsh import BUCKET_LEADERS
from cleannews.grouping.result import Group
from spark.corpora import ID_PAIRS, PARTS, WINDOW, corpus, part

STEPS = import_module("cleannews.grouping.dedupe")

RELATIONS = {
    "exact": {"copy"},
    "near": {"copy"},
    "cuts": {"copy", "abridged"},
    "reworded": {"reworded"},
    "versions": {"copy", "abridged", "version"},
    "hubs": {"copy", "abridged"},
    "drifting": {"copy", "reworded"},
    "crowded": {"abridged", "reworded"},
    "template": {"copy"},
    "dense": {"copy", "abridged", "version", "reworded"},
    "reprints": {"copy"},
    "odd": {"copy", "abridged"},
    "dates": {"copy"},
    "scripts": {"copy", "abridged"},
    "ids": {"copy"},
}


def groups(name: str, **settings: Any) -> set[Group]:
    """Return the groups of a part."""
    return set(dedupe(part(name), **settings).groups)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_has_its_relations(name: str) -> None:
    """What its members are to their representatives."""
    found = {member.relation for group in groups(name) for member in group.members}
    assert found == RELATIONS[name] | {"representative"}


def test_parts_do_not_meet() -> None:
    """Each id stands once, and no group of the whole corpus has members of two parts."""
    part_of = {str(row["id"]): name for name in PARTS for row in part(name)}
    rows = corpus()
    assert len(part_of) == len(rows) < 1000
    assert [row["id"] for row in rows] == [row["id"] for row in corpus()], "it is the same again"
    found = dedupe(rows).groups
    assert all(len({part_of[member.id] for member in it.members}) == 1 for it in found)
    assert {part_of[group.id] for group in found} == set(PARTS)


@pytest.mark.parametrize("settings", [{}, {"keep": "original", "window": WINDOW}])
def test_pairs_are_judged_in_several_rounds(
    settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the corpus, and of its dense part, which has more than a few pairs a text."""
    judged: list[int] = []

    def counting(*args: Any) -> verdict.Verdicts:
        judged.append(len(args[3]))
        return verdict.verdicts(*args)

    monkeypatch.setattr(STEPS, "verdicts", counting)
    for rows in (part("dense"), corpus()):
        judged.clear()
        dedupe(rows, **settings)
        assert sum(judged) > rounds.MANY * len(rows)
        assert sum(some > 0 for some in judged) >= 5


def test_copies_that_do_not_meet_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Full buckets and crowded passages lose pairs that an engine without caps finds."""
    before = {name: groups(name) for name in ("crowded", "template")}
    only_copies = groups("template", containment=None)
    monkeypatch.setattr(lsh, "BUCKET_LEADERS", 10**6)
    assert groups("template", containment=None) > only_copies
    monkeypatch.setattr(kernel, "LEADERS", 10**6)  # of which the compiled function knows nothing
    monkeypatch.setattr(containment, "overlapping_pairs", kernel.overlapping_pairs.py_func)
    assert all(groups(name) > some for name, some in before.items())


def test_pages_of_several_stories_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would swallow the stories that stand in them."""
    assert max(len(group.members) for group in groups("hubs")) == 3
    monkeypatch.setattr(hubs, "STORIES", 10**6)
    assert max(len(group.members) for group in groups("hubs")) > 9


def test_equal_texts_are_no_candidates() -> None:
    """All of them are one group, however they are written."""
    (group,) = groups("exact")
    assert len(group.members) == len(part("exact")) > BUCKET_LEADERS
    assert {member.jaccard for member in group.members} == {1.0}


def test_the_fuller_copy_leads() -> None:
    """In a group of more near copies than a bucket pairs with each other."""
    (group,) = groups("near")
    (fuller,) = (row["id"] for row in part("near") if row["site"] == "late.example")
    assert group.id == fuller
    assert len(group.members) > 2 * BUCKET_LEADERS


def test_dates_lie_at_the_edges_of_the_window() -> None:
    """A window parts some, by a second and by a day."""
    whole, parted, wider = (
        groups("dates", window=window) for window in (None, WINDOW, WINDOW + 1 / 3600)
    )
    assert len(whole) < len(parted)
    assert parted != wider


@pytest.mark.parametrize("keep", ["fullest", "original"])
def test_what_is_kept_depends_on_keep(keep: str) -> None:
    """Near copies and reprints have other representatives, and so has the corpus."""
    name = {"fullest": "dense", "original": "reprints"}[keep]
    assert {it.id for it in groups(name)} != {it.id for it in groups(name, keep=keep)}


def test_no_shell_and_no_empty_text_is_grouped() -> None:
    """Of the odd ones short equal texts and cuts are."""
    grouped = {member.id for group in groups("odd") for member in group.members}
    texts = {row["text"] for row in part("odd") if row["id"] in grouped}
    assert {"Rain.", "rain"} < texts
    assert not any(text == "" or "JavaScript" in str(text) or text == "…!?" for text in texts)


def test_ids_decide_by_their_code_points() -> None:
    """As numbers, in UTF-16, trimmed or without case the other one would be kept."""
    kept = {group.id for group in groups("ids")}
    assert kept == {min(pair) for pair in ID_PAIRS} | {f"~{min(pair)}" for pair in ID_PAIRS}
    pairs = set(ID_PAIRS)
    assert ("10", "9") in pairs, "9 < 10"
    assert any(max(pair).encode("utf-16-be") < min(pair).encode("utf-16-be") for pair in pairs)
    assert any(len({name.strip() for name in pair}) == 1 for pair in pairs)
