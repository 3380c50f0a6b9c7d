"""A strict run ends with the first input that is rejected, and can go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleannews import RejectedError
from cleannews.pipeline import RunSettings, run
from cleannews.pipeline.progress import Progress

Outputs = Callable[[Path], dict[str, Any]]


def test_it_ends_with_the_first_in_the_order_of_the_inputs(shared_corpus: Path, out: Path) -> None:
    """The error has what errors.jsonl would have; .work is kept."""
    plain = out.with_name("plain")
    run(RunSettings((shared_corpus,), plain))
    with pytest.raises(RejectedError) as ended:
        run(RunSettings((shared_corpus,), out, strict=True))
    first = (plain / "errors.jsonl").read_text().splitlines()[0]
    assert f'"path":"{ended.value.path}"' in first
    assert f'"error":"{ended.value.reason}"' in first
    assert [path.name for path in out.iterdir()] == [".work"]


def test_it_goes_on_when_it_need_not_be_strict(
    shared_corpus: Path, out: Path, outputs: Outputs
) -> None:
    """Strictness is no setting on which outputs depend."""
    plain = out.with_name("plain")
    run(RunSettings((shared_corpus,), plain))
    with pytest.raises(RejectedError):
        run(RunSettings((shared_corpus,), out, strict=True))
    run(RunSettings((shared_corpus,), out, resume=True))
    assert outputs(out) == outputs(plain)


def test_a_missing_input_ends_it(tmp_path: Path, out: Path) -> None:
    """An input that is not there is rejected before anything is read."""
    (tmp_path / "a.txt").write_text("Rain fell on Friday.")
    with pytest.raises(RejectedError, match=r"rejected \(unreadable\): .*no such file"):
        run(RunSettings((tmp_path / "a.txt", tmp_path / "b.txt"), out, strict=True))


def test_what_was_rejected_before_ends_it_too(shared_corpus: Path, out: Path) -> None:
    """A run that goes on and becomes strict does not pass over what an earlier stage rejected."""

    class Interrupting(Progress):
        """Presses Ctrl-C after the stages that reject."""

        def stage(self, name: str) -> None:
            """Press."""
            if name == "group":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(RunSettings((shared_corpus,), out), Interrupting())
    with pytest.raises(RejectedError):
        run(RunSettings((shared_corpus,), out, strict=True, resume=True))


@pytest.mark.parametrize("count", [0, 2])
def test_where_nothing_is_rejected_it_is_like_any_run(
    tmp_path: Path, out: Path, outputs: Outputs, count: int
) -> None:
    """The outputs are the same to the byte."""
    (tmp_path / "a.txt").write_text("Rain fell on Friday.\nAdvertisement\n")
    run(RunSettings((tmp_path / "a.txt",), out, strict=True, workers=count))
    run(RunSettings((tmp_path / "a.txt",), out.with_name("plain")))
    assert outputs(out) == outputs(out.with_name("plain"))
