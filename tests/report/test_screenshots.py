"""The pictures of the documentation are taken as the tool takes them."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from cleannews import open_run
from cleannews.pipeline import RunSettings, run
from cleannews.report.write import write_report

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "docs" / "images"


@pytest.fixture(scope="module")
def tool() -> Any:
    """The tool that takes them."""
    import runpy

    return runpy.run_path(str(ROOT / "tools" / "screenshots.py"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run over the sample corpus."""
    out = tmp_path_factory.mktemp("report") / "out"
    run(RunSettings((ROOT / "corpus_samples",), out))
    write_report(open_run(out), out / "report.html")
    return out / "report.html"


def size(picture: Path) -> tuple[int, ...]:
    """Return the width and height of a PNG file."""
    return struct.unpack(">II", picture.read_bytes()[16:24])


def test_every_picture_can_be_taken(
    browser: Browser, tool: Any, page: Path, tmp_path: Path
) -> None:
    """Each shows something, as large as the one in the documentation, which has no other."""
    taken = [tool["take"](browser, page, name, tmp_path) for name in tool["PICTURES"]]
    for picture in taken:
        assert size(picture) == size(IMAGES / picture.name)
        assert picture.stat().st_size > 0.5 * (IMAGES / picture.name).stat().st_size
    assert {it.name for it in taken} == {it.name for it in IMAGES.glob("report-*.png")}
