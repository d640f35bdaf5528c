"""What a plan goes by beside its tiers: the columns of a grid, and the factors of its sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from config.plan_tiers import Terms, as_start, read_start
from config.section import Section
from rules.plan_terms import OF_A_DEAL, OF_A_MARGIN, Edge, Measure, Mode, Steps

_MOST = 100
_LONGEST_PRODUCT = 200
_ACROSS = 'across = { measure = "margin_rate", from = ["0%", "20%"] }'
_FACTORS = '[[factors]] with from = "0%" and times = "0.8"'
_ATTAINMENT = "attainment"


class _FactorBy(StrEnum):
    """What the factors of a period go by."""

    ATTAINMENT = "attainment"
    PERIOD = "period"
    COUNT = "count"


def read_across(top: Section, keys: Mapping[str, str], terms: Terms, *, edge: Edge) -> Steps | None:
    """Give the columns of a grid, None without one."""
    if "across" not in top.table:
        return None
    table = top.table["across"]
    if not isinstance(table, dict):
        top.wrong("across", "is not a table", _ACROSS)
        return None
    own = top.within(table, top.document.table("across"), "across.")
    own.known({**keys, "measure": "", "from": "", "names": ""})
    starts = "names" if table.get("measure") == Measure.PRODUCT.value else "from"
    for key in ("measure", starts):
        if key not in table:
            top.wrong("across", f"needs {key}", _ACROSS)
            return None
    measure = own.word("measure", Measure, Measure.DEAL)
    if measure is terms.measure:
        own.wrong("measure", "is what the tiers go by already", "another measure")
    is_deal_in_period = measure in OF_A_DEAL and terms.measure not in OF_A_DEAL
    tiers = top.table.get("tiers")
    has_one_tier = isinstance(tiers, list) and len(tiers) == 1
    if is_deal_in_period and terms.mode is not Mode.WHOLE_AMOUNT and not has_one_tier:
        own.wrong("measure", "gives a rate to a whole deal", 'write mode = "whole_amount"')
    if measure is Measure.PRODUCT:
        return _products(own, terms)
    if "names" in table:
        own.wrong("names", 'counts only with measure = "product"', "leave it out")
    written = table["from"]
    if not isinstance(written, list) or not 1 < len(written) <= _MOST:
        own.wrong("from", "is not a list of two and more", 'such as from = ["0%", "20%"]')
        return None
    cells = [own.within({"from": value}, own.lines, own.prefix) for value in written]
    return _steps(cells, Terms(currency=terms.currency, mode=terms.mode, measure=measure), edge)


def _products(own: Section, terms: Terms) -> Steps:
    """Give a column for each named product, and one for any other."""
    if terms.measure in OF_A_MARGIN:
        own.wrong("measure", "goes beside a margin of a deal", "keep one of them")
    if "from" in own.table:
        own.wrong("from", "does nothing: a product is its name", "leave it out")
    written = own.table["names"]
    if not isinstance(written, list) or not 0 < len(written) < _MOST:
        own.wrong("names", "is not a list of names", 'such as names = ["A", "B"]')
        written = []
    cells = [own.within({"names": value}, own.lines, own.prefix) for value in written]
    names = tuple(cell.text("names", longest=_LONGEST_PRODUCT) for cell in cells)
    found = Steps(measure=Measure.PRODUCT, starts=tuple(range(len(names) + 1)), names=names)
    if any(found.column(name) != n for n, name in enumerate(names)):
        own.wrong("names", "has a product twice", "name each once")
    return found


def read_factors(
    top: Section, keys: Mapping[str, str], terms: Terms, *, edge: Edge
) -> Steps | None:
    """Give the factors of a period's commission, None without any."""
    by = Measure(top.word("factor_by", _FactorBy, _FactorBy.ATTAINMENT))
    if "factors" not in top.table:
        if "factor_by" in top.table:
            top.wrong("factor_by", "does nothing without factors", f"write {_FACTORS}")
        return None
    value = top.table["factors"]
    is_list = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    if not isinstance(value, list) or not is_list or not 0 < len(value) <= _MOST:
        top.wrong("factors", "is not a list of one and more tables", _FACTORS)
        return None
    entries = zip(value, top.document.entries("factors", len(value)), strict=True)
    sections = [top.within(table, lines, "factors.") for table, lines in entries]
    times: list[Fraction | None] = []
    for section in sections:
        section.known({**keys, "from": "", "times": ""})
        times.append(_times(section))
        if "from" not in section.table:
            section.wrong("from", "is missing", "where the factor begins, the first one at 0")
    if not all("from" in section.table for section in sections):
        return None
    own = Terms(currency=terms.currency, mode=terms.mode, measure=by)
    return _steps(sections, own, edge, tuple(times))


def asks_quota(across: Steps | None, factors: Steps | None) -> str:
    """Give the key for which columns or factors need a quota; empty where they need none."""
    for key, one in (("across", across), ("factors", factors)):
        if one is not None and (one.measure is Measure.ATTAINMENT or None in one.times):
            return key
    return ""


def _times(section: Section) -> Fraction | None:
    if "times" not in section.table:
        section.wrong("times", "is missing", f'write times = "0.8" or "{_ATTAINMENT}"')
        return Fraction(1)
    return None if section.table["times"] == _ATTAINMENT else section.times("times")


def _steps(
    sections: list[Section],
    terms: Terms,
    edge: Edge,
    times: tuple[Fraction | None, ...] = (),
) -> Steps:
    """Give steps from 0 upwards, each above the one before."""
    read = [read_start(section, "from", terms) for section in sections]
    first = 1 if terms.measure is Measure.COUNT else 0
    if read[0] is not None and read[0] > first:
        sections[0].wrong("from", "the first one leaves a gap below it", f"begin with {first}")
    for (before, start), section in zip(pairwise(read), sections[1:], strict=True):
        if before is not None and start is not None and start <= before:
            section.wrong("from", "is not above the one before", "write them in their order")
    is_share = terms.measure is Measure.ATTAINMENT
    return Steps(
        measure=terms.measure,
        starts=tuple(_starts(read, terms)),
        at=tuple(Decimal(start or 0) for start in read) if is_share else (),
        times=times,
        is_above=edge is Edge.ABOVE and terms.measure is not Measure.COUNT,
    )


def _starts(read: list[int | Decimal | None], terms: Terms) -> Iterator[int]:
    yield 0
    for start in read[1:]:
        is_share = terms.measure is Measure.ATTAINMENT
        yield 0 if start is None or is_share else as_start(start, terms)
