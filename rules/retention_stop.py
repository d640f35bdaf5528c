"""When a comparison by chance ends before its time: at looks fixed beforehand, by a strict bound.

Looked at each night, one in three trials of nothing would once leave out nought at 95 %. So it is
looked at only when each arm has fifty known ends more, and stopped only at p < .001 (Haybittle and
Peto), which leaves the interval at its end what it is said to be. RETENTION 4.10 asks for the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rules.retention_effect import distance
from rules.retention_help import FirstAlert, arm_of, told_in_turn
from rules.retention_stepped import rarity

#: Known ends in each arm from one look to the next.
ENDS_PER_LOOK = 50
_ALPHA = 0.001
#: Two-sided, of a normal.
_Z = 3.2905267314919255
_ORDERS = 5000


def has_shown(cases: Sequence[FirstAlert], *, today: date) -> bool:
    """Whether the newest look says enough to stop; the same on every day until the next look."""
    known = [one for one in cases if one.known_on is not None and one.known_on <= today]
    drawn = _newest_look([one for one in known if one.arm and one.team is None])
    now, later = (arm_of([one for one in drawn if one.arm == arm]) for arm in ("now", "later"))
    if distance(now, later) > _Z:
        return True
    in_turn = _newest_look([one for one in known if one.is_in_turn])
    return bool(in_turn) and rarity(told_in_turn(in_turn), draws=_ORDERS) < _ALPHA


def _newest_look(known: Sequence[FirstAlert]) -> list[FirstAlert]:
    """Give all that was known on the day when the smaller arm had its newest fifty; [] before.

    Both arms up to one day: who leaves is known of sooner than who stays, so the first fifty of an
    arm that fills sooner would be other people than those of the other.
    """
    days = [
        sorted(one.known_on for one in known if one.arm == arm and one.known_on is not None)
        for arm in ("now", "later")
    ]
    many = min(len(one) for one in days) // ENDS_PER_LOOK * ENDS_PER_LOOK
    if many == 0:
        return []
    day = max(one[many - 1] for one in days)
    return [one for one in known if one.known_on is not None and one.known_on <= day]
