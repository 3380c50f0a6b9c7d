"""What a person sees: the progress bar, the closing table, an explained text."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from cleannews.cleaning.spans import CleanedText
from cleannews.pipeline.progress import Progress

__all__ = ["ShownProgress", "closing_table", "explained"]

_STYLES = ("red", "magenta", "yellow", "cyan", "blue", "green")


class _Rate(ProgressColumn):
    """Items a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="dim")


class ShownProgress(Progress):
    """A progress bar on stderr, on a terminal only."""

    def __init__(self) -> None:
        self.current = "start"
        console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description:15}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", visible=False)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def stage(self, name: str) -> None:
        """Begin a new line for the stage."""
        self.current = name
        self._task = self._bar.add_task(name, total=None)

    def begin(self, total: int | None) -> None:
        """Set the length of the stage's bar."""
        self._bar.update(self._task, total=total)

    def advance(self) -> None:
        """Move the stage's bar by one."""
        self._bar.advance(self._task)


def closing_table(summary: dict[str, Any], out: Path) -> None:
    """
    Print what a run did.

    Args:
        summary: The run's summary.
        out: Its folder.
    """
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim")
    table.add_row("articles read", _number(summary["articles"]), "")
    for reason, count in summary["rejected"].items():
        table.add_row("rejected", _number(count), reason)
    for suffix, count in summary["skipped"].items():
        table.add_row("files passed over", _number(count), suffix or "no suffix")
    if summary["renamed_ids"]:
        table.add_row("repeated ids", _number(summary["renamed_ids"]), "made unique with @path")
    for category, counts in summary["removed"].items():
        share = counts["characters"] / max(1, summary["characters"])
        what = f"{category}, {_number(counts['spans'])} spans, {share:.1%} of the text"
        table.add_row("characters removed", _number(counts["characters"]), what)
    table.add_row(
        "groups", _number(summary["groups"]), f"of {_number(summary['grouped'])} articles"
    )
    for relation, count in summary["relations"].items():
        table.add_row("", _number(count), relation)
    table.add_row("dropped", _number(summary["dropped"]), f"{_number(summary['kept'])} kept")
    for stage, seconds in summary["run"]["seconds"].items():
        table.add_row("seconds", f"{seconds:,.1f}", stage)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(table)
    console.print(f"written to {out}")


def _number(value: int) -> str:
    return f"{value:,}"


def explained(done: CleanedText) -> Text:
    """
    Return a text with its removed spans marked, each with its rule.

    Args:
        done: A cleaned text.
    """
    shown = Text()
    last = 0
    styles: dict[str, str] = {}
    for span in done.removed:
        style = styles.setdefault(span.category, _STYLES[len(styles) % len(_STYLES)])
        shown.append(_printable(done.original[last : span.start]))
        content = span.text.rstrip("\r\n")
        shown.append(f"[-{_printable(content)}-]", style=f"{style} strike")
        shown.append(f" {span.rule}", style=style)
        shown.append(_printable(span.text[len(content) :]) or "")
        last = span.end
    shown.append(_printable(done.original[last:]))
    return shown


def _printable(text: str) -> str:
    """Return a text without control characters that a terminal would obey."""
    return "".join(
        char if char.isprintable() or char in "\n\t" else f"\\x{ord(char):02x}"
        for char in text.replace("\r\n", "\n")
    )
