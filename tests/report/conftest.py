"""A run with everything that a report shows, and a browser to look at it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cleannews.pipeline.finished import open_run
from cleannews.pipeline.run import run
from cleannews.pipeline.runsettings import RunSettings
from cleannews.report.write import write_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STORY = (
    "The harbour was closed on Friday after a storm tore two cranes from the quay.\n\n"
    "Nobody was hurt, but the port said that it would take a week to clear the berths. "
    "Three ferries turned back and their passengers slept in the sports hall of the town.\n\n"
    "The harbour master said that the cranes had been inspected in the spring and found sound."
)
HARVEST = (
    "Apple growers in the Quarrin valley expect half of a harvest this year after a late frost. "
    "The cooperative has asked the province for help, and will decide in May about its presses."
)
HOSTILE = '<img src=x onerror="window.harmed=1">\u202egnp.exe\x07 <script>window.harmed=1</script>'

ROWS: list[dict[str, Any]] = [
    {
        "id": "first",
        "title": "Storm closes the harbour",
        "site": "quay.example",
        "published": "2026-03-01T08:00:00Z",
        "url": "https://quay.example/storm",
        "text": f"Storm closes the harbour\n\n{STORY}",
    },
    {
        "id": "second",
        "title": HOSTILE,
        "site": "bay.example",
        "published": "2026-03-01T11:20:00Z",
        "url": "javascript:window.harmed=1",
        "text": f"Advertisement\n\n{STORY.replace('two cranes', 'three cranes')}",
    },
    {
        "id": "third",
        "title": "Harbour closed",
        "site": "cove.example",
        "text": f"{STORY}\n\nMore news: Ferries run again\n",
    },
    {"id": "apples", "title": "Half a harvest", "site": "quay.example", "text": HARVEST},
    {"id": "apples-2", "title": "Half a harvest", "site": "bay.example", "text": HARVEST},
    {"id": "alone", "title": "Rain", "text": "Rain is expected in the hills tonight, and fog."},
    {"id": "empty", "title": "Nothing", "text": "  "},
]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Run over rows and return the folder of the outputs, called "out"."""

    def make(rows: list[dict[str, Any]], **settings: Any) -> Path:
        folder = tmp_path_factory.mktemp("run")
        source = folder / "in.jsonl"
        source.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        run(RunSettings(inputs=(source,), out=folder / "out", **settings))
        return folder / "out"

    return make


@pytest.fixture(scope="session")
def out(made: Callable[..., Path]) -> Path:
    """The folder of a finished run, with its report."""
    folder = made(ROWS)
    write_report(open_run(folder), folder / "report.html")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser that is installed; without one the tests are skipped, or fail under CI."""
    named = os.environ.get("CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        missing = "there is no Chromium: apt-get install chromium, or name one by CHROMIUM"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser, started once."""
    from playwright.sync_api import sync_playwright

    quiet = ("background-networking", "component-update", "sync", "quic", "gpu")
    args = ["--headless", "--no-sandbox", "--no-first-run", *(f"--disable-{it}" for it in quiet)]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=args)
        yield started
        started.close()
