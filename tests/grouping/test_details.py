"""Items of one template that say the same words of different things."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracles
from cleannews import dedupe
from cleannews.grouping.detailkernel import details_of
from cleannews.grouping.details import exchanges_of, told_apart
from cleannews.grouping.numberwords import date_words, number_table, number_words
from cleannews.signatures.foldarrays import fold_arrays
from cleannews.signatures.signing import encoded
from cleannews.signatures.stopwords import stop_words
from grouping.planted import story

KINDS = ("figure", "name", "word")


def read(text: str) -> list[tuple[int, str]]:
    """Return the hashes of a text's words, and what each is."""
    hashes, kinds, _ = details_of(*encoded([text]), fold_arrays(), number_table())
    return [(value, KINDS[kind]) for value, kind in zip(hashes.tolist(), kinds, strict=True)]


def expected(text: str) -> list[tuple[str, str]]:
    """Return the words of a text, and what each is, read slowly."""
    return [(word, kind) for word, kind, _ in oracles.details(text, number_words(), date_words())]


def apart(first: str, second: str) -> bool:
    """Tell whether two texts are told apart."""
    words = min(len(first.split()), len(second.split()))
    counted = exchanges_of([first, second], np.array([[0, 1]]))
    (found,) = told_apart(counted, np.array([words])).tolist()
    return bool(found)


TEXTS = st.text(
    st.sampled_from("aB1 90.,-/:?!\nÉé٣٠２²\u00adıΣ港は。カ“️\u0301")
    | st.characters(max_codepoint=0x5FF),
    max_size=40,
)


@given(TEXTS)
@example("NORRICK, May 5 (Reuters) - Harbour Inc's net rose 6-1/8 pct to 1,200.5 mln. It said")
@example("Él dijo a Élodie Ñandú. Ärger in Öland: Über 1.200,5 Euro")
@example("Six of twelve, lundi: 0.05, 1,000, 10:42, 5bn, 007, 0 and １２０")
@example("٣٤٥ ريال و ١٢,٥")
@example("净利润42亿元，增长8.5%。ドイツで12人")
@example("ผู้คน 340 คน 1,\u00ad200")
def test_details_agree_with_the_oracle(text: str) -> None:
    """The compiled reading finds the words of the slow one, and what each is."""
    assert read(text) == [(oracles.token_hash(word), kind) for word, kind in expected(text)]


WORDS = st.lists(st.sampled_from(["a", "b", "c", "Roe", "Doe", "1", "2", "3"]), max_size=12).map(
    " ".join
)


@given(WORDS, WORDS)
@example("a b c Roe a b c 1 a b c 2", "a b c Doe a b c 3 a b c")
def test_exchanges_agree_with_the_oracle(first: str, second: str) -> None:
    """The compiled count is that of sets and lists."""
    words = [expected(text) for text in (first, second)]
    (found,) = exchanges_of([first, second], np.array([[0, 1]])).tolist()
    assert found == [oracles.exchange(*words), oracles.exchange(*reversed(words))]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("six people", "6 people"),
        ("3,400 homes", "3400 homes"),
        ("3.400 Euro", "3400 Euro"),
        ("$2.5m", "2.5 million dollars"),
        ("5 Sept.", "Sept. 05"),
        ("१२ लोग", "12 लोग"),
        ("售出１２０台", "售出 120 台"),
    ],
)
def test_figures_are_one_however_they_are_written(text: str, same: str) -> None:
    """Written out, with marks between thousands, with units, in digits of other scripts."""
    figures = [{word for word, kind in expected(it) if kind == "figure"} for it in (text, same)]
    assert figures[0] == figures[1] != set()


def test_no_number_word_is_a_common_word_of_another_language() -> None:
    """A stop word that counted as a figure would be one in every text."""
    stops = set().union(*stop_words().values())
    assert stops & (set(number_words()) | date_words()) == set()


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


PREVIEW = (
    "{0} host {1} at {2} on {3} as the season goes on, and both sides will be keen to pick up the points "
    "after a week in which neither of them had a game. The hosts come into the game {4} in the table "
    "after a mixed run of results, and the manager will hope that {5} is fit to start after he limped off "
    "in training. The visitors have problems of their own, with {6} a doubt because of a knock, though the "
    "coach said that everyone would be given every chance to prove their fitness. When is {0} against {1}? "
    "The match takes place on {3}, with the kick-off set for {7} in the afternoon. Where can I watch it? "
    "The game is shown live on the sports channels, with half an hour of talk before it, and those who have "
    "no contract can buy a pass for the day. Viewers abroad may need a program that hides where they are, "
    "and should look up the terms of their provider. The managers will name their teams an hour before "
    "the game, and we will bring you the line-ups as soon as they are announced."
)
REPORT = (
    "Der {0} hat am Samstag gegen {1} mit {2} gewonnen und drei wichtige Punkte im Kampf um den "
    "Klassenerhalt geholt. Vor {3} Zuschauern im {4} zeigte die Mannschaft von Trainer {5} von Beginn an "
    "eine engagierte Leistung und ließ dem Gegner nur wenige Möglichkeiten. In der ersten Halbzeit fehlte "
    "im Abschluss noch die letzte Genauigkeit, doch nach dem Seitenwechsel belohnte sich die Mannschaft "
    "für den Aufwand. Der Gegner kam erst in der Schlussphase besser in die Partie, konnte die Niederlage "
    "aber nicht mehr abwenden. Der Trainer lobte nach dem Spiel die Einstellung seiner Spieler und sprach "
    "von einem verdienten Sieg. Am kommenden Wochenende geht es für die Mannschaft mit einem Auswärtsspiel "
    "weiter, bei dem erneut Punkte geholt werden sollen. Alle Ergebnisse und die aktuelle Tabelle der Liga "
    "gibt es auf der Seite des Verbandes, und Karten für das nächste Heimspiel sind ab Montag erhältlich."
)
TOLL = (
    "A storm that struck the coast on Friday killed {} people and left {} homes without power, the governor "
    "said. Soldiers cleared roads through the night, and teams had reached {} of the 52 towns by noon. The "
    "mayor of Norrick said that the fishermen had lost most of their boats, and that the money which the "
    "state had promised would not last until the summer. Insurers expect claims of more than 300 million "
    "dollars, and the power company hopes to restore service to all of its customers before the weekend. "
    "The harbour stays closed, and trains run as far as Halyard only. The weather service said the wind "
    "would drop in the course of the evening, and warned of high water along the rivers in the south of "
    "the state, where dams were built after the storm of 1999. Schools stay shut until Wednesday at least."
)
CHINESE = (
    "{}公司周二公布第二季度业绩。公司表示，净利润同比增长{}%，达到{}亿元人民币，营业收入增长{}%，达到{}亿元人民币。"
    "分析师此前平均预期净利润为{}亿元人民币。公司股价在盘后交易中上涨{}%。公司预计全年营业收入将达到{}亿元人民币，"
    "董事会建议每股派发股息{}元。"
)
CRASH = (
    "{} people were killed and {} injured on Friday when a bus left the road near the town of Norrick, police "
    "said. The bus was carrying {} passengers home from work when it hit a wall. Rescue teams worked through "
    "the night to free those trapped. The cause was not known. The road was closed for {} hours."
)
METEO = (
    "À {}, la journée de {} sera ensoleillée, avec des maximales de vingt degrés et un vent faible du nord. La "
    "nuit sera fraîche. {}, les nuages reviendront par l'ouest et quelques averses sont attendues en fin de "
    "journée, avant le retour du soleil. Le prochain bulletin sera publié à midi."
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
        (
            PREVIEW,
            (
                "Norrick",
                "Halyard",
                "Kestrel Park",
                "Saturday",
                "third",
                "Jim Roe",
                "Tom Low",
                "3pm",
            ),
            (
                "Tarbert",
                "Quayside",
                "Gannet Road",
                "Sunday",
                "tenth",
                "Joe Doe",
                "Al Poe",
                "4.30pm",
            ),
        ),
        (
            REPORT,
            ("VfB Norrick", "den SV Altdorf", "2:1", "312", "Waldstadion", "Meier"),
            ("TSV Neuheim", "die SG Rotbach", "3:0", "845", "Sportpark", "Schulz"),
        ),
        (TOLL, ("12", "3,400", "40"), ("17", "2,900", "49")),
        (
            CHINESE,
            ("中国石化", "12", "42", "8", "412", "40", "3", "1700", "0.35"),
            ("中国铝业", "7", "12", "5", "112", "11", "2", "500", "0.12"),
        ),
        (CRASH, ("Six", "twelve", "forty", "five"), ("Two", "seven", "thirty", "three")),
        (METEO, ("Lyon", "lundi", "Mardi"), ("Nantes", "jeudi", "Vendredi")),
    ],
    ids=[
        "dividends",
        "earnings",
        "weather",
        "scores",
        "crimes",
        "a match to come",
        "a match in German",
        "a later death toll",
        "earnings in Chinese",
        "numbers written out",
        "weather in French",
    ],
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
