"""First alerts of reps with what was done about each and what became of her, in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.periods import local_day
from storage.loop_tables import hold_back, roll_out_case, roll_out_step
from storage.risk import read_signals
from storage.risk_tables import alert, intervention
from storage.tables import person

#: What is recorded later may be an answer to something else.
HELPED_WITHIN = timedelta(weeks=4)
_NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A rep's first alert."""

    person_id: int
    #: By her own clock.
    opened_on: date
    signals: int
    was_helped: bool
    #: now, later or "".
    arm: str
    #: Her manager then, where teams are told in turn; and the day of the draw.
    team_id: int | None
    drawn_on: date | None
    #: The day from which her team is told.
    turn_on: date | None


class FirstAlerts:
    """Read by sets; of each rep her first alert alone."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def flagged(self) -> list[Flagged]:
        """Give every rep who ever had an alert, by id."""
        first = select(func.min(alert.c.id)).group_by(alert.c.person_id)
        helped: dict[int, list[datetime]] = {}
        done = select(intervention.c.person_id, intervention.c.at).where(
            intervention.c.outcome != _NOT_DONE
        )
        for row in await self._connection.execute(done):
            helped.setdefault(row.person_id, []).append(row.at)
        rows = await self._connection.execute(
            select(
                alert,
                person.c.zone,
                hold_back.c.arm,
                hold_back.c.drawn_on,
                roll_out_case.c.team_id,
                roll_out_step.c.starts_on,
            )
            .join_from(alert, person, person.c.id == alert.c.person_id)
            .join(hold_back, hold_back.c.person_id == alert.c.person_id, isouter=True)
            .join(roll_out_case, roll_out_case.c.person_id == alert.c.person_id, isouter=True)
            .join(roll_out_step, roll_out_step.c.team_id == roll_out_case.c.team_id, isouter=True)
            .where(alert.c.id.in_(first))
            .order_by(alert.c.person_id)
        )
        return [
            Flagged(
                person_id=row.person_id,
                opened_on=local_day(row.opened_at, row.zone),
                signals=sum(one.is_on is True for one in read_signals(row.signals)),
                was_helped=any(
                    row.opened_at <= at <= row.opened_at + HELPED_WITHIN
                    for at in helped.get(row.person_id, [])
                ),
                arm=row.arm or "",
                team_id=row.team_id,
                drawn_on=row.drawn_on,
                turn_on=row.starts_on,
            )
            for row in rows
        ]
