"""Cells of a plain table as numbers, days and flags; what can not be read is named by its row."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Literal

import numpy as np

from rules.errors import Invalid
from rules.panel import Floats
from rules.retention_roles import Unit

_MISSING = frozenset(
    ("", "na", "n/a", "nan", "null", "none", "-", "--", "#n/a", "无", "缺失", "未评")
)
_YES = frozenset(("1", "1.0", "true", "yes", "y", "t", "是", "已离职"))
_NO = frozenset(("0", "0.0", "false", "no", "n", "f", "否", "在职"))
_DATE = re.compile(r"(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?(?:[T ].*)?")
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
        found = np.array([_number(one) for one in plain])
    is_bad = np.isinf(found)
    return np.where(is_bad, np.nan, found), np.flatnonzero(is_bad).tolist()


def _number(cell: str) -> float:
    """Give one number, "1,234" and "95%" too; infinity for what is none."""
    text = cell.strip().replace(",", "").replace("，", "")
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


def day(cell: str, order: Order) -> date:
    """Read a date; raise ValueError where it is none."""
    match = _DATE.fullmatch(cell.strip())
    if match is None:
        raise ValueError(cell)
    first, second, third = (int(one) for one in match.groups())
    if len(match[1]) == _YEAR_DIGITS:
        return date(first, second, third)
    month, of_month = (first, second) if order == "mdy" else (second, first)
    return date(third if len(match[3]) == _YEAR_DIGITS else 2000 + third, month, of_month)


def period_of(when: date, unit: Unit) -> int:
    """Count weeks from Monday 5 January 1970, or months from January of year 0."""
    if unit == "month":
        return when.year * 12 + when.month - 1
    return (when.toordinal() - _EPOCH) // 7


def quarter_ends(period: np.ndarray, unit: Unit) -> np.ndarray:
    """Give the last period of the quarter that each period is in."""
    if unit == "month":
        return np.asarray(period // 3 * 3 + 2)
    ends = {}
    for one in np.unique(period):
        sunday = date.fromordinal(_EPOCH + int(one) * 7 + 6)
        month = (sunday.month - 1) // 3 * 3 + 3
        following = date(sunday.year + month // 12, month % 12 + 1, 1)
        # The first week whose Sunday is not before the quarter's last day.
        last_day = following.toordinal() - 1
        ends[int(one)] = (last_day - _EPOCH) // 7
    return np.array([ends[int(one)] for one in period])
