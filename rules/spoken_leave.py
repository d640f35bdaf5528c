"""我请假 12月1日到12月3日: a mentor says when she is away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

#: No leave that is told here is longer, or begins earlier than so many days ago.
LONGEST_DAYS = 92
_LOOK_BACK = timedelta(days=14)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*"
_DAY = (
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2} ?月 ?\d{1,2} ?[日号]?|\d{1,2}/\d{1,2}"
    rf"|{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}|今天|明天|后天|today|tomorrow)"
)
_TO = r"(?: ?(?:到|至|-|–|~|—|to|until|till|through) ?)"


def _days(first: str, last: str) -> str:
    return rf"(?P<{first}>{_DAY})(?:{_TO}(?P<{last}>{_DAY}|\d{{1,2}} ?[日号]))?"


_LEAVE = re.compile(
    rf"(?:我|本人)?(?:要|想)?(?:从)?(?:请假|休假|请个假)"
    rf"(?:[::,, ]*{_days('first', 'last')})?[.。!]?"
    rf"|(?:我|本人)?(?:要|想)?(?:从)?{_days('f2', 'l2')}"
    r" ?(?:要|想)?(?:请假|休假)[.。!]?"
    rf"|(?:i am|i'm|i will be)? ?(?:on leave|away|taking leave)(?: from)?"
    rf"(?: {_days('f3', 'l3')})?[.!]?"
)
_WORDS = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenLeave:
    """The first and the last day away; None where none was named. `problem` is a message id."""

    first: date | None = None
    last: date | None = None
    problem: str | None = None


def find_leave(folded: str, today: date) -> SpokenLeave | None:
    """Read a folded text; None where it names no days of a leave.

    A day without a year is the next such day.
    """
    found = _LEAVE.fullmatch(folded.strip())
    if found is None:
        return None
    first_text = found["first"] or found["f2"] or found["f3"]
    last_text = found["last"] or found["l2"] or found["l3"]
    if not first_text:
        return None
    first = _day(first_text, today - _LOOK_BACK)
    last = first if not last_text or first is None else _last(last_text, first)
    if first is None or last is None:
        return SpokenLeave(problem="mentor_leave.no_day")
    return SpokenLeave(first=first, last=last, problem=leave_problem(first, last, today))


def leave_problem(first: date, last: date, today: date) -> str | None:
    """Give what is wrong with a leave, as a message id; None for a good one."""
    if last < first:
        return "mentor_leave.turned"
    if last < today:
        return "mentor_leave.over"
    return "mentor_leave.too_long" if (last - first).days >= LONGEST_DAYS else None


def _last(text: str, first: date) -> date | None:
    """Give the last day: "12月1日到3日" names its month once."""
    if re.fullmatch(r"\d{1,2} ?[日号]", text):
        return _date(first.year, first.month, int(re.sub(r"\D", "", text)))
    last = _day(text, first)
    is_named_by_year = text.count("-") == len(("year", "month"))
    if last is None or is_named_by_year or (last - first).days < LONGEST_DAYS:
        return last
    # Nobody is away for a year: she has turned the two round.
    return _date(last.year - 1, last.month, last.day)


def _day(text: str, since: date) -> date | None:
    if text in _WORDS:
        return since + _LOOK_BACK + timedelta(days=_WORDS[text])
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    if len(numbers) == len(("year", "month", "day")):
        return _date(*numbers)
    if len(numbers) == 1:
        month = _MONTHS.index(re.sub("[^a-z]", "", text)[:3]) + 1
        numbers = [month, numbers[0]]
    near = [_date(since.year + more, *numbers) for more in (0, 1)]
    return next((one for one in near if one is not None and one >= since), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
