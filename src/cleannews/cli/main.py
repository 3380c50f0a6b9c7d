"""The commands together, and how an error or an interruption ends one."""

from __future__ import annotations

import importlib
import io
import logging
import os
import sys
from typing import Any

import click

from cleannews.cli.messages import as_json, say, speaking
from cleannews.errors import (
    CleannewsError,
    ConfigError,
    MissingExtraError,
    OutputError,
    RejectedError,
    RuleTableError,
    SettingsError,
    SiteMemoryError,
    StoreError,
)

__all__ = ["EXIT_FAILED", "EXIT_INTERRUPTED", "EXIT_REJECTED", "EXIT_USAGE", "dedupe_main", "main"]

EXIT_FAILED, EXIT_USAGE, EXIT_REJECTED, EXIT_INTERRUPTED = 1, 2, 3, 130

_COMMANDS = ("clean", "dedupe", "explain", "extract", "index", "learn", "report", "restore")
_USAGE_ERRORS = (
    ConfigError,
    MissingExtraError,
    OutputError,
    RuleTableError,
    SettingsError,
    SiteMemoryError,
    StoreError,
)


class _Umbrella(click.Group):
    """Loads the module of a command when it is asked for, so that --help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's)
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"cleannews.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.command(cls=_Umbrella, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cleannews")
def umbrella() -> None:
    """
    Strip what is not journalism from scraped news, and group the copies of one article.

    \b
    Example:
      cleannews dedupe corpus_samples --out out
    """


def main() -> None:
    """Run the umbrella command."""
    _run(umbrella, "cleannews")


def dedupe_main() -> None:
    """Run the main command alone."""
    command = umbrella.get_command(click.Context(umbrella), "dedupe")
    _run(command, "cleannews-dedupe")


def _run(command: Any, name: str) -> None:
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    with speaking(json_lines="--log-json" in sys.argv):
        status = _status(command, name)
    sys.exit(status if isinstance(status, int) else 0)


def _status(command: Any, name: str) -> Any:
    """Run a command and return its exit status; say what went wrong."""
    try:
        return command.main(prog_name=name, standalone_mode=False)
    except click.ClickException as error:
        if as_json():
            say(error.format_message())
        else:
            error.show()
        return EXIT_USAGE
    except _USAGE_ERRORS as error:
        return _failed(error, EXIT_USAGE)
    except RejectedError as error:
        say(str(error), error=error.reason, path=error.path, line=error.line)
        return EXIT_FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except (CleannewsError, OSError) as error:
        return _failed(error, EXIT_FAILED)
    except (click.Abort, KeyboardInterrupt):
        say("interrupted", logging.WARNING)
        return EXIT_INTERRUPTED


def _failed(error: Exception, status: int) -> int:
    say(str(error), kind=type(error).__name__)
    return status
