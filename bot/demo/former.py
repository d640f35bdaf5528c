"""Who was hired more than a year ago and works there no more: what 留存报告 has to tell of."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.demo.company import Raw, deal, event

_PROBATION = timedelta(days=182)
_SURNAMES = "钱孙李周吴郑王冯陈褚卫蒋"
_GIVEN = ("小燕", "建军", "晓东")
#: Hire months ago, then the weeks after which somebody resigned, and was dismissed.
_MONTHS = (
    (16, (2, 4, 7, 12, 19), (17,)),
    (15, (3, 6, 11, 15), (20,)),
    (14, (5, 9, 13), (16,)),
)
FORMER = len(_SURNAMES) * len(_MONTHS)
#: Who was confirmed went on elsewhere so much later, one a week.
_LATER = timedelta(weeks=8)
#: Into the third week; who left before had none. Had none of them ever sold, nobody's results could
#: be judged today: half of those who begin would not have had their first deal.
_FIRST_DEAL = timedelta(days=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Former:
    number: str
    name: str
    hired_on: date
    left_on: date
    #: resignation, dismissal, or "" where she was confirmed first.
    ended: str


def former(chance: random.Random, today: datetime) -> list[Raw]:
    """Give three months of twelve hires each: resigned, dismissed, or confirmed and gone since."""
    return [raw for one in _everybody(today.date()) for raw in _events(one, chance, today)]


def _everybody(today: date) -> Iterator[_Former]:
    for cohort, (months, resigned, dismissed) in enumerate(_MONTHS):
        weeks = [*resigned, *dismissed]
        for n, surname in enumerate(_SURNAMES):
            hired_on = _month(today, months) + timedelta(days=2 * n)
            stays = _PROBATION + _LATER + timedelta(weeks=n)
            ended = "resignation" if n < len(resigned) else "dismissal"
            yield _Former(
                number=f"L{cohort}{n:02}",
                name=f"{surname}{_GIVEN[cohort]}",
                hired_on=hired_on,
                left_on=hired_on + (timedelta(weeks=weeks[n]) if n < len(weeks) else stays),
                ended=ended if n < len(weeks) else "",
            )


def _events(one: _Former, chance: random.Random, today: datetime) -> Iterator[Raw]:
    ends_on = one.hired_on + _PROBATION
    yield event(
        f"hire-{one.number}", "employee.hired", today,
        employee_id=one.number, name=one.name, roles=["rep"], engagement="employee",
        contract_months=36, manager="M01", hired_on=one.hired_on.isoformat(),
        probation_ends_on=ends_on.isoformat(),
    )  # fmt: skip
    sold_on = one.hired_on + _FIRST_DEAL
    if sold_on < one.left_on:
        at = datetime.combine(sold_on, time(2), UTC)
        yield deal(chance, f"{one.number}-first", one.number, at)
    if not one.ended:
        yield event(
            f"stay-{one.number}", "employee.confirmed", today,
            employee_id=one.number, confirmed_on=ends_on.isoformat(),
        )  # fmt: skip
    yield event(
        f"left-{one.number}", "employee.left", today,
        employee_id=one.number, kind=one.ended or "resignation",
        last_active_on=one.left_on.isoformat(),
    )  # fmt: skip


def _month(today: date, back: int) -> date:
    """Give the first of a month so many months ago."""
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
