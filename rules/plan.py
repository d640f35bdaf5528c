"""A commission plan: its dates, its tiers, and the price it puts on a sum of sales.

`Plan.total` is the f of RULES ("Commission arithmetic"): what a period's credited base is worth,
computed from sums alone (of money and of deals), so that a deal costs the same to price whether
it is the tenth or the hundred-thousandth of the period.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from rules.money import round_half_up
from rules.plan_said import PlanSaid, by_deal_of, columns_of
from rules.plan_terms import OF_A_DEAL, OF_A_MARGIN, ONE_DEAL, Extra, Measure, Paid, Slice

_NO_MONEY = OF_A_MARGIN | {Measure.COUNT, Measure.PRODUCT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(PlanSaid):
    """A plan that puts prices. The first tier starts at 0; starts rise."""

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
        counts = is_limited or bool(self.deal_less) or Measure.COUNT in self.measures
        counts |= any(tier.each or any(tier.eaches) for tier in self.tiers)
        is_plain = not counts and not self.asks_margin and self.period_at_most is None
        is_plain &= not self.asks_product
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

    def walked(self, base: int, units: int = 0, beside: int = 0) -> int:
        """Give what walks the tiers, in the unit of their starts.

        `units` are deals in millionths, `beside` is the net amount that a margin is of, or the
        margin that a net amount has, whichever of the two the base is not; or the column of a
        deal's product.
        """
        if self.is_plain:
            return base
        return self.measured(self.measure, base, units, beside)

    def total(
        self, base: int, units: int = 0, beside: int = 0, *, by_step: tuple[int, ...] = ()
    ) -> int:
        """Give the commission on what was sold, half-up to the minor unit; 0 of nothing.

        `by_step` is what an account keeps for each of `by_deal`, empty where it holds nothing.
        """
        if self.is_plain:
            return round_half_up(self._rated(base, self.floor(base)))
        minor = self.limited(self.unlimited(base, units, beside, by_step), units)
        return minor if self.factor == 1 else round_half_up(minor * self.factor)

    def is_limited(self, base: int, units: int = 0, *, by_step: tuple[int, ...] = ()) -> bool:
        """Tell whether a period's sum is kept down by the most that it may be."""
        most = self.period_at_most
        return most is not None and self.left(self.unlimited(base, units, 0, by_step), units) > most

    def unlimited(self, base: int, units: int, beside: int, by_step: tuple[int, ...] = ()) -> int:
        """Give what is sold is worth before what limits it, half-up to the minor unit."""
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

    def limited(self, minor: int, units: int) -> int:
        """Give what all limits leave of a sum of so many deals, or raise it to."""
        left = self.left(minor, units)
        return left if self.period_at_most is None else min(left, self.period_at_most)

    def left(self, minor: int, units: int) -> int:
        """Give what is left of a sum within the limits of its deals, less what each costs."""
        bounded = self.bounded(minor, units)
        if self.by_deal or not self.deal_less:
            return bounded
        return max(0, bounded - self.less(units))

    def bounded(self, minor: int, units: int) -> int:
        """Give a sum of so many deals within what each pays at least and at most."""
        if self.by_deal:
            # Each of its deals is within its limits already.
            return minor
        if self.deal_at_least:
            minor = max(minor, round_half_up(Fraction(self.deal_at_least * units, ONE_DEAL)))
        if self.deal_at_most is not None:
            minor = min(minor, round_half_up(Fraction(self.deal_at_most * units, ONE_DEAL)))
        return minor

    def less(self, units: int) -> int:
        """Give what is taken off for so many deals."""
        return round_half_up(Fraction(self.deal_less * units, ONE_DEAL))

    def exact(
        self, base: int, units: int = 0, *, floor: int, walked: int | None = None
    ) -> Decimal | Fraction:
        """Give what rates and sums for each deal come to before rounding, from a floor on."""
        if self.is_plain:
            return self._rated(base, floor)
        each = self._each(units, floor, base if walked is None else walked)
        if self.base_rate is None and not self.on_target:
            return Fraction(self._rated(base, floor)) + each
        by_times = zip(self.priced(base, floor), self.tiers[floor:], strict=False)
        paid_times = sum((s.minor * (tier.times or 0) for s, tier in by_times), Fraction(0))
        return paid_times * self._rate_of_times + each

    def _rated(self, base: int, floor: int) -> Decimal:
        return sum((part.minor * part.rate for part in self.priced(base, floor)), Decimal(0))

    def sums(self, walked: int) -> int:
        """Give the sums of the tiers that were reached and count."""
        if self.is_plain:
            return 0
        reached = self.tiers[self.floor(walked) : self.tier(walked) + 1]
        return sum(tier.sum for tier in reached)

    def _each(self, units: int, floor: int, walked: int) -> Fraction:
        return sum((extra.worth for extra in self.eaches(units, floor, walked)), Fraction(0))

    def eaches(self, units: int, floor: int, walked: int) -> tuple[Extra, ...]:
        """Give what is paid for each deal, from a floor up to what is reached."""
        if not units:
            return ()
        if self.measure is Measure.COUNT:
            reached = zip(self.tiers[floor:], self._slices(units, floor), strict=False)
            return tuple(Extra(Paid.EACH, t.each, s.minor) for t, s in reached if t.each)
        tiers = self.tiers[floor : max(floor, self.tier(walked)) + 1]
        return tuple(Extra(Paid.EACH, tier.each, units) for tier in tiers if tier.each)

    def priced(self, base: int, floor: int) -> tuple[Slice, ...]:
        """Cut a base into the parts that have one rate each, from a floor on."""
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
