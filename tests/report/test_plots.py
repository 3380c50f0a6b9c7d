"""The plots of a run: what they show, that they repeat, and what hostile names cannot do."""

from __future__ import annotations

import builtins
import json
import warnings
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from cleannews.errors import MissingExtraError
from cleannews.grouping.lsh import BandPlan, candidate_pairs
from cleannews.pipeline import RunSettings, open_run, run
from cleannews.report.figures import figures_of
from cleannews.report.plots import FORMATS, PLOTS, write_plots
from cleannews.signatures.batch import sign
from cleannews.signatures.shingles import WORDS

HOSTILE = (
    "cost $x^2_{$ & <script>alert(1)</script>",
    "\x1b[31mred\x00\x07\ufffe",
    "每日新闻报 صحيفة الخليج",
    "$\\frac{1}{0}$",
    "a" * 500,
)


def finished(folder: Path, rows: list[dict[str, Any]], **settings: Any) -> Path:
    """Run over rows and return the folder of outputs."""
    source = folder / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run(RunSettings((source,), folder / "out", workers=0, learn=False, **settings))
    return folder / "out"


def story(number: int) -> str:
    """Return a story of sixty words that is like no other."""
    return " ".join(f"word{number}x{at}" for at in range(60)) + "."


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with groups of two, two and three, of outlets with hostile names."""
    sites = [*HOSTILE, "wire.example", "post.example"]
    homes = [(0, 0), (0, 1), (1, 2), (1, 3), (2, 4), (2, 5), (2, 6)]
    rows = [
        {
            "id": f"i{at}",
            "text": f"{story(number)}\n\nAdvertisement\n",
            "site": sites[site],
            "date": f"2026-03-0{at + 1}",
        }
        for at, (number, site) in enumerate(homes)
    ]
    return finished(tmp_path_factory.mktemp("run"), rows)


def texts(path: Path) -> list[str]:
    """Return the texts of an SVG file."""
    tree = ET.fromstring(path.read_bytes())  # noqa: S314 (ours)
    return ["".join(it.itertext()) for it in tree.iter("{http://www.w3.org/2000/svg}text")]


def test_all_plots_are_written(groups: Path, tmp_path: Path) -> None:
    """Each as SVG and PNG, and nothing is warned of, whatever the fonts lack."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        written = write_plots(open_run(groups), tmp_path / "plots")
    assert {it.name for it in written} == {f"{name}.{it}" for name in PLOTS for it in FORMATS}
    assert set(written) == set((tmp_path / "plots").iterdir())
    for path in written:
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG") if path.suffix == ".png" else ET.fromstring(data)  # noqa: S314


def test_the_same_run_gives_the_same_bytes(groups: Path, tmp_path: Path) -> None:
    """No dates, no random ids."""
    first, second = (write_plots(open_run(groups), tmp_path / name) for name in "ab")
    assert [it.read_bytes() for it in first] == [it.read_bytes() for it in second]


def test_names_are_shown_as_they_are(groups: Path, tmp_path: Path) -> None:
    """Dollar signs are no formulas, markup and commands of a terminal are text, long names are cut."""
    write_plots(open_run(groups), tmp_path)
    shown = texts(tmp_path / "outlets.svg")
    assert "cost $x^2_{$ & <script>aler…" in shown
    assert "$\\frac{1}{0}$" in shown
    assert HOSTILE[2] in shown
    assert any(it.startswith("\\x1b[31mred\\x00\\x07\\ufffe"[:20]) for it in shown)
    assert max(map(len, shown)) < 200


def test_axes_and_thresholds_are_named(groups: Path, tmp_path: Path) -> None:
    """What is counted stands at each axis, and the thresholds of the run at their lines."""
    write_plots(open_run(groups), tmp_path)
    similarity = texts(tmp_path / "similarity.svg")
    assert {"threshold 0.7", "threshold 0.8", "articles per bin of 0.02", "copy"} <= set(similarity)
    assert {"articles in a group", "groups"} <= set(texts(tmp_path / "group-sizes.svg"))
    assert {"characters", "ad"} <= set(texts(tmp_path / "removed.svg"))
    curve = texts(tmp_path / "s-curve.svg")
    assert "S-curve of MinHash LSH: 32 bands of 4 rows" in curve
    assert "probability of becoming a candidate" in curve


def test_figures_are_those_of_the_run(groups: Path) -> None:
    """Groups by size, pairs by similarity, outlets with direction, characters by category."""
    run = open_run(groups)
    found = figures_of(run)
    assert found.sizes == Counter({2: 2, 3: 1})
    assert found.jaccard == Counter({("copy", 49): 4})
    assert found.removed["ad"] == (
        sum(span["end"] - span["start"] for span in run.removed()),
        sum(1 for _ in run.removed()),
    )
    assert found.outlets is not None
    assert {(it.source, it.copier) for it in found.outlets} == {
        (row["representative_site"], row["site"]) for row in _followers(groups)
    }


def _followers(out: Path) -> list[dict[str, Any]]:
    rows = list(open_run(out).articles())
    sites = {row["id"]: row["site"] for row in rows}
    followers = [row for row in rows if row["relation"] == "copy"]
    return [{**row, "representative_site": sites[row["representative"]]} for row in followers]


def test_a_run_without_groups_is_drawn(tmp_path: Path) -> None:
    """What there is none of is said in its plot."""
    out = finished(tmp_path, [{"text": story(1)}, {"text": story(2)}])
    write_plots(open_run(out), tmp_path / "plots")
    assert "no groups in this run" in texts(tmp_path / "plots" / "similarity.svg")
    assert "no groups in this run" in texts(tmp_path / "plots" / "group-sizes.svg")
    assert "nothing was removed in this run" in texts(tmp_path / "plots" / "removed.svg")
    assert "no articles that two outlets have" in texts(tmp_path / "plots" / "outlets.svg")


def test_only_kept_articles_tell_no_directions(tmp_path: Path) -> None:
    """The rows of dropped articles are not there, so who had them first is not known."""
    rows = [{"text": story(1), "site": site} for site in ("a.example", "b.example")]
    out = finished(tmp_path, rows, only_kept=True)
    write_plots(open_run(out), tmp_path / "plots")
    shown = texts(tmp_path / "plots" / "outlets.svg")
    assert "not known: the run was written with --only-kept" in shown


def test_many_outlets_and_sizes_are_bounded(tmp_path: Path) -> None:
    """The outlets with most articles are drawn, large groups by powers of two."""
    rows = [{"text": story(1), "site": f"s{at}.example", "id": f"{at:03}"} for at in range(40)]
    write_plots(open_run(finished(tmp_path, rows)), tmp_path / "plots")
    shown = texts(tmp_path / "plots" / "outlets.svg")
    assert sum(it.endswith(".example") for it in shown) == 20
    assert any("20 of 40 outlets" in it for it in shown)
    assert "32–63" in texts(tmp_path / "plots" / "group-sizes.svg")


def test_a_missing_extra_is_named(
    groups: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without matplotlib the error says what to install, and nothing is made."""
    real = builtins.__import__

    def importing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", importing)
    with pytest.raises(MissingExtraError, match=r"cleannews\[plots\]"):
        write_plots(open_run(groups), tmp_path / "plots")
    assert not (tmp_path / "plots").exists()


@pytest.mark.parametrize("jaccard", [0.3, 0.4, 0.5, 0.7])
def test_the_curve_is_what_is_measured(jaccard: float) -> None:
    """Of 400 pairs of random sets with one similarity the share that the curve says become candidates."""
    plan = BandPlan.for_threshold(0.7)
    size, pairs = 300, 400
    shared = round(2 * size * jaccard / (1 + jaccard))
    texts: list[str] = []
    for pair in range(pairs):
        head = [f"h{pair}n{at}" for at in range(shared + WORDS - 1)]
        for side in "ab":
            tail = [f"{side}{pair}n{at}" for at in range(size - shared)]
            texts.append(" ".join([*head, *tail]))
    batch = sign(texts)
    assert set(batch.sizes.tolist()) == {size}
    found = candidate_pairs(batch.signatures, np.arange(2 * pairs), plan)
    together = sum(1 for one, other in found.tolist() if one // 2 == other // 2)
    expected = plan.probability(shared / (2 * size - shared))
    tolerance = 4 * (expected * (1 - expected) / pairs) ** 0.5 + 0.01
    assert together / pairs == pytest.approx(expected, abs=tolerance)
