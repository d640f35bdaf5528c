"""Rows of a sheet made into tests, courses of persons and activities; all that is wrong at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

from handlers import sheet_cells, sheet_dates
from handlers.sheet import Sheet, letter
from handlers.sheet_columns import Titles, key
from handlers.sheet_fields import RowFields
from handlers.sheet_import import Mapped
from handlers.sheet_learning_cells import (
    ACTIVITIES,
    ASSESSMENTS,
    ENROLMENTS,
    KINDS,
    STRENGTHS,
    by_word,
    choice,
    named,
    number,
    whole,
)
from handlers.sheet_learning_rows import ActivityRow, AssessmentRow, EnrolmentRow, KeyedRow
from rules.activity import ActivityKind
from rules.errors import Invalid
from rules.learning import Catalogue, Score, Strength

_R = TypeVar("_R", bound=KeyedRow)
_HUNDRED = Decimal(100)
_MOST_COUNT, _MOST_MINUTES = 10_000, 1440
_OTHERS_QUOTED = 10


def map_assessments(sheet: Sheet, catalogue: Catalogue) -> Mapped[AssessmentRow]:
    """Read tests; a domain is written as its id or title."""
    domains = named((one.id, one.title) for one in catalogue.domains)
    read = partial(_assessment, epoch=sheet.epoch, domains=domains)
    return mapped(sheet, ASSESSMENTS, read)


def map_enrolments(sheet: Sheet, catalogue: Catalogue) -> Mapped[EnrolmentRow]:
    """Read courses of persons; a course is written as its id, title or alias."""
    courses = named((one.id, one.title) for one in catalogue.courses)
    courses |= {key(alias): one.id for one in catalogue.courses for alias in one.aliases}
    return mapped(sheet, ENROLMENTS, partial(_enrolment, epoch=sheet.epoch, courses=courses))


def map_activities(sheet: Sheet) -> Mapped[ActivityRow]:
    """Read activities."""
    return mapped(sheet, ACTIVITIES, partial(_activity, epoch=sheet.epoch))


def _assessment(
    cells: RowFields, *, epoch: date, domains: Mapping[str, str]
) -> AssessmentRow | None:
    employee = cells.get("employee", sheet_cells.code, needed=True)
    domain = cells.get("domain", partial(choice, names=domains), needed=True)
    value = cells.get("score", number, needed=True)
    out_of = cells.get("out_of", number) if cells.has("out_of") else _HUNDRED
    taken_on = cells.get("taken_on", partial(sheet_dates.day, epoch=epoch), needed=True)
    strength = cells.get("strength", partial(choice, names=by_word(STRENGTHS)))
    score = _score(cells, value, out_of)
    if cells.errors or not (employee and domain and score and taken_on):
        return None
    return AssessmentRow(
        row=cells.row,
        employee=employee,
        domain=domain,
        score=score,
        taken_on=taken_on,
        strength=Strength(strength) if strength else None,
    )


def _score(cells: RowFields, value: Decimal | None, out_of: Decimal | None) -> Score | None:
    if value is None or out_of is None:
        return None
    try:
        return Score(value=value, out_of=out_of)
    except Invalid:
        cells.refuse("score", "import.score_above", {"out_of": f"{out_of:f}"})
        return None


def _enrolment(cells: RowFields, *, epoch: date, courses: Mapping[str, str]) -> EnrolmentRow | None:
    day = partial(sheet_dates.day, epoch=epoch)
    employee = cells.get("employee", sheet_cells.code, needed=True)
    course = cells.get("course", partial(choice, names=courses), needed=True)
    assigned_on, due_on = cells.get("assigned_on", day), cells.get("due_on", day)
    completed_on = cells.get("completed_on", day)
    if assigned_on and due_on and due_on < assigned_on:
        cells.refuse("due_on", "import.due_before", {"assigned": assigned_on.isoformat()})
    if cells.errors or not (employee and course):
        return None
    return EnrolmentRow(
        row=cells.row,
        employee=employee,
        course=course,
        assigned_on=assigned_on,
        due_on=due_on,
        completed_on=completed_on,
    )


def _activity(cells: RowFields, *, epoch: date) -> ActivityRow | None:
    employee = cells.get("employee", sheet_cells.code, needed=True)
    day = cells.get("day", partial(sheet_dates.day, epoch=epoch), needed=True)
    kind = cells.get("kind", partial(choice, names=by_word(KINDS)), needed=True)
    customer = cells.get("customer", sheet_cells.text)
    count = cells.get("count", partial(whole, most=_MOST_COUNT))
    minutes = cells.get("minutes", partial(whole, most=_MOST_MINUTES))
    if cells.errors or not (employee and day and kind):
        return None
    return ActivityRow(
        row=cells.row,
        employee=employee,
        day=day,
        kind=ActivityKind(kind),
        customer=customer or "",
        count=1 if count is None else count,
        minutes=minutes,
    )


def mapped(
    sheet: Sheet,
    titles: Titles,
    read: Callable[[RowFields], _R | None],
    *,
    field: str = "employee",
) -> Mapped[_R]:
    """Read all rows; two that say different things of the same are both refused, at `field`."""
    columns = titles.match(sheet.header)
    used: set[int] = set()
    good: dict[int, _R] = {}
    found = {row.number: RowFields(columns, row) for row in sheet.rows}
    for row in sheet.rows:
        cells = found[row.number]
        used |= {i for i in columns.untitled if i < len(row.cells) and row.cells[i] is not None}
        if any(cell is not None for cell in row.cells[columns.beyond :]):
            cells.refuse("", "import.too_many_cells", {"columns": str(columns.width)})
        one = read(cells)
        if one is not None:
            good[row.number] = one
    repeated = _settle(good, found, field)
    return Mapped(
        rows=tuple(good.values()),
        errors=tuple(error for cells in found.values() for error in cells.errors),
        ignored=columns.ignored + tuple(letter(position) for position in sorted(used)),
        repeated=tuple(repeated),
    )


def _settle(good: dict[int, _R], found: Mapping[int, RowFields], field: str) -> list[int]:
    """Keep the first of rows that say the same; give the numbers of the others."""
    same: dict[str, list[int]] = defaultdict(list)
    for at, row in good.items():
        same[row.key].append(at)
    repeated: list[int] = []
    for numbers in [some for some in same.values() if len(some) > 1]:
        differ = len({replace(good[at], row=0) for at in numbers}) > 1
        for at in numbers if differ else numbers[1:]:
            del good[at]
            if not differ:
                repeated.append(at)
                continue
            others = [str(other) for other in numbers if other != at][:_OTHERS_QUOTED]
            found[at].refuse(field, "import.same_twice", {"rows": "、".join(others)})
    return sorted(repeated)
