"""Same inputs and settings, same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews.pipeline import RunSettings, run
from cleannews.settings import CleanSettings, DedupeSettings, ReadSettings

Outputs = Callable[[Path], dict[str, Any]]
Table = Callable[[Path], list[dict[str, Any]]]


@pytest.mark.parametrize("format", ["jsonl", "text"])
def test_two_runs_write_the_same_bytes(
    shared_corpus: Path, tmp_path: Path, outputs: Outputs, format: str
) -> None:
    """Two runs into two folders differ in the key `run` of summary.json alone."""
    for name in ("one", "two"):
        run(RunSettings((shared_corpus,), tmp_path / name, format=format))
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two")


def test_order_of_the_inputs_does_not_change_the_groups(
    shared_corpus: Path, tmp_path: Path
) -> None:
    """The same files in another order give the same groups, byte for byte."""
    files = sorted(
        path for path in shared_corpus.rglob("*") if path.suffix in {".txt", ".json", ".html"}
    )
    run(RunSettings(tuple(files), tmp_path / "one"))
    run(RunSettings(tuple(reversed(files)), tmp_path / "two"))
    groups = (tmp_path / "one" / "groups.jsonl").read_bytes()
    assert groups
    assert groups == (tmp_path / "two" / "groups.jsonl").read_bytes()


def test_outputs_read_again_give_the_same_groups(shared_run: Path, tmp_path: Path) -> None:
    """The table of a run, taken as an input, is the same corpus: same ids, same groups."""
    again = tmp_path / "again"
    run(RunSettings((shared_run / "articles.jsonl",), again))
    assert (again / "groups.jsonl").read_bytes() == (shared_run / "groups.jsonl").read_bytes()


def test_cleaned_texts_are_clean(shared_run: Path, tmp_path: Path, table: Table) -> None:
    """A run over the cleaned texts of another removes nothing."""
    again = tmp_path / "again"
    run(RunSettings((shared_run / "articles.jsonl",), again))
    assert table(again / "removed.jsonl") == []


@pytest.fixture
def digest_with(tmp_path: Path) -> Callable[..., str]:
    """Run over nothing, and return the digest of the settings."""
    (tmp_path / "nothing").mkdir()

    def run_with(out: str = "out", **settings: Any) -> str:
        summary = run(RunSettings((tmp_path / "nothing",), tmp_path / out, force=True, **settings))
        return str(summary["digest"])

    return run_with


@pytest.mark.parametrize(
    "settings",
    [
        {"dedupe": DedupeSettings(threshold=0.8)},
        {"dedupe": DedupeSettings(containment=0.9)},
        {"dedupe": DedupeSettings(keep="fullest")},
        {"dedupe": DedupeSettings(drop={"copy"})},
        {"clean": CleanSettings.choose(keep={"ad"})},
        {"clean": CleanSettings.choose(disable={"links.more-news"})},
        {"read": ReadSettings(site_from="dir")},
    ],
    ids=["threshold", "containment", "keep", "drop", "category", "rule", "site"],
)
def test_digest_tells_settings_apart(digest_with: Callable[..., str], settings: Any) -> None:
    """A setting that can change the outputs changes the digest."""
    assert digest_with(**settings) != digest_with()


def test_digest_is_of_a_rule_tables_content(
    digest_with: Callable[..., str], tmp_path: Path
) -> None:
    """A rule table that was changed under its old name changes the digest."""
    rules = tmp_path / "own.toml"
    entry = '[[rule]]\nid = "ad.own"\nphrases = ["{}"]\nremove = ["{}"]\nkeep = ["Rain."]\n'
    rules.write_text(entry.format("our sponsor", "Our sponsor"))
    clean = CleanSettings.choose(rules=[rules])
    first = digest_with(clean=clean)
    rules.write_text(entry.format("our partner", "Our partner"))
    assert digest_with(clean=clean) != first


def test_digest_is_not_of_the_place(digest_with: Callable[..., str]) -> None:
    """The same settings have one digest, wherever the outputs go."""
    assert digest_with("one") == digest_with("two")


def test_summary_is_plain_json(shared_run: Path) -> None:
    """The summary is one line of JSON, for any program to read."""
    line = (shared_run / "summary.json").read_bytes()
    assert line.count(b"\n") == 1
    assert json.loads(line)["articles"] == 7
