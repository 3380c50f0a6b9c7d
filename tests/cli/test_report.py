"""cleannews report, and cleannews-dedupe --report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cleannews.report.blocks import Blocks
from cli.conftest import Ended


def test_a_finished_run_gets_its_report(
    cli: Callable[..., Ended], folder: Path, tmp_path: Path
) -> None:
    """Into the run's folder, or where it is asked for, and nowhere else."""
    out = tmp_path / "out"
    cli(folder, "--out", out, name="cleannews-dedupe")
    before = sorted(out.iterdir())
    done = cli("report", out, "--to", tmp_path / "a.html")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(f"report in {tmp_path / 'a.html'}, ".encode())
    assert sorted(out.iterdir()) == before
    assert cli("report", out).returncode == 0
    assert (out / "report.html").read_bytes() == (tmp_path / "a.html").read_bytes()


def test_a_run_writes_its_report(cli: Callable[..., Ended], folder: Path, tmp_path: Path) -> None:
    """With --report; stdout says where, or holds the summary alone; --force removes it."""
    out = tmp_path / "out"
    done = cli(folder, "--out", out, "--report", name="cleannews-dedupe")
    assert done.returncode == 0
    assert f"report in {out / 'report.html'}".encode() in done.stdout.splitlines()[-1]
    done = cli(folder, "--out", out, "--report", "--json", "--resume", name="cleannews-dedupe")
    assert done.stdout.startswith(b"{")
    cli(folder, "--out", out, "--force", name="cleannews-dedupe")
    assert not (out / "report.html").exists()


def test_what_is_no_run_is_told(cli: Callable[..., Ended], folder: Path, tmp_path: Path) -> None:
    """One line each, and the exit status for wrong usage; or for a file that cannot be written."""
    done = cli("report", tmp_path)
    assert done.returncode == 2
    assert b"has no summary.json; name the --out of a run" in done.stderr
    cli(folder, "--out", tmp_path / "out", name="cleannews-dedupe")
    assert cli("report", tmp_path / "out", "--to", tmp_path).returncode == 2
    done = cli("report", tmp_path / "out", "--to", tmp_path / "no" / "a.html")
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1


def test_plots_are_drawn_beside_the_page(
    cli: Callable[..., Ended], folder: Path, tmp_path: Path
) -> None:
    """Into the folder that is named, which is made, and nowhere else; a line says so."""
    out = tmp_path / "out"
    cli(folder, "--out", out, name="cleannews-dedupe")
    before = {*tmp_path.rglob("*")}
    done = cli("report", out, "--plots", tmp_path / "a" / "plots")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.splitlines()[1].startswith(b"10 files of plots in ")
    made = {*tmp_path.rglob("*")} - before
    assert {it for it in made if it.parent.name != "plots"} == {
        out / "report.html",
        tmp_path / "a",
        tmp_path / "a" / "plots",
    }
    assert {it.suffix for it in made if it.parent.name == "plots"} == {".svg", ".png"}
    assert cli("report", out, "--plots", out / "summary.json").returncode == 2


def test_plots_want_matplotlib(
    cli: Callable[..., Ended], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it one line says what to install, before anything is written."""
    out = tmp_path / "out"
    cli(folder, "--out", out, name="cleannews-dedupe")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = cli("report", out, "--plots", tmp_path / "plots")
    assert done.returncode == 2
    told = b"error: matplotlib is not installed; pip install 'cleannews[plots]'\n"
    assert done.stderr == told
    assert not (tmp_path / "plots").exists()
    assert not (out / "report.html").exists()


def test_an_interrupted_report_leaves_the_one_before(
    cli: Callable[..., Ended], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the file is written: no half of a page, and the exit status of an interruption."""
    out = tmp_path / "out"
    cli(folder, "--out", out, "--report", name="cleannews-dedupe")
    before = {path: path.read_bytes() for path in out.iterdir() if path.is_file()}

    def interrupted(_: Blocks) -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    monkeypatch.setattr(Blocks, "elements", interrupted)
    done = cli("report", out)
    assert (done.returncode, done.stdout) == (130, b"")
    assert {path: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
