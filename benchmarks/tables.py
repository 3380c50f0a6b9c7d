"""
What the programs leave behind: Markdown on stdout, figures and plots in ``results``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
"""The folder of the figures that are kept with the project."""


def markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """
    Return a table.

    >>> print(markdown(["library", "seconds"], [["this one", 0.5]]))
    | library | seconds |
    |---|---|
    | this one | 0.5 |
    """
    lines = [head, ["---"] * len(head), *rows]
    shown = ["| " + " | ".join(map(str, line)) + " |" for line in lines]
    shown[1] = shown[1].replace(" ", "")
    return "\n".join(shown)


def save(name: str, figures: dict[str, Any]) -> None:
    """
    Write figures as JSON.

    Args:
        name: The file in the folder of results.
        figures: Plain values.
    """
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    (RESULTS / name).write_text(f"{text}\n", encoding="utf-8")


def plot_style() -> None:
    """Make plots small and the same at every run."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "cleannews",
            "font.family": "sans-serif",
            "font.size": 9,
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    )


def save_plot(name: str, figure: Any) -> None:
    """
    Write a plot without the date.

    Args:
        name: The file in the folder of results.
        figure: A figure of matplotlib.
    """
    RESULTS.mkdir(exist_ok=True)
    figure.savefig(RESULTS / name, metadata={"Date": None}, bbox_inches="tight")
