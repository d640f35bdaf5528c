"""How much stands where: one question to the store that costs the same however full it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import inbox, notice
from storage.types import UtcDateTime

#: Beyond it a state is only known to hold at least so many.
MOST = 10_000
NOTICE_STATES = ("pending", "sending", "unknown", "dead")
EVENT_STATES = ("parked", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts stop at `MOST` of a state."""

    #: By (state, kind).
    notices: dict[tuple[str, str], int]
    #: By state.
    events: dict[str, int]
    #: In seconds of business time; 0 where nothing is due.
    oldest_due_seconds: float

    def notices_in(self, state: str) -> int:
        """Give how many notices of all kinds are in a state."""
        return sum(count for (where, _), count in self.notices.items() if where == state)


class FigureBook:
    """Reads the figures in one statement, each state through its index."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def read(self, *, now: datetime, real_now: datetime) -> Figures:
        """Give the figures; `now` is business time, `real_now` what retries run by."""
        notices: dict[tuple[str, str], int] = {}
        events = dict.fromkeys(EVENT_STATES, 0)
        oldest: datetime | None = None
        for row in await self._connection.execute(figures_query(now=now, real_now=real_now)):
            if row.what == "event":
                events[row.state] = row.n
                continue
            notices[row.state, row.kind] = row.n
            if row.oldest is not None and (oldest is None or row.oldest < oldest):
                oldest = row.oldest
        return Figures(
            notices=notices,
            events=events,
            oldest_due_seconds=0.0 if oldest is None else (now - oldest).total_seconds(),
        )


def figures_query(*, now: datetime, real_now: datetime) -> CompoundSelect[tuple[object, ...]]:
    """Give the one statement, for whoever wants to see how it is run."""
    notices = union_all(*(_notices_in(state) for state in NOTICE_STATES)).subquery()
    is_due = and_(
        notices.c.state == "pending",
        notices.c.not_before <= now,
        or_(notices.c.retry_at.is_(None), notices.c.retry_at <= real_now),
    )
    counted = select(
        literal("notice").label("what"),
        notices.c.state,
        notices.c.kind,
        func.count().label("n"),
        _oldest(notices, is_due),
    ).group_by(notices.c.state, notices.c.kind)
    return union_all(counted, *(_events_in(state) for state in EVENT_STATES))


def _notices_in(state: str) -> Select[tuple[object, ...]]:
    some = (
        select(notice.c.state, notice.c.kind, notice.c.not_before, notice.c.retry_at)
        .where(notice.c.state == state)
        .limit(MOST)
        .subquery()
    )
    return select(*some.c)


def _events_in(state: str) -> Select[str, str, str, int, None]:
    some = select(inbox.c.state).where(inbox.c.state == state).limit(MOST).subquery()
    counted = select(literal("event"), literal(state), literal(""), func.count(), null())
    return counted.select_from(some)


def _oldest(notices: Subquery, is_due: ColumnElement[bool]) -> ColumnElement[datetime]:
    return func.min(case((is_due, notices.c.not_before)), type_=UtcDateTime).label("oldest")
