"""Articles in, groups of duplicates out."""

from cleannews.grouping.dedupe import dedupe
from cleannews.grouping.result import Deduplication, Group, Member

__all__ = ["Deduplication", "Group", "Member", "dedupe"]
