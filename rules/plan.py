"""A commission plan: its dates, its tiers, and the price it puts on a sum of sales.

`Plan.total(base)` is the f of RULES ("Commission arithmetic"): what a period's credited base is
worth, computed from the sum alone, so that a deal costs the same to price whether it is the
tenth or the hundred-thousandth of the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from rules.money import round_half_up
from rules.periods import Calendar, first_of_next_month


class TierOn(StrEnum):
    """The fact that walks the tiers, in the period of its own day."""

    SIGNING = "signing"  # 签约
    COLLECTED = "collected"  # 回款
    VALID = "valid"  # 有效单


class EarnedOn(StrEnum):
    """The fact that turns provisional commission into earned commission."""

    SIGNING = "signing"
    COOLING_OFF = "cooling_off"  # 犹豫期
    RECEIPT_AND_CALLBACK = "receipt_and_callback"  # 回执 + 回访
    COLLECTED = "collected"  # 逐笔回款
    ACCEPTANCE = "acceptance"  # 验收


class Mode(StrEnum):
    """What a tier's rate applies to."""

    MARGINAL = "marginal"  # the part inside the tier
    WHOLE_AMOUNT = "whole_amount"  # everything, once the tier is reached
    MIXED = "mixed"  # each tier says which of the two


class Measure(StrEnum):
    """What walks the tiers: the period's sum or each deal by itself."""

    PERIOD = "period"
    DEAL = "deal"


class Edge(StrEnum):
    """To which tier an amount exactly on an edge belongs."""

    FROM = "from"  # 满 10,000: the upper one
    ABOVE = "above"  # 超过 10,000: the lower one


class Base(StrEnum):
    """What the amounts of the feed are."""

    NET = "net"  # without VAT already
    GROSS = "gross"  # with VAT, taken out at the plan's rate


_QUIET_DAYS = 3


@dataclass(frozen=True, slots=True)
class Tier:
    """A rate (0.07 is 7 %) from a base in minor units upwards, to the start of the next tier.

    `lifts` counts in mixed plans alone: reached, the tier's rate goes for all that lies below too.
    """

    start: int
    rate: Decimal
    lifts: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a base that has one rate; `end` None is open."""

    start: int
    end: int | None
    minor: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class NextTier:
    """The first tier not reached yet; `distance` is what to sign for it, as deals state amounts.

    `is_whole`: its rate will go for all that lies below it too.
    """

    rate: Decimal
    distance: int
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PayDay:
    """What is earned by the cut-off day is payable after it and paid on the next pay day.

    Both are days of the month; 31 means the last one.
    """

    cut_off: int = 31
    pay_day: int = 10

    def last_cut_off(self, day: date) -> date:
        """Give the latest cut-off before a day: by then what was earned is payable."""
        this_month = _day_of_month(day, self.cut_off)
        if this_month < day:
            return this_month
        return _day_of_month(day.replace(day=1) - timedelta(days=1), self.cut_off)

    def next_pay_day(self, cut_off: date) -> date:
        """Give the first pay day after a cut-off."""
        this_month = _day_of_month(cut_off, self.pay_day)
        if this_month > cut_off:
            return this_month
        return _day_of_month(first_of_next_month(cut_off), self.pay_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One version of a plan. The first tier starts at 0; starts rise."""

    name: str
    currency: str
    tiers: tuple[Tier, ...]
    title: str = ""
    calendar: Calendar = Calendar()
    mode: Mode = Mode.MARGINAL
    measure: Measure = Measure.PERIOD
    edge: Edge = Edge.FROM
    tier_on: TierOn = TierOn.SIGNING
    earned_on: EarnedOn = EarnedOn.SIGNING
    cooling_off_days: int = 0
    payable_on: PayDay = PayDay()
    base: Base = Base.NET
    vat_rate: Decimal = Decimal(0)

    def net(self, minor: int) -> int:
        """Take VAT out of an amount of the feed where the plan says it holds some."""
        if self.base is Base.NET or not self.vat_rate:
            return minor
        return round_half_up(Fraction(minor) / Fraction(1 + self.vat_rate))

    def tier(self, base: int) -> int:
        """Give the index of the tier that a base has reached."""
        reached = 0
        for index, tier in enumerate(self.tiers):
            if tier.start < base or (tier.start == base and self.edge is Edge.FROM):
                reached = index
        return reached

    def rate(self, base: int) -> Decimal:
        """Give the rate of the tier that a base has reached."""
        return self.tiers[self.tier(base)].rate

    def floor(self, base: int) -> int:
        """Give the index of the reached tier whose rate goes for all that lies below it."""
        reached = self.tier(base)
        return next((i for i in range(reached, 0, -1) if self.is_whole_in(i)), 0)

    def is_whole_in(self, index: int) -> bool:
        """Tell whether a tier, once reached, re-rates what lies below it."""
        if self.mode is Mode.MIXED:
            return self.tiers[index].lifts
        return self.mode is Mode.WHOLE_AMOUNT

    def total(self, base: int) -> int:
        """Give the commission on one base, half-up to the minor unit; 0 of nothing."""
        return round_half_up(self.exact(base, floor=self.floor(base)))

    def exact(self, base: int, *, floor: int) -> Decimal:
        """Give the commission on a base before rounding, by the rates that a floor brings."""
        return sum((s.minor * s.rate for s in self._slices(base, floor)), Decimal(0))

    def slices(self, base: int) -> tuple[Slice, ...]:
        """Cut a base into the parts that have one rate each; one part where tiers are whole."""
        if self.mode is Mode.WHOLE_AMOUNT:
            return (Slice(0, None, base, self.rate(base)),)
        return self._slices(base, self.floor(base))

    def _slices(self, base: int, floor: int) -> tuple[Slice, ...]:
        tiers = self.tiers[floor:]
        starts = (0, *(tier.start for tier in tiers[1:]))
        return tuple(
            Slice(start, end, (base if end is None else min(base, end)) - start, tier.rate)
            for tier, start, end in zip(tiers, starts, (*starts[1:], None), strict=True)
            if base > start
        )

    def next_tier(self, base: int) -> NextTier | None:
        """Give the first tier not reached yet; None at the top, and where deals stand alone."""
        index = self.tier(base) + 1
        if self.measure is Measure.DEAL or index == len(self.tiers):
            return None
        tier = self.tiers[index]
        reached_at = tier.start if self.edge is Edge.FROM else tier.start + 1
        return NextTier(tier.rate, self._amount_of(reached_at - base), self.is_whole_in(index))

    def tells_next_tier(self, today: date, *, is_agent: bool) -> bool:
        """Tell whether the distance to the next tier may be shown on a day (CARDS).

        Not to commission agents in the last three days of a period: it would push a sale.
        """
        left = (self.calendar.days(self.calendar.period(today)).last - today).days
        return not is_agent or left >= _QUIET_DAYS

    def _amount_of(self, base: int) -> int:
        """Give the smallest amount of the feed that is worth at least a base: the inverse of net.

        One minor unit more or less of an amount moves its net by at most one, so the search from
        the rounded quotient takes a step or two.
        """
        amount = base
        if self.base is Base.GROSS:
            amount = round_half_up(Fraction(base) * Fraction(1 + self.vat_rate))
            while self.net(amount) >= base:
                amount -= 1
            while self.net(amount) < base:
                amount += 1
        return amount


def _day_of_month(day: date, number: int) -> date:
    last = (first_of_next_month(day) - timedelta(days=1)).day
    return day.replace(day=min(number, last))
