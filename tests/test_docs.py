"""What the documentation lists is what there is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from cleannews.article import FIELD_NAMES
from cleannews.errors import REASONS
from cleannews.io.kinds import FORMATS, PACKINGS

DOCS = Path(__file__).parents[1] / "docs"


def rows(name: str, first: str) -> dict[str, str]:
    """Return the rows of a table, the second cell by the first, of the table with this head."""
    text = (DOCS / name).read_text(encoding="utf-8")
    table = text[text.index(f"| {first} |") :].split("\n\n")[0]
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return {row[0]: row[1] for row in cells}


def test_every_reason_is_explained() -> None:
    """The codes of errors.jsonl, and what they mean."""
    assert rows("outputs.md", "error") == {f"`{code}`": it for code, it in REASONS.items()}


def test_every_reason_that_is_given_is_explained() -> None:
    """The code uses the codes that are explained, all of them and no other."""
    used: set[str] = set()
    for path in (DOCS.parent / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _called(node) in GIVING:
                first = node.args[0]
                used |= {str(first.value)} if isinstance(first, ast.Constant) else set()
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                texts = [it.value for it in node.value.elts if isinstance(it, ast.Constant)]
                used |= {it for it in texts if it in REASONS}
    assert used == set(REASONS)


GIVING = {
    *("fault", "Fault", "ReadError", "ExtractionError", "DecodingError"),
    *("BadTableError", "NotAnArticleError", "UnpackingError"),
}
"""What is called with a reason as its first argument."""


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_every_name_of_a_field_is_listed() -> None:
    """The names under which rows have the fields of articles."""
    found = {
        field.strip("`"): tuple(re.findall(r"`([^`]+)`", names))
        for field, names in rows("formats.md", "field").items()
    }
    assert found == FIELD_NAMES


def test_every_suffix_is_listed() -> None:
    """The suffixes of formats and packings."""
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    missing = [it for it in (*FORMATS, *PACKINGS) if f"`{it}`" not in text]
    assert missing == []
