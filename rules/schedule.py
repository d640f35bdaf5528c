"""Which slots of a job are run when several are due at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

#: The most that are caught up one by one, the newest: a longer outage is for people to look at.
MOST_EACH = 50
#: Attempts without any progress before a run or shard is given up.
MAX_ATTEMPTS = 5
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=5)


class CatchUp(StrEnum):
    """What becomes of slots that were missed."""

    #: Every slot stands for something of its own, such as the day it ends.
    EACH = "each"
    #: The newest looks at all there is; older ones would only repeat it.
    LATEST = "latest"


def caught_up(due: Sequence[datetime], catch_up: CatchUp) -> Sequence[datetime]:
    """Give the slots to run of those due, oldest first."""
    return due[-1:] if catch_up is CatchUp.LATEST else due[-MOST_EACH:]


def pause(attempts: int) -> timedelta:
    """Give how long to wait after so many attempts that went wrong."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(_FIRST_PAUSE * (1 << doublings), _LONGEST_PAUSE)


def ranges(ids: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Cut ids, in rising order, into ranges (lowest, highest) of at most `size` of them."""
    cut = [ids[first : first + size] for first in range(0, len(ids), size)]
    return [(part[0], part[-1]) for part in cut]
