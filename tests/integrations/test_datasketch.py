"""An LSH of datasketch becomes an index, and an index an LSH, in memory and in Redis."""

from __future__ import annotations

import os
import pickle
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from datasketch import MinHash, MinHashLSH

from cleannews import Article, SettingsError, open_index
from cleannews.integrations.datasketch import from_datasketch, to_datasketch
from cleannews.signatures.batch import sign
from cleannews.signatures.minhash import to_datasketch as sketch_of
from grouping.planted import story
from servers import RedisServer

Made = Callable[..., MinHashLSH]


def text(seed: int, length: int = 80) -> str:
    """Return a story of its own."""
    return " ".join(story(seed, length))


@pytest.fixture(params=["dict", "redis", "redis, bytes"])
def made(request: pytest.FixtureRequest) -> Made:
    """Return what makes an LSH."""
    kind, _, own = request.param.partition(", ")
    config: dict[str, Any] = {"type": kind, "basename": secrets.token_bytes(8)}
    if kind == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        config["redis"] = {"host": "localhost", "port": server.port}
    prepickle = False if own else None
    return lambda: MinHashLSH(0.7, 128, storage_config=config, prepickle=prepickle)


def as_key(lsh: MinHashLSH, id: str) -> str | bytes:
    """Return the key of an id."""
    return id.encode() if lsh._require_bytes_keys else id


def other_sketch(text: str) -> MinHash:
    """Return a MinHash as somebody else makes it."""
    sketch = MinHash(128)
    sketch.update_batch([it.encode() for it in text.split()])
    return sketch


def test_an_index_becomes_an_lsh(made: Made, tmp_path: Path) -> None:
    """Queries find the kept articles by their own texts; to do it again changes nothing."""
    lsh = made()
    with open_index(tmp_path / "seen.db") as index:
        list(index.add_many(Article(text(at), id=f"名 {at}") for at in range(20)))
        index.add(Article(text(3), id="a copy"))
        index.add(Article("Too short", id="short"))
        index.add(Article(text(99), id="名 3"))
        assert to_datasketch(index, lsh) == 20
        assert to_datasketch(index, lsh) == 0
    (signature,) = sign([text(3)]).signatures
    assert lsh.query(sketch_of(signature)) == [as_key(lsh, "名 3")]
    (signature,) = sign([text(50)]).signatures
    assert lsh.query(sketch_of(signature)) == []


def test_another_number_of_permutations_is_refused(tmp_path: Path) -> None:
    """It is named."""
    with open_index(tmp_path / "seen.db") as index, pytest.raises(SettingsError, match=r"64.*128"):
        to_datasketch(index, MinHashLSH(0.7, 64))


def test_an_lsh_becomes_an_index(made: Made, tmp_path: Path) -> None:
    """Ids and texts are added; those without a text are told; to do it again changes nothing."""
    lsh, texts = made(), {f"名 {at}": text(at) for at in range(10)} | {"copy": text(3)}
    for id, it in texts.items():
        lsh.insert(as_key(lsh, id), other_sketch(it))
    lsh.insert(as_key(lsh, "lost"), other_sketch("Rain fell."))
    with open_index(tmp_path / "seen.db") as index:
        for look_up in (texts, texts.get):
            moved = from_datasketch(lsh, index, look_up)
            assert (moved.kept, moved.duplicates, moved.unreadable) == (10, 1, 0)
            assert moved.without_text == ("lost",)
            assert index.stats()["kept"] == 10
            assert set(index.group("copy")) == {"名 3", "copy"}
    assert len(list(lsh.keys)) == 12


class Hostile:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self._path),)


def test_no_key_is_unpickled(redis_server: RedisServer, tmp_path: Path) -> None:
    """A key that is more than a text, a number or bytes is counted, and not run."""
    config = {
        "type": "redis",
        "basename": b"hostile",
        "redis": {"host": "localhost", "port": redis_server.port},
    }
    lsh = MinHashLSH(0.7, 128, storage_config=config)
    keys = ["a", 7, b"b", b"\xff", ("a", 1), Hostile(tmp_path / "run")]
    for at, key in enumerate(keys):
        lsh.insert(key, other_sketch(text(at)))
    lsh.keys.insert(b"no pickle", b"h")  # type: ignore[no-untyped-call]
    lsh.keys.insert(pickle.dumps("a")[:-3], b"h")  # type: ignore[no-untyped-call]
    asked: list[str] = []
    with open_index(tmp_path / "seen.db") as index:
        moved = from_datasketch(lsh, index, asked.append)
    assert sorted(asked) == ["7", "a", "b"]
    assert moved.unreadable == 5
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("key", ["名", "x" * 300, 7, -7, 1 << 40, 1 << 80])
def test_keys_of_every_protocol_are_read(protocol: int, key: object) -> None:
    """Other versions of Python pickle otherwise."""
    from cleannews.integrations.datasketch import _value_in

    assert _value_in(pickle.dumps(key, protocol)) == key
