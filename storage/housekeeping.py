"""What is past its time: emptied or deleted, a bounded number of rows per call.

Every method gives the number of rows it dealt with; less than `limit` means that none is left.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, delete, or_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import inbox as events
from storage import outbox as notices
from storage.tables import finding, form_session, inbox, link_code, link_try, notice, notice_attempt

_ENDED = ("sent", "unknown", "dead")


class Leftovers:
    """All times are business time."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def empty_events(self, *, before: datetime, limit: int) -> int:
        """Drop the bodies of old events that are done; id and sha stay, so a repeat is known."""
        old = (
            select(inbox.c.source, inbox.c.ext_id)
            .where(inbox.c.state == "done", inbox.c.received_at < before)
            .limit(limit)
        )
        result = await self._connection.execute(
            update(inbox)
            .where(tuple_(inbox.c.source, inbox.c.ext_id).in_(old))
            .values(state=events.EMPTIED, raw="", answer="{}")
        )
        return result.rowcount

    async def delete_events(self, *, before: datetime, limit: int) -> int:
        """Delete old events that were refused or still wait: they never changed anything."""
        old = (
            select(inbox.c.source, inbox.c.ext_id)
            .where(inbox.c.state.in_(("refused", "parked")), inbox.c.received_at < before)
            .limit(limit)
        )
        result = await self._connection.execute(
            delete(inbox).where(tuple_(inbox.c.source, inbox.c.ext_id).in_(old))
        )
        return result.rowcount

    async def empty_notices(self, *, before: datetime, limit: int) -> int:
        """Drop what old notices said, and their attempts; the key stays, so none is told twice."""
        rows = await self._connection.execute(
            select(notice.c.id)
            .where(
                text("facts <> ''"),  # in the very words of the index
                notice.c.created_at < before,
                notice.c.state.in_(_ENDED),
            )
            .limit(limit)
        )
        ids = [row.id for row in rows]
        is_sent = notice.c.state == "sent"
        for first in range(0, len(ids), 500):
            some = ids[first : first + 500]
            await self._connection.execute(
                delete(notice_attempt).where(notice_attempt.c.notice_id.in_(some))
            )
            await self._connection.execute(
                update(notice)
                .where(notice.c.id.in_(some))
                .values(
                    facts=notices.EMPTIED,
                    rendered=None,
                    state=case((is_sent, "sent"), else_="dead"),
                    reason=case((is_sent, notice.c.reason), else_="too old"),
                )
            )
        return len(ids)

    async def delete_forms(self, *, before: datetime, limit: int) -> int:
        """Delete forms that nobody went on with."""
        key = (form_session.c.channel, form_session.c.address)
        old = select(*key).where(form_session.c.at < before).limit(limit)
        result = await self._connection.execute(delete(form_session).where(tuple_(*key).in_(old)))
        return result.rowcount

    async def delete_codes(self, *, before: datetime, limit: int) -> int:
        """Delete link codes that ended before."""
        old = select(link_code.c.code_sha).where(link_code.c.expires_at < before).limit(limit)
        result = await self._connection.execute(
            delete(link_code).where(link_code.c.code_sha.in_(old))
        )
        return result.rowcount

    async def delete_tries(self, *, now: datetime, limit: int) -> int:
        """Delete counts of wrong codes, save those that pause an address now."""
        old = (
            select(link_try.c.channel, link_try.c.address)
            .where(or_(link_try.c.blocked_until.is_(None), link_try.c.blocked_until < now))
            .limit(limit)
        )
        result = await self._connection.execute(
            delete(link_try).where(tuple_(link_try.c.channel, link_try.c.address).in_(old))
        )
        return result.rowcount

    async def delete_findings(self, *, before: datetime, limit: int) -> int:
        """Delete what old reconciliations found."""
        old = (
            select(finding.c.slot, finding.c.lo, finding.c.kind)
            .where(finding.c.slot < before)
            .limit(limit)
        )
        result = await self._connection.execute(
            delete(finding).where(tuple_(finding.c.slot, finding.c.lo, finding.c.kind).in_(old))
        )
        return result.rowcount
