"""Learning what sites repeat, from files to a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cleannews.cleaning.sites import SiteMemory
from cleannews.errors import OutputError, WriteError
from cleannews.files import written_whole
from cleannews.io.inputs import find_inputs
from cleannews.io.jsonlines import read_lines
from cleannews.io.mojibake import check_package
from cleannews.io.readers import wanted_of
from cleannews.pipeline import learn_stage
from cleannews.pipeline.parts import parts_in
from cleannews.pipeline.progress import Progress
from cleannews.pipeline.read_stage import read
from cleannews.pipeline.runsettings import ITEM_SECONDS
from cleannews.pipeline.standardinput import with_stdin_copied
from cleannews.pipeline.workers import Workers
from cleannews.pipeline.workfolder import MEMORY, UNREAD
from cleannews.settings import ReadSettings

__all__ = ["learn"]


def learn(
    inputs: Sequence[Path],
    out: Path,
    *,
    memory: Path | None = None,
    settings: ReadSettings | None = None,
    workers: int = 0,
    seconds: float = ITEM_SECONDS,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """
    Learn of the articles in folders and files what their sites repeat.

    Args:
        inputs: Folders and files; "-" for standard input.
        out: The file to write; one that exists is replaced.
        memory: The file of a memory to begin with.
        settings: What is read of the inputs, and how.
        workers: Processes that read and learn; 0 for none but this one.
        seconds: The time that one article may take in a worker.
        progress: Hears of stages and items.

    Returns:
        Articles read, what was learned, and the rows of what could not be read.

    Raises:
        OutputError: The file cannot be written.
        SiteMemoryError: The memory is none.
        WriteError: There is no room for what is read.
    """
    progress = progress or Progress()
    if out.is_dir() or not out.parent.is_dir():
        problem = "is a folder" if out.is_dir() else "lies in no folder that exists"
        raise OutputError(str(out), problem, "name a file with --out")
    known = SiteMemory() if memory is None else SiteMemory.load(memory)
    settings = settings or ReadSettings()
    if settings.fix_text:
        check_package()
    found = find_inputs(inputs, out, wanted=wanted_of(settings))
    if any(file.path.resolve() == out.resolve() for file in found.files):
        raise OutputError(str(out), "is one of the inputs", "name another file with --out")
    with TemporaryDirectory(prefix="cleannews-") as scratch:
        work = Path(scratch)
        found = with_stdin_copied(found, work)
        try:
            with parts_in(work) as parts, Workers(workers, seconds) as pool:
                progress.stage("read")
                counts = read(work, found, settings, pool, progress, parts=parts)
                progress.stage("learn")
                counts |= learn_stage.learn(work, known, counts["articles"], pool, progress)
        except WriteError as error:
            advice = "make room, or name another folder with TMPDIR"
            raise WriteError(scratch, error.problem, advice) from None
        counts["unread"] = list(read_lines(work / UNREAD))
        with written_whole(out) as file:
            file.write((work / MEMORY).read_bytes())
    return counts
