"""Teams are told in turn, in an order by chance (RETENTION 4.10, the stepped design).

Alerts as a whole are switched on team by team: before its month a manager hears as little as in a
company without them. HR sees everybody, and nobody with all three conditions waits.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from hashlib import sha256

from rules.errors import Invalid
from rules.hold_back import Arm, Draw

FEWEST_TEAMS = 6
MONTHS = (2, 12)


def steps(teams: Collection[int], *, months: int, first: date, seed: str) -> dict[int, date]:
    """Give each team the first of a month, in an order by chance; `Invalid` for too few teams."""
    if not MONTHS[0] <= months <= MONTHS[1]:
        raise Invalid("months", f"it is from {MONTHS[0]} to {MONTHS[1]}")
    if len(teams) < max(FEWEST_TEAMS, months):
        raise Invalid(
            "teams", f"{len(teams)} lead reps, {max(FEWEST_TEAMS, months)} are needed at least"
        )
    order = sorted(teams, key=lambda one: sha256(f"{seed}:{one}".encode()).digest())
    return {
        one: _month_after(first, place * months // len(order)) for place, one in enumerate(order)
    }


def step_draw(person_id: int, *, today: date, starts_on: date) -> Draw:
    """Give what her team's turn makes of a rep's first alert."""
    arm = Arm.LATER if today < starts_on else Arm.NOW
    return Draw(person_id=person_id, arm=arm, drawn_on=today, until=max(today, starts_on))


def _month_after(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
