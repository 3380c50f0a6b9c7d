"""
Other extractors' texts, before and after cleaning: cleaning must make none of them worse.

    python benchmarks/quality/extractors.py --data $CLEANNEWS_DATA [--environments DIR] [--show 20]

Each extractor runs in an environment of its own with pinned versions (``runners/*.txt``), called as
its documentation shows (``runners/run_*.py``), over the pages whose body is known. Its text is
compared with the body (page_scores.py) as it is, and cleaned with the title that the extractor
gives. A page that it fails on has no text, before and after.

Writes results/extractors.json and prints a table; --show also prints what cleaning took from the
bodies. The exit status is 1 if the F1 of one falls by more than 0.0005.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # run as a script, it finds its siblings, too

from benchmarks.environments import NotInstalledError, Peer
from benchmarks.quality.gate import versions
from benchmarks.quality.measuring import gold_pages
from benchmarks.quality.page_scores import Body, count_page, grams, joined, page_scores
from benchmarks.tables import markdown, save
from benchmarks.watching import watch

import cleannews

RUNNERS = Path(__file__).with_name("runners")
EXTRACTORS = tuple(
    Peer(name, f"run_{module}", str(RUNNERS / f"{module}.txt"))
    for name, module in (
        ("newspaper4k", "newspaper4k"),
        ("readability-lxml", "readability"),
        ("resiliparse", "resiliparse"),
        ("goose3", "goose3"),
    )
)
WORSE = 0.0005
"""F1 that cleaning may cost."""


@dataclass(frozen=True, slots=True)
class Taken:
    """
    A removed span that is in the body of its page.

    Args:
        page: The page.
        rule: What removed it.
        text: The span.
    """

    page: str
    rule: str
    text: str


def texts_by(extractor: Peer, python: Path, data: Path) -> dict[str, Any]:
    """
    Return what an extractor makes of the pages.

    Args:
        extractor: The extractor.
        python: The Python of its environment.
        data: The folder of CLEANNEWS_DATA.

    Raises:
        NotInstalledError: It did not run to its end.
    """
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch, "result.json")
        pages = data / "pages/fundus"
        watched = watch([python, RUNNERS / "read_pages.py", extractor.runner, pages, result])
        if watched.status:
            raise NotInstalledError(watched.reason)
        found: dict[str, Any] = json.loads(result.read_bytes())
    return found


def compare(found: dict[str, Any], data: Path) -> tuple[dict[str, Any], list[Taken]]:
    """
    Score the texts of an extractor, as they are and cleaned.

    Args:
        found: What it made of the pages.
        data: The folder of CLEANNEWS_DATA.

    Returns:
        The figures, and what cleaning took from the bodies.
    """
    raw, cleaned, taken = [], [], []
    for page, body in gold_pages(data):
        got = found["pages"][page["html"]]
        failed = got["error"] is not None
        done = clean(got["text"], got["title"], page.get("url"))
        raw.append(count_page(body, got["text"], failed=failed))
        cleaned.append(count_page(body, done.text, failed=failed))
        taken += taken_from(body, page["html"], done.removed)
    before, after = page_scores(raw), page_scores(cleaned)
    return {
        "version": found["version"],
        "python": found["python"],
        "raw": before,
        "cleaned": after,
        "difference": after["f1"] - before["f1"],
        "spans_taken_from_bodies": len(taken),
        "errors": sorted({_kind(got["error"]) for got in found["pages"].values() if got["error"]}),
    }, taken


def _kind(error: str) -> str:
    """Return an error's name and the first words of its message, without the paths below them."""
    return " ".join(error.split("\n\n", maxsplit=1)[0].replace("*", "").split())[:120]


def clean(text: str, title: str | None, url: str | None) -> cleannews.CleanedText:
    """
    Clean a text as a caller of the extractor would.

    Args:
        text: The text.
        title: The title that the extractor gives.
        url: The address of the page.
    """
    article = cleannews.Article(text, title=title, url=url)
    return cleannews.clean(article.text, title=article.title, site=article.site)


def taken_from(body: Body, page: str, removed: Iterable[cleannews.RemovedSpan]) -> list[Taken]:
    """
    Return the removed spans of which more than half is in the body.

    Args:
        body: The body.
        page: The page's name.
        removed: What was removed.

    >>> span = cleannews.RemovedSpan(0, 13, "More: it rain", "links", "links.more")
    >>> taken_from(Body(("More: it rained.",), (), ""), "a page", [span])
    [Taken(page='a page', rule='links.more', text='More: it rain')]
    >>> taken_from(Body(("It rained.",), (), ""), "a page", [span])
    []
    """
    known = grams(" ".join((*body.headings, *body.paragraphs)))
    whole = "\n".join(map(joined, (*body.headings, *body.paragraphs)))
    taken = []
    for span in removed:
        pieces = grams(span.text)
        inside = sum(piece in known for piece in pieces) > len(pieces) / 2
        if pieces and (inside or joined(span.text) in whole):
            taken.append(Taken(page, span.rule, span.text.strip()))
    return taken


def table(extractors: dict[str, dict[str, Any]]) -> str:
    """
    Return the figures as Markdown.

    Args:
        extractors: The figures of each.
    """
    head = ("extractor", "version", "F1", "F1 cleaned", "difference", "headlines left", "cleaned")
    rows = [
        (
            name,
            one["version"],
            f"{one['raw']['f1']:.4f}",
            f"{one['cleaned']['f1']:.4f}",
            f"{one['difference']:+.4f}",
            one["raw"]["headlines_left"],
            one["cleaned"]["headlines_left"],
            f"{one['raw']['paragraphs_lost']} → {one['cleaned']['paragraphs_lost']}",
            one["raw"]["failed"],
        )
        for name, one in extractors.items()
    ]
    return markdown((*head, "paragraphs lost", "pages failed"), rows)


def show(name: str, taken: Sequence[Taken], most: int) -> None:
    """
    Print what cleaning took from the bodies.

    Args:
        name: The extractor.
        taken: The spans.
        most: How many to print.
    """
    for one in taken[:most]:
        print(f"{name}: {one.page}: {one.rule}: {one.text[:160]!r}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    cache = Path("~/.cache/cleannews-benchmarks").expanduser()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("CLEANNEWS_DATA"))
    parser.add_argument("--environments", type=Path, default=cache, help="default: %(default)s")
    parser.add_argument("--python", action="append", default=[], help="a further Python to use")
    parser.add_argument("--show", type=int, default=0, help="spans to print for each extractor")
    args = parser.parse_args()
    if args.data is None:
        parser.error("--data or CLEANNEWS_DATA must name the folder of labelled data")
    return args


def main() -> int:
    """Compare, print, write."""
    args = arguments()
    figures: dict[str, dict[str, Any]] = {}
    missing: dict[str, str] = {}
    for extractor in EXTRACTORS:
        try:
            python = extractor.interpreter(args.environments, args.python)
            found = texts_by(extractor, python, args.data)
        except NotInstalledError as error:
            missing[extractor.name] = str(error)
            continue
        figures[extractor.name], taken = compare(found, args.data)
        show(extractor.name, taken, args.show)
    save(
        "extractors.json",
        {
            "date": datetime.now(UTC).date().isoformat(),
            "versions": versions(),
            "missing": missing,
            "extractors": figures,
        },
    )
    print(table(figures))
    for name, reason in missing.items():
        print(f"\n{name} is missing: {reason}")
    return 1 if any(one["difference"] < -WORSE for one in figures.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
