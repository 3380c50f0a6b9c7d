"""JSON documents cut into values, and objects into members, without reading them."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.io import jsonvalues
from cleannews.io.jsonlines import members, object_of, parse, raw_json
from cleannews.io.jsonvalues import values_of

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda it: st.lists(it, max_size=4) | st.dictionaries(st.text(), it, max_size=4)
)
CONTAINERS = st.lists(VALUES, max_size=4) | st.dictionaries(st.text(), VALUES, max_size=4)
LAYOUTS = st.sampled_from(
    [{}, {"indent": 1}, {"ensure_ascii": False}, {"separators": (" , ", " : ")}]
)


class Slow(io.BytesIO):
    """A stream that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self.size = size

    def read1(self, size: int | None = -1, /) -> bytes:
        """Return a few bytes."""
        return super().read1(min(size or 0, self.size))


def cut(data: bytes, size: int = 1 << 20) -> list[tuple[bytes | int, bool]]:
    """Cut a document that comes some bytes at a time."""
    return list(values_of(Slow(data, size)))


@given(st.lists(VALUES, max_size=6), LAYOUTS, st.integers(1, 9))
def test_elements_of_a_list_are_found(values: list[Any], layout: Any, size: int) -> None:
    """Whatever the elements, the layout and the pieces that arrive."""
    found = cut(json.dumps(values, **layout).encode("utf-8", "surrogatepass"), size)
    assert [json.loads(it) for it, _ in found if isinstance(it, bytes)] == values
    assert all(in_list for _, in_list in found)


@given(st.lists(CONTAINERS.filter(lambda it: isinstance(it, dict)), max_size=5), LAYOUTS)
def test_documents_behind_each_other_are_found(values: list[Any], layout: Any) -> None:
    """JSON Lines that are called JSON, and objects without a line break between them."""
    for between in ("\n", "", " \r\n\n"):
        data = between.join(json.dumps(value, **layout) for value in values)
        found = cut(data.encode("utf-8", "surrogatepass"), 7)
        assert [json.loads(it) for it, _ in found if isinstance(it, bytes)] == values


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b"", []),
        (b" \n", []),
        (b"[]", []),
        (b"[ \n]", []),
        (b'\xef\xbb\xbf[{"a": 1}]', [b'{"a": 1}']),
        (b'[{"a": "]"}, "x,y", [1, 2]]', [b'{"a": "]"}', b'"x,y"', b"[1, 2]"]),
        (b'"one text"', [b'"one text"']),
        (b"nonsense", [b"nonsense"]),
        (b'[{"a": 1},', [b'{"a": 1}', b""]),
        (b'[{"a": 1}, {"b":', [b'{"a": 1}', b'{"b":']),
        (b'{"a": "xx', [b'{"a": "xx']),
        (b"[1, 2] x", [b"1", b"2", b"x"]),
        (b"[1}, 2]", [b"1", b"2"]),
        (b'["\\\\", "\\""]', [b'"\\\\"', b'"\\""']),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_what_is_broken_costs_itself_only(data: bytes, values: list[bytes], size: int) -> None:
    """The values around a fault are found; what there is of a broken one comes as it is."""
    assert [value for value, _ in cut(data, size)] == values


@pytest.mark.parametrize(
    "value",
    [b'{"a": "%s"}' % (b"x" * 50), b'{"a": "%s"}' % (b'\\"' * 50), b'{"a": [%s3]}' % (b"1," * 50)],
)
@pytest.mark.parametrize("size", [1, 4, 15])
def test_value_that_is_too_long_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, value: bytes, size: int
) -> None:
    """Its bytes are told in its place, and the values around it are found."""
    monkeypatch.setattr(jsonvalues, "LARGEST", 20)
    assert cut(b'["one",%s,"two"]' % value, size) == [
        (b'"one"', True),
        (len(value), True),
        (b'"two"', True),
    ]


@given(st.dictionaries(st.text(), VALUES, max_size=5), LAYOUTS)
def test_members_are_the_values_as_they_stand(value: dict[str, Any], layout: Any) -> None:
    """Each member's text means what the member means, on one line; together they are the object."""
    found = members(json.dumps(value, **layout).encode("utf-8", "surrogatepass"))
    assert found is not None
    assert {key: json.loads(text) for key, text in found.items()} == value
    assert parse(object_of(found)) == value
    assert b"\n" not in object_of(found)


ODD = [
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"1.50",
    b"9" * 5000,
    b'"\\ud800"',
    b'"\\u00e9\\/"',
    b'[NaN, {"x": 1}]',
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("other", ODD)
def test_members_are_not_read(odd: bytes, other: bytes) -> None:
    """Values that JSON libraries refuse or change come out as they went in."""
    assert members(b'{"a": %s , "b":%s}' % (odd, other)) == {"a": odd, "b": other}


@pytest.mark.parametrize("data", [b"[1]", b"[NaN]", b"3", b'"x"', b"null"])
def test_what_is_no_object_has_no_members(data: bytes) -> None:
    """Other values are told apart from faults."""
    assert members(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a":NaN,}',
        b'{"a" NaN}',
        b'{"a":NaN',
        b'{"a":NaN} x',
        b"{a: NaN}",
        b'{"a":NaN "b":1}',
        b'{"a":%s%s}' % (b"[" * 300, b"]" * 300),
        b'{"a":%s}' % (b"[" * 100_000),
        b'{"a":NaN,"b":%s}' % (b"[" * 100_000),
    ],
)
def test_members_of_what_is_no_json_are_a_value_error(data: bytes) -> None:
    """Every kind of malformed document is the same kind of error."""
    with pytest.raises(ValueError, match=r"."):
        members(data)


def test_values_of_other_libraries_are_written() -> None:
    """Times, decimal numbers and bytes, as columns of tables hold them, have their JSON."""
    from datetime import UTC, date, datetime
    from decimal import Decimal

    value = [
        float("nan"),
        datetime(2026, 3, 1, tzinfo=UTC),
        date(2026, 3, 1),
        Decimal("1.50"),
        b"ab",
    ]
    assert raw_json(value) == b'[NaN,"2026-03-01T00:00:00Z","2026-03-01","1.50","YWI="]'
    assert raw_json(value[1:]) == raw_json(value).replace(b"NaN,", b"")
