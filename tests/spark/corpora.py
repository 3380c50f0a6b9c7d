"""
Generated corpora that exercise whatever `dedupe` decides.

Each is a part with ids and words of its own, so that all of them together are one corpus in which
nothing else happens. test_corpora.py holds that each does what it is there for.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count

from cleannews.grouping.kernel import LEADERS
from cleannews.grouping.lsh import BUCKET_LEADERS
from grouping.planted import edited, mixed, prose, spun, story

__all__ = ["COLUMNS", "ID_PAIRS", "PARTS", "WINDOW", "Rows", "corpus", "part"]

Rows = list[dict[str, object]]

COLUMNS = ("id", "text", "title", "url", "site", "published")

WINDOW = 3
"""Days, at the edges of which some corpora have articles."""

_DAY = date(2026, 3, 1)
_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_SITES = ("gazette.example", "tribune.example", "www.quay.example", "apnews.com", None)


def _row(text: str, **fields: str | None) -> dict[str, object]:
    return {**dict.fromkeys(COLUMNS), **fields, "text": text}


def _day(days: int) -> str:
    return (_DAY + timedelta(days=days)).isoformat()


def _text(seed: int, length: int = 120) -> str:
    return " ".join(story(seed, length))


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 (no secret)


def exact() -> Rows:
    """Copies that are equal after folding, each with another site and date, some without."""
    text = _text(1000)
    written = (text, text.upper(), text.replace(" ", "\r\n"), f"  {text}!", text.title())
    return [
        _row(
            written[at % len(written)],
            site=_SITES[at % len(_SITES)],
            published=None if at % 4 == 3 else _day(-at % 9),
        )
        for at in range(60)
    ]


def near() -> Rows:
    """More near copies of one story than a bucket pairs with each other, and a fuller one last."""
    chance = _chance(2)
    words = story(1010, 300)
    rows = [
        _row(edited(chance, words, 3), site=_SITES[at % 5], published=_day(at % 5))
        for at in range(3 * BUCKET_LEADERS)
    ]
    fuller = " ".join([*words, *story(1011, 40)])
    return [*rows, _row(fuller, site="late.example", published=_day(9))]


def cuts() -> Rows:
    """Ever shorter cuts of one story, each in all before it, and cuts of its end."""
    words = story(1020, 420)
    lengths = (420, 380, 340, 300, 260, 220, 180, 140, 100, 60, 30, 12)
    rows = [_row(" ".join(words[:length])) for length in lengths]
    return [*rows, *(_row(" ".join(words[-length:])) for length in lengths[5:-2])]


def reworded() -> Rows:
    """Spun copies, which share few word 5-grams, and stories without any."""
    stories = [prose(seed) for seed in range(40, 52)]
    spins = [spun(text, 0.3, seed) for seed, text in enumerate(stories[:8])]
    reworked = [" ".join([*story(1030, 130), *story(seed, 70)]) for seed in (1031, 1032)]
    return [_row(text) for text in [*stories, *spins, _text(1030, 200), *reworked]]


def versions() -> Rows:
    """Texts at one address: changed, rewritten, cut later, undated, of one date, with parameters."""
    numbers = count(1040)
    rows: Rows = []
    for days in ((0, 1, 2), (0, 1, None), (None, None, None), (1, 1, 1), (0, 2, 9)):
        seed = next(numbers)
        words = story(seed, 200)
        texts = [
            " ".join(words),
            " ".join([*words[:20], "altered", *words[21:90], "amended", *words[91:]]),
            " ".join([*words[:60], *story(next(numbers), 140)]),
            " ".join(words[:120]),
        ]
        places = (f"https://news.example/{seed}", f"http://www.news.example/{seed}/?utm_source=x#y")
        for at, text in enumerate(texts):
            day = days[at % 3]
            published = None if day is None else _day(day + at // 3)
            rows.append(_row(text, url=places[at % 2], published=published))
    same = _text(next(numbers), 150)
    return [*rows, *(_row(same, url=f"https://news.example/show?id={at}") for at in range(3))]


def hubs() -> Rows:
    """Pages that hold several stories, their stories, copies of both, and cuts that make no hub."""
    stories = [_text(seed) for seed in range(1070, 1082)]
    hub, small = "\n\n".join([*stories[:9], _text(1099, 40)]), "\n\n".join(stories[9:])
    whole = story(1083, 400)
    some = [hub, small, *stories, f"{stories[2]} indeed", f"{hub} and so on"]
    parts = [" ".join(whole), " ".join(whole[:150]), " ".join(whole[250:])]
    return [_row(text) for text in [*some, *parts]]


def drifting() -> Rows:
    """Live tickers of which each state is like the last one and unlike the first one."""
    rows: Rows = []
    for seed in (1100, 1110):
        line = story(seed, 400)
        for at in range(14):
            text = " ".join(line[15 * at : 15 * at + 150])
            rows.append(_row(text, published=None if seed == 1110 else _day(at)))
    return rows


def crowded() -> Rows:
    """A passage in more texts than its sampled shingles pair; behind them pairs that share more."""
    common = story(1120, 100)
    rows = [
        _row(" ".join([*common, *story(1200 + at, 100)]), published=_day(at % 7))
        for at in range(LEADERS + 6)
    ]
    for at in range(24):
        both = [*common, *story(1600 + at, 30)]
        rows += [
            _row(" ".join([*both, *story(1700 + 2 * at + side, 70)]), published=_day(30 + at))
            for side in range(2)
        ]
    return [*rows, _row(" ".join(common[:80]), published=_day(90))]


def template() -> Rows:
    """Items of one form with a figure each, in full buckets; behind them pairs with one figure."""
    chance = _chance(7)
    form = story(1130, 100)
    fresh = iter(story(1131, 400))

    def item(figure: int, edits: int = 0) -> str:
        words = [*form[:50], str(figure), *form[51:]]
        for at in chance.sample([*range(5, 45), *range(56, 95)], edits):
            words[at] = next(fresh)
        return " ".join(words)

    rows = [_row(item(1000 + at), published=_day(0)) for at in range(LEADERS + BUCKET_LEADERS)]
    for at in range(32):
        rows += [_row(item(5000 + at, edits), published=_day(20)) for edits in (2, 1)]
    return rows


def dense() -> Rows:
    """Copies, cuts, additions and mixtures of few stories, so that pairs are judged in rounds."""
    rows: Rows = []
    for seed in (401, 402):
        for article in mixed(seed, 80):
            when = None if article.published is None else article.published.isoformat()
            rows.append(_row(article.text, url=article.url, site=article.site, published=when))
    return rows


def reprints() -> Rows:
    """Stories of agencies, and of outlets that a reprint names, by equal and by changed texts."""
    says = "This article originally appeared in the Norrick Post."
    first, second, third = (_text(seed, 200) for seed in (1300, 1301, 1302))
    chain = "Reprinted with permission from Harbor Ledger."
    return [
        _row(f"{first}\n\n{says}", site="gazette.example", published=_day(0)),
        _row(first, site="norrickpost.example", published=_day(1)),
        _row(first, site="tribune.example", published=_day(0)),
        _row(f"{second}\n\n{says}", site="gazette.example", published=_day(0)),
        _row(f"{second}\n\n{says}", site="norrickpost.example", published=_day(1)),
        _row(third, site="gazette.example", published=_day(0)),
        _row(f"{third} indeed", site="reuters.com", published=_day(1)),
        _row(f"{third}\n\n{chain}", site="tribune.example", published=_day(0)),
        _row(f"{third} too", site="harborledger.example", published=_day(2)),
    ]


def odd() -> Rows:
    """Pages that are no article, empty and short texts, notices of one form, a very long text."""
    wall = "Just a moment...\n\nEnable JavaScript and cookies to continue"
    titled = "The page you requested could not be found."
    short = ("", "", " \n ", "…!?", "…!?", "Rain.", "rain", "Rain fell here.", "RAIN FELL HERE")
    form = story(1310, 90)
    notices = [
        " ".join(str(1000 * at + place) if place % 18 == 5 else it for place, it in enumerate(form))
        for at in range(6)
    ]
    long = _text(1311, 12_000)
    rows = [_row(text) for text in (wall, wall, *short, *notices, long, long[: len(long) // 2])]
    return [*rows, _row("Not found", title=titled), _row("Not found", title=titled)]


def dates() -> Rows:
    """Equal texts and near copies whose dates lie at the edges of a window, written in many ways."""
    edge = timedelta(days=WINDOW)
    second = timedelta(seconds=1)
    east = (_NOON + edge).replace(tzinfo=None).isoformat() + "+05:30"
    moments = [
        _NOON.isoformat(), (_NOON + edge).isoformat(), (_NOON + edge + second).isoformat(),
        (_NOON - edge - second).isoformat(), _day(0), _day(WINDOW), _day(WINDOW + 1), east,
        "2026-03-01T12:00:00", "Sun, 01 Mar 2026 12:00:00 GMT", "1 March 2026", "soon", None,
        "1970-01-01", "0001-01-01", "9999-12-31", "2026-03-01T12:00:00.123456Z",
    ]  # fmt: skip
    alike, equal = story(1320, 160), _text(1321, 160)
    chance = _chance(3)
    return [
        *(_row(edited(chance, alike, 2), published=moment) for moment in moments),
        *(_row(equal, published=moment) for moment in moments),
        *(_row(_text(1322 + at % 2, 90), published=_day(4 * (at // 4))) for at in range(16)),
    ]


def scripts() -> Rows:
    """Chinese, Japanese, Arabic, Hebrew, Thai, emoji and marks, with copies, cuts and other forms."""
    chance = _chance(4)
    alphabets = (
        ("", [chr(0x4E00 + at) for at in range(600)]),
        ("", [chr(0x3042 + at) for at in range(80)]),
        ("", [chr(0x0E01 + at) for at in range(40)]),
        (" ", [_made(chance, 0x0627, 36) for _ in range(300)]),
        (" ", [_made(chance, 0x05D0, 27) for _ in range(300)]),
        (" ", [f"{chr(0x1F600 + at % 60)}w{at}" for at in range(300)]),
        (" ", [f"e\u0301{at}a\u0308" for at in range(300)]),
        (" ", [f"\x00{at}\u200d\ufeff\U0001d400" for at in range(300)]),
    )
    rows: Rows = []
    for gap, letters in alphabets:
        words = [chance.choice(letters) for _ in range(240)]
        changed = [*words[:100], letters[0], letters[1], *words[102:]]
        rows += [_row(gap.join(some)) for some in (words, changed, words[:130], words)]
    marks = [row["text"] for row in rows if "\u0301" in str(row["text"])]
    return [*rows, *(_row(str(text).replace("e\u0301", "é")) for text in marks)]


def _made(chance: random.Random, first: int, letters: int) -> str:
    return "".join(chr(first + chance.randrange(letters)) for _ in range(5))


ID_PAIRS = (
    ("10", "9"), ("-1", "-0"), ("a", "B"), ("b", "b "), ("c", " c"), ("d", "d\x00"),
    ("\uffee", "\U0001f600"), ("é", "e\u0301"), ("null", "NaN"), ("1e1", "08"), ("'", '"'), ("\\", "%"),
)  # fmt: skip
"""Ids of which the first in the order of code points is another as numbers, in UTF-16, without case
or trimmed."""


def ids() -> Rows:
    """Copies of which only the ids tell which is kept: equal ones, and near ones."""
    chance = _chance(5)
    rows: Rows = []
    for at, pair in enumerate(ID_PAIRS):
        equal, alike = _text(1400 + at, 80), story(1420 + at, 160)
        for name in pair:
            rows.append({**_row(equal), "id": name})
            rows.append({**_row(edited(chance, alike, 1)), "id": f"~{name}"})
    return rows


PARTS: dict[str, Callable[[], Rows]] = {
    make.__name__: make
    for make in (exact, near, cuts, reworded, versions, hubs, drifting, crowded, template, dense, reprints,
                 odd, dates, scripts, ids)
}  # fmt: skip
"""What makes the rows of each part."""


def part(name: str) -> Rows:
    """
    Return the rows of one part; those without an id of their own are numbered.

    Args:
        name: A name of :data:`PARTS`.
    """
    rows = PARTS[name]()
    order = _chance(6).sample(range(len(rows)), len(rows))
    return [
        row if row["id"] is not None else {**row, "id": f"{name}-{number}"}
        for number, row in zip(order, rows, strict=True)
    ]


def corpus() -> Rows:
    """Return the rows of all parts."""
    return [row for name in PARTS for row in part(name)]
