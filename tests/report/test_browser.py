"""The report in a real browser: what a person does with it, and what it must not do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cleannews.pipeline.finished import open_run
from cleannews.report.write import write_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READY = "html[data-ready=all]"
LOOKS = {
    "light": ("light", 1300, 900),
    "dark": ("dark", 1300, 900),
    "phone": ("light", 390, 800),
}
VIEWS = ("overview", "groups", "group/0/1", "cleaning", "articles", "article/1", "outlets", "run")


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a report; what the page complains of, and what it asks of the network, fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_at(path: Path, view: str = "overview", look: str = "light") -> Page:
        scheme, width, height = LOOKS[look]
        dark = "dark" if scheme == "dark" else "light"
        size = {"width": width, "height": height}
        context = browser.new_context(color_scheme=dark, viewport=size)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda it: complaints.append(it.text))
        page.on("pageerror", lambda it: complaints.append(str(it)))
        page.on(
            "request", lambda it: None if it.url.startswith("file:") else complaints.append(it.url)
        )
        page.goto(f"{path.as_uri()}#{view}")
        page.wait_for_selector(READY, state="attached")
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


def rows(page: Page, part: str = "#groups") -> list[str]:
    """Return the headlines of the rows that are in the page."""
    return page.locator(f"{part} .row .row-title").all_inner_texts()


def searched(page: Page, label: str, text: str, found: str, part: str = "#groups") -> None:
    """Fill a field and wait for the count below it."""
    page.locator(part).get_by_label(label, exact=True).fill(text)
    page.locator(f"{part} .browser .found", has_text=found).wait_for()


def test_groups_are_searched_filtered_and_sorted(out: Path, opened: Callable[..., Page]) -> None:
    """By a word of a headline, of any member; by outlet, size and date; and by an order."""
    page = opened(out / "report.html", "groups")
    assert len(rows(page)) == 2
    searched(page, "Search headlines, outlets, ids", "harvest", "1 of 2 groups")
    assert rows(page) == ["Half a harvest"]
    searched(page, "Search headlines, outlets, ids", "harbour closed", "1 of 2 groups")
    searched(page, "Search headlines, outlets, ids", "", "2 of 2 groups")
    page.get_by_text("Filters").click()
    searched(page, "Outlets", "cove.example", "1 of 2 groups")
    searched(page, "Outlets", "quay.example bay.example", "2 of 2 groups")
    searched(page, "Members, at least", "3", "1 of 2 groups")
    page.get_by_role("button", name="Clear").click()
    searched(page, "Published from", "2026-03-02", "0 of 2 groups")
    page.get_by_role("button", name="Clear").click()
    searched(page, "Outlets", "", "2 of 2 groups")
    page.locator("#groups").get_by_label("Order", exact=True).select_option("title")
    page.locator("#group-list-0", has_text="Half a harvest").wait_for()


def test_a_group_opens_to_its_members_and_a_comparison(
    out: Path, opened: Callable[..., Page]
) -> None:
    """The reason, the members and the words that differ, of the member that is asked for."""
    page = opened(out / "report.html", "groups")
    page.locator("#groups .row").first.click()
    detail = page.locator("#groups .detail")
    detail.locator("h2").wait_for()
    assert "Why this one leads" in detail.inner_text()
    assert detail.locator("tbody .leads").count() == 1
    assert detail.locator(".timeline rect, .timeline circle").count() == 2
    detail.get_by_role("button", name="Compare with bay.example: second").click()
    detail.locator(".sides ins", has_text="three").wait_for()
    assert detail.locator(".sides del").all_inner_texts() == ["two "]
    assert detail.locator(".sides ins").all_inner_texts() == ["three "]


def test_the_keyboard_is_enough(out: Path, opened: Callable[..., Page]) -> None:
    """Down and Enter open a group and take the focus there, Escape goes back to the list."""
    page = opened(out / "report.html", "groups")
    page.locator("#groups .list").focus()
    page.keyboard.press("ArrowDown")
    active = page.locator("#groups .list").get_attribute("aria-activedescendant")
    assert active == "group-list-1"
    page.keyboard.press("Enter")
    title = page.locator("#groups .detail h2")
    title.wait_for()
    assert title.evaluate("it => it === document.activeElement")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#groups .list").evaluate("it => it === document.activeElement")


def test_removed_text_is_struck_through_with_its_rule(
    out: Path, opened: Callable[..., Page]
) -> None:
    """An article is found by a rule, and what the rule took stands in its text."""
    page = opened(out / "report.html", "articles")
    searched(page, "Changed by rule or category", "links", "1 of 6 articles", "#articles")
    page.locator("#articles .row").first.click()
    page.locator("#articles .detail del").first.wait_for()
    assert page.locator("#articles .detail del").all_inner_texts() == [
        "More news: Ferries run again"
    ]
    assert page.locator("#articles .detail .rule").first.inner_text() == "links.more-news"


def test_what_is_hostile_is_text(out: Path, opened: Callable[..., Page]) -> None:
    """No script, no attribute and no address of the articles runs; hidden characters are seen."""
    page = opened(out / "report.html", "group/0/1")
    page.locator("#groups .detail .sides").wait_for()
    assert page.evaluate("typeof window.harmed") == "undefined"
    assert page.locator("img, iframe, object, [onerror]").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    member = page.locator("#groups .members tr", has_text="bay.example").first
    assert "U+202E" in member.inner_text()
    assert "U+0007" in member.inner_text()


def test_an_injected_script_is_refused(out: Path, tmp_path: Path, browser: Browser) -> None:
    """Even if a text became HTML, the policy of the page would not let it run or load."""
    text = (out / "report.html").read_text("utf-8")
    harm = (
        '<script>window.harmed=1</script><img src="https://x.example/i" onerror="window.harmed=1">'
    )
    path = tmp_path / "report.html"
    path.write_text(text.replace("<main", f"{harm}<main"), "utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(READY, state="attached")
    assert page.evaluate("typeof window.harmed") == "undefined"
    page.close()


@pytest.mark.parametrize("look", LOOKS)
def test_it_is_accessible(out: Path, opened: Callable[..., Page], look: str) -> None:
    """axe-core has nothing to object to, and nothing is wider than a phone."""
    from axe_playwright_python.sync_playwright import Axe

    axe, page = Axe(), opened(out / "report.html", look=look)
    for view in VIEWS:
        page.evaluate("view => { location.hash = view; }", view)
        part = {"group": "groups", "article": "articles"}.get(view.split("/")[0], view)
        page.locator(f"#{part}").wait_for()
        if "/" in view:
            page.locator(f"#{part} .detail h2").wait_for()
        response: dict[str, Any] = axe.run(page).response
        assert [(it["id"], it["nodes"][0]["html"]) for it in response["violations"]] == []
        assert len(response["passes"]) > 5
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_long_list_is_virtual(made_by_hand: Path, opened: Callable[..., Page]) -> None:
    """Of thousands of groups some dozens are in the page, and the last one can be reached."""
    page = opened(made_by_hand / "report.html", "groups")
    assert page.locator("#groups .row").count() < 60
    page.locator("#groups .list").focus()
    page.keyboard.press("End")
    last = page.locator("#group-list-4999")
    last.wait_for()
    assert last.get_attribute("aria-setsize") == "5000"
    page.keyboard.press("Enter")
    page.locator("#groups .detail h2").wait_for()
    assert "not in this run" not in page.locator("#groups .members").inner_text()


def test_it_stands_without_script(out: Path, browser: Browser) -> None:
    """With scripts off, every part with figures is there, and says what is missing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((out / "report.html").as_uri())
    assert "JavaScript, which is off" in page.locator("#notice").inner_text()
    for part in ("overview", "groups", "cleaning", "outlets", "rejected", "run"):
        assert page.locator(f"#{part} h1").is_visible()
    assert page.locator("#groups tbody tr").count() == 2
    context.close()


def test_a_cut_file_says_so(out: Path, tmp_path: Path, browser: Browser) -> None:
    """Where packed data is damaged the figures stay, and a line says what happened."""
    text = (out / "report.html").read_text("utf-8")
    at = text.index('id="data-groups">') + len('id="data-groups">')
    path = tmp_path / "report.html"
    path.write_text(text[:at] + "H4sIAAAA" + text[at + 40 :], "utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.locator("#notice", has_text="cannot be opened").wait_for()
    assert page.locator("#overview h1").is_visible()
    page.close()


def test_differences_are_those_of_a_slow_twin(out: Path, opened: Callable[..., Page]) -> None:
    """The comparison finds as many shared words as a longest common subsequence has."""
    source = (Path(__file__).parents[2] / "src/cleannews/report/page/diff.js").read_text("utf-8")
    page = opened(out / "report.html")
    blank = page.context.new_page()
    blank.goto("about:blank")
    cases = [
        (first, second)
        for first in ("", "a b c d e f", "a b x d e f g", "q w e r t y", "f e d c b a a b c")
        for second in ("", "a b c d e f", "b c d e f a", "q q w w e e", "z y x")
    ]
    found = blank.evaluate(
        f"cases => {{ {source}\n return cases.map(([one, two]) => "
        "myers(one.split(' '), two.split(' ')).length); }",
        cases,
    )
    assert found == [_common(first.split(" "), second.split(" ")) for first, second in cases]
    text = "Rain fell, all day.\n\nThen it stopped: 東京で雨。"
    rebuilt = blank.evaluate(
        f"([one, two]) => {{ {source}\n const rows = sideBySide(one, two).rows;"
        " return [0, 1].map((side) => rows.map((row) => row[side].map((it) => it[1]).join('')).join('')); }",
        [text, text.replace("all day", "at dusk")],
    )
    assert rebuilt == [text, text.replace("all day", "at dusk")]


def _common(first: list[str], second: list[str]) -> int:
    lengths = [0] * (len(second) + 1)
    for one in first:
        before = 0
        for at, other in enumerate(second):
            kept = lengths[at + 1]
            lengths[at + 1] = before + 1 if one == other else max(kept, lengths[at])
            before = kept
    return lengths[-1]


@pytest.fixture(scope="session")
def made_by_hand(tmp_path_factory: pytest.TempPathFactory, out: Path) -> Path:
    """A run of 5,000 groups of two, written by hand, with its report."""
    folder = tmp_path_factory.mktemp("large")
    summary = json.loads((out / "summary.json").read_text())
    counts = {"articles": 10_000, "groups": 5_000, "grouped": 10_000, "kept": 5_000}
    summary |= {**counts, "dropped": 5_000, "characters": 200_000, "removed": {}, "rejected": {}}
    (folder / "summary.json").write_text(json.dumps(summary))
    article = json.loads((out / "articles.jsonl").read_text().splitlines()[0])
    with (
        (folder / "articles.jsonl").open("w") as articles,
        (folder / "groups.jsonl").open("w") as groups,
    ):
        for at in range(5_000):
            members = []
            for id, relation in ((f"{at}-a", "representative"), (f"{at}-b", "copy")):
                place = {"id": id, "relation": relation, "jaccard": 1.0, "containment": 1.0}
                kept = relation == "representative"
                members.append({**place, "kept": kept})
                place |= {"group": f"{at}-a", "representative": f"{at}-a", "kept": kept}
                row = {**article, **place, "title": f"Story {at}", "text": f"Text of {at}."}
                articles.write(f"{json.dumps(row)}\n")
            group = {"group": f"{at}-a", "size": 2, "representative": f"{at}-a"}
            groups.write(f"{json.dumps({**group, 'members': members})}\n")
    for name in ("removed.jsonl", "errors.jsonl"):
        (folder / name).touch()
    write_report(open_run(folder), folder / "report.html")
    return folder
