"""A notice waits for her hours, her visit and her pause, and is never told on the half hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.company_calendar import Schedule
from rules.errors import Invalid
from rules.preference import Preference
from rules.quiet import next_allowed
from rules.workdays import OfficialYear, Shifts, Weekdays, Workdays
from rules.working_hours import Hours

_HOLIDAY = OfficialYear(off=frozenset(date(2026, 10, n) for n in range(1, 8)))
_DAYS = Workdays(official={2026: _HOLIDAY})
_OFFICE = Schedule(workdays=_DAYS)
_NIGHT = Schedule(workdays=_DAYS, hours=Hours(start=time(22), end=time(6)))
_SPREAD = 5
_ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata",
          "Australia/Lord_Howe", "Pacific/Apia")  # fmt: skip


def _at(local: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _told(
    now: datetime,
    schedule: Schedule = _OFFICE,
    *,
    preference: Preference | None = None,
    zone: str = "Asia/Shanghai",
    spread: int = _SPREAD,
    is_scheduled: bool = True,
) -> datetime:
    return next_allowed(
        now,
        schedule=schedule,
        preference=preference or Preference(),
        zone=zone,
        spread=spread,
        is_scheduled=is_scheduled,
    )


@pytest.mark.parametrize(
    ("now", "told"),
    [
        pytest.param("2026-11-24T10:17", "2026-11-24T10:17", id="in her hours"),
        pytest.param("2026-11-24T08:29:59", "2026-11-24T08:40", id="a second before them"),
        pytest.param("2026-11-24T08:30", "2026-11-24T08:31", id="they begin at a half hour"),
        pytest.param("2026-11-24T10:00:59", "2026-11-24T10:01", id="the end of minute 0"),
        pytest.param("2026-11-24T10:01", "2026-11-24T10:01", id="minute 1"),
        pytest.param("2026-11-24T10:30:30", "2026-11-24T10:31", id="minute 30"),
        pytest.param("2026-11-24T17:59:59", "2026-11-24T17:59:59", id="the last second"),
        pytest.param("2026-11-24T18:00", "2026-11-25T08:40", id="they have ended"),
        pytest.param("2026-11-27T19:00", "2026-11-30T08:40", id="over the weekend"),
        pytest.param("2026-09-30T20:00", "2026-10-08T08:40", id="over a holiday"),
        pytest.param("2026-11-28T10:17", "2026-11-30T08:40", id="on a Saturday"),
    ],
)
def test_a_reminder_waits_for_her_hours(now: str, told: str) -> None:
    assert _told(_at(now)) == _at(told)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        pytest.param("2026-11-24T21:59", "2026-11-24T22:10", id="before the shift"),
        pytest.param("2026-11-24T23:15", "2026-11-24T23:15", id="in it"),
        pytest.param("2026-11-25T05:59", "2026-11-25T05:59", id="past midnight"),
        pytest.param("2026-11-25T06:00", "2026-11-25T22:10", id="it has ended"),
        pytest.param("2026-11-28T03:12", "2026-11-28T03:12", id="Friday's ends on Saturday"),
        pytest.param("2026-11-28T23:12", "2026-11-30T22:10", id="Saturday has none"),
        pytest.param("2026-11-30T03:12", "2026-11-30T22:10", id="nor has Sunday's night"),
    ],
)
def test_a_night_shift_belongs_to_the_day_it_begins(now: str, told: str) -> None:
    assert _told(_at(now), _NIGHT) == _at(told)


@pytest.mark.parametrize(
    ("hours", "digest"),
    [
        pytest.param("08:30-18:00", "08:40", id="about 08:40"),
        pytest.param("06:00-15:00", "08:40", id="early hours keep it"),
        pytest.param("09:00-18:00", "09:10", id="after she has begun"),
        pytest.param("08:55-18:00", "09:05", id="over an hour's mark"),
        pytest.param("08:50-18:00", "09:01", id="not at the full hour"),
        pytest.param("08:20-18:00", "08:40", id="spread from half past"),
        pytest.param("04:00-08:40", "04:10", id="she has gone home by then"),
        pytest.param("14:00-22:00", "14:10", id="a late shift"),
    ],
)
def test_a_digest_comes_in_the_morning_of_her_hours(hours: str, digest: str) -> None:
    start, _, end = hours.partition("-")
    own = Hours(start=time.fromisoformat(start), end=time.fromisoformat(end))
    schedule = Schedule(workdays=_DAYS, hours=own)

    due = schedule.digest_after(_at("2026-11-24T00:00"), "Asia/Shanghai", spread=_SPREAD)

    assert due == _at(f"2026-11-24T{digest}")


@pytest.mark.parametrize(
    ("after", "spread", "due"),
    [
        pytest.param("2026-11-24T08:34:59", 0, "2026-11-24T08:35", id="a second before"),
        pytest.param("2026-11-24T08:35", 0, "2026-11-25T08:35", id="just gone"),
        pytest.param("2026-11-24T08:00", 14, "2026-11-24T08:49", id="spread at most 14"),
        pytest.param("2026-11-24T08:00", 15, "2026-11-24T08:35", id="and round again"),
        pytest.param("2026-11-27T09:00", 0, "2026-11-30T08:35", id="not on a weekend"),
        pytest.param("2026-09-30T09:00", 0, "2026-10-08T08:35", id="not in a holiday"),
    ],
)
def test_a_digest_is_due_on_her_next_working_morning(after: str, spread: int, due: str) -> None:
    found = _OFFICE.digest_after(_at(after), "Asia/Shanghai", spread=spread)

    assert found == _at(due)


_VISIT = Preference(visiting_until=_at("2026-11-24T11:00"))
_LATE_VISIT = Preference(visiting_until=_at("2026-11-24T18:30"))
_PAUSE = Preference(snoozed_until=_at("2026-11-24T11:10"))


@pytest.mark.parametrize(
    ("preference", "now", "scheduled", "money"),
    [
        pytest.param(_VISIT, "2026-11-24T10:59:59", "2026-11-24T11:01", "2026-11-24T11:00",
                     id="visiting"),
        pytest.param(_VISIT, "2026-11-24T11:00", "2026-11-24T11:01", "2026-11-24T11:00",
                     id="the visit is over"),
        pytest.param(_LATE_VISIT, "2026-11-24T17:10", "2026-11-25T08:40", "2026-11-24T18:30",
                     id="a visit beyond her hours"),
        pytest.param(_PAUSE, "2026-11-24T10:10", "2026-11-24T11:10", "2026-11-24T10:10",
                     id="a pause holds no money"),
        pytest.param(Preference(), "2026-11-28T03:00", "2026-11-30T08:40", "2026-11-28T03:00",
                     id="money comes at night, at the full hour"),
        pytest.param(Preference(hours=Hours(start=time(13), end=time(20))),
                     "2026-11-24T10:10", "2026-11-24T13:10", "2026-11-24T10:10",
                     id="her own hours"),
    ],
)  # fmt: skip
def test_a_visit_holds_everything_and_her_hours_only_what_is_scheduled(
    preference: Preference, now: str, scheduled: str, money: str
) -> None:
    told = [
        _told(_at(now), preference=preference, is_scheduled=is_scheduled)
        for is_scheduled in (True, False)
    ]

    assert told == [_at(scheduled), _at(money)]


@pytest.mark.parametrize(
    ("zone", "day", "told"),
    [
        pytest.param("Europe/Berlin", "2026-03-27T20:00", "2026-03-30T06:40", id="into summer"),
        pytest.param("Europe/Berlin", "2026-10-23T20:00", "2026-10-26T07:40", id="out of it"),
        pytest.param("America/New_York", "2026-03-06T20:00", "2026-03-09T12:40", id="New York"),
        pytest.param("America/New_York", "2026-10-30T20:00", "2026-11-02T13:40", id="and back"),
    ],
)
def test_her_morning_is_by_her_clock_when_clocks_change(zone: str, day: str, told: str) -> None:
    due = _told(_at(day, zone), zone=zone)

    assert due == datetime.fromisoformat(told).replace(tzinfo=UTC)


_schedules = st.builds(
    lambda pattern, start, minutes: Schedule(
        workdays=Workdays(pattern=pattern, official={2026: _HOLIDAY}),
        hours=Hours(
            start=time(*divmod(start, 60)), end=time(*divmod((start + minutes) % 1440, 60))
        ),
    ),
    st.one_of(
        st.builds(lambda days: Weekdays(days=days), st.frozensets(st.integers(0, 6), min_size=1)),
        st.builds(lambda on: Shifts(anchor=date(2026, 1, 1), on=on, off=3), st.integers(1, 5)),
    ),
    st.integers(0, 1439),
    st.integers(180, 960),
)
_moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001 - made aware


@given(_schedules, _moments, st.sampled_from(_ZONES), st.integers(0, 1000))
@example(_NIGHT, datetime(2026, 3, 29, 1), "Europe/Berlin", 3)  # noqa: DTZ001 - made aware
@example(_NIGHT, datetime(2026, 10, 25, 0, 30), "Europe/Berlin", 3)  # noqa: DTZ001 - made aware
@example(_NIGHT, datetime(2026, 11, 1, 5, 30), "America/New_York", 3)  # noqa: DTZ001 - made aware
def test_a_reminder_is_in_the_hours_of_a_workday_and_off_the_mark(
    schedule: Schedule, moment: datetime, zone: str, spread: int
) -> None:
    now = moment.replace(tzinfo=UTC)

    told = _told(now, schedule, zone=zone, spread=spread)

    local = told.astimezone(ZoneInfo(zone))
    days = [local.date() - timedelta(days=n) for n in (0, 1)]
    inside = [day for day in days if schedule.hours.window(day, zone)[0] <= told
              < schedule.hours.window(day, zone)[1]]  # fmt: skip
    assert told >= now
    assert local.minute % 30
    assert any(schedule.workdays.is_workday(day) for day in inside)
    assert _told(told, schedule, zone=zone, spread=spread) == told


@pytest.mark.parametrize(
    ("start", "end", "is_good"),
    [
        pytest.param("09:00", "10:00", True, id="an hour"),
        pytest.param("09:00", "09:59", False, id="under an hour"),
        pytest.param("06:00", "22:00", True, id="sixteen hours"),
        pytest.param("06:00", "22:01", False, id="over sixteen"),
        pytest.param("09:00", "09:00", False, id="none, or a whole day"),
        pytest.param("23:30", "00:30", True, id="over midnight"),
    ],
)
def test_hours_are_one_to_sixteen(start: str, end: str, is_good: bool) -> None:  # noqa: FBT001 - a column
    try:
        Hours(start=time.fromisoformat(start), end=time.fromisoformat(end))
    except Invalid:
        assert not is_good
    else:
        assert is_good


def test_hours_have_no_seconds() -> None:
    with pytest.raises(Invalid):
        Hours(start=time(9, 0, 1))
