"""Dirty the clean stories: furniture, headlines, cuts, retitles and synonyms.

The module only decides what stands in an article; `make.py` writes it in its format.
"""

import hashlib
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SEED = "cleannews sample corpus 1"
STRAIGHT_QUOTES = str.maketrans("\u201c\u201d\u2018\u2019", "\"\"''")


@dataclass(frozen=True)
class Story:
    """A clean story, as read from `stories/`."""

    slug: str
    language: str
    title: str
    retitles: list[str]
    dateline: str
    paragraphs: list[str]
    lookalikes: list[int] = field(default_factory=list)
    locals: list[dict[str, Any]] = field(default_factory=list)
    swaps: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outlet:
    """A made-up outlet and the lines it puts around its stories."""

    key: str
    name: str
    domain: str
    language: str
    byline: str
    reporters: list[str]
    sections: list[str]
    headlines: list[str]
    furniture: list[dict[str, str]]


@dataclass(frozen=True)
class Plan:
    """One article of `plan.toml`; the keys are explained there."""

    story: str
    outlet: str
    path: str
    relation: str
    id: str = ""
    title: int = 0
    last: int = 99
    drop: list[int] = field(default_factory=list)
    local: bool = False
    dateline: str | None = None
    headline: int = 0
    furniture: str = "some"
    breaks: str = "blank"
    quotes: str = ""
    encoding: str = "utf-8"
    published: str = ""


@dataclass(frozen=True)
class Line:
    """One line of an article: journalism, or boilerplate if it has a category."""

    text: str
    category: str = ""
    keep: bool = False


Block = list[Line]


@dataclass(frozen=True)
class Article:
    """A dirtied article before it is written in its format."""

    plan: Plan
    outlet: Outlet
    title: str
    blocks: list[Block]
    author: str

    @property
    def url(self) -> str:
        """The address the outlet would give the article."""
        plain = unicodedata.normalize(
            "NFKD", self.title.translate(STRAIGHT_QUOTES).replace("'", "")
        )
        plain = plain.encode("ascii", "ignore").decode().lower()
        return f"https://{self.outlet.domain}/news/{re.sub('[^a-z0-9]+', '-', plain).strip('-')}"


def pick(count: int, *key: object) -> int:
    """Choose a number below `count`, always the same one for the same key."""
    digest = hashlib.sha256(repr((SEED, *key)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % count


def read_toml(name: str) -> dict[str, Any]:
    """Read a TOML file that lies beside this script."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def load_stories() -> dict[str, Story]:
    """Read all clean stories, by slug."""
    names = sorted(path.name for path in (HERE / "stories").glob("*.toml"))
    stories = [Story(**read_toml(f"stories/{name}")) for name in names]
    return {story.slug: story for story in stories}


def load_outlets() -> dict[str, Outlet]:
    """Read all outlets, by key."""
    outlets = [Outlet(**table) for table in read_toml("outlets.toml")["outlet"]]
    return {outlet.key: outlet for outlet in outlets}


def reword(text: str, swaps: dict[str, str]) -> str:
    """Swap words for their synonyms, keeping a capital first letter."""
    words = sorted(swaps, key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)

    def swap(match: re.Match[str]) -> str:
        new = swaps[match[0].lower()]
        return new[0].upper() + new[1:] if match[0][0].isupper() else new

    return pattern.sub(swap, text)


def dress(text: str, story: Story, plan: Plan) -> str:
    """Write a text the way the article has it: reworded, with straight quotes, or unchanged."""
    if plan.relation == "reworded":
        text = reword(text, story.swaps)
    return text.translate(STRAIGHT_QUOTES) if plan.quotes == "straight" else text


def story_blocks(story: Story, plan: Plan) -> list[Block]:
    """Give the paragraphs the article keeps of its story, with the outlet's own ones."""
    blocks: list[Block] = []
    dateline = story.dateline if plan.dateline is None else plan.dateline
    for number, paragraph in enumerate(story.paragraphs[: plan.last], start=1):
        if number not in plan.drop:
            text = dress(paragraph, story, plan)
            blocks.append([Line(f"{dateline}{text}", keep=number in story.lookalikes)])
            dateline = ""
        blocks += [
            [Line(dress(extra["text"], story, plan))]
            for extra in story.locals
            if plan.local and extra["outlet"] == plan.outlet and extra["after"] == number
        ]
    return blocks


def furniture_blocks(story: Story, plan: Plan, outlet: Outlet) -> dict[str, list[Block]]:
    """Choose the outlet's furniture for an article, by place.

    With "full" the lines do not depend on the story, so all such articles share them.
    """
    own = {story.title, *story.retitles}
    headlines = [headline for headline in outlet.headlines if headline not in own]
    full = plan.furniture == "full"
    turn = 0 if full else pick(len(headlines), plan.story, plan.path, "headline")
    places: dict[str, list[Block]] = {"top": [], "middle": [], "end": []}
    for number, item in enumerate(outlet.furniture):
        chosen = full or pick(3, plan.story, plan.path, "furniture", number) > 0
        if plan.furniture == "none" or not chosen:
            continue
        text = item["text"].format(headline=headlines[turn % len(headlines)], outlet=outlet.name)
        turn += "{headline}" in item["text"]
        if plan.quotes == "straight":
            text = text.translate(STRAIGHT_QUOTES)
        places[item["place"]].append([Line(line, item["category"]) for line in text.split("\n")])
    return places


def headline_blocks(title: str, plan: Plan) -> list[Block]:
    """Repeat the headline at the top of the text.

    A plain text file has no title field: there the first headline is the title and stays.
    """
    stays = 1 if ".txt" in plan.path else 0
    return [[Line(title, "" if n < stays else "headline")] for n in range(plan.headline)]


def weave(plan: Plan, paragraphs: list[Block], middle: list[Block]) -> list[Block]:
    """Set the middle furniture between paragraphs, keeping its order."""
    slots = sorted(
        1 + pick(max(1, len(paragraphs) - 1), plan.story, plan.path, "slot", number)
        for number in range(len(middle))
    )
    woven: list[Block] = []
    for number, paragraph in enumerate(paragraphs, start=1):
        woven.append(paragraph)
        woven += [block for slot, block in zip(slots, middle, strict=True) if slot == number]
    return woven


def build_article(story: Story, plan: Plan, outlet: Outlet) -> Article:
    """Dirty a story as planned."""
    title = dress([story.title, *story.retitles][plan.title], story, plan)
    places = furniture_blocks(story, plan, outlet)
    body = weave(plan, story_blocks(story, plan), places["middle"])
    blocks = [*headline_blocks(title, plan), *places["top"], *body, *places["end"]]
    author = outlet.reporters[pick(len(outlet.reporters), plan.story, plan.path, "author")]
    return Article(plan, outlet, title, blocks, author)
