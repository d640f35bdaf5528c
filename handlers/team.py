"""团队情况: a manager sees how her direct reports are doing, without pay and without ratings."""

from __future__ import annotations

from collections import defaultdict

from handlers.account import PlanBook, plan_book
from handlers.interaction import Interaction
from handlers.target_count import count
from rules.errors import NotFound
from rules.learning import Enrolment, progress
from rules.people import Engagement, Person
from rules.periods import DayRange
from rules.target_record import target_of
from rules.team import TeamMember, TeamStatus, days_to
from storage.unit_of_work import UnitOfWork

PAGE = 10


async def team(interaction: Interaction, uow: UnitOfWork) -> TeamStatus:
    """Give a page of the asker's direct reports who work here; `NotFound` where there are none.

    Whoever asks sees her own reports alone, so nobody is refused. A button's argument is how many
    to skip.
    """
    skipped = int(interaction.argument) if interaction.argument.isdecimal() else 0
    manager_id = interaction.person.id
    total = await uow.people.count_reports(manager_id)
    if not total:
        raise NotFound("team.nobody")
    people = await uow.people.reports(manager_id, skip=skipped, limit=PAGE)
    month = uow.calendar.month.period(interaction.today)
    days = uow.calendar.month.days(month)
    book = await plan_book(uow, people, default_plan=interaction.default_plan)
    known = defaultdict(list)
    for one in await uow.learning.enrolments([person.id for person in people]):
        known[one.person_id].append(one)
    return TeamStatus(
        month=month,
        members=tuple(
            [
                await _member(
                    person, known[person.id], interaction, uow, month=month, days=days, book=book
                )
                for person in people
            ]
        ),
        total=total,
        skipped=skipped,
    )


async def _member(
    person: Person,
    enrolments: list[Enrolment],
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    month: str,
    days: DayRange,
    book: PlanBook,
) -> TeamMember:
    target = target_of(await uow.targets.of_month(person.id, month))
    courses = progress(enrolments, interaction.today)
    return TeamMember(
        name=person.name,
        number=person.number,
        done=len((await count(uow, person, days, book)).valid) if book.versions else 0,
        pass_bar=target.pass_bar if target else None,
        courses_due=courses.due - courses.due_completed,
        courses_open=courses.total - courses.completed,
        probation_days=await _probation_days(person, interaction, uow),
    )


async def _probation_days(person: Person, interaction: Interaction, uow: UnitOfWork) -> int | None:
    """Give the days of a running probation; an agent or intern has none in the law's sense."""
    if person.engagement is not Engagement.EMPLOYEE:
        return None
    file = await uow.probations.of(person)
    if file is None or file.outcome is not None:
        return None
    return days_to(file.probation.ends_on, interaction.today)
