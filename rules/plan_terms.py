"""The words of a commission plan: what it measures, its tiers, its pay day, what it pays."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from rules.money import round_half_up
from rules.periods import first_of_next_month


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
    """What walks the tiers: the period's sum, its share of a quota, its deals; or each deal."""

    PERIOD = "period"
    DEAL = "deal"
    ATTAINMENT = "attainment"  # 目标达成率
    COUNT = "count"  # 单数
    MARGIN_RATE = "margin_rate"  # 毛利率, of each deal: its margin by its amount
    MARKUP = "markup"  # 加价率, of each deal: its margin by its cost
    PRODUCT = "product"  # 产品, of each deal: which of the named ones it is


#: What walks deal by deal; the others walk a period's sums.
OF_A_DEAL = frozenset({Measure.DEAL, Measure.MARGIN_RATE, Measure.MARKUP, Measure.PRODUCT})
#: What has no price before the cost of a deal is known.
OF_A_MARGIN = frozenset({Measure.MARGIN_RATE, Measure.MARKUP})


class Edge(StrEnum):
    """To which tier an amount exactly on an edge belongs."""

    FROM = "from"  # 满 10,000: the upper one
    ABOVE = "above"  # 超过 10,000: the lower one


class Base(StrEnum):
    """What of a deal is credited."""

    NET = "net"  # the amount, without VAT already
    GROSS = "gross"  # the amount comes with VAT, taken out at the plan's rate
    MARGIN = "margin"  # 毛利: the amount less the deal's cost


#: Deals are counted in millionths: a share of one is a part of a deal.
ONE_DEAL = 1_000_000


@dataclass(frozen=True, slots=True)
class Tier:
    """A rate (0.07 is 7 %) from a base in minor units upwards, to the start of the next tier.

    `start` is in millionths of a deal where deals are counted, in hundredths of a per cent where
    a margin rate or a markup is measured. `lifts` counts in mixed plans alone: reached, the tier's
    rate goes for all that lies below too. `each` is paid for each deal, `sum` once the tier is
    reached, both in minor units. `at` is the start as a share of the quota; with `times`, a
    multiple of the plan's own rate, `rate` is that product as it is shown.
    """

    start: int
    rate: Decimal
    lifts: bool = False
    each: int = 0
    sum: int = 0
    at: Decimal | None = None
    times: Fraction | None = None
    #: In a grid: a rate for each of its columns, in their order.
    rates: tuple[Decimal, ...] = ()
    #: Likewise what each column pays for a deal, in minor units.
    eaches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What a plan goes by beside its tiers: the columns of a grid, or the factors of its sum.

    The first start is 0, starts rise; they are in the unit of a tier's. `at` are they as shares
    of the quota. `times` are factors; None is the share itself of the quota that was reached.
    """

    measure: Measure
    starts: tuple[int, ...]
    at: tuple[Decimal, ...] = ()
    times: tuple[Fraction | None, ...] = ()
    #: Whether what lies exactly on a start belongs to the step below.
    is_above: bool = False
    #: Of products: their names, one for each step but the last, which any other product has.
    names: tuple[str, ...] = ()

    def reached(self, walked: int) -> int:
        """Give the index of the last step that was reached."""
        find = bisect_left if self.is_above else bisect_right
        return max(0, find(self.starts, walked) - 1)

    def column(self, product: str) -> int:
        """Give the step of a product; width and case of its letters make no other one."""
        said = _folded(product)
        named = (n for n, name in enumerate(self.names) if _folded(name) == said)
        return next(named, len(self.names))

    def scaled(self, quota: int) -> Steps:
        """Give the steps with their starts in money, where they are shares of the quota."""
        if not self.at:
            return self
        return replace(self, starts=tuple(round_half_up(share * quota) for share in self.at))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


@dataclass(frozen=True, slots=True)
class Late:
    """What counts of money that comes more than so many days after the closing."""

    after_days: int
    counts: Decimal


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a base that has one rate; `end` None is open."""

    start: int
    end: int | None
    minor: int
    rate: Decimal


class Paid(StrEnum):
    """What a commission is made of besides rates."""

    EACH = "each"
    SUM = "sum"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    TAKEN_OFF = "taken_off"  # of each deal
    PERIOD_AT_MOST = "period_at_most"  # where a deal has a price of its own


@dataclass(frozen=True, slots=True)
class Extra:
    """What is paid besides a rate: `minor` for each of `units` deals, or once.

    AT_LEAST, AT_MOST and PERIOD_AT_MOST give what the sum was raised or lowered to; TAKEN_OFF
    what is taken off for each of `units` deals.
    """

    what: Paid
    minor: int
    units: int = ONE_DEAL

    @property
    def worth(self) -> Fraction:
        """What it comes to, in minor units."""
        return Fraction(self.minor * self.units, ONE_DEAL)


@dataclass(frozen=True, slots=True)
class NextTier:
    """The first tier not reached yet; `distance` is what to sign for it, as deals state amounts.

    It is in minor units, or in deals where those are counted. `is_whole`: its rate will go for all
    that lies below it too. `each` and `sum` are what the tier pays besides, as in `Tier`.
    """

    rate: Decimal
    distance: int
    is_whole: bool = False
    each: int = 0
    sum: int = 0
    unit: str = "amount"


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


def _day_of_month(day: date, number: int) -> date:
    last = (first_of_next_month(day) - timedelta(days=1)).day
    return day.replace(day=min(number, last))


def shown_times(times: Fraction) -> Decimal:
    """Give a factor as it is shown: to four places; it is counted with exactly."""
    return round(Decimal(times.numerator) / times.denominator, 4).normalize()
