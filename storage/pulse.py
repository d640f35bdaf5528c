"""Reps' weekly ratings of their mentoring, and changes proposed to HR, in the store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, Row, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.mentor_change import Proposed, Reason
from rules.pulse import Rating
from storage.mentoring_tables import mentor_proposal, mentor_rating, pairing
from storage.prepared import Prepared, one_of
from storage.rows import chunks, insert_new, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a rep has answered for a week so far; None is not answered."""

    satisfaction: int | None = None
    applied: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change that HR decides on."""

    id: int
    pairing_id: int
    reason: Reason
    week: date
    state: Proposed
    words: str
    at: datetime


class Pulses:
    """Ratings by pairing and week, and proposals."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def answers(self, pairing_id: int, week: date) -> Answers:
        """Give what was answered for a week."""
        said, _ = await self.told(pairing_id, week)
        return said or Answers()

    async def told(self, pairing_id: int, week: date) -> tuple[Answers | None, str | None]:
        """Give the answers of a week and which file told them; None twice where there are none."""
        query = select(mentor_rating).where(
            mentor_rating.c.pairing_id == pairing_id, mentor_rating.c.week == week
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None, None
        return Answers(satisfaction=row.satisfaction, applied=row.applied), row.source

    async def save(
        self,
        pairing_id: int,
        week: date,
        said: Answers,
        *,
        at: datetime,
        source: str | None = None,
    ) -> None:
        """Keep the answers of a week, in place of those before; without a source her own."""
        row: dict[str, object] = {
            "pairing_id": pairing_id,
            "week": week,
            "satisfaction": said.satisfaction,
            "applied": said.applied,
            "at": at,
            "source": source,
        }
        await upsert(self._connection, mentor_rating, [row])

    async def drop(self, pairing_id: int, week: date) -> None:
        """Delete the answers of a week."""
        await self._connection.execute(
            delete(mentor_rating).where(
                mentor_rating.c.pairing_id == pairing_id, mentor_rating.c.week == week
            )
        )

    async def proposed_since(self, pairing_ids: Collection[int], since: datetime) -> set[int]:
        """Give those of them for which a change was proposed since a moment."""
        found: set[int] = set()
        for some in chunks(pairing_ids):
            rows = await self._connection.execute(
                select(mentor_proposal.c.pairing_id).where(
                    mentor_proposal.c.pairing_id.in_(some), mentor_proposal.c.at >= since
                )
            )
            found |= {row.pairing_id for row in rows}
        return found

    async def ratings(
        self, pairing_ids: Collection[int], *, until: date
    ) -> dict[int, list[tuple[date, Rating]]]:
        """Give the weeks with both answers up to a Monday, oldest first, by pairing."""
        found: dict[int, list[tuple[date, Rating]]] = {}
        if not pairing_ids:
            return found
        rows = await self._connection.execute(
            select(mentor_rating)
            .where(
                mentor_rating.c.pairing_id.in_(list(pairing_ids)),
                mentor_rating.c.week <= until,
                mentor_rating.c.satisfaction.is_not(None),
                mentor_rating.c.applied.is_not(None),
            )
            .order_by(mentor_rating.c.week)
        )
        for row in rows:
            rating = Rating(satisfaction=row.satisfaction, applied=row.applied)
            found.setdefault(row.pairing_id, []).append((row.week, rating))
        return found

    async def answers_of(
        self, rep_ids: Collection[int], first: date, last: date
    ) -> list[tuple[int, date, int]]:
        """Give (rep, Monday, answer) of each single answer in these weeks, by week."""
        found: list[tuple[int, date, int]] = []
        for some in chunks(rep_ids):
            rows = await self._connection.execute(
                select(
                    pairing.c.rep_id,
                    mentor_rating.c.week,
                    mentor_rating.c.satisfaction,
                    mentor_rating.c.applied,
                )
                .join_from(mentor_rating, pairing, mentor_rating.c.pairing_id == pairing.c.id)
                .where(
                    pairing.c.rep_id.in_(some),
                    mentor_rating.c.week >= first,
                    mentor_rating.c.week <= last,
                )
                .order_by(mentor_rating.c.week, pairing.c.rep_id)
            )
            for row in rows:
                given = (row.satisfaction, row.applied)
                found += [(row.rep_id, row.week, one) for one in given if one is not None]
        return found

    async def ratings_of_reps(
        self, rep_ids: Collection[int], day: date, *, until: date
    ) -> dict[int, list[tuple[date, Rating]]]:
        """Give what `ratings` gives of each rep's own pairing on a day, the newest if of several.

        Who stands in for a while is not rated by it. A rep without a mentor is not there.
        """
        found: dict[int, tuple[int, list[tuple[date, Rating]]]] = {}
        for some in chunks(rep_ids):
            rows = await _OF_REPS.rows(self._connection, ids=some, day=day, until=until)
            for row in rows:
                if row.rep_id not in found or found[row.rep_id][0] != row.id:
                    found[row.rep_id] = row.id, []
                if row.week is not None:
                    rating = Rating(satisfaction=row.satisfaction, applied=row.applied)
                    found[row.rep_id][1].append((row.week, rating))
        return {rep: rated for rep, (_, rated) in found.items()}

    async def propose(
        self, pairing_id: int, reason: Reason, week: date, *, at: datetime, words: str = ""
    ) -> tuple[Proposal, bool]:
        """Open a proposal; the same pairing, reason and week again gives the one that is there."""
        row: dict[str, object] = {
            "pairing_id": pairing_id,
            "reason": reason.value,
            "week": week,
            "state": Proposed.OPEN.value,
            "words": words,
            "at": at,
        }
        is_new = await insert_new(self._connection, mentor_proposal, [row]) > 0
        (found,) = await self._select(
            (mentor_proposal.c.pairing_id == pairing_id)
            & (mentor_proposal.c.reason == reason.value)
            & (mentor_proposal.c.week == week)
        )
        return found, is_new

    async def proposal(self, proposal_id: int) -> Proposal | None:
        """Give a proposal, for nobody else to decide in the meantime."""
        query = select(mentor_proposal).where(mentor_proposal.c.id == proposal_id)
        row = (await self._connection.execute(query.with_for_update())).one_or_none()
        return None if row is None else _proposal(row)

    async def undecided(self, pairing_ids: Collection[int]) -> list[Proposal]:
        """Give what HR has still to decide about these pairings."""
        waiting = [Proposed.OPEN.value, Proposed.TALKED.value]
        return await self._select(
            mentor_proposal.c.pairing_id.in_(list(pairing_ids))
            & mentor_proposal.c.state.in_(waiting)
        )

    async def is_undecided(self, proposal_id: int) -> bool:
        """Whether HR has still to decide about a proposal."""
        query = select(mentor_proposal.c.state).where(mentor_proposal.c.id == proposal_id)
        return await self._connection.scalar(query) in {Proposed.OPEN.value, Proposed.TALKED.value}

    async def decide(self, proposal_id: int, state: Proposed, *, by: int, at: datetime) -> None:
        """Note what a named person has done."""
        await self._connection.execute(
            update(mentor_proposal)
            .where(mentor_proposal.c.id == proposal_id)
            .values(state=state.value, decided_by=by, decided_at=at)
        )

    async def _select(self, condition: ColumnElement[bool]) -> list[Proposal]:
        query = select(mentor_proposal).where(condition).order_by(mentor_proposal.c.id)
        return [_proposal(row) for row in await self._connection.execute(query)]


def _proposal(row: Row[tuple[object, ...]]) -> Proposal:
    return Proposal(
        id=row.id,
        pairing_id=row.pairing_id,
        reason=Reason(row.reason),
        week=row.week,
        state=Proposed(row.state),
        words=row.words,
        at=row.at,
    )


_DAY = bindparam("day", type_=Date)
_OF_REPS = Prepared(
    select(
        pairing.c.rep_id,
        pairing.c.id,
        mentor_rating.c.week,
        mentor_rating.c.satisfaction,
        mentor_rating.c.applied,
    )
    .join_from(
        pairing,
        mentor_rating,
        (mentor_rating.c.pairing_id == pairing.c.id)
        & (mentor_rating.c.week <= bindparam("until", type_=Date))
        & mentor_rating.c.satisfaction.is_not(None)
        & mentor_rating.c.applied.is_not(None),
        isouter=True,
    )
    .where(
        one_of(pairing.c.rep_id, "ids"),
        pairing.c.is_stand_in.is_(False),
        pairing.c.starts_on <= _DAY,
        or_(pairing.c.ends_on.is_(None), pairing.c.ends_on >= _DAY),
    )
    .order_by(pairing.c.starts_on, pairing.c.id, mentor_rating.c.week)
)
