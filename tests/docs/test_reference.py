"""Every public name and every option is documented, and every page can be reached."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from pkgutil import resolve_name
from types import ModuleType
from typing import Any

import click
import pytest

import cleannews
from cleannews import integrations
from cleannews.cli.main import umbrella
from docs.pages import DOCS, PAGES, ROOT

DIRECTIVE = re.compile(r"^::: (cleannews\S*)$", re.MULTILINE)


def documented() -> list[Any]:
    """Return what the pages of the reference document."""
    pages = sorted((DOCS / "reference").glob("*.md")) + sorted(DOCS.glob("*.md"))
    texts = [page.read_text(encoding="utf-8") for page in pages]
    return [resolve_name(path) for text in texts for path in DIRECTIVE.findall(text)]


PARTS = {"crawlsettings", "desk", "itemfields"}
"""Modules of integrations that others are made of; callers import none of them."""


def public_modules() -> list[ModuleType]:
    """Return the modules that callers may import besides the package itself."""
    within = [it.name for it in pkgutil.iter_modules(integrations.__path__) if it.name not in PARTS]
    names = ["metrics", "spark", *(f"integrations.{it}" for it in within)]
    paths = [f"cleannews.{it}" for it in names]
    return [importlib.import_module(it) for it in paths if find_spec(it)]


@pytest.mark.parametrize("name", cleannews.__all__)
def test_every_public_name_is_in_the_reference(name: str) -> None:
    """A page of the reference has the docstring of every public name."""
    assert getattr(cleannews, name) in documented()


def test_every_public_module_is_in_the_reference() -> None:
    """A page of the reference has every module, or each of its names."""
    found = documented()
    modules = public_modules()
    assert modules
    for module in modules:
        names = [getattr(module, name) for name in getattr(module, "__all__", ())]
        assert module in found or all(it in found for it in names), module.__name__


def test_every_public_method_has_a_docstring() -> None:
    """The reference shows methods that have a docstring; all public ones have."""
    classes = [it for it in documented() if inspect.isclass(it)]
    bare = [
        f"{it.__name__}.{name}"
        for it in classes
        for name, member in vars(it).items()
        if not name.startswith("_")
        and isinstance(member, (classmethod, staticmethod, property)) | inspect.isfunction(member)
        and not inspect.getdoc(member)
    ]
    assert classes
    assert bare == []


def commands(parent: click.Context | None = None) -> Iterator[click.Context]:
    """Yield a context for each command, those that hold others too."""
    parent = parent or click.Context(umbrella, info_name="cleannews", **umbrella.context_settings)
    assert isinstance(parent.command, click.Group)
    for name in parent.command.list_commands(parent):
        command = parent.command.get_command(parent, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=parent, **command.context_settings)
        yield context
        if isinstance(command, click.Group):
            yield from commands(context)


def test_every_option_is_in_the_reference() -> None:
    """The page of commands has every command and every option under it."""
    text = (DOCS / "reference/commands.md").read_text(encoding="utf-8")
    sections = {it.partition("\n")[0]: it for it in text.split("\n## ")[1:]}
    assert set(sections) == {it.command_path for it in commands()}
    for context in commands():
        shown = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", sections[context.command_path]))
        options = {name for it in context.command.params for name in it.opts if name[0] == "-"}
        assert options <= shown, context.command_path


def test_the_page_of_commands_is_that_of_the_commands() -> None:
    """tools/make_reference.py --check agrees."""
    tool = str(ROOT / "tools/make_reference.py")
    done = subprocess.run(
        [sys.executable, tool, "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_page_is_in_the_navigation() -> None:
    """The site leads to every page, and to no other."""
    site = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))
    pages = {it.relative_to(DOCS).as_posix() for it in PAGES if it.is_relative_to(DOCS)}
    listed = list(paths(site["project"]["nav"]))
    assert sorted(listed) == sorted(pages)


def paths(nav: object) -> Iterator[str]:
    """Yield the pages of a navigation."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, (dict, list)):
        for it in nav.values() if isinstance(nav, dict) else nav:
            yield from paths(it)


def test_every_extra_is_listed() -> None:
    """The page on installing has every extra but those of whoever works on the project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rows = re.findall(r"^\| `([a-z-]+)` \|", (DOCS / "start/install.md").read_text(), re.MULTILINE)
    ours = {"bench", "docs", "fuzz", "lint", "recipes", "scrapers", "test"}
    assert set(rows) == set(project["optional-dependencies"]) - ours


def test_every_test_that_holds_a_guarantee_is_there() -> None:
    """The files that the page of guarantees names exist."""
    text = (DOCS / "guarantees.md").read_text(encoding="utf-8")
    named = re.findall(r"tests/[\w/]+(?:\.\w+)?", text)
    assert named
    assert [it for it in named if not Path(ROOT, it).exists()] == []
