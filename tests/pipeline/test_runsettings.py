"""The settings of a run in its summary, and back: nothing on which outputs depend is left out."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from cleannews import ConfigError
from cleannews.pipeline import RunSettings, run, settings_of
from cleannews.settings import CleanSettings, DedupeSettings, ReadSettings

ASIDE = {"out", "force", "resume", "strict", "workers", "seconds"}
"""The fields on which the outputs do not depend."""

OTHERS: dict[str, Any] = {
    "index": "seen.db",
    "inputs": (Path("a.txt"), Path("b")),
    "clean.remove": frozenset({"ad", "links"}),
    "clean.rules": ("own.toml",),
    "clean.disable": frozenset({"ad.marker", "links.more-news"}),
    "dedupe.threshold": 0.6,
    "dedupe.containment": None,
    "dedupe.keep": "fullest",
    "dedupe.drop": frozenset({"copy"}),
    "dedupe.prefer": ("a.example", "b.example"),
    "dedupe.window": 3.5,
    "memory": Path("memory.npz"),
    "learn": False,
    "format": "text",
    "only_kept": True,
    "append_columns": True,
    "read.fields": (("text", "body"), ("title", "name")),
    "read.include": ("*.txt", "a/*"),
    "read.exclude": ("b/*",),
    "read.site_from": "dir",
    "read.limit": 7,
    "read.sample": 0.5,
    "read.fix_text": True,
}
"""A value that is not the default for every field on which outputs depend: add yours."""

PLAIN = RunSettings((Path("in"),), Path("out"))


def leaves(settings: Any, before: str = "") -> dict[str, Any]:
    """Return all values of settings by name."""
    found: dict[str, Any] = {}
    for it in fields(settings):
        value = getattr(settings, it.name)
        name = f"{before}{it.name}"
        found |= leaves(value, f"{name}.") if is_dataclass(value) else {name: value}
    return found


def changed(*names: str) -> RunSettings:
    """Return settings with other values than the defaults."""
    values: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {"clean": {}, "dedupe": {}, "read": {}}
    for name in names:
        part, _, inner = name.rpartition(".")
        (parts[part] if part else values)[inner or name] = OTHERS[name]
    return replace(
        PLAIN,
        clean=CleanSettings(**parts["clean"]),
        dedupe=DedupeSettings(**parts["dedupe"]),
        read=ReadSettings(**parts["read"]),
        **values,
    )


def summary_of(settings: RunSettings, path: Path) -> Path:
    """Write what of a run's summary holds its settings."""
    inputs = [str(it) for it in settings.inputs]
    record = {"digest": "0", "inputs": inputs, "settings": settings.configuration()}
    path.write_text(json.dumps(record))
    return path


def test_every_field_is_looked_at() -> None:
    """A new field is either marked as no matter of the outputs or has a value here."""
    assert set(leaves(PLAIN)) == ASIDE | set(OTHERS)
    assert all(leaves(PLAIN)[name] != value for name, value in OTHERS.items())


@pytest.mark.parametrize("name", OTHERS)
def test_every_setting_comes_back(tmp_path: Path, name: str) -> None:
    """Each field of each kind of settings is in the summary, and read from it equal."""
    settings = changed(name)
    assert settings_of(summary_of(settings, tmp_path / "s.json"), out=Path("out")) == settings


def test_all_settings_come_back_together(tmp_path: Path) -> None:
    """And the configuration, by which runs are compared, is the same."""
    settings = changed(*OTHERS)
    again = settings_of(summary_of(settings, tmp_path / "s.json"), out=Path("out"))
    assert again == settings
    assert again.configuration() == settings.configuration()


@pytest.mark.parametrize("name", sorted(set(OTHERS) - {"inputs"}))
def test_every_setting_counts(name: str) -> None:
    """Runs that differ in a setting differ in their configuration."""
    assert changed(name).configuration() != PLAIN.configuration()


def test_a_real_run_is_repeated(shared_corpus: Path, out: Path, outputs: Any) -> None:
    """The summary of a run is enough to come to the same outputs."""
    settings = RunSettings(
        (shared_corpus,),
        out,
        clean=CleanSettings.choose(profile="bare", disable={"ad.marker"}),
        dedupe=DedupeSettings(keep="fullest", threshold=0.6),
        format="text",
        only_kept=True,
        read=ReadSettings(site_from="dir", limit=5),
    )
    run(settings)
    again = out.with_name("again")
    run(settings_of(out / "summary.json", out=again))
    assert outputs(again) == outputs(out)


def test_changes_win(tmp_path: Path) -> None:
    """What is given is not taken from the summary."""
    path = summary_of(changed("format", "dedupe.keep"), tmp_path / "s.json")
    again = settings_of(path, out=Path("elsewhere"), format="jsonl", inputs=(Path("c"),))
    assert (again.out, again.format, again.inputs) == (Path("elsewhere"), "jsonl", (Path("c"),))
    assert again.dedupe.keep == "fullest"


def spoilt(**changes: Any) -> dict[str, Any]:
    """Return a summary with other values in its settings."""
    settings = {**PLAIN.configuration(), **changes}
    return {"digest": "0", "inputs": ["in"], "settings": settings}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read: No such file"),
        ("{nonsense", "is not JSON"),
        ([1, 2], "is no summary of a run"),
        ({"settings": {}}, "is no summary of a run"),
        ({"digest": "0", "inputs": ["in"], "settings": 7}, "is no summary of a run"),
        (spoilt(colour="red"), "unknown: colour"),
        (spoilt(format="xml"), "format is 'xml'"),
        (spoilt(learn="yes"), "'yes' has the wrong type"),
        (spoilt(dedupe={"threshold": "high"}), "'high' has the wrong type"),
        (spoilt(dedupe=[0.7]), "[0.7] has the wrong type"),
        (spoilt(clean={"remove": "ad"}), "'ad' has the wrong type"),
        (spoilt(clean={"remove": ["nonsense"]}), "remove is ['nonsense']"),
        (spoilt(memory=3), "3 has the wrong type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_file_is_an_error(tmp_path: Path, content: Any, problem: str) -> None:
    """It names the file and what is wrong, and what would do."""
    path = tmp_path / "s.json"
    if content is not None:
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(ConfigError, match=re.escape(problem)) as raised:
        settings_of(path, out=Path("out"))
    assert str(raised.value).startswith(f"{path} ")
    assert str(raised.value).endswith("name the summary.json of a finished run")


def test_another_version_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The settings are taken, and the log says that the outputs may differ."""
    path = tmp_path / "s.json"
    path.write_text(json.dumps(spoilt(version="0.0.1")))
    assert settings_of(path, out=Path("out")) == PLAIN
    assert "version 0.0.1" in caplog.text
