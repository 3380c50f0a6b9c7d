"""
The settings of a run, as plain values in its summary, and back.

Whatever a field of :class:`RunSettings` holds stands in the summary, but what is marked as no
matter of the outputs; a field that is added needs nothing more to be repeated by ``--config``.
"""

from __future__ import annotations

import logging
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from cleannews.errors import ConfigError, SettingsError, shown
from cleannews.index.redisaddress import shown_place
from cleannews.io.jsonlines import parse
from cleannews.pipeline.tablefiles import TableFormat
from cleannews.settings import CleanSettings, DedupeSettings, ReadSettings, as_record, digest
from cleannews.signatures.fold import SCHEME

__all__ = ["ITEM_SECONDS", "RunSettings", "settings_of"]

_log = logging.getLogger(__name__)

ITEM_SECONDS = 60.0
"""The time that one article may take in a worker, if nothing else is said."""

_ASIDE: Final = types.MappingProxyType({"outputs": False})
"""Marks a field on which the outputs do not depend."""

_DERIVED = frozenset({"scheme", "version"})
"""What the summary has beside the fields."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """
    A run from files to files.

    Args:
        inputs: Folders and files; "-" for standard input.
        out: The folder for the outputs.
        clean: How texts are cleaned.
        dedupe: What counts as a duplicate and which copy is kept.
        memory: The file of a memory of sites to clean with.
        learn: Learn of the articles what their sites repeat, and clean with that, too.
        format: One of :data:`~cleannews.pipeline.tablefiles.FORMATS`: "jsonl", "csv", "parquet",
            one of the first two packed, such as "csv.xz", or "text" for JSON Lines and the kept
            articles' cleaned texts as files.
        only_kept: Leave the dropped articles out of the table of articles.
        append_columns: Write each Parquet file of the inputs again, too, with columns that say
            what became of its rows.
        read: What is read of the inputs, and how.
        index: The place of an index of earlier articles: what is there is a duplicate, and what is
            new is added.
        force: Overwrite the outputs of an earlier run.
        resume: Go on with an interrupted run.
        strict: End with the first input or article that is rejected.
        workers: Processes that extract and clean; 0 for none but this one, where no article's
            time can be bounded.
        seconds: The time that one article may take in a worker.

    Raises:
        SettingsError: A value is not allowed.
    """

    inputs: tuple[Path, ...]
    out: Path = field(metadata=_ASIDE)
    clean: CleanSettings = field(default_factory=CleanSettings)
    dedupe: DedupeSettings = field(default_factory=DedupeSettings)
    memory: Path | None = None
    learn: bool = True
    format: str = "jsonl"
    only_kept: bool = False
    append_columns: bool = False
    read: ReadSettings = field(default_factory=ReadSettings)
    index: str | None = None
    force: bool = field(default=False, metadata=_ASIDE)
    resume: bool = field(default=False, metadata=_ASIDE)
    strict: bool = field(default=False, metadata=_ASIDE)
    workers: int = field(default=0, metadata=_ASIDE)
    seconds: float = field(default=ITEM_SECONDS, metadata=_ASIDE)

    def __post_init__(self) -> None:
        if not self.inputs:
            raise SettingsError("inputs", "empty", "one folder or file at least")
        TableFormat.of(self.format)
        if not isinstance(self.workers, int) or self.workers < 0:
            raise SettingsError("workers", shown(self.workers), "a whole number from 0")
        number = isinstance(self.seconds, int | float) and not isinstance(self.seconds, bool)
        if not number or not 0 < self.seconds < float("inf"):
            raise SettingsError("seconds", shown(self.seconds), "a number of seconds above 0")
        if self.force and self.resume:
            raise SettingsError("force and resume", "both", "one of the two at most")

    def configuration(self) -> dict[str, Any]:
        """Return everything that the outputs depend on besides the inputs; no password is told."""
        return {
            **{name: as_record(getattr(self, name)) for name in _of_outputs()},
            "index": self.index and shown_place(self.index),
            "scheme": SCHEME,
            "version": version("cleannews"),
        }

    def digest(self) -> str:
        """Name all on which the outputs depend besides the inputs; files count by what they hold."""
        files = [*map(Path, self.clean.rules), *filter(None, [self.memory])]
        return digest(self.configuration(), files)


def _of_outputs() -> list[str]:
    """Return the fields on which the outputs depend besides the inputs, in order."""
    every = [it.name for it in fields(RunSettings) if it.metadata.get("outputs", True)]
    return [name for name in every if name != "inputs"]


def settings_of(path: Path, **changes: Any) -> RunSettings:
    """
    Return the settings of an earlier run.

    Args:
        path: Its summary.json.
        changes: Fields of :class:`RunSettings` that are not taken from it; ``out`` is one.

    Raises:
        ConfigError: The file is missing, no summary, or one of settings that this version does
            not have.
    """
    try:
        summary = parse(path.read_bytes())
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise ConfigError(str(path), "is not JSON") from None
    found = summary.get("settings") if isinstance(summary, Mapping) else None
    inputs = summary.get("inputs") if isinstance(summary, Mapping) else None
    if not isinstance(found, Mapping) or not isinstance(inputs, list) or "digest" not in summary:
        raise ConfigError(str(path), "is no summary of a run")
    if found.get("version") != version("cleannews"):
        _log.warning("%s was written by version %s of cleannews", path, found.get("version"))
    record = {key: value for key, value in found.items() if key not in _DERIVED}
    try:
        values = _values(RunSettings, {"inputs": inputs, **record})
        return RunSettings(**{**values, **changes})
    except (TypeError, ValueError) as error:
        problem = f"has settings that cannot be repeated ({error})"
        raise ConfigError(str(path), problem) from None


def _values(kind: type, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a dataclass's fields from plain ones."""
    hints = get_type_hints(kind)
    unknown = sorted(set(record) - {it.name for it in fields(kind)})
    if unknown:
        raise ValueError(f"unknown: {', '.join(unknown)}")
    return {name: _value(hints[name], value) for name, value in record.items()}


def _value(hint: Any, value: Any) -> Any:
    """Return a value of the type of an annotation from a plain one."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        if value is None and type(None) in inner:
            return None
        return _value(next(it for it in inner if it is not type(None)), value)
    if is_dataclass(hint) and isinstance(hint, type):
        return hint(**_values(hint, _checked(value, Mapping)))
    if origin in {tuple, frozenset, list, set}:
        some = [_value(inner[0], item) for item in _checked(value, list)]
        return some if origin is list else origin(some)
    if hint is Path:
        return Path(_checked(value, str))
    if hint in {str, bool}:
        return _checked(value, hint)
    if hint in {int, float}:
        if isinstance(value, bool):
            raise TypeError(f"{shown(value)} is no number")
        return _checked(value, int | float if hint is float else int)
    return value


def _checked(value: Any, kind: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{shown(value)} has the wrong type")
    return value
