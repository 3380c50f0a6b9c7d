"""
Reads docstrings as Markdown for the documentation site; an extension of griffe, which finds them.

Examples behind `>>>` get fences, roles such as `:meth:` become code, and defaults that stand in
the settings are given by value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import griffe

FIELD = re.compile(r"field\(\s*default=(.*?),?\s*\)", re.DOTALL)
ROLE = re.compile(r":(?:attr|class|data|exc|func|meth|mod):`~?([^`]+)`")
EXAMPLE = re.compile(r"^( *)>>> .*(?:\n(?=.*\S).*)*", re.MULTILINE)


class Docstrings(griffe.Extension):
    """Rewrites the docstrings and defaults of a package once it is loaded."""

    def on_package(self, *, pkg: griffe.Module, loader: griffe.GriffeLoader, **_: object) -> None:
        """
        Rewrite a package.

        Args:
            pkg: The package.
            loader: What loaded it.
        """
        del loader
        settings = pkg["settings.DedupeSettings"]
        for item in _within(pkg):
            if item.docstring is not None:
                item.docstring.value = as_markdown(item.docstring.value)
            if isinstance(item, griffe.Function):
                for parameter in item.parameters:
                    name = str(parameter.default).removeprefix("_DEFAULTS.")
                    if name != str(parameter.default):
                        value = str(settings[name].value)
                        wrapped = FIELD.fullmatch(value)
                        parameter.default = wrapped[1] if wrapped else value


def as_markdown(text: str) -> str:
    """
    Return a docstring's text as Markdown.

    Args:
        text: The text, without its indentation.
    """
    fenced = EXAMPLE.sub(lambda it: f"{it[1]}```pycon\n{it[0]}\n{it[1]}```", text)
    return ROLE.sub(lambda it: f"`{''.join(it[1].split()).removeprefix('cleannews.')}`", fenced)


def _within(item: griffe.Object) -> Iterator[griffe.Object]:
    for member in item.members.values():
        if not member.is_alias:
            assert isinstance(member, griffe.Object)  # noqa: S101 (for the type checker)
            yield member
            yield from _within(member)
