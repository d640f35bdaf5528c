"""Read calendar.toml: who works on which days, from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from config.calendar_section import (
    SCHEDULE_KEYS,
    days_of,
    hours_of,
    numbers_of,
    pattern_of,
)
from config.document import CalendarRefused
from config.official_days import OfficialDays
from config.section import Section
from config.toml_file import parsed, text_of
from rules.company_calendar import CompanyCalendar, Schedule
from rules.periods import Calendar, Cut
from rules.workdays import Official, OfficialYear, Workdays
from rules.working_hours import Hours

NAME = "calendar.toml"
_SHIPPED = Path(__file__).parent / NAME
_TOP = dict.fromkeys((*SCHEDULE_KEYS, "business_month_starts_on", "official", "groups"), "")
_GROUP = dict.fromkeys(("name", "people", *SCHEDULE_KEYS), "") | {
    key: f"{key} stands above the first [[groups]]" for key in ("business_month_starts_on",)
}
_OFFICIAL = dict.fromkeys(("off", "works"), "")
_MOST_GROUPS = 1000
_SUCH_AS = "[official.CN.2027] with off = [...] and works = [...]"
_Years = Mapping[str, Mapping[int, OfficialYear]]


def calendar_in(home: Path) -> CompanyCalendar:
    """Give the site's calendar, the shipped one where it has none; raise `CalendarRefused`."""
    own = home / NAME
    return read_calendar(text_of(own if own.exists() else _SHIPPED, refused=CalendarRefused))


def read_calendar(text: str, *, file: str = NAME) -> CompanyCalendar:
    """Give the calendar; raise `CalendarRefused` with the problems found, at most a hundred.

    The keys are documented in docs/reference/calendar.md. An unknown key, a pattern without its
    anchor, a country without a table or a person in two groups refuses the file.
    """
    table, document = parsed(text, file=file, refused=CalendarRefused)
    top = Section(document=document, table=table, lines=document.whole, what="a calendar")
    top.known(_TOP)
    years = _official(top)
    standard = _schedule(top, Schedule(), years)
    calendar = CompanyCalendar(
        standard=standard, by_number=_groups(top, standard, years), month=_month(top)
    )
    if document.problems:
        raise CalendarRefused(file, sorted(document.problems, key=lambda found: found.line))
    return calendar


def _schedule(section: Section, above: Schedule, years: _Years) -> Schedule:
    """Read days and hours; what a group leaves out is as above, and its days come on top."""
    table = section.table
    country = above.country
    official: Official = above.workdays.official
    if "country" in table:
        country, official = _country(section, years)
    hours = hours_of(section, "hours") if "hours" in table else above.hours
    off, works = _own_days(section)
    return Schedule(
        workdays=Workdays(
            pattern=pattern_of(section, above.workdays.pattern),
            official=official,
            off=(above.workdays.off - works) | off,
            works=(above.workdays.works - off) | works,
        ),
        hours=hours or Hours(),
        country=country,
    )


def _country(section: Section, years: _Years) -> tuple[str, Official]:
    country = section.table["country"]
    if country == "":
        return "", {}
    try:
        return str(country), OfficialDays(str(country), years.get(str(country)))
    except LookupError:
        allowed = 'such as "CN", "DE", "DE-BE" for a part, or "" for no official days'
        section.wrong("country", "has no table of official days", allowed)
        return "", {}


def _official(top: Section) -> _Years:
    """Read what the operator says of a country's year, in place of the library's table."""
    countries = top.table.get("official", {})
    found: dict[str, dict[int, OfficialYear]] = {}
    if not isinstance(countries, dict):
        top.wrong("official", "is not a table", _SUCH_AS)
        return found
    for country, years in countries.items():
        for year, days in years.items() if isinstance(years, dict) else [("", None)]:
            name = f"official.{country}.{year}"
            if not (year.isdecimal() and len(year) == 4 and isinstance(days, dict)):  # noqa: PLR2004 - a year
                top.wrong("official", f"{name} is not a year's table", _SUCH_AS)
                continue
            lines = top.document.table(name)
            section = replace(top, table=days, lines=lines, prefix=f"{name}.")
            found.setdefault(country, {})[int(year)] = _year(section, int(year))
    return found


def _year(section: Section, year: int) -> OfficialYear:
    section.known(_OFFICIAL)
    off, works = _own_days(section)
    if not off:
        section.wrong("off", "is missing", 'such as off = ["2027-02-05..2027-02-11"]')
    if strange := sorted(str(day) for day in off | works if day.year != year):
        section.wrong("off", f"{strange[0]} is not in {year}", "each day stands in its own year")
    return OfficialYear(off=off, works=works)


def _own_days(section: Section) -> tuple[frozenset[date], frozenset[date]]:
    off, works = days_of(section, "off"), days_of(section, "works")
    if both := sorted(str(day) for day in off & works):
        section.wrong("works", f"{both[0]} is off, too", "a day is one or the other")
    return off, works


def _groups(top: Section, standard: Schedule, years: _Years) -> dict[str, Schedule]:
    tables = top.table.get("groups", [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        top.wrong("groups", "is not a list of tables", '[[groups]] with people = ["A001"]')
        return {}
    if len(tables) > _MOST_GROUPS:
        top.wrong("groups", f"has {len(tables)} groups", f"at most {_MOST_GROUPS}")
        return {}
    found: dict[str, Schedule] = {}
    lines = top.document.entries("groups", len(tables))
    for table, of_group in zip(tables, lines, strict=True):
        section = replace(top, table=table, lines=of_group, prefix="groups.")
        section.known(_GROUP)
        if "name" in table:
            section.text("name", longest=100)
        schedule = _schedule(section, standard, years)
        for number in numbers_of(section, "people"):
            if number in found:
                section.wrong("people", f"{number} is in two groups", "keep one of them")
            found[number] = schedule
    return found


def _month(top: Section) -> Calendar:
    first = top.whole("business_month_starts_on", 1, low=1, high=28)
    return Calendar() if first == 1 else Calendar(cut=Cut.BUSINESS_MONTH, first_day=first)
