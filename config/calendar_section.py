"""Days, hours and patterns out of one table of calendar.toml."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from config.document import shown
from config.section import Section
from rules.errors import Invalid
from rules.workdays import Alternating, Pattern, Shifts, Weekdays
from rules.working_hours import Hours

_PATTERN_KEYS = ("anchor", "on", "rest", "rest_day", "days")
SCHEDULE_KEYS = ("country", "pattern", *_PATTERN_KEYS, "keeps_official", "hours", "off", "works")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)", re.ASCII)
_MOST_DAYS = 366
_DAYS_SUCH_AS = 'such as ["2026-12-25", "2027-02-05..2027-02-11"]'


class PatternWord(StrEnum):
    """How calendar.toml names a pattern."""

    FIVE_DAYS = "five_days"  # 双休
    SIX_DAYS = "six_days"  # 单休
    ALTERNATING = "alternating"  # 大小周
    SHIFTS = "shifts"
    WEEKDAYS = "weekdays"


#: Which keys a pattern has; each but rest_day is needed.
_KEYS_OF = {
    PatternWord.FIVE_DAYS: (),
    PatternWord.SIX_DAYS: ("rest_day",),
    PatternWord.ALTERNATING: ("anchor",),
    PatternWord.SHIFTS: ("anchor", "on", "rest"),
    PatternWord.WEEKDAYS: ("days",),
}


def pattern_of(section: Section, above: Pattern) -> Pattern:
    """Read a pattern; as above where the table names none."""
    if "pattern" not in section.table:
        for key in (*_PATTERN_KEYS, "keeps_official"):
            if key in section.table:
                section.wrong(key, "counts only beside pattern", 'write pattern = "..." with it')
        return above
    word = section.word("pattern", PatternWord, PatternWord.FIVE_DAYS)
    _fit(section, word)
    keeps = _truth(section, "keeps_official", default=word is not PatternWord.SHIFTS)
    return _BUILD[word](section, keeps)


def _fit(section: Section, word: PatternWord) -> None:
    """Refuse keys of another pattern, and a missing one of this."""
    if section.table["pattern"] != word.value:
        return  # misspelt, and told so
    for key in _PATTERN_KEYS:
        if key in section.table and key not in _KEYS_OF[word]:
            section.wrong(key, f"does nothing with {word.value}", "leave it out")
    for key in _KEYS_OF[word]:
        if key not in section.table and key != "rest_day":
            section.wrong("pattern", f"{word.value} needs {key}", _NEEDED[key])


_NEEDED = {
    "anchor": "a date such as anchor = 2026-01-05",
    "on": "days of work in a row, such as on = 4",
    "rest": "days of rest after them, such as rest = 2",
    "days": 'such as days = ["tue", "wed", "thu", "fri", "sat"]',
}


def _six_days(section: Section, keeps: bool) -> Pattern:  # noqa: FBT001 - one shape for the table
    rest = _weekday(section, "rest_day", section.table.get("rest_day", "sun"))
    return Weekdays(days=frozenset(range(7)) - {rest}, keeps_official=keeps)


def _weekdays(section: Section, keeps: bool) -> Pattern:  # noqa: FBT001 - as above
    days = section.table.get("days", ["mon"])
    if not isinstance(days, list) or not days:
        section.wrong("days", "is not a list of weekdays", _NEEDED["days"])
        return Weekdays()
    named = frozenset(_weekday(section, "days", day) for day in days)
    return Weekdays(days=named, keeps_official=keeps)


def _shifts(section: Section, keeps: bool) -> Pattern:  # noqa: FBT001 - as above
    return Shifts(
        anchor=_anchor(section),
        on=section.whole("on", 1, low=1, high=60),
        off=section.whole("rest", 1, low=1, high=60),
        keeps_official=keeps,
    )


_BUILD: dict[PatternWord, Callable[[Section, bool], Pattern]] = {
    PatternWord.FIVE_DAYS: lambda _, keeps: Weekdays(keeps_official=keeps),
    PatternWord.SIX_DAYS: _six_days,
    PatternWord.ALTERNATING: lambda section, keeps: Alternating(
        anchor=_anchor(section), keeps_official=keeps
    ),
    PatternWord.SHIFTS: _shifts,
    PatternWord.WEEKDAYS: _weekdays,
}


def _anchor(section: Section) -> date:
    value = section.table.get("anchor", date(2026, 1, 5))
    day = _day(value)
    if day is None:
        section.wrong("anchor", f"{shown(value)} is not a date", _NEEDED["anchor"])
    return day or date(2026, 1, 5)


def _weekday(section: Section, key: str, value: object) -> int:
    if value in _WEEKDAYS:
        return _WEEKDAYS.index(str(value))
    section.wrong(key, f"{shown(value)} is not a weekday", f"one of {', '.join(_WEEKDAYS)}")
    return 0


def _truth(section: Section, key: str, *, default: bool) -> bool:
    value = section.table.get(key, default)
    if isinstance(value, bool):
        return value
    section.wrong(key, f"{shown(value)} is neither true nor false", "write true or false")
    return default


def hours_of(section: Section, key: str) -> Hours | None:
    """Read "09:00-18:00"; None, noted as a problem, where it is none."""
    value = section.table[key]
    found = _HOURS.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        section.wrong(key, f"{shown(value)} is not a time of day to another", '"09:00-18:00"')
        return None
    start_hour, start_minute, end_hour, end_minute = map(int, found.groups())
    try:
        # Midnight may be written as the end of the day.
        end = time(0 if (end_hour, end_minute) == (24, 0) else end_hour, end_minute)
        return Hours(start=time(start_hour, start_minute), end=end)
    except ValueError:
        section.wrong(key, f"{shown(value)} is not a time of day to another", '"09:00-18:00"')
    except Invalid:
        section.wrong(key, f"{shown(value)} is too short or too long", "1 to 16 hours")
    return None


def days_of(section: Section, key: str) -> frozenset[date]:
    """Read a list of days and stretches of days, "first..last"; at most 366 days."""
    values = section.table.get(key, [])
    found: set[date] = set()
    if not isinstance(values, list):
        section.wrong(key, "is not a list", _DAYS_SUCH_AS)
        return frozenset()
    for value in values:
        first, last = _stretch(value)
        if first is None or last is None or not 0 <= (last - first).days < _MOST_DAYS:
            section.wrong(key, f"{shown(value)} is not a day or a stretch of days", _DAYS_SUCH_AS)
            continue
        found.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    if len(found) > _MOST_DAYS:
        section.wrong(key, f"has {len(found)} days", f"at most {_MOST_DAYS}")
    return frozenset(found)


def numbers_of(section: Section, key: str) -> list[str]:
    """Read employee numbers."""
    values = section.table.get(key)
    if isinstance(values, list) and values and all(isinstance(one, str) and one for one in values):
        return [str(one) for one in values]
    section.wrong(key, "is not a list of employee numbers", 'such as people = ["A001", "A002"]')
    return []


def _stretch(value: object) -> tuple[date | None, date | None]:
    if isinstance(value, str) and ".." in value:
        first, _, last = value.partition("..")
        return _day(first.strip()), _day(last.strip())
    return _day(value), _day(value)


def _day(value: object) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
