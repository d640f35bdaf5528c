"""Forms that are being asked question by question, one for each chat account."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.prepared import Prepared, Row
from storage.rows import chunks, upsert
from storage.tables import form_session


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSession:
    """How far a form has come: `form` as bytes of who asks it, and the answers so far by name."""

    channel: str
    address: str
    person_id: int
    form: bytes
    answers: Mapping[str, str]
    #: When it last came forward; business time.
    at: datetime
    #: The act that its page would send; empty where it has no page.
    page: str = ""


class FormSessions:
    """At most one form is open in a chat; a new one takes the place of the old."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open_in(self, channel: str, address: str, *, since: datetime) -> FormSession | None:
        """Give the form that is open in a chat and came forward `since` then."""
        rows = await _OPEN.rows(self._connection, channel=channel, address=address, since=since)
        return read_session(rows[0]) if rows else None

    async def held_in(self, channel: str, address: str, *, since: datetime) -> FormSession | None:
        """Give it for nobody else to bring forward in the meantime."""
        query = select(form_session).where(
            form_session.c.channel == channel,
            form_session.c.address == address,
            form_session.c.at >= since,
        )
        row = (await self._connection.execute(query.with_for_update())).one_or_none()
        return None if row is None else read_session(row)

    async def save(self, session: FormSession) -> None:
        """Keep how far a form has come."""
        row: dict[str, object] = {
            "channel": session.channel,
            "address": session.address,
            "person_id": session.person_id,
            "form": session.form,
            "answers": json.dumps(dict(session.answers), ensure_ascii=False),
            "at": session.at,
            "page": session.page or None,
        }
        await upsert(self._connection, form_session, [row])

    async def close(self, channel: str, address: str) -> None:
        """Forget the form of a chat."""
        await self._connection.execute(
            delete(form_session).where(
                form_session.c.channel == channel, form_session.c.address == address
            )
        )

    async def close_page(self, channel: str, address: str, *, page: str) -> None:
        """Forget the form of a chat, if it is the one that this page sends."""
        await self._connection.execute(
            delete(form_session).where(
                form_session.c.channel == channel,
                form_session.c.address == address,
                form_session.c.page == page,
            )
        )

    async def close_of(self, person_ids: Collection[int]) -> None:
        """Forget all forms that these persons are in the middle of."""
        for some in chunks(person_ids):
            await self._connection.execute(
                delete(form_session).where(form_session.c.person_id.in_(some))
            )


def read_session(row: Row) -> FormSession:
    """Read a row with the columns of a form session."""
    return FormSession(
        channel=row.channel,
        address=row.address,
        person_id=row.person_id,
        form=row.form,
        answers=json.loads(row.answers),
        at=row.at,
        page=row.page or "",
    )


_OPEN = Prepared(
    select(form_session).where(
        form_session.c.channel == bindparam("channel"),
        form_session.c.address == bindparam("address"),
        form_session.c.at >= bindparam("since"),
    )
)
