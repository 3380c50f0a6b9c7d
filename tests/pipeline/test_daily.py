"""Runs with an index, day after day: what was there before is a duplicate, what is new is added."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleannews import StoreError, open_run
from cleannews.index.places import store_at
from cleannews.pipeline import RunSettings, index_stage, run, settings_of
from cleannews.report.figures import figures_of
from cleannews.settings import DedupeSettings
from grouping.planted import story
from pipeline.test_killing import KilledError, killed
from servers import RedisServer

FOOT = "Seven readers of the harbour gazette write to us on every weekday."


def text(seed: int, stop: int = 90, start: int = 0) -> str:
    """Return a part of a story of its own."""
    return " ".join(story(seed, 90)[start:stop])


def day(folder: Path, *rows: dict[str, Any]) -> Path:
    """Write the articles of a day."""
    folder.mkdir()
    lines = [
        json.dumps({"site": "quay.example", **row, "text": f"{row['text']}\n\n{FOOT}"})
        for row in rows
    ]
    (folder / "articles.jsonl").write_text("\n".join(lines))
    return folder


@pytest.fixture
def first(tmp_path: Path) -> RunSettings:
    """The run of a first day: a story with a copy and a part of it, and two others."""
    folder = day(
        tmp_path / "monday",
        {"id": "a", "text": text(1), "published": "2026-03-02"},
        {"id": "b", "text": text(1).upper(), "published": "2026-03-03"},
        {"id": "c", "text": text(1, 60), "published": "2026-03-03"},
        {"id": "d", "text": text(2), "published": "2026-03-02"},
        {"text": text(3)},
    )
    return RunSettings((folder,), tmp_path / "one", index=str(tmp_path / "seen.db"))


@pytest.fixture
def second(tmp_path: Path, first: RunSettings) -> RunSettings:
    """The run of the second day."""
    folder = day(
        tmp_path / "tuesday",
        {"id": "e", "text": text(1).title()},
        {"id": "f", "text": text(2, 70)},
        {"id": "g", "text": text(4)},
        {"id": "h", "text": text(4).upper()},
        {"id": "i", "text": f"{text(3)} {text(5, 30)}"},
        {"text": text(6)},
    )
    return replace(first, inputs=(folder,), out=tmp_path / "two")


def became(out: Path) -> dict[str, tuple[Any, ...]]:
    """Return what became of the articles of a run."""
    names = ("kept", "group", "relation", "representative")
    return {row["id"]: tuple(row[it] for it in names) for row in open_run(out).articles()}


def stored(place: str | None) -> tuple[list[str], int]:
    """Return the ids of the kept articles of an index, and how many duplicates there are."""
    store = store_at(str(place), None)
    try:
        return [row.known.id for row in store.rows()], store.stats()["duplicates"]
    finally:
        store.close()


def test_group_ids_stay_from_day_to_day(first: RunSettings, second: RunSettings) -> None:
    """The group of tomorrow's copy is that of the article kept first; what is fuller is kept."""
    run(first)
    found = became(first.out)
    assert found["a"] == (True, "a", "representative", "a")
    assert found["b"] == (False, "a", "copy", "a")
    assert found["c"] == (False, "a", "abridged", "a")
    assert found["d"] == (True, None, None, None)
    kept, duplicates = stored(first.index)
    assert (len(kept), duplicates) == (3, 2)

    summary = run(second)
    found = became(second.out)
    assert found["e"] == (False, "a", "copy", "a")
    assert found["f"][:2] == (False, "d")
    assert {found[id][1] for id in "gh"} == {"g"}
    assert found["i"] == (True, None, None, None)
    groups = {it["group"]: it for it in open_run(second.out).groups()}
    assert {id: it.get("stored") for id, it in groups.items()} == {"a": True, "d": True, "g": None}
    assert [it["id"] for it in groups["a"]["members"]] == ["a", "e"]
    counts = {"known": 0, "duplicates": 2, "groups": 2, "new": 6}
    assert (summary["index"], summary["kept"], summary["dropped"]) == (counts, 3, 3)
    assert summary["grouped"] == 4
    assert len(stored(first.index)[0]) == 6
    assert open_run(second.out).restore("e").endswith(FOOT)
    assert figures_of(open_run(second.out)).sizes == {2: 3}


def test_a_run_again_gives_the_same_and_adds_nothing(
    first: RunSettings, second: RunSettings
) -> None:
    """An article is no duplicate of itself; so the next day, and the day after."""
    run(first)
    before = stored(first.index)
    again = replace(first, out=first.out.with_name("again"))
    run(again)
    for name in ("articles", "groups", "removed", "errors"):
        file = f"{name}.jsonl"
        assert (again.out / file).read_bytes() == (first.out / file).read_bytes(), name
    assert stored(first.index) == before
    run(second)
    before = stored(first.index)
    for settings in (first, second):
        later = replace(settings, out=settings.out.with_name(f"later-{settings.out.name}"))
        run(later)
        assert became(later.out) == became(settings.out)
    assert stored(first.index) == before


def test_a_killed_run_goes_on_and_adds_nothing_twice(
    first: RunSettings, second: RunSettings, tmp_path: Path
) -> None:
    """Wherever it was killed, the outputs and the index are those of a run that was not."""
    run(first)
    place = Path(str(first.index))
    begun = tmp_path / "begun.db"
    shutil.copy(place, begun)
    run(second)
    expected = stored(second.index)
    moments = 0
    for moment in range(1, 200, 4):
        trial = replace(
            second, out=tmp_path / f"out{moment}", index=str(tmp_path / "trial.db"), resume=True
        )
        for left in tmp_path.glob("trial.db*"):
            left.unlink()
        shutil.copy(begun, trial.index or "")
        if not killed(trial, moment):
            break
        moments += 1
        run(trial)
        assert became(trial.out) == became(second.out), moment
        assert stored(trial.index) == expected, moment
    assert moments > 8


def test_a_run_killed_while_it_adds_goes_on(
    first: RunSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some articles are in the index and others are not; the rest is added, and nothing twice."""
    monkeypatch.setattr(index_stage, "_AT_ONCE", 1)
    record = index_stage._record
    expected: Any = None
    for last in range(6, 0, -1):
        calls = 0

        def dying(*args: Any, last: int = last) -> None:
            nonlocal calls
            calls += 1
            if calls == last:
                raise KilledError
            record(*args)

        trial = replace(first, out=first.out.with_name(f"out{last}"), index=f"{first.index}{last}")
        monkeypatch.setattr(index_stage, "_record", dying)
        if last > 5:
            run(trial)  # of five articles
            expected = became(trial.out), stored(trial.index)
            continue
        with pytest.raises(KilledError):
            run(trial)
        assert len(stored(trial.index)[0]) + stored(trial.index)[1] == last - 1
        monkeypatch.setattr(index_stage, "_record", record)
        run(replace(trial, resume=True))
        assert (became(trial.out), stored(trial.index)) == expected


def test_a_changed_article_of_one_id(first: RunSettings, tmp_path: Path) -> None:
    """A fuller text of an id is kept beside the first, in its group, and a shorter one is dropped."""
    run(first)
    folder = day(
        tmp_path / "tuesday",
        {"id": "d", "text": f"{text(2)} {text(7, 20)}"},
        {"id": "a", "text": text(1, 85)},
    )
    second = replace(first, inputs=(folder,), out=tmp_path / "two")
    run(second)
    found = became(second.out)
    assert found == {"d": (True, "d", "version", "d"), "a": (False, "a", "version", "a")}
    again = replace(second, out=tmp_path / "again")
    run(again)
    assert became(again.out) == found


def test_other_settings_are_refused(first: RunSettings) -> None:
    """The index was made with others; nothing is read."""
    run(first)
    other = replace(first, out=first.out.with_name("other"), dedupe=DedupeSettings(threshold=0.9))
    with pytest.raises(StoreError, match="was made with settings"):
        run(other)
    with pytest.raises(StoreError, match="was made with settings"):
        run(replace(other, dedupe=first.dedupe, learn=False))


def test_the_index_is_repeated_by_config(first: RunSettings, tmp_path: Path) -> None:
    """The summary names it."""
    run(first)
    assert settings_of(first.out / "summary.json", out=tmp_path / "x").index == first.index


def test_an_index_in_redis_does_the_same_and_its_password_is_told_to_nobody(
    first: RunSettings, second: RunSettings, tmp_path: Path
) -> None:
    """What becomes of the articles of two days hangs on no store."""
    days = [run(it) and became(it.out) for it in (first, second)]
    folder, word = tmp_path / "server", "sesame"
    folder.mkdir()
    server = RedisServer(folder, "--requirepass", word)
    server.start()
    try:
        place = server.address(secret=f":{word}@")
        for it, expected in zip((first, second), days, strict=True):
            run(replace(it, index=place, force=True))
            assert became(it.out) == expected
        written = [path.read_bytes() for path in second.out.rglob("*") if path.is_file()]
        assert written
        assert not any(word.encode() in data for data in written)
    finally:
        server.stop()
