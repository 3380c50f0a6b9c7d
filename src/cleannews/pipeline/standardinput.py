"""Standard input as a file, so that it can be read more than once, by several processes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from cleannews.files import written_whole
from cleannews.io.inputs import STDIN, Inputs, with_stdin

__all__ = ["with_stdin_copied"]

_COPY = "stdin"


def with_stdin_copied(inputs: Inputs, work: Path) -> Inputs:
    """
    Copy standard input into the work folder, if it is among the inputs and not copied yet.

    Args:
        inputs: The inputs.
        work: The work folder.

    Returns:
        The inputs with the copy in the place of standard input.
    """
    if all(file.path != STDIN for file in inputs.files):
        return inputs
    copy = work / _COPY
    if not copy.exists():
        with written_whole(copy) as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
    return with_stdin(inputs, copy)
