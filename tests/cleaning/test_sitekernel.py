"""The passages of texts, beside their slow twin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracles
from cleannews.cleaning.recurring import LINE, SENTENCE, TEMPLATE
from cleannews.cleaning.sitekernel import count_stories, known_passages, passages
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.signing import encoded

Passages = list[tuple[int, int, int, str]]

PINNED = [0xAFF7EFE5990432FD, 0xF0A5341E2C56BB8F, 0x209B4EF8FA102737]

PIECES = st.sampled_from(
    [
        "Follow Jane Roe on Twitter",
        "The harbour was shut on Friday.",
        "Mrs. Roe said no!",
        "“It was cold,” he said.",
        "Ölfilm auf der Elbe entdeckt.",
        "港は閉鎖された。",
        "write to jane@harbour.example",
        "room 4b",
        "A. B. See",
        "is it? (yes)",
        "\n",
        " ",
    ]
)


def found_in(*texts: str) -> list[Passages]:
    """Return the passages of each text in the form of the oracle."""
    names, places = passages(*encoded(texts), fold_arrays())
    found: list[Passages] = [[] for _ in texts]
    for name, (text, line, kind, start, end) in zip(names.tolist(), places.tolist(), strict=True):
        content = texts[text].split("\n")[line].encode("utf-8", "surrogatepass")
        piece = content[start:end].decode("utf-8", "surrogatepass")
        found[text].append((line, kind, name, piece))
    return found


@given(st.lists(PIECES | st.text(max_size=6), max_size=12).map(" ".join))
@example("Follow Jane Roe on Twitter for more of it. Roe wrote it. She is 34. It is on.")
@example("it is A.I. Then what? “Then what?” he asked. no. «Oui.» Non.")
def test_passages_are_those_of_the_slow_twin(text: str) -> None:
    """Lines, sentences and templates, with the same names and in the same places."""
    text = "\n".join(map(str.strip, text.split("\n")))
    assert sorted(found_in(text)[0]) == sorted(oracles.passages(text))


def test_texts_are_looked_at_one_by_one() -> None:
    """What stands on another page changes nothing."""
    texts = [
        "The harbour was shut.\nFollow Jane Roe on Twitter.",
        "",
        "Rain fell. It was cold then.",
    ]
    assert found_in(*texts) == [found_in(text)[0] for text in texts]


def test_names_are_pinned() -> None:
    """Memories that were saved stay readable: another name is another scheme."""
    assert [name for _, _, name, _ in found_in("Follow Jane Roe on Twitter")[0]] == PINNED


def names(text: str, kind: int) -> set[int]:
    """Return the names of the passages of a kind."""
    return {name for _, found, name, _ in found_in(text)[0] if found == kind}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Follow Jane Roe on Twitter", "Follow John Doe Smith on Twitter"),
        ("Reporting by Jane Roe in the town hall", "Reporting by Józef Ślęzak in the town hall"),
        ("write to jane@harbour.example for more", "write to john.doe@harbour.example for more"),
        ("Jane Roe is a reporter at the Ledger", "John Doe is a reporter at the Ledger"),
    ],
)
def test_a_slot_holds_a_name(one: str, other: str) -> None:
    """Lines that differ in a name share a template."""
    assert names(one, TEMPLATE) & names(other, TEMPLATE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Net profit was 4.5 mln dlrs vs 3.9 mln", "Net profit was 4.6 mln dlrs vs 3.9 mln"),
        ("the ferry leaves at 9.15 from Pier A4", "the ferry leaves at 9.15 from Pier B7"),
        ("the ferry leaves for the island today", "the ferry leaves for the mainland today"),
        ("Jane Roe of Ohio", "John Doe of Ohio"),
    ],
)
def test_a_slot_holds_nothing_else(one: str, other: str) -> None:
    """Figures tell facts apart; other words, too; and a template has three words of its own."""
    assert not names(one, TEMPLATE) & names(other, TEMPLATE)


def test_case_and_punctuation_do_not_matter() -> None:
    """A line is known by its words."""
    assert names("Read more »", LINE) == names("READ MORE:", LINE)
    assert names("It snowed. Sign up here, please!", SENTENCE) == names(
        "It rained. Sign up HERE please.", SENTENCE
    )


def test_pages_that_tell_one_story_count_once() -> None:
    """Of three pages two have the same sketch."""
    sketches = np.arange(96, dtype=np.uint16).reshape(3, 32)
    sketches[1, :10] = sketches[0, :10]
    pages, starts = np.array([0, 1, 2], np.int32), np.array([0, 3])
    assert count_stories(pages, starts, sketches, 10).tolist() == [2]
    assert count_stories(pages, starts, sketches, 11).tolist() == [3]


@given(st.lists(PIECES, max_size=8), st.integers(1, 9), st.data())
def test_known_passages_are_those_of_the_site(
    pieces: list[str], bits: int, data: st.DataObject
) -> None:
    """Of two texts of two sites: the passages whose names are known, with their places among them."""
    texts = [" ".join(pieces), "Rain fell. It was cold then."]
    sites = np.array([1 << 40, 1 << 50], np.uint64)
    names, places = passages(*encoded(texts), fold_arrays())
    named = (names ^ sites[places[:, 0]]).tolist()
    others = data.draw(st.lists(st.integers(0, 2**64 - 1), max_size=20))
    some = data.draw(st.lists(st.sampled_from(named), max_size=9)) if named else []
    known = np.unique(np.array([*some, *others], np.uint64))
    heads = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    firsts = np.r_[np.searchsorted(known, heads), len(known)]
    found, which = known_passages(*encoded(texts), sites, fold_arrays(), known, firsts)
    expected = [at for at, name in enumerate(named) if name in known.tolist()]
    assert found.tolist() == places[expected].tolist()
    assert known[which].tolist() == [named[at] for at in expected]
