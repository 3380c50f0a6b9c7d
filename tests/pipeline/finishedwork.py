"""Work folders as the stages leave them, made of rows instead of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from cleannews.article import Article
from cleannews.grouping.result import Group
from cleannews.io.jsonlines import dump_line
from cleannews.pipeline.places import Places
from cleannews.pipeline.tables import ERRORS, GROUPS, REMOVED, article_row, group_row, split_row
from cleannews.pipeline.workfolder import CLEANED, IDS, PLACES

Row = dict[str, Any]


def article(id: str, text: str = "Rain fell.", path: str = "in.jsonl", **values: Any) -> Row:
    """Return the row of an article; some of its values may be given as they are."""
    return {**article_row(Article(text, id=id), path, None), **values}


def leave(
    work: Path,
    articles: Iterable[Row],
    groups: Sequence[Group] = (),
    removed: Iterable[Row] = (),
    errors: Iterable[Row] = (),
) -> Path:
    """Write what the stages before the last one leave, and return the folder."""
    work.mkdir(parents=True, exist_ok=True)
    sizes, heads = [], []
    with (work / CLEANED).open("wb") as cleaned, (work / IDS).open("wb") as ids:
        for row in articles:
            extra = row["extra"]
            text = extra if isinstance(extra, str) else dump_line(extra)[:-1].decode()
            head, tail = split_row({**row, "extra": text})
            cleaned.write(head + tail)
            ids.write(dump_line([row["id"], []]))
            sizes.append(len(head) + len(tail))
            heads.append(len(head))
    places = Places(np.array(sizes, np.int64), np.array(heads, np.int64))
    np.savez(work / PLACES, **places._asdict())
    for name, rows in ((GROUPS, map(group_row, groups)), (REMOVED, removed), (ERRORS, errors)):
        with (work / name).open("wb") as file:
            file.writelines(map(dump_line, rows))
    return work
