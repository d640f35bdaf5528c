"""Cells of a plain table as numbers, days and flags; what can not be read is named by its row."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Literal

import numpy as np

from rules.errors import Invalid
from rules.panel import Floats
from rules.retention_roles import Unit

_MISSING = frozenset(
    (
        "",
        "na",
        "n/a",
        "n.a.",
        "nan",
        "null",
        "none",
        "-",
        "--",
        "#n/a",
        "无",
        "缺失",
        "未评",
        "未知",
        "暂无",
    )
)
_YES = frozenset(("1", "1.0", "true", "yes", "y", "t", "是", "离职", "已离职"))
_NO = frozenset(("0", "0.0", "false", "no", "n", "f", "否", "在职"))
_DATE = re.compile(r"(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?(?:[T ].*)?")
#: 06-Jan-2025 and 6 January 25, which spreadsheets write.
_NAMED = re.compile(r"(\d{1,2})[- /]([A-Za-z]{3})[a-z]*[- /](\d{4}|\d{2})")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DECIMAL_COMMA = re.compile(r"[-+]?(?:0,\d+|\d+,(?:\d\d?|\d{4,}))[%％]?")
#: Over it nothing is a figure of a rep, and squares overflow.
_LARGEST = 1e30
#: 20250106; and 2025-W02, 202502: a week of the ISO calendar, or a month where those are counted.
_COMPACT = re.compile(r"(?:19|20)\d{6}")
_COUNTED = re.compile(r"((?:19|20)\d{2})[- ]?([Ww周]?)(\d{2})")
_EPOCH = date(1970, 1, 5).toordinal()  # a Monday
_YEAR_DIGITS = 4

Order = Literal["ymd", "mdy", "dmy"]


def is_missing(cell: str) -> bool:
    """Whether a cell says that nothing is known."""
    return cell.strip().lower() in _MISSING


def numbers(cells: Sequence[str]) -> tuple[Floats, list[int]]:
    """Give cells as numbers, NaN where missing, and the places of those that are no number."""
    plain = ["nan" if one == "" or is_missing(one) else one for one in cells]
    try:
        found = np.array(plain).astype(np.float64)
    except ValueError:
        # "0,8" and "12,5" can only be decimals: then "1,234" of the same column is one too.
        mark = "." if any(_DECIMAL_COMMA.fullmatch(one.strip()) for one in plain) else ""
        found = np.array([_number(one, comma=mark) for one in plain])
    with np.errstate(invalid="ignore"):
        is_bad = np.abs(found) > _LARGEST
    return np.where(is_bad, np.nan, found), np.flatnonzero(is_bad).tolist()


def _number(cell: str, *, comma: str) -> float:
    """Give one number, "1,234" and "95%" too; infinity for what is none."""
    text = cell.strip().replace(",", comma).replace("，", comma)
    try:
        return float(text[:-1]) / 100 if text.endswith(("%", "％")) else float(text)
    except ValueError:
        return float("inf")


def flag(cell: str) -> bool | None:
    """Give a yes or no; None is missing. Raise ValueError for anything else."""
    text = cell.strip().lower()
    if text in _YES or text in _NO:
        return text in _YES
    if is_missing(cell):
        return None
    raise ValueError(cell)


def order_of(cells: Collection[str], *, said: Literal["", "mdy", "dmy"], file: str) -> Order:
    """Tell how dates are written, from cells that can be read one way alone."""
    parts = [match.groups() for one in cells if (match := _DATE.fullmatch(one.strip()))]
    if not parts or all(len(first) == _YEAR_DIGITS for first, _, _ in parts):
        return "ymd"
    if said:
        return said
    months, days = 12, 0
    is_day_first = any(int(first) > months for first, _, last in parts if len(last) > days)
    is_month_first = any(int(second) > months for _, second, _ in parts)
    if is_day_first == is_month_first:
        raise Invalid(file, "its dates may be month or day first: say --dates mdy or --dates dmy")
    return "dmy" if is_day_first else "mdy"


def is_compact(cell: str) -> bool:
    """Whether a cell is a date of eight digits."""
    return _COMPACT.fullmatch(cell.strip()) is not None


def day(cell: str, order: Order) -> date:
    """Read a date; raise ValueError where it is none."""
    if is_compact(cell):
        return date.fromisoformat(cell.strip())
    if named := _NAMED.fullmatch(cell.strip()):
        year = int(named[3]) + (0 if len(named[3]) == _YEAR_DIGITS else 2000)
        return date(year, _MONTHS.index(named[2].lower()) + 1, int(named[1]))
    match = _DATE.fullmatch(cell.strip())
    if match is None:
        raise ValueError(cell)
    first, second, third = (int(one) for one in match.groups())
    if len(match[1]) == _YEAR_DIGITS:
        return date(first, second, third)
    month, of_month = (first, second) if order == "mdy" else (second, first)
    return date(third if len(match[3]) == _YEAR_DIGITS else 2000 + third, month, of_month)


def counted(cell: str, unit: Unit) -> date | None:
    """Read a week or month of a year; None where it is none. Raise ValueError for a 54th week."""
    match = _COUNTED.fullmatch(cell)
    if match is None:
        return None
    year, mark, number = int(match[1]), match[2], int(match[3])
    is_week = bool(mark) or (unit == "week" and "-" not in cell)
    return date.fromisocalendar(year, number, 1) if is_week else date(year, number, 1)


def period_of(when: date, unit: Unit) -> int:
    """Count weeks from Monday 5 January 1970, or months from January of year 0."""
    if unit == "month":
        return when.year * 12 + when.month - 1
    return (when.toordinal() - _EPOCH) // 7


def monday(week: int) -> date:
    """Give the first day of a counted week."""
    return date.fromordinal(_EPOCH + week * 7)


def quarter_ends(period: np.ndarray, unit: Unit) -> np.ndarray:
    """Give the last period of the quarter that each period is in."""
    if unit == "month":
        return np.asarray(period // 3 * 3 + 2)
    ends = {}
    for one in np.unique(period):
        sunday = monday(int(one)) + timedelta(days=6)
        month = (sunday.month - 1) // 3 * 3 + 3
        following = date(sunday.year + month // 12, month % 12 + 1, 1)
        # The first week whose Sunday is not before the quarter's last day.
        last_day = following.toordinal() - 1
        ends[int(one)] = (last_day - _EPOCH) // 7
    return np.array([ends[int(one)] for one in period])
