"""What the report tells of a run: bounded, the same each time, and plain where a part is missing."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews.errors import OutputError, WriteError
from cleannews.pipeline.finished import open_run
from cleannews.report.bounds import Bounds, draw
from cleannews.report.write import write_report
from report.conftest import HARVEST, HOSTILE, ROWS, STORY

GOLDEN = Path(__file__).parents[1] / "golden" / "report.html"
BLOCK = re.compile(r'<script type="application/gzip\+base64" id="data-([^"]*)">([^<]*)</script>\n')


def blocks(text: str) -> dict[str, Any]:
    """Return what is packed in a report, by name."""
    return {name: json.loads(gzip.decompress(b64decode(it))) for name, it in BLOCK.findall(text)}


def static(text: str) -> str:
    """Return the static part of a report, without script, style and what differs between runs."""
    text = BLOCK.sub("", text)
    text = re.sub(r"<(script|style)>.*?</\1>", r"<\1></\1>", text, flags=re.DOTALL)
    text = re.sub(r"sha256-[A-Za-z0-9+/=]*", "sha256-", text)
    text = re.sub(r"<div><dt>Time</dt>.*?</div>", "", text)
    text = re.sub(r"<div><dt>(Inputs|Digest|Versions)</dt>.*?</div>", "", text)
    text = re.sub(r"<h2>Time</h2>.*?</table>", "", text, flags=re.DOTALL)
    text = re.sub(r"[^<>\s]*/in\.jsonl", "in.jsonl", text)
    return re.sub(r'content="cleannews [^"]*"', "", text)


def report(folder: Path, bounds: Bounds | None = None) -> str:
    """Write a run's report and return it."""
    path = folder / "report.html"
    assert write_report(open_run(folder), path, bounds) == path.stat().st_size
    return path.read_text("utf-8")


def test_the_static_part_is_the_golden_one(out: Path) -> None:
    """Every figure and sentence that stands without script; read the difference before a change."""
    assert static((out / "report.html").read_text("utf-8")) == GOLDEN.read_text("utf-8")


def test_two_reports_on_one_run_are_equal(out: Path, tmp_path: Path) -> None:
    """Nothing in it depends on when and where it is written."""
    write_report(open_run(out), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == (out / "report.html").read_bytes()


@pytest.mark.parametrize("format", ["csv.gz", "parquet"])
def test_the_format_of_the_tables_does_not_matter(
    made: Callable[..., Path], out: Path, format: str
) -> None:
    """From every format the same is read; only the path of the input is another."""
    found, wanted = blocks(report(made(ROWS, format=format))), blocks(report(out))
    for some in (found, wanted):
        for _, facts in some["texts-0"]:
            facts[4] = None
    assert found == wanted


def test_outlets_have_what_was_removed_by_category(out: Path) -> None:
    """The characters of each category add up to what was removed."""
    sites = blocks(report(out))["cleaning"]["sites"]
    assert [(it["site"], it["categories"]) for it in sites] == [
        ("bay.example", {"ad": 15}),
        ("quay.example", {"headline": 26}),
        (None, {}),
        ("cove.example", {"links": 30}),
    ]


def test_hostile_titles_are_escaped(out: Path) -> None:
    """A headline of HTML is shown as it is written, its hidden characters named."""
    text = static((out / "report.html").read_text("utf-8"))
    assert "<img" not in text
    assert "onerror=&#34;window" in text
    assert "\u202e" not in text
    assert '<span class="hidden-character">U+202E</span>' in text
    assert HOSTILE in blocks((out / "report.html").read_text("utf-8"))["articles"]["title"]


def test_a_run_without_groups_says_so(made: Callable[..., Path]) -> None:
    """Where nothing is alike, nothing was removed and nothing dropped, sentences say so."""
    text = report(made([{"id": "1", "text": HARVEST}, {"id": "2", "text": STORY}]))
    assert "There is no group" in text
    assert "Nothing was removed from the texts" in text
    assert "No article was dropped." in text
    assert "No article of one outlet was found in another." in text


def test_a_run_of_rejected_inputs_says_so(made: Callable[..., Path]) -> None:
    """The reasons stand with what they mean."""
    text = report(made([{"id": "1", "text": " "}, {"id": "2"}]))
    assert "No article could be read." in text
    assert "All 2 inputs were rejected" in text
    assert "A row or table has no text under the names known" in text
    assert "There is no text to show." in text


def test_a_run_of_kept_articles_says_what_it_lacks(made: Callable[..., Path]) -> None:
    """With --only-kept the dropped are known by id alone, and their spans still count."""
    text = report(made(ROWS, only_kept=True))
    assert "written with --only-kept" in text
    members = blocks(text)["members-0"][0][1]
    assert [len(it) > 5 for it in members].count(True) == 1
    assert {it["rule"] for it in blocks(text)["cleaning"]["rules"]} >= {"links.more-news"}


def test_a_representative_that_is_elsewhere(out: Path, tmp_path: Path) -> None:
    """A run against an index can drop an article for one that it does not have."""
    for path in out.iterdir():
        if path.is_file():
            data = path.read_text("utf-8")
            if path.name == "articles.jsonl":
                data = "".join(it for it in data.splitlines(True) if '"id":"apples",' not in it)
            (tmp_path / path.name).write_text(data, "utf-8")
    found = blocks(report(tmp_path))
    (opened,) = [it for it in found["members-0"] if it[1][0][0] == "apples"]
    assert opened[0].startswith("The representative is not among this run's articles")
    assert found["groups"]["title"][found["groups"]["id"].index("apples")] == "Half a harvest"


def test_what_is_too_much_is_drawn_and_told(made: Callable[..., Path]) -> None:
    """Half of the groups are the largest, the others drawn by their ids; the page says so."""
    rows = [
        {"id": f"{group}-{copy}", "text": f"{HARVEST} Number {group} of {group * 7} said {group}."}
        for group in range(12)
        for copy in range(4 if group == 5 else 2)
    ]
    folder = made(rows, learn=False)
    everything = blocks(report(folder))["groups"]
    text = report(folder, Bounds(groups=4, members=3, texts=600, first=1))
    found = blocks(text)
    total = everything["total"]
    assert total == found["groups"]["total"] > 4
    assert f"It shows {len(found['groups']['id'])} of {total} groups" in text
    assert 4 <= len(found["groups"]["id"]) <= 5
    assert found["groups"]["id"][:2] == everything["id"][:2]
    later = sorted(everything["id"][2:], key=draw)[:2]
    assert set(later) <= set(found["groups"]["id"])
    assert len(found["members-0"][0][1]) == 3 < found["groups"]["size"][0]
    texts = len(found["articles"]["id"])
    assert 0 < texts < len(rows)
    assert f"It holds the text of {texts} of {len(rows)} articles" in text


def test_a_long_text_is_cut_and_says_so(made: Callable[..., Path]) -> None:
    """What does not fit is counted."""
    found = blocks(report(made([{"id": "1", "text": STORY}]), Bounds(one_text=100)))
    pieces = found["texts-0"][0][0]
    assert pieces == [STORY[:100], [f"{len(STORY) - 100:,}", -1, 0]]


def test_the_text_is_the_raw_one_in_pieces(out: Path) -> None:
    """What stayed is the cleaned text; together with what went it is the raw text."""
    run = open_run(out)
    cleaned = {row["id"]: row["text"] for row in run.articles()}
    found = blocks((out / "report.html").read_text("utf-8"))
    for id, (pieces, _) in zip(found["articles"]["id"], found["texts-0"], strict=True):
        assert "".join(it for it in pieces if isinstance(it, str)) == cleaned[id]
        assert "".join(it if isinstance(it, str) else it[0] for it in pieces) == run.restore(id)


def test_outlets_are_counted_as_a_deduplication_counts_them(out: Path) -> None:
    """The pairs of outlets are those of `Deduplication.outlets`."""
    from cleannews import Article, Cleaner, dedupe

    articles = [Article(**row) for row in ROWS if row["text"].strip()]
    wanted = [
        [it.source, it.copier, it.articles, it.undated]
        for it in dedupe(articles, cleaner=Cleaner()).outlets()
    ]
    assert blocks((out / "report.html").read_text("utf-8"))["pairs"] == wanted


def test_why_a_representative_leads(out: Path) -> None:
    """Once for the group, and for each member whose text is there."""
    opened = blocks((out / "report.html").read_text("utf-8"))["members-0"]
    assert opened[0][0] == "It leads all 2 others because it was published first."
    second = next(it for it in opened[0][1] if it[0] == "second")
    assert second[-2].startswith("a copy: Jaccard similarity")
    assert second[-1].startswith("it was published first, 2026-03-01T08:00:00+00:00")


def test_what_cannot_be_written_is_told(out: Path, tmp_path: Path) -> None:
    """A folder, and a folder that is not there."""
    with pytest.raises(OutputError, match="is a folder"):
        write_report(open_run(out), tmp_path)
    with pytest.raises(WriteError, match="No such file or directory; name another file"):
        write_report(open_run(out), tmp_path / "no" / "report.html")
