"""Habits of good sellers, each with its own measure (RULES rows 2 to 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from rules.errors import Invalid
from rules.hiring import FIVE, Scale, two_places
from rules.periods import DayRange
from rules.workdays import Workdays

TOUCHES_A_WEEK = Decimal(12)
LISTENING = Decimal("4.50")
_FEWEST_RATINGS = 3
_RATED_WITHIN = timedelta(days=90)
ALL_REVIEWED = Decimal("100.00")
_DAY_SECONDS = 86_400


class Metric(StrEnum):
    """What a count of customers is a count of. The two are never compared or added (row 5)."""

    #: One per customer per day, machine mails not; the profile's.
    TOUCHES_PER_WEEK = "touches_per_week"
    #: Different customers on a workday; the effect report's ("8 → 12").
    CUSTOMERS_PER_DAY = "customers_per_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A figure that knows what it measures."""

    metric: Metric
    value: Decimal

    def __add__(self, other: Reading) -> Reading:
        if self.metric is not other.metric:
            raise Invalid("metric", f"{self.metric} and {other.metric} are not one measure")
        return Reading(metric=self.metric, value=self.value + other.value)


class NoJudgement(StrEnum):
    """Why a habit is not judged; missing is never 0."""

    NO_WORKDAYS = "no_workdays"
    NOT_MEASURED = "not_measured"
    FEW_RATINGS = "few_ratings"
    NOTHING_CLOSED = "nothing_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One habit judged: the figure and what it takes, both to two places; inclusive."""

    value: Decimal | None
    needed: Decimal
    why: NoJudgement | None = None
    #: What the figure is made of: ratings, or closed deals.
    of: int = 0

    @property
    def is_kept(self) -> bool | None:
        """Whether the habit is kept; None where it is not judged."""
        return None if self.value is None or self.why else self.value >= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitCount:
    """Of one habit: how many keep it, how many could be judged, and how many could not."""

    #: touches, listening or reviews.
    name: str
    needed: Decimal
    kept: int
    judged: int
    unknown: int


def counted(name: str, needed: Decimal, habits: Sequence[Habit]) -> HabitCount:
    """Count who keeps a habit; who is not judged is in neither figure."""
    said = [one.is_kept for one in habits]
    return HabitCount(
        name=name,
        needed=needed,
        kept=sum(one is True for one in said),
        judged=sum(one is not None for one in said),
        unknown=sum(one is None for one in said),
    )


def customers_per_day(customers: Sequence[tuple[date, str]], workdays: int) -> Reading | None:
    """Give the mean of different customers on a workday; None without a workday."""
    if workdays <= 0:
        return None
    different = len({(day, name.casefold()) for day, name in customers})
    return Reading(metric=Metric.CUSTOMERS_PER_DAY, value=two_places(Fraction(different, workdays)))


def follow_ups(touches: Reading | None, week: date, workdays: Workdays) -> Habit:
    """Judge row 2: 12 touches a week, pro-rated by workdays; inclusive.

    `week` is any day of it. Raises `Invalid` for the other metric.
    """
    needed = workdays.pro_rata(TOUCHES_A_WEEK, week)
    if touches is None:
        return Habit(value=None, needed=needed, why=NoJudgement.NOT_MEASURED)
    if touches.metric is not Metric.TOUCHES_PER_WEEK:
        raise Invalid("metric", f"{touches.metric} is not {Metric.TOUCHES_PER_WEEK}")
    value = two_places(touches.value)
    if not needed:
        return Habit(value=value, needed=needed, why=NoJudgement.NO_WORKDAYS)
    return Habit(value=value, needed=needed)


def listening(ratings: Sequence[tuple[date, Decimal, Scale]], today: date) -> Habit:
    """Judge row 3: a mean of 4.5 of 5 over at least 3 ratings in 90 days; inclusive.

    The 90 days are today and the 89 before it. A rating on another scale is not mixed in (row 27).
    """
    days = DayRange(start=today - _RATED_WITHIN + timedelta(days=1), end=today + timedelta(days=1))
    values = [value for day, value, scale in ratings if day in days and scale.high == FIVE.high]
    if len(values) < _FEWEST_RATINGS:
        return Habit(value=None, needed=LISTENING, why=NoJudgement.FEW_RATINGS, of=len(values))
    mean = sum(map(Fraction, values), Fraction(0)) / len(values)
    return Habit(value=two_places(mean), needed=LISTENING, of=len(values))


def reviews_before_closing(deals: Sequence[tuple[datetime, datetime | None]]) -> Habit:
    """Judge row 4: each closed deal has a review report from before its close; 0 of 0 is no data.

    A deal is (closed at, first report at or None); a report of the same instant is too late.
    """
    if not deals:
        return Habit(value=None, needed=ALL_REVIEWED, why=NoJudgement.NOTHING_CLOSED)
    before = sum(report is not None and report < closed for closed, report in deals)
    value = two_places(Fraction(before * 100, len(deals)))
    # 9,999 of 10,000 is shown as 99.99, 99,999 of 100,000 as 100.00: one is missing all the same.
    if before < len(deals):
        value = min(value, Decimal("99.99"))
    return Habit(value=value, needed=ALL_REVIEWED, of=len(deals))


def first_reports(
    deals: Sequence[tuple[str, datetime]], reports: Sequence[tuple[str, datetime]]
) -> list[tuple[datetime, datetime | None]]:
    """Give of each deal (customer, closed at) when the first report on that customer was saved.

    A deal without a customer, like a customer without a report, has none.
    """
    first: dict[str, datetime] = {}
    for customer, saved_at in reports:
        name = customer.strip().casefold()
        if name and (name not in first or saved_at < first[name]):
            first[name] = saved_at
    return [(closed, first.get(customer.strip().casefold())) for customer, closed in deals]


def a_week(amount: int, workdays: int, days_a_week: Fraction) -> Decimal | None:
    """Give what an amount in so many of one's own workdays comes to in a full week; None in none.

    So 36 touches in the 9 days worked of a fortnight are 20 a week (row 2, pro-rated).
    """
    return two_places(Fraction(amount) * days_a_week / workdays) if workdays > 0 else None


def deal_cycle_days(deals: Sequence[tuple[datetime | None, datetime]]) -> Decimal | None:
    """Give the mean of days from opening to closing, of deals that say both; None of none."""
    spans = [closed - opened for opened, closed in deals if opened is not None and opened <= closed]
    if not spans:
        return None
    whole = sum((Fraction(int(one.total_seconds())) for one in spans), Fraction(0))
    return two_places(whole / (len(spans) * _DAY_SECONDS))
