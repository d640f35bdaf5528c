"""Guard 11 (RETENTION 4.8): help is compared among those who were there to have it."""

from __future__ import annotations

from datetime import date, datetime, time

from handlers.retention_report import effect, first_alerts
from rules.risk import Assessment, Level
from storage.alert import Finding
from storage.store import Store
from tests.builders import AT, a_hire, an_event, take_in

_FLAGGED, _TODAY = date(2026, 3, 2), date(2026, 11, 24)
#: Help counts if it is recorded within four weeks: up to 30 March.
_GONE = {"A1": "2026-03-29", "A2": "2026-03-30", "A3": "2026-03-31", "A4": None}


async def _site(store: Store) -> None:
    """Let four reps have their first alert on one day, and leave on or about the 28th after it."""
    dates = {"hired_on": "2026-01-05", "probation_ends_on": "2026-06-30"}
    await take_in(
        store,
        *(a_hire(number, **dates) for number in _GONE),
        *(
            an_event(f"left-{number}", "employee.left",
                     {"employee_id": number, "kind": "resignation", "last_active_on": day})
            for number, day in _GONE.items() if day is not None
        ),
        is_quiet=True,
    )  # fmt: skip
    at = datetime.combine(_FLAGGED, time(1), AT.tzinfo)
    async with store.begin() as uow:
        reps = sorted(one.id for one in await uow.people.everyone())
        found = [Assessment(person_id=one, week=_FLAGGED, level=Level.AMBER) for one in reps]
        await uow.risks.add(found, night=_FLAGGED, at=at)
        for kept in (await uow.risks.newest(reps)).values():
            await uow.alerts.open(
                Finding(assessment_id=kept.id, found=kept.found, owner_id=None, at=at)
            )


async def test_guard_11_who_left_before_help_could_come_is_in_no_group(store: Store) -> None:
    """Among the others they would make help look good, whatever it does."""
    await _site(store)

    async with store.read() as uow:
        careers = await uow.retention.careers()
        cases = await first_alerts(careers, uow, today=_TODAY)
        told = await effect(careers, uow, today=_TODAY)

    assert [one.ended_early for one in cases] == [True, True, False, False]
    assert told is not None
    assert (told.others, told.others_stayed, told.helped) == (2, 1, 0)
