"""Whose first alert is told later by chance, in the store; one draw per rep."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.hold_back import Arm, Draw, EndedBy
from storage.loop_tables import hold_back
from storage.rows import chunks, insert_new


class HoldBacks:
    """Draws by rep."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, one: Draw) -> bool:
        """Keep a draw; False where she had one before, which stands."""
        row: dict[str, object] = {
            "person_id": one.person_id,
            "arm": one.arm.value,
            "drawn_on": one.drawn_on,
            "until": one.until,
            "ended": one.ended,
        }
        return await insert_new(self._connection, hold_back, [row]) > 0

    async def of(self, person_ids: Collection[int]) -> dict[int, Draw]:
        """Give the draws of these, of those who have one."""
        found: dict[int, Draw] = {}
        for some in chunks(person_ids):
            query = select(hold_back).where(hold_back.c.person_id.in_(some))
            for row in await self._connection.execute(query):
                found[row.person_id] = Draw(
                    person_id=row.person_id,
                    arm=Arm(row.arm),
                    drawn_on=row.drawn_on,
                    until=row.until,
                    ended=row.ended,
                )
        return found

    async def any(self) -> bool:
        """Whether chance ever decided here."""
        return bool(await self._connection.scalar(select(exists().select_from(hold_back))))

    async def has_stopped(self) -> bool:
        """Whether it was stopped because it showed something."""
        query = select(exists().where(hold_back.c.ended == EndedBy.STOPPED.value))
        return bool(await self._connection.scalar(query))

    async def stop(self) -> int:
        """End all that still wait, and every later draw; give how many rows were open."""
        result = await self._connection.execute(
            update(hold_back).where(hold_back.c.ended == "").values(ended=EndedBy.STOPPED.value)
        )
        return result.rowcount
