"""cleannews report, and cleannews-dedupe --report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
