"""Articles one after the other: was this one seen before?"""

from cleannews.index.base import Index, open_index
from cleannews.index.match import Answer, Match

__all__ = ["Answer", "Index", "Match", "open_index"]
