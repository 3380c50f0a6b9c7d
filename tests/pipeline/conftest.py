"""A small corpus with everything in it, and runs over it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from cleannews.pipeline import RunSettings, run

STORY = (
    "The harbour of Tarnmouth was closed on Friday after a storm tore two cranes from the quay.",
    "Nobody was hurt, the harbour master said, but the cranes now block the only deep channel.",
    "Ferries to the islands will not sail before Sunday, and freight is sent through Dunmarrow.",
    "The storm had been announced a day early, and most fishing boats were ashore by noon.",
    "Engineers want to lift the wreckage with a floating crane that is expected from the north.",
    "The lift will cost about four million crowns, according to a first estimate by the port.",
    "Insurers sent their own experts, who were photographing the broken rails in the afternoon.",
    "Last year a smaller storm had bent the same rails, which were then repaired in a hurry.",
    "The town council meets on Monday to discuss who should pay for the damage this time.",
    "Until then the fish market stays shut, and its traders sell from vans behind the station.",
)
HARVEST = (
    "Apple growers in the Quarrin valley expect half of last year's harvest after the late frost.",
    "The frost came in the second week of May, when nearly all of the trees were in blossom.",
    "Some of them had lit candles between the rows, but the wind carried the warmth away.",
)
COUNCIL = (
    "The library's reading room opens again in June, the council of Norrick decided on Tuesday.",
    "Its roof had let in water for three winters, and books were drying on every radiator.",
)


def page(title: str, paragraphs: Iterable[str]) -> str:
    """Return a page of HTML with an article."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang='en'><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def fill(folder: Path) -> Path:
    """
    Fill a folder with articles.

    One story as an original, two copies and an abridged one; two stories that stand alone;
    inputs that cannot be read; repeated ids; files that are passed over.
    """
    rows = [
        {
            "id": "w-1",
            "headline": "Storm closes harbour of Tarnmouth",
            "body": "\n\n".join(
                ["Share this article", *STORY, "© 2026 Wire. All rights reserved."]
            ),
            "link": "https://www.wire.example/storm?utm=1",
            "date": "2026-03-06T10:00:00+01:00",
            "authors": ["Ada Quill"],
            "lang": "EN",
            "tags": ["storm"],
        },
        {"id": "w-2", "text": "\n".join(HARVEST), "source": "wire.example", "date": "soon"},
        {"id": "w-1", "text": "\r\n".join(["", *COUNCIL, "Advertisement"]), "kept": False},
        {"id": "w-4", "title": "No text"},
        17,
        {"id": "w-1", "text": "Half a pair \ud83d was found on Saturday in the hills, it is said."},
    ]
    files = {
        "ledger.example/storm.txt": "\r\n".join(
            [*STORY[:5], "Read more: Tram line three back on Monday", *STORY[5:], ""]
        ),
        "ledger.example/page.html": page("Storm closes harbour of Tarnmouth", STORY[:5]),
        "post.example/late.json": json.dumps({"text": " ".join(STORY[:6]), "date": "2026-03-08"}),
        "post.example/empty.txt": "\n\n",
        "post.example/notes.docx": "x",
        "broken.html": "<html><body></body></html>",
        "feed.jsonl.gz": "".join(json.dumps(row) + "\n" for row in rows) + "{nonsense\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode()
        path.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of articles that a test may change."""
    return fill(tmp_path / "in")


@pytest.fixture(scope="session")
def shared_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder for all tests that only read it."""
    return fill(tmp_path_factory.mktemp("corpus") / "in")


@pytest.fixture(scope="session")
def shared_run(shared_corpus: Path) -> Path:
    """The folder of a finished run over the shared corpus, for tests that only read it."""
    out = shared_corpus.with_name("out")
    run(RunSettings((shared_corpus,), out))
    return out


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder for the outputs."""
    return tmp_path / "out"


@pytest.fixture
def table() -> Callable[[Path], list[dict[str, Any]]]:
    """Read a table with the standard library alone."""

    def read(path: Path) -> list[dict[str, Any]]:
        return [json.loads(line) for line in path.read_bytes().splitlines()]

    return read


@pytest.fixture
def run_rows(tmp_path: Path, out: Path) -> Callable[..., dict[str, dict[str, Any]]]:
    """Run over the given rows, and return the articles by id."""

    def run_over(*rows: Any, **settings: Any) -> dict[str, dict[str, Any]]:
        path = tmp_path / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        run(RunSettings((path,), out, **settings))
        lines = (out / "articles.jsonl").read_bytes().splitlines()
        return {row["id"]: row for row in map(json.loads, lines)}

    return run_over


@pytest.fixture
def outputs() -> Callable[[Path], dict[str, Any]]:
    """Return everything in a run's folder by name, without the part that may differ."""

    def read(folder: Path) -> dict[str, Any]:
        found: dict[str, Any] = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        summary = json.loads(found["summary.json"])
        del summary["run"]
        found["summary.json"] = json.dumps(summary)  # in the order in which it was written
        return found

    return read
