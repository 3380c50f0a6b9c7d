"""The shipped rule tables with their examples."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from cleannews.cleaning.rulebook import read_table

TABLES = sorted(Path(str(files("cleannews.cleaning").joinpath("rule_tables"))).glob("*.toml"))
RULES = [rule for table in TABLES for rule in read_table(table)]
