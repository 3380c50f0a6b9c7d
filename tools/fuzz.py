"""
Fuzz cleannews with atheris: each target in a process of its own, with bounds on time and memory.

    python tools/fuzz.py                          every target, a minute in all
    python tools/fuzz.py cleaning --seconds 600   one target, ten minutes
    python tools/fuzz.py --corpus fuzz-corpus     keep what reaches new code, and begin with it the next time

Targets are the harnesses of tests/fuzz/harnesses.py. Exit status 1 means that something was found; its
input is left in fuzz-findings/TARGET, from where it moves to tests/fuzz/cases/TARGET once it is mended.
Only Python code of cleannews is instrumented: compiled kernels are run, but do not guide the search.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src"
MOST_SECONDS, MOST_MEGABYTES, MOST_BYTES = 20, 3000, 8192
"""Of one input: seconds; megabytes of its process; bytes."""

STARTING = 300
"""Seconds that a process may take beside its share: imports, compiling, the seeds."""


def main() -> int:
    """Fuzz the targets that are asked for, one after the other."""
    sys.path[:1] = [str(SOURCES), str(ROOT / "tests")]  # in the place of this folder
    from fuzz.harnesses import HARNESSES

    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", choices=[[], *HARNESSES])
    parser.add_argument("--seconds", type=int, default=60, help="for all targets together")
    parser.add_argument("--seed", type=int, default=0, help="repeats a search; 0 for a new one")
    parser.add_argument("--corpus", type=Path, help="a folder for inputs that reach new code")
    parser.add_argument("--last", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.last:
        return _fuzz(options)
    targets = options.targets or list(HARNESSES)
    share = max(1, options.seconds // len(targets))
    found = [not _run(target, share, options.corpus, options.seed) for target in targets]
    print(f"{sum(found)} of {len(targets)} targets with a finding")
    return int(any(found))


def _run(target: str, seconds: int, corpus: Path | None, seed: int) -> bool:
    """Fuzz one target in a process, and tell whether all held."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = (Path(scratch) if corpus is None else corpus) / target
        last = Path(scratch) / "last"
        command = [sys.executable, __file__, target, "--seconds", str(seconds), "--seed", str(seed)]
        try:
            done = subprocess.run(  # noqa: S603 (this very script)
                [*command, "--corpus", str(folder), "--last", str(last)],
                capture_output=True,
                check=False,
                timeout=seconds + STARTING,
            )
            status, log = done.returncode, done.stderr + done.stdout
        except subprocess.TimeoutExpired as error:
            status, log = 1, error.stderr or b""
        kept = _kept(target, last) if status and last.exists() else None
    text = log.decode("utf-8", "replace")
    units = re.search(r"stat::number_of_executed_units: *(\d+)", text)
    peak = re.search(r"stat::peak_rss_mb: *(\d+)", text)
    told = f"{int(units[1]):>9,} executions, {peak[1]} MB" if units and peak else "no figures"
    print(f"{target:<12}{told}{'' if status == 0 else ', FOUND SOMETHING'}", flush=True)
    if status:
        print("\n".join(text.splitlines()[-60:]), f"\ninput: {kept}", flush=True)
    return status == 0


def _kept(target: str, last: Path) -> Path:
    """Keep the input that was looked at last."""
    name = sha256(last.read_bytes()).hexdigest()[:12]
    kept = ROOT / "fuzz-findings" / target / name
    kept.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(last, kept))


def _fuzz(options: argparse.Namespace) -> int:
    """Fuzz a target in this process, which libFuzzer ends; each input is written down before it is tried."""
    import atheris

    with atheris.instrument_imports(include=["cleannews"], exclude=_compiled()):
        from fuzz.harnesses import HARNESSES
    from fuzz.seeds import seeds_of

    (target,), corpus, last = options.targets, options.corpus, options.last
    harness = HARNESSES[target]
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds_of(target)):
        if len(seed) <= MOST_BYTES:
            (corpus / f"seed-{number:05}").write_bytes(seed)
            if number < len(HARNESSES):
                harness(seed)  # compiles the kernels before anything is timed
    arguments = {
        "max_total_time": options.seconds,
        "seed": options.seed,
        "max_len": MOST_BYTES,
        "timeout": MOST_SECONDS,
        "rss_limit_mb": MOST_MEGABYTES,
        "print_final_stats": 1,
        "artifact_prefix": f"{last}-",
    }
    with last.open("wb", buffering=0) as noted:

        def watched(data: bytes) -> None:
            noted.seek(0)
            noted.truncate()
            noted.write(data)
            harness(data)

        flags = [f"-{name}={value}" for name, value in arguments.items()]
        atheris.Setup([sys.argv[0], *flags, str(corpus)], watched)
        atheris.Fuzz()
    return 0


def _compiled() -> list[str]:
    """Return the modules with functions for numba, which cannot compile what is instrumented."""
    return [
        ".".join(path.relative_to(SOURCES).with_suffix("").parts)
        for path in sorted(SOURCES.rglob("*.py"))
        if "@compiled" in path.read_text("utf-8")
    ]


if __name__ == "__main__":
    sys.exit(main())
