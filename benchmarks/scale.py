"""
How cleannews grows: ten thousand, a hundred thousand, a million articles, from files to files.

    python benchmarks/scale.py --data $CLEANNEWS_DATA [--sizes 10000,100000,1000000] [--workers 2]

Makes corpora of articles of about 4 kB, recombined from real ones (``recombined.py``), and runs
``cleannews dedupe`` on each: seconds by stage, the memory of all its processes together, and how
many of the planted copies came into one group with their source. The smaller ones are also grouped
in memory by ``cleannews.dedupe``, without cleaning. A million articles need about 25 GB of disk.

Writes results/scale.json and results/scale.svg, and prints a table.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a script, it finds its siblings, too

from benchmarks.environments import PEERS
from benchmarks.recombined import recombined
from benchmarks.tables import markdown, plot_style, save, save_plot
from benchmarks.watching import Watched, machine, watch

SEED = 20260302
IN_MEMORY = 100_000
"""Articles up to which they are grouped in memory, too, without being asked."""

Figures = dict[str, Any]


class FailedError(Exception):
    """A run ended with an error."""


def corpus(data: Path, folder: Path, size: int) -> Path:
    """
    Write the articles of one size, unless they are there.

    Args:
        data: The folder that CLEANNEWS_DATA names.
        folder: The folder of the corpora.
        size: How many articles.
    """
    path = folder / f"recombined-{size}.jsonl"
    if not path.exists():
        print(f"making {path.name}", file=sys.stderr)
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as lines:
            for article in islice(recombined(data, SEED), size):
                lines.write(f"{json.dumps(article.row(), ensure_ascii=False)}\n")
        part.rename(path)
    return path


def rows(path: Path) -> Iterator[Figures]:
    """Read JSON lines."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def files_to_files(path: Path, folder: Path, workers: int) -> Figures:
    """
    Run the command on a corpus and return its figures.

    Args:
        path: The corpus.
        folder: Where the outputs stand until they are read.
        workers: Processes of the command.
    """
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "cleannews", "dedupe", str(path)]
    watched = succeeded(watch([*command, "--out", str(out), "--workers", str(workers)]))
    summary = json.loads((out / "summary.json").read_bytes())
    figures = {
        "seconds": summary["run"]["seconds"],
        "wall_seconds": round(watched.seconds, 1),
        "articles_per_second": summary["run"]["articles_per_second"],
        "reported_memory_mb": summary["run"]["peak_memory_mb"],
        "memory_mb": round(watched.memory_mb),
        "groups": summary["groups"],
        "relations": summary["relations"],
        "removed": summary["removed"],
        "planted": planted(path, out / "groups.jsonl"),
    }
    shutil.rmtree(out)
    return figures


def in_memory(path: Path, folder: Path) -> Figures:
    """
    Group the texts of a corpus by one call.

    Args:
        path: The corpus.
        folder: Where the result stands until it is read.
    """
    result = folder / "result.json"
    runner = PEERS / "run_cleannews.py"
    watched = succeeded(watch([sys.executable, PEERS / "drive.py", runner, path, result]))
    done = json.loads(result.read_bytes())
    return {
        "seconds": round(done["seconds"], 3),
        "memory_mb": round(max(done["memory_mb"], watched.memory_mb)),
        "groups": len(done["groups"]),
    }


def succeeded(watched: Watched) -> Watched:
    """Return a program that ended well, or raise."""
    if watched.status:
        raise FailedError(watched.reason)
    return watched


def planted(path: Path, groups: Path) -> Figures:
    """
    Compare groups with the copies that were planted.

    Args:
        path: The corpus.
        groups: The table of groups.

    Returns:
        How many copies there are of each kind and how many share a group with their source, and
        in how many groups there are members that no copying connects.
    """
    group_of: dict[str, str] = {}
    members_of: dict[str, list[str]] = {}
    for row in rows(groups):
        members_of[row["group"]] = [member["id"] for member in row["members"]]
        group_of.update((member, row["group"]) for member in members_of[row["group"]])
    origin: dict[str, str] = {}
    copies: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for row in rows(path):
        source: str | None = row.get("copy_of")
        if source is not None:
            origin[row["id"]] = origin.get(source, source)
            copies[row["change"]] += 1
            in_group = group_of.get(row["id"])
            found[row["change"]] += in_group is not None and in_group == group_of.get(source)
    mixed = sum(
        len({origin.get(member, member) for member in members}) > 1
        for members in members_of.values()
    )
    return {"copies": dict(copies), "found": dict(found), "groups_of_unconnected": mixed}


def growth(sizes: Sequence[Figures]) -> dict[str, list[float]]:
    """Return by what each stage's seconds grow from one size to the next."""
    seconds = [size["files"]["seconds"] for size in sizes]
    return {
        stage: [
            round(more[stage] / less[stage], 1) if less[stage] else 0.0
            for less, more in pairwise(seconds)
        ]
        for stage in seconds[0]
    }


def table(sizes: Sequence[Figures], grown: dict[str, list[float]]) -> str:
    """Return the figures as Markdown, a column for each size."""
    lines = []
    for stage, factors in grown.items():
        seconds = [f"{size['files']['seconds'][stage]:.1f}" for size in sizes]
        shown = [f"{value} (× {by})" for value, by in zip(seconds[1:], factors, strict=True)]
        lines.append((f"{stage}, s", seconds[0], *shown))
    lines.append(("memory of all processes, MB", *(size["files"]["memory_mb"] for size in sizes)))
    in_memory = [size["memory"] or {"seconds": "", "memory_mb": ""} for size in sizes]
    lines.append(("in memory: texts to groups, s", *(found["seconds"] for found in in_memory)))
    lines.append(("in memory: memory, MB", *(found["memory_mb"] for found in in_memory)))
    shares = [
        sum(size["files"]["planted"]["found"].values())
        / sum(size["files"]["planted"]["copies"].values())
        for size in sizes
    ]
    lines.append(("planted copies found", *(f"{share:.1%}" for share in shares)))
    return markdown(("articles", *(f"{size['articles']:,}" for size in sizes)), lines)


def plot(sizes: Sequence[Figures]) -> Any:
    """Return the seconds of each stage over the number of articles, both logarithmic."""
    plot_style()
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(5.5, 3.6))
    articles = [size["articles"] for size in sizes]
    for stage in sizes[0]["files"]["seconds"]:
        seconds = [size["files"]["seconds"][stage] for size in sizes]
        axes.loglog(
            articles, seconds, marker="o", linewidth=2 if stage == "total" else 1, label=stage
        )
    held = [(size["articles"], size["memory"]["seconds"]) for size in sizes if size["memory"]]
    if held:
        axes.loglog(
            *zip(*held, strict=True), marker="s", linestyle=":", label="in memory, uncleaned"
        )
    axes.set_xlabel("articles of 4 kB")
    axes.set_ylabel("seconds")
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("CLEANNEWS_DATA"))
    parser.add_argument("--sizes", default="10000,100000,1000000", help="default: %(default)s")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="keep the corpora here for another time")
    parser.add_argument(
        "--memory-too", action="store_true", help=f"group more than {IN_MEMORY:,} in memory, too"
    )
    args = parser.parse_args()
    if args.data is None:
        parser.error("--data or CLEANNEWS_DATA must name the folder of real articles")
    return args


def measured(args: argparse.Namespace, folder: Path) -> Iterator[Figures]:
    """Yield the figures of each size."""
    for size in map(int, args.sizes.split(",")):
        path = corpus(args.data, folder, size)
        files = files_to_files(path, folder, args.workers)
        print(f"{size:,} articles, files: {files['seconds']}", file=sys.stderr)
        held = in_memory(path, folder) if size <= IN_MEMORY or args.memory_too else None
        print(f"{size:,} articles, in memory: {held}", file=sys.stderr)
        yield {
            "articles": size,
            "megabytes": round(path.stat().st_size / 1e6),
            "files": files,
            "memory": held,
        }


def main() -> None:
    """Measure, write, print."""
    args = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        sizes = list(measured(args, folder))
    grown = growth(sizes)
    figures = {
        "date": datetime.now(UTC).date().isoformat(),
        "command": "python benchmarks/scale.py --data $CLEANNEWS_DATA"
        f" --sizes {args.sizes} --workers {args.workers}",
        "machine": machine(),
        "growth": grown,
        "sizes": sizes,
    }
    save("scale.json", figures)
    save_plot("scale.svg", plot(sizes))
    print(table(sizes, grown))


if __name__ == "__main__":
    main()
