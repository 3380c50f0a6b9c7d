"""
Make what is made of the rule tables: rules.jsonl beside them, which is shipped, and docs/rules.md.

    python tools/make_rules.py [--check]

With --check nothing is written, and the exit status says whether the files are those of the tables.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from cleannews.cleaning.phrasebook import PhraseBook
from cleannews.cleaning.rulebook import Rule, read_table

ROOT = Path(__file__).parents[1]
TABLES = ROOT / "src/cleannews/cleaning/rule_tables"


def main() -> int:
    """Write the file, or compare it."""
    rules = [rule for path in sorted(TABLES.glob("*.toml")) for rule in read_table(path)]
    ids = [rule.id for rule in rules]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        print(f"ids that stand in two tables: {', '.join(twice)}", file=sys.stderr)
        return 1
    book = PhraseBook.of(rules)
    made = {TABLES / "rules.jsonl": book.as_lines(), ROOT / "docs/rules.md": listed(rules).encode()}
    if "--check" in sys.argv[1:]:
        stale = [path.name for path, data in made.items() if path.read_bytes() != data]
        if stale:
            print(f"{', '.join(stale)}: not that of the tables; run tools/make_rules.py")
        return bool(stale)
    for path, data in made.items():
        path.write_bytes(data)
    print(f"{len(rules)} rules, {len(book.phrases)} phrases")
    return 0


def listed(rules: Sequence[Rule]) -> str:
    """
    Return the page of the documentation that lists all rules.

    Args:
        rules: The rules of all tables.
    """
    parts = [HEAD]
    for language, some in groupby(rules, key=lambda rule: rule.language):
        parts.append(
            f"\n## {language}\n\n| rule | an example of what falls under it |\n|---|---|\n"
        )
        for rule in some:
            conditions = ", language declared" if rule.declared else ""
            example = rule.remove[0].replace("\\", "\\\\").replace("|", "\\|").replace("`", "'")
            parts.append(f"| `{rule.id}` ({rule.shape}{conditions}) | {example} |\n")
    return "".join(parts)


HEAD = """\
# All rules

Made of the rule tables by `tools/make_rules.py`. What the shapes mean is said in
[cleaning.md](cleaning.md). Rules that are not in a table:

| rule | what falls under it |
|---|---|
| `headline.title` | the article's title, repeated |
| `headline.twice` | a headline that the head of a text without a title holds again |
| `links.glued` | headlines glued to a linked name, up to the word MORE |
| `links.capitals` | a headline of eight words or more in capitals, below the first line of prose |
| `links.pointed` | a headline with an arrow behind it |
| `links.doubled` | a headline of five words or more that stands twice in its line |
| `template.learned` | what a memory of sites knows to recur |

Rules under `protect` name lines that stay whatever else matches; those of the categories agency,
bio, byline, caption, contributed, dateline and disclaimer name lines that stay unless asked for.
"""


if __name__ == "__main__":
    sys.exit(main())
