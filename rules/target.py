"""Elastic targets (RULES rows 13 to 17): the base, what skill and results change, and who agrees.

Two numbers: `pass_bar` is what confirmation asks for, `stretch` is what a reward is paid for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from rules.periods import Calendar, DayRange
from rules.workdays import Workdays

_CENT = Decimal("0.01")
#: Skill acts on the running month up to this day of it, then on the next.
_LAST_DAY_FOR_SKILL = 25
_WINDOW = 7
#: Before the last day on which probation can lawfully be ended nothing moves, unless both sign.
_FROZEN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPolicy:
    """The figures of a site; versioned. Counts are deals a month, growth is in percent."""

    base: int = 3
    skill_growth: Decimal = Decimal(10)
    skill_pass_bar: int = 2
    results_growth: Decimal = Decimal(5)
    results_stretch: int = 4
    #: Fewer deals in the earlier window are praised, and change nothing.
    fewest_deals: int = 3
    #: One number, results outrank learning, as the article has it to the letter.
    strict_seed: bool = False
    #: Compare one day with the day before instead of two windows of seven workdays.
    day_over_day: bool = False
    #: What is paid once the stretch is reached, in minor units; 0 is no reward.
    reward_minor: int = 0
    currency: str = "CNY"
    #: As the site names its file; kept with each decision.
    version: str = "default"

    @property
    def window(self) -> int:
        """How many workdays each of the two compared windows has."""
        return 1 if self.day_over_day else _WINDOW


class Growth(StrEnum):
    """Why a growth rule did or did not fire."""

    FIRED = "fired"
    NOT_ENOUGH = "not_enough"
    NO_BASELINE = "no_baseline"
    TOO_FEW_DEALS = "too_few_deals"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthVerdict:
    """What a growth rule says, with the figures it was decided by.

    `percent` is rounded half-up to two places, as shown and as compared; None without a base.
    """

    growth: Growth
    before: Decimal | None
    after: Decimal | None
    percent: Decimal | None = None


def base_target(policy: TargetPolicy, month: DayRange, employed: DayRange, days: Workdays) -> int:
    """Give the target of a month, pro-rata by her own workdays in it, half-up, at least 1.

    `employed` is the time she works here; it may reach beyond the month on both sides.
    """
    inside = DayRange(
        start=max(month.start, employed.start),
        end=max(month.start, employed.start, min(month.end, employed.end)),
    )
    whole = days.between(month)
    if not whole:
        return policy.base
    share = Decimal(policy.base * days.between(inside)) / whole
    return max(1, int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def skill_score(product: Decimal, communication: Decimal) -> Decimal:
    """Give the mean of product knowledge and communication, 0 to 100, to two places half-up."""
    return ((product + communication) / 2).quantize(_CENT, rounding=ROUND_HALF_UP)


def skill_growth(policy: TargetPolicy, before: Decimal | None, after: Decimal) -> GrowthVerdict:
    """Judge a week's skill score against the week before (RULES row 14): relative, strict."""
    return _growth(before, after, policy.skill_growth)


def results_growth(
    policy: TargetPolicy, *, before: Decimal, after: Decimal, deals_before: int
) -> GrowthVerdict:
    """Judge credited net amount (RULES row 15): two sums of equally many workdays, strict.

    `deals_before` is the number of deals in the earlier window; day over day asks for none.
    """
    if deals_before < policy.fewest_deals and not policy.day_over_day and before > 0:
        return GrowthVerdict(growth=Growth.TOO_FEW_DEALS, before=before, after=after)
    return _growth(before, after, policy.results_growth)


def results_windows(
    policy: TargetPolicy, today: date, workdays: Workdays
) -> tuple[DayRange, DayRange]:
    """Give the earlier and the later window of days that end before today.

    Seven workdays each, with the days off between them: what is sold on a day off counts where it
    falls. One workday each in the literal day-over-day mode.
    """
    later = workdays.add(today, -policy.window)
    earlier = workdays.add(later, -policy.window)
    return DayRange(start=earlier, end=later), DayRange(start=later, end=today)


def _growth(before: Decimal | None, after: Decimal, more_than: Decimal) -> GrowthVerdict:
    if before is None or before <= 0:
        return GrowthVerdict(growth=Growth.NO_BASELINE, before=before, after=after)
    percent = ((after - before) * 100 / before).quantize(_CENT, rounding=ROUND_HALF_UP)
    growth = Growth.FIRED if percent > more_than else Growth.NOT_ENOUGH
    return GrowthVerdict(growth=growth, before=before, after=after, percent=percent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a rep works towards in a month. Without a stretch there is no extra reward."""

    pass_bar: int
    stretch: int | None = None


class Cause(StrEnum):
    """What proposes a change."""

    SKILL = "skill"
    RESULTS = "results"
    #: Somebody who follows up a rep proposes a lower pass bar (row 22).
    SUPPORT = "support"
    #: HR or her manager asks for a pass bar by hand, lower or higher (rows 16 and 17).
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChange:
    """A proposal: the target as it would be, what was asked for by which rule."""

    target: Target
    causes: tuple[Cause, ...]
    #: Both rules fired and the site has one number: learning gave way (recorded).
    has_conflict: bool = False


def propose_target(
    policy: TargetPolicy,
    month: Target,
    *,
    skill: GrowthVerdict | None,
    results: GrowthVerdict | None,
) -> TargetChange | None:
    """Give what the rules make of a month's base; None if none of them changes anything.

    The values are absolute, never one step more of what stands already. Skill lowers the pass bar
    and never raises it; results set the stretch. By `strict_seed` it is one number, results
    outrank learning, and the conflict is recorded.
    """
    causes = tuple(
        cause
        for cause, verdict in ((Cause.SKILL, skill), (Cause.RESULTS, results))
        if verdict is not None and verdict.growth is Growth.FIRED
    )
    target = _after(policy, month, causes)
    if target == month:
        return None
    return TargetChange(
        target=target, causes=causes, has_conflict=policy.strict_seed and len(causes) > 1
    )


def _after(policy: TargetPolicy, month: Target, causes: tuple[Cause, ...]) -> Target:
    if policy.strict_seed:
        if Cause.RESULTS in causes:
            return Target(pass_bar=policy.results_stretch)
        if Cause.SKILL in causes:
            return Target(pass_bar=policy.skill_pass_bar)
        return month
    return Target(
        pass_bar=min(month.pass_bar, policy.skill_pass_bar)
        if Cause.SKILL in causes
        else month.pass_bar,
        stretch=policy.results_stretch if Cause.RESULTS in causes else month.stretch,
    )


def in_force(base: Target, held: Sequence[tuple[Cause, Target]], *, strict_seed: bool) -> Target:
    """Give the target that counts once some changes hold.

    `held` are they, each by itself, in the order in which they came to hold.
    Skill and results do not undo each other; by `strict_seed` results outrank learning.
    """
    if strict_seed:
        by_rank = sorted(held, key=lambda one: one[0] is Cause.RESULTS)
        return by_rank[-1][1] if by_rank else base
    target = base
    for cause, change in held:
        if cause in {Cause.SKILL, Cause.SUPPORT}:
            target = replace(target, pass_bar=min(target.pass_bar, change.pass_bar))
        elif cause is Cause.ORDER:
            # The newest word of people stands: what lowered the bar before it was known to them.
            target = replace(target, pass_bar=change.pass_bar)
        else:
            target = replace(target, stretch=change.stretch)
    return target


def month_of_change(cause: Cause, today: date, calendar: Calendar) -> str:
    """Name the month on which a change acts.

    Skill acts on the running month until day 25 of it, then on the next; results on the running.
    """
    period = calendar.period(today)
    days = calendar.days(period)
    if cause is Cause.SKILL and (today - days.start).days + 1 > _LAST_DAY_FOR_SKILL:
        return calendar.period(days.end)
    return period


class Consent(StrEnum):
    """Who must say yes before a change holds; the manager always does."""

    MANAGER = "manager"
    #: It raises what was acknowledged: the rep accepts, or what she knew stands.
    MANAGER_AND_REP = "manager_and_rep"
    #: In the last 14 days: both sign, on paper or with a signature reference.
    BOTH_SIGN = "both_sign"


def consent_for(known: Target, new: Target, *, today: date, last_ending_on: date | None) -> Consent:
    """Tell whose word a change needs (RULES rows 16 and 17); nobody's silence is one.

    `known` is what the rep has acknowledged, `last_ending_on` the last day on which probation can
    lawfully be ended, None where she has none.
    """
    if last_ending_on is not None and last_ending_on - _FROZEN <= today <= last_ending_on:
        return Consent.BOTH_SIGN
    if new.pass_bar > known.pass_bar or (new.stretch or 0) > (known.stretch or 0):
        return Consent.MANAGER_AND_REP
    return Consent.MANAGER


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A closed deal, as far as a count of many persons' deals asks about it."""

    closed_at: datetime
    has_qualified: bool = False
    is_own: bool = False
    is_in_exchange: bool = False
    is_empty: bool = False
    #: Cancelled, or refunded whole.
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedDeal:
    """What the count of a month asks about a deal."""

    is_qualified: bool = True
    #: 自保件: bought by the rep herself.
    is_own: bool = False
    #: 互保件: bought in exchange for a purchase of hers.
    is_in_exchange: bool = False
    #: 空单: confirmed empty.
    is_empty: bool = False
    is_cancelled: bool = False

    @property
    def is_valid(self) -> bool:
        """Whether it is a valid deal (有效单, RULES row 13)."""
        return self.is_qualified and not (
            self.is_own or self.is_in_exchange or self.is_empty or self.is_cancelled
        )
