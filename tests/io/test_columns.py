"""Texts as UTF-8 can hold them, and values as JSON text."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews.io.columns import escaped, json_text, json_value, unescaped

SPECIAL = "\ud800\udbff\udc00\udfff\0\U0010d7ff\U0010d800\U0010dfff\U0010e000\U0010e001\U0010ffff"
ANY = st.text(st.characters(codec=None, exclude_categories=()) | st.sampled_from(SPECIAL))


@given(ANY, st.booleans())
def test_every_text_comes_back(text: str, nul: bool) -> None:
    """A text of any characters is told from every other, and is UTF-8."""
    written = escaped(text, nul=nul)
    assert unescaped(written.encode().decode()) == text


@given(ANY)
def test_no_nul_is_left_where_none_may_be(text: str) -> None:
    """With nul there is no NUL, and without it each stays."""
    assert "\0" not in escaped(text, nul=True)
    assert escaped(text).count("\0") == text.count("\0")


@given(st.text())
def test_texts_that_utf8_holds_stay(text: str) -> None:
    """A text without surrogates stays as it is, but for three private characters in a million."""
    if not set(text) & set(map(chr, (*range(0x10D800, 0x10E001), 0x10FFFF))):
        assert escaped(text) == text


@given(st.text(st.characters(codec=None, exclude_categories=("Co", "Cn"))))
def test_lengths_stay(text: str) -> None:
    """Offsets into a text with lone surrogates and NULs count in what is written, too."""
    assert len(escaped(text, nul=True)) == len(text)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"tags": ["storm", 1, None, True, 1.5], "n": {"m": []}},
        {"n": 123456789012345678901234567890},
        {"half": "\ud83d", "\udfff": 1, "private": "\U0010d800"},
        ["\0", "\r\n", '"'],
    ],
    ids=str,
)
def test_values_come_back_from_json_text(value: Any) -> None:
    """A value is written as JSON in UTF-8, and read from it."""
    text = json_text(value)
    assert json.loads(text.encode()) == value
    assert json_value(text) == value


@pytest.mark.parametrize(
    "raw",
    ['{"n":  NaN, "m": 1.00}', '{"n":123456789012345678901234567890,"n":1}', '{"é":"\\u00e9"}'],
)
def test_raw_text_stays(raw: str) -> None:
    """JSON text that is handed on as text keeps every character."""
    assert json_text(raw) == raw


def test_raw_text_is_read() -> None:
    """Raw text gives its values, those that are no strict JSON, too."""
    assert math.isnan(json_value('{"n": NaN}')["n"])
    assert json_value('{"n": 123456789012345678901234567890}')["n"] % 1000 == 890


def test_lone_surrogates_in_raw_text_are_escaped() -> None:
    """Raw text with half a pair becomes UTF-8, and means the same."""
    assert json_text('{"a":"\\\\\ud83d"}') == '{"a":"\\\\\\ud83d"}'
    assert json.loads(json_text('{"a":"\\\\\ud83d"}')) == {"a": "\\\ud83d"}


def test_values_that_are_no_text_stay() -> None:
    """Where extra stands as an object it is not parsed again."""
    assert json_value({"a": "{}"}) == {"a": "{}"}
