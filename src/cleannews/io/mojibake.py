"""
Texts that were decoded wrongly before they came here, mended. The one module that imports ftfy.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from cleannews.article import Article
from cleannews.errors import MissingExtraError

__all__ = ["FIXED", "check_package", "mended"]

FIXED = "fixed-text"
"""The flag of an article whose text or title was mended."""


def mended(article: Article) -> Article:
    """
    Undo mojibake in an article's text and title, line by line; nothing else is changed.

    Args:
        article: The article.

    Returns:
        The article, with the flag "fixed-text" if something was mended.

    Raises:
        MissingExtraError: ftfy is not installed.
    """
    fix, settings = _fixer()
    text = fix(article.text, settings)
    title = article.title and fix(article.title, settings)
    if (text, title) == (article.text, article.title):
        return article
    return replace(article, text=text, title=title, flags=article.flags | {FIXED})


def check_package() -> None:
    """
    Find out whether texts can be mended.

    Raises:
        MissingExtraError: ftfy is not installed.
    """
    _fixer()


@cache
def _fixer() -> tuple[Any, Any]:
    try:
        import ftfy
    except ImportError:
        raise MissingExtraError("ftfy", "fix-text") from None
    settings = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return ftfy.fix_text, settings
