"""An explanation on a terminal, or in plain text with marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from rich.text import Text

from cleannews.cleaning.spans import CleanedText, RemovedSpan
from cleannews.cli.show import marked
from cleannews.printable import one_line, printable
from cleannews.report.explanation import Comparison, Explanation
from cleannews.report.worddiff import Piece

__all__ = ["told"]

_MEMBERS = 20
"""Members of a group that are listed, unless all are asked for."""

_CONTEXT = 12
"""Words of an unchanged passage that are shown at either end."""

_LONGEST = 400
"""Characters of a removed span that are shown."""

_MARKS = {
    "equal": ("", "", ""),
    "shared": ("[=", "=]", "green"),
    "removed": ("[-", "-]", "red strike"),
    "added": ("{+", "+}", "bold blue"),
    "moved from": ("[~", "~]", "magenta strike"),
    "moved to": ("{~", "~}", "bold magenta"),
}
_LEGEND = {
    "shared": "shared passage",
    "removed": "only in the other",
    "added": "only here",
    "moved from": "elsewhere here",
    "moved to": "elsewhere in the other",
}


def told(found: Explanation, *, full: bool) -> Iterator[Text]:
    """
    Yield the lines that tell an explanation.

    Args:
        found: The explanation.
        full: Fold nothing.
    """
    yield from _head(found)
    yield Text()
    yield from _removed(found, full=full)
    yield Text()
    yield from _group(found, full=full)
    if found.comparison:
        yield Text()
        yield from _difference(found.comparison, full=full)
    elif found.lacking is not None:
        group = found.group or {}
        stored = group.get("stored") and found.lacking == group["representative"]
        why = (
            "it is in the index and no article of the run"
            if stored
            else "the run was written with --only-kept and dropped it"
        )
        yield Text()
        yield Text(
            f"no comparison: the text of {one_line(found.lacking)} is not there, because {why}"
        )


def _head(found: Explanation) -> Iterator[Text]:
    yield Text(one_line(found.id), "bold")
    row = found.row
    if row is None:
        yield Text("  its row and text are not there: the run was written with --only-kept")
        return
    place = row["path"] if row["line"] is None else f"{row['path']}:{row['line']}"
    values = {
        "title": row["title"],
        "from": place,
        "site": row["site"],
        "published": row["published"],
        "agency": row["agency"],
        "flags": ", ".join(row["flags"]),
    }
    for name, value in values.items():
        if value:
            yield Text.assemble((f"  {name:10}", "dim"), one_line(value))


def _removed(found: Explanation, *, full: bool) -> Iterator[Text]:
    spans = found.spans
    characters = sum(span["end"] - span["start"] for span in spans)
    of = f" of {len(found.cleaned.original):,}" if found.cleaned else ""
    head = f"removed: {characters:,}{of} characters in {len(spans):,} spans" if spans else ""
    yield Text(head or "removed: nothing", "bold")
    if found.cleaned is None:
        for span in spans:
            yield _span_alone(span, full=full)
    elif spans:
        yield from _lines(found.cleaned, full=full)


def _label(span: RemovedSpan) -> str:
    stories = f", in {span.stories:,} stories of its site" if span.stories else ""
    return f" {span.category}, rule {span.rule}{stories}"


def _span_alone(span: Mapping[str, Any], *, full: bool) -> Text:
    text = _folded(span["text"].strip(), full=full)
    stories = f", in {span['stories']:,} stories of its site" if span.get("stories") else ""
    label = f"{span['category']}, rule {span['rule']}{stories}"
    return Text(f"  {span['start']}-{span['end']} [-{one_line(text)}-] {one_line(label)}")


def _lines(done: CleanedText, *, full: bool) -> Iterator[Text]:
    """Yield the lines of the raw text in which something was removed, each with its number; or all."""
    number = 1
    last = 0
    for start, end in [(0, len(done.original))] if full else _places(done):
        number += done.original.count("\n", last, start)
        last = start
        cut = marked(done, start, end, _label, lambda text: _folded(text, full=full))
        for line in cut.split("\n", allow_blank=True):
            yield Text.assemble((f"{number:5}  ", "dim"), line)
            number += 1
        number -= 1 + cut.plain.count("\n")


def _places(done: CleanedText) -> list[tuple[int, int]]:
    """Return the lines in which spans stand, those that touch as one."""
    places: list[tuple[int, int]] = []
    for span in done.removed:
        text = span.text
        first = span.start + len(text) - len(text.lstrip("\r\n"))
        last = max(first, span.end - (len(text) - len(text.rstrip("\r\n"))))
        start = done.original.rfind("\n", 0, first) + 1
        end = done.original.find("\n", last)
        end = len(done.original) if end < 0 else end
        if places and start <= places[-1][1]:
            places[-1] = places[-1][0], max(end, places[-1][1])
        else:
            places.append((start, end))
    return places


def _folded(text: str, *, full: bool) -> str:
    if full or len(text) <= _LONGEST:
        return text
    half = _LONGEST // 2
    return f"{text[:half]} … {len(text) - _LONGEST:,} characters … {text[-half:]}"


def _group(found: Explanation, *, full: bool) -> Iterator[Text]:
    group = found.group
    if group is None:
        yield Text("group: none; it is kept", "bold")
        return
    leader = one_line(group["representative"])
    if group["representative"] != found.id:
        (member,) = found.members
        yield Text(f"group: {leader}, {group['size']:,} articles", "bold")
        fate = "kept" if member.pairing.kept else "dropped"
        yield Text(f"  {fate}: {one_line(member.relation.text)}")
        if member.leading:
            yield Text(f"  {leader} leads: {one_line(member.leading.text)}")
        else:
            yield Text("  why its representative leads cannot be told without the row")
        return
    yield Text(f"group: it represents {group['size']:,} articles", "bold")
    others = [member for member in found.members if member.id != found.id]
    whys = Counter(member.leading.text for member in others if member.leading)
    shown = others if full else others[:_MEMBERS]
    width = max(len(one_line(member.id)) for member in shown)
    for member in shown:
        it = member.pairing
        fate = "kept" if it.kept else "dropped"
        figures = f"Jaccard {it.jaccard:.4f}, containment {it.containment:.4f}"
        yield Text(f"  {one_line(member.id):{width}}  {it.relation:8}  {figures}, {fate}")
        if member.leading:
            yield Text(f"    leads, because {one_line(member.leading.text)}", "dim")
    if len(shown) < len(others):
        yield Text(f"  … and {len(others) - len(shown):,} more; --full lists them")
    if not whys:
        yield Text("  why it leads cannot be told without the rows of the others")


def _difference(it: Comparison, *, full: bool) -> Iterator[Text]:
    pieces = it.difference.pieces
    figures = "too short for figures"
    if it.jaccard is not None:
        figures = f"Jaccard {it.jaccard:.4f}, containment {it.containment:.4f}"
    words = sum(piece.words for piece in pieces if piece.kind in {"shared", "moved to"})
    yield Text(
        f"compared with {one_line(it.other['id'])}: {figures}, {len(it.passages):,} shared passages "
        f"of {words:,} words",
        "bold",
    )
    legend = Text("  ")
    for kind in dict.fromkeys(piece.kind for piece in pieces if piece.kind in _LEGEND):
        before, after, style = _MARKS[kind]
        legend.append(f"{before}{_LEGEND[kind]}{after} ", style)
    yield legend
    text = Text()
    for at, piece in enumerate(pieces):
        before, after, style = _MARKS[piece.kind]
        content = piece.text if full else _short(piece, first=not at, last=at == len(pieces) - 1)
        bare = content.rstrip()
        text.append(f"{before}{_safe(bare)}{after}", style)
        text.append(_safe(content[len(bare) :]))
    yield text
    for left, whose in (
        (it.difference.uncompared, "its text"),
        (it.difference.other_uncompared, "the other text"),
    ):
        if left:
            yield Text(f"  the last {left:,} words of {whose} are not compared")


def _short(piece: Piece, *, first: bool, last: bool) -> str:
    """Fold the middle of what both texts have; where no change is before or behind it, that end."""
    words = piece.text.split(" ")
    head, tail = (0 if first and not last else _CONTEXT), (0 if last else _CONTEXT)
    hidden = len(words) - head - tail
    if piece.kind not in {"shared", "equal"} or hidden <= _CONTEXT:
        return piece.text
    begin, end = " ".join(words[:head]), " ".join(words[len(words) - tail :] if tail else [])
    ending = piece.text[len(piece.text.rstrip()) :] if last else ""
    return " ".join(filter(None, (begin, f"… {hidden:,} words …", end))) + ending


def _safe(text: str) -> str:
    return printable(text.replace("\r\n", "\n"))
