"""A trial by chance is stopped at a look that says enough, and the report says that it was."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from bot.cards.reader import Reader
from bot.cards.retention_report import effect as worded
from handlers.hold_back import stop_if_shown
from handlers.retention_report import effect
from rules.hold_back import Arm, Draw
from rules.retention_view import EffectTold
from rules.risk import Assessment, Level
from storage.alert import Finding
from storage.store import Store
from tests.builders import AT, a_hire, an_event, take_in

_HIRED, _ENDS, _DRAWN = date(2026, 1, 5), date(2026, 6, 30), date(2026, 3, 2)
_TODAY = date(2026, 11, 24)


async def _site(store: Store, of: int, *, now: int, later: int) -> None:
    """Let so many be told now and as many later, of whom so many stayed."""
    dates = {"hired_on": str(_HIRED), "probation_ends_on": str(_ENDS)}
    gone = [*range(now, of), *range(of + later, 2 * of)]
    await take_in(
        store,
        *(a_hire(f"A{n:03}", **dates) for n in range(2 * of)),
        *(
            an_event(f"left-{n}", "employee.left",
                     {"employee_id": f"A{n:03}", "kind": "resignation",
                      "last_active_on": "2026-04-01"})
            for n in gone
        ),
        is_quiet=True,
    )  # fmt: skip
    at = datetime.combine(_DRAWN, time(1), AT.tzinfo)
    async with store.begin() as uow:
        ids = {one.number: one.id for one in await uow.people.everyone(limit=1000)}
        reps = [ids[f"A{n:03}"] for n in range(2 * of)]
        found = [Assessment(person_id=one, week=_HIRED, level=Level.AMBER) for one in reps]
        await uow.risks.add(found, night=_DRAWN, at=at)
        kept = await uow.risks.newest(reps)
        for n, one in enumerate(reps):
            finding = Finding(
                assessment_id=kept[one].id, found=kept[one].found, owner_id=None, at=at
            )
            await uow.alerts.open(finding)
            arm = Arm.NOW if n < of else Arm.LATER
            await uow.hold_backs.add(Draw(person_id=one, arm=arm, drawn_on=_DRAWN, until=_DRAWN))


async def _told(store: Store) -> EffectTold:
    async with store.read() as uow:
        found = await effect(await uow.retention.careers(), uow, today=_TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("of", "now", "later", "stops"),
    [
        pytest.param(49, 48, 10, False, id="49 in each: no look yet"),
        pytest.param(50, 40, 28, False, id="the interval leaves out nought, and it goes on"),
        pytest.param(50, 41, 25, True, id="p under .001"),
    ],
)
async def test_a_trial_is_stopped_at_a_look_and_by_a_strict_bound_alone(
    store: Store, of: int, now: int, later: int, *, stops: bool
) -> None:
    await _site(store, of, now=now, later=later)
    async with store.begin() as uow:
        stopped = [await stop_if_shown(uow, today=_TODAY) for _ in range(2)]

    told = await _told(store)

    assert stopped == [stops, False]
    assert (told.rung, told.needed_more, told.was_stopped) == ("randomised", None, stops)
    assert ("提前停止" in worded(told, Reader())) is stops
    assert ("Stopped early" in worded(told, Reader(language="en"))) is stops


async def test_before_the_day_of_its_fiftieth_end_nothing_is_looked_at(store: Store) -> None:
    await _site(store, 50, now=41, later=25)

    async with store.begin() as uow:
        assert not await stop_if_shown(uow, today=_ENDS)
        assert await stop_if_shown(uow, today=date(2026, 7, 1))
