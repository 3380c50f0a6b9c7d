"""Strip what is not journalism from scraped news, then group the copies of one article."""

from importlib import import_module
from logging import NullHandler, getLogger
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleannews.article import Article
    from cleannews.cleaning import CleanedText, Cleaner, RemovedSpan, clean
    from cleannews.cleaning.sites import SiteMemory
    from cleannews.errors import (
        ArticleError,
        CleannewsError,
        ConfigError,
        DuplicateIdError,
        ExtractionError,
        MissingExtraError,
        OutputError,
        ReadError,
        RejectedError,
        RuleTableError,
        SchemeError,
        SettingsError,
        SiteMemoryError,
        StoreError,
        WriteError,
    )
    from cleannews.extraction import extract
    from cleannews.grouping import Deduplication, Group, Member, dedupe
    from cleannews.index import Answer, Index, Match, open_index
    from cleannews.pipeline import Run, open_run

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Article",
    "ArticleError",
    "CleanedText",
    "Cleaner",
    "CleannewsError",
    "ConfigError",
    "Deduplication",
    "DuplicateIdError",
    "ExtractionError",
    "Group",
    "Index",
    "Match",
    "Member",
    "MissingExtraError",
    "OutputError",
    "ReadError",
    "RejectedError",
    "RemovedSpan",
    "RuleTableError",
    "Run",
    "SchemeError",
    "SettingsError",
    "SiteMemory",
    "SiteMemoryError",
    "StoreError",
    "WriteError",
    "clean",
    "dedupe",
    "extract",
    "open_index",
    "open_run",
]

getLogger(__name__).addHandler(NullHandler())

_HOMES = {
    "cleannews.article": ("Article",),
    "cleannews.cleaning": ("CleanedText", "Cleaner", "RemovedSpan", "clean"),
    "cleannews.cleaning.sites": ("SiteMemory",),
    "cleannews.extraction": ("extract",),
    "cleannews.grouping": ("Deduplication", "Group", "Member", "dedupe"),
    "cleannews.index": ("Answer", "Index", "Match", "open_index"),
    "cleannews.pipeline": ("Run", "open_run"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import cleannews` stays light."""
    if name not in __all__:
        raise AttributeError(f"module 'cleannews' has no attribute {name!r}")
    home = next((home for home, names in _HOMES.items() if name in names), "cleannews.errors")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
