"""
The order of the steps of cleaning, and the categories of what they remove.

1. Each line is judged alone: protected, the headline, under a rule, prose, or none of these.
2. The head of the story ends at the first line of prose, the tail begins behind the last.
3. Headlines go by the rules of :mod:`~cleannews.cleaning.titles`, lines under a rule go
   anywhere, and a label that stands alone takes the headlines below it along.
4. From lines that stay go the parts that :mod:`~cleannews.cleaning.passages` finds, where what is
   left is judged as the whole line was and holds nothing more to remove.

No step looks at what another step removed, so cleaning a cleaned text removes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from cleannews.article import Article, as_article
from cleannews.cleaning.lines import Line, cuts, is_sentence, split_lines, word_count
from cleannews.cleaning.matching import Verdict, headline_below
from cleannews.cleaning.passages import glued_links
from cleannews.cleaning.rulebook import PROTECT, Rule, read_table, shipped_rules
from cleannews.cleaning.rules import RuleSet
from cleannews.cleaning.spans import CleanedText, RemovedSpan
from cleannews.cleaning.titles import HEAD_LINES, Headline, headline_key, is_headline_like
from cleannews.errors import SettingsError, shown
from cleannews.settings import CleanSettings

__all__ = ["Cleaner", "clean"]

TITLE_RULE = "headline.title"
"""The rule of a line that repeats the article's title."""

SUBHEADING_WORDS, QUESTION_WORDS = 4, 7
"""The last of several lines under a label is a subheading if it stands over prose and has no
more words than this, or than that if it is a question."""

GLUED_RULE = "links.glued"
"""The rule of headlines that are glued to a linked name within a line."""

TWICE_RULE = "headline.twice"
"""The rule of a headline that the head of a text without a title holds again."""


def clean(
    text: str,
    *,
    title: str | None = None,
    site: str | None = None,
    language: str | None = None,
    memory: None = None,
) -> CleanedText:
    """
    Remove what is not journalism from a text.

    Args:
        text: Any str.
        title: The headline; its repeats go.
        site: The outlet's domain or name.
        language: The declared language, a BCP 47 tag; some rules need it.
        memory: The place of what a site repeats in its stories. This version learns no sites,
            so it must be None.

    Returns:
        The cleaned text with every removed span, its category and its rule.

    Raises:
        ArticleError: An argument is no str.
        SettingsError: A memory is given.

    >>> clean("Rain fell on Friday.\\n\\nRead more: Storm closes harbour\\n\\nIt stopped.").text
    'Rain fell on Friday.\\n\\nIt stopped.'
    """
    if memory is not None:
        raise SettingsError("memory", shown(memory), "None, since this version learns no sites")
    article = Article(text, title=title, site=site, language=language)
    return _default_cleaner().clean(article)


class Cleaner:
    """
    Cleans articles with settings of its own.

    Args:
        remove: The categories to remove; by default all but those that are kept unless asked for
            (:data:`~cleannews.settings.KEPT_CATEGORIES`).
        keep: Categories to leave in the text.
        rules: Files with further rule tables.
        disable: Ids of rules to switch off, such as "links.more-news".

    Raises:
        SettingsError: A category or rule is unknown.
        RuleTableError: A table is malformed.
    """

    def __init__(
        self,
        *,
        remove: Collection[str] | None = None,
        keep: Collection[str] = (),
        rules: Iterable[str | Path] = (),
        disable: Collection[str] = (),
    ) -> None:
        self.settings = CleanSettings.choose(remove, keep, rules, disable)
        self._rules = RuleSet(_chosen_rules(self.settings))

    @classmethod
    def of(cls, settings: CleanSettings) -> Cleaner:
        """
        Make the cleaner of settings.

        Args:
            settings: How texts are cleaned.
        """
        return cls(remove=settings.remove, rules=settings.rules, disable=settings.disable)

    def clean(self, article: Article | str) -> CleanedText:
        """
        Clean one article.

        Args:
            article: An Article, a dict with a text, or a text.

        Returns:
            The cleaned text with its removed spans.
        """
        article = as_article(article)
        lines = split_lines(article.text)
        headline = Headline(article.title, article.site) if article.title else None
        story = _Story(article, lines, self._rules, headline)
        reasons = [reason if self._removes(reason) else "" for reason in story.reasons()]
        spans = [
            (start, end, reasons[at])
            for at, start, end in (cuts(lines, reasons) if any(reasons) else ())
        ]
        spans += [part for part in story.parts(reasons) if self._removes(part[2])]
        return CleanedText(
            article.text,
            tuple(
                RemovedSpan(start, end, article.text[start:end], _category(reason), reason)
                for start, end, reason in sorted(spans)
            ),
        )

    def _removes(self, reason: str) -> bool:
        return _category(reason) in self.settings.remove and reason not in self.settings.disable

    def explain(self, article: Article | str) -> str:
        """
        Say what goes from an article, where and by which rule.

        Args:
            article: An Article, a dict with a text, or a text.

        Returns:
            A line for each removed span: its range, its rule, its text.

        >>> Cleaner().explain("Advertisement\\nRain fell.")
        "0-14 ad.marker 'Advertisement\\\\n'"
        """
        removed = self.clean(article).removed
        return "\n".join(f"{span.start}-{span.end} {span.rule} {span.text!r}" for span in removed)


class _Story:
    """
    The lines of one article and what is said of each.

    Args:
        article: The article.
        lines: Its lines.
        rules: The rules to judge them by.
        headline: Its headline, if it has one.
    """

    def __init__(
        self, article: Article, lines: Sequence[Line], rules: RuleSet, headline: Headline | None
    ) -> None:
        self._text = article.text
        self._language = article.language
        self._rules = rules
        self._words = rules.find(article.text, lines)
        self._lines = lines
        self._headline = headline
        self._verdicts: list[Verdict | None] = [None] * len(lines)
        for at, words in self._words.items():
            self._verdicts[at] = rules.match(lines[at].text, self._language, words)
        places = range(len(lines))
        self._head_end = next(filter(self._is_prose, places), len(lines))
        last = next(filter(self._is_prose, reversed(places)), -1)
        self._tail_start = last + 1

    def _is_protected(self, at: int) -> bool:
        verdict = self._verdicts[at]
        return verdict is not None and verdict.rule.category == PROTECT

    def _is_titled(self, at: int) -> bool:
        return (
            self._headline is not None
            and not self._is_protected(at)
            and self._headline.equals(self._lines[at].text)
        )

    def _is_prose(self, at: int) -> bool:
        free = self._verdicts[at] is None or self._is_protected(at)
        return free and is_sentence(self._lines[at].text) and not self._is_titled(at)

    def reasons(self) -> list[str]:
        """Return for each line the rule by which it goes, or ""."""
        found = [""] * len(self._lines)
        for at in self._titled_lines():
            found[at] = TITLE_RULE
        for at, verdict in enumerate(self._verdicts):
            if verdict is not None and not found[at]:
                found[at] = self._reason(at, verdict.rule)
        for at, verdict in enumerate(self._verdicts):
            if verdict is not None and verdict.arms and found[at] == verdict.rule.id:
                self._mark_links_below(at, verdict, found)
        if self._headline is None:
            self._mark_repeats(found)
        return found

    def _titled_lines(self) -> Iterator[int]:
        """Yield the lines that repeat the headline and go."""
        if self._headline is None or not self._headline.may_be_in(self._text):
            return
        for at in range(len(self._lines)):
            in_story = self._head_end <= at < self._tail_start
            if (not in_story or self._headline.is_long) and self._is_titled(at):
                yield at

    def _reason(self, at: int, rule: Rule) -> str:
        if rule.category == PROTECT:
            return ""
        holds = (rule.head or at >= self._head_end) and (not rule.tail or at >= self._tail_start)
        return rule.id if holds else ""

    def parts(self, reasons: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """
        Yield what goes from within lines that stay.

        Args:
            reasons: The rules by which whole lines go.

        Yields:
            Start, end and rule of each part.
        """
        for at, line in enumerate(self._lines):
            if reasons[at] or self._is_protected(at):
                continue
            words = self._words.get(at)
            parts = self._rules.parts(line.text, self._language, words) if words else []
            links = [(*place, GLUED_RULE) for place in glued_links(line.text)]
            found = _apart([*((start, end, rule.id) for start, end, rule in parts), *links])
            if found and self._stays_what_it_is(at, found):
                indent = self._text.index(line.text, line.start)
                yield from ((indent + start, indent + end, rule) for start, end, rule in found)

    def _stays_what_it_is(self, at: int, parts: Sequence[tuple[int, int, str]]) -> bool:
        """Tell whether a line without its parts is judged as before, with nothing more to go."""
        left = self._lines[at].text
        for start, end, _ in reversed(parts):
            left = left[:start] + left[end:]
        left = left.strip()
        before, after = self._verdicts[at], self._rules.match(left, self._language)
        return (
            is_sentence(left)
            and (before and before.rule) == (after and after.rule)
            and not self._rules.parts(left, self._language)
            and not glued_links(left)
            and not (self._headline is not None and self._headline.equals(left))
        )

    def _mark_repeats(self, found: list[str]) -> None:
        """
        Mark headline-like lines of the head that equal one kept before them.

        The last step, so that only lines that stay are counted.
        """
        seen: set[str] = set()
        kept = 0
        for at in range(self._head_end):
            text = self._lines[at].text
            if not text or found[at]:
                continue
            key = headline_key(text) if is_headline_like(text) else ""
            if key and key in seen and self._verdicts[at] is None:
                found[at] = TWICE_RULE
                continue
            seen.add(key)
            kept += 1
            if kept == HEAD_LINES:
                return

    def _mark_links_below(self, label: int, verdict: Verdict, found: list[str]) -> None:
        """Mark the headlines under a label that stands alone."""
        linked: list[int] = []
        for at in self._filled_lines_below(label):
            text = self._lines[at].text
            is_link = self._verdicts[at] is None and headline_below(text, colon=verdict.colon)
            if found[at] or not is_link or len(linked) == verdict.arms:
                break
            linked.append(at)
        if len(linked) > 1 and self._is_subheading(linked[-1]):
            linked.pop()
        for at in linked:
            found[at] = verdict.rule.id

    def _filled_lines_below(self, line: int) -> Iterator[int]:
        """Yield the lines below one that follow with at most one blank line between them."""
        last = line
        for at in range(line + 1, len(self._lines)):
            if self._lines[at].text:
                yield at
                last = at
            elif at - last > 1:
                return

    def _is_subheading(self, at: int) -> bool:
        """Tell whether a line is short and stands over prose."""
        below = next(self._filled_lines_below(at), None)
        over_prose = below is not None and self._is_prose(below)
        text = self._lines[at].text
        longest = QUESTION_WORDS if text.endswith("?") else SUBHEADING_WORDS
        return over_prose and word_count(text) <= longest


def _apart(parts: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return parts in order, without those that overlap one before them."""
    found: list[tuple[int, int, str]] = []
    for part in sorted(parts):
        if not found or part[0] >= found[-1][1]:
            found.append(part)
    return found


def _category(reason: str) -> str:
    return reason.partition(".")[0]


def _chosen_rules(settings: CleanSettings) -> list[Rule]:
    own = [rule for path in settings.rules for rule in read_table(path)]
    names = {rule.id for rule in own}
    every = own + [rule for rule in shipped_rules() if rule.id not in names]
    built_in = {TITLE_RULE, TWICE_RULE, GLUED_RULE}
    unknown = settings.disable - {rule.id for rule in every} - built_in
    if unknown:
        wanted = "the id of a rule, such as 'links.more-news'"
        raise SettingsError("disable", shown(sorted(unknown)), wanted)
    return [rule for rule in every if rule.id not in settings.disable]


@cache
def _default_cleaner() -> Cleaner:
    return Cleaner()
