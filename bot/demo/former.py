"""Who was hired more than a year ago and works there no more: what 留存报告 has to tell of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.demo.company import Raw, event

_PROBATION = timedelta(days=182)
_SURNAMES = "钱孙李周吴郑王冯陈褚卫蒋"
_GIVEN = ("小燕", "建军", "晓东")
#: Hire months ago, then the weeks after which somebody resigned, and was dismissed.
_MONTHS = (
    (16, (2, 4, 7, 12, 19), (17,)),
    (15, (3, 6, 11, 15), (20,)),
    (14, (5, 9, 13), (16,)),
)
_PER_MONTH = len(_SURNAMES)
#: Who was confirmed went on elsewhere so many weeks later, one a week.
_LATER = timedelta(weeks=8)
FORMER = _PER_MONTH * len(_MONTHS)


def former(today: datetime) -> list[Raw]:
    """Give three months of twelve hires each: resigned, dismissed, or confirmed and gone since."""
    found: list[Raw] = []
    for cohort, (months, resigned, dismissed) in enumerate(_MONTHS):
        first = _month(today.date(), months)
        for n, surname in enumerate(_SURNAMES):
            number = f"L{cohort}{n:02}"
            hired_on = first + timedelta(days=2 * n)
            ends_on = hired_on + _PROBATION
            found.append(
                event(
                    f"hire-{number}", "employee.hired", today,
                    employee_id=number, name=f"{surname}{_GIVEN[cohort]}", roles=["rep"],
                    engagement="employee", contract_months=36, manager="M01",
                    hired_on=hired_on.isoformat(), probation_ends_on=ends_on.isoformat(),
                )
            )  # fmt: skip
            weeks = [*resigned, *dismissed]
            if n < len(weeks):
                kind = "resignation" if n < len(resigned) else "dismissal"
                left_on = hired_on + timedelta(weeks=weeks[n])
            else:
                kind, left_on = "resignation", ends_on + _LATER + timedelta(weeks=n)
                found.append(
                    event(
                        f"stay-{number}", "employee.confirmed", today,
                        employee_id=number, confirmed_on=ends_on.isoformat(),
                    )
                )  # fmt: skip
            found.append(
                event(
                    f"left-{number}", "employee.left", today,
                    employee_id=number, kind=kind, last_active_on=left_on.isoformat(),
                )
            )  # fmt: skip
    return found


def _month(today: date, back: int) -> date:
    """Give the first of a month so many months ago."""
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
