"""Alerts around National Day of 2026, by the official table: off from 1 to 7 October, on the 10th.

The 30th of September is a Wednesday and the last workday before; Saturday the 10th is worked for
one of the days off (国务院办公厅, 4 November 2025).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from config.calendars import read_calendar
from config.plans import read_plan
from storage.store import Store
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.mentoring_team import HR, MANAGER
from tests.risk_team import RiskTeam

#: Days after the 30th of September.
_HOLIDAY = range(1, 8)
_THURSDAY, _FRIDAY, _MADE_UP_SATURDAY, _MONDAY, _WEDNESDAY = 8, 9, 10, 12, 14


class HolidayTeam(RiskTeam):
    """The team on the last workday before the holiday, before dawn."""

    first = datetime(2026, 9, 29, 21, 38, tzinfo=UTC)
    day = date(2026, 9, 30)

    async def day_passes(self, days: int) -> None:
        """Run all that a day does about risk: its night, its morning, and what is for Mondays."""
        await self.later_night(days=days)
        await self.morning(days=days)
        await self.job("watch_digest")
        await self.job("intervention_check")
        await self.relay()

    async def nudges(self) -> list[tuple[int, object]]:
        return [(who, facts["what"]) for who, facts in await told(self.store, "alert_nudge")]

    def sent(self) -> int:
        return len(self.messages(MANAGER)) + len(self.messages(HR))


@pytest.fixture
async def team(database_url: str) -> AsyncIterator[HolidayTeam]:
    """李雷 is in her ninth week; the company keeps China's calendar."""
    calendar = read_calendar('country = "CN"')
    store = Store(database_url, read_plan=read_plan, calendar=calendar)
    await store.upgrade()
    team = HolidayTeam(store)
    await team.begin()
    await team.relay()
    yield team
    await store.close()


async def test_red_before_the_holiday_is_asked_again_on_the_first_workday_after_it(
    team: HolidayTeam,
) -> None:
    await team.red()
    await team.night()
    await team.morning()
    before = team.sent()

    for day in _HOLIDAY:
        await team.day_passes(day)
    over_holiday = team.sent() - before, await team.nudges()
    await team.day_passes(_THURSDAY)
    on_thursday = await team.nudges()
    await team.day_passes(_FRIDAY)

    assert "一个工作日没有回应,再提醒这一次" in team.texts(MANAGER)
    assert before == 2  # the manager and HR, each of the alert itself
    assert over_holiday == (0, [])
    assert on_thursday == [(MANAGER, "reminded")]
    assert await team.nudges() == [(MANAGER, "reminded"), (HR, "asked_hr")]
    assert "张经理还没有回应关于李雷的提醒" in team.texts(HR)


async def test_hr_takes_over_and_is_asked_on_the_due_day_alone(team: HolidayTeam) -> None:
    await team.red()
    await team.night()
    for day in (0, _THURSDAY, _FRIDAY):
        await team.morning(days=day)
    taken = await team.presses(HR, "我来跟进")

    for day in range(_MADE_UP_SATURDAY, 16):
        await team.day_passes(day)

    # Five workdays on: the 10th is one, the 11th none.
    assert "10月15日" in taken.text
    assert (await team.nudges())[2:] == [(HR, "due")]
    assert await team.alerts() == [("taken", "red", 1, "")]


async def test_an_answer_in_the_holiday_stops_all_that_was_to_come(team: HolidayTeam) -> None:
    await team.red()
    await team.night()
    await team.morning()
    team.clock.pass_time(days=3)
    taken = await team.presses(MANAGER, "我来跟进")

    for day in range(4, _WEDNESDAY):
        await team.day_passes(day)
    before_due = await team.nudges()
    await team.day_passes(_WEDNESDAY)

    # The holiday's third day counts as the first workday after it.
    assert "10月14日" in taken.text
    assert before_due == []
    assert await team.nudges() == [(MANAGER, "due")]
    rows = await answers(team.store, "SELECT state FROM notice WHERE kind LIKE 'alert%'")
    assert {state for (state,) in rows} == {"sent"}


async def test_an_answer_between_reminder_and_escalation_keeps_hr_out(team: HolidayTeam) -> None:
    await team.red()
    await team.night()
    for day in (0, _THURSDAY):
        await team.morning(days=day)
    await team.presses(MANAGER, "情况正常")
    await team.submits(MANAGER, reason="known")

    for day in range(_FRIDAY, 20):
        await team.day_passes(day)

    assert await team.nudges() == [(MANAGER, "reminded")]
    assert await team.alerts() == [("closed", "red", 1, "fine")]


async def test_what_a_night_of_the_holiday_finds_is_told_after_it(team: HolidayTeam) -> None:
    await team.later_night(days=1)
    await team.amber()
    for day in (2, 3, 4, 5, 6, 7):
        await team.day_passes(day)
    over_holiday = team.sent()
    for day in (_THURSDAY, _FRIDAY):
        await team.day_passes(day)
    on_friday = await team.nudges()
    await team.day_passes(_MADE_UP_SATURDAY)

    assert over_holiday == 0
    assert {who for who, _ in await told(team.store, "alert_list")} == {MANAGER, HR}
    assert on_friday == [(MANAGER, "reminded")]
    assert await team.nudges() == [(MANAGER, "reminded"), (HR, "asked_hr")]


async def test_a_morning_that_was_missed_is_made_up_for_on_a_workday(team: HolidayTeam) -> None:
    """The server is away on Saturday the 10th and comes back on Sunday."""
    await team.red()
    for day in (_FRIDAY, 11):
        await team.later_night(days=day)
        await team.morning(days=day)
    on_sunday = await team.nudges()
    for day in (_MONDAY, 13):
        await team.day_passes(day)

    assert on_sunday == []
    assert await team.nudges() == [(MANAGER, "reminded"), (HR, "asked_hr")]
