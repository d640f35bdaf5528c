"""Interventions in the store."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.intervention import Intervention, InterventionKind, Outcome, Written
from storage.risk_tables import intervention
from storage.rows import insert_new


class Interventions:
    """Interventions by id, rep or day."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, one: Intervention, said: Written, *, at: datetime, key: str) -> bool:
        """Keep an intervention; False where this very act wrote one before."""
        row: dict[str, object] = {
            "key": key,
            "alert_id": one.alert_id,
            "person_id": one.person_id,
            "owner_id": one.owner_id,
            "kind": said.kind.value,
            "note": said.note,
            "made_on": one.made_on,
            "due_on": said.due_on,
            "check_on": one.check_on,
            "at": at,
            "outcome": "",
            "ended": "",
        }
        return await insert_new(self._connection, intervention, [row]) > 0

    async def hold(self, intervention_id: int) -> Intervention | None:
        """Give one, for nobody else to change until this transaction ends."""
        query = select(intervention).where(intervention.c.id == intervention_id)
        row = (await self._connection.execute(query.with_for_update())).one_or_none()
        return None if row is None else _intervention(row)

    async def waits(self, intervention_id: int) -> bool:
        """Whether its owner has still to say how it went, and the rep is still new."""
        query = select(intervention.c.outcome, intervention.c.ended).where(
            intervention.c.id == intervention_id
        )
        row = (await self._connection.execute(query)).one_or_none()
        return row is not None and not row.outcome and not row.ended

    async def to_check(self, today: date, *, lo: int, hi: int) -> list[int]:
        """Give those whose outcome is to be asked for by a day, within a range of ids."""
        query = select(intervention.c.id).where(
            intervention.c.id.between(lo, hi),
            intervention.c.check_on <= today,
            intervention.c.outcome == "",
            intervention.c.ended == "",
        )
        rows = await self._connection.scalars(query.order_by(intervention.c.id))
        return [int(one) for one in rows]

    async def unended(self, *, lo: int, hi: int) -> list[int]:
        """Give the reps for whom something was done who were still new then, within a range."""
        query = select(intervention.c.person_id).where(
            intervention.c.person_id.between(lo, hi), intervention.c.ended == ""
        )
        return sorted(int(one) for one in await self._connection.scalars(query.distinct()))

    async def of(self, person_id: int) -> list[Intervention]:
        """Give what was done for a rep, oldest first."""
        query = select(intervention).where(intervention.c.person_id == person_id)
        rows = await self._connection.execute(query.order_by(intervention.c.id).limit(200))
        return [_intervention(row) for row in rows]

    async def of_owner(self, owner_id: int) -> list[Intervention]:
        """Give what somebody does about alerts and has not told the outcome of, oldest first."""
        query = select(intervention).where(
            intervention.c.owner_id == owner_id,
            intervention.c.outcome == "",
            intervention.c.ended == "",
        )
        rows = await self._connection.execute(query.order_by(intervention.c.id).limit(200))
        return [_intervention(row) for row in rows]

    async def give(self, intervention_id: int, owner_id: int) -> None:
        """Let somebody else go on with it, until the same day."""
        await self._connection.execute(
            update(intervention)
            .where(intervention.c.id == intervention_id)
            .values(owner_id=owner_id)
        )

    async def judge(self, intervention_id: int, outcome: Outcome, *, at: datetime) -> None:
        """Keep how it went."""
        await self._connection.execute(
            update(intervention)
            .where(intervention.c.id == intervention_id)
            .values(outcome=outcome.value, outcome_at=at)
        )

    async def end(self, person_id: int, how: str, *, at: datetime) -> int:
        """Keep what became of a rep with all that was done for her; give how many there are."""
        result = await self._connection.execute(
            update(intervention)
            .where(intervention.c.person_id == person_id, intervention.c.ended == "")
            .values(ended=how, ended_at=at)
        )
        return result.rowcount


def _intervention(row: Row[tuple[object, ...]]) -> Intervention:
    return Intervention(
        id=row.id,
        alert_id=row.alert_id,
        person_id=row.person_id,
        owner_id=row.owner_id,
        kind=InterventionKind(row.kind),
        note=row.note,
        made_on=row.made_on,
        due_on=row.due_on,
        check_on=row.check_on,
        outcome=row.outcome,
        ended=row.ended,
    )
