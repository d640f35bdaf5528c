"""Answers whose sums were hidden, kept as they would have read, until they are tapped or old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rows import insert_new
from storage.tables import hidden_sum


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenSum:
    """An answer with its sums; `ref` is what its button carries, `at` the act's business time."""

    ref: str
    person_id: int
    at: datetime
    body: bytes


class HiddenSums:
    """One row for each answer that showed **** in place of a sum."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, one: HiddenSum) -> None:
        """Keep an answer; the same act answered again changes nothing."""
        row: dict[str, object] = {
            "ref": one.ref,
            "person_id": one.person_id,
            "at": one.at,
            "body": one.body,
        }
        await insert_new(self._connection, hidden_sum, [row])

    async def of(self, person_id: int, ref: str) -> bytes | None:
        """Give what a person's answer would have read; None where it is not hers, or gone."""
        body = await self._connection.scalar(
            select(hidden_sum.c.body).where(
                hidden_sum.c.ref == ref, hidden_sum.c.person_id == person_id
            )
        )
        return None if body is None else bytes(body)

    async def delete(self, *, before: datetime, limit: int) -> int:
        """Delete answers of acts before a business time, and give how many there were."""
        old = select(hidden_sum.c.ref).where(hidden_sum.c.at < before).limit(limit)
        result = await self._connection.execute(delete(hidden_sum).where(hidden_sum.c.ref.in_(old)))
        return result.rowcount
