"""Rows of a sheet made into people or deals: all that is wrong is collected, nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Generic, TypeVar

from handlers import sheet_amounts, sheet_cells, sheet_dates
from handlers.sheet import Row, Sheet, letter
from handlers.sheet_amounts import Share
from handlers.sheet_columns import DEALS, PEOPLE, Titles
from handlers.sheet_fields import CellError, RowFields
from handlers.sheet_rows import DealRow, PersonRow
from rules.money import Money, exponent

_R = TypeVar("_R")
_OTHERS_QUOTED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    titles: Titles
    #: The field by which two rows speak of the same thing.
    key: str
    #: The sentence for two such rows that differ.
    twice: str


_PERSON = _Kind(titles=PEOPLE, key="number", twice="import.person_twice")
_DEAL = _Kind(titles=DEALS, key="deal_id", twice="import.deal_twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped(Generic[_R]):
    """What a file holds. A row is either in `rows` or has errors, or repeats another one."""

    rows: Sequence[_R]
    #: Ordered by row, then column.
    errors: Sequence[CellError]
    #: Titles, or letters of untitled columns with something in them, that nobody read.
    ignored: tuple[str, ...]
    #: Numbers of rows with the same content as an earlier one.
    repeated: tuple[int, ...]

    def rejects(self, sheet: Sheet) -> Iterator[tuple[Row, Sequence[CellError]]]:
        """Give the refused rows with all their errors, in the order of the file they came from."""
        by_row: dict[int, list[CellError]] = defaultdict(list)
        for error in self.errors:
            by_row[error.row].append(error)
        return ((row, by_row[row.number]) for row in sheet.rows if row.number in by_row)


def map_people(sheet: Sheet) -> Mapped[PersonRow]:
    """Read people; raise `SheetError` for a header without number or name, or with one twice."""
    return _map(sheet, _PERSON, partial(_person, epoch=sheet.epoch))


def map_deals(sheet: Sheet, *, currency: str) -> Mapped[DealRow]:
    """Read deals; `currency` is for rows that name none.

    Raises `SheetError` for a header that lacks a needed field or has one twice, `Invalid` for an
    unknown default currency.
    """
    exponent(currency)
    return _map(sheet, _DEAL, partial(_deal, epoch=sheet.epoch, default=currency))


def _person(cells: RowFields, number: str | None, *, epoch: date) -> PersonRow | None:
    day = partial(sheet_dates.day, epoch=epoch)
    name = cells.get("name", sheet_cells.text, needed=True)
    hired_on = cells.get("hired_on", day)
    probation_ends_on = cells.get("probation_ends_on", day)
    left_on = cells.get("left_on", day)
    has_roles = cells.has("roles")
    person = PersonRow(
        row=cells.row,
        number=number or "",
        name=name or "",
        roles=cells.get("roles" if has_roles else "post", sheet_cells.role_set),
        post=cells.get("post", sheet_cells.text) if has_roles else None,
        post_from=cells.get("post_from", day) if has_roles else None,
        branch=cells.get("branch", sheet_cells.text),
        manager_number=cells.get("manager_number", sheet_cells.code),
        email=cells.get("email", sheet_cells.email),
        engagement=cells.get("engagement", sheet_cells.engagement),
        contract_months=cells.get("contract_months", sheet_cells.months),
        hired_on=hired_on,
        probation_ends_on=probation_ends_on,
        zone=cells.get("zone", sheet_cells.zone),
        locale=cells.get("locale", sheet_cells.language),
        plan=cells.get("plan", sheet_cells.text),
        left_on=left_on,
        wecom=cells.get("wecom", sheet_cells.code),
        dingtalk=cells.get("dingtalk", sheet_cells.code),
    )
    for name_of_day, later in (("probation_ends_on", probation_ends_on), ("left_on", left_on)):
        if hired_on and later and later < hired_on:
            cells.refuse(name_of_day, "import.before_hired", {"hired": hired_on.isoformat()})
    if number and person.manager_number == number:
        cells.refuse("manager_number", "import.own_manager")
    return None if cells.errors else person


def _deal(cells: RowFields, deal_id: str | None, *, epoch: date, default: str) -> DealRow | None:
    moment = partial(sheet_dates.moment, epoch=epoch)
    currency = cells.get("currency", sheet_amounts.currency) if cells.has("currency") else default
    amount = _money(cells, "amount", currency, needed=True)
    cost = _money(cells, "cost", currency)
    closed_at = cells.get("closed_at", moment, needed=True)
    opened_at = cells.get("opened_at", moment)
    if closed_at and opened_at and _day(opened_at) > _day(closed_at):
        cells.refuse("opened_at", "import.opened_after", {"closed": _day(closed_at).isoformat()})
    splits = _splits(cells)
    customer = cells.get("customer", sheet_cells.text)
    product = cells.get("product", sheet_cells.text)
    cancelled = cells.get("status", sheet_cells.is_cancelled)
    if cells.errors or not deal_id or amount is None or not closed_at or not splits:
        return None
    return DealRow(
        row=cells.row,
        deal_id=deal_id,
        splits=splits,
        amount=amount,
        closed_at=closed_at,
        opened_at=opened_at,
        customer=customer,
        product=product,
        cost=cost,
        cancelled=bool(cancelled),
    )


def _money(
    cells: RowFields, name: str, currency: str | None, *, needed: bool = False
) -> Money | None:
    if cells.is_merged(name):
        # One sum over several rows: whose it is, nobody can tell.
        cells.refuse(name, "import.merged")
        return None
    read = partial(
        sheet_amounts.money,
        currency=currency,
        note=cells.note(name),
        is_stated=cells.has("currency"),
    )
    return cells.get(name, read, needed=needed)


def _splits(cells: RowFields) -> tuple[Share, ...] | None:
    if not cells.has("splits"):
        employee = cells.get("employee", sheet_cells.code, needed=True)
        return (sheet_amounts.whole(employee),) if employee else None
    employee = cells.get("employee", sheet_cells.code)
    splits = cells.get("splits", sheet_amounts.shares)
    if employee and splits and employee not in {share.employee for share in splits}:
        cells.refuse("employee", "import.not_in_splits")
    return splits


def _day(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


def _map(
    sheet: Sheet, kind: _Kind, read: Callable[[RowFields, str | None], _R | None]
) -> Mapped[_R]:
    columns = kind.titles.match(sheet.header)
    used: set[int] = set()
    good: dict[int, _R] = {}
    errors: dict[int, Sequence[CellError]] = {}
    same_key: dict[str, list[RowFields]] = defaultdict(list)
    for row in sheet.rows:
        cells = RowFields(columns, row)
        used |= {i for i in columns.untitled if i < len(row.cells) and row.cells[i] is not None}
        if any(cell is not None for cell in row.cells[columns.beyond :]):
            cells.refuse("", "import.too_many_cells", {"columns": str(columns.width)})
        key = cells.get(kind.key, sheet_cells.code, needed=True)
        typed = read(cells, key)
        if typed:
            good[row.number] = typed
        if cells.errors:
            errors[row.number] = cells.errors
        if key:
            same_key[key].append(cells)
    repeated = []
    for group in same_key.values():
        if len(group) > 1:
            repeated += _settle(group, kind, good, errors)
    return Mapped(
        rows=tuple(good.values()),
        errors=tuple(error for row in sorted(errors) for error in errors[row]),
        ignored=columns.ignored + tuple(letter(position) for position in sorted(used)),
        repeated=tuple(sorted(repeated)),
    )


def _settle(
    group: Sequence[RowFields],
    kind: _Kind,
    good: dict[int, _R],
    errors: dict[int, Sequence[CellError]],
) -> list[int]:
    """Keep the first of equal rows, refuse all where two differ; give the rows left out as equal.

    A bad row counts as different: what it will say once it is mended, nobody knows yet.
    """
    numbers = [cells.row for cells in group]
    if len({good.get(number) for number in numbers}) == 1 and numbers[0] in good:
        for number in numbers[1:]:
            del good[number]
        return numbers[1:]
    for cells in group:
        others = [str(number) for number in numbers if number != cells.row][:_OTHERS_QUOTED]
        cells.refuse(kind.key, kind.twice, {"rows": "、".join(others)})
        errors[cells.row] = cells.errors
        good.pop(cells.row, None)
    return []
