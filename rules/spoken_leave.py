"""我请假 12月1日到12月3日: a mentor says when she is away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

#: No leave that is told here is longer, or begins earlier than so many days ago.
LONGEST_DAYS = 92
_LOOK_BACK = timedelta(days=14)
_A_DAY, _A_WEEK = timedelta(days=1), timedelta(weeks=1)
_NEXT = ("下", "next")
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*"
_ZH_WEEK = r"(?:周|星期|礼拜)"
_WEEKDAY = (
    rf"(?:(?P<zh_which>下|这|本)?个?{_ZH_WEEK}(?P<zh>[一二三四五六日天])"
    r"|(?:(?P<en_which>next|this) )?(?P<en>mon|tue|wed|thu|fri|sat|sun)[a-z]*day)"
)
_WEEK = rf"(?:(?:下|这|本)个?{_ZH_WEEK}(?![一二三四五六日天])|(?:next|this) week)"
_UNNAMED = re.compile(r"\?P<\w+>")
_DAY = (
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2} ?月 ?\d{1,2} ?[日号]?|\d{1,2}/\d{1,2}"
    rf"|{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}|今天|明天|后天|today|tomorrow"
    rf"|{_UNNAMED.sub('?:', _WEEKDAY)})"
)
_TO = r"(?: ?(?:到|至|-|–|~|—|to|until|till|through) ?)"


def _days(first: str, last: str) -> str:
    return rf"(?P<{first}>{_DAY}|{_WEEK})(?:{_TO}(?P<{last}>{_DAY}|\d{{1,2}} ?[日号]))?"


_VERB = r"(?:请个?假|请[年病事]假|休假|休年假)"
_LEAVE = re.compile(
    rf"(?:我|本人)?(?:要|想)?(?:从)?{_VERB}"
    rf"(?:[::,, ]*{_days('first', 'last')})?[.。!]?"
    rf"|(?:我|本人)?(?:要|想)?(?:从)?{_days('f2', 'l2')}"
    rf" ?(?:要|想)?{_VERB}[.。!]?"
    rf"|(?:i am|i'm|i will be|i'll be)? ?(?:on leave|on vacation|taking leave|leave|away)(?: from)?"
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
    first, last = _first(first_text, today)
    if last_text and first is not None:
        last = _last(last_text, first, today)
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


def _first(text: str, today: date) -> tuple[date | None, date | None]:
    """Give the first day, and the last where nothing more is named."""
    if re.fullmatch(_WEEK, text):
        return _week(text, today)
    day = _day(text, today - _LOOK_BACK, today)
    return day, day


def _week(text: str, today: date) -> tuple[date, date]:
    """Give the days of this week that are left, or the next one from its Monday on."""
    monday = today - timedelta(days=today.weekday())
    if text.startswith(_NEXT):
        return monday + _A_WEEK, monday + 2 * _A_WEEK - _A_DAY
    return today, monday + _A_WEEK - _A_DAY


def _weekday(text: str, since: date, today: date) -> date | None:
    """Give the day of the week that is named: the next one from `since` on where none is."""
    found = re.fullmatch(_WEEKDAY, text)
    if found is None:
        return None
    number = "一二三四五六日".find((found["zh"] or "").replace("天", "日"))
    if found["en"]:
        number = _WEEKDAYS.index(found["en"])
    if which := found["zh_which"] or found["en_which"]:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=number) + (_A_WEEK if which in _NEXT else timedelta())
    return since + timedelta(days=(number - since.weekday()) % 7)


def _last(text: str, first: date, today: date) -> date | None:
    """Give the last day: "12月1日到3日" names its month once."""
    if re.fullmatch(r"\d{1,2} ?[日号]", text):
        return _date(first.year, first.month, int(re.sub(r"\D", "", text)))
    last = _day(text, first, today)
    is_named_by_year = text.count("-") == len(("year", "month"))
    if last is None or is_named_by_year or (last - first).days < LONGEST_DAYS:
        return last
    # Nobody is away for a year: she has turned the two round.
    return _date(last.year - 1, last.month, last.day)


def _day(text: str, since: date, today: date) -> date | None:
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if weekday := _weekday(text, max(since, today), today):
        return weekday
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
