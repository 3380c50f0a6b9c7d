"""
Make src/cleannews/cleaning/rule_tables/rules.jsonl of the rule tables beside it.

    python tools/make_rules.py [--check]

With --check nothing is written, and the exit status says whether the file is that of the tables.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cleannews.cleaning.phrasebook import PhraseBook
from cleannews.cleaning.rulebook import read_table

TABLES = Path(__file__).parents[1] / "src/cleannews/cleaning/rule_tables"


def main() -> int:
    """Write the file, or compare it."""
    rules = [rule for path in sorted(TABLES.glob("*.toml")) for rule in read_table(path)]
    ids = [rule.id for rule in rules]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        print(f"ids that stand in two tables: {', '.join(twice)}", file=sys.stderr)
        return 1
    book = PhraseBook.of(rules)
    data = book.as_lines()
    target = TABLES / "rules.jsonl"
    if "--check" in sys.argv[1:]:
        if target.read_bytes() == data:
            return 0
        print("rules.jsonl is not that of the tables; run tools/make_rules.py", file=sys.stderr)
        return 1
    target.write_bytes(data)
    print(f"{len(rules)} rules, {len(book.phrases)} phrases")
    return 0


if __name__ == "__main__":
    sys.exit(main())
