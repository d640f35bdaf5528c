"""A model in its shadow weeks, and what it and the speaking one said of reps, in the store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.retention_tables import risk_shadow, risk_trial
from storage.rows import add_new, insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTrial:
    """A trial as stored; `verdict` is JSON."""

    id: int
    model_id: int
    began_on: date
    #: watched, promoted, refused or ended.
    state: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """Both models' risk of leaving, of one rep's week, per million."""

    person_id: int
    week: date
    risk: int
    spoken: int


class RiskTrials:
    """One is watched at a time. What was scored is never rewritten, and shown to nobody."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, model_id: int, *, began_on: date, at: datetime) -> bool:
        """Begin to watch a model; False where another is watched."""
        row: dict[str, object] = {
            "model_id": model_id,
            "began_on": began_on,
            "state": "watched",
            "verdict": "{}",
            "at": at,
        }
        return await insert_new(self._connection, risk_trial, [row]) > 0

    async def watched(self) -> RiskTrial | None:
        """Give the one in its shadow weeks."""
        query = select(risk_trial).where(risk_trial.c.state == "watched")
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _trial(row)

    async def all(self, *, limit: int = 26) -> list[RiskTrial]:
        """Give the newest trials, the newest first."""
        query = select(risk_trial).order_by(risk_trial.c.id.desc()).limit(limit)
        return [_trial(row) for row in await self._connection.execute(query)]

    async def end(self, trial_id: int, state: str, *, verdict: str, at: datetime) -> bool:
        """End a trial; False where it has ended before."""
        result = await self._connection.execute(
            update(risk_trial)
            .where(risk_trial.c.id == trial_id, risk_trial.c.state == "watched")
            .values(state=state, verdict=verdict, ended_at=at)
        )
        return result.rowcount > 0

    async def add(self, found: Collection[Shadow], *, model_id: int, at: datetime) -> None:
        """Keep what was said of these weeks; the first word of each stands."""
        await add_new(
            self._connection,
            risk_shadow,
            [
                {
                    "person_id": one.person_id,
                    "week": one.week,
                    "model_id": model_id,
                    "risk": one.risk,
                    "spoken": one.spoken,
                    "known_at": at,
                }
                for one in found
            ],
        )

    async def scores(self, model_id: int) -> list[Shadow]:
        """Give all that a watched model and the speaking one said, by person and week."""
        query = (
            select(risk_shadow)
            .where(risk_shadow.c.model_id == model_id)
            .order_by(risk_shadow.c.person_id, risk_shadow.c.week)
        )
        return [
            Shadow(person_id=row.person_id, week=row.week, risk=row.risk, spoken=row.spoken)
            for row in await self._connection.execute(query)
        ]


def _trial(row: Row[tuple[object, ...]]) -> RiskTrial:
    return RiskTrial(
        id=row.id,
        model_id=row.model_id,
        began_on=row.began_on,
        state=row.state,
        verdict=row.verdict,
    )
