"""How much stands where: one question to the store that costs the same however full it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    CompoundSelect,
    Select,
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

from storage.tables import inbox, job_run, notice
from storage.types import UtcDateTime

#: Beyond it a state is only known to hold at least so many.
MOST = 10_000
NOTICE_STATES = ("pending", "sending", "unknown", "dead")
EVENT_STATES = ("parked", "refused")
RUN_STATES = ("pending", "running", "failed", "done")
_OPEN_RUNS = ("pending", "running")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts stop at `MOST` of a state."""

    #: By (state, kind).
    notices: dict[tuple[str, str], int]
    #: By state.
    events: dict[str, int]
    #: In seconds of business time; 0 where nothing is due.
    oldest_due_seconds: float
    #: Runs of scheduled jobs by (job, state); done ones as far as they are kept.
    runs: dict[tuple[str, str], int]
    #: By job: how long its oldest unfinished slot has been due, in seconds of business time.
    lags: dict[str, float]
    #: By job: its newest slot that was done.
    done: dict[str, datetime]

    def notices_in(self, state: str) -> int:
        """Give how many notices of all kinds are in a state."""
        return sum(count for (where, _), count in self.notices.items() if where == state)


class FigureBook:
    """Reads the figures in one statement, each state through its index."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def read(self, *, now: datetime, real_now: datetime) -> Figures:
        """Give the figures; `now` is business time, `real_now` what retries run by."""
        rows = list(await self._connection.execute(figures_query(now=now, real_now=real_now)))
        of_notices = [row for row in rows if row.what == "notice"]
        of_runs = [row for row in rows if row.what == "run"]
        due = [row.oldest for row in of_notices if row.oldest is not None]
        late: dict[str, float] = {}
        for row in of_runs:
            if row.state in _OPEN_RUNS:
                lag = max(0.0, (now - row.oldest).total_seconds())
                late[row.kind] = max(late.get(row.kind, 0.0), lag)
        return Figures(
            notices={(row.state, row.kind): row.n for row in of_notices},
            events={row.state: row.n for row in rows if row.what == "event"},
            oldest_due_seconds=(now - min(due)).total_seconds() if due else 0.0,
            runs={(row.kind, row.state): row.n for row in of_runs},
            lags=late,
            done={row.kind: row.newest for row in of_runs if row.state == "done"},
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
        func.min(case((is_due, notices.c.not_before)), type_=UtcDateTime).label("oldest"),
        func.max(notices.c.not_before, type_=UtcDateTime).label("newest"),
    ).group_by(notices.c.state, notices.c.kind)
    return union_all(
        counted,
        *(_events_in(state) for state in EVENT_STATES),
        *(_runs_in(state) for state in RUN_STATES),
    )


def _notices_in(state: str) -> Select[tuple[object, ...]]:
    some = (
        select(notice.c.state, notice.c.kind, notice.c.not_before, notice.c.retry_at)
        .where(notice.c.state == state)
        .limit(MOST)
        .subquery()
    )
    return select(*some.c)


def _events_in(state: str) -> Select[str, str, str, int, None, None]:
    some = select(inbox.c.state).where(inbox.c.state == state).limit(MOST).subquery()
    counted = select(literal("event"), literal(state), literal(""), func.count(), null(), null())
    return counted.select_from(some)


def _runs_in(state: str) -> Select[str, str, str, int, datetime, datetime]:
    some = (
        select(job_run.c.job, job_run.c.slot).where(job_run.c.state == state).limit(MOST).subquery()
    )
    oldest, newest = func.min(some.c.slot), func.max(some.c.slot)
    counted = select(literal("run"), literal(state), some.c.job, func.count(), oldest, newest)
    return counted.group_by(some.c.job)
