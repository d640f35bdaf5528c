"""The demo's business clock, and the play that moves it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.clock import PlayClock, moments
from bot.demo.company import STAFF
from bot.demo.former import FORMER
from bot.demo.run import fill
from bot.opening import now
from config.plans import read_plan
from handlers.retention_report import report_on
from rules.periods import local_day
from storage.store import Store
from tests.builders import AT
from tests.fakes import FixedClock


def test_business_time_stands_still_between_two_moves() -> None:
    real = FixedClock(AT)
    clock = PlayClock(real_clock=real)

    real.pass_time(seconds=60)
    clock.move_to(AT + timedelta(days=1))
    real.pass_time(seconds=60)

    assert clock() == AT + timedelta(days=1)


def test_business_time_never_goes_back() -> None:
    clock = PlayClock(real_clock=FixedClock(AT))
    clock.move_to(AT + timedelta(days=1))

    clock.move_to(AT)

    assert clock() == AT + timedelta(days=1)


def test_after_the_play_it_passes_as_real_time_does() -> None:
    real = FixedClock(AT)
    clock = PlayClock(real_clock=real)
    clock.move_to(AT + timedelta(days=28))

    clock.run_on()
    real.pass_time(seconds=60)

    assert clock() == AT + timedelta(days=28, seconds=60)


def test_a_play_has_every_quarter_of_its_days_and_no_night() -> None:
    found = moments(AT, 2, zone="Asia/Shanghai")

    hours = {at.astimezone(ZoneInfo("Asia/Shanghai")).hour for at in found}
    assert hours == set(range(3, 20))
    assert len(found) == 2 * 17 * 4


@pytest.mark.parametrize(
    "started",
    [
        pytest.param("2026-12-31T16:02+00:00", id="a new year began there, not yet in UTC"),
        pytest.param("2027-02-28T15:50+00:00", id="a month's last minutes, a Sunday"),
        pytest.param("2028-02-29T03:00+00:00", id="a day that few years have"),
    ],
)
async def test_the_sample_company_may_be_looked_at_on_any_day(
    sqlite_url: str, started: str
) -> None:
    """By the day of the company nobody's probation ended unheard."""
    store = Store(sqlite_url, read_plan=read_plan)
    at = datetime.fromisoformat(started)
    today = local_day(at, "Asia/Shanghai")

    await fill(store, started=at)

    async with store.read() as uow:
        people = [one for one in await uow.people.everyone() if one.is_active]
    await store.close()
    lasts = [one.probation_ends_on for one in people if not one.is_confirmed(today)]
    assert len(people) == len(STAFF)
    assert lasts
    assert all(last is not None and last >= today for last in lasts)


async def test_the_sample_company_has_months_that_have_ended_and_a_curve(store: Store) -> None:
    """留存报告 shows a share and a picture there, and of nobody who is gone stands in the chat."""
    await fill(store)

    async with store.begin() as uow:
        people = await uow.people.everyone()
        careers = await uow.retention.careers()
        found = await report_on(
            careers, uow, today=local_day(now(), "Asia/Shanghai"), is_team=False
        )
    assert {one.number for one in people if one.is_active} == {one.number for one in STAFF}
    shares = [one.retention for one in found.cohorts if one.retention is not None]
    # Somebody of the staff may have come in one of these months too.
    assert [one.value for one in shares] == pytest.approx([667, 583, 500], abs=50)
    assert found.told[-1][0].week >= 19
    # Managers and HR of the staff are no reps.
    assert found.hired == sum("rep" in one.roles for one in STAFF) + FORMER
    assert (found.resigned > 0, found.dismissed > 0) == (True, True)
