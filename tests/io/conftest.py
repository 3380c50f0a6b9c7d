"""Files to read, and what is read from them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cleannews.article import Article
from cleannews.errors import ReadError
from cleannews.io import Record, find_inputs, read_records
from cleannews.io.jsonlines import parse


@pytest.fixture
def store(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Store a file below tmp_path, compressed if its name ends in .gz."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
        return path

    return put


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Path], list[Record | ReadError]]:
    """Read everything that a file or folder holds."""

    def read_all(path: Path) -> list[Record | ReadError]:
        inputs = find_inputs([path], without=tmp_path / "out")
        assert not inputs.faults
        return [found for file in inputs.files for found in read_records(file)]

    return read_all


@pytest.fixture
def articles(
    read: Callable[[Path], list[Record | ReadError]],
) -> Callable[[Path], list[Article]]:
    """Read a file or folder in which nothing is wrong."""

    def read_articles(path: Path) -> list[Article]:
        found = []
        for record in read(path):
            assert isinstance(record, Record)
            assert isinstance(record.content, Article)
            found.append(replace(record.content, extra=parse(record.extra)))
        return found

    return read_articles


@pytest.fixture
def errors(read: Callable[[Path], list[Record | ReadError]]) -> Callable[[Path], list[ReadError]]:
    """Read a file or folder and return what is wrong in it."""

    def read_errors(path: Path) -> list[ReadError]:
        return [found for found in read(path) if isinstance(found, ReadError)]

    return read_errors
