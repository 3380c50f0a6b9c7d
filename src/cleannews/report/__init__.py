"""A finished run as one page for a person to read."""

from cleannews.report.write import write_report

__all__ = ["write_report"]
