"""How somebody left, by the roster's newest word, in the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.loop_tables import departure
from storage.rows import upsert


class Departures:
    """One row per person who left."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, left: Mapping[int, tuple[date, str]]) -> None:
        """Keep (day, resignation, dismissal or other) by person, in place of the word before."""
        rows = [
            {"person_id": one, "left_on": left_on, "kind": kind}
            for one, (left_on, kind) in left.items()
        ]
        await upsert(self._connection, departure, rows)
