"""
The order of the steps of cleaning, and the categories of what they remove.

1. Each line is judged alone: protected, the headline, under a rule, prose, or none of these.
2. The head of the story ends at the first line of prose, the tail begins behind the last.
3. Headlines go by the rules of :mod:`~cleannews.cleaning.titles`, lines under a rule go
   anywhere, and a label that stands alone takes the headlines below it along. What a memory of
   sites knows as furniture is under a rule, too, unless another rule says something of it.
4. From lines that stay go the parts that :mod:`~cleannews.cleaning.passages` finds, and sentences
   that a memory knows, where what is left is judged as the whole line was and holds nothing more
   to remove.

No step looks at what another step removed, so cleaning a cleaned text removes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleannews.article import Article, as_article
from cleannews.cleaning.lines import Lines, cuts
from cleannews.cleaning.matching import CAPITALS, DOUBLED, POINTED
from cleannews.cleaning.phrasebook import SHIPPED_RULES, PhraseBook, shipped_book
from cleannews.cleaning.recurring import LEARNED, SiteLines
from cleannews.cleaning.rulebook import Rule, read_table
from cleannews.cleaning.rules import RuleSet
from cleannews.cleaning.spans import CleanedText, RemovedSpan
from cleannews.cleaning.story import GLUED_RULE, TITLE_RULE, TWICE_RULE, Removal, Story
from cleannews.errors import SettingsError, shown
from cleannews.settings import CleanSettings, as_record, digest

if TYPE_CHECKING:
    from cleannews.cleaning.sites import SiteMemory

__all__ = ["Cleaner", "clean"]

_CHUNK, _MOST_TEXTS = 200_000, 100
"""Characters and articles that are cleaned together: what is made of them stays near the processor."""


def clean(
    text: str | Article | Mapping[str, Any],
    *,
    title: str | None = None,
    site: str | None = None,
    language: str | None = None,
    memory: SiteMemory | None = None,
) -> CleanedText:
    """
    Remove what is not journalism from a text.

    Args:
        text: Any str; or an Article or a dict with a text, which has its own title, site and language.
        title: The headline; its repeats go.
        site: The outlet's domain or name.
        language: The declared language, a BCP 47 tag; some rules need it.
        memory: What sites repeat in their stories; it needs ``site``.

    Returns:
        The cleaned text with every removed span, its category and its rule.

    Raises:
        ArticleError: The text is no article, or another argument no str.
        SettingsError: The memory is none.

    >>> clean("Rain fell on Friday.\\n\\nRead more: Storm closes harbour\\n\\nIt stopped.").text
    'Rain fell on Friday.\\n\\nIt stopped.'
    >>> clean({"headline": "Storm over the quay", "body": "Storm over the quay\\n\\nRain fell."}).text
    'Rain fell.'
    """
    found = as_article(text)
    article = replace(
        found,
        title=found.title if title is None else title,
        site=found.site if site is None else site,
        language=found.language if language is None else language,
    )
    cleaner = _default_cleaner() if memory is None else Cleaner(memory=memory)
    return cleaner.clean(article)


class Cleaner:
    """
    Cleans articles with settings of its own.

    Args:
        memory: What sites repeat in their stories.
        remove: The categories to remove; by default those of the profile.
        keep: Categories to leave in the text.
        rules: Files with further rule tables.
        disable: Ids of rules to switch off, such as "links.more-news".
        profile: "careful" (links, headlines, ads and the like), "standard" (all but what people
            differ on, :data:`~cleannews.settings.KEPT_CATEGORIES`) or "bare" (all).

    Raises:
        SettingsError: A category, rule or profile is unknown, or the memory is none.
        RuleTableError: A table is malformed.
    """

    def __init__(
        self,
        *,
        memory: SiteMemory | None = None,
        remove: Collection[str] | None = None,
        keep: Collection[str] = (),
        rules: Iterable[str | Path] = (),
        disable: Collection[str] = (),
        profile: str = "standard",
    ) -> None:
        self.settings = CleanSettings.choose(remove, keep, rules, disable, profile)
        self._rules = _rule_set(self.settings)
        self._memory = _checked(memory)
        self._removed: dict[str, bool] = {}

    @classmethod
    def of(cls, settings: CleanSettings, memory: SiteMemory | None = None) -> Cleaner:
        """
        Make the cleaner of settings.

        Args:
            settings: How texts are cleaned.
            memory: What sites repeat in their stories.
        """
        return cls(
            memory=memory,
            remove=settings.remove,
            rules=settings.rules,
            disable=settings.disable,
        )

    @property
    def memory(self) -> SiteMemory | None:
        """What it knows of sites."""
        return self._memory

    def digest(self) -> str:
        """Name all that decides what is removed: settings, rule tables and memory."""
        known = None if self._memory is None else self._memory.digest()
        record = {"settings": as_record(self.settings) | {"rules": []}, "memory": known}
        return digest(record, [SHIPPED_RULES, *map(Path, self.settings.rules)])

    def clean(self, article: Article | Mapping[str, Any] | str) -> CleanedText:
        """
        Clean one article.

        Args:
            article: An Article, a dict with a text, or a text.

        Returns:
            The cleaned text with its removed spans.
        """
        return next(self._clean_some([as_article(article)]))

    def clean_all(
        self, articles: Iterable[Article | Mapping[str, Any] | str]
    ) -> Iterator[CleanedText]:
        """
        Clean many articles, faster than one by one.

        Args:
            articles: What :meth:`clean` takes, any iterable; read some at a time.

        Yields:
            The cleaned texts in the order of the articles.

        >>> [done.text for done in Cleaner().clean_all(["Advertisement\\nRain fell.", "It froze."])]
        ['Rain fell.', 'It froze.']
        """
        for some in _chunks(map(as_article, articles)):
            yield from self._clean_some(some)

    def _clean_some(self, articles: Sequence[Article]) -> Iterator[CleanedText]:
        """Clean articles, with one search for what may stand in all of them."""
        texts = [Lines(article.text) for article in articles]
        found = self._rules.find_all(texts)
        sites = SiteLines.of(self._memory, articles, texts)
        for article, lines, some, site in zip(articles, texts, found, sites, strict=True):
            story = Story(article, lines, some, rules=self._rules, site=site, removes=self.removes)
            yield self._told(article, story)

    def _told(self, article: Article, story: Story) -> CleanedText:
        """Return an article without what its story says goes."""
        reasons = {at: rule for at, rule in story.reasons().items() if self.removes(rule)}
        gone = [
            Removal(start, end, reasons[at], story.stories(at, reasons[at]))
            for at, start, end in cuts(story.lines, reasons)
        ]
        gone += story.parts(reasons)
        return CleanedText(
            article.text,
            tuple(
                RemovedSpan(start, end, article.text[start:end], _category(rule), rule, stories)
                for start, end, rule, stories in sorted(gone, key=itemgetter(0))
            ),
            tuple(story.repeated()),
        )

    def removes(self, reason: str) -> bool:
        """
        Tell whether what a rule finds goes.

        Args:
            reason: The id of the rule.
        """
        try:
            return self._removed[reason]
        except KeyError:
            return self._removed.setdefault(reason, self._is_removed(reason))

    def _is_removed(self, reason: str) -> bool:
        return _category(reason) in self.settings.remove and reason not in self.settings.disable

    def explain(self, article: Article | Mapping[str, Any] | str) -> str:
        """
        Say what goes from an article, where and by which rule.

        Args:
            article: An Article, a dict with a text, or a text.

        Returns:
            A line for each removed span: its range, its rule, its text, and for what a memory
            knew in how many stories of the site it stood.

        >>> Cleaner().explain("Advertisement\\nRain fell.")
        "0-14 ad.marker 'Advertisement\\\\n'"
        """
        removed = self.clean(article).removed
        return "\n".join(
            f"{span.start}-{span.end} {span.rule} {span.text!r}"
            + (f" in {span.stories} stories of the site" if span.stories else "")
            for span in removed
        )


def _checked(memory: object) -> SiteMemory | None:
    if memory is None:
        return None
    from cleannews.cleaning.sites import SiteMemory  # with numpy, which not all need

    if not isinstance(memory, SiteMemory):
        raise SettingsError("memory", shown(memory), "a SiteMemory or None")
    return memory


def _category(reason: str) -> str:
    return reason.partition(".")[0]


def _rule_set(settings: CleanSettings) -> RuleSet:
    if not settings.rules:
        return _shipped(settings.disable)
    own = PhraseBook.of(rule for path in settings.rules for rule in read_table(path))
    _check_names(settings.disable, own.rules)
    replaced = {rule.id for rule in own.rules}
    return RuleSet([(own, settings.disable), (shipped_book(), settings.disable | replaced)])


@lru_cache(maxsize=8)
def _shipped(disable: frozenset[str]) -> RuleSet:
    _check_names(disable, ())
    return RuleSet([(shipped_book(), disable)])


def _check_names(disable: frozenset[str], own: Iterable[Rule]) -> None:
    """Refuse names of rules that there are not."""
    built_in = {TITLE_RULE, TWICE_RULE, GLUED_RULE, CAPITALS.id, DOUBLED.id, POINTED.id, LEARNED.id}
    unknown = disable - {rule.id for rule in (*own, *shipped_book().rules)} - built_in
    if unknown:
        wanted = "the id of a rule, such as 'links.more-news'"
        raise SettingsError("disable", shown(sorted(unknown)), wanted)


def _chunks(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Collect articles that are cleaned together."""
    some: list[Article] = []
    characters = 0
    for article in articles:
        some.append(article)
        characters += len(article.text)
        if characters >= _CHUNK or len(some) >= _MOST_TEXTS:
            yield some
            some, characters = [], 0
    if some:
        yield some


@cache
def _default_cleaner() -> Cleaner:
    return Cleaner()
