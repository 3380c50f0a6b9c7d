"""
The quality gate: the library's figures on labelled data, beside pinned floors.

    python benchmarks/quality/gate.py --data $CLEANNEWS_DATA [--only lines,pages] [--raise-floors]

Parts: ``lines`` (boilerplate marked by hand in articles, each cleaned alone), ``memory`` (the same
with a site memory learned from all articles), ``pages`` (pages whose body is known), ``strings``
(pages with strings that must and must not be in the text), ``pairs`` and ``reuters`` (labelled
pairs, all articles cleaned and grouped). Each is measured for all outlets or publishers, for the
half that rules are written from, and for the half that is held out (halves.py); more than five
points of recall or F1 between the halves are a finding.

Writes results/quality.json and prints tables. The exit status is 1 if a figure misses its floor.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # run as a script, it finds its siblings, too

from benchmarks.quality.floors import (
    LINES,
    PAGES,
    PAIRS,
    STRINGS,
    Measure,
    Verdict,
    judged,
    moved,
    read_floors,
    write_floors,
)
from benchmarks.quality.halves import HALVES, gaps
from benchmarks.quality.measuring import (
    ALLSIDES,
    REUTERS,
    ByHalves,
    measure_lines,
    measure_pages,
    measure_pairs,
    measure_strings,
)
from benchmarks.tables import RESULTS, markdown, save

import cleannews
from cleannews.settings import digest

RESULT = "quality.json"


@dataclass(frozen=True, slots=True)
class Part:
    """
    One set of labels.

    Args:
        title: What the table is called.
        measure: Makes the figures.
        measures: What is pinned of them.
    """

    title: str
    measure: Callable[[Path], ByHalves]
    measures: tuple[Measure, ...]


PARTS = {
    "lines": Part("boilerplate marked in articles", measure_lines, LINES),
    "memory": Part(
        "boilerplate marked in articles, with a site memory",
        partial(measure_lines, remember=True),
        LINES,
    ),
    "pages": Part("pages whose body is known", measure_pages, PAGES),
    "strings": Part("pages with strings to look for", measure_strings, STRINGS),
    "pairs": Part("labelled pairs of articles", partial(measure_pairs, name=ALLSIDES), PAIRS),
    "reuters": Part("labelled pairs of wire items", partial(measure_pairs, name=REUTERS), PAIRS),
}


def shown(value: float | None) -> str:
    """
    Return a figure for a table.

    Args:
        value: A count, a share or nothing.

    >>> shown(3), shown(0.84901), shown(0.00007), shown(None)
    ('3', '0.8490', '0.00007', '')
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    return f"{value:.5f}" if 0 < value < 0.01 else f"{value:.4f}"


def table(figures: ByHalves, verdicts: Sequence[Verdict]) -> str:
    """
    Return the figures of a part as Markdown: counts first, then what is pinned.

    Args:
        figures: For all and for each half.
        verdicts: On what is pinned.
    """
    columns = ("all", *HALVES)
    by_name = {verdict.measure.name: verdict for verdict in verdicts}
    rows = []
    for name in sorted(figures["all"], key=by_name.__contains__):
        row = [shown(figures.get(column, {}).get(name)) for column in columns]
        rows.append((name, *row, *_judgement(by_name.get(name))))
    return markdown(("measure", *columns, "pinned", "passed"), rows)


def _judgement(verdict: Verdict | None) -> tuple[str, str]:
    if verdict is None:
        return "", ""
    bound = "" if verdict.floor is None else "≤ " if verdict.measure.ceiling else "≥ "
    return bound + shown(verdict.floor), verdict.said


def kept_results() -> dict[str, Any]:
    """Return the figures of earlier runs, which stay for the parts that do not run now."""
    path = RESULTS / RESULT
    found: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {}
    return {name: found[name] for name in PARTS if name in found}


def versions() -> dict[str, str]:
    """Return what the figures depend on besides the data."""
    files = [path for path in Path(cleannews.__file__).parent.rglob("*.*") if path.is_file()]
    source = digest({}, [path for path in files if path.parent.name != "__pycache__"])
    return {
        "cleannews": cleannews.__version__,
        "cleannews source": source,
        "trafilatura": version("trafilatura"),
        "python": platform.python_version(),
    }


def measured(part: Part, data: Path) -> dict[str, Any]:
    """
    Return what is kept of a part in the results.

    Args:
        part: The part.
        data: The folder of CLEANNEWS_DATA.
    """
    started = time.perf_counter()
    figures = part.measure(data)
    seconds = round(time.perf_counter() - started, 1)
    print(f"{part.title}: {seconds:.0f} s", file=sys.stderr)
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": versions(),
        "seconds": seconds,
        "figures": figures,
        "gaps": gaps(figures, [one.name for one in part.measures if one.halves]),
    }


def tell_moves(part: str, before: Mapping[str, float], after: Mapping[str, float]) -> None:
    """
    Print the floors that were moved.

    Args:
        part: The name of the part.
        before: Its floors.
        after: Its new ones.
    """
    for name, floor in after.items():
        if floor != before.get(name):
            print(f"\nPinned: {part}.{name} at {floor}, before {before.get(name, 'nothing')}")


def report(figures: ByHalves, verdicts: Sequence[Verdict], part: Part) -> None:
    """
    Print what came out for a part.

    Args:
        figures: For all and for each half.
        verdicts: On what is pinned.
        part: The part.
    """
    print(f"\n{part.title}\n\n{table(figures, verdicts)}")
    for gap in gaps(figures, [one.name for one in part.measures if one.halves]):
        print(f"\nFinding, the halves differ: {gap}")


def advise(verdicts: dict[str, list[Verdict]]) -> None:
    """
    Print what to do about floors.

    Args:
        verdicts: For each part.
    """
    for part, some in verdicts.items():
        for verdict in some:
            name = f"{part}.{verdict.measure.name}"
            if verdict.floor is None:
                print(
                    f"\nNot pinned: {name} is {shown(verdict.figure)}; pin it with --raise-floors"
                )
            elif not verdict.passed:
                bound = _judgement(verdict)[0]
                print(f"\nFailed: {name} is {shown(verdict.figure)}, must be {bound}")
            elif verdict.could_rise:
                print(f"\nBetter: {name} is {shown(verdict.figure)}; pin it with --raise-floors")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("CLEANNEWS_DATA"))
    parser.add_argument("--only", default=",".join(PARTS), help="parts (default: all of them)")
    parser.add_argument(
        "--lower-floors", action="store_true", help="pin the figures that miss their floor"
    )
    parser.add_argument(
        "--raise-floors", action="store_true", help="pin the figures that exceed their floor"
    )
    args = parser.parse_args()
    if args.data is None:
        parser.error("--data or CLEANNEWS_DATA must name the folder of labelled data")
    asked = args.only.split(",")
    unknown = sorted(set(asked) - set(PARTS))
    args.only = [name for name in PARTS if name in asked]
    if unknown:
        parser.error(f"unknown parts: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    return args


def main() -> int:
    """Measure, judge, print, write."""
    args = arguments()
    floors, results = read_floors(), kept_results()
    verdicts = {}
    for name in args.only:
        part = PARTS[name]
        results[name] = measured(part, args.data)
        figures = results[name]["figures"]
        pinned = floors.get(name, {})
        moves = moved(
            judged(part.measures, figures["all"], pinned),
            down=args.lower_floors,
            up=args.raise_floors,
        )
        tell_moves(name, pinned, moves)
        floors[name] = moves
        verdicts[name] = judged(part.measures, figures["all"], moves)
        report(figures, verdicts[name], part)
    save(RESULT, {name: results[name] for name in PARTS if name in results})
    if args.lower_floors or args.raise_floors:
        write_floors({name: floors[name] for name in PARTS if name in floors})
    advise(verdicts)
    return 0 if all(one.passed for some in verdicts.values() for one in some) else 1


if __name__ == "__main__":
    sys.exit(main())
