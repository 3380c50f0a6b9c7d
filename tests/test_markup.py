"""The source of a page to its tree: as trafilatura's loader makes it, and what cannot be stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import tostring
from lxml.html import HtmlElement
from trafilatura import load_html

from cleannews.markup import page_tree

PAGE = "<html><head><title>Quay</title></head><body>\n<p>The <b>quay</b> is shut.</p></body></html>"
LATE = " " * 5000

SOURCES = {
    "page": PAGE,
    "one line": PAGE.replace("\n", ""),
    "doctype": f"<!DOCTYPE html>{PAGE}",
    "doctype with a slash": f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN">{PAGE}',
    "doctype on one line": f'<!DOCTYPE html PUBLIC "-//W3C//DTD">{PAGE}'.replace("\n", LATE),
    "closed root": PAGE.replace("<html>", "<html lang='en'/>\n"),
    "XML declaration": f'<?xml version="1.0" encoding="latin-1"?>\n{PAGE}',
    "fragment": "<p>The quay is shut.</p><p>The pier is open.</p>",
    "form": PAGE.replace("<b>", "<form><label><input></label></form><!-- x --><?pi x?><b>"),
    "other letters": PAGE.replace("quay", "пирс 🚢"),
    "template": PAGE.replace("<b>", "<template><p>Not here.</p></template><b>"),
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_tree_is_that_of_trafilatura(source: str) -> None:
    """Its loader repairs what the parser stumbles over, so an own one has to as well."""
    tree, wanted = page_tree(source), load_html(source)
    assert tree is not None
    assert wanted is not None
    assert tostring(tree) == tostring(wanted)


@pytest.mark.parametrize(
    "source",
    ["", " ", "Rain fell.", "<p>Rain fell.</p>", "<!-- -->", "{}", "<html/><p>Rain fell.</p>"],
)
def test_what_is_no_page_has_no_tree(source: str) -> None:
    """Text, JSON, lone paragraphs and closed roots are refused."""
    assert page_tree(source) is None


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<html", "/>", "<!doctype ", ">", "a", "\n", "é/"]))
)
def test_no_source_is_parsed_otherwise(parts: list[str]) -> None:
    """Whatever is repaired in a source, the tree is the loader's."""
    source = "".join(parts)
    tree, wanted = page_tree(source), load_html(source)
    if tree is None or wanted is None:
        assert tree is None
        assert wanted is None or not len(wanted)
    else:
        assert tostring(tree) == tostring(wanted)


def test_all_elements_are_of_one_class() -> None:
    """No function is called to find the class of an element."""
    tree = page_tree(SOURCES["form"])
    assert tree is not None
    assert {type(element) for element in tree.iter()} == {HtmlElement}


@pytest.mark.parametrize(
    ("held", "left"),
    [
        *((char, "") for char in "\0\x08\x0b\x0c\x0e\x1f\ufffe\uffff"),
        ("\ud83d", "\ufffd"),
        ("\ud83d\0&#1;é", "\ufffdé"),
        *((f"&#{code};", "") for code in (0, 1, 31, 0xD800, 0xFFFE, 0x110000, 999_999_999)),
        *((f"&#{code};", "") for code in ("x0", "X1F", "xDFFF", "xffff", "x110000", "xFFFFFFFF")),
        *((f"&#{code};", chr(code)) for code in (9, 10, 233, 0x1F6A2)),
        ("&#xe9; &#1 &#", "é  &#"),
        ("\t\n", "\t\n"),
    ],
    ids=ascii,
)
def test_what_a_document_cannot_hold_is_left_out(held: str, left: str) -> None:
    """The parser would stop there and lose the rest."""
    tree = page_tree(PAGE.replace("quay", f"qu{held}ay"))
    assert tree is not None
    assert tree.findtext("body/p/b") == f"qu{left}ay"
