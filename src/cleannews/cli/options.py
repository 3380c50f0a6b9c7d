"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cleannews.machine import cores
from cleannews.pipeline.runsettings import ITEM_SECONDS
from cleannews.settings import EVERY_CATEGORY, PROFILES, CleanSettings

__all__ = [
    "clean_settings",
    "cleaning_options",
    "memory_option",
    "site_from_option",
    "timeout_option",
    "workers_option",
]

F = TypeVar("F", bound=Callable[..., Any])

_CATEGORY = click.Choice(sorted(EVERY_CATEGORY))
_NAMES = ", ".join(sorted(EVERY_CATEGORY))


memory_option = click.option(
    "--memory",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What sites repeat, as cleannews learn wrote it.",
)

site_from_option = click.option(
    "--site-from",
    type=click.Choice(["dir"]),
    help="Take the outlet from the first folder of each path.",
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
