"""calendar.toml is read whole, or refused with each line, what is wrong there and what is right."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from config.calendars import calendar_in, read_calendar
from config.document import CalendarRefused
from config.official_days import OfficialDays
from rules.company_calendar import UnknownYear
from rules.periods import Calendar, Cut
from rules.workdays import Alternating, Shifts, Weekdays
from rules.working_hours import Hours

_SITE = """
country = "CN"
pattern = "alternating"
anchor = 2026-01-05
hours = "09:00-18:30"
business_month_starts_on = 26
off = ["2026-12-25", "2026-12-30..2026-12-31"]

[official.CN.2027]
off = ["2027-01-01", "2027-02-05..2027-02-11"]
works = [2027-02-20]

[[groups]]
name = "Shops"
people = ["S001", "S002"]
pattern = "shifts"
anchor = 2026-01-01
on = 4
rest = 2
hours = "14:00-22:00"
works = ["2026-12-25"]

[[groups]]
people = ["B001"]
country = "DE-BE"
pattern = "weekdays"
days = ["mon", "tue", "wed", "thu"]
keeps_official = false
off = []

[[groups]]
people = ["K001"]
pattern = "six_days"
rest_day = "mon"
"""


def test_everything_a_calendar_may_say_is_read() -> None:
    calendar = read_calendar(_SITE)
    shop, berlin, six = (calendar.of(number) for number in ("S002", "B001", "K001"))

    assert calendar.month == Calendar(cut=Cut.BUSINESS_MONTH, first_day=26)
    assert calendar.of("A001") is calendar.standard
    assert calendar.standard.hours == Hours(start=time(9), end=time(18, 30))
    assert calendar.standard.workdays.pattern == Alternating(anchor=date(2026, 1, 5))
    assert shop.workdays.pattern == Shifts(anchor=date(2026, 1, 1), on=4, off=2)
    assert shop.hours == Hours(start=time(14), end=time(22))
    assert berlin.workdays.pattern == Weekdays(days=frozenset(range(4)), keeps_official=False)
    assert (berlin.country, berlin.hours) == ("DE-BE", calendar.standard.hours)
    assert six.workdays.pattern == Weekdays(days=frozenset(range(1, 7)))


@pytest.mark.parametrize(
    ("number", "day", "works"),
    [
        pytest.param("A001", "2026-12-25", False, id="the company's day off"),
        pytest.param("A001", "2026-12-31", False, id="the end of a stretch"),
        pytest.param("A001", "2027-02-05", False, id="the operator's table"),
        pytest.param("A001", "2027-02-20", True, id="her make-up day, written as a date"),
        pytest.param("A001", "2027-05-03", True, id="nothing else of that year is off"),
        pytest.param("A001", "2026-10-01", False, id="the library's table"),
        pytest.param("S001", "2026-12-25", True, id="a group takes a day back"),
        pytest.param("B001", "2026-12-30", False, id="and has the others"),
    ],
)
def test_the_nearest_word_about_a_day_counts(number: str, day: str, works: bool) -> None:  # noqa: FBT001 - a table's column
    schedule = read_calendar(_SITE).of(number)

    assert schedule.workdays.is_workday(date.fromisoformat(day)) is works


def test_a_year_that_the_operator_wrote_down_is_no_longer_missed() -> None:
    plain = read_calendar('country = "CN"').unknown_years(date(2026, 11, 24))

    assert plain == [UnknownYear(country="CN", year=2027)]
    assert read_calendar(_SITE).unknown_years(date(2026, 11, 24)) == []


def test_the_shipped_calendar_is_chinas_until_the_site_has_its_own(tmp_path: Path) -> None:
    shipped = calendar_in(tmp_path)
    (tmp_path / "calendar.toml").write_text('country = "US"\n')

    assert (shipped.standard.country, shipped.standard.hours) == ("CN", Hours())
    assert calendar_in(tmp_path).standard.country == "US"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("patern = 1", "1: patern - is not a key of a calendar; did you mean pattern?",
                     id="a slip"),
        pytest.param('\npattern = "five_day"', '2: pattern - "five_day" is not known; did you',
                     id="an unknown pattern"),
        pytest.param('pattern = "shifts"\non = 4\nrest = 2', "1: pattern - shifts needs anchor",
                     id="no anchor"),
        pytest.param('pattern = "five_days"\nanchor = 2026-01-01',
                     "2: anchor - does nothing with five_days", id="an idle key"),
        pytest.param("on = 4", "1: on - counts only beside pattern", id="a key of no pattern"),
        pytest.param('pattern = "shifts"\nanchor = 2026-01-01\non = 0\nrest = 61',
                     "3: on - 0 is not a whole number", id="no work"),
        pytest.param('pattern = "weekdays"\ndays = ["mo"]', '2: days - "mo" is not a weekday',
                     id="no weekday"),
        pytest.param('pattern = "weekdays"\ndays = []', "2: days - is not a list of weekdays",
                     id="no days"),
        pytest.param('pattern = "alternating"\nanchor = "soon"', '2: anchor - "soon" is not a date',
                     id="no date"),
        pytest.param('pattern = "five_days"\nkeeps_official = 1',
                     "2: keeps_official - 1 is neither", id="neither true nor false"),
        pytest.param('hours = "9-18"', '1: hours - "9-18" is not a time of day to another',
                     id="hours without minutes"),
        pytest.param('hours = "09:00-25:00"', "1: hours - ", id="an hour that is none"),
        pytest.param('hours = "09:00-09:30"', "is too short or too long; 1 to 16 hours",
                     id="half an hour"),
        pytest.param('country = "XX"', "1: country - has no table of official days",
                     id="a country"),
        pytest.param('country = "DE-XX"', "1: country - has no table", id="a part of it"),
        pytest.param("country = 7", "1: country - has no table", id="a number"),
        pytest.param('off = "2026-12-25"', "1: off - is not a list", id="one day, no list"),
        pytest.param('off = ["2026-02-30"]', '1: off - "2026-02-30" is not a day',
                     id="no such day"),
        pytest.param('off = ["2026-12-31..2026-12-01"]', "1: off - ", id="a stretch backwards"),
        pytest.param('off = ["2026-01-01..2027-12-31"]', "1: off - ", id="a stretch of two years"),
        pytest.param("off = [2026-12-25]\nworks = [2026-12-25]",
                     "2: works - 2026-12-25 is off, too", id="off and not"),
        pytest.param("business_month_starts_on = 29", "1: business_month_starts_on - 29",
                     id="a day not every month has"),
        pytest.param("official = 1", "1: official - is not a table", id="no table"),
        pytest.param("[official.CN.27]\noff = []", "1: official - official.CN.27 is not a year's",
                     id="no year"),
        pytest.param("[official.CN]\noff = []", "1: official - official.CN.off is not a year's",
                     id="a country without years"),
        pytest.param("off = []\n[official.CN.2027]\nworks = []",
                     "2: official.CN.2027.off - is missing", id="a year without days off"),
        pytest.param("[official.CN.2027]\noff = [2026-01-01]",
                     "2: official.CN.2027.off - 2026-01-01 is not in 2027",
                     id="another year's day"),
        pytest.param("groups = 1", "1: groups - is not a list of tables", id="no groups"),
        pytest.param("[[groups]]\nname = 'x'", "1: groups.people - is not a list of employee",
                     id="a group of nobody"),
        pytest.param("[[groups]]\npeople = ['A']\n[[groups]]\npeople = ['A']",
                     "4: groups.people - A is in two groups", id="a person in two groups"),
        pytest.param("[[groups]]\npeople = ['A']\nbusiness_month_starts_on = 5",
                     "business_month_starts_on stands above the first [[groups]]", id="too low"),
        pytest.param("x = ", "1: is not TOML", id="no TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(text: str, said: str) -> None:
    with pytest.raises(CalendarRefused) as refused:
        read_calendar(text)

    assert f"calendar.toml:{said}" in str(refused.value) or said in str(refused.value)
    assert refused.value.message_id == "error.calendar_refused"


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(CalendarRefused) as refused:
        read_calendar('hours = "late"\noff = 1\n[[groups]]\npeople = []')

    assert [problem.line for problem in refused.value.problems] == [1, 2, 4]


@pytest.mark.parametrize(
    ("country", "year", "off", "works"),
    [
        # 国办发明电 2023 No. 7, 2024 No. 12, 2025 No. 7: whole stretches, with their weekends.
        pytest.param(
            "CN", 2024,
            "01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-08..06-10 09-15..09-17 10-01..10-07",
            "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12", id="China 2024"),
        pytest.param(
            "CN", 2025,
            "01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
            "01-26 02-08 04-27 09-28 10-11", id="China 2025"),
        pytest.param(
            "CN", 2026,
            "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27"
            " 10-01..10-07",
            "01-04 02-14 02-28 05-09 09-20 10-10", id="China 2026"),
    ],
)  # fmt: skip
def test_china_is_as_the_state_council_published_it(
    country: str, year: int, off: str, works: str
) -> None:
    table = OfficialDays(country)[year]
    written = (
        'country = "CN"',
        f"[official.CN.{year}]",
        f'off = ["{_in_year(off, year)}"]',
        f'works = ["{_in_year(works, year)}"]',
    )
    published = read_calendar("\n".join(written)).standard.workdays.official[year]

    assert sorted(table.off) == sorted(published.off)
    assert table.works == published.works
    assert table.is_published


def _in_year(days: str, year: int) -> str:
    dated = ["..".join(f"{year}-{day}" for day in stretch.split("..")) for stretch in days.split()]
    return '", "'.join(dated)


@pytest.mark.parametrize(
    ("country", "day", "is_off"),
    [
        pytest.param("US", "2026-07-03", True, id="US: observed on Friday"),
        pytest.param("US", "2026-11-26", True, id="US: Thanksgiving"),
        pytest.param("DE", "2026-05-14", True, id="DE: Ascension"),
        pytest.param("DE", "2026-03-08", False, id="DE: a day of Berlin"),
        pytest.param("DE-BE", "2026-03-08", True, id="DE-BE: its own day"),
        pytest.param("DE-BY", "2026-11-01", True, id="DE-BY: All Saints"),
        pytest.param("GB", "2026-12-28", True, id="GB: Boxing Day moved"),
        pytest.param("SG", "2026-08-10", True, id="SG: National Day moved"),
    ],
)
def test_other_countries_work_by_configuration(country: str, day: str, is_off: bool) -> None:  # noqa: FBT001 - a table's column
    some_day = date.fromisoformat(day)

    assert (some_day in OfficialDays(country)[some_day.year].off) is is_off


def test_a_year_outside_the_library_is_no_year() -> None:
    table = OfficialDays("CN")

    assert (table.get(1990), table.get(2101)) == (None, None)
    assert len(table) == len(list(table)) == 110
