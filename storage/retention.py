"""Weeks of reps as they were known, fitted models and the choice among them, in the store."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Row, bindparam, exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.loop_tables import departure
from storage.prepared import Prepared, one_of
from storage.prepared import Row as Version
from storage.probation_tables import probation_fact
from storage.retention_tables import rep_snapshot, risk_model, risk_model_choice
from storage.risk import is_rep
from storage.risk_tables import risk_assessment
from storage.rows import append, chunks
from storage.tables import person
from storage.types import UtcDateTime

#: Figures of a week by name; None is not known.
Facts = Mapping[str, float | None]
#: Persons whose weeks are read in one go: some thousand rows, tens of milliseconds.
_AT_ONCE = 50
_EVER = datetime(9999, 1, 1, tzinfo=UTC)


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
        for some in await self._slices() if ids is None else chunks(ids):
            rows = await _WEEKS.rows(self._connection, known_by=as_known or _EVER, ids=some)
            versions = {(row.person_id, row.week): row for row in rows}
            found += [_week(row) for row in versions.values()]
        return found

    async def first_known(self, *, by: datetime, ids: Collection[int] | None = None) -> list[Week]:
        """Give all weeks known by then, of each its first version, by person and week.

        What is learned from, and what is scored and back-tested (0050): corrections come for who is
        still here, and for no leaver.
        """
        found: list[Week] = []
        for some in await self._slices() if ids is None else chunks(ids):
            rows = await _FIRST.rows(self._connection, known_by=by, ids=some)
            found += [_week(row) for row in rows]
        return found

    async def _slices(self) -> list[list[int]]:
        """Give everybody with a week, by few: to read all at once would hold up the event loop."""
        ids = list(await self._connection.scalars(_PEOPLE))
        return [ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE)]

    async def careers(self, ids: Collection[int] | None = None) -> list[Career]:
        """Give every rep who was ever hired for a probation, or those of `ids`, by id.

        Whoever sells no more, being promoted, was a rep if a night assessed her: left out, she
        would make a good month look worse (RULES row 24).
        """
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
            .where(or_(is_rep(), exists().where(risk_assessment.c.person_id == person.c.id)))
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


def _week(row: Version) -> Week:
    return Week(
        person_id=row.person_id,
        week=row.week,
        known_at=row.known_at,
        event_time=row.event_time,
        facts=json.loads(row.facts),
    )


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


_KNOWN = (
    select(rep_snapshot)
    .where(rep_snapshot.c.known_at <= bindparam("known_by", type_=UtcDateTime))
    .where(one_of(rep_snapshot.c.person_id, "ids"))
    .order_by(rep_snapshot.c.person_id, rep_snapshot.c.week, rep_snapshot.c.known_at)
)
_PEOPLE = select(rep_snapshot.c.person_id).distinct().order_by(rep_snapshot.c.person_id)
_earlier = rep_snapshot.alias()
_WEEKS = Prepared(_KNOWN)
_FIRST = Prepared(
    _KNOWN.where(
        ~exists().where(
            _earlier.c.person_id == rep_snapshot.c.person_id,
            _earlier.c.week == rep_snapshot.c.week,
            _earlier.c.known_at < rep_snapshot.c.known_at,
        )
    )
)
