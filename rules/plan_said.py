"""What a commission plan says, as it was written: no price is put on anything here.

`PlanSaid` is what is written, where a sum stands in its tiers, and how a plan that goes by two
things at once is taken apart into plans that go by one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Self, TypeVar

from rules.draw import Draw
from rules.money import round_half_up
from rules.periods import Calendar
from rules.plan_terms import (
    OF_A_DEAL,
    OF_A_MARGIN,
    Base,
    EarnedOn,
    Edge,
    Late,
    Measure,
    Mode,
    PayDay,
    Steps,
    Tier,
    TierOn,
)

#: A margin rate is walked in hundredths of a per cent, as it is shown (RULES, conventions).
_WHOLE_RATE = 10_000
_SHOWN = Decimal("1e-16")
#: A markup above every tier.
_FREE = 10**18


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSaid:
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
    #: In minor units: what is asked of a period, of most and of those with a quota of their own.
    quota: int = 0
    quotas: tuple[tuple[str, int], ...] = ()
    #: What `times` multiplies: a rate, or what reaching the quota exactly pays, in minor units.
    base_rate: Decimal | None = None
    on_target: int = 0
    #: Limits of a deal's commission, and of a period's, in minor units.
    deal_at_least: int = 0
    deal_at_most: int | None = None
    period_at_most: int | None = None
    #: What is taken off for each deal (手续费), of what its commission leaves.
    deal_less: int = 0
    #: What counts of money that comes late (账期), by how late, rising.
    late: tuple[Late, ...] = ()
    draw: Draw | None = None
    #: The columns of a grid: each tier has a rate for each of them.
    across: Steps | None = None
    #: What the whole commission of a period is multiplied by (完成系数).
    factors: Steps | None = None
    #: The same, where it is known already: of a deal in a period that reached it.
    factor: Fraction = Fraction(1)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All that is measured: by the tiers, the columns and the factors."""
        steps = (self.across, self.factors)
        return (self.measure, *(one.measure for one in steps if one is not None))

    @property
    def asks_margin(self) -> bool:
        """Whether a rate goes by the margin of a deal."""
        return not OF_A_MARGIN.isdisjoint(self.measures)

    @property
    def asks_product(self) -> bool:
        """Whether a rate goes by the product of a deal."""
        return Measure.PRODUCT in self.measures

    @property
    def counts_net(self) -> bool:
        """Whether what it counts of deals is their net amount, all of it."""
        return not self.needs_cost and not self.late

    @property
    def needs_cost(self) -> bool:
        """Whether a deal has no price before its cost is known."""
        return self.base is Base.MARGIN or self.asks_margin

    def of(self, number: str) -> Self:
        """Give the plan as it is for an employee: with the quota that is hers."""
        for whose, quota in self.quotas:
            if whose == number:
                return replace(self, quota=quota, quotas=()).scaled()
        return self

    def scaled(self) -> Self:
        """Give the plan with its tiers in money: shares of the quota, multiples of its rate."""
        return replace(
            self,
            tiers=tuple(self._scaled(tier) for tier in self.tiers),
            across=self.across and self.across.scaled(self.quota),
            factors=self.factors and self.factors.scaled(self.quota),
        )

    def _scaled(self, tier: Tier) -> Tier:
        start, rate = tier.start, tier.rate
        if tier.at is not None:
            start = round_half_up(tier.at * self.quota)
        if tier.times is not None:
            exact = tier.times * self._rate_of_times
            rate = (Decimal(exact.numerator) / exact.denominator).quantize(_SHOWN).normalize()
        return replace(tier, start=start, rate=rate)

    @property
    def _rate_of_times(self) -> Fraction:
        if self.base_rate is not None:
            return Fraction(self.base_rate)
        return Fraction(self.on_target, self.quota) if self.quota else Fraction(0)

    def in_net(self) -> Self:
        """Give a plan of the same dates that counts net amounts, whatever this one pays by."""
        return replace(
            self,
            base=Base.GROSS,
            measure=Measure.PERIOD,
            mode=Mode.MARGINAL,
            tiers=(Tier(0, Decimal(0)),),
            across=None,
            factors=None,
            late=(),
        )

    def net(self, minor: int) -> int:
        """Take VAT out of an amount of the feed where the plan says it holds some."""
        if self.base is Base.NET or not self.vat_rate:
            return minor
        return round_half_up(Fraction(minor) / Fraction(1 + self.vat_rate))

    def measured(self, measure: Measure, base: int, units: int = 0, beside: int = 0) -> int:
        """Give what walks the tiers, the columns or the factors that go by a measure."""
        if measure is Measure.COUNT:
            return units
        if measure is Measure.PRODUCT:
            return beside
        if measure in OF_A_MARGIN:
            margin, net = (base, beside) if self.base is Base.MARGIN else (beside, base)
            by = net if measure is Measure.MARGIN_RATE else net - margin
            if not by:
                # What cost nothing has any markup; of nothing there is none.
                return _FREE if margin else 0
            return round_half_up(Fraction(margin * _WHOLE_RATE, by))
        return base

    def counted(self, minor: int, days: int) -> int:
        """Give what counts of money that came so many days after the closing, half-up."""
        share = next((one.counts for one in reversed(self.late) if days > one.after_days), None)
        return minor if share is None else round_half_up(minor * share)

    def tier(self, walked: int) -> int:
        """Give the index of the tier that what walks the tiers has reached."""
        reached = 0
        for index, tier in enumerate(self.tiers):
            if tier.start < walked or (tier.start == walked and self.edge is Edge.FROM):
                reached = index
        return reached

    def rate(self, walked: int) -> Decimal:
        """Give the rate of the tier that was reached."""
        return self.tiers[self.tier(walked)].rate

    def floor(self, walked: int) -> int:
        """Give the index of the reached tier whose rate goes for all that lies below it."""
        if self.mode is Mode.MARGINAL:
            return 0
        reached = self.tier(walked)
        return next((i for i in range(reached, 0, -1) if self.is_whole_in(i)), 0)

    def is_whole_in(self, index: int) -> bool:
        """Tell whether a tier, once reached, re-rates what lies below it."""
        if self.mode is Mode.MIXED:
            return self.tiers[index].lifts
        return self.mode is Mode.WHOLE_AMOUNT


_Said = TypeVar("_Said", bound=PlanSaid)


def columns_of(plan: _Said) -> tuple[_Said, ...]:
    """Give a plan for each column of a grid."""
    count = len(plan.across.starts) if plan.across is not None else 0
    return tuple(replace(plan, across=None, tiers=_column(plan, n)) for n in range(count))


def by_deal_of(plan: _Said, *, is_limited: bool) -> tuple[_Said, ...]:
    """Give a plan of one deal for each step of its period; none where sums alone are priced."""
    across, is_of_deals = plan.across, plan.measure in OF_A_DEAL
    is_across_deals = across is not None and across.measure in OF_A_DEAL
    is_of_period = plan.factors is not None or plan.period_at_most is not None
    if not is_of_deals:
        return _rows(plan) if is_limited or is_across_deals else ()
    if across is None or is_across_deals:
        return (replace(plan, factors=None, period_at_most=None),) if is_of_period else ()
    return tuple(
        replace(plan, factors=None, period_at_most=None, across=None, tiers=_column(plan, n))
        for n in range(len(across.starts))
    )


def _rows(plan: _Said) -> tuple[_Said, ...]:
    """Give a plan of one deal for each tier of a period, and for each column of the period."""
    across = plan.across
    cells: list[tuple[Tier, ...]]
    if across is None:
        cells = [(tier,) for tier in plan.tiers]
    elif across.measure in OF_A_DEAL:
        cells = [
            tuple(replace(_cell(tier, n), start=at, at=None) for n, at in enumerate(across.starts))
            for tier in plan.tiers
        ]
    else:
        columns = [_column(plan, n) for n in range(len(across.starts))]
        cells = [(column[n],) for n in range(len(plan.tiers)) for column in columns]
    is_across_deals = across is not None and across.measure in OF_A_DEAL
    return tuple(
        replace(
            plan,
            measure=across.measure if across is not None and is_across_deals else Measure.DEAL,
            mode=Mode.WHOLE_AMOUNT,
            edge=Edge.ABOVE if across is not None and across.is_above else Edge.FROM,
            across=None,
            factors=None,
            period_at_most=None,
            tiers=(replace(cell[0], start=0, at=None, sum=0, lifts=False), *cell[1:]),
        )
        for cell in cells
    )


def _column(plan: _Said, number: int) -> tuple[Tier, ...]:
    return tuple(_cell(tier, number) for tier in plan.tiers)


def _cell(tier: Tier, number: int) -> Tier:
    """Give a tier as it is in one column."""
    rate = tier.rates[number] if tier.rates else tier.rate
    each = tier.eaches[number] if tier.eaches else tier.each
    return replace(tier, rate=rate, each=each, rates=(), eaches=())
