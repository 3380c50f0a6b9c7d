"""The tree of errors, their messages and their way between processes."""

from __future__ import annotations

import copy
import errno
import inspect
import pickle
import re
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleannews import errors
from cleannews.errors import (
    ArticleError,
    CleannewsError,
    ConfigError,
    DuplicateIdError,
    EngineError,
    ExtractionError,
    MissingExtraError,
    OutputError,
    ReadError,
    RejectedError,
    RuleTableError,
    SchemeError,
    SettingsError,
    SiteMemoryError,
    StoreError,
    WriteError,
    one_of,
    shown,
)

DEFINED = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, Exception)
}
RAISED = [kind for kind in DEFINED.values() if kind is not CleannewsError]

MESSAGES: list[tuple[CleannewsError, str]] = [
    (
        SettingsError("threshold", "7", "a number above 0, up to 1"),
        "threshold is 7; it must be a number above 0, up to 1",
    ),
    (
        ArticleError("no text", "the keys []", "give a text"),
        "no text: got the keys []; give a text",
    ),
    (
        DuplicateIdError("a1", 2, 5),
        "articles 2 and 5 both have the id 'a1'; give each its own, or none to number them",
    ),
    (RuleTableError("own.toml", "ad.x", "has no phrase"), "own.toml, rule ad.x: has no phrase"),
    (RuleTableError("own.toml", "", "is no table"), "own.toml: is no table"),
    (
        ExtractionError("no-text", "no article was found", "https://quay.example/a"),
        "https://quay.example/a: no article was found",
    ),
    (ExtractionError("empty", "there is nothing in it"), "there is nothing in it"),
    (ReadError("format", "feed.jsonl", 3, "is no object"), "feed.jsonl:3: is no object"),
    (ReadError("unreadable", "a.txt", None, "is a folder"), "a.txt: is a folder"),
    (OutputError("out", "is not empty", "choose another"), "out is not empty; choose another"),
    (
        WriteError.of("out", OSError(errno.ENOSPC, "No space left on device")),
        "out cannot be written: No space left on device; make room and go on with --resume",
    ),
    (
        WriteError.of("out", OSError(errno.EIO, "Input/output error")),
        "out cannot be written: Input/output error; see to it and go on with --resume",
    ),
    (
        RejectedError("invalid-json", "feed.jsonl", 3, "it is not JSON"),
        "rejected (invalid-json): feed.jsonl:3: it is not JSON",
    ),
    (RejectedError("empty", "a.txt", None, "no text"), "rejected (empty): a.txt: no text"),
    (
        ConfigError("a.json", "is no summary of a run"),
        "a.json is no summary of a run; name the summary.json of a finished run",
    ),
    (
        SchemeError("other-9", "cleannews-1"),
        (
            "the signatures are of scheme 'other-9', this version makes cleannews-1; "
            "sign the texts again"
        ),
    ),
    (
        MissingExtraError("pandas", "frames"),
        "pandas is not installed; pip install 'cleannews[frames]'",
    ),
    (
        SiteMemoryError("m.npz", "is no memory, or damaged"),
        ("m.npz is no memory, or damaged: make it with `cleannews learn` or SiteMemory.save"),
    ),
    (
        StoreError("seen.db", "is no index of cleannews", "name another file"),
        "seen.db is no index of cleannews; name another file",
    ),
    (
        EngineError("Spark failed: no space left", "-v shows what Spark says"),
        "Spark failed: no space left; -v shows what Spark says",
    ),
]

IDS = [f"{type(error).__name__}-{at}" for at, (error, _) in enumerate(MESSAGES)]


def drawn_tree() -> dict[str, str]:
    """Return each error of the module docstring with the built-in class drawn behind it."""
    drawn = re.findall(r"[├└]── (\w+) \((\w+)\)", errors.__doc__ or "")
    return dict(drawn)


def test_the_tree_of_the_docstring_is_what_the_module_defines() -> None:
    """Each class below the root is drawn, with its other base, and nothing else is."""
    defined = {kind.__name__: kind.__bases__[-1].__name__ for kind in RAISED}
    assert drawn_tree() == defined


@pytest.mark.parametrize("kind", RAISED)
def test_every_error_stands_directly_under_the_root(kind: type[Exception]) -> None:
    """The tree is one level deep, so catching CleannewsError catches every error."""
    assert kind.__bases__[0] is CleannewsError


def test_the_module_exports_every_error() -> None:
    """__all__ lists the classes that the module defines, sorted, and the reasons."""
    assert errors.__all__ == ["REASONS", *sorted(DEFINED)]


@pytest.mark.parametrize(("error", "message"), MESSAGES, ids=IDS)
def test_a_message_says_what_happened_what_was_given_and_what_to_do(
    error: CleannewsError, message: str
) -> None:
    """The message holds every field in one readable line."""
    assert str(error) == message


def test_every_error_has_its_message_checked() -> None:
    """The table of messages above leaves no class out."""
    assert {type(error) for error, _ in MESSAGES} == set(RAISED)


@pytest.mark.parametrize("kind", RAISED)
@given(data=st.data())
def test_errors_survive_pickling(kind: type[Exception], data: st.DataObject) -> None:
    """An error from another process has the type, the fields and the message of the original."""
    hints = get_type_hints(kind.__init__)
    values = [
        data.draw(st.from_type(hints[name]), label=name)
        for name in inspect.signature(kind).parameters
    ]
    error = kind(*values)
    found = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    assert (type(found), vars(found), str(found)) == (kind, vars(error), str(error))


@pytest.mark.parametrize(("error", "message"), MESSAGES, ids=IDS)
def test_errors_can_be_copied(error: CleannewsError, message: str) -> None:
    """A copy of an error says the same."""
    assert str(copy.copy(error)) == message


@pytest.mark.parametrize(("error", "message"), MESSAGES, ids=IDS)
def test_the_repr_of_an_error_shows_every_field(error: CleannewsError, message: str) -> None:
    """No field of an error is missing from its repr."""
    assert all(repr(value) in repr(error) for value in vars(error).values())


@pytest.mark.parametrize(
    "error", [ReadError("format", "a.jsonl", 3, "is no object"), OutputError("out", "is", "do")]
)
def test_an_os_error_of_ours_carries_no_made_up_number(error: OSError) -> None:
    """Callers that look at errno find None, never one of our own fields."""
    assert error.errno is None


def test_shown_cuts_a_long_value_to_its_limit() -> None:
    """A long value ends in an ellipsis and is exactly as long as allowed."""
    assert shown("a" * 100, limit=10) == "'aaaaaaaa…"


def test_shown_leaves_a_short_value_whole() -> None:
    """A value that fits is its repr."""
    assert shown([1, "a"]) == "[1, 'a']"


def test_one_of_sorts_the_names() -> None:
    """Allowed values are named in one order whatever set they come in."""
    assert one_of({"b", "a"}) == "one of 'a', 'b'"
