"""The package as a caller meets it: its names, its weight, its version."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from importlib.metadata import version
from importlib.resources import files

import pytest

import cleannews

HEAVY = ("numpy", "numba", "trafilatura", "lxml", "datasketch", "rich", "click")


@cache
def loaded_by(source: str) -> frozenset[str]:
    """Return the names of the modules that a fresh interpreter holds after running a source."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{source}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return frozenset(done.stdout.split())


@pytest.mark.parametrize("name", HEAVY)
def test_importing_the_package_is_light(name: str) -> None:
    """`import cleannews` loads none of the packages that do the heavy work."""
    loaded = loaded_by("import cleannews")
    assert name not in loaded
    assert "cleannews" in loaded


@pytest.mark.parametrize("name", ["numpy", "numba", "trafilatura", "lxml", "datasketch"])
def test_cleaning_a_text_is_light(name: str) -> None:
    """`cleannews.clean` works without the packages for extraction and grouping."""
    loaded = loaded_by("import cleannews\ncleannews.clean('Rain fell.\\n\\nAdvertisement')")
    assert name not in loaded
    assert "cleannews.cleaning.cleaner" in loaded


@pytest.mark.parametrize("name", ["numpy", "trafilatura", "lxml"])
def test_an_article_is_light(name: str) -> None:
    """Making an article with a site and a date loads no heavy package."""
    loaded = loaded_by(
        "import cleannews\n"
        "cleannews.Article('Rain', url='https://quay.example', published='2026-03-01')"
    )
    assert name not in loaded
    assert "cleannews.article" in loaded


def test_grouping_loads_no_datasketch() -> None:
    """Texts are signed and grouped without datasketch, which takes longer to load than all else."""
    loaded = loaded_by("import cleannews\ncleannews.dedupe(['Rain fell.', 'Snow fell.'])")
    assert "datasketch" not in loaded
    assert "cleannews.signatures.minhash" in loaded


@pytest.mark.parametrize("name", ["pyarrow", "backports.zstd"])
def test_runs_load_no_package_of_an_extra(name: str) -> None:
    """What only some formats need is loaded when they are asked for."""
    loaded = loaded_by("import cleannews.pipeline")
    assert name not in loaded
    assert "cleannews.pipeline.tablefiles" in loaded


def test_the_public_names_are_sorted() -> None:
    """__all__ is in order and names nothing twice."""
    assert cleannews.__all__ == sorted(set(cleannews.__all__))


@pytest.mark.parametrize("name", cleannews.__all__)
def test_every_public_name_can_be_imported(name: str) -> None:
    """Each name of __all__ leads to the object that bears it."""
    assert getattr(cleannews, name).__name__ == name


def test_a_star_import_gives_the_public_names() -> None:
    """`from cleannews import *` works and gives all of __all__."""
    names: dict[str, object] = {}
    exec("from cleannews import *", names)  # noqa: S102 (a star import stands in modules only)
    assert set(cleannews.__all__) <= set(names)


def test_dir_lists_the_public_names() -> None:
    """Completion offers names that have not been used yet."""
    assert set(cleannews.__all__) <= set(dir(cleannews))


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name is named in the error."""
    with pytest.raises(AttributeError, match="no attribute 'dedup'"):
        getattr(cleannews, "dedup")  # noqa: B009 (the type checker knows that it is missing)


def test_every_public_name_is_documented() -> None:
    """No public name comes without a docstring."""
    assert [name for name in cleannews.__all__ if not getattr(cleannews, name).__doc__] == []


def test_the_package_is_marked_as_typed() -> None:
    """Type checkers of callers find the marker file."""
    assert files("cleannews").joinpath("py.typed").is_file()


def test_the_version_is_the_installed_one() -> None:
    """The version in the source is the one in the metadata."""
    assert cleannews.__version__ == version("cleannews")
