"""Where the ways of doing a thing part: all of them give the same groups."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Bounds"]


class Bounds(NamedTuple):
    """
    How much is much.

    Args:
        offers: Offers that are decided in one task when so many are left, 24 bytes each.
        rounds: Rounds after which they are, however many are left.
        common: Articles from which on hashes that many share are looked at last: what that needs
            first costs more than it saves below.
        whole: Articles from which on sampled hashes are compared whole, and not by 32 bits as on one
            machine: there each would be shared with several texts by chance.
    """

    offers: int = 2_000_000
    rounds: int = 30
    common: int = 50_000
    whole: int = 1 << 24
