"""
Writers of one index that are killed at random: what was acknowledged must be there, and nothing twice.

Used by index.py; run as a script it is one of the writers.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import cleannews
from cleannews.article import as_article
from cleannews.index.judging import Known, judged
from cleannews.index.postings import Postings
from cleannews.settings import DedupeSettings
from cleannews.signatures.fingerprints import fingerprints
from servers import RedisServer

HEAD = ("acknowledged", "kills", "seconds", "kept", "lost", "kept twice", "integrity")


def kill_writers(
    shares: Iterable[Iterable[Mapping[str, Any]]], kills: int, server: RedisServer | None = None
) -> tuple[tuple[str, ...], tuple[object, ...]]:
    """
    Let processes add articles to one index, and kill them at random until all are added.

    Args:
        shares: The articles of each process, as rows.
        kills: How often to kill.
        server: The index is in this Redis, which is killed as often as each of the processes; by
            default it is a SQLite file.

    Returns:
        The head and the row of a table.
    """
    chance = random.Random(1)  # noqa: S311 (no secret)
    with TemporaryDirectory() as folder:
        place = server.address() if server else str(Path(folder) / "seen.db")
        files: list[Path] = []
        for at, rows in enumerate(shares):
            files.append(Path(folder) / f"{at}.jsonl")
            files[at].write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        begun = time.perf_counter()
        logs = [path.with_suffix(".log") for path in files]
        writers = [_writer(place, *them) for them in zip(files, logs, strict=True)]
        killed = 0
        while any(process.poll() != 0 for process in writers):
            time.sleep(chance.uniform(0.5, 3))
            at = chance.randrange(len(writers) + (server is not None))
            if at == len(writers) and server and killed < kills:
                server.kill()
                server.start()
                killed += 1
            elif killed < kills and writers[at].poll() is None:
                os.kill(writers[at].pid, signal.SIGKILL)
                killed += 1
            for other, process in enumerate(writers):
                if process.poll() not in (None, 0):
                    writers[other] = _writer(place, files[other], logs[other])
        seconds = time.perf_counter() - begun
        acknowledged = {line for log in logs for line in log.read_text().split("\n")[:-1]}
        lost, twice, sound, stats = _left(place, acknowledged)
    counts = f"{len(acknowledged):,}", killed, round(seconds), f"{stats['kept']:,}"
    return HEAD, (*counts, lost, twice, sound)


def _writer(place: str, some: Path, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen([sys.executable, __file__, place, some], stdout=file)  # noqa: S603


def _left(place: str, acknowledged: Collection[str]) -> tuple[int, int, str, dict[str, Any]]:
    """Return what was lost, what is kept though a duplicate, whether the file is sound, its figures."""
    sound = "-"
    if "://" not in place:
        with sqlite3.connect(place) as connection:
            ((sound,),) = connection.execute("pragma integrity_check")
    with cleannews.open_index(place) as index:
        rows = list(index.rows())
        stats = index.stats()
    there = {row.known.id for row in rows}
    there |= {id for row in rows for id, _ in row.duplicates}
    lost = sum(json.loads(id) not in there for id in acknowledged)
    return lost, _kept_twice([row.known for row in rows]), sound, stats


def _kept_twice(kept: Sequence[Known]) -> int:
    """Count the kept articles that are duplicates of one that was kept before."""
    postings = Postings()
    pairs = []
    for at, known in enumerate(kept):
        (found,) = fingerprints([known.text])
        pairs += [(at, other) for other in postings.find(found)]
        postings.add([at], [found.kept.tobytes()])
    matches = judged(kept, kept, pairs, DedupeSettings())
    return sum(any(it.match.duplicate for it in some) for some in matches)


def write(place: str, articles: Path) -> None:
    """
    Add articles one by one, and print the id of each when it is stored; a new one begins anew.

    Args:
        place: The index.
        articles: The articles as JSON Lines.
    """
    with cleannews.open_index(place) as index, articles.open() as lines:
        for line in lines:
            article = as_article(json.loads(line))
            if not index.group(str(article.id)):
                index.add(article)
            print(json.dumps(article.id), flush=True)


if __name__ == "__main__":
    write(sys.argv[1], Path(sys.argv[2]))
