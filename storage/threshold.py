"""Proposed changes of thresholds and the versions that HR approved, in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.loop_tables import threshold_proposal, threshold_version
from storage.rows import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal as stored; `evidence` is JSON."""

    id: int
    rule: str
    present: str
    proposed: str
    evidence: str
    #: open, approved or declined.
    state: str
    decided_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A value from a day on."""

    value: Decimal
    starts_on: date


class Thresholds:
    """Proposals by id; versions are added and never changed."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def propose(
        self, rule: str, *, present: str, proposed: str, evidence: str, at: datetime
    ) -> Proposed | None:
        """Keep a proposal; None where this very change was proposed before."""
        row: dict[str, object] = {
            "rule": rule,
            "present": present,
            "proposed": proposed,
            "evidence": evidence,
            "state": "open",
            "at": at,
            "reason": "",
        }
        if not await insert_new(self._connection, threshold_proposal, [row]):
            return None
        query = select(threshold_proposal).where(
            threshold_proposal.c.rule == rule,
            threshold_proposal.c.present == present,
            threshold_proposal.c.proposed == proposed,
        )
        return _proposed((await self._connection.execute(query)).one())

    async def hold(self, proposal_id: int) -> Proposed | None:
        """Give one, for nobody else to decide until this transaction ends."""
        query = select(threshold_proposal).where(threshold_proposal.c.id == proposal_id)
        row = (await self._connection.execute(query.with_for_update())).one_or_none()
        return None if row is None else _proposed(row)

    async def look(self, proposal_id: int) -> Proposed | None:
        """Give one to read."""
        query = select(threshold_proposal).where(threshold_proposal.c.id == proposal_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _proposed(row)

    async def waiting(self, *, limit: int = 5) -> list[Proposed]:
        """Give those that nobody has decided about, the newest first."""
        query = (
            select(threshold_proposal)
            .where(threshold_proposal.c.state == "open")
            .order_by(threshold_proposal.c.id.desc())
            .limit(limit)
        )
        return [_proposed(row) for row in await self._connection.execute(query)]

    async def decide(
        self, one: Proposed, state: str, *, by: int, reason: str, at: datetime
    ) -> None:
        """Keep who decided what, and why."""
        await self._connection.execute(
            update(threshold_proposal)
            .where(threshold_proposal.c.id == one.id)
            .values(state=state, decided_by=by, decided_at=at, reason=reason)
        )

    async def add(self, one: Proposed, *, starts_on: date, by: int, at: datetime) -> None:
        """Add the version that a proposal made."""
        await self._connection.execute(
            insert(threshold_version).values(
                rule=one.rule,
                value=one.proposed,
                starts_on=starts_on,
                proposal_id=one.id,
                by_id=by,
                at=at,
            )
        )

    async def on(self, rule: str, day: date) -> Version | None:
        """Give the newest version that has begun by a day; None where the settings count."""
        query = (
            select(threshold_version.c.value, threshold_version.c.starts_on)
            .where(threshold_version.c.rule == rule, threshold_version.c.starts_on <= day)
            .order_by(threshold_version.c.starts_on.desc(), threshold_version.c.id.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else Version(value=Decimal(row.value), starts_on=row.starts_on)

    async def starts(self, proposal_id: int) -> date | None:
        """Give from when the version of a proposal counts."""
        query = select(threshold_version.c.starts_on).where(
            threshold_version.c.proposal_id == proposal_id
        )
        found = await self._connection.scalar(query)
        return found if isinstance(found, date) else None


def _proposed(row: Row[*tuple[object, ...]]) -> Proposed:
    return Proposed(
        id=row.id,
        rule=row.rule,
        present=row.present,
        proposed=row.proposed,
        evidence=row.evidence,
        state=row.state,
        decided_by=row.decided_by,
    )
