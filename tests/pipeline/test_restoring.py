"""Every removal can be undone from a run's files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews import OutputError, Run, SettingsError, open_run
from cleannews.pipeline import RunSettings, run

RunRows = Callable[..., dict[str, dict[str, Any]]]

TEXTS = {
    "plain": "Rain fell on Friday in the hills.\n\nMore news: Storm closes harbour\n\nIt stopped.",
    "crlf": "Advertisement\r\n\r\nRain fell on Friday in the hills.\r\n\r\nShare this article\r\n",
    "cr": "Advertisement\rRain fell on Friday in the hills.\rShare this article\r",
    "mixed": "Rain fell.\r\n\nAdvertisement\n\r\nIt stopped on Saturday.\n\r\rShare this article",
    "leading": "\n\n \n\nAdvertisement\n\nRain fell on Friday in the hills.\n\n\n",
    "blank ends": "\u3000\n\tRain fell on Friday in the hills.\u00a0\n\nAdvertisement\n \n\n",
    "surrogates": "Rain \ud800 fell.\n\nMore news: Storm \udfff closes harbour\n\nIt stopped.",
    "astral": "\U0001f600 Rain fell.\n\nAdvertisement\n\n\U0001f327 It stopped on Friday.\n",
    "only boilerplate": "Advertisement\nShare this article\n\nAdvertisement\n",
    "controls": "Rain\0 fell \x1b[31m on Friday.\n\x0cAdvertisement\x0b\nIt\u2028stopped.\x85",
    "twins": "Advertisement\nAdvertisement\nRain fell on Friday.\nAdvertisement\nAdvertisement",
    "decomposed": "Cafe\u0301 geschlossen am Freitag.\n\nAdvertisement\n\nCaf\u00e9 offen.",
}


@pytest.fixture
def restored(run_rows: RunRows, out: Path) -> Run:
    """A finished run over the texts."""
    run_rows(*({"id": id, "text": text} for id, text in TEXTS.items()))
    return open_run(out)


@pytest.mark.parametrize("id", TEXTS)
def test_raw_text_comes_back(restored: Run, id: str) -> None:
    """The raw text of an article is what was read, to the last character."""
    assert restored.restore(id) == TEXTS[id]


def test_all_raw_texts_come_back(restored: Run) -> None:
    """Going through a run gives every article with its raw text, in order."""
    assert {row["id"]: text for row, text in restored.restored()} == TEXTS


def test_texts_were_really_cut(restored: Run) -> None:
    """The texts of this test lose something, so there is something to restore."""
    cut = {row["id"] for row in restored.removed()}
    assert cut >= set(TEXTS) - {"cr", "controls"}


def test_dropped_articles_come_back(run_rows: RunRows, out: Path) -> None:
    """An article that was dropped as a copy can be restored like any other."""
    story = "The harbour was closed on Friday after a storm tore two cranes from the quay."
    copy = f"Share this article\n{story.upper()}\nAdvertisement\n"
    rows = run_rows({"id": "a", "text": story}, {"id": "b", "text": copy})
    assert rows["b"]["kept"] is False
    assert open_run(out).restore("b") == copy


def test_text_file_comes_back_with_its_line_ends(tmp_path: Path, out: Path) -> None:
    """A text file of Windows is restored to the bytes that it had."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"\r\n\r\nAdvertisement\r\nRain fell on Friday.\r\n\r\n")
    run(RunSettings((path,), out))
    assert open_run(out).restore("a.txt").encode() == path.read_bytes()


def test_article_with_a_changed_id_comes_back(run_rows: RunRows, out: Path) -> None:
    """Articles that shared an id are restored each to its own text."""
    texts = ["Advertisement\nRain fell.", "Share this article\nHail fell.", "Snow fell."]
    rows = run_rows(*({"id": "x", "text": text} for text in texts))
    assert [open_run(out).restore(id) for id in rows] == texts


def test_corpus_comes_back(shared_run: Path, shared_corpus: Path) -> None:
    """The raw texts of files are those of the files."""
    opened = open_run(shared_run)
    storm = shared_corpus / "ledger.example" / "storm.txt"
    late = shared_corpus / "post.example" / "late.json"
    assert opened.restore("ledger.example/storm.txt").encode() == storm.read_bytes()
    assert opened.restore("post.example/late.json") == json.loads(late.read_bytes())["text"]


def test_unknown_id_is_refused(restored: Run) -> None:
    """Asking for an article that the run does not have names the id."""
    with pytest.raises(SettingsError, match="'no such id'"):
        restored.restore("no such id")


def test_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    """A folder that holds no finished run cannot be opened."""
    with pytest.raises(OutputError, match=r"summary\.json"):
        open_run(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_folder_with_another_summary_is_refused(tmp_path: Path, content: bytes) -> None:
    """A summary.json that no run wrote is an error of this library."""
    (tmp_path / "summary.json").write_bytes(content)
    with pytest.raises(OutputError):
        open_run(tmp_path)
