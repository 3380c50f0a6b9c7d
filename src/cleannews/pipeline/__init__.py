"""Files to files on this machine."""

from cleannews.pipeline.finished import Run, open_run
from cleannews.pipeline.run import RunSettings, run

__all__ = ["Run", "RunSettings", "open_run", "run"]
