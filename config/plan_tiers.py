"""The tiers of a plan: from 0 upwards, without a gap or an overlap, open at the top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from config.document import Document
from config.section import Section
from rules.money import Money
from rules.plan_terms import OF_A_DEAL, OF_A_MARGIN, ONE_DEAL, Measure, Mode, Tier

_MOST = 100
_MOST_DEALS = 1_000_000
_APPLIES_TO_ALL = 'write applies_to = "all" in one of the tiers, or mode = "marginal"'
_SUCH_AS = '[[tiers]] with from = "0" and rate = "5%"'
_PAYS = ("rate", "times", "each", "sum")
_WRITE_TIMES = 'a rate stands in a [[tiers]]; or write times = "1" there'
_HUNDREDTHS = 10_000
_NOTHING_BELOW = 'begin with from = "0", at rate = "0%" if nothing is paid there'


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What of the whole plan its tiers are read by."""

    currency: str
    mode: Mode
    measure: Measure = Measure.PERIOD
    #: Whether the plan has a rate of its own, which `times` multiplies.
    has_rate: bool = False
    #: How many columns a grid has; 0 is no grid.
    columns: int = 0
    #: Whether they are of each deal, so that one may pay for it.
    has_columns_of_deals: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A tier as written; `start` and `end` are None where they are left out or wrong.

    They are in minor units, whole deals, or shares: as the plan measures.
    """

    section: Section
    start: int | Decimal | None
    end: int | Decimal | None
    rate: Decimal
    lifts: bool
    each: int
    sum: int
    times: Fraction | None
    rates: tuple[Decimal, ...] = ()
    eaches: tuple[int, ...] = ()


class _AppliesTo(StrEnum):
    """What a tier's rate goes for in a mixed plan, once the tier is reached."""

    PART = "part"  # the part inside it
    ALL = "all"  # everything below it too


def read_tiers(plan: Section, keys: Mapping[str, str], terms: Terms) -> tuple[Tier, ...]:
    """Give the tiers of a plan; `keys` says where a key belongs that is not of a tier."""
    value = plan.table.get("tiers", [])
    if not isinstance(value, list) or not all(isinstance(tier, dict) for tier in value):
        plan.wrong("tiers", "is not a list of tables", _SUCH_AS)
    elif not value:
        plan.wrong("tiers", "is missing", _SUCH_AS)
    elif len(value) > _MOST:
        plan.wrong("tiers", f"has {len(value)} tiers", f"at most {_MOST}")
    else:
        read = [_tier(section, keys, terms) for section in _sections(plan.document, value)]
        _fit(read, terms)
        _mix(plan, read, terms.mode)
        _pay(plan, read, terms)
        return tuple(_as_tier(tier, terms, is_first=tier is read[0]) for tier in read)
    return ()


def _as_tier(read: _Read, terms: Terms, *, is_first: bool) -> Tier:
    at = None
    start = 0 if is_first or read.start is None else read.start
    if terms.measure is Measure.ATTAINMENT:
        at, start = Decimal(start), 0
    elif terms.measure in OF_A_MARGIN:
        start = as_start(start, terms)
    elif terms.measure is Measure.COUNT:
        # "From the sixth deal": the part begins after five; all is re-rated once six are whole.
        is_whole = read.lifts or terms.mode is Mode.WHOLE_AMOUNT
        start = max(0, int(start) * ONE_DEAL - (1 if is_whole else ONE_DEAL))
    return Tier(
        int(start),
        read.rate,
        read.lifts,
        each=read.each,
        sum=read.sum,
        at=at,
        times=read.times,
        rates=read.rates,
        eaches=read.eaches,
    )


def as_start(start: int | Decimal, terms: Terms) -> int:
    """Give a start as a `Steps` keeps it: in minor units, hundredths of a per cent, millionths."""
    if terms.measure in OF_A_MARGIN:
        return int(start * _HUNDREDTHS)
    return int(start) * (ONE_DEAL if terms.measure is Measure.COUNT else 1)


def _sections(document: Document, tables: list[dict[str, object]]) -> list[Section]:
    return [
        Section(document=document, table=table, lines=lines, prefix="tiers.")
        for table, lines in zip(tables, document.entries("tiers", len(tables)), strict=True)
    ]


def _tier(section: Section, keys: Mapping[str, str], terms: Terms) -> _Read:
    own = dict.fromkeys(("from", "to", "applies_to", "rates", "eaches", *_PAYS), "")
    section.known({**keys, **own})
    if "from" not in section.table:
        section.wrong("from", "is missing", "the base at which the tier begins")
    start, end = (
        read_start(section, key, terms) if key in section.table else None for key in ("from", "to")
    )
    if start is not None and end is not None and end <= start:
        section.wrong("to", "is not above from", "leave it out, or write where the next begins")
        end = None
    # A word that is not known is told by itself: the plan is then not said to mix nothing.
    default = _AppliesTo.ALL if "applies_to" in section.table else _AppliesTo.PART
    lifts = section.word("applies_to", _AppliesTo, default) is _AppliesTo.ALL
    is_paid = terms.columns or any(key in section.table for key in _PAYS)
    has_rate = "rate" in section.table or not is_paid
    each, sum_ = (
        section.minor(key, terms.currency) or 0 if key in section.table else 0
        for key in ("each", "sum")
    )
    times = Fraction(0) if terms.has_rate else None
    return _Read(
        section=section,
        start=start,
        end=end,
        rate=section.rate("rate") if has_rate else Decimal(0),
        lifts=lifts,
        each=each,
        sum=sum_,
        times=section.times("times") if "times" in section.table else times,
        rates=_rates(section, terms),
        eaches=_eaches(section, terms),
    )


def _rates(section: Section, terms: Terms) -> tuple[Decimal, ...]:
    """Give a rate for each column of a grid; none without one."""
    if not terms.columns:
        for key in ("rates", "eaches"):
            if key in section.table:
                allowed = f'write {key[:-1]} = "5{"%" * (key == "rates")}", or across = {{...}}'
                section.wrong(key, "counts only in a grid", allowed)
        return ()
    for key in _PAYS:
        if key in section.table:
            section.wrong(key, "stands in a grid", f"write rates, {terms.columns} of them")
    if "rates" not in section.table and "eaches" in section.table:
        return (Decimal(0),) * terms.columns
    return tuple(cell.rate("rates") for cell in _cells(section, "rates", terms))


def _eaches(section: Section, terms: Terms) -> tuple[int, ...]:
    """Give what each column of a grid pays for a deal; none where that is not said."""
    if not terms.columns or "eaches" not in section.table:
        return ()
    if not terms.has_columns_of_deals:
        section.wrong("eaches", "are of deals, the columns of the period", "write rates alone")
    cells = _cells(section, "eaches", terms)
    return tuple(cell.minor("eaches", terms.currency) or 0 for cell in cells)


def _cells(section: Section, key: str, terms: Terms) -> list[Section]:
    """Give what stands in each column; zeros where they are not as many."""
    written = section.table.get(key)
    if not isinstance(written, list) or len(written) != terms.columns:
        count = len(written) if isinstance(written, list) else "no"
        section.wrong(key, f"has {count} {key}", f"one for each column: {terms.columns}")
        written = ["0%" if key == "rates" else "0"] * terms.columns
    return [section.within({key: one}, section.lines, section.prefix) for one in written]


def read_start(section: Section, key: str, terms: Terms) -> int | Decimal | None:
    """Give where a tier or a step begins, as the plan measures; None where it is wrong."""
    if terms.measure is Measure.ATTAINMENT:
        return section.share(key)
    if terms.measure in OF_A_MARGIN:
        is_markup = terms.measure is Measure.MARKUP
        share = section.share(key, what="markup") if is_markup else section.rate(key)
        if share is not None and share * _HUNDREDTHS != int(share * _HUNDREDTHS):
            section.wrong(key, "has more than two decimals of a per cent", 'such as "12.25%"')
        return share
    if terms.measure is Measure.COUNT:
        value = section.table[key]
        if isinstance(value, str) and value.strip().isdecimal() and value.isascii():
            section = section.within(
                {**section.table, key: int(value[:9])}, section.lines, section.prefix
            )
        return section.whole(key, 0, low=0, high=_MOST_DEALS)
    return section.minor(key, terms.currency)


def _pay(plan: Section, read: list[_Read], terms: Terms) -> None:
    """Refuse what a tier can not pay as the plan measures, or would pay twice."""
    times = [tier for tier in read if "times" in tier.section.table]
    for tier in times if not terms.has_rate else ():
        tier.section.wrong("times", "multiplies nothing", 'write rate = "10%" or on_target above')
    if terms.has_rate and not times:
        key = "rate" if "rate" in plan.table else "on_target"
        plan.wrong(key, "does nothing without times", _WRITE_TIMES)
    elif terms.has_rate:
        for tier in read:
            if "rate" in tier.section.table:
                tier.section.wrong("rate", "stands beside the plan's own", 'write times = "1.5"')
    for tier in read:
        _pay_once(tier, terms, is_first=tier is read[0], is_alone=len(read) == 1)


def _pay_once(tier: _Read, terms: Terms, *, is_first: bool, is_alone: bool) -> None:
    is_one_rate = is_alone or terms.mode is Mode.WHOLE_AMOUNT
    has = tier.section.table
    wrong = tier.section.wrong
    if "each" in has and terms.measure in {Measure.PERIOD, Measure.ATTAINMENT} and not is_one_rate:
        wrong(
            "each",
            "would depend on the order of deals",
            'write measure = "deal" or "count", or mode = "whole_amount"',
        )
    if "sum" in has and terms.measure in OF_A_DEAL:
        wrong("sum", "is paid once in a period", 'write each = "100.00", paid for each deal')
    elif "sum" in has and is_first:
        wrong("sum", "is paid for nothing in the first tier", "write it in the tier that earns it")
    is_money = "rate" in has or "times" in has
    if is_money and terms.measure is Measure.COUNT and not is_one_rate:
        wrong(
            "rate" if "rate" in has else "times",
            "would depend on the order of deals",
            'write each = "100.00", or mode = "whole_amount"',
        )


def _mix(plan: Section, read: list[_Read], mode: Mode) -> None:
    """Refuse `applies_to` where it would do nothing, and a mixed plan that mixes nothing."""
    if mode is not Mode.MIXED:
        is_known = plan.table.get("mode", mode.value) in list(Mode)  # a misspelt mode is told alone
        for tier in read:
            if is_known and "applies_to" in tier.section.table:
                tier.section.wrong(
                    "applies_to",
                    'counts only with mode = "mixed"',
                    'leave it out, or write mode = "mixed"',
                )
        return
    if "applies_to" in read[0].section.table:
        read[0].section.wrong("applies_to", "does nothing: nothing lies below", "leave it out")
    if not any(tier.lifts for tier in read[1:]):
        plan.wrong("mode", "mixed needs a tier that re-rates all below it", _APPLIES_TO_ALL)


def _fit(read: list[_Read], terms: Terms) -> None:
    # Deals are counted from the first one on.
    first = 1 if terms.measure is Measure.COUNT else 0
    if read[0].start and read[0].start > first:
        allowed = _NOTHING_BELOW if not first else "begin with from = 1"
        read[0].section.wrong("from", "the first tier leaves a gap below it", allowed)
    for before, tier in pairwise(read):
        _join(before, tier, terms)
    if "to" in read[-1].section.table:
        read[-1].section.wrong("to", "the last tier is open upwards", "leave it out")


def _join(before: _Read, tier: _Read, terms: Terms) -> None:
    if tier.start is None or before.start is None:
        return
    reached = before.start if before.end is None else before.end
    allowed = f"begin {'above' if before.end is None else 'at'} {_written(reached, terms)}"
    if tier.start < reached or tier.start == before.start:
        tier.section.wrong("from", "overlaps the tier before", allowed)
    elif before.end is not None and tier.start > before.end:
        tier.section.wrong("from", "leaves a gap after the tier before", allowed)


def _written(start: int | Decimal, terms: Terms) -> str:
    """Write where a tier begins as the plan does."""
    if isinstance(start, Decimal):
        return f"{(start * 100).normalize():f}%"
    if terms.measure is Measure.COUNT:
        return f"{start}"
    return f"{Money(minor=start, currency=terms.currency).amount}"
