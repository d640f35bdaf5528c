"""Amounts, currencies and shares as people write them in a cell: ¥8,000.00, 1.2万, A001:60%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache

from handlers.sheet import Cell
from handlers.sheet_cells import BadCell, code, plain
from rules.errors import Invalid
from rules.money import Money, exponent, to_minor

#: The currencies that a mark may stand for; the first is what a currency column means by it.
_MARKS = {
    "¥": ("CNY", "JPY"),
    "元": ("CNY", "HKD", "TWD", "MOP", "SGD"),
    "圆": ("CNY", "JPY"),
    "人民币": ("CNY",),
    "RMB": ("CNY",),
    "$": ("USD", "HKD", "TWD", "SGD", "CAD", "AUD", "NZD", "MOP"),
    "US$": ("USD",),
    "HK$": ("HKD",),
    "€": ("EUR",),
    "£": ("GBP",),
    "美元": ("USD",),
    "美金": ("USD",),
    "港币": ("HKD",),
    "港元": ("HKD",),
    "台币": ("TWD",),
    "新台币": ("TWD",),
    "欧元": ("EUR",),
    "英镑": ("GBP",),
    "日元": ("JPY",),
    "新加坡元": ("SGD",),
}
_SCALES = {"千": 10**3, "万": 10**4, "百万": 10**6, "亿": 10**8}
#: Scales that stand in titles only: amount (k), 金额(单位:万元).
_TITLE_SCALES = _SCALES | dict.fromkeys(["k", "000", "thousand", "thousands"], 10**3)
_TITLE_SCALES |= dict.fromkeys(["m", "mn", "million", "millions"], 10**6)
_MARK = "|".join(re.escape(mark) for mark in sorted(_MARKS, key=len, reverse=True)) + "|[A-Za-z]{3}"
_AMOUNT = re.compile(
    rf"""(?P<before>{_MARK})?\s*(?P<minus>[-−]?)\s*(?P<before2>{_MARK})?\s*
    (?P<digits>\d+(\.\d+)?|\d{{1,3}}([,\ ]\d{{3}})+(\.\d+)?|\.\d+)\s*
    (?P<scale>百万|[千万亿])?\s*(?P<after>{_MARK})?""",
    re.VERBOSE,
)
_TITLE_SCALE = "|".join(sorted(_TITLE_SCALES, key=len, reverse=True))
_TITLE_UNIT = re.compile(
    rf"(?P<scale>{_TITLE_SCALE})?(?P<mark>{_MARK})?|(?P<mark2>{_MARK})(?P<scale2>{_TITLE_SCALE})",
    re.IGNORECASE,
)
_BETWEEN_NOTES = re.compile(r"[\s:,;/、']+|单位|unit|in ")
_SHARE = re.compile(r"\s*(?P<number>[^:=]+?)\s*[:=]\s*(?P<share>\d+(\.\d+)?)\s*(?P<percent>%?)\s*")
_BETWEEN_SHARES = re.compile(r"[;,、\n]")
_ANY_YUAN = {"元", "圆"}
#: Longer than any amount that is meant.
_LONGEST = 40
_LARGEST_DIGIT = 16
#: Wide enough for whatever a cell may hold, so that no digit is rounded away unseen.
_EXACT = Context(prec=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What part of a deal an employee is credited with."""

    employee: str
    #: A fraction of 1.
    part: Decimal


def currency(cell: Cell) -> str:
    """Give the ISO 4217 code of CNY, 人民币, ¥ ..."""
    written = plain(cell).upper()
    name = _MARKS.get(written, (written,))[0]
    try:
        exponent(name)
    except Invalid:
        raise BadCell("import.currency", currency=written) from None
    return name


def money(
    cell: Cell, currency: str | None, *, note: str = "", is_stated: bool = False
) -> Money | None:
    """Give an amount of at least 0, exact to the currency's smallest unit.

    `note` is what the column's title has in brackets: under 金额(万元) the cell 1.2 is 12,000,
    unless it brings a unit of its own. Where the row has `is_stated` its currency, the 元 of a
    title means any. Without a currency, because that cell is bad too, only the number is checked
    and None is given.
    """
    amount, titled, beside = _number(cell, note)
    if amount < 0:
        raise BadCell("import.negative")
    if currency is None:
        return None
    for mark in beside + (tuple(set(titled) - _ANY_YUAN) if is_stated else titled):
        if currency not in _MARKS.get(mark.upper(), (mark.upper(),)):
            raise BadCell("import.currency_differs", mark=mark, currency=currency)
    try:
        return Money(minor=to_minor(amount, currency), currency=currency)
    except Invalid:
        places = exponent(currency)
        if amount.adjusted() <= _LARGEST_DIGIT and _EXACT.remainder(
            _EXACT.scaleb(amount, places), Decimal(1)
        ):
            raise BadCell("import.sub_minor", currency=currency, places=str(places)) from None
        raise BadCell("import.too_large") from None


def shares(cell: Cell) -> tuple[Share, ...]:
    """Give the shares of a list such as A001:60%; A002:40%, in its order.

    All with a percent sign, or all without: then they sum to 1 or to 100.
    """
    written = [part for part in _BETWEEN_SHARES.split(plain(cell)) if part.strip()]
    matches = [_SHARE.fullmatch(part) for part in written]
    found = [match for match in matches if match]
    if len(found) < len(matches) or not found:
        raise BadCell("import.splits")
    parts = [Decimal(match["share"]) for match in found]
    whole = sum(parts, Decimal(0))
    percents = {match["percent"] for match in found}
    if len(percents) > 1 or whole not in ({100} if "%" in percents else {1, 100}):
        raise BadCell("import.splits_sum", sum=f"{whole:f}")
    employees = [code(match["number"]) for match in found]
    if len(set(employees)) < len(employees) or 0 in parts:
        raise BadCell("import.splits_twice")
    return tuple(
        Share(employee=employee, part=(part / whole).normalize())
        for employee, part in zip(employees, parts, strict=True)
    )


def whole(employee: str) -> Share:
    """Credit one employee with the whole deal."""
    return Share(employee=employee, part=Decimal(1))


def _number(cell: Cell, note: str) -> tuple[Decimal, tuple[str, ...], tuple[str, ...]]:
    """Give the number in whole units, the currency marks of the title and those beside it."""
    scale, marks = _unit_of(note)
    if isinstance(cell, Decimal):
        return _EXACT.multiply(cell, Decimal(scale)), marks, ()
    written = plain(cell)[: _LONGEST + 1]
    if written.startswith("(") and written.endswith(")"):
        written = f"-{written[1:-1]}"  # how accountants write what was lost
    match = _AMOUNT.fullmatch(written)
    if not match or len(match[0]) > _LONGEST:
        raise BadCell("import.not_a_number")
    beside = tuple(match[place] for place in ("before", "before2", "after") if match[place])
    if match["scale"] or beside:
        scale = _SCALES.get(match["scale"], 1)
    amount = Decimal(re.sub("[, ]", "", match["digits"]))
    amount = _EXACT.multiply(amount, Decimal(scale))
    return (-amount if match["minus"] else amount), marks, beside


@cache
def _unit_of(note: str) -> tuple[int, tuple[str, ...]]:
    """Give the scale and the currency marks that a title names; 含税 and the like name none."""
    scale, marks = 1, []
    for part in filter(None, _BETWEEN_NOTES.split(note)):
        if unit := _TITLE_UNIT.fullmatch(part):
            scale *= _TITLE_SCALES.get((unit["scale"] or unit["scale2"] or "").lower(), 1)
            marks += [mark for mark in (unit["mark"], unit["mark2"]) if mark and _is_currency(mark)]
    return scale, tuple(marks)


def _is_currency(mark: str) -> bool:
    try:
        currency(mark)
    except BadCell:
        return False
    return True
