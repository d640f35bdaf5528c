"""Limits of how long records of work are kept: each kind deleted by days, a bounded number a call.

Every method gives the number of rows it dealt with; less than `limit` means that none is left.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, Table, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.activity_tables import activity
from storage.attachment_tables import attachment
from storage.fairness_tables import audit_group
from storage.learning_tables import assessment, course_reminder, enrolment
from storage.loop_tables import risk_band
from storage.mentoring_tables import mentor_rating, mentor_record, pairing
from storage.retention_tables import rep_snapshot, risk_shadow
from storage.risk_tables import alert, alert_word, intervention, risk_assessment
from storage.tables import person


class Keeping:
    """Days are the company's; what is counted from a leaving is kept while somebody works here."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def forget_courses(self, *, left_before: date, limit: int) -> int:
        """Delete courses, tests and reminders of who left before a day."""
        left = select(person.c.id).where(person.c.left_on < left_before)
        count = 0
        for table in (course_reminder, enrolment, assessment):
            count += await self._delete(table, table.c.person_id.in_(left), limit)
        return count

    async def forget_pulses(self, *, before: date, limit: int) -> int:
        """Delete ratings of weeks that began before a day."""
        return await self._delete(mentor_rating, mentor_rating.c.week < before, limit)

    async def forget_records(self, *, left_before: date, limit: int) -> int:
        """Delete mentors' records about who left before a day; their files go with the loose."""
        hers = (
            select(pairing.c.id)
            .join(person, pairing.c.rep_id == person.c.id)
            .where(person.c.left_on < left_before)
        )
        query = select(mentor_record.c.id).where(mentor_record.c.pairing_id.in_(hers))
        ids = list(await self._connection.scalars(query.limit(min(limit, 500))))
        await self._connection.execute(
            update(attachment)
            .where(attachment.c.used_for.in_([f"mentor_record:{one}" for one in ids]))
            .values(used_for="")
        )
        await self._connection.execute(delete(mentor_record).where(mentor_record.c.id.in_(ids)))
        # A chunk here is smaller than the caller's: a full one asks to be called again.
        return limit if len(ids) == min(limit, 500) else len(ids)

    async def forget_alerts(self, *, closed_before: datetime, limit: int) -> int:
        """Delete alerts that were closed before, with what was said and done about them."""
        query = select(alert.c.id).where(alert.c.closed_at < closed_before)
        ids = list(await self._connection.scalars(query.limit(min(limit, 500))))
        for table in (alert_word, intervention):
            await self._connection.execute(delete(table).where(table.c.alert_id.in_(ids)))
        await self._connection.execute(delete(alert).where(alert.c.id.in_(ids)))
        return limit if len(ids) == min(limit, 500) else len(ids)

    async def forget_snapshots(self, *, before: date, limit: int) -> int:
        """Delete weekly figures and assessments of before a day, but what an alert stands on."""
        held = select(alert.c.assessment_id)
        count = await self._delete(rep_snapshot, rep_snapshot.c.week < before, limit)
        old = (risk_assessment.c.night < before) & risk_assessment.c.id.not_in(held)
        return count + await self._delete(risk_assessment, old, limit)

    async def forget_bands(self, *, before: date, limit: int) -> int:
        """Delete what models said of reps before a day, and audit groups of who left before it."""
        count = await self._delete(risk_band, risk_band.c.night < before, limit)
        count += await self._delete(risk_shadow, risk_shadow.c.week < before, limit)
        left = select(person.c.id).where(person.c.left_on < before)
        return count + await self._delete(audit_group, audit_group.c.person_id.in_(left), limit)

    async def forget_activities(self, *, before: date, limit: int) -> int:
        """Delete what was done with customers before a day."""
        return await self._delete(activity, activity.c.day < before, limit)

    async def _delete(self, table: Table, condition: ColumnElement[bool], limit: int) -> int:
        key = tuple(table.primary_key.columns)
        old = select(*key).where(condition).limit(limit)
        result = await self._connection.execute(delete(table).where(tuple_(*key).in_(old)))
        return result.rowcount
