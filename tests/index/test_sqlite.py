"""The SQLite file: what it refuses, what it survives, and who may use it at a time."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cleannews import Article, Cleaner, Match, SettingsError, SiteMemory, StoreError, open_index
from grouping.planted import story

SOON = 30
"""Seconds within which another process must have done a little."""


def day(number: int) -> datetime:
    """Return a day of March 2026."""
    return datetime(2026, 3, number, tzinfo=UTC)


def text(seed: int, length: int = 80) -> str:
    """Return a story of its own."""
    return " ".join(story(seed, length))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a file with an index of one article."""
    with open_index(tmp_path / "seen.db") as index:
        index.add(Article(text(1), id="a"))
    return tmp_path / "seen.db"


def test_one_file_is_left(place: Path) -> None:
    """What SQLite has beside the file while it is open is gone when it is closed."""
    assert [path.name for path in place.parent.iterdir()] == ["seen.db"]


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"threshold": 0.8}, "threshold=0.8"),
        ({"containment": None}, "containment=None"),
        ({"window": 3}, "window=3"),
        ({"drop": {"copy"}}, r"drop=\['copy'\]"),
        ({"cleaner": Cleaner()}, "cleaner=[0-9a-f]{12}"),
    ],
)
def test_other_settings_are_refused(place: Path, settings: dict[str, object], named: str) -> None:
    """Both settings are named, and what to do."""
    with pytest.raises(StoreError, match=rf"threshold=0.7.* not .*{named}.*index export OLD"):
        open_index(place, **settings)  # type: ignore[arg-type]


def test_cleaning_otherwise_is_refused(tmp_path: Path) -> None:
    """Categories, switched off rules and the memory of sites count; the same again is opened."""
    memory = SiteMemory.learn([Article(text(1), site="quay.example")])
    other = SiteMemory.learn([Article(text(2), site="quay.example")])
    with open_index(tmp_path / "seen.db", cleaner=Cleaner(memory=memory)) as index:
        index.add(text(1))
    same = SiteMemory.learn([Article(text(1), site="quay.example")])
    with open_index(tmp_path / "seen.db", cleaner=Cleaner(memory=same)) as index:
        assert index.stats()["kept"] == 1
    for cleaner in (
        None,
        Cleaner(),
        Cleaner(memory=other),
        Cleaner(memory=memory, keep=["ad"]),
        Cleaner(memory=memory, disable=["links.more-news"]),
    ):
        with pytest.raises(StoreError, match="was made with settings"):
            open_index(tmp_path / "seen.db", cleaner=cleaner)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("update meta set value = 'cleannews-0' where name = 'scheme'", "cleannews-0, not cleannews-1"),
        ("pragma user_version = 99", "schema 99, not 2"),
        ("delete from meta where name = 'digest'", "is damaged"),
    ],
)  # fmt: skip
def test_other_versions_are_refused(place: Path, change: str, named: str) -> None:
    """Another scheme of signatures or version of the tables is named."""
    with sqlite3.connect(place) as connection:
        connection.execute(change)
    connection.close()
    with pytest.raises(StoreError, match=named):
        open_index(place)


def test_foreign_files_are_refused_and_left_alone(tmp_path: Path) -> None:
    """A text, a database of another program, a folder, a file in no folder."""
    written = tmp_path / "text.db"
    written.write_bytes(b"Rain fell.\n" * 200)
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("create table kept (number)")
    connection.close()
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for path in (written, tmp_path / "other.db", tmp_path, tmp_path / "none" / "seen.db"):
        with pytest.raises(StoreError) as found:
            open_index(path)
        assert str(path) in str(found.value)
        assert "\n" not in str(found.value)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("given", ["http://quay/0", 3, None])
def test_places_that_are_no_files(given: object) -> None:
    """Addresses and other values are refused."""
    with pytest.raises(SettingsError, match="place"):
        open_index(given)  # type: ignore[arg-type]


@pytest.mark.parametrize("ttl", [3, timedelta(), timedelta(-1)])
def test_bad_ttl(tmp_path: Path, ttl: object) -> None:
    """A time to live is a timedelta above 0."""
    with pytest.raises(SettingsError, match="ttl"):
        open_index(tmp_path / "seen.db", ttl=ttl)  # type: ignore[arg-type]


def test_damage_is_told_in_one_line(tmp_path: Path) -> None:
    """A file of which pages are overwritten raises StoreError, whatever is asked of it."""
    place = tmp_path / "seen.db"
    with open_index(place) as index:
        list(index.add_many(Article(text(at), id=str(at)) for at in range(60)))
    data = bytearray(place.read_bytes())
    data[4096:] = random.Random(1).randbytes(len(data) - 4096)  # noqa: S311 (no secret)
    place.write_bytes(data)
    with pytest.raises(StoreError, match=r"seen\.db") as found, open_index(place) as index:  # noqa: PT012
        for at in range(60):
            index.query(Article(text(at)))
        list(index.rows())
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(
    "change",
    [
        "update kept set content = x'00'",
        "update kept set content = 'text'",
        "update kept set id = x'ff'",
        "update sample set hashes = x'00'",
    ],
)
def test_damaged_rows_are_told(place: Path, change: str) -> None:
    """A value that cannot be read is no crash."""
    with sqlite3.connect(place) as connection:
        connection.execute(change)
    connection.close()
    with pytest.raises(StoreError, match="is damaged"), open_index(place) as index:
        index.query(text(1))


def test_a_closed_index_says_so(place: Path) -> None:
    """Whatever is asked of it; closing it again does nothing."""
    index = open_index(place)
    index.close()
    index.close()
    for call in (lambda: index.add("Rain"), lambda: index.query("Rain"), index.stats):
        with pytest.raises(StoreError, match="is closed"):
            call()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_is_refused(place: Path) -> None:
    """It must open its own index, and the parent's is not harmed."""
    with open_index(place) as index:
        index.add("Rain fell.")
        child = os.fork()
        if not child:
            try:
                index.add("Snow fell.")
            except StoreError as error:
                os._exit(7 if "forked" in str(error) else 8)
            os._exit(9)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 7
        assert index.add("Rain fell.") is None
        assert index.stats()["kept"] == 2


def test_threads_share_an_index(tmp_path: Path) -> None:
    """Of copies that threads add at a time exactly one is kept."""
    answers: list[Match | None] = []
    with open_index(tmp_path / "seen.db") as index:

        def add(number: int) -> None:
            some = [Article(text(at), id=f"{at} {number}") for at in range(20)]
            answers.extend(map(index.add, some))

        threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(it is None for it in answers) == index.stats()["kept"] == 20
        assert index.stats()["duplicates"] == 60


def test_a_batch_is_stored_as_a_whole(place: Path) -> None:
    """What is no article stops a batch; those before it are stored."""
    some = [Article(text(at), id=str(at)) for at in range(300)]
    with open_index(place) as index:
        with pytest.raises(Exception, match="not an article"):
            list(index.add_many([*some, 3]))  # type: ignore[list-item]
        assert index.stats()["kept"] == 1 + 255  # one story is that of the first article


def test_space_is_used_again(tmp_path: Path) -> None:
    """A file in which as much expires as is added does not grow."""
    place = tmp_path / "seen.db"
    sizes = []
    with open_index(place) as index:
        for now in range(1, 9):
            some = (
                Article(text(100 * now + at, 200), id=f"{now} {at}", published=day(now))
                for at in range(60)
            )
            list(index.add_many(some))
            index.expire(before=day(now))
            assert index.stats()["kept"] == 60
            sizes.append(index.stats()["bytes"])
    assert max(sizes[4:]) <= 1.1 * sizes[3]


def test_ttl(tmp_path: Path) -> None:
    """Articles expire while others are added."""
    now = datetime.now(UTC)
    with open_index(tmp_path / "seen.db", ttl=timedelta(days=7)) as index:
        index.add(Article(text(1), id="old", published=now - timedelta(days=8)))
        index.add(Article(text(2), id="young", published=now - timedelta(days=6)))
        index.add(Article(text(3), id="now"))
        assert [row.known.id for row in index.rows()] == ["young", "now"]
        assert index.query(text(1)) is None


def test_what_expired_does_not_fill_the_memory(tmp_path: Path) -> None:
    """The postings are made anew when most of their articles are gone."""
    with open_index(tmp_path / "seen.db") as index:
        store = index._store
        store._following.counted = 50  # type: ignore[union-attr]
        for day in range(1, 9):
            some = (Article(text(100 * day + at, 30), id=f"{day} {at}") for at in range(40))
            list(index.add_many(some))
            store._following.counted = 50  # type: ignore[union-attr]
            index.expire(before=datetime(2999, 1, 1, tzinfo=UTC))
        assert store._following.caught_up().articles < 120  # type: ignore[union-attr]
        index.add(Article(text(1), id="a"))
        assert index.query(text(1)).id == "a"  # type: ignore[union-attr]


def test_others_see_what_one_adds(place: Path) -> None:
    """Several indexes of one file see what each adds, and nothing is kept twice."""
    with open_index(place) as one, open_index(place) as other:
        for at in range(10, 30):
            writer, reader = (one, other) if at % 2 else (other, one)
            assert writer.add(Article(text(at), id=str(at))) is None
            assert reader.query(text(at)).id == str(at)  # type: ignore[union-attr]
            assert reader.add(Article(text(at), id=f"{at} again")).id == str(at)  # type: ignore[union-attr]


WRITER = """
import sys
from cleannews import Article, open_index
from grouping.planted import story
place, name, first = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open_index(place) as index:
    for at in range(first, 120):
        index.add(Article(" ".join(story(at, 80)), id=f"{name} {at}"))
        print(at, flush=True)
"""


def writer(place: Path, name: int, first: int, log: Path) -> subprocess.Popen[bytes]:
    """Start a process that adds stories from a number on, and logs what is stored."""
    paths = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-c", WRITER, str(place), str(name), str(first)],
            stdout=file,
            env={**os.environ, "PYTHONPATH": paths},
        )


def logged(log: Path) -> set[int]:
    """Return the numbers of the stories that are known to be stored."""
    return {int(line) for line in log.read_text().split("\n")[:-1]} if log.exists() else set()


def test_killed_writers_lose_nothing(tmp_path: Path) -> None:
    """
    Four processes add the same stories and are killed; a reader looks on.

    Whatever was acknowledged is there, each story is kept once, and the file is sound.
    """
    place, chance = tmp_path / "seen.db", random.Random(7)  # noqa: S311 (no secret)
    logs = [tmp_path / f"{name}.log" for name in range(4)]
    with open_index(place) as reader:
        for kill in (True, True, True, False):
            before = [len(logged(log)) for log in logs]
            writers = [writer(place, name, before[name], logs[name]) for name in range(4)]
            if kill:
                waited = time.monotonic() + SOON
                while time.monotonic() < waited and before[0] == len(logged(logs[0])) < 120:
                    time.sleep(0.01)
                time.sleep(chance.uniform(0, 0.2))
                for process in writers:
                    process.send_signal(signal.SIGKILL)
                    time.sleep(chance.uniform(0, 0.02))
            for process in writers:
                process.wait(timeout=SOON)
            for name, log in enumerate(logs):
                for at in list(logged(log))[::7]:
                    assert f"{name} {at}" in reader.group(f"{name} {at}")
    stored = [logged(log) for log in logs]
    assert all(numbers == set(range(120)) for numbers in stored)
    with sqlite3.connect(place) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()
    with open_index(place) as index:
        rows = list(index.rows())
        assert len({row.known.key for row in rows}) == len(rows) == 120
        assert index.stats()["duplicates"] == 360
        for name, numbers in enumerate(stored):
            assert all(f"{name} {at}" in index.group(f"{name} {at}") for at in numbers)
