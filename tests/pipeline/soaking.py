"""
Runs that are killed at random moments and go on, until they are through: what comes out must be
what an undisturbed run writes. Used by test_soak.py and, at length, by tools/soak.py.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = [
    "Soak",
    "corpus",
    "disk",
    "environment",
    "mount",
    "outputs",
    "run",
    "settled",
    "unmount",
]

DYING = Path(__file__).with_name("dying.py")
PATIENCE = 120
"""Seconds that a run may take, and its workers after its end."""

_NOUNS = [
    "harbour",
    "bridge",
    "council",
    "library",
    "orchard",
    "railway",
    "school",
    "theatre",
    "market",
    "glacier",
]
_PLACES = [
    "Tarnmouth",
    "Quarrin",
    "Norrick",
    "Dunmarrow",
    "Ulmental",
    "Velden",
    "Oystra",
    "Brannick",
]
_VERBS = [
    "closed",
    "opened",
    "repaired",
    "sold",
    "flooded",
    "painted",
    "measured",
    "praised",
    "rebuilt",
    "visited",
]


def corpus(folder: Path, articles: int, seed: int = 1) -> Path:
    """
    Make a corpus: rows, texts and pages, copies and cuts of each other, and what cannot be read.

    Args:
        folder: Where; it is made.
        articles: How many.
        seed: Another seed makes other articles.
    """
    dice = random.Random(seed)  # noqa: S311 (no secret)
    folder.mkdir(parents=True)
    rows: list[dict[str, object]] = []
    stories: list[list[str]] = []
    for number in range(articles):
        story = _story(dice) if dice.random() < 0.6 or not stories else dice.choice(stories)
        stories.append(story)
        cut = story[: dice.randint(4, len(story))] if dice.random() < 0.3 else story
        lines = [
            "Advertisement",
            *cut,
            f"More news: {dice.choice(story)[:40]}",
            "Share this article",
        ]
        site = f"news{dice.randrange(5)}.example"
        kind = dice.random()
        if kind < 0.5:
            id = f"r{dice.randrange(articles)}"
            rows.append({"id": id, "text": "\n".join(lines), "site": site, "date": "2026-03-01"})
            continue
        path = folder / site / f"{number:05}{'.txt' if kind < 0.8 else '.html'}"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) if kind < 0.8 else _page(lines), encoding="utf-8")
    data = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    half = data.index(b"\n", len(data) // 2) + 1
    (folder / "a.jsonl").write_bytes(data[:half] + b"{nonsense\n")
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(data[half:], mtime=0)[:-3])
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return folder


def _story(dice: random.Random) -> list[str]:
    return [
        f"The {dice.choice(_NOUNS)} of {dice.choice(_PLACES)} was {dice.choice(_VERBS)} by "
        f"{dice.randrange(2, 900)} people from {dice.choice(_PLACES)} on day {dice.randrange(365)}, "
        f"and the {dice.choice(_NOUNS)} nearby was {dice.choice(_VERBS)} soon after that."
        for _ in range(dice.randint(5, 14))
    ]


def _page(lines: Sequence[str]) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html><head><title>{lines[1]}</title></head><body><article>{body}</article></body></html>"
    )


def environment() -> dict[str, str]:
    """Return the environment without what changes colours and widths."""
    changing = {"FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "PYTHONWARNINGS"}
    return {name: value for name, value in os.environ.items() if name not in changing}


def outputs(out: Path) -> dict[str, bytes]:
    """
    Return everything in a run's folder by name, without the part of the summary that may differ.

    Args:
        out: The folder.
    """
    found = {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }
    summary = json.loads(found["summary.json"])
    del summary["run"]
    return {**found, "summary.json": json.dumps(summary).encode()}


@dataclass(frozen=True, slots=True)
class Ended:
    """
    A run of the command that has ended.

    Args:
        status: Its exit status; below zero the signal that killed it.
        errors: What it said on stderr.
        seconds: How long it took.
        operations: What it did to files, if it ended by itself.
        group: Its process group.
    """

    status: int
    errors: str
    seconds: float
    operations: int
    group: int


def run(
    arguments: Sequence[object],
    scratch: Path,
    *,
    moment: int = 0,
    whom: str = "main",
    after: float | None = None,
) -> Ended:
    """
    Run the command in small steps.

    Args:
        arguments: Its arguments.
        scratch: A folder for what it counts.
        moment: The operation on files before which it dies; 0 for none.
        whom: Who dies: "main" alone, or its whole "group".
        after: Seconds after which it is killed; None for never.
    """
    count = scratch / "operations"
    count.unlink(missing_ok=True)
    started = time.monotonic()
    with subprocess.Popen(
        [sys.executable, str(DYING), str(count), str(moment), whom, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    ) as process:
        try:
            _, errors = process.communicate(timeout=PATIENCE if after is None else after)
        except subprocess.TimeoutExpired:
            (os.killpg if whom == "group" or after is None else os.kill)(
                process.pid, signal.SIGKILL
            )
            errors = b""
        status = process.wait()
    operations = int(count.read_text("ascii")) if count.exists() else 0
    text = errors.decode(errors="replace")
    return Ended(status, text, time.monotonic() - started, operations, process.pid)


def settled(group: int) -> bool:
    """
    Wait until no process of a group is at work any more, and tell whether that came to be.

    Args:
        group: The process group of a run that has ended.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not list(_working(group)):
            return True
        time.sleep(0.05)
    return False


def _working(group: int) -> Iterator[int]:
    """Yield the processes of a group, but those that have ended and wait for their parent."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = stat.read_text("utf-8").rpartition(")")[2].split()[:3]
        except OSError:  # it has ended meanwhile
            continue
        if int(its_group) == group and state not in {"Z", "X"}:
            yield int(stat.parent.name)


@dataclass
class Soak:
    """
    Kills runs over a corpus, lets them go on, and compares.

    Args:
        corpus: The corpus.
        scratch: A folder for the outputs.
        seed: Decides when what dies.
        options: Further arguments of the command.
    """

    corpus: Path
    scratch: Path
    seed: int
    options: tuple[str, ...] = ("--format", "text", "--workers", "2")
    kills: Counter[str] = field(default_factory=Counter)
    rounds: int = 0

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 (no secret)
        self._groups: list[int] = []
        whole = self.scratch / "whole"
        self._whole = self._run(whole)
        self._wanted = outputs(whole)

    def kill(self, times: int) -> None:
        """
        Kill runs, and compare what they leave when they are through.

        Args:
            times: How often at least.

        Raises:
            AssertionError: An output differs, a run cannot go on, or a worker lives on.
        """
        while self.kills.total() < times:
            self.rounds += 1
            out = self.scratch / f"round{self.rounds}"
            for attempt in range(self._dice.randint(2, 6)):
                if not self._killed(out, resume=attempt > 0):
                    break
            self.finish(out)
            for group in self._groups:
                assert settled(group), f"workers of process {group} are still at work"
            self._groups.clear()
            shutil.rmtree(out)

    def finish(self, out: Path) -> None:
        """
        Go on with a run to its end, and compare.

        Args:
            out: Its folder.

        Raises:
            AssertionError: It does not end, or an output differs.
        """
        self._run(out, "--resume")
        same = outputs(out)
        assert same.keys() == self._wanted.keys(), f"{out}: {sorted(same)}"
        differ = [name for name in same if same[name] != self._wanted[name]]
        assert not differ, f"seed {self.seed}: {differ} differ in {out}"

    def arguments(self, out: Path, *more: str) -> list[object]:
        """
        Return the arguments of a run.

        Args:
            out: Its folder.
            more: Further arguments.
        """
        return [self.corpus, "--out", out, *self.options, *more]

    def _run(self, out: Path, *more: str) -> Ended:
        ended = run(self.arguments(out, *more), self.scratch)
        assert (ended.status, ended.errors) == (3, ""), f"{out}: {ended}"
        return ended

    def _killed(self, out: Path, *, resume: bool) -> bool:
        """Run until a moment that the dice choose; tell whether it was killed there."""
        whom = self._dice.choice(["main", "group"])
        arguments = self.arguments(out, *(["--resume"] if resume else []))
        if self._dice.random() < 0.5:
            kind = "operation"
            moment = self._dice.randint(1, self._whole.operations)
            ended = run(arguments, self.scratch, moment=moment, whom=whom)
        else:
            kind = "time"
            after = self._dice.uniform(0.2, min(self._whole.seconds, 10))
            ended = run(arguments, self.scratch, whom=whom, after=after)
        self._groups.append(ended.group)
        if ended.status != -signal.SIGKILL:
            assert (ended.status, ended.errors) == (3, ""), f"{out}: {ended}"
            return False
        self.kills[f"{whom} by {kind}"] += 1
        return True


def disk(soak: Soak, mounted: Path, sizes: Sequence[int], grown: str = "64m") -> list[str]:
    """
    Run on file systems that are too small; make room, and go on.

    Args:
        soak: Has the corpus, and what must come out.
        mounted: A folder to mount the file systems on.
        sizes: Their sizes in kB.
        grown: The size that is enough.

    Returns:
        What each run said.
    """
    said = []
    mounted.mkdir(exist_ok=True)
    for size in sizes:
        mount(mounted, f"size={size}k")
        try:
            out = mounted / "out"
            ended = run(soak.arguments(out), soak.scratch)
            assert ended.status == 1, f"{size} kB: {ended}"
            assert ended.errors.count("\n") == 1, ended.errors
            assert "No space left on device; make room and go on with --resume" in ended.errors
            assert [path.name for path in out.iterdir()] == [".work"]
            said.append(ended.errors.strip())
            mount(mounted, f"remount,size={grown}")
            soak.finish(out)
        finally:
            unmount(mounted)
    return said


def mount(folder: Path, options: str) -> None:
    """
    Mount a file system in memory on a folder.

    Args:
        folder: The folder.
        options: Its size.

    Raises:
        PermissionError: This user may not, or there is no such thing here.
    """
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, check=False, capture_output=True)
    except FileNotFoundError:
        raise PermissionError("there is no mount") from None
    if done.returncode:
        raise PermissionError(done.stderr.decode(errors="replace").strip())


def unmount(folder: Path) -> None:
    """
    Take the file system off a folder.

    Args:
        folder: The folder.
    """
    subprocess.run(["umount", str(folder)], check=True)
