"""Reads a run and writes its report."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from cleannews.errors import OutputError, WriteError
from cleannews.files import written_whole
from cleannews.pipeline.finished import Run
from cleannews.report.blocks import Blocks
from cleannews.report.bounds import Bounds
from cleannews.report.cards import Card
from cleannews.report.choosing import choose_groups
from cleannews.report.findings import Findings
from cleannews.report.grouprows import pack_groups
from cleannews.report.outlets import Copying
from cleannews.report.page import page
from cleannews.report.reasons import settings_in
from cleannews.report.tallies import Removals
from cleannews.report.texts import Texts, wanted_texts

__all__ = ["write_report"]


def write_report(run: Run, path: str | Path, bounds: Bounds | None = None) -> int:
    """
    Write the report of a finished run: one file of HTML that needs no network.

    The tables are read once each. Of a run too large for one page the largest groups and some that
    are drawn are shown, and texts as far as they have room; the page says so.

    Args:
        run: The run.
        path: The file, which is replaced; its folder must exist.
        bounds: What is shown at most.

    Returns:
        The size of the file in bytes.

    Raises:
        OutputError: A table of the run is damaged, or the file is a folder.
        WriteError: The file cannot be written.
    """
    path = Path(path)
    if path.is_dir():
        raise OutputError(str(path), "is a folder", "name a file for the report")
    with Blocks() as blocks:
        findings = _read(run, blocks, bounds or Bounds())
        try:
            with written_whole(path) as file:
                before, behind = page(findings)
                for piece in (before, *blocks.elements(), behind):
                    file.write(piece)
                return file.tell()
        except OSError as error:
            problem = f"cannot be written: {error.strerror or error}"
            raise WriteError(str(path), problem, "name another file with --to") from None


def _read(run: Run, blocks: Blocks, bounds: Bounds) -> Findings:
    """Read the tables and pack what the page opens; return what stands in it from the start."""
    chosen = choose_groups(run.groups(), bounds)
    cards: dict[str, Card | None] = {
        it.id: None for group, _ in chosen.shown for it in group.members
    }
    texts = Texts(blocks, bounds, *wanted_texts(chosen, run.summary, bounds))
    removals, copying = Removals(), Copying()
    for row, spans in run.with_removed():
        removals.add(row, spans)
        if row is None:
            continue
        copying.add(row)
        number = texts.add(row, spans)
        if row["id"] in cards:
            cards[row["id"]] = Card.of(row, number)
    known = {id: card for id, card in cards.items() if card is not None}
    groups = pack_groups(blocks, chosen, known, settings_in(run.summary))
    listed = texts.close()
    pairs = copying.pairs()
    rules, sites, lines = (
        [asdict(it) for it in some]
        for some in (
            removals.top_rules(bounds),
            removals.top_sites(bounds),
            removals.top_lines(bounds),
        )
    )
    shown_pairs = pairs[: bounds.rows]
    blocks.add("groups", groups)
    blocks.add("articles", listed)
    blocks.add("cleaning", {"rules": rules, "sites": sites, "lines": lines})
    blocks.add("pairs", [[it.source, it.copier, it.articles, it.undated] for it in shown_pairs])
    errors: list[dict[str, Any]] = list(islice(run.errors(), bounds.errors))
    return Findings(
        summary=run.summary,
        name=run.path.resolve().name,
        chosen=chosen,
        groups=groups,
        cards=known,
        removals=removals,
        pairs=pairs,
        texts=texts.total,
        worst=texts.worst,
        errors=errors,
        bounds=bounds,
    )
