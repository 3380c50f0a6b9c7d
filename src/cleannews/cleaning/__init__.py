"""Text in, less text out, every removal named."""

from cleannews.cleaning.cleaner import Cleaner, clean
from cleannews.cleaning.spans import CleanedText, RemovedSpan

__all__ = ["CleanedText", "Cleaner", "RemovedSpan", "clean"]
