"""Files to files on this machine."""

from typing import TYPE_CHECKING, Any

from cleannews.pipeline.run import run
from cleannews.pipeline.runsettings import RunSettings, settings_of

if TYPE_CHECKING:
    from cleannews.pipeline.finished import Run, open_run

__all__ = ["Run", "RunSettings", "open_run", "run", "settings_of"]


def __getattr__(name: str) -> Any:
    """Import what reads a run back when it is first used: a run itself starts without it."""
    if name not in __all__:
        raise AttributeError(f"module 'cleannews.pipeline' has no attribute {name!r}")
    from cleannews.pipeline import finished

    return getattr(finished, name)
