"""What a person sees: the closing table of a run, an explained text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleannews.cleaning.spans import CleanedText, RemovedSpan
from cleannews.printable import one_line, printable

__all__ = ["closing_table", "explained", "marked"]

_STYLES = ("red", "magenta", "yellow", "cyan", "blue", "green")


def closing_table(summary: dict[str, Any], out: str) -> None:
    """
    Print what a run did.

    Args:
        summary: The run's summary.
        out: What to call its folder.
    """
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim")
    for label, rows in _blocks(summary).items():
        for at, (number, what) in enumerate(rows):
            table.add_row(label if at == 0 else "", number, one_line(what))
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(table)
    console.print(one_line(f"written to {out}"))


def _blocks(summary: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Return the table's blocks: a label, then a number and what it counts in each row."""
    removed = [
        (f"{counts['characters']:,}", f"characters of {category} in {counts['spans']:,} spans")
        for category, counts in summary["removed"].items()
    ]
    total = sum(counts["characters"] for counts in summary["removed"].values())
    share = total / max(1, summary["characters"])
    renamed = summary["renamed_ids"]
    return {
        "read": [
            (f"{summary['articles']:,}", "articles"),
            *([(f"{renamed:,}", "repeated ids, made unique with @path")] if renamed else []),
        ],
        "rejected": [(f"{count:,}", reason) for reason, count in summary["rejected"].items()],
        "passed over": [
            (f"{count:,}", _passed_over(what)) for what, count in summary["skipped"].items()
        ],
        "learned": [
            (
                f"{learned['recurring']:,}",
                f"lines and sentences that recur, of {learned['sites']:,} sites",
            )
        ]
        if (learned := summary.get("learned"))
        else [],
        "removed": [(f"{total:,}", f"characters, {share:.1%} of the text"), *removed],
        "index": [
            (f"{index[name]:,}", what)
            for name, what in (
                ("known", "articles that were known"),
                ("duplicates", "duplicates of stored articles"),
            )
        ]
        if (index := summary.get("index"))
        else [],
        "groups": [
            (f"{summary['groups']:,}", f"groups of {summary['grouped']:,} articles"),
            *((f"{count:,}", relation) for relation, count in summary["relations"].items()),
        ],
        "dropped": [
            (f"{summary['dropped']:,}", "articles"),
            (f"{summary['kept']:,}", "kept"),
        ],
        "seconds": [
            (f"{seconds:,.1f}", stage) for stage, seconds in summary["run"]["seconds"].items()
        ],
    }


def _passed_over(what: str) -> str:
    """Return in words what is counted by its suffix, or in brackets by what it is."""
    if what.startswith("("):
        return what.strip("()")
    return f"files with {what or 'no suffix'}"


def explained(done: CleanedText) -> Text:
    """
    Return a text with its removed spans marked, each with its rule.

    Args:
        done: A cleaned text.
    """
    return marked(done, 0, len(done.original), _rule, str)


def marked(
    done: CleanedText,
    start: int,
    end: int,
    label: Callable[[RemovedSpan], str],
    content_of: Callable[[str], str],
) -> Text:
    """
    Return a part of a text with its removed spans marked.

    Args:
        done: A cleaned text.
        start: Where the part begins in the original.
        end: Where it ends.
        label: What is said behind a span.
        content_of: What is shown of the text of one.
    """
    shown = Text()
    last = start
    categories = dict.fromkeys(span.category for span in done.removed)
    styles = {name: _STYLES[at % len(_STYLES)] for at, name in enumerate(categories)}
    for span in done.removed:
        if span.end <= start or span.start >= end:
            continue
        style = styles[span.category]
        content = span.text.strip("\r\n")
        before, after = span.text.split(content, 1) if content else ("", span.text)
        before = before[max(0, start - span.start) :]
        shown.append(_shown(done.original[last : span.start] + before))
        shown.append(f"[-{_shown(content_of(content))}-]", style=f"{style} strike")
        shown.append(one_line(label(span)), style=style)
        shown.append(_shown(after[: max(0, len(after) - max(0, span.end - end))]))
        last = span.end
    shown.append(_shown(done.original[last:end]))
    return shown


def _rule(span: RemovedSpan) -> str:
    return f" {span.rule} ({span.stories} stories)" if span.stories else f" {span.rule}"


def _shown(text: str) -> str:
    return printable(text.replace("\r\n", "\n"))
