"""The option --config: the settings of an earlier run, but where other options are given."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from cleannews.pipeline.runsettings import RunSettings, settings_of

__all__ = ["NO_INPUTS", "config_option", "repeated"]

NO_INPUTS = (Path(),)
"""Stands for inputs that are not given."""

_OPTIONS = {
    "fields": {"field"},
    "learn": {"no_learn"},
    "remove": {"profile", "remove_category", "keep_category"},
    "seconds": {"timeout_per_article"},
}
"""Options by the setting that they make, where their name is another."""

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="SUMMARY.JSON",
    help="Repeat an earlier run: take its settings, and its inputs if none are given. "
    "Options that are given win.",
)


def repeated(config: Path | None, asked: RunSettings) -> RunSettings:
    """
    Return the settings of a command's run.

    Args:
        config: What --config names.
        asked: What the command's options make, defaults included.

    Raises:
        ConfigError: The file is no summary that can be repeated.
        UsageError: There are no inputs.
    """
    context = click.get_current_context()
    sources = {name: context.get_parameter_source(name) for name in context.params}
    given = {name for name, source in sources.items() if source is not ParameterSource.DEFAULT}
    if config is None:
        if "inputs" not in given or asked.inputs == NO_INPUTS:
            raise click.UsageError("Missing argument 'INPUT...'.", context)
        return asked
    earlier = settings_of(config, out=asked.out)
    merged: RunSettings = _merged(earlier, asked, given)
    if not given & {"profile", "remove_category"}:
        keep = frozenset(context.params["keep_category"])
        merged = replace(merged, clean=replace(merged.clean, remove=earlier.clean.remove - keep))
    return merged


def _merged(earlier: Any, asked: Any, given: set[str]) -> Any:
    """Return earlier settings, but those for which options were given."""
    changes: dict[str, Any] = {}
    for it in fields(earlier):
        before, now = getattr(earlier, it.name), getattr(asked, it.name)
        if is_dataclass(before):
            changes[it.name] = _merged(before, now, given)
        elif not it.metadata.get("outputs", True) or given & _OPTIONS.get(it.name, {it.name}):
            changes[it.name] = now
    return replace(earlier, **changes)
