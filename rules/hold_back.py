"""Chance decides whose first alert is told later, where a site asks for it (RETENTION 4.10).

The ethics of it: everybody is told in the end, nobody with all three conditions or in the highest
band waits, and it stops early where a look fixed beforehand says enough (`rules.retention_stop`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from rules.loop import LoopPolicy
from rules.risk import Level
from rules.risk_band import BANDS, severity

_PARTS = 10_000
_PERCENT = 100


class Arm(StrEnum):
    """When a first alert is told."""

    NOW = "now"
    LATER = "later"


class EndedBy(StrEnum):
    """Why waiting was ended before its day."""

    WORSE = "worse"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What chance gave a rep, once."""

    person_id: int
    arm: Arm
    drawn_on: date
    until: date
    ended: str = ""

    def waits(self, today: date) -> bool:
        """Whether nobody is told of her yet."""
        return self.arm is Arm.LATER and today < self.until and not self.ended


def may_wait(level: Level, band: str) -> bool:
    """Whether an alert may be told later at all: two conditions, and not the highest band."""
    return level is Level.AMBER and severity(band) < len(BANDS)


def draw(person_id: int, today: date, policy: LoopPolicy) -> Draw:
    """Draw for a rep's first alert; the same rep on the same day gives the same."""
    drawn = int.from_bytes(sha256(f"hold_back:{person_id}:{today}".encode()).digest()[:8], "big")
    is_later = drawn % _PARTS < policy.hold_back * _PARTS // _PERCENT
    return Draw(
        person_id=person_id,
        arm=Arm.LATER if is_later else Arm.NOW,
        drawn_on=today,
        until=today + timedelta(days=policy.hold_back_days),
    )


def waiting(
    draws: Mapping[int, Draw], *, levels: Mapping[int, Level], bands: Mapping[int, str], today: date
) -> set[int]:
    """Give of whom nothing is told today; who got worse since the draw is told."""
    return {
        one
        for one, drawn in draws.items()
        if drawn.waits(today) and may_wait(levels[one], bands.get(one, ""))
    }
