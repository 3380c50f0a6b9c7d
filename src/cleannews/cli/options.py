"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cleannews.machine import cores
from cleannews.pipeline.runsettings import ITEM_SECONDS
from cleannews.settings import EVERY_CATEGORY, PROFILES, CleanSettings, ReadSettings

__all__ = [
    "CLEANING",
    "READING",
    "clean_settings",
    "cleaning_options",
    "memory_option",
    "read_settings",
    "reading_options",
    "timeout_option",
    "workers_option",
]

CLEANING = ("profile", "remove_category", "keep_category", "rules", "disable")
"""The arguments that :func:`cleaning_options` add."""

READING = ("field", "include", "exclude", "site_from", "limit", "sample", "fix_text")
"""The arguments that :func:`reading_options` add."""

F = TypeVar("F", bound=Callable[..., Any])

_CATEGORY = click.Choice(sorted(EVERY_CATEGORY))
_NAMES = ", ".join(sorted(EVERY_CATEGORY))


memory_option = click.option(
    "--memory",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What sites repeat, as cleannews learn wrote it.",
)

workers_option = click.option(
    "--workers",
    type=click.IntRange(min=0),
    default=cores,
    show_default="all processors",
    help="Processes that read and work; 0 for this one alone, without a limit of time.",
)

timeout_option = click.option(
    "--timeout-per-article",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    default=ITEM_SECONDS,
    show_default=True,
    help="The time that one article may take before it is rejected.",
)


def reading_options(command: F) -> F:
    """
    Add the options that say what is read of the inputs.

    Args:
        command: A click command's function; it gets the arguments of :func:`read_settings`.
    """
    options = [
        click.option(
            "--field",
            multiple=True,
            metavar="FIELD=NAME",
            help="Take a field of articles, such as text, from the key or column of this name; "
            "may be given again.",
        ),
        click.option(
            "--include",
            multiple=True,
            metavar="PATTERN",
            help="Read only such files of folders and archives, as *.html or 2026/*; may be given "
            "again.",
        ),
        click.option(
            "--exclude",
            multiple=True,
            metavar="PATTERN",
            help="Do not read such files and folders; may be given again.",
        ),
        click.option(
            "--site-from",
            type=click.Choice(["dir"]),
            help="Take the outlet from the first folder of each path.",
        ),
        click.option(
            "--limit",
            type=click.IntRange(min=1),
            metavar="N",
            help="Stop reading after N articles.",
        ),
        click.option(
            "--sample",
            type=click.FloatRange(0, 1, min_open=True),
            metavar="SHARE",
            help="Read this share of the articles, the same in every run.",
        ),
        click.option(
            "--fix-text",
            is_flag=True,
            help="Undo mojibake, as in cafÃ©, before anything else (needs the extra fix-text).",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def read_settings(
    *,
    field: tuple[str, ...],
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    site_from: str | None,
    limit: int | None,
    sample: float | None,
    fix_text: bool,
) -> ReadSettings:
    """
    Return the settings that the shared options ask for.

    Args:
        field: A field and the key that holds it, joined by an equals sign, each.
        include: Patterns of files to read.
        exclude: Patterns of files not to read.
        site_from: None or "dir".
        limit: Articles at most.
        sample: The share of articles to take.
        fix_text: Undo mojibake.
    """
    pairs = []
    for given in field:
        name, _, key = given.partition("=")
        if not (name and key):
            raise click.BadParameter(f"{given!r} is not FIELD=NAME", param_hint="--field")
        pairs.append((name, key))
    return ReadSettings(tuple(pairs), include, exclude, site_from, limit, sample, fix_text)


def cleaning_options(command: F) -> F:
    """
    Add the options that say how texts are cleaned.

    Args:
        command: A click command's function; it gets the arguments of :func:`clean_settings`.
    """
    options = [
        click.option(
            "--profile",
            type=click.Choice(list(PROFILES)),
            default="standard",
            show_default=True,
            help="Which categories to remove: the plainest, all but captions, bylines and the "
            "like, or all.",
        ),
        click.option(
            "--remove-category",
            multiple=True,
            type=_CATEGORY,
            metavar="CATEGORY",
            help=f"Remove only this of {_NAMES}; may be given again.",
        ),
        click.option(
            "--keep-category",
            multiple=True,
            type=_CATEGORY,
            metavar="CATEGORY",
            help="Leave this category in the text; may be given again.",
        ),
        click.option(
            "--rules",
            multiple=True,
            type=click.Path(path_type=Path, dir_okay=False),
            help="Add a rule table of your own; may be given again.",
        ),
        click.option(
            "--disable",
            multiple=True,
            metavar="RULE",
            help="Switch a rule off, such as links.more-news; may be given again.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def clean_settings(
    *,
    profile: str,
    remove_category: tuple[str, ...],
    keep_category: tuple[str, ...],
    rules: tuple[Path, ...],
    disable: tuple[str, ...],
) -> CleanSettings:
    """
    Return the settings that the shared options ask for.

    Args:
        profile: A named choice of categories.
        remove_category: Categories to remove; none means those of the profile.
        keep_category: Categories to keep.
        rules: Further rule tables.
        disable: Rules to switch off.
    """
    return CleanSettings.choose(remove_category or None, keep_category, rules, disable, profile)
