"""Whom a threshold of RULES would have flagged, with its own value and with another one.

A rule is a row of `RULES`: on which side of its value somebody is flagged, and the value where a
site changes nothing. What it looks at comes as readings; a missing one is never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from rules.percent import percent

_CENT = Decimal("0.01")
#: RULES row 11 and 20: ratings of a mean, and the fewest of them.
_RATINGS, _FEWEST_RATINGS = 4, 3
#: A rating older than this says nothing of now.
_STALE = timedelta(days=21)


class Rule(StrEnum):
    """A threshold of RULES of which the site keeps the figures."""

    TOUCHES_PER_WEEK = "touches_per_week"
    TOP_SHARE = "top_share"
    LISTENING = "listening"
    REVIEWS_BEFORE_CLOSING = "reviews_before_closing"
    MATCH_LOW = "match_low"
    MATCH_KEY = "match_key"
    MATCH_WEIGHT = "match_weight"
    OVERDUE_REMINDERS = "overdue_reminders"
    PASS_MARK = "pass_mark"  # noqa: S105 - no word of a door
    MENTOR_SCORE = "mentor_score"
    MENTOR_SINGLE = "mentor_single"
    DEALS_A_MONTH = "deals_a_month"
    SKILL_GROWTH = "skill_growth"
    RESULTS_GROWTH = "results_growth"
    TRAINING_DUE = "training_due"
    STALLED_WEEKS = "stalled_weeks"
    SIGNALS = "signals"


class Whom(StrEnum):
    """Whom a rule looks at."""

    REPS = "people on probation"
    CANDIDATES = "candidates"
    SELLERS = "ranked sellers"


class Side(StrEnum):
    """On which side of a value somebody is flagged; strict exactly where RULES is strict."""

    UNDER = "under"
    AT_MOST = "at_most"
    OVER = "over"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A rule: its row of RULES, its side, the value where nothing is changed, and the unit."""

    row: str
    side: Side
    present: Decimal
    unit: str
    whom: Whom = Whom.REPS

    def flags(self, value: Decimal, threshold: Decimal) -> bool:
        """Whether a reading is on the flagged side."""
        match self.side:
            case Side.UNDER:
                return value < threshold
            case Side.AT_MOST:
                return value <= threshold
            case Side.OVER:
                return value > threshold
            case Side.AT_LEAST:
                return value >= threshold


def _row(row: str, side: Side, present: str, unit: str, *, of: Whom = Whom.REPS) -> Ruled:
    return Ruled(row=row, side=side, present=Decimal(present), unit=unit, whom=of)


RULES: Mapping[Rule, Ruled] = {
    Rule.TOUCHES_PER_WEEK: _row("2", Side.UNDER, "12", "touches a full week"),
    Rule.TOP_SHARE: _row("1", Side.UNDER, "20", "percent of the ranked", of=Whom.SELLERS),
    Rule.LISTENING: _row("3", Side.UNDER, "4.5", "mean of 90 days, 0 to 5"),
    Rule.REVIEWS_BEFORE_CLOSING: _row("4", Side.UNDER, "100", "percent of closed deals"),
    Rule.MATCH_LOW: _row("6", Side.UNDER, "60", "match score", of=Whom.CANDIDATES),
    Rule.MATCH_KEY: _row("6", Side.OVER, "80", "match score", of=Whom.CANDIDATES),
    Rule.MATCH_WEIGHT: _row("6", Side.UNDER, "70", "percent of the weight", of=Whom.CANDIDATES),
    Rule.OVERDUE_REMINDERS: _row("9", Side.AT_LEAST, "3", "overdue reminders of one course"),
    Rule.PASS_MARK: _row("8", Side.UNDER, "70", "percent of a test"),
    Rule.MENTOR_SCORE: _row("11, 19", Side.UNDER, "7", "mean of 4 weeks, 0 to 10"),
    Rule.MENTOR_SINGLE: _row("11", Side.AT_MOST, "3", "one answer, 0 to 10"),
    Rule.DEALS_A_MONTH: _row("13", Side.UNDER, "3", "valid deals of a calendar month"),
    Rule.SKILL_GROWTH: _row("14", Side.OVER, "10", "percent, week on week"),
    Rule.RESULTS_GROWTH: _row("15", Side.OVER, "5", "percent, 7 workdays on 7"),
    Rule.TRAINING_DUE: _row("18", Side.UNDER, "80", "percent of due courses"),
    Rule.STALLED_WEEKS: _row("20", Side.AT_LEAST, "2", "weeks without growth"),
    Rule.SIGNALS: _row("21", Side.AT_LEAST, "2", "signals at once, 1 to 3"),
}
#: Those whose figures are kept week by week.
WEEKLY = frozenset((Rule.TRAINING_DUE, Rule.MENTOR_SCORE, Rule.STALLED_WEEKS, Rule.SIGNALS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a rule looks at: of whom, as of which day; None where it can not be judged."""

    who: int
    on: date
    value: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWeek:
    """A rep's week as it was known; None is not known."""

    person_id: int
    week: date
    #: A share, 0 to 1.
    completion: float | None
    rating: float | None
    deals: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """Whom a rule would have flagged in some days, and what became of those whose end is known."""

    rule: Rule
    threshold: Decimal
    flagged: tuple[int, ...]
    #: Of whom there is anything that could be judged.
    judged: int
    #: Of the flagged whose probation has ended: how many, and how many of them left.
    ended: int
    left: int


def backtest(
    rule: Rule,
    threshold: Decimal,
    readings: Sequence[Reading],
    *,
    start: date,
    end: date,
    has_stayed: Mapping[int, bool | None],
) -> BackTest:
    """Apply a rule to the readings from `start` on and before `end`."""
    inside = [one for one in readings if start <= one.on < end and one.value is not None]
    flagged = {
        one.who
        for one in inside
        if one.value is not None and RULES[rule].flags(one.value, threshold)
    }
    known = [has_stayed[one] for one in flagged if has_stayed.get(one) is not None]
    return BackTest(
        rule=rule,
        threshold=threshold,
        flagged=tuple(sorted(flagged)),
        judged=len({one.who for one in inside}),
        ended=len(known),
        left=sum(not one for one in known),
    )


def weekly(
    rule: Rule,
    threshold: Decimal,
    weeks: Sequence[SeenWeek],
    *,
    present: Mapping[Rule, Decimal] | None = None,
) -> list[Reading]:
    """Give the readings of a rule that looks at weeks, each looking back as the rule does.

    `weeks` are in the order of person and week. Signals are counted at the values of `present`.
    """
    found = []
    for person_id, hers in _by_person(weeks).items():
        for place, one in enumerate(hers):
            value = _value(rule, threshold, hers[: place + 1], present or {})
            found.append(Reading(who=person_id, on=one.week, value=value))
    return found


def _by_person(weeks: Sequence[SeenWeek]) -> dict[int, list[SeenWeek]]:
    found: dict[int, list[SeenWeek]] = {}
    for one in weeks:
        found.setdefault(one.person_id, []).append(one)
    return found


def _value(
    rule: Rule, threshold: Decimal, hers: Sequence[SeenWeek], present: Mapping[Rule, Decimal]
) -> Decimal | None:
    match rule:
        case Rule.TRAINING_DUE:
            done = hers[-1].completion
            return None if done is None else percent(done)
        case Rule.MENTOR_SCORE:
            return _mean_rating(hers)
        case Rule.STALLED_WEEKS:
            return _weeks_without_growth(hers, int(threshold))
        case _:
            return _signals(hers, present)


def _mean_rating(hers: Sequence[SeenWeek]) -> Decimal | None:
    rated = [one for one in hers if one.rating is not None][-_RATINGS:]
    if len(rated) < _FEWEST_RATINGS or rated[-1].week < hers[-1].week - _STALE:
        return None
    ratings = [one.rating for one in rated if one.rating is not None]
    mean = sum((Decimal(repr(one)) for one in ratings), Decimal(0)) / len(ratings)
    return mean.quantize(_CENT, ROUND_HALF_UP)


def _weeks_without_growth(hers: Sequence[SeenWeek], asked: int) -> Decimal | None:
    """Count them back from the last week, as far as is asked; None where a week is not known."""
    counts = [one.deals for one in hers[-asked - 1 :]]
    known = [one for one in counts if one is not None]
    if len(known) < asked + 1:
        return None
    stalled = 0
    for before, after in reversed(list(pairwise(known))):
        if after > before:
            break
        stalled += 1
    return Decimal(stalled)


def _signals(hers: Sequence[SeenWeek], present: Mapping[Rule, Decimal]) -> Decimal | None:
    """Count the signals that are on together; None where none of them could be judged."""
    judged = []
    for rule in (Rule.TRAINING_DUE, Rule.MENTOR_SCORE, Rule.STALLED_WEEKS):
        cut = present.get(rule, RULES[rule].present)
        value = _value(rule, cut, hers, present)
        if value is not None:
            judged.append(RULES[rule].flags(value, cut))
    return Decimal(sum(judged)) if judged else None
