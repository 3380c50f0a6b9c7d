"""
Takes the pictures of the report in docs/images, from a run over the sample corpus.

    python tools/screenshots.py [--chromium /usr/bin/chromium]

Needs the extra `test` and an installed Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
LIGHT, DARK, PHONE = ("light", 1200, 760), ("dark", 1200, 760), ("light", 390, 760)
PICTURES = {
    "overview": ("overview", LIGHT),
    "group": ("group/0/2", LIGHT),
    "article": ("article/17", LIGHT),
    "outlets": ("outlets", DARK),
    "phone": ("group/0/2", PHONE),
}
QUIET = ("background-networking", "component-update", "sync", "quic", "gpu")


def main() -> None:
    """Run over the sample corpus and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium-browser")
    chromium = parser.parse_args().chromium
    args = ["--headless", "--no-sandbox", "--no-first-run", *(f"--disable-{it}" for it in QUIET)]
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        out = Path(folder) / "corpus_samples"
        command = [sys.executable, "-m", "cleannews", "dedupe", "corpus_samples", "--out", str(out)]
        subprocess.run([*command, "--report"], check=True, cwd=ROOT)  # noqa: S603 (our own)
        browser = playwright.chromium.launch(executable_path=chromium, args=args)
        for name in PICTURES:
            take(browser, out / "report.html", name, IMAGES)
        browser.close()


def take(browser: Browser, report: Path, name: str, folder: Path) -> Path:
    """Take one picture and return its file."""
    view, (scheme, width, height) = PICTURES[name]
    context = browser.new_context(
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": height},
    )
    page = context.new_page()
    page.goto(f"{report.as_uri()}#{view}")
    page.wait_for_selector("html[data-ready=all]", state="attached")
    path = folder / f"report-{name}.png"
    page.screenshot(path=path)
    context.close()
    return path


if __name__ == "__main__":
    main()
