"""What the company gave a rep: who mentored her, talks and joint visits, courses."""

from __future__ import annotations

from rules.mentor_record import RecordKind
from rules.people import Person
from rules.periods import local_day
from storage.mentor_record import StoredRecord
from storage.unit_of_work import UnitOfWork

Table = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]
_NEXT = ("next", "agreed")


async def guidance(uow: UnitOfWork, person: Person) -> Table:
    """Give each joint visit, talk and review comment: when, who, on what, and the next step.

    What the mentor found good or wanting is hers to tell; a visit says whether the rep confirmed
    it. Ratings of the mentoring are not looked at.
    """
    pairings = {one.id: one for one in await uow.mentoring.ever_of_rep(person.id)}
    records = [
        one
        for one in await uow.mentor_records.of_pairings(list(pairings))
        if one.kind is not RecordKind.REPORT
    ]
    people = await uow.people.by_id({one.author_id for one in records})
    names = {one.id: one.name for one in people.values()}
    return (
        "带教 Guidance",
        tuple("on kind by customer next confirmed_by_rep".split()),
        tuple(
            (
                one.on_day.isoformat(),
                one.kind.value,
                names.get(one.author_id, ""),
                one.fields.get("customer", ""),
                next((one.fields[name] for name in _NEXT if one.fields.get(name)), ""),
                _confirmed(one),
            )
            for one in records
        ),
    )


async def courses(uow: UnitOfWork, person: Person) -> Table:
    """Give each course that was asked of her: when it was given, due and completed."""
    rows = []
    for one in await uow.learning.enrolments([person.id]):
        course = uow.catalogue.course(one.course_id)
        done_on = local_day(one.completed_at, person.zone) if one.completed_at else None
        days = (one.assigned_on, one.due_on, done_on)
        title = course.title.get("zh", one.course_id) if course else one.course_id
        by = one.completed_by.value if one.completed_by else ""
        rows.append((one.course_id, title, *(day.isoformat() if day else "" for day in days), by))
    return "课程 Courses", tuple("course title given due completed by".split()), tuple(rows)


def _confirmed(record: StoredRecord) -> str:
    if record.is_confirmed is None:
        return ""
    return "yes" if record.is_confirmed else "no"
