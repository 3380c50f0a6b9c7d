"""
What a report costs to write and to open.

    python benchmarks/report.py [--groups 1000,100000] [--chromium /usr/bin/chromium]

Writes the tables of a run of so many groups of two to nine articles, made of words drawn by a seed;
its report, in a process of its own; and opens that in a browser without a window: the seconds until
something is painted, and until the list of groups can be searched.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

WORDS = [
    f"{first}{second}"
    for first in ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v"]
    for second in ["ane", "erry", "ill", "oat", "und", "ark", "est", "ind", "ower", "ail"]
]
QUIET = ("background-networking", "component-update", "sync", "quic", "gpu")
WRITE = """
import sys, time
from cleannews.machine import peak_memory_mb
from cleannews.pipeline.finished import open_run
from cleannews.report.write import write_report
started = time.perf_counter()
size = write_report(open_run(sys.argv[1]), sys.argv[2])
print(time.perf_counter() - started, size / 1e6, peak_memory_mb())
"""
SUMMARY: dict[str, Any] = {
    "digest": "0",
    "inputs": ["made"],
    "skipped": {},
    "renamed_ids": 0,
    "rejected": {},
    "relations": {},
    "versions": {},
    "settings": {
        "clean": {"remove": [], "rules": [], "disable": []},
        "dedupe": {
            "threshold": 0.7,
            "containment": 0.8,
            "keep": "earliest",
            "drop": ["copy"],
            "prefer": [],
            "window": None,
        },
        "memory": None,
        "learn": False,
        "format": "jsonl",
        "only_kept": False,
        "version": "0",
    },
    "run": {"seconds": {"total": 0.0}, "articles_per_second": None, "peak_memory_mb": None},
}


def main() -> None:
    """Measure, and print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--groups", default="1000,100000")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium-browser")
    given = parser.parse_args()
    print("| groups | articles | write, s | memory, MB | file, MB | painted, s | ready, s |")
    print("|---|---|---|---|---|---|---|")
    for groups in map(int, given.groups.split(",")):
        with TemporaryDirectory() as folder:
            articles = make(Path(folder), groups)
            page = Path(folder) / "report.html"
            command = [sys.executable, "-c", WRITE, folder, str(page)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
            seconds, size, memory = map(float, done.stdout.split())
            painted, ready = opened(page, given.chromium)
            print(
                f"| {groups:,} | {articles:,} | {seconds:.1f} | {memory:,.0f} | {size:.1f} "
                f"| {painted:.2f} | {ready:.2f} |",
                flush=True,
            )


def make(folder: Path, groups: int) -> int:
    """Write the tables of a run; return how many articles it has."""
    drawn = random.Random(7)  # noqa: S311 (a seed, for the same run each time)
    sizes = sorted((min(9, 2 + int(drawn.expovariate(0.9))) for _ in range(groups)), reverse=True)
    characters = 0
    with (
        (folder / "articles.jsonl").open("w") as articles,
        (folder / "groups.jsonl").open("w") as table,
    ):
        for at, size in enumerate(sizes):
            text = " ".join(drawn.choices(WORDS, k=400))
            members = [_member(at, copy) for copy in range(size)]
            for copy, member in enumerate(members):
                row = _article(at, copy, text, drawn) | member | {"representative": f"{at}-0"}
                articles.write(f"{json.dumps(row | {'group': f'{at}-0'})}\n")
                characters += len(text)
            group = {"group": f"{at}-0", "size": size, "representative": f"{at}-0"}
            table.write(f"{json.dumps(group | {'members': members})}\n")
    for name in ("removed.jsonl", "errors.jsonl"):
        (folder / name).touch()
    total = sum(sizes)
    counts = {
        "articles": total,
        "characters": characters,
        "removed": {},
        "groups": groups,
        "grouped": total,
        "kept": groups,
        "dropped": total - groups,
    }
    (folder / "summary.json").write_text(json.dumps(SUMMARY | counts))
    return total


def _member(at: int, copy: int) -> dict[str, Any]:
    relation = "copy" if copy else "representative"
    return {
        "id": f"{at}-{copy}",
        "relation": relation,
        "jaccard": 1.0,
        "containment": 1.0,
        "kept": not copy,
    }


def _article(at: int, copy: int, text: str, drawn: random.Random) -> dict[str, Any]:
    title = " ".join(drawn.choices(WORDS, k=8)).capitalize()
    site = f"{drawn.choice(WORDS)}{drawn.randrange(4)}.example"
    return {
        "path": "made.jsonl",
        "line": at,
        "title": title,
        "site": site,
        "url": f"https://{site}/{title.replace(' ', '-')}",
        "language": None,
        "agency": None,
        "published": f"2026-03-{drawn.randrange(1, 29):02}T{copy:02}:00:00+00:00",
        "authors": [],
        "flags": [],
        "text": text,
        "extra": {},
    }


def opened(page: Path, chromium: str) -> tuple[float, float]:
    """Return the seconds until a browser paints a page, and until it is ready."""
    args = ["--headless", "--no-sandbox", "--no-first-run", *(f"--disable-{it}" for it in QUIET)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=args)
        tab = browser.new_page()
        tab.goto(f"{page.as_uri()}#groups", wait_until="commit")
        tab.wait_for_selector("html[data-ready]", state="attached", timeout=60_000)
        ready: float = tab.evaluate("performance.now()")
        painted: float = tab.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
        )
        browser.close()
    return painted / 1000, ready / 1000


if __name__ == "__main__":
    main()
