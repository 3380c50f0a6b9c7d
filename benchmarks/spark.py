"""
How ``cleannews.spark.dedupe`` grows: a hundred thousand and a million articles, step by step.

    python benchmarks/spark.py --data $CLEANNEWS_DATA [--sizes 100000,1000000] [--cores 2]

The corpora are those of scale.py, as Parquet files of some 16 MB of text. Each is grouped by a
Spark of one machine (``local[cores]``): seconds, the memory of all its processes together, and what
Spark's event log says of each step (sparksteps.py): what went through shuffles, what was spilled,
read and written, and how long the tasks took. Small tables are not broadcast for joins: those of a
billion articles would not be, either. Then ``cleannews.dedupe`` groups the same articles in
memory, and both must give the same groups. A million articles need about 25 GB of disk and 12 GB of
memory.

Writes results/spark.json, and prints the steps and what more articles would cost (sparksizing.py).
With ``--tables`` it only prints again what was written.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a script, it finds its siblings, too

from benchmarks.scale import FailedError, corpus, planted, rows, succeeded
from benchmarks.sparksizing import farther
from benchmarks.sparksteps import growth, steps_of
from benchmarks.sparktables import GROWING, table
from benchmarks.tables import RESULTS, save
from benchmarks.watching import machine, watch

import cleannews

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

COLUMNS = ("id", "text", "title", "url", "site", "published")
"""The columns of the Parquet files: all of them strings."""

ROWS_IN_FILE = 4_000
"""Articles in a Parquet file: about 16 MB of text."""

ROWS_IN_TASK = 15_625
"""Articles for each partition of a shuffle: 64 partitions for a million."""

DRIVER_MEMORY = "6g"
"""The heap of Spark. Processes of Python come to it."""

SAVED = "spark.json"

Figures = dict[str, Any]


def parquet(path: Path) -> Path:
    """
    Write a corpus as Parquet files, unless they are there.

    Args:
        path: The corpus as JSON lines.

    Returns:
        Their folder.
    """
    import pyarrow as pa
    from pyarrow.parquet import write_table

    folder = path.with_suffix(".parquet")
    if folder.exists():
        return folder
    part = path.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    source, number = rows(path), 0
    while some := list(islice(source, ROWS_IN_FILE)):
        write_table(pa.Table.from_pylist(some, schema), part / f"{number:05}.parquet")
        number += 1
    part.rename(folder)
    return folder


def articles(folder: Path) -> Iterator[Figures]:
    """Read the articles of Parquet files as rows."""
    from pyarrow.parquet import read_table

    for path in sorted(folder.glob("*.parquet")):
        yield from read_table(path).to_pylist()


def session(args: argparse.Namespace) -> SparkSession:
    """Start Spark."""
    from pyspark.sql import SparkSession

    (args.scratch / "log").mkdir()
    conf = {
        "spark.driver.memory": DRIVER_MEMORY,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(args.scratch / "local"),
        "spark.sql.warehouse.dir": str(args.scratch / "warehouse"),
        "spark.sql.shuffle.partitions": str(args.partitions),
        "spark.sql.autoBroadcastJoinThreshold": "-1",  # or growth tells of plans that change
        "spark.hadoop.parquet.hadoop.vectored.io.enabled": "false",  # Spark would not count its bytes
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": (args.scratch / "log").as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
    }
    builder = SparkSession.builder.master(f"local[{args.cores}]").appName("benchmarks/spark.py")
    for name, value in conf.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def run_spark(args: argparse.Namespace) -> Figures:
    """Group a corpus on Spark, in a process of its own, and leave the result in its files."""
    import cleannews.spark

    spark = session(args)
    df = spark.read.parquet(args.corpus.as_uri())
    began = time.perf_counter()
    work = (args.scratch / "work").as_uri()
    result = cleannews.spark.dedupe(df, cleaner=_cleaner(args), work=work)
    seconds = time.perf_counter() - began
    files = [it.removeprefix("file://") for it in result.inputFiles()]
    spark.stop()
    return {"seconds": round(seconds, 1), "files": files}


def run_alone(args: argparse.Namespace) -> Figures:
    """Group a corpus in memory, in a process of its own, and write its groups."""
    some = list(articles(args.corpus))
    began = time.perf_counter()
    result = cleannews.dedupe(some, cleaner=_cleaner(args))
    seconds = time.perf_counter() - began
    members = {group.id: [it.id for it in group.members] for group in result.groups}
    write_groups(args.scratch / "alone.jsonl", members)
    return {"seconds": round(seconds, 1), "dropped": len(result.dropped)}


def _cleaner(args: argparse.Namespace) -> cleannews.Cleaner | None:
    return cleannews.Cleaner() if args.cleaner else None


RUNS = {"spark": run_spark, "alone": run_alone}


def write_groups(path: Path, members_of: dict[str, list[str]]) -> None:
    """
    Write groups as the table of a run of the command has them.

    Args:
        path: The file.
        members_of: The ids of the members by the id of the group.
    """
    with path.open("w", encoding="utf-8") as lines:
        for group, members in members_of.items():
            row = {"group": group, "members": [{"id": it} for it in members]}
            lines.write(f"{json.dumps(row)}\n")


def groups_in(path: Path) -> dict[str, set[str]]:
    """Read the ids of the members by the id of the group."""
    return {row["group"]: {it["id"] for it in row["members"]} for row in rows(path)}


def child(args: argparse.Namespace, run: str, path: Path, scratch: Path, size: int) -> Figures:
    """
    Run this program for one run.

    Args:
        args: The command line.
        run: One of :data:`RUNS`.
        path: The Parquet files of the corpus.
        scratch: An empty folder for what lies in between.
        size: Articles in the corpus.

    Returns:
        What the run returns, and the most memory that its processes held together.
    """
    partitions = max(4 * args.cores, -(-size // ROWS_IN_TASK))
    options = {
        "--run": run, "--corpus": path, "--scratch": scratch, "--cores": args.cores,
        "--partitions": partitions,
    }  # fmt: skip
    words = [str(word) for option in options.items() for word in option]
    cleaned = "--cleaner" if args.cleaner else "--no-cleaner"
    command = [sys.executable, __file__, *words, cleaned]
    watched = watch(command, {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"})
    if watched.status:
        print(watched.errors, file=sys.stderr)
    succeeded(watched)
    figures: Figures = json.loads((scratch / f"{run}.json").read_bytes())
    return {**figures, "memory_mb": round(watched.memory_mb), "wall": round(watched.seconds, 1)}


def on_spark(args: argparse.Namespace, path: Path, scratch: Path, size: int) -> Figures:
    """
    Group a corpus on Spark and return the figures.

    Args:
        args: The command line.
        path: The corpus as JSON lines.
        scratch: An empty folder for what lies in between; the groups stand there as spark.jsonl.
        size: Articles in the corpus.
    """
    from pyarrow.parquet import read_table

    done = child(args, "spark", path.with_suffix(".parquet"), scratch, size)
    parts = [read_table(it, columns=["id", "group", "kept"]) for it in done.pop("files")]
    members: defaultdict[str, list[str]] = defaultdict(list)
    for part in parts:
        for id, group in zip(part["id"].to_pylist(), part["group"].to_pylist(), strict=True):
            if group is not None:
                members[group].append(id)
    write_groups(scratch / "spark.jsonl", members)
    (log,) = (scratch / "log").iterdir()
    with log.open(encoding="utf-8") as lines:
        steps = steps_of(lines)
    return {
        **done,
        "rows": sum(part.num_rows for part in parts),
        "dropped": sum(part["kept"].to_pylist().count(False) for part in parts),
        "groups": len(members),
        "planted": planted(path, scratch / "spark.jsonl"),
        "steps": steps,
    }


def alone(args: argparse.Namespace, path: Path, scratch: Path, size: int) -> Figures:
    """
    Group a corpus in memory, and compare with the groups of Spark.

    Args:
        args: The command line.
        path: The corpus as JSON lines.
        scratch: The folder in which those groups stand.
        size: Articles in the corpus.
    """
    done = child(args, "alone", path.with_suffix(".parquet"), scratch, size)
    here = groups_in(scratch / "alone.jsonl")
    there = groups_in(scratch / "spark.jsonl")
    return {**done, "groups": len(here), "same_groups": here == there}


def measured(args: argparse.Namespace, folder: Path) -> Iterator[Figures]:
    """Yield the figures of each size."""
    for size in sorted(map(int, args.sizes.split(","))):
        path = corpus(args.data, folder, size)
        files = parquet(path)
        with TemporaryDirectory(dir=folder) as made:
            scratch = Path(made)
            spark = on_spark(args, path, scratch, size)
            print(f"{size:,} articles, Spark: {spark['seconds']} s", file=sys.stderr)
            for gone in ("local", "work"):
                shutil.rmtree(scratch / gone, ignore_errors=True)
            held = alone(args, path, scratch, size)
            print(f"{size:,} articles, in memory: {held}", file=sys.stderr)
        if not held["same_groups"] or held["dropped"] != spark["dropped"]:
            raise FailedError(f"{size:,} articles: Spark's groups are not those of one machine")
        parts = [it.stat().st_size for it in files.iterdir()]
        yield {
            "articles": size,
            "megabytes": round(path.stat().st_size / 1e6),
            "parquet_megabytes": round(sum(parts) / 1e6),
            "spark": spark,
            "memory": held,
        }


def show(sizes: Sequence[Figures]) -> None:
    """Print what was measured, and what more articles would cost."""
    print(table(sizes))
    print()
    print(farther([(size["articles"], size["spark"]["steps"]) for size in sizes]))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("CLEANNEWS_DATA"))
    parser.add_argument("--sizes", default="100000,1000000", help="default: %(default)s")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument(
        "--cleaner", action=argparse.BooleanOptionalAction, default=False,
        help="clean the texts first, by the rules that are shipped; default: not",
    )  # fmt: skip
    parser.add_argument("--folder", type=Path, help="keep the corpora here for another time")
    parser.add_argument("--tables", action="store_true", help=f"print results/{SAVED} again")
    for own in ("--run", "--corpus", "--scratch", "--partitions"):  # of a process of its own
        parser.add_argument(own, type=Path if own in {"--corpus", "--scratch"} else str,
                            help=argparse.SUPPRESS)  # fmt: skip
    args = parser.parse_args()
    if args.data is None and not args.run and not args.tables:
        parser.error("--data or CLEANNEWS_DATA must name the folder of real articles")
    return args


def main() -> None:
    """Measure, write, print."""
    args = arguments()
    if args.run:
        done = RUNS[args.run](args)
        (args.scratch / f"{args.run}.json").write_text(json.dumps(done), encoding="utf-8")
        return
    if args.tables:
        show(json.loads((RESULTS / SAVED).read_bytes())["sizes"])
        return
    with TemporaryDirectory() as scratch:
        folder = (args.folder or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        sizes = list(measured(args, folder))
    runs = [size["spark"]["steps"] for size in sizes]
    cleaned = " --cleaner" if args.cleaner else ""
    figures = {
        "date": datetime.now(UTC).date().isoformat(),
        "command": "python benchmarks/spark.py --data $CLEANNEWS_DATA"
        f" --sizes {args.sizes} --cores {args.cores}{cleaned}",
        "machine": machine(),
        "growth": {name: growth(runs, name) for name in GROWING},
        "sizes": sizes,
    }
    save(SAVED, figures)
    show(sizes)


if __name__ == "__main__":
    main()
