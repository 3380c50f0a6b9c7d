"""Items of one template that say the same words of different things."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracles
from cleannews import dedupe
from cleannews.grouping.detailkernel import details_of
from cleannews.grouping.details import told_apart
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.signing import encoded, starts_of
from grouping.planted import story


def details(text: str) -> list[set[int]]:
    """Return the hashes of a text's figures, names and words."""
    hashes, sizes = details_of(*encoded([text]), fold_arrays())
    starts = starts_of(sizes.ravel())
    return [set(hashes[begin:end].tolist()) for begin, end in pairwise(starts)]


def apart(first: str, second: str) -> bool:
    """Tell whether two texts are told apart."""
    words = min(len(first.split()), len(second.split()))
    (found,) = told_apart([first, second], np.array([[0, 1]]), np.array([words])).tolist()
    return bool(found)


@given(
    st.text(
        st.sampled_from("aB1 9.,-/:?!\nÉé٣\u00adıΣ港カ“0️") | st.characters(max_codepoint=0x5FF),
        max_size=40,
    )
)
@example("NORRICK, May 5 (Reuters) - Harbour Inc's net rose 6-1/8 pct to 1,200.5 mln. It said")
@example("Él dijo a Élodie Ñandú. Ärger in Öland: Über 1.200,5 Euro")
@example("٣٤٥ ريال و ١٢,٥")
def test_details_agree_with_the_oracle(text: str) -> None:
    """The compiled reading finds the figures, names and words of the slow one."""
    expected = [set(map(oracles.token_hash, words)) for words in oracles.details(text)]
    assert details(text) == expected


DIVIDEND = (
    "Qtly div {} cts vs {} cts prior. Pay {} to holders of record {}. The board of {} said it."
)
EARNINGS = (
    "Shr {0} cts vs {1} cts. Net {2} vs {3}. Revs {4} mln vs {5} mln. Avg shrs {6} vs {7}. "
    "Year shr {8} cts vs {9} cts. Net {10} vs {11}. NOTE: full name of the company is as it was."
)
WEATHER = (
    "In {} it will be {} on Monday, with highs of {} degrees and a wind of {} miles an hour from the "
    "sea. The night will be {}, with lows of {} degrees. On Tuesday the sun comes back to {}, where "
    "{} degrees are expected, and the wind drops to {} miles an hour. The next report is at noon."
)
MATCH = (
    "{0} beat {1} {2} at {3} on Saturday. {4} scored the first goal after {5} minutes, and {6} the last "
    "after {7}. {8} people saw the game. The coach of {0} said he was glad of the win, and that of "
    "{1} said that his men had run as far as they could. Both teams play again on Wednesday."
)
CRIME = (
    "Police arrested {0} of {1} on Friday night. Officers were called to {2} Street, where a neighbour "
    "had seen a man climb through a window. {0} was taken to the station without a struggle and will "
    "be heard by Judge {3} next week. The police ask people who saw something to call them at once."
)


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (
            DIVIDEND,
            ("10", "10", "April 9", "March 27", "Roe"),
            ("12", "11", "May 2", "April 3", "Doe"),
        ),
        (
            EARNINGS,
            (
                "34",
                "29",
                "1,049,160",
                "956,432",
                "31.1",
                "28.4",
                "3,1",
                "3,0",
                "99",
                "91",
                "4,1",
                "3,9",
            ),
            (
                "12",
                "18",
                "2,249,010",
                "456,222",
                "11.6",
                "18.9",
                "2,4",
                "2,8",
                "40",
                "45",
                "1,1",
                "1,9",
            ),
        ),
        (
            WEATHER,
            ("Norrick", "dry", "12", "20", "mild", "4", "Norrick", "14", "9"),
            ("Halyard", "wet", "9", "32", "cold", "1", "Halyard", "11", "17"),
        ),
        (
            MATCH,
            ("Norrick", "Halyard", "2-1", "Kestrel Park", "Roe", "12", "Doe", "88", "3,412"),
            ("Tarbert", "Quayside", "3-0", "Gannet Road", "Poe", "31", "Low", "74", "1,207"),
        ),
        (
            CRIME,
            ("James Roe", "Norrick", "Harbour", "Kestrel"),
            ("Peter Doe", "Halyard", "Tarbert", "Gannet"),
        ),
    ],
    ids=["dividends", "earnings", "weather", "scores", "crimes"],
)
def test_items_of_one_template_are_different_items(
    template: str, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    """The same words with other figures and names are another item, however similar."""
    items = [template.format(*first), template.format(*second)]
    assert apart(*items)
    assert apart(*reversed(items))
    assert dedupe(items).groups == ()
    assert len(dedupe([items[0], items[0].upper()]).groups) == 1


LONG = ". ".join(
    " ".join([f"Mr {name.title()}", *story(seed, 16), str(1000 + 7 * seed)])
    for seed, name in enumerate(story(99, 20), 1)
)
"""A story with a name and a figure in each sentence."""


@pytest.mark.parametrize(
    "other",
    [
        LONG.replace("1007", "1008"),
        LONG + ". Jane Roe and Jim Doe in Norrick saw 12,000 people in 1987.",
        "By Jane Roe, Norrick, Jan 5, 2026. " + LONG,
        LONG[: len(LONG) // 2],
        LONG.upper(),
        LONG.lower(),
    ],
    ids=["a figure corrected", "a passage added", "a byline", "cut", "capitals", "small letters"],
)
def test_edits_and_additions_do_not_tell_copies_apart(other: str) -> None:
    """What only one of the two has says nothing, and one figure in a long story little."""
    assert not apart(LONG, other)
    assert not apart(other, LONG)


def test_an_addition_to_a_short_item_does_not_tell_it_apart() -> None:
    """A figure that is only added is no other figure."""
    item = "The harbour of Norrick was shut on Friday after a storm tore two cranes from the quay."
    assert not apart(item, f"{item} The port said at 10:42 that it would open on March 3.")


def test_a_long_table_with_other_figures_is_another_table() -> None:
    """Fixings of another day are told apart at any length."""
    lines = "\n".join(f"{' '.join(story(seed, 4))} {{}}.{seed}5 pct" for seed in range(10, 60))
    assert apart(lines.format(*range(100, 150)), lines.format(*range(200, 250)))
