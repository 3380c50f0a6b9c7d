"""Where the ways of doing a thing part: all of them give the same groups."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Bounds"]


class Bounds(NamedTuple):
    """
    How much is much.

    Args:
        offers: Verdicts that are looked at in one task, at most, 41 bytes each, and of more of them
            those that are left when others are decided.
        rounds: Rounds after which these are, however many are left.
        common: Articles from which on hashes that many share are looked at last: what that needs
            first costs more than it saves below.
        whole: Articles from which on sampled hashes are compared whole, and not by 32 bits as on one
            machine: there each would be shared with several texts by chance.
    """

    offers: int = 1_000_000
    rounds: int = 30
    common: int = 50_000
    whole: int = 1 << 24
