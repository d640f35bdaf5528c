"""Which chat account is whose, and the one-time codes that tie them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.errors import NotAllowed
from storage.prepared import Prepared, one_of
from storage.rows import chunks, insert_new, upsert
from storage.tables import identity, identity_past, link_code, link_try, person

#: RULES, "Who sees what": single use, 15 minutes, 5 tries.
CODE_LIFE = timedelta(minutes=15)
MAX_TRIES = 5
_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose account an address is, and whether anything that we send reaches it."""

    person_id: int
    is_dead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadAddress:
    """An account of somebody who works here that its platform says nothing reaches."""

    person_id: int
    name: str
    number: str
    channel: str
    #: The platform's code.
    reason: str
    since: datetime
    #: Another of her chats reaches her.
    has_other: bool


class Links:
    """Identities and link codes. A code is kept only as its hash."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def person_of(self, channel: str, address: str) -> int | None:
        """Give whose chat account this is."""
        holder = await self.holder(channel, address)
        return None if holder is None else holder.person_id

    async def holder(self, channel: str, address: str) -> Holder | None:
        """Give whose chat account this is, and whether it is dead."""
        rows = await _HOLDER.rows(self._connection, channel=channel, address=address)
        if not rows:
            return None
        return Holder(person_id=int(rows[0].person_id), is_dead=rows[0].dead_at is not None)

    async def address_of(self, person_id: int) -> tuple[str, str] | None:
        """Give the (channel, address) a person linked last, of those that reach her."""
        return (await self.addresses_of([person_id])).get(person_id)

    async def addresses_of(self, person_ids: Collection[int]) -> dict[int, tuple[str, str]]:
        """Give the (channel, address) each linked last and is reached by; some have none."""
        return {who: hers[0] for who, hers in (await self.all_of(person_ids)).items()}

    async def all_of(self, person_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
        """Give each (channel, address) that reaches these, the one linked last first."""
        found: dict[int, list[tuple[str, str]]] = {}
        for row in await _LINKED.rows(self._connection, ids=person_ids):
            found.setdefault(row.person_id, []).append((row.channel, row.address))
        return found

    async def link(self, *, channel: str, address: str, person_id: int, at: datetime) -> None:
        """Tie a chat account to a person, in place of whoever had it; it reaches her until told."""
        was_others = and_(
            identity.c.channel == channel,
            identity.c.address == address,
            identity.c.person_id != person_id,
        )
        await self._keep_past(was_others, at=at, why="given away")
        row: dict[str, object] = {
            "channel": channel,
            "address": address,
            "person_id": person_id,
            "linked_at": at,
            "dead_at": None,
            "dead_reason": None,
        }
        await upsert(self._connection, identity, [row])

    async def unlink(self, *, channel: str, address: str) -> None:
        """Take a chat account from its person."""
        await self._connection.execute(
            delete(identity).where(identity.c.channel == channel, identity.c.address == address)
        )

    async def close(self, person_ids: Collection[int], *, at: datetime) -> int:
        """Take all accounts and open codes from persons who left; give how many accounts it was."""
        count = 0
        for some in chunks(person_ids):
            theirs = identity.c.person_id.in_(some)
            await self._keep_past(theirs, at=at, why="left")
            result = await self._connection.execute(delete(identity).where(theirs))
            count += result.rowcount
            await self._connection.execute(
                update(link_code)
                .where(link_code.c.person_id.in_(some), link_code.c.used_at.is_(None))
                .values(used_at=at)
            )
        return count

    async def mark_dead(
        self, *, channel: str, address: str, person_id: int, at: datetime, reason: str
    ) -> bool:
        """Remember that nothing reaches an account; False if known, or not hers."""
        result = await self._connection.execute(
            update(identity)
            .where(
                identity.c.channel == channel,
                identity.c.address == address,
                identity.c.person_id == person_id,
                identity.c.dead_at.is_(None),
            )
            .values(dead_at=at, dead_reason=reason[:100])
        )
        return result.rowcount > 0

    async def mark_alive(self, channel: str, address: str) -> int | None:
        """Forget that an account was dead, and give whose it is; None where it was not."""
        result = await self._connection.execute(
            update(identity)
            .where(
                identity.c.channel == channel,
                identity.c.address == address,
                identity.c.dead_at.is_not(None),
            )
            .values(dead_at=None, dead_reason=None)
            .returning(identity.c.person_id)
        )
        found: int | None = result.scalar()
        return found

    async def try_all_again(self) -> list[int]:
        """Forget of all accounts that they were dead, and give whose they are."""
        result = await self._connection.execute(
            update(identity)
            .where(identity.c.dead_at.is_not(None))
            .values(dead_at=None, dead_reason=None)
            .returning(identity.c.person_id)
        )
        return sorted(set(result.scalars()))

    async def has_any(self, person_id: int) -> bool:
        """Tell whether a person has an account at all, be it a dead one."""
        return bool(await _ANY_OF.rows(self._connection, person=person_id))

    async def dead(self, *, skip: int = 0, limit: int) -> list[DeadAddress]:
        """Give a page of the dead accounts of who works here: first of whom nothing reaches."""
        other = identity.alias("other")
        has_other = exists().where(
            other.c.person_id == identity.c.person_id, other.c.dead_at.is_(None)
        )
        rows = await self._connection.execute(
            select(
                identity.c.person_id,
                person.c.name,
                person.c.number,
                identity.c.channel,
                identity.c.dead_reason.label("reason"),
                identity.c.dead_at.label("since"),
                has_other.label("has_other"),
            )
            .select_from(identity.join(person, person.c.id == identity.c.person_id))
            .where(_IS_DEAD)
            .order_by("has_other", person.c.number, identity.c.channel, identity.c.address)
            .offset(skip)
            .limit(limit)
        )
        return [
            DeadAddress(**{**row._mapping, "has_other": bool(row.has_other)})  # noqa: SLF001 - documented
            for row in rows
        ]

    async def count_dead(self, *, since: datetime | None = None) -> int:
        """Count the dead accounts of who works here, all or those that died after `since`."""
        count = (
            select(func.count())
            .select_from(identity.join(person, person.c.id == identity.c.person_id))
            .where(_IS_DEAD)
        )
        if since is not None:
            count = count.where(identity.c.dead_at > since)
        return int(await self._connection.scalar(count) or 0)

    async def closed_at(self, person_id: int) -> datetime | None:
        """Give when a person's accounts were last taken from her because she left."""
        at: datetime | None = await self._connection.scalar(
            select(func.max(identity_past.c.closed_at)).where(
                identity_past.c.person_id == person_id, identity_past.c.why == "left"
            )
        )
        return at

    async def _keep_past(self, which: ColumnElement[bool], *, at: datetime, why: str) -> None:
        """Keep the history of accounts that are about to be somebody's no more."""
        names = ("channel", "address", "person_id", "linked_at")
        closed = literal(at, identity.c.linked_at.type)
        gone = select(*(identity.c[name] for name in names), closed, literal(why)).where(which)
        await self._connection.execute(
            insert(identity_past).from_select([*names, "closed_at", "why"], gone)
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


_LINKED = Prepared(
    select(identity.c.person_id, identity.c.channel, identity.c.address)
    .where(one_of(identity.c.person_id, "ids"), identity.c.dead_at.is_(None))
    .order_by(identity.c.linked_at.desc(), identity.c.channel)
)
_ANY_OF = Prepared(
    select(identity.c.channel).where(identity.c.person_id == bindparam("person")).limit(1)
)
_HOLDER = Prepared(
    select(identity.c.person_id, identity.c.dead_at).where(
        identity.c.channel == bindparam("channel"), identity.c.address == bindparam("address")
    )
)
_IS_DEAD = and_(identity.c.dead_at.is_not(None), person.c.left_on.is_(None))
