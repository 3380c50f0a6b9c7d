"""Articles one after the other: was this one seen before?"""

from cleannews.index.base import Index, open_index
from cleannews.index.match import Match

__all__ = ["Index", "Match", "open_index"]
