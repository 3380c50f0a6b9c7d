"""Cleaners that are packed for other processes."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from cleannews import Article, Cleaner, RuleTableError, SettingsError, SiteMemory
from cleannews.cleaning.phrasebook import SHIPPED_RULES
from cleannews.spark import shipping
from cleannews.spark.shipping import Packed, ShippedCleaner

STORIES = ("Rain fell on the hills all week.", "A bridge was opened on Monday by the mayor.")
FURNITURE = "The best of the Ledger in one place"
PAGES = [Article(f"{story}\n\n{FURNITURE}", site="ledger.example") for story in STORIES]
TABLES = (
    '[[rule]]\nid = "ad.own"\nphrases = ["buy now"]\nremove = ["Buy now"]\nkeep = ["Buy"]\n',
    '[[rule]]\nid = "ad.marker"\nphrases = ["anzeige"]\nremove = ["Anzeige"]\nkeep = ["Buy"]\n',
)
ARTICLE = Article(
    f"Buy now\nAdvertisement\nAnzeige\n{STORIES[0]}\n\n{FURNITURE}\n\nRead more: Storm closes quay",
    site="ledger.example",
)


class Sent:
    """
    What a broadcast is to a cleaner: pickled it is a name, and the value is looked up there.

    Args:
        memory: What is carried.
    """

    there: SiteMemory | None = None
    asked = 0

    def __init__(self, memory: SiteMemory) -> None:
        Sent.there = memory

    @property
    def value(self) -> SiteMemory:
        """The memory."""
        Sent.asked += 1
        assert Sent.there is not None
        return Sent.there


@pytest.fixture(autouse=True)
def _no_cleaner_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipping, "_made", {})


@pytest.fixture
def cleaner(tmp_path: Path) -> Cleaner:
    """Return a cleaner that has everything."""
    paths = [tmp_path / "own.toml", tmp_path / "markers.toml"]
    for path, table in zip(paths, TABLES, strict=True):
        path.write_text(table, encoding="utf-8")
    return Cleaner(
        memory=SiteMemory.learn(PAGES), keep=["social"], rules=paths, disable=["links.more-news"]
    )


def arrived(shipped: ShippedCleaner) -> ShippedCleaner:
    """Return what is read at the other end."""
    there = pickle.loads(pickle.dumps(shipped))  # noqa: S301 (our own)
    assert isinstance(there, ShippedCleaner)
    return there


def test_the_cleaner_there_removes_the_same(cleaner: Cleaner, tmp_path: Path) -> None:
    """Settings, tables and memory arrive, though the files of the tables do not."""
    shipped = ShippedCleaner.of(cleaner)
    for path in tmp_path.glob("*.toml"):
        path.unlink()
    there = arrived(shipped).cleaner()
    assert there is not cleaner
    assert there.clean(ARTICLE) == cleaner.clean(ARTICLE)
    assert [it.rule for it in there.clean(ARTICLE).removed] == [
        "ad.own",
        "ad.marker",
        "template.learned",
        "links.read-more",
    ]


def test_a_cleaner_is_made_once_in_a_process(cleaner: Cleaner) -> None:
    """Every task of an executor has the same one; one that cleans otherwise takes its place."""
    shipped = ShippedCleaner.of(cleaner)
    first = arrived(shipped).cleaner()
    assert arrived(shipped).cleaner() is first
    other = ShippedCleaner.of(Cleaner()).cleaner()
    assert other is not first
    assert ShippedCleaner.of(Cleaner()).cleaner() is other


def test_what_decides_gives_the_name(cleaner: Cleaner, tmp_path: Path) -> None:
    """It is the same wherever the tables lie, and another for each change."""
    moved = tmp_path / "a" / "own.toml"
    moved.parent.mkdir()
    moved.write_text(TABLES[0], encoding="utf-8")
    own = Cleaner(rules=[tmp_path / "own.toml"])
    assert ShippedCleaner.of(Cleaner(rules=[moved])).name == ShippedCleaner.of(own).name
    others = [
        cleaner,
        own,
        Cleaner(),
        Cleaner(keep=["ad"]),
        Cleaner(memory=SiteMemory.learn(PAGES)),
    ]
    assert len({ShippedCleaner.of(it).name for it in others}) == len(others)


def test_a_broadcast_carries_the_memory(cleaner: Cleaner) -> None:
    """It is not in the closure then, and is asked for once in a process."""
    shipped = ShippedCleaner.of(cleaner, Sent)
    assert b"SiteMemory" not in pickle.dumps(shipped)
    Sent.asked = 0
    for _ in range(3):
        assert arrived(shipped).cleaner().clean(ARTICLE) == cleaner.clean(ARTICLE)
    assert Sent.asked == 1


def test_a_memory_travels_once(cleaner: Cleaner) -> None:
    """What is pickled is not much more than the memory, tables and settings."""
    memory = SiteMemory.learn(
        Article(f"{STORIES[0]} {at}\n\n{FURNITURE} {at}", site="ledger.example")
        for at in range(200)
    )
    Cleaner(memory=memory).clean(ARTICLE)
    size = len(pickle.dumps(ShippedCleaner.of(Cleaner(memory=memory), Packed)))
    assert size < 1.5 * len(memory.to_bytes())


def test_other_rules_on_an_executor_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Another version there would clean otherwise without a word."""
    shipped = ShippedCleaner.of(Cleaner())
    other = tmp_path / "rules.jsonl"
    other.write_bytes(SHIPPED_RULES.read_bytes() + b"\n")
    monkeypatch.setattr(shipping, "SHIPPED_RULES", other)
    with pytest.raises(
        SettingsError, match=r"^cleannews on an executor is .*; it must be .*driver"
    ):
        arrived(shipped).cleaner()


def test_a_table_that_is_gone_is_named(cleaner: Cleaner, tmp_path: Path) -> None:
    """The driver says so, before anything runs."""
    (tmp_path / "own.toml").unlink()
    with pytest.raises(RuleTableError, match=r"own\.toml: cannot be read"):
        ShippedCleaner.of(cleaner)


def test_executors_need_no_pyspark_for_it(cleaner: Cleaner, tmp_path: Path) -> None:
    """A process of its own makes the cleaner, and finds nothing of this one but what is pickled."""
    (tmp_path / "shipped").write_bytes(pickle.dumps(ShippedCleaner.of(cleaner)))
    (tmp_path / "article").write_bytes(pickle.dumps(ARTICLE))
    program = (
        "import pickle, sys; from pathlib import Path; folder = Path(sys.argv[1])\n"
        "read = lambda name: pickle.loads((folder / name).read_bytes())\n"
        "print(read('shipped').cleaner().explain(read('article')))"
    )
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == cleaner.explain(ARTICLE)
