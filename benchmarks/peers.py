"""
cleannews beside other libraries that group near-duplicate texts: time, memory, agreement.

    python benchmarks/peers.py --data $CLEANNEWS_DATA [--articles 10000] [--threads 2] [--repeat 5]

Every library runs in a process of its own, in its own environment with pinned versions, over the
same texts with the same number of threads, called in the best way that its documentation shows
(``peers/run_*.py``). All look for copies by the Jaccard similarity of word 5-grams, from 0.7, with
128 permutations in 16 bands of 8. The libraries take turns, so that noise meets all of them, and
the median is taken. The clock runs from texts in memory to groups; reading the corpus, imports and
a first call on a few texts come before it (``peers/drive.py``).

Two corpora: real articles, and real articles of which three in ten are changed copies of others.
Groups are compared with the exact pairs, found by exhaustive search (``exact.py``).

Writes results/peers.json and results/peers.svg, and prints tables.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a script, it finds its siblings, too

import numpy as np
from benchmarks.corpora import real_texts, with_planted_copies
from benchmarks.environments import PEERS, NotInstalledError, Peer
from benchmarks.exact import agreement, jaccard, shingle_sets, similar_pairs
from benchmarks.tables import markdown, plot_style, save, save_plot
from benchmarks.watching import machine, watch

ROWS = (
    Peer("cleannews", "run_cleannews.py"),
    Peer("cleannews, with cuts", "run_cleannews.py", prepare="prepared_with_cuts"),
    Peer("gaoya", "run_gaoya.py", "gaoya.txt"),
    Peer("rensa", "run_rensa.py", "rensa.txt"),
    Peer("datasketch", "run_datasketch.py", "datasketch.txt"),
    Peer("text-dedup", "run_text_dedup.py", "text_dedup.txt", (3, 12)),
    Peer("datatrove", "run_datatrove.py", "datatrove.txt"),
)
"""The libraries; the first is what the others are compared with."""

SLOW = 60.0
"""Seconds; what takes longer has two turns only."""

THRESHOLD = 0.7
PLANTED = 0.3
SEED = 20260301
_THREADS = (
    "NUMBA_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "POLARS_MAX_THREADS",
    "RAYON_NUM_THREADS",
)

Figures = dict[str, Any]


class Field:
    """
    The libraries that can be run here, and why the others cannot.

    Args:
        peers: Those asked for.
        environments: The folder of their environments.
        pythons: Further Pythons to make environments with.
        threads: What each may use.
    """

    def __init__(
        self, peers: Sequence[Peer], environments: Path, pythons: Sequence[str], threads: int
    ) -> None:
        self.threads = threads
        self.pythons: dict[Peer, Path] = {}
        self.missing: dict[str, str] = {}
        for peer in peers:
            try:
                self.pythons[peer] = peer.interpreter(environments, pythons)
            except NotInstalledError as error:
                self._leave_out(peer, str(error))

    def take_turns(self, corpus: Path, repeat: int) -> dict[str, list[Figures]]:
        """
        Run each library on a corpus, one after the other, several times; slow ones twice.

        Args:
            corpus: JSON lines.
            repeat: How many times.

        Returns:
            For each library what ``drive.py`` wrote, run by run.
        """
        runs: dict[str, list[Figures]] = {}
        for turn in range(repeat):
            for peer in list(self.pythons):
                if turn >= 2 and runs[peer.name][0]["seconds"] > SLOW:
                    continue
                done = self._run(peer, corpus)
                if done is None:
                    runs.pop(peer.name, None)
                    continue
                runs.setdefault(peer.name, []).append(done)
                shown = f"{corpus.stem}, turn {turn + 1}: {peer.name} {done['seconds']:.2f} s"
                print(shown, file=sys.stderr)
        return runs

    def _run(self, peer: Peer, corpus: Path) -> Figures | None:
        """Return the figures of one run; a library that fails is left out from here on."""
        with tempfile.TemporaryDirectory() as scratch:
            result = Path(scratch, "result.json")
            variables = dict.fromkeys(_THREADS, str(self.threads))
            watched = watch(
                [
                    self.pythons[peer],
                    PEERS / "drive.py",
                    PEERS / peer.runner,
                    corpus,
                    result,
                    f"--threads={self.threads}",
                    f"--prepare={peer.prepare}",
                ],
                {**variables, "HF_HUB_OFFLINE": "1", "HF_HOME": scratch},
            )
            if watched.status:
                self._leave_out(peer, watched.reason)
                return None
            done: Figures = json.loads(result.read_bytes())
        done["memory_mb"] = max(done["memory_mb"], watched.memory_mb)
        return done

    def _leave_out(self, peer: Peer, reason: str) -> None:
        print(f"{peer.name} is left out: {reason}", file=sys.stderr)
        self.missing[peer.name] = reason
        self.pythons.pop(peer, None)


def compare(field: Field, name: str, texts: Sequence[str], repeat: int) -> Figures:
    """
    Return the figures of all libraries on one corpus.

    Args:
        field: The libraries.
        name: The name of the corpus.
        texts: Its texts.
        repeat: Runs of each library.
    """
    pairs = similar_pairs(shingle_sets(texts), THRESHOLD)
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch, f"{name}.jsonl")
        with corpus.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps({'text': text})}\n" for text in texts)
        runs = field.take_turns(corpus, repeat)
    libraries = {}
    for library, done in runs.items():
        groups = done[-1]["groups"]
        recall, not_exact = agreement(groups, pairs, len(texts))
        libraries[library] = {
            "version": done[-1]["version"],
            "python": done[-1]["python"],
            "seconds": [round(run["seconds"], 3) for run in done],
            "median_seconds": round(statistics.median(run["seconds"] for run in done), 3),
            "memory_mb": round(statistics.median(run["memory_mb"] for run in done)),
            "memory_before_mb": round(statistics.median(run["memory_before_mb"] for run in done)),
            "groups": len(groups),
            "grouped": sum(map(len, groups)),
            "exact_pairs_found": round(recall, 4),
            "grouped_pairs_not_exact": round(not_exact, 4),
        }
    return {
        "texts": len(texts),
        "characters": sum(map(len, texts)),
        "exact_pairs": len(pairs),
        "libraries": libraries,
    }


def spread(texts: Sequence[str], pairs: Sequence[tuple[int, int]]) -> list[float]:
    """Return the deciles of the Jaccard similarity of planted copies and their sources."""
    sets = shingle_sets(texts)
    found = [jaccard(sets[source], sets[copy]) for source, copy in pairs]
    return [round(float(value), 3) for value in np.quantile(found, np.linspace(0, 1, 11))]


def table(corpus: Figures) -> str:
    """Return the figures of a corpus as Markdown."""
    libraries = corpus["libraries"]
    first = next(iter(libraries.values()))["median_seconds"]
    rows = [
        (
            name,
            row["version"],
            f"{row['median_seconds']:.2f}",
            f"{row['median_seconds'] / first:.1f}",
            row["memory_mb"],
            row["groups"],
            f"{row['exact_pairs_found']:.1%}",
            f"{row['grouped_pairs_not_exact']:.1%}",
        )
        for name, row in libraries.items()
    ]
    head = (
        "library",
        "version",
        "seconds",
        "× the first",
        "peak memory, MB",
        "groups",
        "exact pairs found",
        "grouped pairs that are none",
    )
    return markdown(head, rows)


def plot(corpora: dict[str, Figures]) -> Any:
    """Return bars of the median seconds, a panel for each corpus."""
    plot_style()
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(
        1, len(corpora), figsize=(9, 2.8), sharex=True, sharey=True, squeeze=False
    )
    for panel, (name, corpus) in zip(panels[0], corpora.items(), strict=True):
        libraries = corpus["libraries"]
        seconds = [row["median_seconds"] for row in libraries.values()]
        ours = [library.startswith("cleannews") for library in libraries]
        bars = panel.barh(
            list(libraries), seconds, color=["#0a7" if own else "#999" for own in ours]
        )
        panel.bar_label(bars, fmt="{:.2f} s", padding=3)
        panel.set_title(f"{corpus['texts']:,} articles, {name}", loc="left", fontsize=9)
        panel.set_xlabel("seconds from texts to groups, median, logarithmic")
    panel.set_xscale("log")
    panel.set_xlim(0.1, panel.get_xlim()[1] * 4)
    panel.xaxis.set_major_formatter("{x:g}")
    panel.invert_yaxis()
    figure.tight_layout()
    return figure


def arguments() -> argparse.Namespace:
    """Read the command line."""
    names = [peer.name for peer in ROWS]
    cache = Path("~/.cache/cleannews-benchmarks").expanduser()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("CLEANNEWS_DATA"))
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--peers", default=",".join(names[2:]), help="default: %(default)s")
    parser.add_argument("--environments", type=Path, default=cache, help="default: %(default)s")
    parser.add_argument(
        "--python", action="append", default=[], help="a further Python to make environments with"
    )
    args = parser.parse_args()
    if args.data is None:
        parser.error("--data or CLEANNEWS_DATA must name the folder of real articles")
    unknown = set(args.peers.split(",")) - set(names)
    if unknown:
        parser.error(f"unknown peers: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return args


def main() -> None:
    """Compare, write, print."""
    args = arguments()
    asked = [*ROWS[:2], *(peer for peer in ROWS[2:] if peer.name in args.peers.split(","))]
    field = Field(asked, args.environments, args.python, args.threads)
    real = real_texts(args.data, args.articles)
    planted, pairs = with_planted_copies(real, PLANTED, SEED)
    corpora = {
        "real": compare(field, "real", real, args.repeat),
        "with planted copies": compare(field, "planted", planted, args.repeat)
        | {"deciles_of_planted_jaccard": spread(planted, pairs)},
    }
    figures = {
        "date": datetime.now(UTC).date().isoformat(),
        "command": "python benchmarks/peers.py --data $CLEANNEWS_DATA"
        f" --articles {args.articles} --threads {args.threads} --repeat {args.repeat}"
        f" --peers {args.peers}",
        "machine": machine(),
        "settings": {"threshold": THRESHOLD, "words": 5, "permutations": 128, "bands": 16},
        "left_out": field.missing,
        "corpora": corpora,
    }
    save("peers.json", figures)
    save_plot("peers.svg", plot(corpora))
    for name, corpus in corpora.items():
        print(f"\n{corpus['texts']:,} articles, {name}: {corpus['exact_pairs']:,} exact pairs\n")
        print(table(corpus))
    for name, reason in field.missing.items():
        print(f"\n{name} is left out: {reason}")


if __name__ == "__main__":
    main()
