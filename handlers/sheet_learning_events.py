"""Compare rows of tests, courses and activities with the store: what is new, changed, known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from handlers.sheet_events import Planned
from handlers.sheet_learning_rows import (
    ActivityRow,
    AssessmentRow,
    EnrolmentRow,
    KeyedRow,
    LearningRow,
)
from rules.learning import Enrolment
from rules.periods import local_day
from storage.unit_of_work import UnitOfWork


async def plan_assessments(
    rows: Sequence[AssessmentRow], uow: UnitOfWork, *, source: str, zone: str, at: datetime
) -> Planned:
    """Plan tests: a row that says another score is a newer word on the same test."""
    known = await uow.learning.known({(source, row.key) for row in rows})
    versions: dict[str, int] = {}
    same: set[str] = set()
    for row in rows:
        one = known.get((source, row.key))
        if one is not None and one.stamp is not None:
            versions[row.key] = one.stamp.version
            if (one.score, one.strength) == (row.score, row.strength):
                same.add(row.key)
    unknown = await nowhere(rows, uow)
    return planned(rows, versions, same, source=source, zone=zone, at=at, unknown=unknown)


async def plan_activities(
    rows: Sequence[ActivityRow], uow: UnitOfWork, *, source: str, zone: str, at: datetime
) -> Planned:
    """Plan activities: a row with other figures is a newer word on the same."""
    ids = {row.key: _activity_id(row, zone, at) for row in rows}
    known = await uow.activities.known({(source, ident) for ident in ids.values()})
    versions: dict[str, int] = {}
    same: set[str] = set()
    for row in rows:
        if (found := known.get((source, ids[row.key]))) is not None:
            one, stamp = found
            versions[row.key] = stamp.version
            count = 1 if row.customer else row.count
            if (one.count, one.minutes) == (count, row.minutes):
                same.add(row.key)
    unknown = await nowhere(rows, uow)
    return planned(rows, versions, same, source=source, zone=zone, at=at, unknown=unknown)


async def plan_enrolments(
    rows: Sequence[EnrolmentRow], uow: UnitOfWork, *, source: str, zone: str, at: datetime
) -> Planned:
    """Plan courses: one that is on her path keeps its days, the earliest completion stands."""
    people = await uow.people.by_number({row.employee for row in rows})
    numbers = {person.id: number for number, (person, _) in people.items()}
    known = {
        f"{numbers[one.person_id]}:{one.course_id}": one
        for one in await uow.learning.enrolments(numbers)
    }
    same = {row.key for row in rows if _is_so(row, known.get(row.key), zone)}
    versions = {row.key: 0 for row in rows if row.key in known}
    unknown = {row.key for row in rows if row.employee not in people}
    return planned(rows, versions, same, source=source, zone=zone, at=at, unknown=unknown)


def _is_so(row: EnrolmentRow, one: Enrolment | None, zone: str) -> bool:
    if one is None:
        return False
    is_asked = not row.is_asked or one.assigned_on is not None
    if row.completed_on is None:
        return is_asked
    done_on = None if one.completed_at is None else local_day(one.completed_at, zone)
    return is_asked and done_on is not None and done_on <= row.completed_on


def _activity_id(row: ActivityRow, zone: str, at: datetime) -> str:
    [event] = row.events(version=1, zone=zone, at=at)
    data = event["data"]
    assert isinstance(data, dict)  # noqa: S101 - it was just made
    return str(data["activity_id"])


def planned(
    rows: Sequence[KeyedRow],
    versions: Mapping[str, int],
    same: set[str],
    *,
    source: str,
    zone: str,
    at: datetime,
    unknown: Collection[str] = (),
) -> Planned:
    """Give the events of rows that say anything new; `versions` are those of what is known.

    `unknown` are the keys of rows that name somebody who is not known yet: they will wait.
    """
    events: list[tuple[str, object]] = []
    of_row: list[int] = []
    for row in rows:
        if row.key not in same:
            version = versions.get(row.key, 0) + 1
            events += [(source, one) for one in row.events(version=version, zone=zone, at=at)]
            of_row += [row.row] * (len(events) - len(of_row))
    waits = [row.row for row in rows if row.key in unknown and row.key not in same]
    changed = sum(
        row.key in versions and row.key not in same and row.key not in unknown for row in rows
    )
    return Planned(
        events=events,
        new=len(rows) - changed - len(same) - len(waits),
        changed=changed,
        same=len(same),
        of_row=of_row,
        waits=waits,
    )


async def nowhere(rows: Sequence[LearningRow], uow: UnitOfWork) -> set[str]:
    """Give the keys of rows whose number is not on the roster."""
    known = await uow.people.by_number({row.employee for row in rows})
    return {row.key for row in rows if row.employee not in known}
