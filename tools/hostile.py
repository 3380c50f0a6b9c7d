"""
Measure what hostile texts, pages and files cost: processor time and peak memory of each in a process of its own.

    python tools/hostile.py               every input; some minutes, and a gigabyte of disk
    python tools/hostile.py "signs" ...   those whose names hold one of these words

The figures stand in docs/hostile.md.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

RAIN = "Rain fell on Friday in all of the hills around Quarrin, the weather service said. "
STORY = f"<article><h1>Rain falls on hills</h1><p>{RAIN * 3}</p><p>{RAIN * 2}</p></article>"
TITLE = "Storm closes the old harbour"
MILLION = 10**6

TEXTS: dict[str, Callable[[], tuple[str, str | None]]] = {
    "10^7 letters": lambda: ("a" * 10 * MILLION, None),
    "read more": lambda: ("read more " * MILLION, None),
    "read/more/": lambda: ("read/more/" * MILLION, None),
    "copyright signs": lambda: ("©" * 10 * MILLION, None),
    "marks": lambda: ("a" + "\u0301\u0316" * 5 * MILLION, None),
    "markers": lambda: ("Rain fell. Story continues below advertisement. " * 20_000, None),
    "headlines": lambda: (f"{TITLE}\n" * 100_000, TITLE),
    "lines under a rule": lambda: ("Read more\n" * 100_000, None),
    "short lines": lambda: ("x\n" * MILLION, None),
    "blank lines": lambda: ("\n" * 10 * MILLION, None),
    "paragraphs": lambda: ((f"{RAIN}Sign up for our newsletter. " * 95 + "\n") * 1000, None),
    "title": lambda: ("Rain | " * 100_000, "Rain | " * 15_000),
    "names before MORE": lambda: ("Ab AbAb AbC " * 83_000 + " MORE", None),
}
PAGES: dict[str, Callable[[], str]] = {
    "nested div": lambda: page("<div>" * MILLION + STORY),
    "nested b": lambda: page("<p>" + "<b>" * MILLION + RAIN),
    "br": lambda: page(f"<p>{'x<br>' * MILLION}</p>{STORY}"),
    "cells": lambda: page(f"<table>{'<tr><td>x' * MILLION}</table>{STORY}"),
    "attributes": lambda: page(f"<p {' '.join(f'a{at}=x' for at in range(MILLION))}>{STORY}"),
    "entities": lambda: page(f"<p>{'&#x26;' * MILLION}</p>{STORY}"),
    "long h1": lambda: page(f"<h1>{'Rain | ' * MILLION}</h1>{STORY}"),
    "long class": lambda: page(f"<div class='{'lead ' * MILLION}' id='{'x ' * MILLION}'>{STORY}"),
    "data URL": lambda: page(f"<img src='data:image/png;base64,{'QUJD' * MILLION}'>{STORY}"),
    "deep JSON-LD": lambda: page(linked('{"a":' * MILLION) + STORY),
    "wide JSON-LD": lambda: page(linked(f"[{'{},' * MILLION}{{}}]") + STORY),
    "broken JSON-LD": lambda: page(linked('"author":' * MILLION) + STORY),
    "comments": lambda: page(STORY + "<!--" * MILLION),
    "NULs": lambda: page(STORY + "\0" * MILLION),
    "headings": lambda: page("".join(f"<h1>Rain {at}</h1>" for at in range(9500)) + STORY),
    "misnested": lambda: page("<b><i><u><p>x" * 9500 + STORY),
    "strong": lambda: page(f"<article><p>{RAIN * 3}{'<strong>x</strong> ' * 9500}</article>"),
    "scripts": lambda: page(f"{STORY}<script>{'a' * 50 * MILLION}</script>"),
}
GOOD = b'{"text": "Rain fell on Friday in all of the hills around Quarrin."}'
WORDS = b"word " * 200_000


def long_value(before: bytes, after: bytes) -> Iterator[bytes]:
    """Yield a file in which one value has a gigabyte."""
    yield before
    yield from (WORDS for _ in range(1000))
    yield after


FILES: dict[str, Callable[[], Iterator[bytes]]] = {
    "line.jsonl": lambda: long_value(GOOD + b'\n{"text": "', b'"}\n' + GOOD),
    "element.json": lambda: long_value(b"[" + GOOD + b', {"text": "', b'"}, ' + GOOD + b"]"),
    "cell.csv": lambda: long_value(b'text\nRain fell.\n"', b'"\nHail fell.\n'),
    "deep.json": lambda: iter([b'{"text": "x", "n": ', b"[" * MILLION, b"]" * MILLION, b"}"]),
    "brackets.json": lambda: iter([b"[" * 5 * MILLION]),
    "brackets.jsonl": lambda: iter([b"[" * 3 * MILLION + b"\n"] * 20),
    "escapes.jsonl": lambda: iter([b'{"text": "%s", "x": NaN}\n' % (b"\\u00e9" * 2 * MILLION)] * 5),
    "laughs.xml": lambda: iter([laughing().encode()]),
    "bomb.jsonl.gz": lambda: iter([gzip.compress(bytes(1 << 30))]),
    "bomb.html.gz": lambda: iter([gzip.compress(bytes(1 << 30))]),
    "bomb.csv.bz2": lambda: iter([bz2.compress(b'text\n"' + bytes(1 << 29))]),
    "bomb.txt.xz": lambda: iter([lzma.compress(bytes(1 << 29))]),
    "bomb.zip": lambda: iter([zipped({f"{at}.txt": bytes(60 << 20) for at in range(30)})]),
    "many.zip": lambda: iter([zipped({f"{at}.png": b"" for at in range(100_000)})]),
}


def laughing() -> str:
    """Return a document whose entities would unfold to a billion words."""
    entities = ['<!ENTITY l0 "ha">']
    entities += [f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10)]
    return f"<!DOCTYPE doc [{''.join(entities)}]><doc><main><p>Rain &l9;</p></main></doc>"


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip file."""
    with tempfile.TemporaryFile() as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        held.seek(0)
        return held.read()


def page(body: str) -> str:
    """Return a page with a body."""
    return f"<html lang='en'><head><title>Rain falls on hills</title></head><body>{body}</html>"


def linked(source: str) -> str:
    """Return a script of JSON-LD."""
    return f"<script type='application/ld+json'>{source}</script>"


def main(words: list[str]) -> None:
    """Measure the inputs whose names hold one of some words, or all."""
    for name in [*TEXTS, *PAGES]:
        if not words or any(word in name for word in words):
            again("--one", name)
    for name in FILES:
        if not words or any(word in name for word in words):
            with tempfile.TemporaryDirectory() as folder:
                path = str(Path(folder, name))
                again("--make", name, path)
                again("--file", name, path)


def again(*args: str) -> None:
    """Run this script in a process of its own."""
    subprocess.run([sys.executable, __file__, *args], check=False)  # noqa: S603


def make(name: str, path: str) -> None:
    """Write a file."""
    with Path(path).open("wb") as file:
        file.writelines(FILES[name]())


def measure_file(name: str, path: str) -> None:
    """Measure the command on one file, and print the figures."""
    command = [sys.executable, "-m", "cleannews", "dedupe", path, "--out", f"{path}.out"]
    begin = time.perf_counter()
    ended = subprocess.run([*command, "-q", "--json"], capture_output=True, check=False)  # noqa: S603
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    found = json.loads(ended.stdout)
    told = f"status {ended.returncode}, {found['articles']} articles, {found['rejected']}"
    size = Path(path).stat().st_size
    print(f"{name:<20}{size:>12,} bytes     {seconds:8.1f} s{peak:6} MB  {told}", flush=True)


def measure(name: str) -> None:
    """Measure one input in this process, and print the figures."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    from cleannews import clean, extract
    from cleannews.errors import ExtractionError

    extract(page(STORY))
    clean(RAIN)  # loads what every call needs
    text, title = TEXTS[name]() if name in TEXTS else (PAGES[name](), None)
    begin, told = time.process_time(), ""
    try:
        if name in TEXTS:
            told = f"{len(clean(text, title=title).removed):,} spans removed"
        else:
            told = f"an article of {len(extract(text).text):,} characters"
    except ExtractionError as error:
        told = f"{error.reason}: {error.message}"
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:<20}{len(text):>12,} characters{seconds:8.1f} s{peak:6} MB  {told}", flush=True)


MODES: dict[str, Callable[..., None]] = {"--one": measure, "--make": make, "--file": measure_file}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in MODES:
        MODES[sys.argv[1]](*sys.argv[2:])
    else:
        main(sys.argv[1:])
