"""Tests, courses and reminders of persons in the store."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, Row, bindparam, case, delete, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.deal import Stamp
from rules.learning import (
    Assessment,
    CompletedBy,
    Enrolment,
    Progress,
    Reason,
    Score,
    Strength,
    Why,
)
from storage.learning_tables import assessment, course_reminder, enrolment
from storage.prepared import Prepared, one_of
from storage.rows import chunks, insert_new, upsert
from storage.stamps import read_stamp, write_stamp
from storage.tables import notice

#: In the key of a digest that she has put off.
SNOOZED = "later"


def digest_subject(person_id: int) -> str:
    """Name a person's digests, which come one after the other."""
    return f"course:{person_id}"


def digest_key(person_id: int, day: date) -> str:
    """Name the digest of a day."""
    return f"{digest_subject(person_id)}:{day.isoformat()}"


def snooze_key(person_id: int, number: int) -> str:
    """Name a digest that was put off; each person's are numbered."""
    return f"{digest_subject(person_id)}:{SNOOZED}:{number}"


def is_snoozed(key: str) -> bool:
    """Whether a key is of a digest that was put off."""
    return f":{SNOOZED}:" in key


class Learning:
    """What persons were tested in, were asked to learn, and were reminded of."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def assessments(self, person_ids: Collection[int]) -> list[Assessment]:
        """Give all tests of these persons."""
        found: list[Assessment] = []
        for some in chunks(person_ids):
            query = select(assessment).where(assessment.c.person_id.in_(some))
            found += [_assessment(row) for row in await self._connection.execute(query)]
        return found

    async def enrolments(
        self, person_ids: Collection[int], *, holds: bool = False
    ) -> list[Enrolment]:
        """Give all courses of these persons, those due first in front.

        With `holds` nobody else changes one of them until this transaction ends.
        """
        found: list[Enrolment] = []
        for some in chunks(person_ids):
            query = (
                select(enrolment)
                .where(enrolment.c.person_id.in_(some))
                .order_by(enrolment.c.person_id, enrolment.c.due_on, enrolment.c.course_id)
            )
            query = query.with_for_update() if holds else query
            found += [_enrolment(row) for row in await self._connection.execute(query)]
        return found

    async def progress(self, person_ids: Collection[int], today: date) -> dict[int, Progress]:
        """Give what `rules.learning.progress` says of each of these who was asked for a course."""
        found: dict[int, Progress] = {}
        for some in chunks(person_ids):
            for row in await _PROGRESS.rows(self._connection, ids=some, today=today):
                found[row.person_id] = Progress(
                    completed=row.completed,
                    total=row.total,
                    due=row.due,
                    due_completed=row.due_completed,
                )
        return found

    async def add_assessments(self, tests: Collection[Assessment]) -> None:
        """Keep tests; one that is there already stays as it is."""
        await insert_new(self._connection, assessment, [_test_row(one) for one in tests])

    async def save_assessments(self, tests: Collection[Assessment]) -> None:
        """Write tests, each in place of what was known under its source and id."""
        await upsert(self._connection, assessment, [_test_row(one) for one in tests])

    async def known(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Assessment]:
        """Give the tests under these (source, id)."""
        found: dict[tuple[str, str], Assessment] = {}
        for some in chunks(keys):
            query = select(assessment).where(
                tuple_(assessment.c.source, assessment.c.ext_id).in_(some)
            )
            for row in await self._connection.execute(query):
                found[row.source, row.ext_id] = _assessment(row)
        return found

    async def stamps(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Stamp]:
        """Give how new the words on weeks under these (source, id) are."""
        found: dict[tuple[str, str], Stamp] = {}
        for some in chunks(keys):
            query = select(assessment.c.source, assessment.c.ext_id, assessment.c.stamp).where(
                tuple_(assessment.c.source, assessment.c.ext_id).in_(some),
                assessment.c.stamp.is_not(None),
            )
            for row in await self._connection.execute(query):
                found[row.source, row.ext_id] = read_stamp(json.loads(row.stamp))
        return found

    async def save_enrolments(self, enrolments: Collection[Enrolment]) -> None:
        """Write courses of persons, in place of what was known of each."""
        await upsert(self._connection, enrolment, [_row(one) for one in enrolments])

    async def drop_assessments(self, keys: Collection[tuple[str, str]]) -> None:
        """Delete the tests under these (source, id)."""
        for some in chunks(keys):
            await self._connection.execute(
                delete(assessment).where(tuple_(assessment.c.source, assessment.c.ext_id).in_(some))
            )

    async def drop_enrolments(self, keys: Collection[tuple[int, str]]) -> None:
        """Delete these courses of these persons."""
        for some in chunks(keys):
            await self._connection.execute(
                delete(enrolment).where(
                    tuple_(enrolment.c.person_id, enrolment.c.course_id).in_(some)
                )
            )

    async def to_remind(self, due_by: date, *, lo: int, hi: int) -> Sequence[int]:
        """Give the ids of those with an open course due by a day, in rising order."""
        query = (
            select(enrolment.c.person_id)
            .where(enrolment.c.is_open.is_(True), enrolment.c.due_on <= due_by)
            .where(enrolment.c.person_id.between(lo, hi))
            .distinct()
            .order_by(enrolment.c.person_id)
        )
        return [int(one) for one in await self._connection.scalars(query)]

    async def told(self, person_id: int, *, now: datetime) -> dict[str, list[date]]:
        """Give the days on which a person was reminded, by course.

        A day whose digest is dead (it expired, she muted it, no chat reached her) told her nothing,
        nor did one that nobody had sent when it expired.
        """
        is_late = (notice.c.state == "pending") & (notice.c.expires_at <= now)
        lost = select(notice.c.dedup_key).where(
            notice.c.subject == digest_subject(person_id),
            or_(notice.c.state == "dead", is_late),
        )
        untold = set(await self._connection.scalars(lost))
        query = select(course_reminder).where(course_reminder.c.person_id == person_id)
        days: dict[str, list[date]] = {}
        for row in await self._connection.execute(query):
            if digest_key(person_id, row.told_on) not in untold:
                days.setdefault(row.course_id, []).append(row.told_on)
        return days

    async def tell(self, person_id: int, course_ids: Collection[str], day: date) -> None:
        """Keep that a person is reminded of these courses on a day."""
        await insert_new(
            self._connection,
            course_reminder,
            [
                {"person_id": person_id, "course_id": course_id, "told_on": day}
                for course_id in course_ids
            ],
        )

    async def waiting_digests(self, person_id: int, *, now: datetime | None = None) -> list[str]:
        """Give the keys of a person's digests that are on their way, oldest first.

        With `now` without those that have expired.
        """
        query = (
            select(notice.c.dedup_key)
            .where(notice.c.subject == digest_subject(person_id))
            .where(notice.c.state.in_(("pending", "sending")))
            .order_by(notice.c.id)
        )
        if now is not None:
            query = query.where(or_(notice.c.expires_at.is_(None), notice.c.expires_at > now))
        return [str(key) for key in await self._connection.scalars(query)]

    async def snoozes(self, person_id: int) -> int:
        """Count the digests that a person has put off so far."""
        query = (
            select(func.count())
            .select_from(notice)
            .where(notice.c.subject == digest_subject(person_id))
            .where(notice.c.dedup_key.like(f"{digest_subject(person_id)}:{SNOOZED}:%"))
        )
        return int(await self._connection.scalar(query) or 0)


def _test_row(one: Assessment) -> dict[str, object]:
    return {
        "source": one.source,
        "ext_id": one.ext_id,
        "person_id": one.person_id,
        "domain": one.domain,
        "value": str(one.score.value),
        "out_of": str(one.score.out_of),
        "strength": None if one.strength is None else one.strength.value,
        "taken_at": one.taken_at,
        "week": one.week,
        "stamp": None if one.stamp is None else json.dumps(write_stamp(one.stamp)),
    }


def _row(one: Enrolment) -> dict[str, object]:
    reason = one.reason
    return {
        "person_id": one.person_id,
        "course_id": one.course_id,
        "why": None if reason is None else reason.why.value,
        "score": None if reason is None or reason.score is None else str(reason.score),
        "pass_mark": None if reason is None or reason.pass_mark is None else str(reason.pass_mark),
        "assigned_on": one.assigned_on,
        "due_on": one.due_on,
        "completed_at": one.completed_at,
        "completed_by": None if one.completed_by is None else one.completed_by.value,
        "failed_on": one.failed_on,
        "is_open": one.is_open,
    }


def _enrolment(row: Row[tuple[object, ...]]) -> Enrolment:
    reason = None
    if row.why is not None:
        reason = Reason(
            why=Why(row.why), domain="", score=_number(row.score), pass_mark=_number(row.pass_mark)
        )
    return Enrolment(
        person_id=row.person_id,
        course_id=row.course_id,
        reason=reason,
        assigned_on=row.assigned_on,
        due_on=row.due_on,
        completed_at=row.completed_at,
        completed_by=None if row.completed_by is None else CompletedBy(row.completed_by),
        failed_on=row.failed_on,
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _assessment(row: Row[tuple[object, ...]]) -> Assessment:
    return Assessment(
        source=row.source,
        ext_id=row.ext_id,
        person_id=row.person_id,
        domain=row.domain,
        score=Score(value=Decimal(row.value), out_of=Decimal(row.out_of)),
        taken_at=row.taken_at,
        strength=None if row.strength is None else Strength(row.strength),
        week=row.week,
        stamp=None if row.stamp is None else read_stamp(json.loads(row.stamp)),
    )


_IS_COMPLETED = enrolment.c.completed_at.is_not(None)
_IS_DUE = enrolment.c.due_on <= bindparam("today", type_=Date)
_PROGRESS = Prepared(
    select(
        enrolment.c.person_id,
        func.count().label("total"),
        *(
            func.sum(case((condition, 1), else_=0)).label(name)
            for name, condition in (
                ("completed", _IS_COMPLETED),
                ("due", _IS_DUE),
                ("due_completed", _IS_DUE & _IS_COMPLETED),
            )
        ),
    )
    .where(one_of(enrolment.c.person_id, "ids"), enrolment.c.assigned_on.is_not(None))
    .group_by(enrolment.c.person_id)
)
