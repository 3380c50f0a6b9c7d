"""
How long an index takes to answer, how much room it needs, and whether it survives being killed.

    python benchmarks/index.py --data $CLEANNEWS_DATA latency --articles 10000 100000 1000000
    python benchmarks/index.py --data $CLEANNEWS_DATA recall
    python benchmarks/index.py --data $CLEANNEWS_DATA kills --articles 100000 --kills 40

With ``--store redis`` the index is in a Redis that is begun for it, with ``appendfsync always``.
``latency``: recombined articles (recombined.py) are added in batches up to each size; then a thousand
more are added one by one, first by this process and then by one that has just opened the file. To
come to a million sooner, ``--filled 1000000`` fills the file up with rows of drawn hashes.
``recall``: of the pairs of kept articles that the verdict makes one, the share that is looked up, on
real and on recombined articles. ``kills``: four processes add articles and are killed at random; then
every acknowledged article must be there, and no two kept articles may be duplicates.
"""

from __future__ import annotations

import argparse
import json
import random
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
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks.killing import kill_writers
from benchmarks.recall import texts_of
from benchmarks.recombined import recombined
from benchmarks.tables import markdown, save
from benchmarks.watching import machine

import cleannews
import cleannews.article
from cleannews.index.judging import NewArticle, judged, prepared
from cleannews.index.postings import Postings
from cleannews.settings import DedupeSettings
from cleannews.signatures.fingerprints import fingerprints
from servers import RedisServer

CHUNK = 4096
SINGLE = 1000
"""Articles that are added one by one at each size."""

WRITERS = 4

CUTS = (15, 20, 30, 40, 60, 100, 200, 400)
"""Words of the passages that are looked up."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder of CLEANNEWS_DATA")
    parser.add_argument("--store", choices=["sqlite", "redis"], default="sqlite")
    commands = parser.add_subparsers(dest="command", required=True)
    latency = commands.add_parser("latency")
    latency.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    latency.add_argument(
        "--filled", type=int, help="the last size, made of rows with random hashes"
    )
    commands.add_parser("recall").add_argument("--articles", type=int, default=20_000)
    kills = commands.add_parser("kills")
    kills.add_argument("--articles", type=int, default=100_000)
    kills.add_argument("--kills", type=int, default=40)
    opened = commands.add_parser("opened")
    opened.add_argument("--place", required=True)
    opened.add_argument("--articles", type=Path, required=True)
    given = parser.parse_args()
    {
        "latency": show_latency,
        "recall": show_recall,
        "kills": show_kills,
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
        server = _server(given.store, Path(folder))
        place, there = server.address() if server else str(Path(folder) / "seen.db"), 0
        source = made(given.data, 0, sys.maxsize)
        for size in sorted(given.articles):
            figures.append(_at_size(place, Path(folder), source, there, size))
            there = size + 2 * SINGLE
        if given.filled:
            _fill(Path(place), given.filled - there)
            figures.append(_at_size(place, Path(folder), source, given.filled, given.filled))
        if server:
            server.stop()
    head = (
        "articles", "batches: a second", "CPU ms", "one by one: median", "p99", "CPU", "opening",
        "then median", "p99", "bytes a kept article", "memory",
    )  # fmt: skip
    rows = [
        (
            f"{it['articles']:,}", it.get("add_many_per_second", ""), it.get("add_many_cpu_ms", ""),
            f"{it['median_ms']} ms", f"{it['p99_ms']} ms", f"{it['cpu_ms']} ms",
            f"{it['opened']['opening_s']} s", f"{it['opened']['median_ms']} ms",
            f"{it['opened']['p99_ms']} ms", it["bytes_an_article"],
            f"{it['opened']['memory_mb']} MB",
        )
        for it in figures
    ]  # fmt: skip
    print(markdown(head, rows))
    save(
        f"index-{given.store}.json" if given.store != "sqlite" else "index.json",
        {"machine": machine(), "latency": figures},
    )


def _at_size(
    place: str, folder: Path, source: Iterator[cleannews.Article], there: int, size: int
) -> dict[str, Any]:
    """Add articles in batches up to a size, and then some one by one; return the figures."""
    seconds = processor = 0.0
    row: dict[str, Any] = {"articles": size}
    with cleannews.open_index(place) as index:
        index.query(
            "A text by which everything is compiled and the file is read before this begins."
        )
        for first in range(there, size, CHUNK):
            some = list(islice(source, min(CHUNK, size - first)))
            begun, used = time.perf_counter(), time.process_time()
            for _ in index.add_many(some):
                pass
            seconds += time.perf_counter() - begun
            processor += time.process_time() - used
        if size > there:
            row["add_many_per_second"] = round((size - there) / seconds)
            row["add_many_cpu_ms"] = round(1000 * processor / (size - there), 3)
        row |= timed(index, list(islice(source, SINGLE)))
        stats = index.stats()
        row["kept"] = stats["kept"]
        row["bytes_an_article"] = round((stats["bytes"] - stats["free_bytes"]) / stats["kept"])
    file = folder / "some.jsonl"
    file.write_text("".join(f"{json.dumps(_row(it))}\n" for it in islice(source, SINGLE)))
    row["opened"] = json.loads(_child("opened", place, file).communicate()[0])
    print(json.dumps(row), file=sys.stderr)
    return row


def _fill(place: Path, rows: int) -> None:
    """Add rows like those that are there, with hashes and keys that are drawn."""
    chance = np.random.default_rng(1)
    with sqlite3.connect(place) as connection:
        some = connection.execute(
            "select length(hashes) / 4, size, content from sample join kept using (number) limit 2000"
        ).fetchall()
        for first in range(0, rows, CHUNK):
            drawn = [some[at] for at in chance.integers(len(some), size=min(CHUNK, rows - first))]
            keys = chance.integers(-(2**63), 2**63, (len(drawn), 3)).tolist()
            ((last,),) = connection.execute("select coalesce(max(number), 0) from kept")
            connection.executemany(
                "insert into kept (number, id, named, key1, key2, size, instant, added, content) "
                "values (?, ?, ?, ?, ?, ?, 1.7e9, 1.7e9, ?)",
                [
                    (last + at + 1, str(key[0]).encode(), *key, size, content)
                    for at, (key, (_, size, content)) in enumerate(zip(keys, drawn, strict=True))
                ],
            )
            connection.executemany(
                "insert into sample values (?, ?)",
                [
                    (last + at + 1, chance.integers(0, 2**32, count, np.uint32).tobytes())
                    for at, (count, _, _) in enumerate(drawn)
                ],
            )
            connection.commit()
    connection.close()


def _row(article: cleannews.Article) -> dict[str, str | None]:
    return {
        "id": article.id,
        "site": article.site,
        "published": str(article.published),
        "text": article.text,
    }


def timed(index: cleannews.Index, some: Sequence[cleannews.Article]) -> dict[str, float]:
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
    with given.articles.open() as lines:
        first, *some = [cleannews.article.as_article(json.loads(line)) for line in lines]
    with TemporaryDirectory() as folder, cleannews.open_index(Path(folder) / "seen.db") as index:
        list(index.add_many(some[:20]))  # what is compiled is loaded
    memory = _memory_mb()
    begun = time.perf_counter()
    with cleannews.open_index(given.place) as index:
        index.query(first)
        opening = round(time.perf_counter() - begun, 2)
        figures = timed(index, some)
        grown = _memory_mb() - memory
        print(json.dumps({"opening_s": opening, **figures, "memory_mb": round(grown)}))


def _memory_mb() -> float:
    """Return what this process holds of its own now, without pages of files."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


def show_recall(given: argparse.Namespace) -> None:
    """Print how many of the matches are looked up."""
    rows = []
    sets = {
        name: [
            cleannews.Article(text) for text in texts_of(given.data / f"articles/{name}.jsonl.gz")
        ]
        for name in ("allsides", "reuters21578")
    }
    sets["recombined"] = list(made(given.data, 0, given.articles))
    for name, some in sets.items():
        rows.append((name, f"{len(some):,}", *_recall(prepared(some, None))))
    head = ("articles", "in all", "pairs that match", "looked up", "share", "compared an article")
    print(markdown(head, rows))
    cuts = [_found_cuts(sets["allsides"][: given.articles], words) for words in CUTS]
    print(markdown(("words of a passage", "found", "with one word in 20 changed"), cuts))


def _found_cuts(some: Sequence[cleannews.Article], words: int) -> tuple[int, str, str]:
    """Return how many passages of longer articles lead to them, as they are and changed."""
    chance = random.Random(words)  # noqa: S311 (no secret)
    texts = [it.text for it in some if len(it.text.split()) > 500]
    postings = Postings()
    for at, it in enumerate(fingerprints(texts)):
        postings.add([at], [it.kept.tobytes()])
    shares = []
    for every in (words + 1, 20):
        hits = 0
        for at in range(1000):
            split = texts[at].split()
            begin = chance.randrange(len(split) - words)
            cut = split[begin : begin + words]
            cut[every // 2 :: every] = ["changed"] * len(cut[every // 2 :: every])
            (found,) = fingerprints([" ".join(cut if every == 20 else split[begin:][:words])])
            hits += at in postings.find(found)
        shares.append(f"{hits / 1000:.3f}")
    return words, shares[0], shares[1]


def _recall(new: Sequence[NewArticle]) -> tuple[str, str, str, str]:
    """Count matches among pairs that share any hash at all, and those among what is looked up."""
    postings = Postings()
    found: set[tuple[int, int]] = set()
    for at, it in enumerate(new):
        found.update((at, other) for other in postings.find(it.print))
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
    each = given.articles // WRITERS
    shares = (map(_row, made(given.data, at * each, each)) for at in range(WRITERS))
    with TemporaryDirectory() as folder:
        server = _server(given.store, Path(folder))
        head, row = kill_writers(shares, given.kills, server)
        if server:
            server.stop()
    print(markdown(head, [row]))


def _server(store: str, folder: Path) -> RedisServer | None:
    """Start a Redis that writes to the disk before it answers, where that is the store."""
    if store == "sqlite":
        return None
    server = RedisServer(folder)
    server.start()
    return server


def _child(command: str, place: str, some: Path) -> subprocess.Popen[str]:
    words = [command, "--place", place, "--articles", str(some)]
    return subprocess.Popen(  # noqa: S603 (the command is ours)
        [sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True
    )


if __name__ == "__main__":
    main()
