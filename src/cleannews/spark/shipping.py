"""
A cleaner on its way to executors. What is here runs on both sides and needs no PySpark.

Files of rule tables are not there on executors, so their contents travel; a memory of sites is
large, so what carries it may be a broadcast.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, Self

from cleannews import __version__
from cleannews.cleaning.cleaner import Cleaner
from cleannews.cleaning.phrasebook import SHIPPED_RULES
from cleannews.cleaning.sites import SiteMemory
from cleannews.errors import RuleTableError, SettingsError
from cleannews.settings import CleanSettings, as_record, digest

__all__ = ["Carried", "Packed", "ShippedCleaner"]


class Carried(Protocol):
    """What carries a memory to another process: a broadcast, or :class:`Packed`."""

    @property
    def value(self) -> SiteMemory:
        """The memory, here and there."""


@dataclass(frozen=True, slots=True)
class Packed:
    """
    A memory that travels within what holds it.

    Args:
        value: The memory.
    """

    value: SiteMemory


@dataclass(frozen=True, slots=True)
class ShippedCleaner:
    """
    A cleaner that can be made again in another process.

    Args:
        settings: Its settings; the files of its rule tables are not needed any more.
        tables: The contents of these files, in their order.
        memory: What it knows of sites.
        name: What decides what is removed, as a digest.
        version: The version of cleannews that made it.
    """

    settings: CleanSettings
    tables: tuple[bytes, ...]
    memory: Carried | None
    name: str
    version: str

    @classmethod
    def of(cls, cleaner: Cleaner, carry: Callable[[SiteMemory], Carried] = Packed) -> Self:
        """
        Pack a cleaner.

        Args:
            cleaner: The cleaner.
            carry: Makes what carries its memory, such as ``SparkContext.broadcast``.

        Raises:
            RuleTableError: The file of a rule table cannot be read any more.
        """
        tables = tuple(map(_content, cleaner.settings.rules))
        name = _name(cleaner.settings, tables, cleaner.memory)
        memory = None if cleaner.memory is None else carry(cleaner.memory)
        return cls(cleaner.settings, tables, memory, name, __version__)

    def cleaner(self) -> Cleaner:
        """
        Return the cleaner, which is made once in a process.

        Raises:
            SettingsError: The rules of cleannews are others here, so that it would clean otherwise.
        """
        made = _made.get(self.name)
        if made is None:
            made = self._make()
            _made.clear()  # a process seldom needs two, and each may hold a large memory
            _made[self.name] = made
        return made

    def _make(self) -> Cleaner:
        memory = None if self.memory is None else self.memory.value
        if _name(self.settings, self.tables, memory) != self.name:
            found = f"{__version__}, with other rules"
            wanted = f"{self.version}, as on the driver: install the same on every machine"
            raise SettingsError("cleannews on an executor", found, wanted)
        with TemporaryDirectory(prefix="cleannews-") as folder:
            paths = [Path(folder) / f"{at}.toml" for at in range(len(self.tables))]
            for path, content in zip(paths, self.tables, strict=True):
                path.write_bytes(content)
            return Cleaner.of(replace(self.settings, rules=tuple(map(str, paths))), memory)


_made: dict[str, Cleaner] = {}
"""The cleaner of this process by its name; there is one at most."""


def _name(settings: CleanSettings, tables: Sequence[bytes], memory: SiteMemory | None) -> str:
    record = {
        "settings": as_record(replace(settings, rules=())),
        "tables": [table.hex() for table in tables],
        "memory": None if memory is None else memory.digest(),
    }
    return digest(record, [SHIPPED_RULES])


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise RuleTableError(path, "", f"cannot be read: {error}") from None
