"""Real runs, killed at random moments and on full disks: they go on to the very same outputs."""

from __future__ import annotations

import os
import sys

import pytest

from pipeline.soaking import Soak, corpus, disk, mount, outputs, unmount

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="process groups are looked at in /proc"
)

ARTICLES = 200
KILLS = 20
SEED = 6


@pytest.fixture(scope="module")
def soak(tmp_path_factory: pytest.TempPathFactory) -> Soak:
    """Runs over a corpus of everything, and what an undisturbed one wrote."""
    folder = tmp_path_factory.mktemp("soak")
    return Soak(corpus(folder / "in", ARTICLES), folder, SEED)


def test_killed_runs_end_with_the_same_outputs(soak: Soak) -> None:
    """Whoever is killed, main process or all, and whenever: the outputs are the same bytes."""
    soak.kill(KILLS)
    assert soak.kills.total() >= KILLS
    assert {kind.split()[0] for kind in soak.kills} == {"main", "group"}


def test_full_disk_is_told_and_gone_on_from(soak: Soak) -> None:
    """A run on a full disk ends in one line and with 1; with more room it goes on and ends."""
    mounted = soak.scratch / "disk"
    mounted.mkdir()
    try:
        mount(mounted, "size=64k")
    except PermissionError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no file system can be mounted: {error}")
    unmount(mounted)
    said = disk(soak, mounted, sizes=(100, 700))
    assert len(said) == 2


def test_undisturbed_run_has_everything(soak: Soak) -> None:
    """What the others are compared with holds tables, texts and rejected inputs."""
    found = outputs(soak.scratch / "whole")
    assert {"articles.jsonl", "groups.jsonl", "removed.jsonl", "errors.jsonl"} < set(found)
    assert found["articles.jsonl"].count(b"\n") == ARTICLES
    assert found["groups.jsonl"].count(b"\n") > 5
    assert found["errors.jsonl"].count(b"\n") == 3
    assert any(name.startswith("texts/") for name in found)
