"""What people did in a chat that writes, kept until its answer is sent (docs/decisions/0018).

received: nothing is written yet. done: written, with the answer, in one transaction. Then answered,
or unknown (it may have arrived) or dead (it never will). All times here are real, and a lease token
decides whose step counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, bindparam, delete, exists, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.prepared import Prepared
from storage.rows import insert_new
from storage.tables import interaction

#: Channel, and the platform's id of the act.
Key = tuple[str, str]


class State(StrEnum):
    """How far an interaction has come."""

    RECEIVED = "received"
    DONE = "done"
    ANSWERED = "answered"
    UNKNOWN = "unknown"
    DEAD = "dead"


_OPEN = (State.RECEIVED, State.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """An act as it is kept first. `person_id` is None for somebody who is not linked."""

    channel: str
    ext_id: str
    person_id: int | None
    body_sha: str
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An act as it stands. `raw` and `answer` are None once it has ended."""

    channel: str
    ext_id: str
    person_id: int | None
    received_at: datetime
    body_sha: str
    state: str
    raw: bytes | None
    answer: bytes | None
    #: Attempts to send the answer that may have arrived, one under way included.
    sends: int

    @property
    def key(self) -> Key:
        """What it is known by."""
        return self.channel, self.ext_id


class Interactions:
    """Each is one person's one act, whoever runs it and however often it arrives."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, one: Arrived, *, token: str, real_now: datetime, due: datetime) -> bool:
        """Write it down as received and take it until `due`; False where it is there already."""
        row: dict[str, object] = {
            "channel": one.channel,
            "ext_id": one.ext_id,
            "person_id": one.person_id,
            "received_at": real_now,
            "body_sha": one.body_sha,
            "state": State.RECEIVED,
            "raw": one.raw,
            "sends": 0,
            "due_at": due,
            "lease_token": token,
        }
        return await insert_new(self._connection, interaction, [row]) > 0

    async def by_key(self, channel: str, ext_id: str) -> Kept | None:
        """Give one."""
        rows = await _BY_KEY.rows(self._connection, channel=channel, ext_id=ext_id)
        return Kept(**rows[0]._asdict()) if rows else None

    async def is_anything_due(self, *, real_now: datetime) -> bool:
        """Tell cheaply whether a claim could find something."""
        return bool(await self._connection.scalar(select(exists().where(_is_due(real_now)))))

    async def claim(
        self,
        *,
        real_now: datetime,
        token: str,
        lease: timedelta,
        limit: int,
        key: Key | None = None,
    ) -> list[Kept]:
        """Take what nobody holds any more, the oldest first; with `key` that one alone.

        A stored answer counts as sent from here on: what happens next may reach her.
        """
        due = select(interaction.c.channel, interaction.c.ext_id).where(_is_due(real_now))
        if key is not None:
            due = due.where(interaction.c.channel == key[0], interaction.c.ext_id == key[1])
        due = due.order_by(interaction.c.received_at, interaction.c.ext_id).limit(limit)
        if self._connection.dialect.name == "postgresql":
            due = due.with_for_update(skip_locked=True)
        keys = [(row.channel, row.ext_id) for row in await self._connection.execute(due)]
        if not keys:
            return []
        taken = {"lease_token": token, "due_at": real_now + lease}
        await self._connection.execute(update(interaction).where(_among(keys)).values(taken))
        await self._connection.execute(
            update(interaction)
            .where(_among(keys), interaction.c.state == State.DONE)
            .values(sends=interaction.c.sends + 1)
        )
        return await self._of(keys)

    async def done(
        self,
        key: Key,
        *,
        token: str,
        answer: bytes,
        person_id: int | None,
        due: datetime,
    ) -> bool:
        """Keep the answer, in the transaction of what was written; its sending begins now.

        False where the lease was lost: whoever has it writes instead, so roll back.
        """
        values = {"state": State.DONE, "answer": answer, "person_id": person_id, "sends": 1}
        held = _held(key, token) & (interaction.c.state == State.RECEIVED)
        result = await self._connection.execute(
            update(interaction).where(held).values(**values, due_at=due)
        )
        return result.rowcount > 0

    async def end(self, key: Key, *, token: str, state: State) -> bool:
        """End it and forget what was said; False where the lease was lost."""
        values = {"state": state, "raw": None, "answer": None, "lease_token": None}
        result = await self._connection.execute(
            update(interaction).where(_held(key, token)).values(values)
        )
        return result.rowcount > 0

    async def put_off(self, key: Key, *, token: str, due: datetime, sends: int) -> bool:
        """Let go of it until `due`, with so many attempts that may have arrived."""
        result = await self._connection.execute(
            update(interaction)
            .where(_held(key, token))
            .values(due_at=due, lease_token=None, sends=sends)
        )
        return result.rowcount > 0

    async def take_back(self, key: Key, *, token: str) -> None:
        """Forget one that is held and was refused: it may come again with other words."""
        held = _held(key, token) & (interaction.c.state == State.RECEIVED)
        await self._connection.execute(delete(interaction).where(held))

    async def spend(self, key: Key, *, person_id: int, at: datetime) -> bool:
        """Write down as over what was done in another way; False where it came before."""
        row: dict[str, object] = {
            "channel": key[0],
            "ext_id": key[1],
            "person_id": person_id,
            "received_at": at,
            "body_sha": "",
            "state": State.ANSWERED,
            "sends": 0,
            "due_at": at,
        }
        return await insert_new(self._connection, interaction, [row]) > 0

    async def forget(self, *, before: datetime) -> int:
        """Drop what was received before a moment, in whatever state, and give how many."""
        result = await self._connection.execute(
            delete(interaction).where(interaction.c.received_at < before)
        )
        return result.rowcount

    async def _of(self, keys: list[Key]) -> list[Kept]:
        rows = await self._connection.execute(
            _SELECT.where(_among(keys)).order_by(interaction.c.received_at, interaction.c.ext_id)
        )
        return [Kept(**row._mapping) for row in rows]  # noqa: SLF001 - documented


def _among(keys: list[Key]) -> ColumnElement[bool]:
    return tuple_(interaction.c.channel, interaction.c.ext_id).in_(keys)


def _held(key: Key, token: str) -> ColumnElement[bool]:
    return _among([key]) & (interaction.c.lease_token == token)


def _is_due(real_now: datetime) -> ColumnElement[bool]:
    return interaction.c.state.in_(_OPEN) & (interaction.c.due_at <= real_now)


_SELECT = select(*(interaction.c[name] for name in Kept.__dataclass_fields__))
_BY_KEY = Prepared(
    _SELECT.where(
        interaction.c.channel == bindparam("channel"), interaction.c.ext_id == bindparam("ext_id")
    )
)
