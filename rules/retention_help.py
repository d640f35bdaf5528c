"""What was done for flagged reps and what became of them, on the highest rung that chance allows.

RETENTION 4.10 and RULES row 23. A case is a rep at her first alert: later ones would count who
stayed long enough to have them (immortal time). Dismissals are neither stayed nor left here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rules.retention_effect import Arm, Effect, Rung, compared, weighted_gap
from rules.retention_metrics import Interval, wilson
from rules.retention_report import share
from rules.retention_stepped import SteppedCase, stepped
from rules.retention_view import EffectTold

#: Under so many in either group nothing is adjusted.
_FEWEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAlert:
    """A rep at her first alert, as it was known then, and what became of her."""

    person_id: int
    #: Whether somebody recorded what is done within four weeks of it.
    was_helped: bool
    #: To the end of her probation; None while that is not known.
    has_stayed: bool | None
    signals: int
    week: int
    #: By chance: "now" or "later"; "" where nobody drew.
    arm: str = ""
    #: Whose team, where chance has ordered the teams and not the reps; the month of the draw and of
    #: the team's turn.
    team: int | None = None
    month: str = ""
    turn: str = ""
    #: From which day on `has_stayed` is known.
    known_on: date | None = None
    #: Whether that was before the time for help was over.
    ended_early: bool = False

    @property
    def is_in_turn(self) -> bool:
        """Whether her team had a turn, and it is still known which."""
        return self.team is not None and bool(self.turn)


def effect_of(cases: Sequence[FirstAlert]) -> EffectTold | None:
    """Say what may be said; None while nobody's end is known."""
    known = [one for one in cases if one.has_stayed is not None]
    if not known:
        return None
    drawn = [one for one in known if one.arm and one.team is None]
    by_chance = compared(
        arm_of([one for one in drawn if one.arm == "now"]),
        arm_of([one for one in drawn if one.arm == "later"]),
        rung=Rung.RANDOMISED,
    )
    if by_chance is not None:
        return _told(by_chance, by_chance.gap)
    in_turn = stepped(told_in_turn(known))
    if in_turn is not None:
        return _told(in_turn, in_turn.gap)
    # Help takes weeks to be recorded, and who has left by then can have had none: she would make
    # the others look worse whatever help does (RETENTION 4.8, guard 11).
    known = [one for one in known if not one.ended_early]
    if not known:
        return None
    helped, others = _split(known)
    plain = compared(arm_of(helped), arm_of(others), rung=Rung.ASSOCIATION)
    if plain is None or min(len(helped), len(others)) < _FEWEST:
        return _counted(arm_of(helped), arm_of(others))
    gap = weighted_gap(
        np.array([one.was_helped for one in known]),
        np.array([bool(one.has_stayed) for one in known]),
        np.array([[one.signals, np.log1p(one.week)] for one in known], dtype=np.float64),
    )
    return _told(plain, gap)


def _split(known: Sequence[FirstAlert]) -> tuple[list[FirstAlert], list[FirstAlert]]:
    return (
        [one for one in known if one.was_helped],
        [one for one in known if not one.was_helped],
    )


def told_in_turn(cases: Sequence[FirstAlert]) -> list[SteppedCase]:
    """Give those whose team has a turn; of a turn that nobody knows any more nothing is said."""
    return [
        SteppedCase(
            team=one.team, month=one.month, turn=one.turn, has_stayed=bool(one.has_stayed)
        )
        for one in cases
        if one.team is not None and one.is_in_turn
    ]  # fmt: skip


def arm_of(cases: Sequence[FirstAlert]) -> Arm:
    """Count who stayed."""
    return Arm(stayed=sum(bool(one.has_stayed) for one in cases), of=len(cases))


def _told(found: Effect, gap: Interval) -> EffectTold:
    # The adjusted interval decides on its own rung: the plain one may show where it does not.
    shows = found.is_measurable and not gap.low <= 0 <= gap.high
    more = None if shows else max(found.needed_more or 1, 1)
    return EffectTold(
        rung=found.rung.value,
        helped=found.helped.of,
        helped_stayed=found.helped.stayed,
        helped_share=share(found.helped.share),
        others=found.others.of,
        others_stayed=found.others.stayed,
        gap=share(gap),
        needed_more=more,
    )


def _counted(helped: Arm, others: Arm) -> EffectTold:
    few = min(helped.of, others.of)
    return EffectTold(
        rung=Rung.COUNT.value,
        helped=helped.of,
        helped_stayed=helped.stayed,
        helped_share=share(wilson(helped.stayed, helped.of)) if helped.of else share(_NOBODY),
        others=others.of,
        others_stayed=others.stayed,
        needed_more=max(_FEWEST - few, 1),
    )


_NOBODY = Interval(value=0.0, low=0.0, high=1.0)
