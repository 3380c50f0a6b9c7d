"""
Slow, obvious twins of what the library does fast.

They are written to be believed: no numpy, no tables of ours, one step after the other.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleannews.cleaning.phrasebook import Indexed

MASK = (1 << 64) - 1

SPACELESS = (
    "THAI",
    "LAO",
    "MYANMAR",
    "KHMER",
    "TAI LE",
    "NEW TAI LUE",
    "TAI THAM",
    "BALINESE",
    "JAVANESE",
    "HIRAGANA",
    "KATAKANA",
    "BOPOMOFO",
    "CJK",
    "YI SYLLABLE",
)


def folded(text: str) -> str:
    """Fold by the running Python's Unicode database: NFKD and case folding to a fixed point."""
    text = "".join(char for char in text if not ignored(char))
    while True:
        again = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        again = "".join(char for char in again if not ignored(char))
        if again == text:
            return "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in text)
        text = again


def ignored(char: str) -> bool:
    """Tell whether a character leaves no trace."""
    code = ord(char)
    return (
        unicodedata.category(char) == "Cf"
        or code in {0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5}
        or 0x180B <= code <= 0x180F
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
    )


def spaceless(char: str) -> bool:
    """Tell by its name whether a character is a letter of a script written without spaces."""
    name = unicodedata.name(char, "")
    return unicodedata.category(char)[0] == "L" and name.startswith(SPACELESS)


def tokens(text: str) -> list[str]:
    """Cut a text into words, and into character 3-grams where the script has no spaces."""
    found: list[str] = []
    for word in folded(text).split():
        run: list[str] = []  # letters of a spaceless script, each with its marks
        plain = ""
        for char in word:
            if spaceless(char):
                if plain:
                    found.append(plain)
                    plain = ""
                run.append(char)
            elif run and unicodedata.category(char)[0] == "M":
                run[-1] += char
            else:
                found += grams(run)
                run = []
                plain += char
        found += grams(run)
        if plain:
            found.append(plain)
    return found


def grams(run: Sequence[str]) -> list[str]:
    """Return the overlapping 3-grams of a run; a shorter run is one token."""
    if not run:
        return []
    if len(run) < 3:
        return ["".join(run)]
    return ["".join(run[at : at + 3]) for at in range(len(run) - 2)]


def token_hash(token: str) -> int:
    """64-bit FNV-1a over code points."""
    value = 0xCBF29CE484222325
    for char in token:
        value = ((value ^ ord(char)) * 0x100000001B3) & MASK
    return value


def mixed(value: int) -> int:
    """Finish a hash by MurmurHash3's 64-bit finalizer."""
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value ^= value >> 33
        value = (value * factor) & MASK
    return value ^ (value >> 33)


def shingle_hashes(text: str) -> set[int]:
    """Hash every word 5-gram of a text."""
    hashes = [token_hash(token) for token in tokens(text)]
    found = set()
    for at in range(len(hashes) - 4):
        value = 0
        for hashed in hashes[at : at + 5]:
            value = (value * 0x9E3779B97F4A7C15 + hashed) & MASK
        found.add(mixed(value))
    return found


def text_key(text: str) -> list[int]:
    """Return the two numbers that texts share when they are equal after folding."""
    hashes = [token_hash(token) for token in tokens(text)]
    halves = []
    for step in (0x9E3779B97F4A7C15, 0xD1342543DE82EF95):
        value = len(hashes)
        for hashed in hashes:
            value = (value * step + hashed) & MASK
        halves.append(mixed(value) if hashes else 0)
    return halves


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return the word 5-grams of a text themselves."""
    words = tokens(text)
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def jaccard(a: Iterable[object], b: Iterable[object]) -> float:
    """Return shared elements ÷ elements in either set; 0 for two empty sets."""
    first, second = set(a), set(b)
    return len(first & second) / len(first | second) if first | second else 0.0


def share_held(part: Iterable[object], whole: Iterable[object]) -> float:
    """Return the share of a set's elements that stand in another; 0 for an empty set."""
    first, second = set(part), set(whole)
    return len(first & second) / len(first) if first else 0.0


def band_probability(jaccard_: float, bands: int, rows: int) -> float:
    """Return the chance that at least one band of a pair agrees."""
    missed = 1.0
    for _ in range(bands):
        missed *= 1 - jaccard_**rows
    return 1 - missed


def passages(text: str) -> list[tuple[int, int, int, str]]:
    """Return line, kind, name and words of the passages of a text: see sitekernel.py."""
    found = []
    for number, line in enumerate(text.split("\n")):
        words = [token_hash(token) for token in tokens(line)]
        if 1 <= len(words) <= 150:
            found.append((number, 1, named(words, 1), line))
        if 3 < len(words) <= 80:
            found += [(number, 3, name, line) for name in templates(line)]
        pieces = sentences(line)
        for piece in pieces if len(pieces) > 1 else []:
            words = [token_hash(token) for token in tokens(piece)]
            if 3 <= len(words) <= 150:
                found.append((number, 2, named(words, 2), piece))
    return found


def named(hashes: Iterable[int], kind: int) -> int:
    """Name a passage by its words and its kind."""
    value = kind
    for hashed in hashes:
        value = (value * 0x9E3779B97F4A7C15 + hashed) & MASK
    return mixed(value) // 4 * 4 + kind


def sentences(line: str) -> list[str]:
    """Cut a line into sentences."""
    pieces = []
    begin = 0
    end = re.compile(r"""[。！？]|[.!?](?:["')\]]|[^\x00-\x7f])*[ ]+(?=.)""")
    at = 0
    while match := end.search(line, at):
        before = line[begin : match.start()]
        full_stop = match[0][0] == "."
        behind_word = re.search(r"""(?:[a-z]{3}|[0-9"')\]]|[^\x00-\x7f])$""", before)
        wide = match[0][0] in "。！？"
        room = len(before.encode("utf-8", "surrogatepass")) >= 3
        small = "a" <= line[match.end() : match.end() + 1] <= "z"
        if wide or (room and not small and (behind_word or not full_stop)):
            pieces.append(line[begin : match.end()])
            begin = at = match.end()
        else:
            at = match.start() + 1
    return [*pieces, line[begin:]] if begin < len(line) else pieces


def templates(line: str) -> list[int]:
    """Name the templates of a line."""
    words = []
    for word in re.findall(r"[^\x00-\x20]+", line):
        counted = [char for char in word if not char.isascii() or char.isalnum()]
        if counted:
            data = "".join(counted).lower() if word.isascii() else "".join(map(small, counted))
            words.append((kind_of(word), data.encode("utf-8", "surrogatepass"), word))
    if len(words) > 40:
        return []
    runs = [
        (kind, [at for at, _ in group])
        for kind, group in itertools.groupby(enumerate(words), key=lambda item: item[1][0])
    ]
    slots = [(kind, run) for kind, run in runs if kind]
    if len(slots) > 4:
        return []
    found = [template(words, run) for _, run in slots]
    if slots and slots[0][1][0] == 0 and slots[0][0] == 1 and len(slots[0][1]) > 1:
        found.append(template(words, slots[0][1][1:]))
    return [name for name in found if name]


def small(char: str) -> str:
    """Return an ASCII letter in small, another character as it is."""
    return char.lower() if char.isascii() else char


def kind_of(word: str) -> int:
    """Return 2 for an address, 1 for a name, 0 for another word."""
    if "@" in word:
        return 2
    first = next((char for char in word if unicodedata.category(char)[0] in "LNM"), "")
    if any("0" <= char <= "9" for char in word) or not first:
        return 0
    return int(folded(first) != first)


def template(words: Sequence[tuple[int, bytes, str]], run: Sequence[int]) -> int:
    """Name a template with a slot in the place of a run of words; 0 for too little beside it."""
    beside = [words[at] for at in range(len(words)) if at not in run]
    if (
        len(beside) < 3
        or sum(len(word.encode("utf-8", "surrogatepass")) for *_, word in beside) < 10
    ):
        return 0
    value = 3
    for at, (_, data, _) in enumerate(words):
        if at == run[0]:
            value = (value * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) & MASK
        if at not in run:
            hashed = 0
            for byte in data:
                hashed = ((hashed + byte) * 0x9E3779B97F4A7C15) & MASK
            value = (value * 0x9E3779B97F4A7C15 + hashed) & MASK
    return mixed(value) // 4 * 4 + 3


STOPS = "\n!.:?؟۔।。！？"


def details(
    text: str, numbers: Mapping[str, str], dates: Collection[str]
) -> list[tuple[str, str, bool]]:
    """
    Return the words of a text, folded, what each is, and whether it begins a sentence.

    A figure is a word that begins with a digit, with the marks between its digits; it is its digits
    without leading noughts, and a point for each mark but one in front of exactly three digits. So is
    a number that is written out. A name is a word of two characters or more with a capital that begins
    no sentence, or a day or month. A letter of a script without spaces is a word, with its marks.
    """
    found: list[tuple[str, str, bool]] = []
    text = "".join(char for char in text if folded_alone(char) != "" or char == "\n")
    at = 0
    fresh = True
    while at < len(text):
        if not is_word(text[at]):
            fresh = fresh or text[at] in STOPS
            at += 1
            continue
        end = at + 1
        while end < len(text) and (
            joins(text, at, end)
            or mark(text[end])
            or (is_word(text[end]) and not (alone(text[at]) or alone(text[end])))
        ):
            end += 1
        word = text[at:end]
        whole = "".join(folded_alone(char) if is_word(char) else char for char in word)
        if digit(word[0]):
            found.append((figure(word), "figure", fresh))
        elif whole in numbers:
            found.append((numbers[whole], "figure", fresh))
        elif whole in dates or (not fresh and len(word) > 1 and capital(word[0])):
            found.append((whole, "name", fresh))
        else:
            found.append((whole, "word", fresh))
        fresh = False
        at = end
    return found


def figure(word: str) -> str:
    """Return the digits of a figure, with points where marks part no thousands."""
    written = ""
    for at, char in enumerate(word):
        if digit(char):
            value = str(unicodedata.digit(folded_alone(char)))
            written += value if value != "0" or written.strip(".") else ""
        elif not is_word(char):
            behind = "".join("9" if digit(it) else " " for it in word[at + 1 :]).split(" ")[0]
            written += "" if len(behind) == 3 else "."
    return written


def alone(char: str) -> bool:
    """Tell a letter that is a word of its own: of a script without spaces."""
    return spaceless(folded_alone(char)[0])


def mark(char: str) -> bool:
    """Tell a mark, which belongs to what stands before it."""
    return unicodedata.category(char)[0] == "M" and is_word(char)


def folded_alone(char: str) -> str:
    """Fold one character without its neighbours."""
    return "" if ignored(char) else (folded(char) or " ")


def is_word(char: str) -> bool:
    """Tell a letter, a mark or a digit."""
    return folded_alone(char)[0] != " "


def joins(text: str, start: int, at: int) -> bool:
    """Tell a mark between two digits of a figure."""
    between = start < at < len(text) - 1 and text[at] in ",-./:"
    return between and digit(text[at - 1]) and digit(text[at + 1])


def digit(char: str) -> bool:
    """Tell a decimal digit, but none of those that are mere other forms of the ASCII ones."""
    whole = folded_alone(char)
    return len(whole) == 1 and unicodedata.category(whole) == "Nd"


def capital(char: str) -> bool:
    """Tell a capital letter by its folding."""
    return char.isupper() and len(folded_alone(char)) == 1


def exchange(words: Sequence[tuple[str, str]], other: Sequence[tuple[str, str]]) -> list[int]:
    """
    Count what a text has, what of it another lacks, in how many places, and its longest own passage.

    Args:
        words: The words of the text, and what each is.
        other: Those of the other text.
    """
    kinds = ("figure", "name", "word")
    there = {word for word, _ in other}
    rows = {tuple(word for word, _ in other[at : at + 3]) for at in range(len(other) - 2)}
    shared = [
        at for at in range(len(words) - 2) if tuple(word for word, _ in words[at : at + 3]) in rows
    ]
    best: dict[str, str] = {}
    for word, kind in words:
        best[word] = min(best.get(word, kind), kind, key=kinds.index)
    lacks = [word for word in best if word not in there]
    places, last = 0, -1
    first_at = {word: [it for it, _ in words].index(word) for word in lacks}
    for word in sorted(lacks, key=first_at.__getitem__):
        if best[word] == "word":
            continue
        at = first_at[word]
        if last < 0 or any(last < row + 2 < at for row in shared):
            places += 1
            last = at
    covered = {at + step for at in shared for step in range(3)}
    runs = "".join(" " if at in covered else "x" for at in range(len(words))).split()
    return [
        *(list(best.values()).count(kind) for kind in kinds),
        *([best[word] for word in lacks].count(kind) for kind in kinds),
        places,
        max(map(len, runs), default=0),
    ]


def stop_grams(text: str, stops: frozenset[str]) -> list[int]:
    """Return the hashes of the n-grams of eight stop words, one for each place."""
    held = [token_hash(token) for token in tokens(text) if token in stops]
    found = []
    for at in range(len(held) - 7):
        value = held[at]
        for other in held[at + 1 : at + 8]:
            value = value * 0x9E3779B97F4A7C15 + other & MASK
        found.append(mixed(value))
    return found


def common(left: Sequence[object], right: Sequence[object]) -> int:
    """Return the length of the longest common subsequence."""
    if not left or not right:
        return 0
    if left[-1] == right[-1]:
        return common(left[:-1], right[:-1]) + 1
    return max(common(left[:-1], right), common(left, right[:-1]))


def may_stand(phrase: Indexed, line: str) -> bool:
    """
    Tell whether a line of ASCII holds what a phrase needs, as cleaning/kernel.py says it.

    From a token of the rarest anchor the others are looked for outwards, one after the other, each
    near enough to where the one before it may stand.
    """
    found = list(re.finditer(r"[a-z0-9]+", line.lower()))
    word = [len(line[: token.start()].split(" ")) for token in found]
    needed = line.count("@") >= ("@" in phrase.marks) and line.count("/") >= ("/" in phrase.marks)
    if len(line.split()) > phrase.longest or not needed:
        return False
    return any(
        _stands_at(phrase, at, found, word, line)
        for at, token in enumerate(found)
        if token[0] in phrase.anchors[phrase.rarest].tokens
    )


def _stands_at(
    phrase: Indexed, hit: int, found: list[re.Match[str]], word: list[int], line: str
) -> bool:
    """Tell whether a phrase may stand in a line with its rarest anchor at a token."""
    anchors, rarest = phrase.anchors, phrase.rarest
    near, low, high = hit, word[hit], word[hit]
    for anchor in anchors[rarest + 1 :]:
        first = near if anchor.again else near + 1
        fits = [
            at
            for at in range(first, len(found))
            if found[at][0] in anchor.tokens and word[at] <= high + anchor.within
        ]
        if not fits:
            return False
        near, high = fits[0], word[fits[-1]]
    if phrase.shape in {"line", "ending"} and word[-1] - high > phrase.behind:
        return False
    near, begins = hit, [hit]
    for number in range(rarest - 1, -1, -1):
        behind = anchors[number + 1]
        last = near if behind.again else near - 1
        fits = [
            at
            for at in range(last, -1, -1)
            if found[at][0] in anchors[number].tokens and word[at] >= low - behind.within
        ]
        if not fits:
            return False
        near, low, begins = fits[0], word[fits[-1]], fits
    if phrase.leads:
        return any(_may_begin(phrase.shape, at, found, line) for at in begins)
    return phrase.shape not in {"line", "label"} or low - word[0] <= anchors[0].within


def _may_begin(shape: str, at: int, found: list[re.Match[str]], line: str) -> bool:
    """Tell whether a phrase of a shape may begin with a token."""
    if at == 0 or shape == "ending":
        return True
    between = line[found[at - 1].end() : found[at].start()]
    return bool(set(between) & set({"sentence": ".!?", "inline": ".!?:(["}.get(shape, "")))


def cuts(texts: Sequence[str], starts: Sequence[int], gone: Collection[int]) -> list[list[int]]:
    """
    Return the number, start and end of lines that go, one by one, where some line behind them stays.

    Of the blank lines around those that go the larger gap stays, at the beginning of a text none.
    """
    found: list[list[int]] = []
    gap: float = math.inf
    dropped = 0
    for at, text in enumerate(texts):
        if at in gone:
            found.append([at, starts[at], starts[at + 1]])
            dropped = 0
        elif text:
            gap = 0
        elif found and found[-1][2] == starts[at] and dropped < gap:
            dropped += 1
            found[-1][2] = starts[at + 1]
        else:
            gap += 1
    return found


def place_without(removed: Iterable[tuple[int, int]], place: int) -> int:
    """Return where a place of a text is when some ranges of it are gone."""
    return place - sum(start <= at < end for start, end in removed for at in range(place))
