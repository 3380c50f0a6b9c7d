"""Redis alone: what is refused, what is survived, and who may write at a time."""

from __future__ import annotations

import os
import random
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cleannews import Article, MissingExtraError, SettingsError, StoreError, open_index
from cleannews.index.places import store_at
from cleannews.index.redislayout import KINDS
from grouping.planted import story
from servers import RedisServer

RIGHT = "a-password"

SOON = 60
"""Seconds within which other processes must have done a little."""


def text(seed: int, length: int = 80) -> str:
    """Return a story of its own."""
    return " ".join(story(seed, length))


def ask(server: RedisServer, *commands: tuple[Any, ...]) -> list[Any]:
    """Ask a server, as any program may."""
    from cleannews.index.redisaddress import Address
    from cleannews.index.redislink import RedisLink

    link = RedisLink(Address.of(server.address()))
    try:
        return link.ask(commands)
    finally:
        link.close()


@pytest.fixture
def place(redis_server: RedisServer) -> str:
    """Return the address of an index of one article."""
    place = redis_server.address(secrets.token_hex(8))
    with open_index(place) as index:
        index.add(Article(text(1), id="a"))
    return place


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Callable[..., RedisServer]]:
    """Return what starts servers of this test alone."""
    started: list[RedisServer] = []

    def start(*options: str) -> RedisServer:
        folder = tmp_path / f"server-{len(started)}"
        folder.mkdir()
        started.append(RedisServer(folder, *options))
        started[-1].start()
        return started[-1]

    yield start
    for server in started:
        server.stop()


def key(place: str, name: str) -> str:
    """Return the name of a key of an index."""
    return f"{{{place.partition('prefix=')[2]}}}:{name}"


def test_other_settings_are_refused(place: str) -> None:
    """Both are named, and what to do."""
    with pytest.raises(StoreError, match=r"threshold=0.7.* not .*threshold=0.8.*index export OLD"):
        open_index(place, threshold=0.8)


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (("HSET", "meta", "scheme", "cleannews-0"), "cleannews-0, not cleannews-1"),
        (("HSET", "meta", "schema", "99"), "schema 99, not"),
        (("HDEL", "meta", "digest"), "is damaged"),
        (("HSET", "meta", "kind", "shop"), "no index of cleannews"),
        (("DEL", "meta"), "are no index"),
        (("SET", "state", "short"), "is damaged"),
    ],
)
def test_other_versions_are_refused(
    redis_server: RedisServer, place: str, command: tuple[str, ...], named: str
) -> None:
    """Another scheme, another layout, foreign and damaged keys."""
    verb, name, *others = command
    ask(redis_server, (verb, key(place, name), *others))
    with pytest.raises(StoreError, match=named), open_index(place):
        pass


@pytest.mark.parametrize("name", ["meta", "kept", "samples", "ids", "ages", "turn"])
def test_foreign_keys_are_refused_and_left_alone(redis_server: RedisServer, name: str) -> None:
    """A key of another type under a name of ours; nothing is written."""
    place = redis_server.address(secrets.token_hex(8))
    ask(redis_server, ("SADD", key(place, name), "shop"))
    with pytest.raises(StoreError, match=rf"has a set in .*:{name}.*\?prefix=NAME"):
        open_index(place)
    found = ask(redis_server, ("SMEMBERS", key(place, name)), ("KEYS", key(place, "*")))
    assert found == [[b"shop"], [key(place, name).encode()]]


def test_indexes_share_a_database(redis_server: RedisServer, place: str) -> None:
    """Under another prefix is another index, also of other settings."""
    with open_index(redis_server.address(secrets.token_hex(8)), threshold=0.8) as other:
        assert other.add(Article(text(1), id="b")) is None
    with open_index(place) as index:
        assert index.stats()["kept"] == 1


def test_only_opening_to_add_makes_an_index(redis_server: RedisServer) -> None:
    """Looking at none is refused, and makes none."""
    place = redis_server.address(secrets.token_hex(8))
    with pytest.raises(StoreError, match="has no index"):
        store_at(place, None)
    assert ask(redis_server, ("KEYS", key(place, "*"))) == [[]]


@pytest.mark.parametrize(
    "given",
    [
        "http://quay/0", "redis://:secret@quay:x/0", "redis://:secret@quay:99999",
        "redis://:secret@quay/zero", "redis://:secret@quay?prefix=a&prefix=b",
        "redis://:secret@quay?prefix={a}", "redis://:secret@quay?tiemout=3", "rdis://:secret@quay",
    ],
)  # fmt: skip
def test_bad_addresses_are_refused_without_the_password(given: str) -> None:
    """An address that is none, or an option that nobody knows."""
    with pytest.raises(SettingsError) as found:
        open_index(given)
    assert "secret" not in str(found.value)
    assert "secret" not in repr(found.value.args)


def test_a_dead_host_is_told_in_one_line() -> None:
    """Where it is and what to do; no password."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{plug.getsockname()[1]}"
        with pytest.raises(
            StoreError, match=f"^redis://{where}/0 cannot be reached.*start"
        ) as found:
            open_index(f"redis://me:secret@{where}/0")
    assert "secret" not in str(found.value)
    assert "\n" not in str(found.value)


def test_wrong_passwords(own_server: Callable[..., RedisServer]) -> None:
    """None, a wrong one, the right one."""
    server = own_server("--requirepass", RIGHT)
    for secret in ("", ":wrong@"):
        with pytest.raises(StoreError, match=r"password.*give") as found:
            open_index(server.address(secret=secret))
        assert "wrong@" not in str(found.value)
    with open_index(server.address(secret=f":{RIGHT}@")) as index:
        assert index.add("Rain fell.") is None
        server.kill()
        with pytest.raises(StoreError) as found:
            index.add("Snow fell.")
        assert RIGHT not in str(found.value)


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    for name in [it for it in sys.modules if it.startswith("cleannews.index.redis")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(MissingExtraError, match=r"cleannews\[redis\]"):
        open_index("redis://localhost:1/0")


def test_a_full_server_stores_nothing(own_server: Callable[..., RedisServer]) -> None:
    """It is told what to do; what was added is there, and is found."""
    server = own_server("--maxmemory", "6mb")
    words = random.Random(1)  # noqa: S311 (no secret)
    with open_index(server.address()) as index:
        kept = 0
        with pytest.raises(StoreError, match=r"out of memory.*raise maxmemory"):  # noqa: PT012
            for at in range(10_000):
                index.add(Article(words.randbytes(5000).hex(" "), id=str(at)))
                kept += 1
        assert kept > 10
        assert index.group("3") == ("3",)
        assert index.group(str(kept)) == ()
        assert index.stats()["kept"] == kept
        ask(server, ("CONFIG", "SET", "maxmemory", "12mb"))
        assert index.expire(before=datetime(2999, 1, 1, tzinfo=UTC)) == kept
        ask(server, ("CONFIG", "SET", "maxmemory", "6mb"))
        assert index.add("Rain fell.") is None


def test_a_server_that_throws_keys_away_is_refused(own_server: Callable[..., RedisServer]) -> None:
    """With the reason; one that evicts only keys with a time to live is not."""
    server = own_server("--maxmemory-policy", "allkeys-lru")
    with pytest.raises(StoreError, match=r"allkeys-lru.*noeviction"):
        open_index(server.address())
    ask(server, ("CONFIG", "SET", "maxmemory-policy", "volatile-lru"))
    with open_index(server.address()) as index:
        assert index.stats()["kept"] == 0


@pytest.mark.parametrize(
    "change",
    [
        ("HSET", "kept", "1", "short"),
        ("HSET", "kept", "1", b"\0" * 60),
        ("ZADD", "ids", "0", "@@"),
        ("XADD", "samples", "9-0", "h", "abc"),
        ("XADD", "samples", "9-7", "h", "abcd"),
    ],
)
def test_damaged_values_are_told(
    redis_server: RedisServer, place: str, change: tuple[Any, ...]
) -> None:
    """A value that cannot be read is no crash."""
    verb, name, *others = change
    if name == "ids":
        from cleannews.index.redislayout import named

        others[1] = named("b")
    ask(redis_server, (verb, key(place, name), *others))
    with pytest.raises(StoreError, match="is damaged") as found, open_index(place) as index:
        index.query(Article(text(1), id="b"))
    assert "\n" not in str(found.value)


def test_an_index_that_was_emptied_says_so(redis_server: RedisServer, place: str) -> None:
    """Nothing is written where the index is gone, or another one."""
    with open_index(place) as index:
        every = ask(redis_server, ("KEYS", key(place, "*")))[0]
        ask(redis_server, ("DEL", *every))
        with pytest.raises(StoreError, match="no index any more; open"):
            index.add("Rain fell.")
        with open_index(place, threshold=0.8) as other:
            other.add("Snow fell.")
        with pytest.raises(StoreError, match="another index since; open"):
            index.add("Rain fell.")


def test_ttl_and_space(redis_server: RedisServer) -> None:
    """Articles expire while others are added, with all that was written of them."""
    place, now = redis_server.address(secrets.token_hex(8)), datetime.now(UTC)
    with open_index(place, ttl=timedelta(days=7)) as index:
        for at in range(300):
            published = now - timedelta(days=8 if at < 200 else 1)
            index.add(
                Article(text(at), id=str(at), published=published, url=f"https://quay.example/{at}")
            )
            index.add(Article(text(at), id=f"{at} again", published=published))
        assert index.stats()["kept"] == 100
        assert index.query(text(1)) is None
        index.expire(before=datetime(2999, 1, 1, tzinfo=UTC))
        assert index.stats()["kept"] == index.stats()["duplicates"] == 0
        (left,) = ask(redis_server, ("KEYS", key(place, "*")))
        assert sorted(left) == [key(place, name).encode() for name in ("meta", "samples", "state")]
        assert index.stats()["bytes"] < 3000


def test_a_connection_that_was_idle_is_made_again(redis_server: RedisServer, place: str) -> None:
    """Servers close what is idle; nobody is told."""
    with open_index(place) as index:
        for call in (lambda: index.add(text(2)), lambda: index.query(text(2)), index.stats):
            ask(redis_server, ("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"))
            call()
        assert index.stats()["kept"] == 2


def test_after_a_restart_things_go_on(own_server: Callable[..., RedisServer]) -> None:
    """One Index object: errors while the server is away, then as before; a repeat changes nothing."""
    server = own_server()
    with open_index(server.address()) as index:
        index.add(Article(text(1), id="a"))
        server.kill()
        for call in (
            lambda: index.add(Article(text(2), id="b")),
            lambda: index.query(text(1)),
            index.stats,
        ):
            with pytest.raises(StoreError, match=r"^redis://localhost:\d+/0") as found:
                call()
            assert "\n" not in str(found.value)
        server.start()
        for _ in range(2):
            assert index.add(Article(text(1), id="a")) is None
            assert index.add(Article(text(2), id="b")) is None
            assert index.add(Article(text(2), id="c")).id == "b"  # type: ignore[union-attr]
        assert index.stats()["kept"] == 2


def test_what_a_server_forgot_is_forgotten(own_server: Callable[..., RedisServer]) -> None:
    """A server that comes back without its last articles gives their numbers to others."""
    server = own_server("--appendonly", "no")
    with open_index(server.address()) as index:
        index.add(Article(text(1), id="a"))
        ask(server, ("SAVE",))
        index.add(Article(text(2), id="b"))
        server.kill()
        server.start()
        with open_index(server.address()) as other:
            assert other.add(Article(text(3), id="c")) is None
        assert index.query(text(2)) is None
        assert index.query(Article(text(3), id="d")).id == "c"  # type: ignore[union-attr]


def test_threads_and_objects_see_each_other(place: str) -> None:
    """Of copies that several indexes add at a time exactly one is kept."""
    answers: list[Any] = []

    def add(number: int) -> None:
        with open_index(place) as index:
            answers.extend(index.add(Article(text(at), id=f"{at} {number}")) for at in range(2, 32))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open_index(place) as index:
        assert sum(it is None for it in answers) == 30
        assert (index.stats()["kept"], index.stats()["duplicates"]) == (31, 90)


def test_nothing_depends_on_the_turn(redis_server: RedisServer, place: str) -> None:
    """Where its holder died, others wait until it has run out, and go on."""
    with open_index(place) as index:
        ask(redis_server, ("SET", key(place, "turn"), "dead", "PX", 1500))
        begun = time.monotonic()
        assert index.add(text(2)) is None
        assert time.monotonic() - begun > 1


def test_round_trips(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One to look up, one for the texts of what may match, one to write; no more for a batch."""
    with open_index(place) as index:
        index.query("Rain fell.")
        asked: list[int] = []
        ask = index._store._link.ask  # type: ignore[union-attr]

        def counted(commands: Sequence[Any]) -> list[Any]:
            asked.append(len(commands))
            answers: list[Any] = ask(commands)
            return answers

        monkeypatch.setattr(index._store._link, "ask", counted)  # type: ignore[union-attr]

        def trips(call: Callable[[], object]) -> int:
            asked.clear()
            call()
            return len(asked)

        assert trips(lambda: index.add(Article(text(2), id="b"))) == 2
        assert trips(lambda: index.add(Article(text(2), id="c"))) == 3
        assert trips(lambda: index.query(text(2))) == 2
        assert trips(lambda: index.query(text(3))) == 1
        some = [Article(text(at % 50), id=str(at)) for at in range(100)]
        assert trips(lambda: list(index.add_many(some))) == 3


WRITER = """
import sys
import time
from cleannews import Article, StoreError, open_index
from grouping.planted import story
place, name, first = sys.argv[1], sys.argv[2], int(sys.argv[3])
index = None
for at in range(first, 120):
    while True:
        try:
            index = index or open_index(place)
            index.add(Article(" ".join(story(at, 80)), id=f"{name} {at}"))
            break
        except StoreError as error:
            print("error", error, flush=True)
            time.sleep(0.05)
    print(at, flush=True)
"""


def writer(place: str, name: int, log: Path) -> subprocess.Popen[bytes]:
    """Start a process that adds the stories whose numbers are not logged yet."""
    paths = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    first = len(logged(log))
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-c", WRITER, place, str(name), str(first)],
            stdout=file,
            env={**os.environ, "PYTHONPATH": paths},
        )


def logged(log: Path) -> list[int]:
    """Return the numbers of the stories that are known to be stored."""
    lines = log.read_text().split("\n")[:-1] if log.exists() else []
    return [int(line) for line in lines if not line.startswith("error")]


def test_killed_servers_and_writers_lose_nothing(
    own_server: Callable[..., RedisServer], tmp_path: Path
) -> None:
    """
    Four processes add the same stories; the server is killed three times, and a writer each time.

    Whatever was acknowledged is there, each story is kept once, and errors were StoreErrors.
    """
    server, chance = own_server(), random.Random(7)  # noqa: S311 (no secret)
    place, logs = server.address(), [tmp_path / f"{name}.log" for name in range(4)]
    writers = [writer(place, name, log) for name, log in enumerate(logs)]
    for kill in range(3):
        before, ends = len(logged(logs[3])), time.monotonic() + SOON
        while time.monotonic() < ends and before + 5 > len(logged(logs[3])) < 120:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.05))
        server.kill()
        writers[kill].kill()
        writers[kill].wait()
        time.sleep(0.2)
        server.start()
        writers[kill] = writer(place, kill, logs[kill])
    for process in writers:
        assert process.wait(timeout=SOON) == 0
    assert all(set(logged(log)) == set(range(120)) for log in logs)
    assert any("error redis://" in log.read_text() for log in logs)
    with open_index(place) as index:
        rows = list(index.rows())
        assert len({row.known.key for row in rows}) == len(rows) == 120
        assert index.stats()["duplicates"] == 360
        ids = {id for row in rows for id in (row.known.id, *(it for it, _ in row.duplicates))}
        assert ids == {f"{name} {at}" for name in range(4) for at in range(120)}


def test_the_guide_lists_every_key() -> None:
    """With its type, by the names that Redis has them under."""
    guide = (Path(__file__).parents[2] / "docs" / "seen.md").read_text(encoding="utf-8")
    table = guide.split("### What is in Redis")[1].split("There are no pickles")[0]
    named = {"zset": "sorted set", "hash": "hash", "string": "string", "stream": "stream"}
    told: dict[str, str] = {}
    for line in table.splitlines():
        if line.startswith("| `"):
            keys, types, *_ = line.strip("| ").split(" | ")
            names = [it.strip("`") for it in keys.split(", ")]
            kinds = [it.removesuffix("s") for it in types.split(", ")] * len(names)
            told |= dict(zip(names, kinds, strict=False))
    wanted = {
        name: (named | {"list": "list"})[kind.decode()] for name, kind in KINDS._asdict().items()
    }
    assert told == wanted
