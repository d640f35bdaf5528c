"""What a message tells, in classes, and which a screen may carry (RULES, "Who sees what")."""

from __future__ import annotations

from enum import StrEnum


class DataClass(StrEnum):
    """From what anybody may read to what is guarded most; a screen carries one and all before it.

    PUBLIC      how Foothold is used: nothing of anybody
    PERSONAL    whose it is, what she wrote, her hours
    MONEY       deals, customers, sums
    ASSESSMENT  scores, ratings, risk, candidates
    """

    PUBLIC = "public"
    PERSONAL = "personal"
    MONEY = "money"
    ASSESSMENT = "assessment"

    def covers(self, held: DataClass) -> bool:
        """Whether a screen that may carry this class may carry `held`."""
        order = tuple(DataClass)
        return order.index(held) <= order.index(self)
