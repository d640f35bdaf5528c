"""What a probation has come to so far: each month's pass bar and its valid deals, as known now."""

from __future__ import annotations

from datetime import date

from handlers.account import plan_book
from handlers.target_count import count
from rules.periods import DayRange
from rules.probation_outcome import MonthResult
from rules.probation_record import ProbationFile
from rules.target_record import target_of
from storage.unit_of_work import UnitOfWork


async def results(
    uow: UnitOfWork, file: ProbationFile, today: date, *, default_plan: str
) -> tuple[tuple[MonthResult, ...], int]:
    """Give her months until today with a target, and how many had none.

    Counted anew each time, so a cancellation corrects the month the deal counted in (RULES row 13).
    """
    person, calendar = file.person, uow.calendar.month
    book = await plan_book(uow, [person], default_plan=default_plan)
    found: list[MonthResult] = []
    without, day = 0, file.probation.starts_on
    while day <= min(today, file.probation.ends_on):
        month = calendar.period(day)
        days: DayRange = calendar.days(month)
        target = target_of(await uow.targets.of_month(person.id, month))
        if target is None:
            without += 1
        elif book.versions:
            done = len((await count(uow, person, days, book)).valid)
            found.append(MonthResult(month=month, bar=target.pass_bar, done=done))
        day = days.end
    return tuple(found), without
