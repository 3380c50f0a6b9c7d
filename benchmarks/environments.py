"""
A virtual environment for each peer, with the versions that its requirements file pins.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PEERS = Path(__file__).parent / "peers"
"""The folder of runners and requirements."""


class NotInstalledError(Exception):
    """A peer cannot be run here; the message says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """
    A library, or a way to call it, that has a row in the tables.

    Args:
        name: As the tables show it.
        runner: The file that calls it.
        requirements: The file with its pinned versions; None if it runs in this environment.
        python: The oldest Python that it runs on.
        prepare: The function of the runner that calls it.
    """

    name: str
    runner: str
    requirements: str | None = None
    python: tuple[int, int] = (3, 11)
    prepare: str = "prepared"

    def interpreter(self, folder: Path, pythons: Sequence[str]) -> Path:
        """
        Return the Python to run it with, in an environment that is made if it is missing.

        Args:
            folder: The folder of the environments.
            pythons: Further Pythons to choose from.

        Raises:
            NotInstalledError: There is no Python for it, or it does not install.
        """
        if self.requirements is None:
            return Path(sys.executable)
        home = folder / self.name
        made, wanted = home / "requirements.txt", PEERS / self.requirements
        interpreter = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        if not made.exists() or made.read_bytes() != wanted.read_bytes():
            print(f"installing {self.name} in {home}", file=sys.stderr)
            _run(_python(self.python, pythons), "-m", "venv", "--clear", str(home))
            _run(str(interpreter), "-m", "pip", "install", "-q", "-r", str(wanted))
            shutil.copy(wanted, made)
        return interpreter


def _python(oldest: tuple[int, int], pythons: Sequence[str]) -> str:
    """Return a Python that is new enough: this one, one of those given, or one on the PATH."""
    on_path = [f"python3.{minor}" for minor in range(oldest[1], oldest[1] + 3)]
    for candidate in (sys.executable, *pythons, *on_path):
        if _version(candidate) >= oldest:
            return candidate
    raise NotInstalledError(f"no Python {oldest[0]}.{oldest[1]} or newer: name one with --python")


def _version(python: str) -> tuple[int, ...]:
    code = "import sys; print(*sys.version_info[:2])"
    try:
        return tuple(map(int, _run(python, "-c", code).split()))
    except NotInstalledError:
        return ()


def _run(*command: str) -> str:
    """Return what a command prints."""
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError:
        raise NotInstalledError(f"there is no {command[0]}") from None
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no message"])[-1]
        raise NotInstalledError(f"{' '.join(command[1:4])}: {last}") from error
    return done.stdout
