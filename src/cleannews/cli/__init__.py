"""
The command line: a thin module a command.

`cleannews` is the umbrella; `cleannews-dedupe` is its main command alone.
"""

from cleannews.cli.main import dedupe_main, main

__all__ = ["dedupe_main", "main"]
