"""What a confirmation (转正) changes in the house, whoever said it: HR's system or a person here.

Her standing is the roster's, written with the event; here her probation gets its outcome, her
mentoring ends, and those concerned are told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from rules.notices import Confirmed, Notice, NoticeKind
from rules.people import Engagement, Person, Role
from rules.periods import local_day
from rules.probation_outcome import OutcomeKind
from rules.probation_record import FactKind, ProbationFact
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Who is confirmed from which day on, as which event of which source said it."""

    person: Person
    on: date
    event: str
    is_quiet: bool


async def settle(one: Confirmation, uow: UnitOfWork, *, at: datetime) -> None:
    """Close her probation and her mentoring, and tell those concerned; called once a person."""
    decided_by = await _decide(one, uow, at=at)
    mentors = await _end_mentoring(one, uow, at=at)
    if not one.is_quiet:
        await _tell(one, mentors, decided_by, uow, at=at)


async def _decide(one: Confirmation, uow: UnitOfWork, *, at: datetime) -> int | None:
    """Keep the outcome where nobody here has signed it; give who has."""
    file = await uow.probations.of(one.person)
    if file is None or one.person.engagement is not Engagement.EMPLOYEE:
        return None
    if file.outcome is not None:
        return file.outcome.by
    fact = ProbationFact(
        kind=FactKind.OUTCOME, on=one.on, at=at, detail=OutcomeKind.CONFIRMED, note=one.event
    )
    await uow.probations.add(one.person.id, fact, key=file.outcome_key)
    return None


async def _end_mentoring(one: Confirmation, uow: UnitOfWork, *, at: datetime) -> set[int]:
    """Let her pairings end on the day, or today where that is past; give who mentored her.

    What a mentor did before the news came stays hers.
    """
    rep = one.person
    last_day = max(one.on, local_day(at, rep.zone))
    await uow.mentoring.lock(rep.id)
    lasting = await uow.mentoring.of_rep(rep.id, local_day(at, rep.zone), date.max)
    ending = [each for each in lasting if each.ends_on is None or each.ends_on > last_day]
    for each in ending:
        await uow.mentoring.end(each.id, last_day=last_day)
        await uow.audit.add(
            at=at, actor="event", action="mentoring.end", subject=f"pairing:{each.id}"
        )
    return {each.mentor_id for each in ending if each.starts_on <= last_day}


async def _tell(
    one: Confirmation,
    mentors: set[int],
    decided_by: int | None,
    uow: UnitOfWork,
    *,
    at: datetime,
) -> None:
    """Tell her, her mentors and her manager; HR too where somebody decided it here."""
    roles: dict[int, str] = {}
    if decided_by is not None:
        roles = dict.fromkeys([each.id for each in await uow.people.having(Role.HR)], "hr")
    if one.person.manager_id is not None:
        roles[one.person.manager_id] = "manager"
    roles |= dict.fromkeys(mentors, "mentor")
    roles.pop(decided_by or 0, None)
    roles[one.person.id] = "rep"
    known: Mapping[int, Person] = await uow.people.by_id(set(roles))
    await uow.outbox.put(
        [
            Notice(
                key=f"confirmed:{one.person.id}:{one.on.isoformat()}:{reader.id}",
                person_id=reader.id,
                kind=NoticeKind.CONFIRMED,
                subject=f"confirmed:{one.person.id}:{reader.id}",
                facts=json.dumps(
                    asdict(
                        Confirmed(
                            role=roles[reader.id],
                            name=one.person.name,
                            on=one.on.isoformat(),
                            is_employee=one.person.engagement is Engagement.EMPLOYEE,
                        )
                    ),
                    ensure_ascii=False,
                ),
                at=at,
            )
            for reader in known.values()
            if reader.is_active
        ]
    )
