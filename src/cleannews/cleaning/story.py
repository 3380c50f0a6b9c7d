"""
The lines of one article, and what is said of each.

Where a line stands counts only as before, between or behind the lines of prose. Those never go
whole, so no removal changes where another line stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from cleannews.article import Article
from cleannews.cleaning.lines import LONG_LINE_WORDS, Lines, is_sentence, word_count
from cleannews.cleaning.matching import (
    CAPITALS,
    Matcher,
    Verdict,
    headline_below,
    judge_shape,
    judge_shapes,
)
from cleannews.cleaning.outlets import headline_key
from cleannews.cleaning.passages import glued_links, trimmed
from cleannews.cleaning.recurring import LEARNED, SiteLines
from cleannews.cleaning.rulebook import PROTECT, Rule
from cleannews.cleaning.rules import RuleSet
from cleannews.cleaning.titles import (
    ELLIPSES,
    HEAD_LINES,
    LONGEST_TITLE,
    Headline,
    is_headline_like,
)

__all__ = ["GLUED_RULE", "TITLE_RULE", "TWICE_RULE", "Removal", "Story"]

TITLE_RULE = "headline.title"
"""The rule of a line that repeats the article's title."""

TWICE_RULE = "headline.twice"
"""The rule of a headline that the head of a text without a title holds again."""

GLUED_RULE = "links.glued"
"""The rule of headlines that are glued to a linked name within a line."""

_LONGEST_TAG = 64
"""Characters of a language tag; what is longer is no language of a rule."""

SUBHEADING_WORDS, QUESTION_WORDS = 4, 7
"""The last of several lines under a label is a subheading if it stands over prose and has no
more words than this, or than that if it is a question."""


class Removal(NamedTuple):
    """
    What goes, and why.

    Args:
        start: Where it begins: in the text, or in a line.
        end: Where it ends.
        rule: The rule by which it goes.
        stories: In how many stories of its site it stands, where that is the reason.
    """

    start: int
    end: int
    rule: str
    stories: int | None = None


class Story:
    """
    The lines of one article and what is said of each.

    Args:
        article: The article.
        lines: Its lines.
        found: What ``rules.find`` found in them.
        rules: The rules to judge them by.
        site: What is known of its site.
        removes: Tells of a rule whether what falls under it goes.
    """

    def __init__(
        self,
        article: Article,
        lines: Lines,
        found: Mapping[int, Sequence[Matcher]],
        *,
        rules: RuleSet,
        site: SiteLines,
        removes: Callable[[str], bool],
    ) -> None:
        self.lines = lines
        self._text = article.text
        language, title = article.language or "", article.title or ""
        self._language = language if 0 < len(language) <= _LONGEST_TAG else None
        self._rules = rules
        self._site = site
        titled = 0 < len(title) <= LONGEST_TITLE
        self._headline = Headline(title, article.site) if titled else None
        texts = self.lines.texts
        self._found = found
        self._known = site.judge_all(texts)
        likely = self._headline.likely_lines(self.lines) if self._headline else ()
        self._titled = self._headline.equal_lines(texts, likely) if self._headline else set()
        self._glued = self._glued_parts(likely)
        self._verdicts = judge_shapes(texts)
        self._parts: dict[int, list[Removal]] = {}
        self._judge_lines(removes)
        places = range(len(texts))
        self._head_end = next(filter(self._is_prose, places), len(texts))
        last = next(filter(self._is_prose, reversed(places)), -1)
        self._tail_start = last + 1

    def _glued_parts(self, likely: Sequence[int]) -> dict[int, list[Removal]]:
        """Return links, and the headline in lines likely to hold it, where they are glued in."""
        texts = self.lines.texts
        found: dict[int, list[Removal]] = {}
        for at, line in enumerate(texts) if " MORE" in self._text else ():
            if links := glued_links(line):
                found[at] = [Removal(*place, GLUED_RULE) for place in links]
        glued = self._headline.glued_lines(texts, likely) if self._headline else {}
        for at, some in glued.items():
            titled = [Removal(*trimmed(texts[at], *place), TITLE_RULE) for place in some]
            found[at] = found.get(at, []) + titled
        return found

    def _judge_lines(self, removes: Callable[[str], bool]) -> None:
        """
        Find the verdicts on lines and the parts that go from them.

        The verdict is that on the whole line, or else that on what is left of it without the
        parts. They go where what is left is judged as the line was and holds nothing more to go.
        """
        parted: dict[int, list[Removal]] = {}
        known = self._known
        for at in {*self._found, *known.lines, *known.parts, *self._glued}:
            line = self.lines.texts[at]
            found = self._found.get(at, ())
            whole = self._rules.match(line, self._language, found)
            if whole is None and at in known.lines:
                whole = known.lines[at][0]
            if whole is not None:
                self._verdicts[at] = whole
            within = [matcher for matcher in found if matcher.is_within]
            if within or at in self._glued or at in known.parts:
                parts = [part for part in self._parts_of(at, line, within) if removes(part.rule)]
                if parts:
                    parted[at] = _apart(parts)
        left = {at: _without(self.lines.texts[at], parts) for at, parts in parted.items()}
        again = self._rules.find(list(left.values())) if left else {}
        for number, (at, rest) in enumerate(left.items()):
            self._judge_rest(at, rest, parted[at], again.get(number, ()))

    def _judge_rest(
        self, at: int, left: str, parts: list[Removal], found: Sequence[Matcher]
    ) -> None:
        """Let parts go from a line if what is left of it allows that, and take its verdict."""
        whole = self._verdicts.get(at)
        rest = self._rules.match(left, self._language, found)
        again = self._site.judge([left])
        if rest is None:
            rest = again.lines[0][0] if again.lines else judge_shape(left)
        if (
            _is_like(left, self.lines.texts[at])
            and (whole is None or (rest and rest.rule) == whole.rule)
            and not again.parts
            and self._is_bare(left, found)
        ):
            self._parts[at] = parts
            if rest is not None:
                self._verdicts[at] = rest

    def _is_bare(self, left: str, found: Sequence[Matcher]) -> bool:
        """Tell whether what is left of a line holds nothing more to go, and is no headline."""
        titled = self._headline is not None and (
            self._headline.equals(left)
            or self._headline.resembles(left)
            or self._headline.glued(left)
        )
        repeated = self._headline is None and is_headline_like(left)
        more = self._rules.parts(left, self._language, found) or glued_links(left)
        return not (titled or repeated or more)

    def _is_protected(self, at: int) -> bool:
        verdict = self._verdicts.get(at)
        return verdict is not None and verdict.rule.category == PROTECT

    def _is_titled(self, at: int) -> bool:
        return at in self._titled and not self._is_protected(at)

    def _resembles_title(self, at: int) -> bool:
        return self._headline is not None and self._headline.resembles(self.lines.texts[at])

    def _is_prose(self, at: int) -> bool:
        text = self.lines.texts[at]
        if not text or (at in self._verdicts and not self._is_protected(at)):
            return False
        cut = text.endswith(ELLIPSES) and self._resembles_title(at)
        return is_sentence(text) and not (cut or self._is_titled(at))

    def reasons(self) -> dict[int, str]:
        """Return the lines that go, each with the rule by which it does."""
        found: dict[int, str] = {}
        if self._headline is not None:
            some = {*self._titled, *range(self._head_end)}
            found = dict.fromkeys(filter(self._repeats_headline, some), TITLE_RULE)
        verdicts = sorted(self._verdicts.items(), key=itemgetter(0))
        for at, verdict in verdicts:
            if at not in found and self._holds(at, verdict.rule):
                found[at] = verdict.rule.id
        for at, verdict in verdicts:
            if verdict.arms and found.get(at) == verdict.rule.id:
                self._mark_links_below(at, verdict, found)
        if self._headline is None:
            self._mark_repeats(found)
        return found

    def _repeats_headline(self, at: int) -> bool:
        """Tell whether a line repeats the headline and goes."""
        if self._headline is None or self._is_protected(at):
            return False
        in_story = self._head_end <= at < self._tail_start
        if self._is_titled(at):
            return self._headline.is_long or not in_story
        return at < self._head_end and self._resembles_title(at)

    def _holds(self, at: int, rule: Rule) -> bool:
        """Tell whether a rule that a line falls under holds where it stands."""
        if rule.category == PROTECT:
            return False
        in_head, in_tail = at < self._head_end, at >= self._tail_start
        return (
            (rule.head or not in_head)
            and (rule.mid or in_head or in_tail)
            and (not rule.tail or in_tail)
            and (rule is not CAPITALS or not self._shouts)
        )

    @cached_property
    def _shouts(self) -> bool:
        """The story is told in capitals."""
        texts = self.lines.texts
        return all(text.isupper() for at, text in enumerate(texts) if self._is_prose(at))

    def stories(self, at: int, reason: str) -> int | None:
        """
        Return in how many stories of its site a line stands that goes for that reason, or None.

        Args:
            at: The number of the line.
            reason: The rule by which it goes.
        """
        return self._known.lines.get(at, (None, None))[1] if reason == LEARNED.id else None

    def parts(self, reasons: Mapping[int, str]) -> Iterator[Removal]:
        """
        Yield what goes from within lines that stay.

        Args:
            reasons: The lines that go whole.
        """
        for at, parts in self._parts.items():
            if at in reasons or self._is_protected(at):
                continue
            indent = self._indent(at)
            for part in parts:
                yield part._replace(start=indent + part.start, end=indent + part.end)

    def _indent(self, at: int) -> int:
        """Return where the content of a line begins in the text."""
        return self._text.index(self.lines.texts[at][0], self.lines.starts[at])

    def repeated(self) -> list[tuple[int, int]]:
        """Return the ranges of the text that its site repeats in other stories, and that say nothing."""
        hits = self._site.repeated
        indents = {line: self._indent(line) for line in {hit.line for hit in hits}}
        return sorted((indents[it.line] + it.start, indents[it.line] + it.end) for it in hits)

    def _parts_of(self, at: int, line: str, found: Sequence[Matcher]) -> Iterator[Removal]:
        """Yield what may go from within a line."""
        for start, end, rule in self._rules.parts(line, self._language, found):
            yield Removal(start, end, rule.id)
        yield from self._glued.get(at, ())
        for start, end, stories in self._known.parts.get(at, ()):
            yield Removal(*trimmed(line, start, end), LEARNED.id, stories)

    def _mark_repeats(self, found: dict[int, str]) -> None:
        """
        Mark headline-like lines of the head that equal one kept before them.

        The last step, so that only lines that stay are counted.
        """
        seen: set[str] = set()
        kept = 0
        for at in range(self._head_end):
            text = self.lines.texts[at]
            if not text or at in found:
                continue
            key = headline_key(text) if is_headline_like(text) else ""
            if key and key in seen and at not in self._verdicts:
                found[at] = TWICE_RULE
                continue
            seen.add(key)
            kept += 1
            if kept == HEAD_LINES:
                return

    def _mark_links_below(self, label: int, verdict: Verdict, found: dict[int, str]) -> None:
        """Mark the headlines under a label that stands alone."""
        linked: list[int] = []
        for at in self._filled_lines_below(label):
            text = self.lines.texts[at]
            other = self._verdicts.get(at)
            free = other is None or other.rule.id == LEARNED.id
            is_link = free and headline_below(text, colon=verdict.colon)
            if (
                found.get(at, LEARNED.id) != LEARNED.id
                or not is_link
                or len(linked) == verdict.arms
            ):
                break
            linked.append(at)
        if len(linked) > 1 and self._is_subheading(linked[-1]):
            linked.pop()
        for at in linked:
            found[at] = verdict.rule.id

    def _filled_lines_below(self, line: int) -> Iterator[int]:
        """Yield the lines below one that follow with at most one blank line between them."""
        last = line
        for at in range(line + 1, len(self.lines)):
            if self.lines.texts[at]:
                yield at
                last = at
            elif at - last > 1:
                return

    def _is_subheading(self, at: int) -> bool:
        """Tell whether a line is short and stands over prose."""
        below = next(self._filled_lines_below(at), None)
        over_prose = below is not None and self._is_prose(below)
        return over_prose and _may_be_subheading(self.lines.texts[at])


def _without(line: str, parts: Sequence[Removal]) -> str:
    """Return what is left of a line without parts of it, which are in order."""
    places = [0, *(place for part in parts for place in part[:2]), len(line)]
    kept = zip(places[::2], places[1::2], strict=True)
    return "".join(line[start:end] for start, end in kept).strip()


def _is_like(left: str, line: str) -> bool:
    """Tell whether what is left of a line is of the kind that the line is; long lines are alike."""
    return len(left.split()) >= LONG_LINE_WORDS or _kind(left) == _kind(line)


def _kind(line: str) -> tuple[bool, ...]:
    """Return all that is asked of a line without looking at its words."""
    sentence, short = is_sentence(line), _may_be_subheading(line)
    below = not sentence and headline_below(line, colon=True)
    return sentence, short, below, below and headline_below(line, colon=False)


def _may_be_subheading(line: str) -> bool:
    return word_count(line) <= (QUESTION_WORDS if line.endswith("?") else SUBHEADING_WORDS)


def _apart(parts: Iterable[Removal]) -> list[Removal]:
    """Return parts in order, without those that overlap one before them."""
    found: list[Removal] = []
    for part in sorted(parts, key=lambda part: part[:3]):
        if not found or part.start >= found[-1].end:
            found.append(part)
    return found
