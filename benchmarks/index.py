"""
How long an index takes to answer, how much room it needs, and whether it survives being killed.

    python benchmarks/index.py --data $CLEANNEWS_DATA latency --articles 10000 100000 1000000
    python benchmarks/index.py --data $CLEANNEWS_DATA recall
    python benchmarks/index.py --data $CLEANNEWS_DATA kills --articles 100000 --kills 40

``latency``: recombined articles (recombined.py) are added in batches up to each size; then a thousand
more are added one by one, first by this process and then by one that has just opened the file.
``recall``: of the pairs of kept articles that the verdict makes one, the share that is looked up, on
real and on recombined articles. ``kills``: four processes add articles and are killed at random; then
every acknowledged article must be there, and no two kept articles may be duplicates.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.recall import texts_of
from benchmarks.recombined import recombined
from benchmarks.tables import markdown, save
from benchmarks.watching import machine

import cleannews
from cleannews.index.judging import NewArticle, judged, prepared
from cleannews.index.postings import Postings
from cleannews.machine import peak_memory_mb
from cleannews.settings import DedupeSettings

SINGLE = 1000
"""Articles that are added one by one at each size."""

WRITERS = 4


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of CLEANNEWS_DATA")
    commands = parser.add_subparsers(dest="command", required=True)
    latency = commands.add_parser("latency")
    latency.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    commands.add_parser("recall").add_argument("--articles", type=int, default=20_000)
    kills = commands.add_parser("kills")
    kills.add_argument("--articles", type=int, default=100_000)
    kills.add_argument("--kills", type=int, default=40)
    writer = commands.add_parser("writer")
    writer.add_argument("--place", type=Path, required=True)
    writer.add_argument("--from", type=int, required=True, dest="first")
    writer.add_argument("--articles", type=int, required=True)
    opened = commands.add_parser("opened")
    opened.add_argument("--place", type=Path, required=True)
    opened.add_argument("--from", type=int, required=True, dest="first")
    given = parser.parse_args()
    {
        "latency": show_latency,
        "recall": show_recall,
        "kills": show_kills,
        "writer": write,
        "opened": time_opened,
    }[given.command](given)


def made(data: Path, first: int, count: int) -> Iterator[cleannews.Article]:
    """
    Return recombined articles, without title and address.

    Args:
        data: The folder that CLEANNEWS_DATA names.
        first: How many are passed over.
        count: How many are returned.
    """
    for it in islice(recombined(data, 1), first, first + count):
        yield cleannews.Article(
            "\n\n".join(it.paragraphs), id=it.id, site=it.site, published=it.day
        )


def show_latency(given: argparse.Namespace) -> None:
    """Print and save latencies and sizes."""
    figures = []
    with TemporaryDirectory() as folder:
        place = Path(folder) / "seen.db"
        source = made(given.data, 0, sys.maxsize)
        with cleannews.open_index(place) as index:
            index.add("A text that lets everything be compiled before anything is measured here.")
            there = 0
            for size in sorted(given.articles):
                begun, used = time.perf_counter(), time.process_time()
                for _ in index.add_many(islice(source, size - there)):
                    pass
                seconds, processor = time.perf_counter() - begun, time.process_time() - used
                row = {
                    "articles": size,
                    "add_many_per_second": round((size - there) / seconds),
                    "add_many_cpu_ms": round(1000 * processor / (size - there), 3),
                    **timed(index, islice(source, SINGLE)),
                }
                stats = index.stats()
                there = size + SINGLE
                row["kept"] = stats["kept"]
                row["bytes_an_article"] = round(
                    (stats["bytes"] - stats["free_bytes"]) / stats["kept"]
                )
                row["peak_memory_mb"] = peak_memory_mb()
                row["opened"] = json.loads(_child(given.data, "opened", place, there).communicate()[0])
                there += SINGLE
                next(islice(source, SINGLE, SINGLE), None)
                figures.append(row)
                print(json.dumps(row), file=sys.stderr)
    head = (
        "articles", "batches: a second", "CPU", "one by one: median", "p99", "CPU", "opening",
        "then median", "p99", "bytes a kept article", "memory",
    )  # fmt: skip
    rows = [
        (
            f"{it['articles']:,}", it["add_many_per_second"], f"{it['add_many_cpu_ms']} ms",
            f"{it['median_ms']} ms", f"{it['p99_ms']} ms", f"{it['cpu_ms']} ms",
            f"{it['opened']['opening_s']} s", f"{it['opened']['median_ms']} ms",
            f"{it['opened']['p99_ms']} ms", it["bytes_an_article"],
            f"{it['opened']['peak_memory_mb']} MB",
        )
        for it in figures
    ]  # fmt: skip
    print(markdown(head, rows))
    save("index.json", {"machine": machine(), "latency": figures})


def timed(index: cleannews.Index, some: Iterator[cleannews.Article]) -> dict[str, float]:
    """
    Add articles one by one.

    Args:
        index: The index.
        some: The articles.

    Returns:
        Milliseconds: median, 99th percentile and most of the time that passed, and the mean of the
        processor's.
    """
    times = []
    used = 0.0
    for article in some:
        begun, processor = time.perf_counter(), time.process_time()
        index.add(article)
        times.append(time.perf_counter() - begun)
        used += time.process_time() - processor
    milliseconds = 1000 * np.array(times)
    median, high = np.quantile(milliseconds, [0.5, 0.99])
    return {
        "median_ms": round(float(median), 3),
        "p99_ms": round(float(high), 3),
        "most_ms": round(float(milliseconds.max()), 1),
        "cpu_ms": round(1000 * used / len(times), 3),
    }


def time_opened(given: argparse.Namespace) -> None:
    """Open an index, and time the first answer and those after it."""
    some = made(given.data, given.first, SINGLE)
    first = next(some)
    begun = time.perf_counter()
    with cleannews.open_index(given.place) as index:
        index.query(first)
        opening = round(time.perf_counter() - begun, 2)
        print(json.dumps({
            "opening_s": opening, **timed(index, some), "peak_memory_mb": peak_memory_mb()
        }))  # fmt: skip


def show_recall(given: argparse.Namespace) -> None:
    """Print how many of the matches are looked up."""
    rows = []
    sets = {
        name: [cleannews.Article(text) for text in texts_of(given.data / f"articles/{name}.jsonl.gz")]
        for name in ("allsides", "reuters21578")
    }
    sets["recombined"] = list(made(given.data, 0, given.articles))
    for name, some in sets.items():
        rows.append((name, f"{len(some):,}", *_recall(prepared(some, None))))
    head = ("articles", "in all", "pairs that match", "looked up", "share", "compared an article")
    print(markdown(head, rows))


def _recall(new: Sequence[NewArticle]) -> tuple[str, str, str, str]:
    """Count matches among pairs that share any hash at all, and those among what is looked up."""
    postings = Postings()
    found: set[tuple[int, int]] = set()
    for at, it in enumerate(new):
        found.update((at, other) for other in postings.find(it.print.hashes))
        postings.add([at], [it.print.kept.tobytes()])
    every = _sharing(new)
    known = [it.known for it in new]
    settings = DedupeSettings()
    pairs = sorted((found | every) - {(at, at) for at in range(len(new))})
    matches = {
        (at, it.other)
        for at, some in enumerate(judged(known, known, pairs, settings))
        for it in some
    }
    hits = len(matches & found)
    return (
        f"{len(matches):,}", f"{hits:,}", f"{hits / max(1, len(matches)):.4f}",
        f"{len(found) / len(new):.2f}",
    )  # fmt: skip


def _sharing(new: Sequence[NewArticle]) -> set[tuple[int, int]]:
    """Return the pairs that share a good part of all hashes of one of them, common hashes left out."""
    hashes = np.concatenate([it.print.hashes for it in new])
    owners = np.repeat(np.arange(len(new)), [len(it.print.hashes) for it in new])
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    starts = np.flatnonzero(np.r_[True, hashes[1:] != hashes[:-1], True])
    counts: dict[tuple[int, int], int] = {}
    for begin, end in zip(starts.tolist(), starts[1:].tolist(), strict=False):
        if 1 < end - begin <= 100:
            some = owners[begin:end].tolist()
            for at, one in enumerate(some):
                for other in some[:at]:
                    counts[one, other] = counts.get((one, other), 0) + 1
    sizes = [len(it.print.hashes) for it in new]
    return {
        (one, other)
        for (one, other), count in counts.items()
        if count >= 0.05 * min(sizes[one], sizes[other])
    }


def show_kills(given: argparse.Namespace) -> None:
    """Let writers be killed, and check what they leave."""
    chance = random.Random(1)  # noqa: S311 (no secret)
    each = given.articles // WRITERS
    with TemporaryDirectory() as folder:
        place = Path(folder) / "seen.db"
        begun = time.perf_counter()
        done = [0] * WRITERS
        acknowledged: list[dict[str, Any]] = []
        writers = [_writer(given.data, place, at * each, each) for at in range(WRITERS)]
        kills = 0
        while any(count < each for count in done):
            if kills < given.kills:
                time.sleep(chance.uniform(1, 4))
                at = chance.randrange(WRITERS)
                os.kill(writers[at].pid, signal.SIGKILL)
                kills += 1
            for at, process in enumerate(writers):
                if kills < given.kills and process.poll() is None:
                    continue
                lines = process.communicate()[0].splitlines()
                answers = [json.loads(line) for line in lines if line.endswith("}")]
                acknowledged += answers
                done[at] += len(answers)
                if done[at] < each:
                    first = at * each + done[at]
                    writers[at] = _writer(given.data, place, first, each - done[at])
        seconds = time.perf_counter() - begun
        lost, twice, sound, stats = _left(place, acknowledged)
    head = ("added", "kills", "seconds", "kept", "acknowledged and lost", "kept twice", "file")
    row = (
        f"{len(acknowledged):,}", kills, round(seconds), f"{stats['kept']:,}", lost, twice, sound,
    )  # fmt: skip
    print(markdown(head, [row]))


def _left(
    place: Path, acknowledged: Sequence[dict[str, Any]]
) -> tuple[int, int, str, dict[str, Any]]:
    """Return what was lost, what is kept though a duplicate, whether the file is sound, its figures."""
    with sqlite3.connect(place) as connection:
        ((sound,),) = connection.execute("pragma integrity_check")
    with cleannews.open_index(place) as index:
        rows = list(index.rows())
        stats = index.stats()
    there = {row.known.id for row in rows}
    there |= {id for row in rows for id, _ in row.duplicates}
    lost = sum(answer["id"] not in there for answer in acknowledged)
    keys = [row.known.key for row in rows]
    return lost, len(keys) - len(set(keys)), sound, stats


def write(given: argparse.Namespace) -> None:
    """Add articles one by one, and say so of each when it is stored."""
    with cleannews.open_index(given.place) as index:
        for article in made(given.data, given.first, given.articles):
            match = index.add(article)
            print(json.dumps({"id": article.id, "match": match and match.id}), flush=True)


def _writer(data: Path, place: Path, first: int, count: int) -> subprocess.Popen[str]:
    return _child(data, "writer", place, first, "--articles", str(count))


def _child(data: Path, command: str, place: Path, first: int, *more: str) -> subprocess.Popen[str]:
    words = ["--data", str(data), command, "--place", str(place), "--from", str(first), *more]
    return subprocess.Popen(  # noqa: S603 (the command is ours)
        [sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True
    )


if __name__ == "__main__":
    main()
