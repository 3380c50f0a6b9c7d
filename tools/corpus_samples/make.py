"""Write the sample corpus: made-up news stories in many dirty copies, with the answers.

The clean stories are in `stories/`, the outlets and their page furniture in `outlets.toml` and
the list of articles in `plan.toml`. Every run writes the same bytes. `answers.toml` records what
this script planted and nothing else.

    python tools/corpus_samples/make.py           # write corpus_samples/
    python tools/corpus_samples/make.py --check   # exit with 1 if the files on disk differ
"""

import argparse
import csv
import gzip
import html
import io
import json
import lzma
import string
import sys
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Iterable

from dirty import (
    HERE,
    Article,
    Line,
    Plan,
    build_article,
    load_outlets,
    load_stories,
    read_toml,
)

OUTPUT = HERE.parent.parent / "corpus_samples"
ANSWERS = "answers.toml"
ZIP = ".zip/"
BREAKS = {"blank": ("\n\n", "\n"), "crlf": ("\r\n\r\n", "\r\n"), "single": ("\n", "\n")}
ANSWERS_HEADER = """\
# What was planted in each article, written by tools/corpus_samples/make.py.
#
# id           the id of a row that has one, else "path:N" for a row (counted from 1), else the path;
#              the path of a file in an archive begins with the archive's
# line         the row's number in its file, only for files that hold several articles
# relation     original, copy, abridged, reworded or alone
# group        the story, for articles that belong with others
# keep         paragraphs that look like boilerplate but belong to the story
# boilerplate  the planted lines in their order; start and end (code points, end not included)
#              are given where the text is stored as it is, that is everywhere but in HTML and XML.
#              In .txt files the offsets count the line breaks as they stand in the file.
"""


def render_text(article: Article) -> tuple[str, list[tuple[Line, int]]]:
    """Join the lines to a text; give each line with the offset at which it starts."""
    between_blocks, between_lines = BREAKS[article.plan.breaks]
    text = ""
    lines: list[tuple[Line, int]] = []
    for block in article.blocks:
        for number, line in enumerate(block):
            if text:
                text += between_lines if number else between_blocks
            lines.append((line, len(text)))
            text += line.text
    return text, lines


def escape(text: str) -> str:
    """Escape a text for HTML, attributes included."""
    return html.escape(text, quote=True).replace("&#x27;", "'")


def render_page(article: Article) -> str:
    """Write the article as a full HTML page."""
    outlet, plan = article.outlet, article.plan
    paragraphs = [
        "<p>" + "<br>\n".join(html.escape(line.text, quote=False) for line in block) + "</p>"
        for block in article.blocks
    ]
    sections = [f'<li><a href="/s/{n}">{escape(s)}</a></li>' for n, s in enumerate(outlet.sections)]
    meta = f'<meta property="article:published_time" content="{plan.published}">\n'
    page = string.Template((HERE / "page.html").read_text(encoding="utf-8"))
    return page.substitute(
        language=outlet.language,
        charset=plan.encoding,
        title=escape(article.title),
        outlet=escape(outlet.name),
        url=article.url,
        author=escape(article.author),
        byline=escape(outlet.byline.format(name=article.author, outlet=outlet.name)),
        published=meta if plan.published else "",
        sections="\n".join(sections),
        body="\n".join(paragraphs),
    )


def render_xml(article: Article) -> str:
    """Write the article as trafilatura writes XML."""
    plan = article.plan
    fields = {
        "sitename": article.outlet.domain,
        "title": article.title,
        "author": article.author,
        "date": plan.published[:10],
        "url": article.url,
    }
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in fields.items() if value)
    lines = (html.escape(line.text, quote=False) for block in article.blocks for line in block)
    body = "".join(f"    <p>{line}</p>\n" for line in lines)
    return f"<doc {attributes}>\n  <main>\n{body}  </main>\n  <comments/>\n</doc>\n"


def render_table(rows: list[dict[str, object]]) -> str:
    """Write rows as CSV."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, names)
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def render_row(article: Article, layout: str) -> dict[str, object]:
    """Write the article as a JSON object in one of two layouts; empty fields are left out."""
    text, _ = render_text(article)
    plan, outlet = article.plan, article.outlet
    if layout == "aggregator":
        row: dict[str, object] = {
            "headline": article.title,
            "source": outlet.name,
            "link": article.url,
            "publish_date": plan.published,
            "body": text,
        }
    else:
        row = {
            "id": plan.id,
            "url": article.url,
            "title": article.title,
            "site": outlet.domain,
            "published": plan.published,
            "authors": [article.author],
            "text": text,
        }
    return {name: value for name, value in row.items() if value}


def is_list(path: str, articles: list[Article]) -> bool:
    """Tell whether a file holds several articles."""
    return ".jsonl" in path or ".csv" in path or len(articles) > 1


def render_file(path: str, articles: list[Article], layouts: dict[str, str]) -> bytes:
    """Write one file of the corpus, without compression."""
    first = articles[0]
    if path in layouts:
        rows = [render_row(article, layouts[path]) for article in articles]
        if ".csv" in path:
            return render_table(rows).encode()
        if ".jsonl" in path:
            return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        content = rows if is_list(path, articles) else rows[0]
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
    if ".txt" in path:
        return (render_text(first)[0] + BREAKS[first.plan.breaks][1]).encode()
    if path.endswith(".xml"):
        return render_xml(first).encode()
    return render_page(first).encode(first.plan.encoding)


def packed(path: str, data: bytes) -> bytes:
    """Compress what is to be, without a time or a file name, so that the bytes can be repeated."""
    if path.endswith(".xz"):
        return lzma.compress(data)
    if not path.endswith(".gz"):
        return data
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write(data)
    return buffer.getvalue()


def archived(files: dict[str, bytes]) -> dict[str, bytes]:
    """Put the files whose paths lead into an archive there."""
    found: dict[str, bytes] = {}
    archives: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    for path, data in files.items():
        archive, inside, name = path.partition(ZIP)
        if inside:
            archives[archive + ZIP.rstrip("/")][name] = data
        else:
            found[path] = data
    for archive, members in archives.items():
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
            for name, data in members.items():
                file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        found[archive] = buffer.getvalue()
    return found


def quote(text: str) -> str:
    """Write a TOML string; JSON's escapes are valid in TOML."""
    return json.dumps(text, ensure_ascii=False)


def answer_lines(article: Article) -> Iterable[str]:
    """Write the `keep` and `boilerplate` arrays of an article's answer."""
    _, lines = render_text(article)
    literal = ".htm" not in article.plan.path and ".xml" not in article.plan.path
    kept = [line.text for line, _ in lines if line.keep]
    if kept:
        yield from ["keep = [", *(f"  {quote(text)}," for text in kept), "]"]
    yield "boilerplate = ["
    for line, start in lines:
        if line.category:
            span = f", start = {start}, end = {start + len(line.text)}" if literal else ""
            yield f'  {{ category = "{line.category}", text = {quote(line.text)}{span} }},'
    yield "]"


def answer(article: Article, row: int | None) -> str:
    """Write an article's answer as a TOML table."""
    plan = article.plan
    row_id = plan.id or (f"{plan.path}:{row}" if row else plan.path)
    parts = ["[[article]]", f"id = {quote(row_id)}", f"path = {quote(plan.path)}"]
    if row:
        parts.append(f"line = {row}")
    parts += [f"story = {quote(plan.story)}", f"relation = {quote(plan.relation)}"]
    if plan.relation != "alone":
        parts.append(f"group = {quote(plan.story)}")
    return "\n".join([*parts, *answer_lines(article), ""])


def build_corpus() -> dict[str, bytes]:
    """Make every file of the corpus in memory, by its path below the output folder."""
    stories, outlets, plan = load_stories(), load_outlets(), read_toml("plan.toml")
    by_path: dict[str, list[Article]] = {}
    for item in (Plan(**table) for table in plan["article"]):
        article = build_article(stories[item.story], item, outlets[item.outlet])
        by_path.setdefault(item.path, []).append(article)
    files: dict[str, bytes] = {}
    answers = [ANSWERS_HEADER]
    for path, articles in sorted(by_path.items()):
        files[path] = packed(path, render_file(path, articles, plan["rows"]))
        numbered = is_list(path, articles)
        answers += [answer(a, n if numbered else None) for n, a in enumerate(articles, start=1)]
    files[ANSWERS] = "\n".join(answers).encode()
    return archived(files)


def unpacked(path: str, data: bytes) -> object:
    """Give what a file holds, without its compression."""
    if path.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return {name: unpacked(name, file.read(name)) for name in file.namelist()}
    unpack = {".gz": gzip.decompress, ".xz": lzma.decompress}.get(path[-3:], bytes)
    return unpack(data)


def differences(files: dict[str, bytes]) -> list[str]:
    """List the files that are missing, unknown or different on disk.

    Compressed files are compared by what they hold, since compressors differ.
    """
    on_disk = {p.relative_to(OUTPUT).as_posix() for p in OUTPUT.rglob("*") if p.is_file()}
    found = [f"unknown: {path}" for path in sorted(on_disk - set(files))]
    for path, data in sorted(files.items()):
        if path not in on_disk:
            found.append(f"missing: {path}")
        elif unpacked(path, data) != unpacked(path, (OUTPUT / path).read_bytes()):
            found.append(f"different: {path}")
    return found


def write(files: dict[str, bytes]) -> None:
    """Replace the files of the last run, which its answers name, with the new ones."""
    old = OUTPUT / ANSWERS
    if old.exists():
        entries = tomllib.loads(old.read_text(encoding="utf-8"))["article"]
        paths = (entry["path"].partition(ZIP) for entry in entries)
        for path in {name + inside.rstrip("/") for name, inside, _ in paths} - set(files):
            (OUTPUT / path).unlink(missing_ok=True)
    for path, data in files.items():
        target = OUTPUT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def main() -> int:
    """Write the corpus, or compare it with the files on disk."""
    parser = argparse.ArgumentParser(description="Write the sample corpus.")
    parser.add_argument("--check", action="store_true", help="only compare with the files on disk")
    arguments = parser.parse_args()
    files = build_corpus()
    if not arguments.check:
        write(files)
        return 0
    found = differences(files)
    print("\n".join(found) or "The sample corpus is up to date.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
