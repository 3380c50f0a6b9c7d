"""What recipes run on: pages, a scratch folder, and no network."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recipes.newsstand import Stand, environment, page, stand

RECIPES = Path(__file__).parents[2] / "docs" / "recipes.md"
Run = Callable[..., list[str]]

STORM = [
    "The harbour of Tarnmouth was closed on Friday after a storm tore two cranes from the quay.",
    "Ships wait outside, the harbour master said, and no crew was hurt when the cranes fell.",
    "The port of Almadrona, ten miles to the south, takes what it can until the quay is mended.",
    "Insurers put the damage at four million crowns and expect work to last until late summer.",
]
LIBRARY = [
    "The library of Norrick opens on Sundays again, for the first time in more than eleven years.",
    "Readers had collected signatures in the market square since the council cut the hours.",
    "Two librarians were taken on in spring, and volunteers look after the reading room upstairs.",
    "The mayor called the vote the easiest of her term, and borrowed a novel on her way out.",
]


@pytest.fixture
def newsstand() -> Iterator[Stand]:
    """A stand with a story, its copy on another site, another story, and a page without one."""
    with stand() as server:
        server.pages |= {
            "http://quay.example/storm": page("Storm closes harbour of Tarnmouth", STORM),
            "http://ledger.example/cranes": page("Two cranes fall into the harbour", STORM),
            "http://ledger.example/library": page("Library opens on Sundays", LIBRARY),
            "http://ledger.example/empty": b"<html><head><title>Pictures</title></head><body><img src=x></body></html>",
        }
        yield server


def blocks(recipe: str, language: str) -> list[str]:
    """Return the code of a recipe, by its heading."""
    text = RECIPES.read_text(encoding="utf-8")
    (section,) = re.findall(
        rf"^## {re.escape(recipe)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    return re.findall(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


@pytest.fixture
def run(newsstand: Stand, tmp_path: Path) -> Run:
    """Return what runs the only Python code of a recipe, and gives the lines that it printed."""
    variables = environment(newsstand, tmp_path / "guard")

    def run(recipe: str, language: str = "python", before: str = "") -> list[str]:
        (code,) = blocks(recipe, language)
        script = tmp_path / "recipe"
        script.write_text(before + code, encoding="utf-8")
        variables["PATH"] = f"{Path(sys.executable).parent}:{variables['PATH']}"
        shell = ["bash", "-euo", "pipefail"] if language == "sh" else [sys.executable]
        done = subprocess.run(
            [*shell, script],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout.splitlines()

    return run
