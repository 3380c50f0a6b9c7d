"""`cleannews-dedupe --engine spark`: what it takes, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click
import pytest

from cleannews.cli.main import umbrella

Ended = subprocess.CompletedProcess[bytes]

SMALL = (
    *("--engine", "spark", "--master", "local[2]"),
    *("--spark-conf", "spark.sql.shuffle.partitions=2"),
    *("--spark-conf", "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1"),
    *("--spark-conf", "spark.ui.enabled=false"),
)
"""Spark as it starts quickest."""

COMMAND = Path(sys.executable).parent / "cleannews-dedupe"
UNTIL = 300
"""Seconds in which a run of a few articles ends on any machine."""


@pytest.fixture(scope="module")
def on_spark(environment: Mapping[str, str], java: None) -> Callable[..., Ended]:
    """Run the command on Spark."""

    def run(*args: object) -> Ended:
        return subprocess.run(
            [COMMAND, *map(str, args), *SMALL],
            capture_output=True,
            check=False,
            timeout=UNTIL,
            env={**environment, "SPARK_LOCAL_IP": "127.0.0.1"},
        )

    return run


@pytest.fixture
def feeds(tmp_path: Path, corpus_samples: Path) -> Path:
    """The feeds of the sample corpus, and a line that is no JSON."""
    folder = shutil.copytree(corpus_samples / "feeds", tmp_path / "feeds")
    with (folder / "wire.jsonl").open("a") as file:
        file.write("{nonsense\n")
    return folder


def refusal(*args: object) -> str:
    """Return why the command refuses its options."""
    words = ["dedupe", *map(str, args), "--out", "nowhere"]
    with pytest.raises(click.UsageError) as raised:
        umbrella.main(words, standalone_mode=False)
    return raised.value.format_message()


@pytest.mark.parametrize(
    "option",
    [
        ("--append-columns",),
        ("--exclude", "*.csv"),
        ("--include", "*.csv"),
        ("--index", "seen.db"),
        ("--limit", "1"),
        ("--report",),
        ("--resume",),
        ("--sample", "0.5"),
        ("--strict",),
        ("--timeout-per-article", "9"),
        ("--workers", "2"),
        ("--format", "csv"),
        ("--format", "jsonl"),
    ],
    ids=" ".join,
)
def test_options_that_spark_does_not_take(option: tuple[str, ...]) -> None:
    """They are refused by name, with what to do instead, before anything is read."""
    said = refusal("in", "--engine", "spark", *option)
    assert said.startswith(option[0])
    assert " does not go with --engine spark: " in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "option", [("--master", "local[2]"), ("--spark-conf", "a=b")], ids=" ".join
)
def test_options_of_spark_alone(option: tuple[str, ...]) -> None:
    """Without the engine they are refused."""
    assert refusal("in", *option) == f"{option[0]} goes with --engine spark only"


def test_an_option_of_spark_without_a_value() -> None:
    """It is refused before Spark is started."""
    assert "'x' is not KEY=VALUE" in refusal("in", "--engine", "spark", "--spark-conf", "x")


def test_settings_of_an_earlier_run(
    cli: Callable[..., Ended], folder: Path, tmp_path: Path
) -> None:
    """What such a run did and Spark does not is refused, too, and so are its inputs."""
    cli("dedupe", folder, "--out", tmp_path / "out", "--limit", "2")
    earlier = ("--config", tmp_path / "out/summary.json", "--engine", "spark")
    assert "takes no inputs of an earlier run" in refusal(*earlier)
    assert refusal(folder, *earlier).startswith("--limit does not go with --engine spark")


def test_spark_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """One line names the extra, as for others, and the exit status is the same."""
    from cleannews.cli import dedupe_main

    for name in [it for it in sys.modules if it.startswith("cleannews.spark")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("pyspark", "py4j", "pyspark.errors", "py4j.protocol"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(sys, "argv", ["cleannews-dedupe", "in", "--engine", "spark", "--out", "o"])
    with pytest.raises(SystemExit) as ended:
        dedupe_main()
    assert ended.value.code == 2
    assert (
        capfd.readouterr().err
        == "error: pyspark is not installed; pip install 'cleannews[spark]'\n"
    )


def test_java_is_not_installed(process: Callable[..., Ended], tmp_path: Path) -> None:
    """One line says to install it."""
    ended = process(
        *("cleannews-dedupe", tmp_path, "--engine", "spark", "--out", tmp_path / "out"),
        JAVA_HOME=str(tmp_path),
    )
    assert ended.returncode == 1
    assert ended.stderr.decode() == (
        f"error: Spark needs Java, and there is no {tmp_path}/bin/java; "
        "install Java 17 and set JAVA_HOME to it\n"
    )


def test_a_run(on_spark: Callable[..., Ended], cli: Callable[..., Ended], feeds: Path) -> None:
    """It counts what a local run counts, rejected lines too, and no trace of Java is said."""
    here, there = feeds.with_name("here"), feeds.with_name("there")
    ended = on_spark(feeds, "--out", there, "--json")
    local = cli("dedupe", feeds, "--out", here, "--json", "--format", "parquet")
    found, wanted = json.loads(ended.stdout), json.loads(local.stdout)
    assert found.pop("run")["master"] == "local[2]"
    del wanted["run"]
    assert found == wanted
    assert found["rejected"] == {"invalid-json": 1}
    assert (ended.returncode, local.returncode) == (3, 3)
    told = [line for line in ended.stderr.decode().splitlines() if " MB" not in line]
    assert told == []


def test_a_failure_is_one_line(on_spark: Callable[..., Ended], tmp_path: Path) -> None:
    """What Spark's own traces say is said in a line that names the file."""
    bad = tmp_path / "bad.parquet"
    bad.write_bytes(b"PAR1 and no more")
    ended = on_spark(bad, "--out", tmp_path / "out", "-q")
    said = ended.stderr.decode()
    assert ended.returncode == 1
    assert said.startswith("error: Spark failed: ")
    assert "bad.parquet" in said
    assert said.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
def test_an_interrupted_run(
    java: None, environment: Mapping[str, str], feeds: Path, tmp_path: Path
) -> None:
    """Ctrl-C ends the jobs and removes what was written; the exit status says so."""
    out = tmp_path / "out"
    with subprocess.Popen(
        [COMMAND, feeds, "--out", out, *SMALL],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment, "SPARK_LOCAL_IP": "127.0.0.1"},
        preexec_fn=heed_interrupts,  # noqa: PLW1509 (there are no threads here)
        start_new_session=True,
    ) as running:
        until = time.monotonic() + UNTIL
        while not (out / ".work").exists() and running.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.05)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=UNTIL)
    assert running.returncode == 130
    told = [line for line in said.decode().splitlines() if " MB" not in line]
    assert told == [
        "interrupted while it was to read; its jobs on Spark are cancelled, and nothing is written"
    ]
    assert not list(out.iterdir())


def heed_interrupts() -> None:
    """Take SIGINT as Ctrl-C even where these tests run in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
