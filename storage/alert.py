"""Alerts in the store: one open per rep, and every word that was said about one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.alert import Alert, AlertState, AlertWord, Closed, WordKind
from rules.periods import local_day
from rules.risk import Assessment, Level
from storage.risk import is_decided, read_signals, written_signals
from storage.risk_tables import alert, alert_word
from storage.rows import chunks, insert_new
from storage.tables import person

#: No list is longer; what is beyond is counted.
MOST_LISTED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What moves an alert: an assessment with its id, whom to ask, and when."""

    assessment_id: int
    found: Assessment
    owner_id: int | None
    at: datetime


class Alerts:
    """Alerts by id, rep or owner."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, finding: Finding) -> bool:
        """Open an alert; False where the rep has one that is open already."""
        row = {
            "person_id": finding.found.person_id,
            "owner_id": finding.owner_id,
            "state": AlertState.OPEN.value,
            "level": finding.found.level.value,
            "signals": written_signals(finding.found.signals),
            "news": 1,
            "opened_at": finding.at,
            "news_at": finding.at,
            "due_on": None,
            "closed_at": None,
            "closed_why": "",
            "assessment_id": finding.assessment_id,
            "is_open": True,
        }
        return await insert_new(self._connection, alert, [row]) > 0

    async def move(self, one: Alert, finding: Finding, *, is_news: bool) -> None:
        """Give an open alert what a new assessment says."""
        values: dict[str, object] = {
            "level": finding.found.level.value,
            "signals": written_signals(finding.found.signals),
            "assessment_id": finding.assessment_id,
        }
        if is_news:
            values |= {"news": one.news + 1, "news_at": finding.at}
        await self._set(one.id, values)

    async def give(self, one: Alert, owner_id: int | None, *, at: datetime) -> None:
        """Let somebody else be asked, to whom it is news."""
        values: dict[str, object] = {"owner_id": owner_id, "state": AlertState.OPEN.value}
        await self._set(one.id, {**values, "due_on": None, "news": one.news + 1, "news_at": at})

    async def take(self, alert_id: int, owner_id: int, *, due_on: date) -> None:
        """Note who follows it, until when."""
        values = {"owner_id": owner_id, "due_on": due_on, "state": AlertState.TAKEN.value}
        await self._set(alert_id, values)

    async def close(self, alert_id: int, why: Closed, *, at: datetime) -> None:
        """End an alert."""
        await self._set(
            alert_id,
            {
                "state": AlertState.CLOSED.value,
                "closed_at": at,
                "closed_why": why.value,
                "is_open": False,
            },
        )

    async def hold(self, alert_id: int) -> Alert | None:
        """Give an alert, for nobody else to change until this transaction ends."""
        query = select(alert).where(alert.c.id == alert_id).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _alert(row)

    async def look(self, alert_id: int) -> Alert | None:
        """Give an alert as it stands, where nothing is changed."""
        query = select(alert).where(alert.c.id == alert_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _alert(row)

    async def about(self, person_id: int) -> Alert | None:
        """Give a rep's open alert, where nothing is changed."""
        query = select(alert).where(alert.c.person_id == person_id, alert.c.is_open.is_(True))
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _alert(row)

    async def open_of(self, person_id: int) -> Alert | None:
        """Give a rep's open alert, held as by `hold`."""
        query = select(alert).where(alert.c.person_id == person_id, alert.c.is_open.is_(True))
        row = (await self._connection.execute(query.with_for_update())).one_or_none()
        return None if row is None else _alert(row)

    async def count_of(self, person_id: int) -> int:
        """Give how many alerts a rep has had, with the one that is open."""
        query = select(func.count()).select_from(alert).where(alert.c.person_id == person_id)
        return int(await self._connection.scalar(query) or 0)

    async def moved_by(self, assessment_id: int) -> bool:
        """Whether an assessment has moved an alert already, be it closed by now."""
        query = select(exists().where(alert.c.assessment_id == assessment_id))
        return bool(await self._connection.scalar(query))

    async def await_answer(self, news: Sequence[tuple[int, int]]) -> bool:
        """Whether each of these (alert, news) is still open, unanswered, and the newest of it.

        And its rep still works here as a new one. The rows are held against an answer until this
        transaction ends: an answer is either before the question is sent, or after.
        """
        ids = sorted({alert_id for alert_id, _ in news})
        query = select(alert).where(alert.c.id.in_(ids)).order_by(alert.c.id)
        found = [_alert(row) for row in await self._connection.execute(_held(query))]
        open_ones = {(one.id, one.news) for one in found if one.state is AlertState.OPEN}
        return bool(news) and set(news) <= open_ones and not await self._gone(found)

    async def is_due(self, alert_id: int, due_on: date) -> bool:
        """Whether a taken alert still waits for that day, held as by `await_answer`."""
        row = (
            await self._connection.execute(_held(select(alert).where(alert.c.id == alert_id)))
        ).one_or_none()
        if row is None or await self._gone([_alert(row)]) or await self.is_recorded(_alert(row)):
            return False
        return bool(row.state == AlertState.TAKEN.value and row.due_on == due_on)

    async def is_recorded(self, one: Alert) -> bool:
        """Whether who follows an alert has written down what is done about it as it stands."""
        query = exists().where(
            alert_word.c.alert_id == one.id,
            alert_word.c.kind == WordKind.RECORDED.value,
            alert_word.c.news == one.news,
            alert_word.c.by_id == one.owner_id,
        )
        return bool(await self._connection.scalar(select(query)))

    async def open_ones(self) -> list[Alert]:
        """Give the open alerts, the oldest first."""
        return await self._select(alert.c.is_open.is_(True))

    async def owners(self) -> set[int]:
        """Give those who are asked about an open alert."""
        query = select(alert.c.owner_id).where(
            alert.c.is_open.is_(True), alert.c.owner_id.is_not(None)
        )
        return {int(one) for one in await self._connection.scalars(query.distinct()) if one}

    async def has_open(self) -> bool:
        """Whether any alert is open."""
        return bool(await self._connection.scalar(select(exists().where(alert.c.is_open))))

    async def untold(self, reader_id: int, *, manager_number: str | None = None) -> list[Alert]:
        """Give what waits for an answer and is news to somebody, the oldest first.

        With `manager_number` it is about that manager's people alone.
        """
        was_told = exists().where(
            alert_word.c.alert_id == alert.c.id,
            alert_word.c.kind == WordKind.TOLD.value,
            alert_word.c.news == alert.c.news,
            alert_word.c.to_id == reader_id,
        )
        waits = alert.c.is_open.is_(True) & (alert.c.state == AlertState.OPEN.value) & ~was_told
        if manager_number is None:
            return await self._select(waits)
        hers = select(person.c.id).where(person.c.manager_number == manager_number)
        return await self._select(waits & alert.c.person_id.in_(hers))

    async def of_reports(self, manager_number: str) -> list[Alert]:
        """Give the open alerts about a manager's people."""
        hers = select(person.c.id).where(person.c.manager_number == manager_number)
        return await self._select(alert.c.is_open.is_(True) & alert.c.person_id.in_(hers))

    async def open_ids(self, *, lo: int, hi: int) -> list[int]:
        """Give the ids of open alerts within a range of ids."""
        query = select(alert.c.id).where(alert.c.is_open.is_(True), alert.c.id.between(lo, hi))
        return [int(one) for one in await self._connection.scalars(query.order_by(alert.c.id))]

    async def open_people(self, *, lo: int, hi: int) -> list[int]:
        """Give the reps with an open alert within a range of persons."""
        query = select(alert.c.person_id).where(
            alert.c.is_open.is_(True), alert.c.person_id.between(lo, hi)
        )
        return [int(one) for one in await self._connection.scalars(query.order_by(alert.c.id))]

    async def astray(self, *, lo: int, hi: int) -> list[int]:
        """Give the reps whose open alert is with somebody who does not manage them, or has left."""
        owner = person.alias()
        manager = func.coalesce(person.c.manager_number, "")
        query = (
            select(alert.c.person_id)
            .join(person, person.c.id == alert.c.person_id)
            .join(owner, owner.c.id == alert.c.owner_id)
            .where(
                alert.c.is_open.is_(True),
                alert.c.person_id.between(lo, hi),
                (owner.c.number != manager) | owner.c.left_on.is_not(None),
            )
        )
        return [int(one) for one in await self._connection.scalars(query.order_by(alert.c.id))]

    async def people_of(self, alert_ids: Collection[int]) -> list[int]:
        """Give whom these alerts are about."""
        query = select(alert.c.person_id).where(alert.c.id.in_(list(alert_ids)))
        return [int(one) for one in await self._connection.scalars(query)]

    async def open_within(self, person_id: int, since: date, *, zone: str) -> list[date]:
        """Give the newest day, in a zone, on which each alert about a person was open, from a day.

        An alert that is open still was open on the last day of all. RULES, below the table: an
        ending of probation within 60 days of one needs HR's second signature.
        """
        rows = await self._connection.execute(
            select(alert.c.closed_at).where(alert.c.person_id == person_id)
        )
        days = [
            date.max if row.closed_at is None else local_day(row.closed_at, zone) for row in rows
        ]
        return sorted(day for day in days if day >= since)

    async def say(self, one: Alert, word: AlertWord, *, key: str) -> bool:
        """Add a word; False where there is one of this key."""
        row = {
            "key": f"{one.id}:{word.kind.value}:{key}",
            "alert_id": one.id,
            "kind": word.kind.value,
            "news": word.news,
            "at": word.at,
            "by_id": word.by,
            "to_id": word.to,
            "note": word.note,
        }
        return await insert_new(self._connection, alert_word, [row]) > 0

    async def words(self, alert_ids: Collection[int]) -> dict[int, list[AlertWord]]:
        """Give what was said about these alerts, oldest first."""
        found: dict[int, list[AlertWord]] = {one: [] for one in alert_ids}
        for some in chunks(alert_ids):
            query = (
                select(alert_word).where(alert_word.c.alert_id.in_(some)).order_by(alert_word.c.id)
            )
            for row in await self._connection.execute(query):
                found[row.alert_id].append(_word(row))
        return found

    async def told_since(self, reader_id: int, since: datetime) -> set[int]:
        """Give the alerts that somebody was told of by a list since a moment."""
        query = select(alert_word.c.alert_id).where(
            alert_word.c.to_id == reader_id,
            alert_word.c.kind == WordKind.TOLD.value,
            alert_word.c.at >= since,
            alert_word.c.note.like("alert_list:%"),
        )
        return {int(one) for one in await self._connection.scalars(query)}

    async def said_fine(self) -> dict[str, int]:
        """Count the reasons for which alerts were put aside."""
        rows = await self._connection.execute(
            select(alert_word.c.note, func.count().label("n"))
            .where(alert_word.c.kind == WordKind.FINE.value)
            .group_by(alert_word.c.note)
        )
        counts: dict[str, int] = {}
        for row in rows:
            reason = row.note.partition(":")[0]
            counts[reason] = counts.get(reason, 0) + int(row.n)
        return counts

    async def red_ends(self) -> tuple[int, int]:
        """Give how many cases of all three signals are over, and how many of them left."""
        over = [Closed.LEFT.value, Closed.CONFIRMED.value, Closed.ENDED.value]
        rows = await self._connection.execute(
            select(alert.c.closed_why, func.count(alert.c.person_id.distinct()).label("n"))
            .where(alert.c.level == Level.RED.value, alert.c.closed_why.in_(over))
            .group_by(alert.c.closed_why)
        )
        counts = {row.closed_why: int(row.n) for row in rows}
        return sum(counts.values()), counts.get(Closed.LEFT.value, 0)

    async def _gone(self, found: Sequence[Alert]) -> bool:
        """Whether one of them is about somebody who left, or is no longer new."""
        ids = [one.person_id for one in found]
        query = select(
            exists().where(
                person.c.id.in_(ids),
                or_(person.c.left_on.is_not(None), exists().where(is_decided(person.c.id))),
            )
        )
        return bool(await self._connection.scalar(query))

    async def _set(self, alert_id: int, values: dict[str, object]) -> None:
        await self._connection.execute(update(alert).where(alert.c.id == alert_id).values(values))

    async def _select(self, condition: ColumnElement[bool]) -> list[Alert]:
        query = select(alert).where(condition).order_by(alert.c.opened_at, alert.c.id)
        rows = await self._connection.execute(query.limit(MOST_LISTED))
        return [_alert(row) for row in rows]


def _held(query: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    """Let others read, but not change, what is found until this transaction ends."""
    return query.with_for_update(read=True)


def _alert(row: Row[tuple[object, ...]]) -> Alert:
    return Alert(
        id=row.id,
        person_id=row.person_id,
        owner_id=row.owner_id,
        state=AlertState(row.state),
        level=Level(row.level),
        signals=read_signals(row.signals),
        news=row.news,
        opened_at=row.opened_at,
        news_at=row.news_at,
        due_on=row.due_on,
        closed_at=row.closed_at,
        closed_why=row.closed_why,
        assessment_id=row.assessment_id,
    )


def _word(row: Row[tuple[object, ...]]) -> AlertWord:
    return AlertWord(
        kind=WordKind(row.kind),
        news=row.news,
        at=row.at,
        by=row.by_id,
        to=row.to_id,
        note=row.note,
    )
