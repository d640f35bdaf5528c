"""The weekly pulse (RULES row 11): what a rep says of her mentoring, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from rules.errors import Invalid

_CENT = Decimal("0.01")
#: What one may answer on a card: nothing is preselected.
ANSWERS = (0, 2, 4, 6, 8, 10)
LARGEST = 10
#: A mean is spoken of from this many weekly ratings on, over the newest so many.
_ENOUGH = 3
_NEWEST = 4
_TOO_LOW = Decimal(7)
#: One answer that low reaches HR the same day.
_ALARMING = 3
_LAST_DAYS = timedelta(days=14)
_PAIRS_FOR_POOL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One week's answers, 0 to 10. Raises Invalid outside of that."""

    satisfaction: int
    #: Whether what was taught could be used with customers.
    applied: int

    def __post_init__(self) -> None:
        """Raise Invalid for an answer outside of the scale."""
        for value in (self.satisfaction, self.applied):
            if not 0 <= value <= LARGEST:
                raise Invalid("rating", f"{value} is not on a scale of 0 to {LARGEST}.")


def is_alarming(answer: int) -> bool:
    """Whether HR is told of a single answer the same day: one of 3 or less."""
    return answer <= _ALARMING


class Pulse(StrEnum):
    """What the ratings of a pairing say."""

    NOT_EVALUATED = "not_evaluated"
    WATCH = "watch"
    GOOD = "good"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseVerdict:
    """The state of a pairing; `mean` is None until it may be spoken of."""

    pulse: Pulse
    ratings: int
    mean: Decimal | None = None


def assess_pulse(ratings: Sequence[Rating]) -> PulseVerdict:
    """Judge a pairing by its weekly ratings, oldest first; a week without one is simply not there.

    The mean of all answers of the last four, at least three, strictly under 7 after rounding
    half-up to two places, is low. One or two ratings are watched, none is no judgement.
    """
    if len(ratings) < _ENOUGH:
        pulse = Pulse.WATCH if ratings else Pulse.NOT_EVALUATED
        return PulseVerdict(pulse=pulse, ratings=len(ratings))
    mean = _mean([Decimal(one.satisfaction + one.applied) / 2 for one in ratings[-_NEWEST:]])
    return PulseVerdict(
        pulse=Pulse.LOW if mean < _TOO_LOW else Pulse.GOOD, ratings=len(ratings), mean=mean
    )


def may_change_mentor(today: date, probation_ends_on: date | None) -> bool:
    """Whether a change may still be proposed: not in the last 14 days of a probation."""
    return probation_ends_on is None or today <= probation_ends_on - _LAST_DAYS


def is_identifiable(mentees: int) -> bool:
    """Whether a mentor's mean tells who gave it: with one or two mentees it does."""
    return mentees < _ENOUGH


def leaves_pool(means: Sequence[Decimal]) -> bool:
    """Whether a mentor takes no new mentee: the mean over at least two pairs is under 7."""
    return len(means) >= _PAIRS_FOR_POOL and _mean(means) < _TOO_LOW


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeMentor:
    """Somebody who could take a mentee over."""

    person_id: int
    mentees: int
    capacity: int
    #: What she sells or knows well, as the site words it.
    strengths: frozenset[str] = frozenset()

    @property
    def room(self) -> int:
        """How many mentees more she can take; never negative."""
        return max(0, self.capacity - self.mentees)


def propose_mentors(
    free: Sequence[FreeMentor], needs: frozenset[str], *, most: int = 3
) -> tuple[FreeMentor, ...]:
    """Give mentors with room, the best fit first, then the most room; empty if nobody is free.

    `needs` are the domains in which the rep has gaps, her team and her post.
    """
    with_room = [mentor for mentor in free if mentor.room]
    ranked = sorted(
        with_room,
        key=lambda one: (-len(one.strengths & needs), -one.room, one.person_id),
    )
    return tuple(ranked[:most])


def _mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal()) / len(values)).quantize(_CENT, rounding=ROUND_HALF_UP)
