"""Notices to be told: put beside the fact they tell, put off, let go, listed (DESIGN, delivery).

Business times (`not_before`, `expires_at`) compare with the injected clock, technical ones
(`retry_at`, `lease_until`) with real time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.notices import Notice, NoticeKind
from storage.rows import add_new, insert_new
from storage.tables import notice

OPEN = ("pending", "sending")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNotice:
    """A notice as the relay claims it."""

    id: int
    dedup_key: str
    person_id: int
    kind: str
    facts: str
    subject: str
    state: str
    attempts: int
    channel: str | None
    #: Whom `rendered` is for.
    address: str | None
    rendered: bytes | None
    expires_at: datetime | None
    created_at: datetime
    reason: str | None
    #: Real time since which an attempt may have arrived.
    maybe_since: datetime | None = None


class Outbox:
    """What the house has to tell; the relay takes it from there (storage/delivery.py)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, notices: Collection[Notice]) -> int:
        """Add notices, leaving out those whose key is there already; give how many are new."""
        return await insert_new(self._connection, notice, [_row(one) for one in notices])

    async def put_all(self, notices: Collection[Notice]) -> None:
        """Add notices as `put` does, however many, without counting them."""
        await add_new(self._connection, notice, [_row(one) for one in notices])

    async def waiting(self, key: str) -> str | None:
        """Give the facts of a notice that nobody has begun to send, None for any other."""
        facts = await self._connection.scalar(select(notice.c.facts).where(_is_untouched(key)))
        return None if facts is None else str(facts)

    async def refresh(self, key: str, facts: str) -> bool:
        """Replace the facts of a notice; False where somebody has begun to send it."""
        result = await self._connection.execute(
            update(notice).where(_is_untouched(key)).values(facts=facts)
        )
        return result.rowcount > 0

    async def postpone(
        self, key: str, facts: str, *, until: datetime, expires_at: datetime | None
    ) -> bool:
        """Put a notice off to business time `until`; False where somebody has begun to send it."""
        result = await self._connection.execute(
            update(notice)
            .where(_is_untouched(key))
            .values(facts=facts, not_before=until, expires_at=expires_at)
        )
        return result.rowcount > 0

    async def put_off(self, person_id: int, kind: NoticeKind, *, until: datetime) -> int:
        """Move what waits of a kind for a person to business time `until`; give how many.

        Also what is held back or waits for a chat of hers; not what may have arrived.
        """
        waits = notice.c.state == "pending"
        without_chat = (notice.c.state == "dead") & notice.c.reason.in_((NOT_LINKED, UNREACHABLE))
        result = await self._connection.execute(
            update(notice)
            .where(
                notice.c.person_id == person_id,
                notice.c.kind == kind.value,
                or_(waits, without_chat),
                notice.c.maybe_since.is_(None),
                notice.c.facts != EMPTIED,
            )
            # What `release` finds by its reason would come before its time.
            .values(not_before=until, reason=case((waits, None), else_=notice.c.reason))
        )
        return result.rowcount

    async def release(self, person_id: int, *, at: datetime) -> int:
        """Let the relay look again at what it holds back for a person; give how many there are."""
        result = await self._connection.execute(
            update(notice)
            .where(
                notice.c.person_id == person_id,
                notice.c.state == "pending",
                notice.c.reason.like(f"{HELD}: %"),
                notice.c.not_before > at,
            )
            .values(not_before=at)
        )
        return result.rowcount

    async def listed(self, states: Collection[str], *, limit: int = 200) -> list[StoredNotice]:
        """Give the newest notices in these states."""
        return await self._select(
            SELECT.where(notice.c.state.in_(list(states))).order_by(notice.c.id.desc()).limit(limit)
        )

    async def told(self, person_id: int, notice_id: int) -> StoredNotice | None:
        """Give a notice of a person as long as what it says is kept; None for any other."""
        found = await self._select(
            SELECT.where(
                notice.c.id == notice_id,
                notice.c.person_id == person_id,
                notice.c.facts != EMPTIED,
            )
        )
        return found[0] if found else None

    async def asked(
        self, person_id: int, kinds: Collection[NoticeKind], *, since: datetime
    ) -> list[StoredNotice]:
        """Give what a person was told of these kinds since then, the newest of each subject."""
        newest = (
            select(func.max(notice.c.id))
            .where(
                notice.c.person_id == person_id,
                notice.c.kind.in_([kind.value for kind in kinds]),
                notice.c.created_at >= since,
                notice.c.facts != EMPTIED,
            )
            .group_by(notice.c.subject)
        )
        return await self._select(
            SELECT.where(notice.c.id.in_(newest)).order_by(notice.c.id.desc())
        )

    async def replay(self, ids: Collection[int]) -> int:
        """Send dead and unknown notices again, by decision of a person; not emptied ones."""
        result = await self._connection.execute(
            update(notice)
            .where(
                notice.c.id.in_(list(ids)),
                notice.c.state.in_(("dead", "unknown")),
                notice.c.facts != EMPTIED,
            )
            .values(
                state="pending",
                retry_at=None,
                reason="replayed",
                maybe_since=None,
                lease_token=None,  # a late word of the old attempt counts no more
            )
        )
        return result.rowcount

    async def revive(self, person_id: int) -> int:
        """Send what could not be sent while no chat reached the person."""
        result = await self._connection.execute(
            update(notice)
            .where(
                notice.c.person_id == person_id,
                notice.c.state == "dead",
                notice.c.reason.in_((NOT_LINKED, UNREACHABLE)),
            )
            .values(state="pending", retry_at=None, reason="linked now")
        )
        return result.rowcount

    async def _select(self, query: Select[tuple[object, ...]]) -> list[StoredNotice]:
        rows = await self._connection.execute(query)
        return [StoredNotice(**row._mapping) for row in rows]  # noqa: SLF001 - documented


def _row(one: Notice) -> dict[str, object]:
    return {
        "dedup_key": one.key,
        "person_id": one.person_id,
        "kind": one.kind.value,
        "facts": one.facts,
        "subject": one.subject,
        "state": "pending",
        "priority": one.priority,
        "created_at": one.at,
        "not_before": one.not_before or one.at,
        "expires_at": one.expires_at,
        "attempts": 0,
        "is_mentioned": False,
    }


def _is_untouched(key: str) -> ColumnElement[bool]:
    is_waiting = (notice.c.state == "pending") & notice.c.rendered.is_(None)
    return is_waiting & (notice.c.dedup_key == key)


#: The facts of a notice whose key alone is kept, so that it is never told twice.
EMPTIED = ""

#: How the reason of a pending notice begins that may not be told yet.
HELD = "held"
#: Why a notice for somebody without a chat is dead until she links one.
NOT_LINKED = "not linked"
#: Why a notice for somebody whose chats are all dead is, until one of them is heard from.
UNREACHABLE = "no chat reaches her"

SELECT = select(*(notice.c[name] for name in StoredNotice.__dataclass_fields__))
