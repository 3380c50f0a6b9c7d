"""Work spread over processes: order, and what a bad item costs."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pebble import ProcessPool

from cleannews.errors import SettingsError, WriteError
from cleannews.io.jsonlines import dump_line, parse
from cleannews.machine import cores
from cleannews.pipeline import RunSettings, run
from cleannews.pipeline.limits import ALARM
from cleannews.pipeline.workers import Fault, Workers
from pipeline.soaking import settled
from pipeline.work import Gone, Numbers, prepared, process_id, slow_squares, squares

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Quay {n} closes | Harbour Courier</title></head>
<body><article><h1>Quay {n} closes</h1><p>The harbour board closed quay {n} on Tuesday after divers
found cracks in its piers, the director said in the evening.</p><p>Read more: Storm closes harbour
for days</p><p>Repairs will cost {n} million crowns and take until the autumn, he said, if the
divers find nothing else.</p></article></body></html>"""


def chunks(last: int, size: int = 3) -> Iterator[Numbers]:
    """Yield the numbers up to the last in chunks."""
    for start in range(0, last, size):
        yield Numbers(range(start, min(start + size, last)))


def collected(workers: Workers, some: Iterable[Iterable[int]]) -> dict[int, int | Fault]:
    """Return the result of every item."""
    results: dict[int, int | Fault] = {}
    for chunk, result in workers.map(squares, map(Numbers, some)):
        if isinstance(result, Fault):
            (item,) = chunk
            results[item] = result
        else:
            results.update(zip(chunk, result, strict=True))
    return results


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_results_come_in_order(count: int) -> None:
    """Whatever the number of processes."""
    with Workers(count, 60) as workers:
        found = collected(workers, chunks(12))
    assert list(found.items()) == [(item, item * item) for item in range(12)]


def test_a_process_that_dies_costs_its_item_only() -> None:
    """The chunk is done again one by one, and the item at fault is named."""
    with Workers(2, 60) as workers:
        found = collected(workers, [range(10, 13), range(13, 14), [16, 13, 17]])
    fault = found.pop(13)
    assert isinstance(fault, Fault)
    assert fault.reason == "died"
    assert found == {item: item * item for item in (10, 11, 12, 16, 17)}


def test_an_item_that_takes_too_long_costs_itself_only() -> None:
    """Its process is ended, and the others of its chunk are done again."""
    with Workers(2, 1) as workers:
        found = collected(workers, [[1, 2], [3, 14], [4, 5]])
    fault = found.pop(14)
    assert isinstance(fault, Fault)
    assert (fault.reason, fault.message) == ("timeout", "it took longer than 1 seconds")
    assert found == {item: item * item for item in (1, 2, 3, 4, 5)}


@pytest.mark.parametrize("some", [[[20]], [[1, 20, 2]]], ids=str)
def test_a_single_chunk_is_bounded_too(some: list[list[int]]) -> None:
    """Also with one worker, and where C code holds the interpreter so that no signal is handled."""
    with Workers(1, 1) as workers:
        found = collected(workers, some)
    fault = found.pop(20)
    assert isinstance(fault, Fault)
    assert fault.reason == "timeout"
    assert found == {item: item * item for item in some[0] if item != 20}


@pytest.mark.skipif(ALARM is None, reason="there are no alarms here")
def test_the_limit_is_for_one_item_and_not_for_its_chunk() -> None:
    """Many items that take a little each may take longer together."""
    with Workers(1, 2) as workers:
        found = list(workers.map(slow_squares, [Numbers(range(7))]))
    assert found == [(tuple(range(7)), [item * item for item in range(7)])]


def test_what_is_prepared_takes_no_time_of_an_item() -> None:
    """Loading takes as long as it takes, in each process that is started anew, too."""
    with Workers(1, 1) as workers:
        work = workers.map(squares, [Numbers((1,)), Numbers((14,)), Numbers((2,))], prepared)
        found = [(*chunk, getattr(result, "reason", result)) for chunk, result in work]
    assert found == [(1, [1]), (14, "timeout"), (2, [4])]


@pytest.mark.parametrize("count", [0, 2])
def test_a_full_disk_is_no_items_fault(count: int) -> None:
    """What cannot be written ends the work, wherever it was to be written."""
    with Workers(count, 60) as workers, pytest.raises(WriteError, match="it is full"):
        collected(workers, [[1, 2], [3, 21], [4]])


@pytest.mark.parametrize("count", [0, 2])
def test_it_is_told_when_chunks_are_done(count: int) -> None:
    """Between two chunks, also those that are done item by item, all before are taken."""
    taken: list[tuple[int, ...]] = []
    told: list[tuple[int, int]] = []
    with Workers(count, 60) as workers:
        some = map(Numbers, [(1, 2), (3, 15, 4), (5,)])
        for chunk, _ in workers.map(squares, some, None, lambda n: told.append((n, len(taken)))):
            taken.append(chunk)
    assert told == [(1, 1), (2, 4), (3, 5)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are read from /proc")
def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    """Killed outright, it leaves none behind, neither at work nor waiting."""
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from cleannews.pipeline.workers import Workers\n"
        "from pipeline.work import Numbers, squares\n"
        "if __name__ == '__main__':\n"
        "    with Workers(2, 60) as workers:\n"
        "        for done in workers.map(squares, map(Numbers, [[1], [2], [14]])):\n"
        "            print(done, flush=True)\n"
    )
    script = tmp_path / "main.py"
    script.write_text(code)
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        start_new_session=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        assert process.stdout.readline()
        process.kill()
    assert settled(process.pid)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_an_error_costs_its_item_only(count: int) -> None:
    """What an item raises is told in the place of its result, in any process."""
    with Workers(count, 60) as workers:
        found = collected(workers, [[1, 15, 2], [3, 4]])
    assert found.pop(15) == Fault("failed", "ValueError: fifteen is not squared")
    assert found == {item: item * item for item in (1, 2, 3, 4)}


@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
def test_processes_that_die_idle_are_started_anew() -> None:
    """When none works on anything, no item is at fault."""
    with Workers(2, 60) as workers:
        assert len(collected(workers, chunks(12))) == 12
        for process in multiprocessing.active_children():
            process.kill()
        found = collected(workers, chunks(12))
    assert found == {item: item * item for item in range(12)}


@pytest.mark.parametrize("count", [0, 1])
def test_a_chunk_that_is_gone_costs_itself_only(count: int) -> None:
    """Where the items cannot be told apart any more, all of them are at fault."""
    with Workers(count, 60) as workers:
        found = list(workers.map(squares, [Numbers((1,)), Gone((2, 15)), Numbers((3,))]))
    fault = Fault("failed", "ValueError: fifteen is not squared")
    assert found == [((1,), [1]), ((2, 15), fault), ((3,), [9])]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_work_is_done_elsewhere_if_there_are_workers(count: int) -> None:
    """Also a single chunk, so that its time is bounded; without workers all is done here."""
    with Workers(count, 60) as workers:
        one = {found for _, found in workers.map(process_id, [Numbers((1, 2))])}
        none = [found for _, found in workers.map(process_id, list[Numbers]())]
        many = {found for _, found in workers.map(process_id, chunks(9))}
    assert (len(one), none) == (1, [])
    assert (os.getpid() in one | many) is (count == 0)


def test_outputs_do_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    """Pages and rows of several chunks give the same files from one, two and three processes."""
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(70):
        (folder / f"page{n}.html").write_text(PAGE.format(n=n % 60))
    (folder / "page5.html").write_bytes(b"\x89PNG\0\0")
    rows = [{"text": f"Advertisement\nRain fell on hill {n}, the office said."} for n in range(600)]
    (folder / "rows.jsonl").write_bytes(b"".join(map(dump_line, rows)))
    tables = []
    for count in (0, 1, 2, 3):
        out = tmp_path / f"out{count}"
        summary = run(RunSettings((folder,), out, workers=count))
        assert (summary["articles"], summary["rejected"]) == (669, {"binary": 1})
        names = ("articles.jsonl", "groups.jsonl", "removed.jsonl", "errors.jsonl")
        tables.append([(out / name).read_bytes() for name in names])
    assert tables[0] == tables[1] == tables[2] == tables[3]


def test_workers_are_no_part_of_the_digest(tmp_path: Path) -> None:
    """An interrupted run may go on with another number of processes."""
    (tmp_path / "a.txt").write_text("Rain fell.")
    path = tmp_path / "a.txt"
    settings = [
        RunSettings((path,), tmp_path),
        RunSettings((path,), tmp_path, workers=2, seconds=1, strict=True),
    ]
    assert settings[0].configuration() == settings[1].configuration()


@pytest.mark.skipif(ALARM is None, reason="there are no alarms here")
@pytest.mark.parametrize("count", [1, 2])
def test_an_article_that_takes_too_long_is_rejected(tmp_path: Path, count: int) -> None:
    """With any number of workers; its reason stands in errors.jsonl, and the others are there."""
    (tmp_path / "in").mkdir()
    words = (f"w{number * 7919 % 1_000_003}" for number in range(1_980_000))
    lines = (" ".join(line) for line in zip(*[words] * 9, strict=True))
    (tmp_path / "in" / "long.txt").write_text("\n".join(lines))
    (tmp_path / "in" / "short.txt").write_text("Rain fell on Friday in the hills, it is said.")
    out = tmp_path / "out"
    run(RunSettings((tmp_path / "in",), out, workers=count, seconds=0.5))
    (row,) = map(parse, (out / "errors.jsonl").read_bytes().splitlines())
    assert (row["path"], row["error"]) == (str(tmp_path / "in" / "long.txt"), "timeout")
    (kept,) = map(parse, (out / "articles.jsonl").read_bytes().splitlines())
    assert kept["id"] == "short.txt"


@pytest.mark.parametrize("seconds", [0, -1, "2", True, float("inf"), float("nan")])
def test_a_wrong_limit_is_named(tmp_path: Path, seconds: object) -> None:
    """The error names the argument, the value and the allowed range."""
    with pytest.raises(SettingsError, match=r"seconds is .*; it must be a number of seconds"):
        RunSettings((tmp_path,), tmp_path, seconds=seconds)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [-1, 1.5, "2"])
def test_a_wrong_number_of_workers_is_named(tmp_path: Path, count: object) -> None:
    """The error names the argument, the value and the allowed range."""
    with pytest.raises(SettingsError, match=r"workers is .*; it must be a whole number from 0"):
        RunSettings((tmp_path,), tmp_path, workers=count)  # type: ignore[arg-type]


def test_there_is_a_processor() -> None:
    """The default is at least one."""
    assert cores() >= 1
    assert parse(dump_line(cores())) == cores()


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Take SIGINT as Ctrl-C even where these tests run in the background, or Spark took it over."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_waits_until_a_chunk_is_in_the_queue(
    monkeypatch: pytest.MonkeyPatch, interrupts: None
) -> None:
    """Between two steps of a queue it would leave a thread of the pool asleep, and the run hanging."""
    scheduled = []
    schedule = ProcessPool.schedule

    def interrupted(pool: ProcessPool, *args: Any, **named: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        scheduled.append(schedule(pool, *args, **named))
        return scheduled[-1]

    monkeypatch.setattr(ProcessPool, "schedule", interrupted)
    with Workers(1, 10) as workers, pytest.raises(KeyboardInterrupt):
        list(workers.map(squares, [Numbers([1])]))
    assert len(scheduled) == 1
