"""Weeks of reps as they were known, fitted models and the choice among them, in the store."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.learning_tables import enrolment
from storage.loop_tables import departure
from storage.mentoring_tables import mentor_rating, mentor_task, pairing
from storage.probation_tables import probation_fact
from storage.retention_tables import rep_snapshot, risk_model, risk_model_choice
from storage.rows import append, chunks
from storage.tables import deal, deal_credit, person

#: Figures of a week by name; None is not known.
Facts = Mapping[str, float | None]
_MOST_RATING = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What was known of a rep's week."""

    person_id: int
    week: date
    known_at: datetime
    event_time: datetime
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A stored model without its body."""

    id: int
    fitted_at: datetime
    seen_until: date
    leavers: int
    schema_hash: str
    evaluation: str
    is_admitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Career:
    """When somebody came, left, and how her probation came out."""

    person_id: int
    hired_on: date
    probation_ends_on: date | None
    left_on: date | None
    #: "confirmed", "ended", "extended"; None while nothing is decided.
    outcome: str | None
    decided_on: date | None
    #: Her manager's employee number; "" without one.
    manager: str = ""


class Retention:
    """Snapshots are only ever added; a model's row never changes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def facts_of(
        self,
        ids: Collection[int],
        *,
        week: date,
        start: datetime,
        end: datetime,
        known_at: datetime,
    ) -> dict[int, Facts]:
        """Give the figures of a week from `start` up to `end` for each of these persons.

        What was written after `known_at` is not among them; what happened after `end` neither.
        """
        found: dict[int, dict[str, float | None]] = {}
        for some in chunks(ids):
            parts = (
                await self._courses(some, day=end),
                await self._ratings(some, week=week, known_at=known_at),
                await self._tasks(some, week=week),
                await self._deals(some, start=start, end=end),
            )
            for one in some:
                found[one] = {name: value for part in parts for name, value in part(one).items()}
        return dict(found)

    async def add(self, weeks: Collection[Week]) -> int:
        """Add what is new of these weeks; one that says the same as before is left out."""
        newest = {
            (one.person_id, one.week): one.facts
            for one in await self.weeks(
                as_known=max((one.known_at for one in weeks), default=None),
                ids={one.person_id for one in weeks},
            )
        }
        new = [one for one in weeks if newest.get((one.person_id, one.week)) != one.facts]
        await append(
            self._connection,
            rep_snapshot,
            [
                {
                    "person_id": one.person_id,
                    "week": one.week,
                    "known_at": one.known_at,
                    "event_time": one.event_time,
                    "facts": json.dumps(one.facts, sort_keys=True),
                }
                for one in new
            ],
        )
        return len(new)

    async def weeks(
        self, *, as_known: datetime | None = None, ids: Collection[int] | None = None
    ) -> list[Week]:
        """Give all weeks, of each the newest version known by then, by person and week."""
        found: list[Week] = []
        for some in [None] if ids is None else chunks(ids):
            query = select(rep_snapshot).order_by(
                rep_snapshot.c.person_id, rep_snapshot.c.week, rep_snapshot.c.known_at
            )
            if as_known is not None:
                query = query.where(rep_snapshot.c.known_at <= as_known)
            if some is not None:
                query = query.where(rep_snapshot.c.person_id.in_(some))
            versions = {
                (row.person_id, row.week): Week(
                    person_id=row.person_id,
                    week=row.week,
                    known_at=row.known_at,
                    event_time=row.event_time,
                    facts=json.loads(row.facts),
                )
                for row in await self._connection.execute(query)
            }
            found += versions.values()
        return found

    async def careers(self, ids: Collection[int] | None = None) -> list[Career]:
        """Give everybody who was ever hired for a probation, or those of `ids`, by id."""
        found: list[Career] = []
        for some in [None] if ids is None else chunks(ids):
            found += await self._careers(some)
        return found

    async def _careers(self, some: Sequence[int] | None) -> list[Career]:
        outcomes = select(probation_fact).where(probation_fact.c.kind == "outcome")
        columns = (
            person.c.id,
            person.c.hired_on,
            person.c.probation_ends_on,
            person.c.left_on,
            person.c.confirmed_on,
            person.c.manager_number,
            departure.c.kind,
            departure.c.left_on.label("departed_on"),
        )
        hired = (
            select(*columns)
            .join_from(person, departure, departure.c.person_id == person.c.id, isouter=True)
            .where(person.c.hired_on.is_not(None), person.c.probation_ends_on.is_not(None))
        )
        if some is not None:
            outcomes = outcomes.where(probation_fact.c.person_id.in_(some))
            hired = hired.where(person.c.id.in_(some))
        decided = {
            row.person_id: (row.detail, row.on_day)
            for row in await self._connection.execute(outcomes.order_by(probation_fact.c.id))
        }
        rows = await self._connection.execute(hired.order_by(person.c.id))
        return [_career(row, decided.get(row.id)) for row in rows]

    async def add_model(self, fitted: Mapping[str, object], *, body: str, evaluation: str) -> int:
        """Keep a fitted model and give its number."""
        values = {**fitted, "body": body, "evaluation": evaluation}
        inserted = await self._connection.execute(
            insert(risk_model).values(values).returning(risk_model.c.id)
        )
        return int(inserted.scalar_one())

    async def models(self) -> list[Fitted]:
        """Give all models, the newest first."""
        names = "id fitted_at seen_until leavers schema_hash evaluation is_admitted".split()
        query = select(*(risk_model.c[name] for name in names)).order_by(risk_model.c.id.desc())
        rows = await self._connection.execute(query)
        return [Fitted(**{name: getattr(row, name) for name in names}) for row in rows]

    async def body(self, model_id: int) -> str | None:
        """Give a model as it was written."""
        query = select(risk_model.c.body).where(risk_model.c.id == model_id)
        found = await self._connection.scalar(query)
        return None if found is None else str(found)

    async def choice(self) -> tuple[int | None, str]:
        """Give the model that speaks now and how it came to; (None, "rules") before any."""
        query = select(risk_model_choice).order_by(risk_model_choice.c.id.desc()).limit(1)
        row = (await self._connection.execute(query)).one_or_none()
        return (None, "rules") if row is None else (row.model_id, row.kind)

    async def choose(self, model_id: int | None, kind: str, *, by: str, at: datetime) -> None:
        """Let a model speak, or the rules where it is None."""
        await self._connection.execute(
            insert(risk_model_choice).values(model_id=model_id, kind=kind, by_whom=by, at=at)
        )

    async def earlier_choice(self) -> int | None:
        """Give the model that spoke before the one that speaks now; None is the rules."""
        rows = await self._connection.scalars(
            select(risk_model_choice.c.model_id).order_by(risk_model_choice.c.id.desc())
        )
        chosen = list(rows)
        return next((one for one in chosen if one != chosen[0]), None) if chosen else None

    async def _courses(self, ids: Collection[int], *, day: datetime) -> _Figures:
        rows = await self._connection.execute(
            select(enrolment.c.person_id, enrolment.c.completed_at).where(
                enrolment.c.person_id.in_(ids), enrolment.c.due_on < day.date()
            )
        )
        due: dict[int, int] = {}
        done: dict[int, int] = {}
        for row in rows:
            due[row.person_id] = due.get(row.person_id, 0) + 1
            is_done = row.completed_at is not None and row.completed_at < day
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


def _career(row: Row[*tuple[object, ...]], decided: tuple[str, date] | None) -> Career:
    """Unite what the roster says with what was decided here; the decision stands first."""
    outcome, on = decided or (None, None)
    if outcome is None and row.confirmed_on is not None:
        outcome, on = "confirmed", row.confirmed_on
    was_dismissed = row.kind == "dismissal" and row.departed_on == row.left_on
    if outcome != "confirmed" and row.left_on is not None and was_dismissed:
        outcome, on = "ended", row.left_on
    return Career(
        person_id=row.id,
        hired_on=row.hired_on,
        probation_ends_on=row.probation_ends_on,
        left_on=row.left_on,
        outcome=outcome,
        decided_on=on,
        manager=row.manager_number or "",
    )


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
