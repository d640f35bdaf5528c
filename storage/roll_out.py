"""Teams that are told in turn, by chance, in the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.loop_tables import roll_out_case, roll_out_step
from storage.rows import append, chunks, insert_new


class RollOuts:
    """Drawn once; an order is never drawn anew."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def draw(self, steps: Mapping[int, date], *, at: datetime) -> None:
        """Keep the day from which each manager is told."""
        rows = [{"team_id": one, "starts_on": day, "at": at} for one, day in steps.items()]
        await append(self._connection, roll_out_step, rows)

    async def steps(self) -> dict[int, date]:
        """Give the day of each manager of the draw; none before it."""
        rows = await self._connection.execute(
            select(roll_out_step).order_by(roll_out_step.c.starts_on, roll_out_step.c.team_id)
        )
        return {row.team_id: row.starts_on for row in rows}

    async def add_case(self, person_id: int, *, team_id: int) -> None:
        """Keep whose team a rep was in at her first alert; the first word stands."""
        row: dict[str, object] = {"person_id": person_id, "team_id": team_id}
        await insert_new(self._connection, roll_out_case, [row])

    async def cases(self, person_ids: Collection[int]) -> set[int]:
        """Give those of these who wait, or waited, for their team's turn and for nothing else."""
        found: set[int] = set()
        for some in chunks(person_ids):
            query = select(roll_out_case.c.person_id).where(roll_out_case.c.person_id.in_(some))
            found |= set(await self._connection.scalars(query))
        return found
