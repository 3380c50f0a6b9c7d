"""
Make docs/reference/commands.md, the page of all commands, of what they say under --help.

    python tools/make_reference.py [--check]

With --check nothing is written, and the exit status says whether the page is that of the commands.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cleannews.cli.main import umbrella

PAGE = Path(__file__).parents[1] / "docs/reference/commands.md"

HEAD = """\
# Commands

Made of what the commands say under `--help` by `tools/make_reference.py`. `cleannews-dedupe` is
`cleannews dedupe` under a name of its own. `cleannews --version` prints the version.
"""


def main() -> int:
    """Write the page, or compare it."""
    made = HEAD + "".join(f"\n{section(context)}" for context in commands())
    if "--check" in sys.argv[1:]:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != made
        if stale:
            print(f"{PAGE.name}: not what the commands say; run tools/make_reference.py")
        return stale
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(made, encoding="utf-8")
    return 0


def commands(parent: click.Context | None = None) -> Iterator[click.Context]:
    """
    Yield a context for each command that does something, in the order of --help.

    Args:
        parent: The context of a group of commands; by default that of all.
    """
    parent = parent or click.Context(umbrella, info_name="cleannews")
    group = parent.command
    assert isinstance(group, click.Group)  # noqa: S101 (for the type checker)
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        assert command is not None  # noqa: S101 (for the type checker)
        context = click.Context(command, info_name=name, parent=parent, **command.context_settings)
        yield context
        if isinstance(command, click.Group):
            yield from commands(context)


def section(context: click.Context) -> str:
    """
    Return what the page says of a command.

    Args:
        context: The command's context.
    """
    command = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    records = [
        record
        for option in command.get_params(context)
        if isinstance(option, click.Option)
        and (record := option.get_help_record(context)) is not None
    ]
    rows = [f"| `{_cell(names)}` | {_cell(_escaped(text))} |\n" for names, text in records]
    options = "".join(["\n| option | what it does |\n|---|---|\n", *rows])
    return f"## {context.command_path}\n\n```text\n{usage}\n```\n\n{_prose(command)}{options}"


def _prose(command: click.Command) -> str:
    """Return the text of a command's help; what is laid out by hand there is here, too."""
    parts = []
    text = inspect.cleandoc(command.help or "").replace("\n\b\n", "\n\n\b\n")
    for part in text.replace("\n\n\n", "\n\n").split("\n\n"):
        by_hand = part.removeprefix("\b\n")
        first, _, rest = by_hand.partition("\n")
        example = by_hand != part and first == "Example:"
        parts.append(f"```sh\n{inspect.cleandoc(rest)}\n```" if example else by_hand)
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    """Return a text in which nothing is a mark of Markdown."""
    for mark in "\\*<>[]_":
        text = text.replace(mark, f"\\{mark}")
    return text


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
