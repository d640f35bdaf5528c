"""Signals that a new rep may leave (RULES rows 18 to 21), each with the figures it was judged by.

They are facts that go together with leaving, never its cause, and never a word about a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from rules.learning import Progress
from rules.periods import DayRange, week_of
from rules.pulse import Pulse, PulseVerdict
from rules.workdays import Workdays

#: A week with fewer of her workdays is skipped.
_FEWEST_WORKDAYS = 3
#: Two growths need three figures; a year's longest holidays fit into so many weeks.
FIGURES = 3
LONGEST_SEARCH = 12
_AMBER, _RED = 2, 3
#: What a signal of results is of where deals come too early to tell.
TOUCHES = "touches"
#: A company that sells at least so much in a mean week does not sell nothing for a whole one.
_USUAL_WEEK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPolicy:
    """The figures of a site; versioned, and kept with each assessment."""

    #: Percent of what is due so far.
    training_under: Decimal = Decimal(80)
    #: Without a known end of probation she counts as new for so many weeks.
    new_for_weeks: int = 26
    #: From so many reps of a post on, the median of their first deals is spoken of.
    first_deal_cases: int = 5
    #: New names a manager is told of in a week; red comes beside it.
    alert_budget_per_week: int = 10
    version: str = "1"


class SignalKind(StrEnum):
    """What is looked at."""

    TRAINING = "training"
    MENTOR = "mentor"
    STALLED = "stalled"


class Unknown(StrEnum):
    """Why a signal is not evaluated; missing is never 0."""

    NOTHING_DUE = "nothing_due"
    FEW_RATINGS = "few_ratings"
    FEW_WEEKS = "few_weeks"
    #: The post's median first deal comes later than her week.
    BEFORE_FIRST_DEAL = "before_first_deal"
    DATA_GAP = "data_gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One signal. `is_on` is None where it is not evaluated, and `why` says why not."""

    kind: SignalKind
    is_on: bool | None
    why: str = ""
    #: Of training: completed of what is due, and that in percent to two places.
    part: int = 0
    whole: int = 0
    percent: str = ""
    #: Of mentoring: the mean of that many ratings, for HR alone.
    mean: str = ""
    ratings: int = 0
    #: Of results: the weekly counts, oldest first, and the Mondays they are of; of valid deals, or
    #: of touches ("touches") where her post does not sell so early.
    counts: tuple[int, ...] = ()
    weeks: tuple[str, ...] = ()
    of: str = ""


class Level(StrEnum):
    """How many signals are on together: none, 1, 2, or all 3."""

    NOT_EVALUATED = "not_evaluated"
    NONE = "none"
    WATCH = "watch"
    AMBER = "amber"
    RED = "red"

    @property
    def is_told(self) -> bool:
        """Whether somebody is told of it by name; a watch stands in the weekly digest alone."""
        return self in {Level.AMBER, Level.RED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What was found of a rep, by figures up to the newest week that is cut (its Monday)."""

    person_id: int
    week: date
    level: Level
    signals: tuple[Signal, ...] = ()
    policy_version: str = ""
    #: She objected: nothing was looked at.
    is_excluded: bool = False

    @property
    def kinds(self) -> str:
        """Name the signals that are on, by commas."""
        return ",".join(one.kind.value for one in self.signals if one.is_on)


def training_signal(progress: Progress, policy: RiskPolicy) -> Signal:
    """Judge courses (row 18): completed of what is due so far, strictly under the limit."""
    percent = progress.percent_of_due
    if percent is None:
        return Signal(kind=SignalKind.TRAINING, is_on=None, why=Unknown.NOTHING_DUE.value)
    return Signal(
        kind=SignalKind.TRAINING,
        is_on=percent < policy.training_under,
        part=progress.due_completed,
        whole=progress.due,
        percent=f"{percent}",
    )


def mentor_signal(verdict: PulseVerdict) -> Signal:
    """Judge the pairing (row 19) by the figure of row 11; under three ratings there is none."""
    if verdict.mean is None:
        return Signal(
            kind=SignalKind.MENTOR,
            is_on=None,
            why=Unknown.FEW_RATINGS.value,
            ratings=verdict.ratings,
        )
    return Signal(
        kind=SignalKind.MENTOR,
        is_on=verdict.pulse is Pulse.LOW,
        mean=f"{verdict.mean}",
        ratings=verdict.ratings,
    )


def figure_weeks(newest: DayRange, hired_on: date | None, workdays: Workdays) -> list[DayRange]:
    """Give the newest three whole weeks of hers up to a cut one, oldest first; fewer if too new.

    A week of fewer than three workdays is skipped, and so is the one in which she began.
    """
    found: list[DayRange] = []
    week = newest
    for _ in range(LONGEST_SEARCH):
        if len(found) == FIGURES or hired_on is None or week.start < hired_on:
            break
        if workdays.between(week) >= _FEWEST_WORKDAYS:
            found.append(week)
        week = week_of(week.start - timedelta(days=1))
    return found[::-1]


def stalled_signal(
    weeks: Sequence[DayRange],
    counts: Sequence[int],
    *,
    tenure_week: int,
    first_deal_week: int | None = None,
    has_gap: bool = False,
    touched: Sequence[int] = (),
) -> Signal:
    """Judge results (row 20): no growth of the weekly count for two weeks; 0 to 0 is none too.

    `weeks` are those of `figure_weeks`, `counts` her valid deals in each. `first_deal_week` is the
    week in which half of her post have had their first deal, None where that is not known; before
    it `touched`, her touches in each week, stands in, or nothing where no activity is reported.
    `has_gap` where the feed of deals of one of the weeks is missing: nobody's risk.
    """
    known = Signal(
        kind=SignalKind.STALLED,
        is_on=None,
        counts=tuple(counts),
        weeks=tuple(week.start.isoformat() for week in weeks),
    )
    if len(weeks) < FIGURES:
        return replace(known, why=Unknown.FEW_WEEKS.value)
    is_early = first_deal_week is not None and first_deal_week > tenure_week
    if is_early and len(touched) == FIGURES:
        return replace(known, is_on=not _grew(touched), counts=tuple(touched), of=TOUCHES)
    if has_gap:
        return replace(known, why=Unknown.DATA_GAP.value, counts=())
    if is_early:
        return replace(known, why=Unknown.BEFORE_FIRST_DEAL.value)
    return replace(known, is_on=not _grew(counts))


def _grew(counts: Sequence[int]) -> bool:
    return any(after > before for before, after in pairwise(counts))


def feed_is_missing(count: int, usual: Sequence[int]) -> bool:
    """Whether a week without any deal of anybody is a week without a feed.

    `usual` are the company's counts of the weeks before it. Where there never was a deal there is
    no feed; a company that sells fewer than three a week may just have sold nothing.
    """
    if count:
        return False
    return not any(usual) or sum(usual) >= _USUAL_WEEK * len(usual)


def tenure_week(hired_on: date, day: date) -> int:
    """Give which week of hers a day is in, from 1."""
    return (day - hired_on).days // 7 + 1


def first_deal_median(cases: Sequence[tuple[int, bool]], *, fewest: int) -> int | None:
    """Give the week by which half of a post had their first deal; None for too few cases.

    A case is (week of the first deal, True) or (weeks here without one, False): who has none yet
    is not left out, or the median would come too early (Kaplan-Meier). Where it is not reached it
    is the week after the longest that was seen.
    """
    if len(cases) < fewest:
        return None
    waiting = Decimal(1)
    for week in sorted({week for week, has_sold in cases if has_sold}):
        at_risk = sum(one >= week for one, _ in cases)
        sold = sum(one == week and has_sold for one, has_sold in cases)
        waiting *= 1 - Decimal(sold) / at_risk
        if waiting <= Decimal("0.5"):
            return week
    return max(week for week, _ in cases) + 1


def level_of(signals: Sequence[Signal]) -> Level:
    """Give the level (row 21) by how many are on; none evaluated is one of its own."""
    on = sum(one.is_on is True for one in signals)
    if on >= _RED:
        return Level.RED
    if on == _AMBER:
        return Level.AMBER
    if on:
        return Level.WATCH
    evaluated = any(one.is_on is not None for one in signals)
    return Level.NONE if evaluated else Level.NOT_EVALUATED


def without_pulse(signals: Sequence[Signal]) -> tuple[Signal, ...]:
    """Give what one may see who mentors her as well: the signal of the pulse goes to HR alone."""
    return tuple(one for one in signals if one.kind is not SignalKind.MENTOR)


def signal_of(told: Mapping[str, object]) -> Signal:
    """Read a signal from the JSON that it was kept as."""
    kept = {
        **told,
        "kind": SignalKind(str(told["kind"])),
        **{name: tuple(_listed(told.get(name))) for name in ("counts", "weeks")},
    }
    return Signal(**kept)  # type: ignore[arg-type] # fields of one class, by name


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
