"""A plain table of sellers: results by quarter, traits and behaviours, one row or several each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from handlers.hiring_columns import (
    Columns,
    day,
    find_columns,
    named,
    need_one,
    number,
    short,
    truth,
)
from handlers.sheet import Row, Sheet, shown
from rules.errors import Invalid
from rules.hiring import Scale, Trait
from rules.hiring_profile import QuarterResult, Seller
from rules.periods import Calendar, Cut

_CALENDAR = Calendar(cut=Cut.QUARTER)
_QUARTER = re.compile(
    r"(\d{4})\s*[-年/ ]?\s*(?:第?\s*([1-4一二三四])\s*季度?|q\s*([1-4])|([1-4])q)", re.IGNORECASE
)
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_CHINESE = {"一": "1", "二": "2", "三": "3", "四": "4"}
#: Of attainment, which comes as a percentage of its own quota.
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerTable:
    """Sellers with what was looked for, and what their reader should know."""

    sellers: tuple[Seller, ...]
    traits: tuple[Trait, ...]
    scales: dict[str, Scale]
    #: The newest quarter with a result.
    newest: str
    notes: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class _Read:
    """What has been read of one seller so far."""

    quarters: dict[str, QuarterResult] = field(default_factory=dict)
    hired_on: date | None = None
    is_on_probation: bool = False
    values: dict[str, list[Decimal]] = field(default_factory=lambda: defaultdict(list))


def read_sellers(
    sheet: Sheet,
    *,
    file: str,
    last: str,
    traits: Collection[str] = (),
    behaviours: Collection[str] = (),
) -> SellerTable:
    """Read the table; raise `Invalid` with one sentence where it is none.

    `last` is the newest full quarter: the one that a table without quarters is about.
    """
    columns = find_columns(sheet, file=file, traits=traits, behaviours=behaviours)
    _fit(columns)
    found: dict[str, _Read] = {}
    for row in sheet.rows:
        one = found.setdefault(named(columns, row, "person", "name"), _Read())
        _take(columns, row, one, last)
    if not found:
        raise Invalid(file, "has a header and no rows")
    sellers = tuple(_seller(person, one) for person, one in found.items())
    return SellerTable(
        sellers=sellers,
        traits=tuple(one.trait for one in columns.traits),
        scales={one.trait.key: one.scale for one in columns.traits if one.scale},
        newest=max((name for one in sellers for name in one.quarters), default=last),
        notes=_notes(columns),
    )


def _fit(columns: Columns) -> None:
    need_one(columns, "person", "name", what="who sold (工号, employee_id)")
    need_one(
        columns, "credited", "attainment", what="results (业绩, credited_net; 达成率, attainment)"
    )
    if "credited" in columns.fields:
        need_one(columns, "quota", what="quotas (指标, quota)")
    if not columns.traits:
        raise Invalid(
            columns.file, "has no column of a trait or behaviour beside the results to compare"
        )


def _notes(columns: Columns) -> tuple[str, ...]:
    notes = []
    if columns.protected:
        notes.append(f"left out, protected: {', '.join(columns.protected)}")
    if "hired_on" not in columns.fields:
        said = "quarters with results count as tenure"
        if "quarter" not in columns.fields:
            said = "each row counts as somebody who was there for two quarters"
        notes.append(f"no day of hire: {said}")
    if "probation" not in columns.fields:
        notes.append("no column says who is on probation: nobody is left out for it")
    return tuple(notes)


def _take(columns: Columns, row: Row, one: _Read, last: str) -> None:
    result = _result(columns, row)
    quarters = _quarters(columns, row, last)
    for quarter in quarters:
        if result is not None:
            if quarter in one.quarters and "quarter" in columns.fields:
                place = columns.fields["quarter"]
                raise columns.refuse(row, place, f"{quarter} is there twice for this seller")
            if quarter in one.quarters:
                place = columns.fields.get("person", columns.fields.get("name", 0))
                raise columns.refuse(row, place, "is there twice, and no column says which quarter")
            one.quarters[quarter] = result
    one.hired_on = one.hired_on or day(columns, row, "hired_on")
    one.is_on_probation = one.is_on_probation or truth(columns, row, "probation") is True
    for column in columns.traits:
        value = number(columns, row, column.place)
        if value is None:
            continue
        if column.scale is not None and not column.scale.holds(value):
            raise columns.refuse(row, column.place, f"{value} is not on the scale {column.scale}")
        one.values[column.trait.key].append(value)


def _result(columns: Columns, row: Row) -> QuarterResult | None:
    """Give a quarter's result; None where it is not known, which is not 0."""
    if "credited" in columns.fields:
        credited = number(columns, row, columns.fields["credited"])
        quota = number(columns, row, columns.fields["quota"])
        return None if credited is None else QuarterResult(credited=credited, quota=quota)
    attained = number(columns, row, columns.fields["attainment"])
    return None if attained is None else QuarterResult(credited=attained, quota=_WHOLE)


def _quarters(columns: Columns, row: Row, last: str) -> tuple[str, ...]:
    if "quarter" not in columns.fields:
        # One figure for all: the same in two quarters, for tenure asks for two.
        return (_CALENDAR.before(last, 1), last)
    cell = columns.cell(row, "quarter")
    if isinstance(cell, date):
        return (_CALENDAR.period(cell.date() if isinstance(cell, datetime) else cell),)
    found = quarter_of(shown(cell))
    if found is None:
        place = columns.fields["quarter"]
        raise columns.refuse(row, place, f"{short(cell)} is not a quarter like 2026-Q3")
    return (found,)


def quarter_of(text: str) -> str | None:
    """Read "2026-Q3", 2026年第三季度, 2026Q3 or a day in it; None for anything else."""
    said = text.strip()
    if match := _QUARTER.fullmatch(said):
        part = next(one for one in match.groups()[1:] if one)
        return f"{match[1]}-Q{_CHINESE.get(part, part)}"
    if match := _DAY.fullmatch(said):
        try:
            return _CALENDAR.period(date(int(match[1]), int(match[2]), int(match[3] or 1)))
        except ValueError:
            return None
    return None


def _seller(person: str, one: _Read) -> Seller:
    return Seller(
        person=person,
        quarters=one.quarters,
        hired_on=one.hired_on,
        is_on_probation=one.is_on_probation,
        values={key: float(sum(some) / len(some)) for key, some in one.values.items()},
    )
