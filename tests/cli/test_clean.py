"""`cleannews clean`: texts in, clean texts out."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Ended = subprocess.CompletedProcess[bytes]
Cli = Callable[..., Ended]

DIRTY = "Advertisement\n\nRain fell on Friday in the hills.\n\nMore news: Storm closes harbour\n"
CLEAN = "Rain fell on Friday in the hills.\n"


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    """A file with boilerplate in it."""
    path = tmp_path / "a.txt"
    path.write_text(DIRTY)
    return path


def test_file_is_cleaned(cli: Cli, dirty: Path) -> None:
    """The clean text of a file is printed, and nothing else."""
    ended = cli("clean", dirty)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, CLEAN.encode(), b"")


def test_file_itself_is_not_touched(cli: Cli, dirty: Path) -> None:
    """The file stays as it was."""
    cli("clean", dirty)
    assert dirty.read_text() == DIRTY


def test_stdin_is_cleaned(cli: Cli) -> None:
    """Without a file the text is read from stdin."""
    ended = cli("clean", stdin=DIRTY.encode())
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, CLEAN.encode(), b"")


def test_stdin_of_another_encoding_is_cleaned(cli: Cli) -> None:
    """A text on stdin is decoded like a file, and printed as UTF-8."""
    text = "Гавань была закрыта в пятницу после шторма, сообщили власти города.\n"
    assert cli("clean", stdin=text.encode("cp1251")).stdout == text.encode()


def test_line_end_is_added_where_it_lacks(cli: Cli) -> None:
    """A text without a line end at its end gets one on the terminal."""
    assert cli("clean", stdin=b"Rain fell.").stdout == b"Rain fell.\n"


def test_line_ends_of_windows_stay(cli: Cli) -> None:
    """Line ends are printed as they were."""
    text = b"Rain fell on Friday.\r\n\r\nIt stopped on Saturday.\r\n"
    assert cli("clean", stdin=text).stdout == text


def test_several_files_are_parted_by_a_blank_line(cli: Cli, dirty: Path) -> None:
    """Each article follows the one before behind an empty line."""
    ended = cli("clean", dirty, dirty.with_name("b.jsonl"))
    assert ended.returncode == 3
    rows = [{"text": "Hail fell."}, {"text": "Snow fell."}]
    dirty.with_name("b.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    ended = cli("clean", dirty, dirty.with_name("b.jsonl"))
    assert ended.stdout.decode() == f"{CLEAN}\nHail fell.\n\nSnow fell.\n"


def test_page_is_extracted(cli: Cli, root: Path) -> None:
    """A page is cleaned as the article in it."""
    page = root / "corpus_samples" / "harborledger.example" / "norrick-library.html"
    ended = cli("clean", page)
    assert ended.returncode == 0
    assert b"<" not in ended.stdout
    assert len(ended.stdout) > 500


def test_packed_file_is_cleaned(cli: Cli, tmp_path: Path) -> None:
    """A compressed file is read like any other."""
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(DIRTY.encode()))
    assert cli("clean", path).stdout == CLEAN.encode()


def test_title_goes(cli: Cli) -> None:
    """With --title the headline's repeats go."""
    text = "Storm closes harbour of Tarnmouth\n\nRain fell on Friday in the hills.\n"
    assert cli("clean", stdin=text.encode()).stdout.startswith(b"Storm")
    ended = cli("clean", "--title", "Storm closes harbour of Tarnmouth", stdin=text.encode())
    assert ended.stdout == CLEAN.encode()


@pytest.mark.parametrize(
    "args",
    [("--disable", "ad.marker"), ("--keep-category", "ad"), ("--remove-category", "links")],
    ids=" ".join,
)
def test_cleaning_can_be_narrowed(cli: Cli, dirty: Path, args: tuple[str, str]) -> None:
    """A rule or a category can be left out."""
    ended = cli("clean", dirty, *args)
    assert ended.stdout.decode() == f"Advertisement\n\n{CLEAN}"


def test_profiles_take_more_and_less(cli: Cli, tmp_path: Path) -> None:
    """A byline goes in the bare profile, a credit stays in the careful one."""
    text = tmp_path / "a.txt"
    story = "The harbour was closed on Friday after a storm tore two cranes from the quay."
    text.write_text(f"By Jane Roe, staff writer\n\n{story}\n\nPhoto: Jane Roe\n")
    assert cli("clean", text, "--profile", "bare").stdout.decode().strip() == story
    assert b"Photo" in cli("clean", text, "--profile", "careful").stdout
    standard = cli("clean", text).stdout
    assert b"By Jane" in standard
    assert b"Photo" not in standard
    assert b"By Jane" not in cli("clean", text, "--remove-category", "byline").stdout
    assert cli("clean", text, "--profile", "strict").returncode == 2


def test_explain_marks_what_goes(cli: Cli, dirty: Path) -> None:
    """With --explain the whole text is shown, each removed line in marks with its rule."""
    ended = cli("clean", "--explain", dirty)
    assert (ended.returncode, ended.stderr) == (0, b"")
    lines = [line for line in ended.stdout.decode().splitlines() if line]
    assert lines == [
        "[-Advertisement-] ad.marker",
        "Rain fell on Friday in the hills.",
        "[-More news: Storm closes harbour-] links.more-news",
    ]


def test_explain_does_not_cut_long_lines(cli: Cli) -> None:
    """A long line is shown on one line."""
    text = " ".join(["Rain fell on Friday in the hills."] * 40)
    assert cli("clean", "--explain", stdin=text.encode()).stdout.decode().split("\n")[0] == text


def test_explain_shows_brackets_as_they_are(cli: Cli) -> None:
    """What looks like markup or a name of an emoji is text."""
    text = "Rain [bold]fell[/bold] on :sunny: Friday [red]in the hills[/]."
    assert cli("clean", "--explain", stdin=text.encode()).stdout.decode().strip() == text


@pytest.mark.parametrize(
    "text",
    [
        "« La grève est finie », a dit le maire\u202f: elle aura duré 12\u00a0jours.",
        "وقال الوزير إن الميناء سيُفتح يوم الجمعة.",
        "نمی\u200cخواهم بروم، او گفت.",
        "港口\u3000周五在风暴后关闭。",
        "Rain \U0001f468\u200d\U0001f469\u200d\U0001f467 fell.",
    ],
    ids=["french", "arabic", "persian", "chinese", "emoji"],
)
def test_explain_shows_other_scripts_as_they_are(cli: Cli, text: str) -> None:
    """Spaces and joiners that a script needs are no control characters."""
    assert cli("clean", "--explain", stdin=text.encode()).stdout.decode().strip() == text


@pytest.mark.parametrize("char", ["\x1b", "\x07", "\x9b", "\x08", "\r", "\x7f", "\u202e"])
def test_explain_shows_controls_as_text(cli: Cli, char: str) -> None:
    """Characters that a terminal obeys are shown, not sent."""
    text = f"Rain {char}]0;owned fell on Friday in the hills, the weather service said.\n" * 3
    out = cli("clean", "--explain", stdin=text.encode()).stdout.decode()
    assert char not in out
    assert "]0;owned" in out


def test_explain_survives_a_narrow_encoding(process: Callable[..., Ended], tmp_path: Path) -> None:
    """Where stdout cannot show every letter, the rest is shown."""
    path = tmp_path / "a.txt"
    path.write_text("Le café est fermé depuis vendredi.\nAdvertisement\n", "utf-8")
    ended = process("cleannews", "clean", "--explain", path, PYTHONIOENCODING="ascii")
    assert ended.returncode == 0
    assert b"Traceback" not in ended.stderr
    assert b"ad.marker" in ended.stdout


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.txt", None, "there is no such file"),
        ("a.docx", b"x", "its suffix is unknown"),
        ("empty.txt", b"", "there is nothing in it"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n", "it is binary data"),
        ("a.html", b"<html><body></body></html>", "no article was found"),
        ("a.jsonl", b"{nonsense", "it is not JSON"),
    ],
)
def test_unreadable_file_ends_with_3(
    cli: Cli, dirty: Path, name: str, content: bytes | None, message: str
) -> None:
    """What cannot be read is one line on stderr, and the other files are cleaned."""
    path = dirty.with_name(name)
    if content is not None:
        path.write_bytes(content)
    ended = cli("clean", dirty, path)
    assert ended.returncode == 3
    assert ended.stdout == CLEAN.encode()
    assert ended.stderr.decode().startswith(f"error: {path}")
    assert message in ended.stderr.decode()
    assert ended.stderr.count(b"\n") == 1


def test_error_before_a_text_leaves_no_blank_line(cli: Cli, dirty: Path) -> None:
    """Empty lines stand between texts only."""
    ended = cli("clean", dirty.with_name("none.txt"), dirty)
    assert ended.stdout == CLEAN.encode()


def test_empty_stdin_is_an_error(cli: Cli) -> None:
    """Nothing on stdin is reported."""
    ended = cli("clean")
    assert (ended.returncode, ended.stdout) == (3, b"")
    assert ended.stderr == b"error: stdin: there is nothing in it\n"


def test_unknown_rule_ends_with_2(cli: Cli, dirty: Path) -> None:
    """A rule that does not exist is named in one line, with an example of one that does."""
    ended = cli("clean", dirty, "--disable", "ad.no-such-rule")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"ad.no-such-rule" in ended.stderr
    assert b"links.more-news" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


def test_missing_rule_table_ends_with_2(cli: Cli, dirty: Path) -> None:
    """A rule table that is not there is named in one line."""
    ended = cli("clean", dirty, "--rules", dirty.with_name("none.toml"))
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"none.toml" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


def test_clean_text_is_clean(cli: Cli, root: Path) -> None:
    """What the command prints, it prints again."""
    path = root / "corpus_samples" / "harborledger.example" / "channel-dredging.txt"
    once = cli("clean", path).stdout
    assert len(once) < path.stat().st_size
    assert cli("clean", stdin=once).stdout == once


ATTACK = "\x1b]0;owned\x07\u202e"


def test_a_file_name_cannot_forge_a_line(cli: Cli, tmp_path: Path) -> None:
    """An error is one line, whatever line breaks and commands a name holds."""
    path = tmp_path / f"a\nerror: forged{ATTACK}.json"
    path.write_text("{nonsense")
    for command in ("clean", "extract"):
        ended = cli(command, path)
        assert ended.returncode == 3
        (line,) = ended.stderr.decode().splitlines()
        assert line.startswith("error: ")
        assert "\x1b" not in line
        assert "\u202e" not in line


def test_a_title_cannot_command_the_terminal(cli: Cli, tmp_path: Path) -> None:
    """What is shown of a text, its spans and their rules holds no commands."""
    path = tmp_path / "a.json"
    title = f"Storm closes {ATTACK} the old harbour"
    path.write_text(json.dumps({"title": title, "text": f"{title}\n\n{CLEAN}{ATTACK}"}))
    shown = cli("clean", "--explain", path).stdout.decode()
    assert "[-Storm closes" in shown
    assert not {"\x1b", "\x07", "\u202e"} & {*shown}
