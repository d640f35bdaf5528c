"""Notices on their way: pending, sending, then sent, unknown or dead (DESIGN, delivery).

Business times (`not_before`, `expires_at`) compare with the injected clock, technical ones
(`retry_at`, `lease_until`) with real time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.notices import Notice, NoticeKind
from storage.lease import database_time
from storage.prepared import Prepared
from storage.rows import add_new, insert_new
from storage.tables import notice, notice_attempt

OPEN = ("pending", "sending")
_MENTIONED_AT_ONCE = 160


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a look at the outbox found."""

    #: A claim could find something.
    is_open: bool
    #: A sending's lease ran out.
    is_lapsed: bool


class Outbox:
    """Put in the transaction of the fact; claimed, rendered once and settled by the relay."""

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

    async def renew(self, notice_id: int, facts: str) -> None:
        """Give a claimed notice other facts, to be rendered anew."""
        await self._connection.execute(
            update(notice).where(notice.c.id == notice_id).values(facts=facts, rendered=None)
        )

    async def look(self, *, now: datetime, real_now: datetime) -> Due:
        """Tell cheaply whether a claim could find something, and whether a lease has run out."""
        row = (await _LOOK.rows(self._connection, now=now, real_now=real_now))[0]
        return Due(is_open=bool(row.is_open), is_lapsed=bool(row.is_lapsed))

    async def claim(
        self, *, now: datetime, real_now: datetime, token: str, lease: timedelta, limit: int
    ) -> list[StoredNotice]:
        """Take due notices for sending: state, attempt and lease change before any socket opens.

        Of each subject only the oldest open one is taken, so order within a subject holds.
        """
        if self._connection.dialect.name == "postgresql":
            await _IN_ORDER.rows(self._connection)
        rows = await _CLAIM.rows(
            self._connection,
            now=now,
            real_now=real_now,
            token=token,
            until=real_now + lease,
            most=limit,
        )
        taken = [StoredNotice(**row._asdict()) for row in rows]
        return sorted(taken, key=lambda one: one.id)

    async def stuck(self, *, now: datetime, after: timedelta) -> int:
        """Count what should have been on its way for longer than `after`."""
        waits = (notice.c.state == "pending") & (notice.c.not_before < now - after)
        late = database_time(self._connection, later=-after)
        hangs = (notice.c.state == "sending") & (notice.c.lease_until < late)
        count = select(func.count()).select_from(notice).where(or_(waits, hangs))
        return int(await self._connection.scalar(count) or 0)

    async def rendered(self, notices: Sequence[StoredNotice]) -> None:
        """Keep the bytes that every attempt of these sends, and whom they are for."""
        if notices:
            await _KEEP_BYTES.many(
                self._connection,
                [
                    {"of": one.id, "by": one.channel, "to": one.address, "body": one.rendered}
                    for one in notices
                ],
            )

    async def settle(
        self,
        one: StoredNotice,
        *,
        token: str,
        state: str,
        at: datetime,
        reason: str = "",
        ref: str = "",
        retry_at: datetime | None = None,
        maybe_since: datetime | None = None,
    ) -> bool:
        """Record how an attempt ended; False where the lease was lost to somebody else.

        `maybe_since` is the real time since which it may have arrived.
        """
        settled = await _SETTLE.rows(
            self._connection,
            notice=one.id,
            token=token,
            into=state,
            why=reason[:300],
            ref=ref[:300],
            again_at=retry_at,
            since=maybe_since,
            ended_at=at if state == "sent" else None,
        )
        if not settled:
            return False
        row: dict[str, object] = {
            "notice_id": one.id,
            "n": one.attempts,
            "at": at,
            "outcome": state,
            "reason": reason[:300],
        }
        await insert_new(self._connection, notice_attempt, [row])
        return True

    async def hold(self, one: StoredNotice, *, token: str, until: datetime, reason: str) -> bool:
        """Put a claimed notice back until business time `until`; False where the lease was lost.

        It was not tried, so no attempt is counted; its subject goes on waiting behind it.
        """
        result = await self._connection.execute(
            update(notice)
            .where(_is_held_by(one, token))
            .values(
                state="pending",
                attempts=one.attempts - 1,
                not_before=until,
                reason=f"{HELD}: {reason}",
                lease_token=None,
                lease_until=None,
            )
        )
        return result.rowcount > 0

    async def put_back(self, one: StoredNotice, *, token: str, retry_at: datetime) -> bool:
        """Put a claimed notice back until real time `retry_at`: the platform takes no more now.

        No attempt is counted, and its bytes stay. False where the lease was lost.
        """
        result = await self._connection.execute(
            update(notice)
            .where(_is_held_by(one, token))
            .values(
                state="pending",
                attempts=one.attempts - 1,
                retry_at=retry_at,
                reason="the platform's limit",
                lease_token=None,
                lease_until=None,
            )
        )
        return result.rowcount > 0

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

    async def lapse(
        self, *, real_now: datetime, again: Collection[str], kinds: Collection[str] = ()
    ) -> int:
        """Turn sendings whose lease ran out into unknown, and give how many there were.

        Pending again are those whose channel is in `again` or kind in `kinds`, and those without
        bytes: they never reached a socket. The others may have arrived since about the lease's end.
        """
        ran_out = and_(notice.c.state == "sending", notice.c.lease_until < real_now)
        safe = or_(
            notice.c.rendered.is_(None),
            notice.c.channel.in_(list(again)),
            notice.c.kind.in_(list(kinds)),
        )
        changed = 0
        for condition, state in ((and_(ran_out, safe), "pending"), (ran_out, "unknown")):
            result = await self._connection.execute(
                update(notice)
                .where(condition)
                .values(
                    state=state,
                    lease_token=None,
                    lease_until=None,
                    reason="lease ran out",
                    maybe_since=case(
                        (notice.c.rendered.is_(None), None),
                        else_=func.coalesce(notice.c.maybe_since, notice.c.lease_until),
                    ),
                )
            )
            changed += result.rowcount
        return changed

    async def unmentioned(self, person_ids: Collection[int]) -> dict[int, list[StoredNotice]]:
        """Give what may not have reached these persons and was not mentioned since.

        Another relay that asks for one of them waits for this transaction, so only one mentions it.
        """
        if not person_ids:
            return {}
        found = await self._select(
            _SELECT.where(
                notice.c.person_id.in_(list(person_ids)),
                notice.c.state == "unknown",
                notice.c.is_mentioned.is_(False),
            )
            .order_by(notice.c.id)
            .limit(_MENTIONED_AT_ONCE)
            .with_for_update()
        )
        return {who: [one for one in found if one.person_id == who] for who in person_ids}

    async def mention(self, ids: Sequence[int]) -> None:
        """Remember that a message told of these."""
        if ids:
            await self._connection.execute(
                update(notice).where(notice.c.id.in_(list(ids))).values(is_mentioned=True)
            )

    async def listed(self, states: Collection[str], *, limit: int = 200) -> list[StoredNotice]:
        """Give the newest notices in these states."""
        return await self._select(
            _SELECT.where(notice.c.state.in_(list(states)))
            .order_by(notice.c.id.desc())
            .limit(limit)
        )

    async def told(self, person_id: int, notice_id: int) -> StoredNotice | None:
        """Give a notice of a person as long as what it says is kept; None for any other."""
        found = await self._select(
            _SELECT.where(
                notice.c.id == notice_id,
                notice.c.person_id == person_id,
                notice.c.facts != EMPTIED,
            )
        )
        return found[0] if found else None

    async def replay(self, ids: Collection[int]) -> int:
        """Send dead and unknown notices again, by decision of a person; not emptied ones."""
        result = await self._connection.execute(
            update(notice)
            .where(
                notice.c.id.in_(list(ids)),
                notice.c.state.in_(("dead", "unknown")),
                notice.c.facts != EMPTIED,
            )
            .values(state="pending", retry_at=None, reason="replayed", maybe_since=None)
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


def _is_held_by(one: StoredNotice, token: str) -> ColumnElement[bool]:
    """Whether the attempt of this token still counts."""
    return and_(notice.c.id == one.id, notice.c.state == "sending", notice.c.lease_token == token)


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

_SELECT = select(*(notice.c[name] for name in StoredNotice.__dataclass_fields__))

#: Named in the text: PostgreSQL plans once, and knows how few are in a state only by its name.
_PENDING: ColumnElement[str] = literal_column("'pending'")
_SENDING: ColumnElement[str] = literal_column("'sending'")
_IS_DUE = (
    notice.c.state == _PENDING,
    notice.c.not_before <= bindparam("now"),
    or_(notice.c.retry_at.is_(None), notice.c.retry_at <= bindparam("real_now")),
)
# Two questions: with one OR in a single look, SQLite reads the whole table.
_LOOK = Prepared(
    select(
        exists().where(*_IS_DUE).label("is_open"),
        exists()
        .where(notice.c.state == "sending", notice.c.lease_until < bindparam("real_now"))
        .label("is_lapsed"),
    )
)
# PostgreSQL keeps the plan of a day on which little waited: it would sort a backlog for each claim.
_IN_ORDER = Prepared(
    select(func.set_config(literal_column("'enable_sort'"), literal_column("'off'"), true()))
)
_older = notice.alias("older")
# A value, not EXISTS: PostgreSQL would join all that waits to itself before it took eight.
_OLDER_OPEN = (
    select(_older.c.id)
    .where(
        _older.c.subject == notice.c.subject,
        _older.c.id < notice.c.id,
        or_(_older.c.state == _PENDING, _older.c.state == _SENDING),
    )
    .limit(literal_column("1"))
    .scalar_subquery()
)
_CLAIMED = (
    select(notice.c.id)
    .where(*_IS_DUE, _OLDER_OPEN.is_(None))
    .order_by(notice.c.priority, notice.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    # Joined into the update, PostgreSQL could run the claim once for each row.
    .cte("claimed")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_CLAIM = Prepared(
    update(notice)
    .where(notice.c.id.in_(select(_CLAIMED.c.id)))
    .values(
        state="sending",
        attempts=notice.c.attempts + 1,
        lease_token=bindparam("token"),
        lease_until=bindparam("until"),
    )
    .returning(*_SELECT.selected_columns)
)
_KEEP_BYTES = Prepared(
    update(notice)
    .where(notice.c.id == bindparam("of"))
    .values(channel=bindparam("by"), address=bindparam("to"), rendered=bindparam("body"))
)
_SETTLE = Prepared(
    update(notice)
    .where(
        notice.c.id == bindparam("notice"),
        notice.c.state == "sending",
        notice.c.lease_token == bindparam("token"),
    )
    .values(
        state=bindparam("into"),
        reason=bindparam("why"),
        remote_ref=bindparam("ref"),
        retry_at=bindparam("again_at"),
        maybe_since=bindparam("since"),
        lease_token=None,
        lease_until=None,
        sent_at=bindparam("ended_at"),
    )
    .returning(notice.c.id)
)
