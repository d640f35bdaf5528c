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

from storage.lease import database_time
from storage.outbox import HELD, SELECT, StoredNotice
from storage.prepared import Prepared
from storage.rows import insert_new
from storage.tables import notice, notice_attempt

_MENTIONED_AT_ONCE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a look at the outbox found."""

    #: A claim could find something.
    is_open: bool
    #: A sending's lease ran out.
    is_lapsed: bool


class Delivery:
    """What the relay does with notices: claimed, rendered once, and settled."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

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

    async def renew(self, notice_id: int, facts: str) -> None:
        """Give a claimed notice other facts, to be rendered anew."""
        await self._connection.execute(
            update(notice).where(notice.c.id == notice_id).values(facts=facts, rendered=None)
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

    async def lapse(
        self, *, real_now: datetime, again: Collection[str], kinds: Collection[str] = ()
    ) -> int:
        """Turn sendings whose lease ran out into unknown, and give how many there were.

        Whoever sent one may still say how it ended, as long as nobody else has taken it: a clock
        that jumped ends leases of sends that are under way. Pending again are those whose channel
        is in `again` or kind in `kinds`, and those without bytes: they never reached a socket. The
        others may have arrived since about the lease's end.
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
        rows = await self._connection.execute(
            SELECT.where(
                notice.c.person_id.in_(list(person_ids)),
                notice.c.state == "unknown",
                notice.c.is_mentioned.is_(False),
            )
            .order_by(notice.c.id)
            .limit(_MENTIONED_AT_ONCE)
            .with_for_update()
        )
        found = [StoredNotice(**row._mapping) for row in rows]  # noqa: SLF001 - documented
        return {who: [one for one in found if one.person_id == who] for who in person_ids}

    async def mention(self, ids: Sequence[int]) -> None:
        """Remember that a message told of these."""
        if ids:
            await self._connection.execute(
                update(notice).where(notice.c.id.in_(list(ids))).values(is_mentioned=True)
            )

    async def stuck(self, *, now: datetime, after: timedelta) -> int:
        """Count what should have been on its way for longer than `after`."""
        waits = (notice.c.state == "pending") & (notice.c.not_before < now - after)
        late = database_time(self._connection, later=-after)
        hangs = (notice.c.state == "sending") & (notice.c.lease_until < late)
        count = select(func.count()).select_from(notice).where(or_(waits, hangs))
        return int(await self._connection.scalar(count) or 0)


def _is_held_by(one: StoredNotice, token: str) -> ColumnElement[bool]:
    """Whether the attempt of this token still counts: nobody else has taken it since."""
    return and_(notice.c.id == one.id, _IS_UNSETTLED, notice.c.lease_token == token)


#: What a token may still settle; the last two once its lease has run out (`lapse`).
_IS_UNSETTLED = or_(
    *(notice.c.state == literal_column(f"'{one}'") for one in ("sending", "pending", "unknown"))
)
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
    .returning(*SELECT.selected_columns)
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
        _IS_UNSETTLED,
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
