"""Where a site asks for it, chance decides whose first alert is told later, by rep or by team."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from handlers.alert_bands import bands_of
from handlers.retention_report import first_alerts
from rules.alert import Alert
from rules.hold_back import draw, may_wait, waiting
from rules.loop import LoopPolicy
from rules.people import Person, Role
from rules.risk import Level
from rules.roll_out import step_draw
from storage.unit_of_work import UnitOfWork


async def draw_for(
    person_id: int, level: Level, uow: UnitOfWork, policy: LoopPolicy, *, today: date
) -> None:
    """Draw at a rep's first alert, unless it may not wait or the trial is over."""
    turns = await uow.roll_outs.steps()
    if not (policy.hold_back or turns) or await uow.hold_backs.has_stopped():
        return
    band = (await bands_of([person_id], uow))[person_id].band
    if not may_wait(level, band) or await uow.alerts.count_of(person_id) != 1:
        return
    if not turns:
        await uow.hold_backs.add(draw(person_id, today, policy))
        return
    team_id = (await uow.people.by_id([person_id]))[person_id].manager_id
    if team_id in turns:
        await uow.hold_backs.add(step_draw(person_id, today=today, starts_on=turns[team_id]))
        await uow.roll_outs.add_case(person_id, team_id=team_id)


async def who_waits(alerts: Sequence[Alert], uow: UnitOfWork, *, today: date) -> set[int]:
    """Give the reps of these alerts of whom nothing is told today."""
    ids = [one.person_id for one in alerts]
    draws = await uow.hold_backs.of(ids)
    if not draws:
        return set()
    bands = await bands_of(list(draws), uow)
    return waiting(
        draws,
        levels={one.person_id: one.level for one in alerts},
        bands={one: told.band for one, told in bands.items()},
        today=today,
    )


async def who_is_kept_from(
    person: Person, alerts: Sequence[Alert], uow: UnitOfWork, *, today: date
) -> set[int]:
    """Give the reps of these alerts whom a morning's list leaves out for one reader.

    A team's turn holds back its manager alone: HR is told of everybody (RULES row 21).
    """
    waits = await who_waits(alerts, uow, today=today)
    if Role.HR in person.roles:
        waits -= await uow.roll_outs.cases(waits)
    return waits


async def has_no_turn_yet(person: Person, uow: UnitOfWork, *, today: date) -> bool:
    """Whether a manager's turn to be told of her team is still to come."""
    if Role.HR in person.roles:
        return False
    starts_on = (await uow.roll_outs.steps()).get(person.id)
    if starts_on is None or starts_on <= today:
        return False
    return not await uow.hold_backs.has_stopped()


async def stop_if_shown(uow: UnitOfWork, *, today: date) -> bool:
    """End the trial where a look says enough: nobody waits for what is known. True if it did."""
    if not await uow.hold_backs.any() or await uow.hold_backs.has_stopped():
        return False
    from rules.retention_stop import has_shown  # noqa: PLC0415 - numpy, where chance decides

    cases = await first_alerts(await uow.retention.careers(), uow, today=today)
    if not await asyncio.to_thread(has_shown, cases, today=today):
        return False
    await uow.hold_backs.stop()
    return True
