"""What was known of a week of reps' work, read by sets: the raw figures of a snapshot."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.activity import Activity, is_reported, touches
from rules.periods import DayRange, week_of
from storage.activity import Activities
from storage.learning_tables import enrolment
from storage.mentoring_tables import mentor_rating, mentor_task, pairing
from storage.retention import Facts
from storage.risk_tables import alert
from storage.rows import chunks
from storage.tables import deal, deal_credit

_MOST_RATING = 2


class WeekFacts:
    """No status, leaving or group of anybody is read here (RETENTION 4.8)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(
        self,
        ids: Collection[int],
        *,
        week: date,
        start: datetime,
        end: datetime,
        known_at: datetime,
        reported: Collection[int] = (),
    ) -> dict[int, Facts]:
        """Give the figures of a week from `start` up to `end` for each of these persons.

        What was written after `known_at` is not among them; what happened after `end` neither.
        `reported` are those in whose team somebody has an activity in that week.
        """
        days = week_of(week)
        found: dict[int, dict[str, float | None]] = {}
        for some in chunks(ids):
            parts = (
                await self._courses(some, days, end=end),
                await self._ratings(some, week=week, known_at=known_at),
                await self._tasks(some, week=week),
                await self._deals(some, start=start, end=end),
                await self._touches(some, days, known_at=known_at, reported=reported),
                await self._alerts(some, end=end),
            )
            for one in some:
                found[one] = {name: value for part in parts for name, value in part(one).items()}
        return dict(found)

    async def _courses(self, ids: Collection[int], days: DayRange, *, end: datetime) -> _Figures:
        rows = await self._connection.execute(
            select(enrolment.c.person_id, enrolment.c.completed_at).where(
                enrolment.c.person_id.in_(ids), enrolment.c.due_on < days.end
            )
        )
        due: dict[int, int] = {}
        done: dict[int, int] = {}
        for row in rows:
            due[row.person_id] = due.get(row.person_id, 0) + 1
            is_done = row.completed_at is not None and row.completed_at < end
            done[row.person_id] = done.get(row.person_id, 0) + is_done
        return _Figures(
            {
                "training_completion": {one: done[one] / due[one] for one in due},
                "courses_overdue": {one: float(due[one] - done[one]) for one in due},
            },
            missing={"courses_overdue": 0.0},
        )

    async def _ratings(self, ids: Collection[int], *, week: date, known_at: datetime) -> _Figures:
        rows = await self._connection.execute(
            select(pairing.c.rep_id, mentor_rating.c.satisfaction, mentor_rating.c.applied)
            .join_from(mentor_rating, pairing, mentor_rating.c.pairing_id == pairing.c.id)
            .where(
                pairing.c.rep_id.in_(ids),
                mentor_rating.c.week == week,
                mentor_rating.c.at <= known_at,
                mentor_rating.c.satisfaction.is_not(None),
                mentor_rating.c.applied.is_not(None),
            )
        )
        means = {row.rep_id: (row.satisfaction + row.applied) / _MOST_RATING for row in rows}
        return _Figures({"mentor_rating": means})

    async def _tasks(self, ids: Collection[int], *, week: date) -> _Figures:
        rows = await self._connection.execute(
            select(pairing.c.rep_id, func.count(mentor_task.c.done_on).label("done"))
            .join_from(mentor_task, pairing, mentor_task.c.pairing_id == pairing.c.id)
            .where(pairing.c.rep_id.in_(ids), mentor_task.c.week == week)
            .group_by(pairing.c.rep_id)
        )
        return _Figures({"mentor_tasks_done": {row.rep_id: float(row.done) for row in rows}})

    async def _deals(self, ids: Collection[int], *, start: datetime, end: datetime) -> _Figures:
        rows = await self._connection.execute(
            select(deal_credit.c.person_id, func.count(func.distinct(deal.c.id)).label("many"))
            .join_from(deal_credit, deal, deal_credit.c.deal_id == deal.c.id)
            .where(
                deal_credit.c.person_id.in_(ids),
                deal.c.closed_at >= start,
                deal.c.closed_at < end,
                deal.c.is_cancelled.is_(False),
            )
            .group_by(deal_credit.c.person_id)
        )
        counts = {row.person_id: float(row.many) for row in rows}
        # Deals come by event: no row is no deal, and not a figure that is missing.
        return _Figures({"deals": counts}, missing={"deals": 0.0})

    async def _touches(
        self,
        ids: Collection[int],
        days: DayRange,
        *,
        known_at: datetime,
        reported: Collection[int],
    ) -> _Figures:
        done: dict[int, list[Activity]] = {one: [] for one in ids}
        for one in await Activities(self._connection).of(ids, days):
            if one.known_at <= known_at:
                done[one.person_id].append(one)
        counts = {
            one: float(touches(some))
            for one, some in done.items()
            if is_reported(some, days, of_team=one in reported)
        }
        return _Figures({"touches": counts})

    async def _alerts(self, ids: Collection[int], *, end: datetime) -> _Figures:
        """Tell by 1 whose alert was open at the end of the week: the risk is that under help."""
        rows = await self._connection.scalars(
            select(alert.c.person_id).where(
                alert.c.person_id.in_(ids),
                alert.c.opened_at < end,
                or_(alert.c.closed_at.is_(None), alert.c.closed_at >= end),
            )
        )
        return _Figures({"alert_open": dict.fromkeys(rows, 1.0)}, missing={"alert_open": 0.0})


class _Figures:
    """Figures by name and person; who has none gets `missing`, or None."""

    def __init__(
        self,
        known: Mapping[str, Mapping[int, float]],
        *,
        missing: Mapping[str, float] | None = None,
    ) -> None:
        self._known = known
        self._missing = missing or {}

    def __call__(self, one: int) -> Facts:
        return {
            name: values.get(one, self._missing.get(name)) for name, values in self._known.items()
        }
