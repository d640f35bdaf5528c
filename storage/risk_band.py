"""What the speaking model said of reps by night, and how far it has drifted, in the store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.risk_band import RiskBand
from storage.loop_tables import risk_band, risk_model_watch
from storage.prepared import Prepared, Row, one_of
from storage.retention_tables import risk_shadow
from storage.rows import add_new, chunks, insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One weekly look at a model; `body` is JSON."""

    model_id: int
    week: date
    answer: str
    body: str


class RiskBands:
    """Bands are added where they changed; none is rewritten."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, found: Collection[RiskBand], *, night: date, at: datetime) -> int:
        """Keep what differs from the newest of each rep; give how many do."""
        before = await self.newest([one.person_id for one in found])
        new = [one for one in found if before.get(one.person_id) != one]
        await add_new(
            self._connection,
            risk_band,
            [
                {
                    "person_id": one.person_id,
                    "night": night,
                    "model_id": one.model_id,
                    "stage": one.stage,
                    "band": one.band,
                    "share": one.share,
                    "low": one.low,
                    "high": one.high,
                    "reasons": ",".join(one.reasons),
                    "known_at": at,
                }
                for one in new
            ],
        )
        return len(new)

    async def newest(
        self, person_ids: Collection[int], *, model_id: int | None = None
    ) -> dict[int, RiskBand]:
        """Give the newest band of each of these, of any model or of one."""
        found: dict[int, RiskBand] = {}
        for some in chunks(person_ids):
            for row in await _NEWEST.rows(self._connection, ids=some):
                if model_id in (None, row.model_id):
                    found[row.person_id] = _band(row)
        return found

    async def count_of(self, person_id: int) -> int:
        """Give how many bands and shadow scores of hers are kept."""
        count = 0
        for table in (risk_band, risk_shadow):
            query = select(func.count()).select_from(table).where(table.c.person_id == person_id)
            count += int(await self._connection.scalar(query) or 0)
        return count

    async def watch(self, one: Watch, *, at: datetime) -> bool:
        """Keep a look; False where that week of that model was looked at before."""
        row: dict[str, object] = {
            "model_id": one.model_id,
            "week": one.week,
            "answer": one.answer,
            "body": one.body,
            "at": at,
        }
        return await insert_new(self._connection, risk_model_watch, [row]) > 0

    async def watches(self, *, limit: int = 26) -> list[Watch]:
        """Give the newest looks, of any model, the newest first."""
        query = select(risk_model_watch).order_by(risk_model_watch.c.id.desc()).limit(limit)
        return [
            Watch(model_id=row.model_id, week=row.week, answer=row.answer, body=row.body)
            for row in await self._connection.execute(query)
        ]


def _band(row: Row) -> RiskBand:
    return RiskBand(
        person_id=row.person_id,
        model_id=row.model_id,
        stage=row.stage,
        band=row.band,
        share=row.share,
        low=row.low,
        high=row.high,
        reasons=tuple(one for one in row.reasons.split(",") if one),
    )


_NEWEST = Prepared(
    select(risk_band).where(
        risk_band.c.id.in_(
            select(func.max(risk_band.c.id))
            .where(one_of(risk_band.c.person_id, "ids"))
            .group_by(risk_band.c.person_id)
        )
    )
)
