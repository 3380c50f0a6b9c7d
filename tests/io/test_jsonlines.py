"""JSON as it is written and read back."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from cleannews.io.jsonlines import dump_line, parse, read_lines

VALUES = [
    {"text": "Regen fiel am Köhlbrand. 雨 \U0001f600"},
    {"text": "half a pair: \ud800, the other half: \udfff"},
    {"n": 10**29 + 1, "m": -(2**63) - 1},
    {"n": 2**64},
    {"text": "line\nbreaks\r\nand \u2028 and \0 and \x1b"},
    {"": None, "a": [], "b": {}, "c": [1, 1.5, True, "x"]},
]


@pytest.mark.parametrize("value", VALUES)
def test_value_comes_back_as_it_was(value: Any) -> None:
    """What is written as a line is read back equal."""
    assert parse(dump_line(value)) == value


@pytest.mark.parametrize("value", VALUES)
def test_value_is_one_line(value: Any) -> None:
    """A value takes one line, with a line feed at its end only."""
    line = dump_line(value)
    assert line.endswith(b"\n")
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize("value", VALUES)
def test_line_is_plain_json(value: Any) -> None:
    """Any other reader of JSON reads the same value."""
    assert json.loads(dump_line(value)) == value


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("text", ["Rain.", "Rain \ud800."])
def test_line_is_strict_json_whatever_it_holds(value: float, text: str) -> None:
    """NaN and infinities, which JSON does not have, are not written."""

    def refuse(name: str) -> None:
        pytest.fail(f"{name} is no JSON")

    json.loads(dump_line({"text": text, "n": value}), parse_constant=refuse)


def test_keys_keep_their_order() -> None:
    """Keys are written in the order in which they were put in."""
    assert dump_line({"b": 1, "a": 2}) == b'{"b":1,"a":2}\n'


def test_file_is_read_line_by_line(tmp_path: Path) -> None:
    """A file of lines gives its values in order."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(map(dump_line, VALUES)))
    assert list(read_lines(path)) == VALUES


@pytest.mark.parametrize("data", [b"", b"{", b"nonsense", b"\xff", b"[" * 100_000, b"{} {}"])
def test_what_is_no_json_is_a_value_error(data: bytes) -> None:
    """Every kind of malformed document is the same kind of error."""
    with pytest.raises(ValueError, match=r"."):
        parse(data)
