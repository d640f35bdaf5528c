"""A commission plan: its dates, its tiers, and the price it puts on a sum of sales.

`Plan.total` is the f of RULES ("Commission arithmetic"): what a period's credited base is worth,
computed from sums alone (of money and of deals), so that a deal costs the same to price whether
it is the tenth or the hundred-thousandth of the period.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rules.draw import Draw
from rules.money import round_half_up
from rules.periods import Calendar
from rules.plan_terms import (
    OF_A_DEAL,
    OF_A_MARGIN,
    ONE_DEAL,
    Base,
    EarnedOn,
    Edge,
    Extra,
    Measure,
    Mode,
    NextTier,
    Paid,
    PayDay,
    Slice,
    Steps,
    Tier,
    TierOn,
)

_QUIET_DAYS = 3
#: A margin rate is walked in hundredths of a per cent, as it is shown (RULES, conventions).
_WHOLE_RATE = 10_000
_SHOWN = Decimal("1e-16")
#: A markup above every tier.
_FREE = 10**18
_NO_MONEY = OF_A_MARGIN | {Measure.COUNT}


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
    draw: Draw | None = None
    #: The columns of a grid: each tier has a rate for each of them.
    across: Steps | None = None
    #: What the whole commission of a period is multiplied by (完成系数).
    factors: Steps | None = None
    #: The same, where it is known already: of a deal in a period that reached it.
    factor: Fraction = Fraction(1)
    #: Whether its price asks for money alone, and no limit stands: most plans, and the quick way.
    is_plain: bool = field(init=False, compare=False, repr=False)
    #: Whether the price asks how many deals there are, and whether each is priced by itself.
    counts_deals: bool = field(init=False, compare=False, repr=False)
    is_per_deal: bool = field(init=False, compare=False, repr=False)
    #: A grid's columns, as plans without one.
    columns: tuple[Plan, ...] = field(init=False, compare=False, repr=False)
    #: Where a deal is priced by itself and its period decides at which step: a plan of each step.
    #: An account keeps a sum for each of them, so that nothing is priced anew when one is reached.
    by_deal: tuple[Plan, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work out once what each price asks of the plan."""
        is_limited = bool(self.deal_at_least) or self.deal_at_most is not None
        counts = is_limited or Measure.COUNT in self.measures or any(t.each for t in self.tiers)
        is_plain = not counts and not self.asks_margin and self.period_at_most is None
        is_plain &= self.across is None and self.factors is None and self.factor == 1
        is_plain &= not any(tier.sum or tier.times is not None for tier in self.tiers)
        object.__setattr__(self, "counts_deals", counts)
        by_deal = by_deal_of(self, is_limited=is_limited)
        object.__setattr__(self, "by_deal", by_deal)
        is_grid = self.across is not None and not by_deal
        object.__setattr__(self, "columns", columns_of(self) if is_grid else ())
        object.__setattr__(self, "is_plain", is_plain)
        is_per_deal = self.measure in OF_A_DEAL and not by_deal
        object.__setattr__(self, "is_per_deal", is_per_deal)

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
    def needs_cost(self) -> bool:
        """Whether a deal has no price before its cost is known."""
        return self.base is Base.MARGIN or self.asks_margin

    @property
    def prices_deals(self) -> bool:
        """Whether a deal has a price of its own, alone or within what its period has reached."""
        return self.is_per_deal or bool(self.by_deal)

    def going(self, base: int, units: int = 0, beside: int = 0) -> Plan:
        """Give the plan as it goes where so much is reached: without columns, and of a deal.

        The sums are the account's; a deal's own where each stands alone.
        """
        if self.by_deal:
            step = self.by_deal[self._step(base, units)]
            factor = self.factor_at(base, units)
            return step if factor == 1 else replace(step, factor=factor)
        if self.columns and self.across is not None:
            measured = self.measured(self.across.measure, base, units, beside)
            return self.columns[self.across.reached(measured)]
        return self

    def factor_at(self, base: int, units: int = 0) -> Fraction:
        """Give what a period's commission is multiplied by."""
        if self.factors is None:
            return self.factor
        measured = self.measured(self.factors.measure, base, units)
        times = self.factors.times[self.factors.reached(measured)]
        if times is None:
            return Fraction(base, self.quota) if self.quota else Fraction(0)
        return times

    def unfactored(self, base: int, units: int = 0, beside: int = 0) -> int:
        """Give what is sold is worth before its factor, and before what limits it after that."""
        bare = replace(self, factor=Fraction(1), factors=None)
        if self.factors is not None:
            bare = replace(bare, period_at_most=None)
        return bare.total(base, units, beside)

    def at_each(self, base: int, units: int = 0, beside: int = 0) -> tuple[int, ...]:
        """Give what one deal is worth at each step that its period may reach."""
        return tuple(step.total(base, units, beside) for step in self.by_deal)

    def _step(self, base: int, units: int) -> int:
        """Give which of `by_deal` goes for a period: by its tier, its column, or both."""
        row = 0 if self.measure in OF_A_DEAL else self.tier(self.walked(base, units))
        if self.across is None or self.across.measure in OF_A_DEAL:
            return row
        measured = self.measured(self.across.measure, base, units)
        return row * len(self.across.starts) + self.across.reached(measured)

    def of(self, number: str) -> Plan:
        """Give the plan as it is for an employee: with the quota that is hers."""
        for whose, quota in self.quotas:
            if whose == number:
                return replace(self, quota=quota, quotas=()).scaled()
        return self

    def scaled(self) -> Plan:
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

    def in_net(self) -> Plan:
        """Give a plan of the same dates that counts net amounts, whatever this one pays by."""
        return replace(
            self,
            base=Base.GROSS,
            measure=Measure.PERIOD,
            mode=Mode.MARGINAL,
            tiers=(Tier(0, Decimal(0)),),
            across=None,
            factors=None,
        )

    def net(self, minor: int) -> int:
        """Take VAT out of an amount of the feed where the plan says it holds some."""
        if self.base is Base.NET or not self.vat_rate:
            return minor
        return round_half_up(Fraction(minor) / Fraction(1 + self.vat_rate))

    def walked(self, base: int, units: int = 0, beside: int = 0) -> int:
        """Give what walks the tiers, in the unit of their starts.

        `units` are deals in millionths, `beside` is the net amount that a margin is of, or the
        margin that a net amount has: whichever of the two the base is not.
        """
        if self.is_plain:
            return base
        return self.measured(self.measure, base, units, beside)

    def measured(self, measure: Measure, base: int, units: int = 0, beside: int = 0) -> int:
        """Give what walks the tiers, the columns or the factors that go by a measure."""
        if measure is Measure.COUNT:
            return units
        if measure in OF_A_MARGIN:
            margin, net = (base, beside) if self.base is Base.MARGIN else (beside, base)
            by = net if measure is Measure.MARGIN_RATE else net - margin
            if not by:
                # What cost nothing has any markup; of nothing there is none.
                return _FREE if margin else 0
            return round_half_up(Fraction(margin * _WHOLE_RATE, by))
        return base

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

    def total(
        self, base: int, units: int = 0, beside: int = 0, *, by_step: tuple[int, ...] = ()
    ) -> int:
        """Give the commission on what was sold, half-up to the minor unit; 0 of nothing.

        `by_step` is what an account keeps for each of `by_deal`, empty where it holds nothing.
        """
        if self.is_plain:
            return round_half_up(self._rated(base, self.floor(base)))
        minor = self._limited(self._unlimited(base, units, beside, by_step), units)
        return minor if self.factor == 1 else round_half_up(minor * self.factor)

    def is_limited(self, base: int, units: int = 0, *, by_step: tuple[int, ...] = ()) -> bool:
        """Tell whether a period's sum is kept down by the most that it may be."""
        most = self.period_at_most
        return most is not None and self._unlimited(base, units, 0, by_step) > most

    def _unlimited(self, base: int, units: int, beside: int, by_step: tuple[int, ...] = ()) -> int:
        if self.by_deal:
            worth = by_step[self._step(base, units)] if by_step else 0
            return round_half_up((worth + self.sums_at(base, units)) * self.factor_at(base, units))
        going = self.going(base, units, beside)
        walked = going.walked(base, units, beside)
        floor = going.floor(walked)
        exact = going.exact(base, units, floor=floor, walked=walked)
        if self.factors is not None:
            exact = (Fraction(exact) + self.sums(walked)) * self.factor_at(base, units)
            return round_half_up(exact)
        return round_half_up(exact) + self.sums(walked)

    def sums_at(self, base: int, units: int = 0) -> int:
        """Give the sums of the tiers that a period has reached; a deal's tiers have none."""
        return 0 if self.measure in OF_A_DEAL else self.sums(self.walked(base, units))

    def _limited(self, minor: int, units: int) -> int:
        if self.period_at_most is not None:
            return min(minor, self.period_at_most)
        if self.by_deal:
            # Each of its deals is within its limits already.
            return minor
        if self.deal_at_least:
            minor = max(minor, round_half_up(Fraction(self.deal_at_least * units, ONE_DEAL)))
        if self.deal_at_most is not None:
            minor = min(minor, round_half_up(Fraction(self.deal_at_most * units, ONE_DEAL)))
        return minor

    def exact(
        self, base: int, units: int = 0, *, floor: int, walked: int | None = None
    ) -> Decimal | Fraction:
        """Give what rates and sums for each deal come to before rounding, from a floor on."""
        if self.is_plain:
            return self._rated(base, floor)
        each = self._each(units, floor, base if walked is None else walked)
        if self.base_rate is None and not self.on_target:
            return Fraction(self._rated(base, floor)) + each
        by_times = zip(self._priced(base, floor), self.tiers[floor:], strict=False)
        paid_times = sum((s.minor * (tier.times or 0) for s, tier in by_times), Fraction(0))
        return paid_times * self._rate_of_times + each

    def _rated(self, base: int, floor: int) -> Decimal:
        return sum((part.minor * part.rate for part in self._priced(base, floor)), Decimal(0))

    def sums(self, walked: int) -> int:
        """Give the sums of the tiers that were reached and count."""
        if self.is_plain:
            return 0
        reached = self.tiers[self.floor(walked) : self.tier(walked) + 1]
        return sum(tier.sum for tier in reached)

    def _each(self, units: int, floor: int, walked: int) -> Fraction:
        return sum((extra.worth for extra in self._eaches(units, floor, walked)), Fraction(0))

    def _eaches(self, units: int, floor: int, walked: int) -> tuple[Extra, ...]:
        if not units:
            return ()
        if self.measure is Measure.COUNT:
            reached = zip(self.tiers[floor:], self._slices(units, floor), strict=False)
            return tuple(Extra(Paid.EACH, t.each, s.minor) for t, s in reached if t.each)
        tiers = self.tiers[floor : max(floor, self.tier(walked)) + 1]
        return tuple(Extra(Paid.EACH, tier.each, units) for tier in tiers if tier.each)

    def extras(self, base: int, units: int = 0, beside: int = 0) -> tuple[Extra, ...]:
        """Give what is paid besides rates, and what a limit made of the sum."""
        if self.columns:
            return self.going(base, units, beside).extras(base, units, beside)
        walked = self.walked(base, units, beside)
        floor = self.floor(walked)
        found = list(self._eaches(units, floor, walked))
        found += [
            Extra(Paid.SUM, tier.sum)
            for tier in self.tiers[floor : self.tier(walked) + 1]
            if tier.sum
        ]
        raw = self._unlimited(base, units, beside)
        limited = self._limited(raw, units)
        if limited != raw:
            found.append(Extra(Paid.AT_LEAST if limited > raw else Paid.AT_MOST, limited))
        return tuple(found)

    def slices(self, base: int, units: int = 0, beside: int = 0) -> tuple[Slice, ...]:
        """Cut a base into the parts that have one rate each; one part where tiers are whole."""
        if self.columns:
            return self.going(base, units, beside).slices(base, units, beside)
        walked = self.walked(base, units, beside)
        if self.mode is Mode.WHOLE_AMOUNT:
            return (Slice(0, None, base, self.rate(walked)),)
        return self._priced(base, self.floor(walked))

    def _priced(self, base: int, floor: int) -> tuple[Slice, ...]:
        if not self.is_plain and self.measure in _NO_MONEY:
            # What walks is no money: one rate goes for all of it.
            return (Slice(0, None, base, self.tiers[floor].rate),)
        return self._slices(base, floor)

    def _slices(self, walked: int, floor: int) -> tuple[Slice, ...]:
        tiers = self.tiers[floor:]
        starts = (0, *(tier.start for tier in tiers[1:]))
        return tuple(
            Slice(start, end, (walked if end is None else min(walked, end)) - start, tier.rate)
            for tier, start, end in zip(tiers, starts, (*starts[1:], None), strict=True)
            if walked > start
        )

    def next_tier(self, base: int, units: int = 0) -> NextTier | None:
        """Give the first tier not reached yet; None at the top, and where deals stand alone."""
        walked = self.walked(base, units)
        index = self.tier(walked) + 1
        is_told = self.across is None and self.measure not in OF_A_DEAL
        if not is_told or index == len(self.tiers):
            return None
        tier = self.tiers[index]
        reached_at = tier.start if self.edge is Edge.FROM else tier.start + 1
        is_counted = self.measure is Measure.COUNT
        unit = "deals" if is_counted else "margin" if self.base is Base.MARGIN else "amount"
        missing = reached_at - walked
        return NextTier(
            tier.rate,
            -(-missing // ONE_DEAL) if is_counted else self._amount_of(missing),
            self.is_whole_in(index),
            tier.each,
            tier.sum,
            unit,
        )

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


def columns_of(plan: Plan) -> tuple[Plan, ...]:
    """Give a plan for each column of a grid."""
    count = len(plan.across.starts) if plan.across is not None else 0
    return tuple(replace(plan, across=None, tiers=_column(plan, n)) for n in range(count))


def by_deal_of(plan: Plan, *, is_limited: bool) -> tuple[Plan, ...]:
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


def _rows(plan: Plan) -> tuple[Plan, ...]:
    """Give a plan of one deal for each tier of a period, and for each column of the period."""
    across = plan.across
    cells: list[tuple[Tier, ...]]
    if across is None:
        cells = [(tier,) for tier in plan.tiers]
    elif across.measure in OF_A_DEAL:
        cells = [
            tuple(Tier(at, rate) for at, rate in zip(across.starts, tier.rates, strict=True))
            for tier in plan.tiers
        ]
    else:
        columns = [_column(plan, n) for n in range(len(across.starts))]
        cells = [(column[n],) for n in range(len(plan.tiers)) for column in columns]
    by_margin = across is not None and across.measure in OF_A_MARGIN
    return tuple(
        replace(
            plan,
            measure=across.measure if across is not None and by_margin else Measure.DEAL,
            mode=Mode.WHOLE_AMOUNT,
            edge=Edge.ABOVE if across is not None and across.is_above else Edge.FROM,
            across=None,
            factors=None,
            period_at_most=None,
            tiers=(replace(cell[0], start=0, at=None, sum=0, lifts=False), *cell[1:]),
        )
        for cell in cells
    )


def _column(plan: Plan, number: int) -> tuple[Tier, ...]:
    return tuple(replace(tier, rate=tier.rates[number], rates=()) for tier in plan.tiers)
