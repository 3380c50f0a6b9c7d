"""What counts as a duplicate, which copy is kept, and what is never merged by accident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from cleannews import Article, Cleaner, Deduplication, DuplicateIdError, SettingsError, dedupe
from cleannews.errors import ArticleError
from grouping.planted import story


def text(seed: int, length: int = 100) -> str:
    """Return a made-up story."""
    return " ".join(story(seed, length))


def relations(result: Deduplication) -> dict[str, str]:
    """Return the relation of every grouped article."""
    return {member.id: member.relation for group in result.groups for member in group.members}


def test_the_earliest_copy_is_kept() -> None:
    """By default the first published leads; no date sorts last, a day at its end."""
    same = text(1)
    result = dedupe(
        [
            Article(same, id="undated"),
            Article(same, id="day", published=date(2026, 3, 1)),
            Article(same, id="evening", published=datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
            Article(same, id="next day", published=datetime(2026, 3, 2, 0, 30, tzinfo=UTC)),
        ]
    )
    (group,) = result.groups
    assert group.id == group.representative == "evening"
    assert result.kept == ("evening",)
    assert relations(result) == {
        "evening": "representative",
        "day": "copy",
        "next day": "copy",
        "undated": "copy",
    }
    first = group.members[0]
    assert (first.id, first.jaccard, first.containment) == ("evening", 1.0, 1.0)


def test_ties_go_by_id() -> None:
    """Where dates are equal the smaller id leads."""
    result = dedupe([Article(text(1), id="b"), Article(text(1), id="a")])
    assert result.kept == ("a",)


def test_the_fullest_copy_is_kept_if_asked() -> None:
    """A few more words beat an earlier date."""
    words = story(1, 100)
    early = Article(" ".join(words[:98]), id="early", published=date(2026, 3, 1))
    full = Article(" ".join(words), id="full", published=date(2026, 3, 2))
    assert dedupe([early, full]).kept == ("early",)
    assert dedupe([early, full], keep="fullest").kept == ("full",)


@pytest.mark.parametrize("keep", ["earliest", "fullest"])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.8, 0.9])
def test_a_fuller_article_is_never_dropped_for_a_cut_one(keep: str, share: float) -> None:
    """A story cut to a share of its words never stands for the whole, though it is earlier."""
    words = story(1, 300)
    cut = Article(" ".join(words[: int(300 * share)]), id="cut", published=date(2026, 3, 1))
    full = Article(" ".join(words), id="full", published=date(2026, 3, 9))
    result = dedupe([cut, full], keep=keep)
    assert result.kept == ("full",)
    assert relations(result)["cut"] == ("copy" if share >= 0.71 else "abridged")


def test_a_chain_does_not_drop_its_end_for_its_start() -> None:
    """A drifting live blog becomes several groups; nobody is dropped for a stranger."""
    line = story(1, 400)
    versions = [" ".join(line[at : at + 100]) for at in range(0, 300, 10)]
    result = dedupe(versions)
    assert len(result.groups) > 3
    for group in result.groups:
        gone = [member for member in group.members if member.id in result.dropped]
        assert all(member.jaccard >= 0.7 for member in gone)
        assert all(member.jaccard >= 0.4 for member in group.members)


def test_drop_says_which_relations_go() -> None:
    """What is not dropped is grouped and kept."""
    words = story(1, 300)
    articles = [Article(" ".join(words), id="a"), Article(" ".join(words[:100]), id="b")]
    assert dedupe(articles).dropped == ("b",)
    result = dedupe(articles, drop={"copy"})
    assert result.kept == ("a", "b")
    assert relations(result)["b"] == "abridged"


def test_short_texts_match_only_when_equal() -> None:
    """Below five words there are no shingles; case and marks between words do not matter."""
    result = dedupe(["Harbour shut", "HARBOUR — SHUT!", "Harbour open", "Harbour shut today"])
    assert [[member.id for member in group.members] for group in result.groups] == [["0", "1"]]


@pytest.mark.parametrize("empty", ["", "  \n\t", "— … !", "\u200b\ufeff"])
def test_empty_texts_match_nothing(empty: str) -> None:
    """Texts without a word are left alone, even beside each other."""
    assert dedupe([empty, empty, "Harbour shut"]).groups == ()


def test_different_chinese_stories_are_not_merged() -> None:
    """Texts without spaces are compared by their characters."""
    first = (
        "周五凌晨，一场罕见的风暴将两台起重机从码头上掀翻，港口因此关闭，数十艘渔船无法出海。"
        "港口负责人说，修复工作至少需要两个星期，损失估计超过五百万元，所幸没有人员伤亡。"
    )
    second = (
        "市议会周四投票决定扩建图书馆，新的阅览室将于明年春天向公众开放，预算为三千万元。"
        "馆长表示，读者人数在过去十年里增加了一倍，现有的座位早已不够使用，许多学生只能站着。"
    )
    edited = first.replace("所幸没有", "没有造成")
    result = dedupe([first, second, edited])
    assert [[member.id for member in group.members] for group in result.groups] == [["0", "2"]]


def test_right_to_left_stories_are_told_apart() -> None:
    """Arabic and Hebrew stories match their copies only."""
    arabic = (
        "أغلق الميناء يوم الجمعة بعد عاصفة اقتلعت رافعتين من الرصيف حسبما قال مدير الميناء للصحفيين"
    )
    hebrew = "הנמל נסגר ביום שישי לאחר סופה שעקרה שני עגורנים מהרציף כך אמר מנהל הנמל לכתבים בעיר"
    result = dedupe([arabic, hebrew, arabic + ".", hebrew + "!"])
    assert sorted(sorted(m.id for m in g.members) for g in result.groups) == [
        ["0", "2"],
        ["1", "3"],
    ]


def test_four_earnings_reports_are_four_articles() -> None:
    """The same words with other figures are other news."""
    report = (
        "{name} said net income for the quarter rose to {a} mln dlrs or {b} cts a share from {c} mln "
        "dlrs or {d} cts a year ago on sales of {e} mln dlrs against {f} mln dlrs in the same period"
    )
    rows = [
        ("Arden Corp", "4.1", "31", "3.9", "28", "120.5", "117.2"),
        ("Bolt Inc", "12.8", "84", "10.3", "67", "410.0", "388.1"),
        ("Cray Mills", "0.7", "5", "1.2", "9", "33.4", "36.9"),
        ("Dunmow Ltd", "22.0", "140", "19.5", "122", "871.3", "802.6"),
    ]
    texts = [
        report.format(name=row[0], **dict(zip("abcdef", row[1:], strict=True))) for row in rows
    ]
    assert dedupe(texts).groups == ()


def test_a_cleaner_brings_copies_in_other_furniture_together() -> None:
    """Boilerplate that differs hides a copy until it is cleaned away."""
    words = story(1, 60)
    half = " ".join(words[:30]), " ".join(words[30:])
    links = [
        "\n\n".join(f"Read more: {' '.join(story(seed, 8)).title()}" for seed in seeds)
        for seeds in (range(2, 9), range(9, 16))
    ]
    articles = [f"{half[0]}\n\n{furniture}\n\n{half[1]}" for furniture in links]
    assert dedupe(articles).groups == ()
    (group,) = dedupe(articles, cleaner=Cleaner()).groups
    assert group.members[1].jaccard == 1.0


def test_a_one_shot_iterator_is_read_once() -> None:
    """Articles may come from a generator, as texts, dicts or Articles."""

    def articles() -> Iterator[Article | dict[str, object] | str]:
        yield text(1)
        yield {"text": text(1), "id": "x"}
        yield Article(text(2))

    result = dedupe(articles())
    assert result.kept == ("0", "2")
    assert result.dropped == ("x",)


def test_nothing_in_nothing_out() -> None:
    """An empty corpus has no groups."""
    result = dedupe([])
    assert (result.groups, result.kept, result.dropped) == ((), (), ())


def test_a_repeated_id_is_refused() -> None:
    """The error names the id and both positions."""
    with pytest.raises(DuplicateIdError, match="articles 0 and 2 both have the id 'a'"):
        dedupe([Article("x", id="a"), "y", Article("z", id="a")])


def test_a_value_that_is_no_article_is_named_by_position() -> None:
    """The error names the position and what would do."""
    with pytest.raises(ArticleError, match="article 1: not an article: got 7"):
        dedupe(["x", 7])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("threshold", 0),
        ("threshold", 1.01),
        ("threshold", "0.7"),
        ("threshold", float("nan")),
        ("threshold", True),
        ("containment", -1),
        ("keep", "latest"),
        ("drop", {"copies"}),
        ("drop", "copy"),
    ],
)
def test_wrong_arguments_are_named(argument: str, value: object) -> None:
    """One error with the argument, the value and the allowed range."""
    with pytest.raises(SettingsError, match=f"^{argument} is .*; it must be "):
        dedupe([], **{argument: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "hostile",
    [
        "\0" * 1000,
        "\ud800\udfff lone surrogates in the text of this article",
        "a" * 1_000_000,
        "word " * 500_000,
        "\u202e" + "rtl override " * 50,
        "\x1b[2J" * 100,
    ],
)
def test_no_content_crashes(hostile: str) -> None:
    """Control characters, surrogates and huge lines are only text."""
    result = dedupe([hostile, text(1), text(1)], cleaner=Cleaner())
    assert result.dropped == ("2",)
