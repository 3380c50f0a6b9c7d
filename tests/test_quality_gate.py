"""The quality gate's arithmetic on made-up data, and its floors."""

from __future__ import annotations

import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.quality import gate, measuring
from benchmarks.quality.floors import (
    FLOORS,
    Measure,
    judged,
    moved,
    read_floors,
    write_floors,
)
from benchmarks.quality.halves import HALVES, half_of
from benchmarks.quality.line_scores import count_lines, line_scores
from benchmarks.quality.page_scores import Body, count_page, page_scores
from benchmarks.quality.pair_scores import PairCounts, pair_scores
from benchmarks.quality.string_scores import count_strings, string_scores

TEXT = "0123456789 caption story"


def test_a_span_is_found_when_nine_tenths_of_it_are_gone() -> None:
    for end, found in ((8, False), (9, True)):
        counts = count_lines(TEXT, [(0, 10, "ad")], [], [(0, end)])
        assert counts.found == (("ad", found),)
        assert (counts.gone, counts.must) == (end, 10)


def test_neutral_text_is_no_content() -> None:
    counts = count_lines(TEXT, [], [(11, 18, "caption")], [(11, 20)])
    assert (counts.neutral, counts.neutral_gone) == (7, 7)
    assert (counts.content, counts.lost) == (15, 1)


def test_what_should_go_is_not_neutral() -> None:
    counts = count_lines(TEXT, [(0, 10, "ad")], [(5, 18, "caption")], [(0, 10)])
    assert (counts.neutral, counts.neutral_gone) == (7, 0)


def test_spans_without_letters_do_not_count() -> None:
    assert count_lines("--- story", [(0, 3, "ad")], [], []).found == ()


def test_the_mean_over_kinds_leaves_rare_kinds_out() -> None:
    marks = [(at, at + 1, "ad") for at in range(5)] + [(5, 6, "rare")]
    scores = line_scores([count_lines(TEXT, marks, [], [(0, 2)])])
    assert scores["kind_mean"] == pytest.approx(0.4)
    assert scores["span_recall"] == pytest.approx(2 / 6)


def test_losses_are_counted_by_article() -> None:
    hurt = count_lines("a story", [], [], [(0, 1)], unstable=True)
    scores = line_scores([hurt, count_lines("a story", [], [], [])])
    assert (scores["articles_hurt"], scores["unstable"]) == (1, 1)
    assert scores["content_lost"] == pytest.approx(1 / 12)


BODY = Body(("one two three four five six", "seven eight nine ten"), ("a heading",), "The News")


def test_the_body_itself_is_perfect() -> None:
    text = "a heading one two three four five six seven eight nine ten"
    counts = count_page(BODY, text)
    assert (counts.precision, counts.recall, counts.lost) == (1, 1, 0)


def test_a_paragraph_of_which_less_than_half_is_left_is_lost() -> None:
    assert count_page(BODY, "one two three four seven eight nine ten").lost == 1
    assert count_page(BODY, "one two three four five seven eight nine ten").lost == 0


def test_a_headline_counts_only_alone_on_its_line() -> None:
    assert count_page(BODY, "“The  NEWS”\none two").headline_left
    assert not count_page(BODY, "The News of today").headline_left


def test_no_text_scores_nothing() -> None:
    counts = count_page(BODY, "", failed=True)
    assert (counts.precision, counts.recall, counts.lost) == (0, 0, 2)
    assert page_scores([counts])["f1"] == 0
    assert page_scores([counts])["failed"] == 1


def test_f1_is_that_of_the_means() -> None:
    perfect = count_page(BODY, " ".join(("a heading", *BODY.paragraphs)))
    half = count_page(BODY, "one two three four x y z w v")
    scores = page_scores([perfect, half])
    assert scores["precision"] == pytest.approx((1 + 1 / 6) / 2)
    assert scores["recall"] == pytest.approx((1 + 1 / 9) / 2)


def test_strings_count_alike() -> None:
    pages = [count_strings("rain snow", ["rain"], ["snow"]), count_strings("", ["a", "b"], ["c"])]
    scores = string_scores(pages)
    assert scores["precision"] == pytest.approx(1 / 2)
    assert scores["recall"] == pytest.approx(1 / 3)


def test_pairs_are_judged_by_their_label() -> None:
    labels = ("copy", "abridged", "template", "background", "update")
    scores = pair_scores([PairCounts(label, grouped=label != "copy") for label in labels])
    assert scores["recall"] == pytest.approx(1 / 2)
    assert (scores["false_merges"], scores["apart"], scores["updates_grouped"]) == (2, 2, 1)


def test_halves_stay_as_they_are() -> None:
    names = ("cnn.com", "foxnews.com", "nytimes.com", "taz")
    assert [HALVES.index(str(half_of(name))) for name in names] == [0, 0, 1, 1]


RECALL = Measure("recall")
MERGES = Measure("merges", 0, ceiling=True)


@pytest.mark.parametrize(
    ("recall", "merges", "said"),
    [
        (0.8, 2, ["yes", "yes"]),
        (0.7999, 3, ["no", "no"]),
        (0.81, 1, ["yes, could be pinned higher"] * 2),
    ],
)
def test_a_figure_meets_its_floor(recall: float, merges: int, said: list[str]) -> None:
    figures = {"recall": recall, "merges": merges}
    verdicts = judged((RECALL, MERGES), figures, {"recall": 0.8, "merges": 2})
    assert [verdict.said for verdict in verdicts] == said


def test_nothing_passes_without_a_floor() -> None:
    assert not judged((RECALL,), {"recall": 1.0}, {})[0].passed


def test_floors_move_by_flags_only() -> None:
    floors = {"recall": 0.8, "merges": 2}
    verdicts = judged((RECALL, MERGES), {"recall": 0.7, "merges": 1}, floors)
    assert moved(verdicts, down=False, up=False) == floors
    assert moved(verdicts, down=True, up=False) == {"recall": 0.7, "merges": 2}
    assert moved(verdicts, down=False, up=True) == {"recall": 0.8, "merges": 1}


@pytest.mark.parametrize("figure", [0.0, 1.0, 2 / 3, 0.84901, 7.3e-5, 0.1 + 0.2])
@pytest.mark.parametrize("ceiling", [True, False])
def test_a_pinned_figure_passes(tmp_path: Path, figure: float, *, ceiling: bool) -> None:
    measure = Measure("x", ceiling=ceiling)
    write_floors({"part": {"x": measure.pinned(figure)}}, tmp_path / "floors.toml")
    floors = read_floors(tmp_path / "floors.toml")
    verdict = judged((measure,), {"x": figure}, floors["part"])[0]
    assert verdict.passed
    assert not verdict.could_rise


def test_every_measure_is_pinned() -> None:
    pinned = {part: set(some) for part, some in read_floors(FLOORS).items()}
    wanted = {name: {one.name for one in part.measures} for name, part in gate.PARTS.items()}
    assert pinned == wanted


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs the gate on figures given to it, with floors of its own."""
    path = tmp_path / "floors.toml"
    write_floors({"lines": {"recall": 0.8}}, path)
    monkeypatch.setattr(gate, "read_floors", lambda: read_floors(path))
    monkeypatch.setattr(gate, "write_floors", lambda floors: write_floors(floors, path))
    monkeypatch.setattr(gate, "kept_results", dict)
    monkeypatch.setattr(gate, "save", lambda *_: None)

    def run(recall: float, *flags: str) -> tuple[int, float]:
        halves = {HALVES[0]: {"recall": recall}, HALVES[1]: {"recall": recall - 0.1}}
        part = gate.Part(
            "made up",
            lambda _: {"all": {"recall": recall}, **halves},
            (Measure("recall", halves=True),),
        )
        monkeypatch.setattr(gate, "PARTS", {"lines": part})
        monkeypatch.setattr(sys, "argv", ["gate.py", f"--data={tmp_path}", *flags])
        return gate.main(), read_floors(path)["lines"]["recall"]

    return run


def test_a_figure_below_its_floor_fails(run: Any) -> None:
    assert run(0.8) == (0, 0.8)
    assert run(0.79) == (1, 0.8)


def test_only_a_flag_lowers_a_floor(run: Any) -> None:
    assert run(0.79, "--raise-floors") == (1, 0.8)
    assert run(0.79, "--lower-floors") == (0, 0.79)


def test_only_a_flag_raises_a_floor(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(0.9) == (0, 0.8)
    assert "--raise-floors" in capsys.readouterr().out
    assert run(0.9, "--raise-floors") == (0, 0.9)


def test_a_gap_is_a_finding(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    run(0.8)
    assert "-10.0 points" in capsys.readouterr().out


def test_strings_are_read_from_an_archive(tmp_path: Path) -> None:
    paragraph = "<p>Rain fell on all the hills of the county for a whole week, the mayor said.</p>"
    page = f"<html><body><article>{paragraph * 5}</article></body></html>"
    listed = {
        "https://one.example/a": {"file": "a.html", "with": ["Rain fell"], "without": ["Snow"]},
        "https://two.example/b": {"file": "absent.html", "with": ["Rain"], "without": []},
    }
    files = {"cache/a.html": page, "evaldata.json": json.dumps(listed)}
    (tmp_path / "pages").mkdir()
    with tarfile.open(tmp_path / "pages/trafilatura.tar.xz", "w:xz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
    figures = measuring.measure_strings(tmp_path)["all"]
    assert (figures["pages"], figures["recall"], figures["failed"]) == (1, 1.0, 0)
