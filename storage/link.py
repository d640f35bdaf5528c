"""Which chat account is whose, and the one-time codes that tie them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.errors import NotAllowed
from storage.prepared import Prepared
from storage.rows import chunks, insert_new, upsert
from storage.tables import identity, link_code, link_try

#: RULES, "Who sees what": single use, 15 minutes, 5 tries.
CODE_LIFE = timedelta(minutes=15)
MAX_TRIES = 5
_PAUSE = timedelta(minutes=15)


class Links:
    """Identities and link codes. A code is kept only as its hash."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def person_of(self, channel: str, address: str) -> int | None:
        """Give whose chat account this is."""
        rows = await _HOLDER.rows(self._connection, channel=channel, address=address)
        return int(rows[0].person_id) if rows else None

    async def address_of(self, person_id: int) -> tuple[str, str] | None:
        """Give the (channel, address) a person linked last."""
        return (await self.addresses_of([person_id])).get(person_id)

    async def addresses_of(self, person_ids: Collection[int]) -> dict[int, tuple[str, str]]:
        """Give the (channel, address) that each of these linked last; some have none."""
        return {who: hers[0] for who, hers in (await self.all_of(person_ids)).items()}

    async def all_of(self, person_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
        """Give every (channel, address) of these, the one linked last first; some have none."""
        found: dict[int, list[tuple[str, str]]] = {}
        for some in chunks(person_ids):
            rows = await self._connection.execute(_LINKED, {"ids": some})
            for row in rows:
                found.setdefault(row.person_id, []).append((row.channel, row.address))
        return found

    async def link(self, *, channel: str, address: str, person_id: int, at: datetime) -> None:
        """Tie a chat account to a person, in place of whoever had it."""
        row: dict[str, object] = {
            "channel": channel,
            "address": address,
            "person_id": person_id,
            "linked_at": at,
        }
        await upsert(self._connection, identity, [row])

    async def unlink(self, *, channel: str, address: str) -> None:
        """Take a chat account from its person."""
        await self._connection.execute(
            delete(identity).where(identity.c.channel == channel, identity.c.address == address)
        )

    async def offer(self, *, code: str, person_id: int, at: datetime) -> None:
        """Keep a fresh code for a person."""
        row: dict[str, object] = {
            "code_sha": _sha(code),
            "person_id": person_id,
            "expires_at": at + CODE_LIFE,
            "used_at": None,
        }
        await insert_new(self._connection, link_code, [row])

    async def redeem(self, *, code: str, channel: str, address: str, at: datetime) -> int | None:
        """Use a code up and give its person; None for a wrong, used or old one.

        Raises `NotAllowed` after five wrong tries from one account, for a quarter of an hour.
        """
        tries = await self._held_tries(channel, address, at)
        result = await self._connection.execute(
            update(link_code)
            .where(
                link_code.c.code_sha == _sha(code),
                link_code.c.used_at.is_(None),
                link_code.c.expires_at > at,
            )
            .values(used_at=at)
            .returning(link_code.c.person_id)
        )
        person_id: int | None = result.scalar()
        failed = 0 if person_id is not None else tries + 1
        await self._connection.execute(
            update(link_try)
            .where(link_try.c.channel == channel, link_try.c.address == address)
            .values(tries=failed, blocked_until=at + _PAUSE if failed >= MAX_TRIES else None)
        )
        return person_id

    async def _held_tries(self, channel: str, address: str, at: datetime) -> int:
        """Give the wrong tries so far; whoever else tries from this account waits for this unit.

        Otherwise many tries at once would each count from the same number.
        """
        row: dict[str, object] = {"channel": channel, "address": address, "tries": 0}
        await insert_new(self._connection, link_try, [row])
        held = (
            await self._connection.execute(
                select(link_try.c.tries, link_try.c.blocked_until)
                .where(link_try.c.channel == channel, link_try.c.address == address)
                .with_for_update()
            )
        ).one()
        if held.blocked_until is not None and held.blocked_until > at:
            raise NotAllowed("link.too_many_tries")
        return 0 if held.blocked_until is not None else int(held.tries)


def _sha(code: str) -> str:
    return sha256(code.strip().upper().encode()).hexdigest()


_LINKED = (
    select(identity.c.person_id, identity.c.channel, identity.c.address)
    .where(identity.c.person_id.in_(bindparam("ids", expanding=True)))
    .order_by(identity.c.linked_at.desc(), identity.c.channel)
)
_HOLDER = Prepared(
    select(identity.c.person_id).where(
        identity.c.channel == bindparam("channel"), identity.c.address == bindparam("address")
    )
)
