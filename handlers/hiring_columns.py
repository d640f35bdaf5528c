"""The columns of a hiring table: which fields they are, which traits, and what is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from handlers.sheet import Cell, Row, Sheet, shown
from rules.errors import Invalid
from rules.hiring import Scale, Trait, TraitKind
from rules.hiring_titles import field_of, folded, known_trait, split_title
from rules.protected import protected

_MISSING = frozenset(
    ("", "na", "n/a", "nan", "null", "none", "-", "--", "#n/a", "无", "缺失", "未评", "未测")
)
_YES = frozenset(("1", "1.0", "true", "yes", "y", "t", "是", "转正", "已转正"))
_NO = frozenset(("0", "0.0", "false", "no", "n", "f", "否", "未转正", "离职"))
_LONGEST_SHOWN = 40
_FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitColumn:
    """A column of values of one trait, raw, with the scale its title states."""

    place: int
    title: str
    trait: Trait
    scale: Scale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of a table are."""

    file: str
    fields: Mapping[str, int]
    titles: tuple[str, ...]
    traits: tuple[TraitColumn, ...]
    #: Titles of protected attributes, which are not read.
    protected: tuple[str, ...]

    def cell(self, row: Row, field: str) -> Cell:
        """Give the cell of a field; None where there is no such column, or nothing in it."""
        place = self.fields.get(field)
        return None if place is None else cell_at(row, place)

    def refuse(self, row: Row, place: int, why: str) -> Invalid:
        """Give the refusal of one cell: file, row as the spreadsheet counts it, column."""
        return Invalid(self.file, f"row {row.number}, column {self.titles[place]}: {why}")


def find_columns(
    sheet: Sheet,
    *,
    file: str,
    traits: Collection[str] = (),
    behaviours: Collection[str] = (),
    is_of_candidates: bool = False,
) -> Columns:
    """Tell fields, traits and behaviours apart; raise `Invalid` for what can not be told.

    `traits` and `behaviours` are titles that say what they are. Elsewhere a title says it itself
    (特质:…, 行为:…), or is known by name. Of sellers, a column of numbers that is none of these
    counts as a behaviour, which never weighs before hire; of candidates as a trait.
    """
    if missing := [one for one in (*traits, *behaviours) if one not in sheet.header]:
        raise Invalid(file, f"has no column {missing[0]}; it has {_listed(sheet.header)}")
    fields: dict[str, int] = {}
    found: list[TraitColumn] = []
    guarded: list[str] = []
    for place, title in enumerate(sheet.header):
        if not title:
            continue
        if protected(title):
            guarded.append(title)
            continue
        field = field_of(title) if title not in (*traits, *behaviours) else None
        if field is not None:
            if field in fields:
                other = sheet.header[fields[field]]
                raise Invalid(file, f"columns {other} and {title} are both read as {field}")
            fields[field] = place
            continue
        told = TraitKind.TRAIT if title in traits else None
        told = TraitKind.BEHAVIOUR if title in behaviours else told
        column = _trait(sheet, place, told, is_of_candidates=is_of_candidates)
        if column is not None:
            found.append(column)
    _once(found, file)
    return Columns(
        file=file,
        fields=fields,
        titles=sheet.header,
        traits=tuple(found),
        protected=tuple(guarded),
    )


def _trait(
    sheet: Sheet, place: int, told: TraitKind | None, *, is_of_candidates: bool
) -> TraitColumn | None:
    """Read a column as a trait or behaviour; None where it holds words or nothing."""
    title = sheet.header[place]
    name, scale, prefixed = split_title(title)
    known = known_trait(name)
    kind = told or prefixed or (known.kind if known else None)
    if kind is None:
        if not _is_numeric(sheet.rows, place):
            return None
        kind = TraitKind.TRAIT if is_of_candidates else TraitKind.BEHAVIOUR
    named = known if known is not None and known.kind is kind else Trait(key=name, kind=kind)
    return TraitColumn(place=place, title=title, trait=named, scale=scale)


def _is_numeric(rows: Sequence[Row], place: int) -> bool:
    """Whether most of what stands in a column are numbers; a slip among many is a bad cell."""
    cells = [cell for row in rows if (cell := cell_at(row, place)) is not None]
    numbers = sum(_number(cell) is not None for cell in cells)
    return numbers > 0 and numbers * 2 > len(cells)


def _once(found: Sequence[TraitColumn], file: str) -> None:
    seen: dict[str, str] = {}
    for one in found:
        if one.trait.key in seen:
            raise Invalid(file, f"columns {seen[one.trait.key]} and {one.title} are one trait")
        seen[one.trait.key] = one.title


def cell_at(row: Row, place: int) -> Cell:
    """Give a cell; None where nothing is known."""
    cell = row.cells[place] if place < len(row.cells) else None
    return None if isinstance(cell, str) and cell.strip().lower() in _MISSING else cell


def number(columns: Columns, row: Row, place: int) -> Decimal | None:
    """Give a cell's number, None where nothing is known; raise `Invalid` for anything else."""
    cell = cell_at(row, place)
    if cell is None:
        return None
    found = _number(cell)
    if found is None:
        raise columns.refuse(row, place, f"{short(cell)} is not a number")
    return found


def _number(cell: Cell) -> Decimal | None:
    if isinstance(cell, Decimal):
        return cell if cell.is_finite() else None
    if not isinstance(cell, str):
        return None
    said = cell.strip().replace(",", "").replace("，", "").lstrip("¥￥$").removesuffix("%")
    try:
        found = Decimal(said.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def truth(columns: Columns, row: Row, field: str) -> bool | None:
    """Give a yes or no, None where nothing is known."""
    cell = columns.cell(row, field)
    if cell is None:
        return None
    said = shown(cell).strip().lower()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise columns.refuse(row, columns.fields[field], f"{short(cell)} is neither yes nor no")


def day(columns: Columns, row: Row, field: str) -> date | None:
    """Give a date, written 2026-09-01, 2026/9/1 or 2026年9月1日; None where there is none."""
    cell = columns.cell(row, field)
    if cell is None:
        return None
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    said = shown(cell).strip()
    for wording in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(said, wording).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise columns.refuse(row, columns.fields[field], f"{short(cell)} is not a date like 2026-09-01")


def named(columns: Columns, row: Row, *fields: str) -> str:
    """Give who a row is of; raise `Invalid` where nothing says so."""
    for field in fields:
        cell = columns.cell(row, field)
        if cell is not None and shown(cell).strip():
            return shown(cell).strip()
    place = next(columns.fields[field] for field in fields if field in columns.fields)
    raise columns.refuse(row, place, "is empty: whose row is it?")


def need_one(columns: Columns, *fields: str, what: str) -> None:
    """Raise `Invalid` where a table has none of some fields."""
    if not any(field in columns.fields for field in fields):
        raise Invalid(columns.file, f"has no column of {what}; it has {_listed(columns.titles)}")


def short(cell: Cell) -> str:
    """Quote a cell in a refusal."""
    said = shown(cell)
    return repr(said if len(said) <= _LONGEST_SHOWN else f"{said[:_LONGEST_SHOWN]}…")


def _listed(titles: Sequence[str]) -> str:
    known = [one for one in titles if one]
    more = f" and {len(known) - _FEW} more" if len(known) > _FEW else ""
    return ", ".join(known[:_FEW]) + more if known else "no titles"


def matches(title: str) -> str | None:
    """Tell titles of columns from other text, to find the header of a sheet."""
    if field := field_of(title):
        return field
    name, _, kind = split_title(title)
    return folded(name) if kind or known_trait(name) else None
