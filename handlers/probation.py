"""Probation in chat: the file for HR and the direct manager, and what is stated in its forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from handlers import probation_form as form
from handlers.interaction import Interaction
from handlers.probation_outcome import decide, open_file
from handlers.probation_results import results
from handlers.probation_second import must_be_second, sign_second
from handlers.subject import known_to_hr, subject
from rules.access import may_keep_probation, may_see_probation, sees_as_hr
from rules.errors import NotAllowed, NotFound
from rules.notices import CriteriaTold, Notice, NoticeKind
from rules.people import Engagement, Person, Role
from rules.probation import last_ending_day
from rules.probation_record import FactKind, ProbationFact, ProbationFile, gaps
from rules.probation_view import (
    AskProbation,
    CriteriaAcknowledged,
    ProbationEnding,
    ProbationsEnding,
    ProbationView,
)
from rules.team import days_to
from storage.unit_of_work import UnitOfWork

#: How many days ahead 谁快转正了 looks.
_SOON = 60
_MOST_SHOWN, _MOST_READ = 6, 2000
_FORMS = {"criteria", "sign", "pause", "outcome", "second"}
_FACTS: Mapping[str, Callable[[ProbationFile, Interaction], ProbationFact]] = {
    "criteria": form.criteria,
    "sign": form.sign,
    "pause": form.pause,
}


async def probation(interaction: Interaction, uow: UnitOfWork) -> ProbationView | ProbationsEnding:
    """Show a file, or whose probation ends soon where nobody is named; each read is audited."""
    if not interaction.argument and not interaction.understood.person:
        return await _ending(interaction, uow)
    file = await _file(interaction, uow)
    return await view(uow, file, interaction)


async def _ending(interaction: Interaction, uow: UnitOfWork) -> ProbationsEnding:
    """Give whose probation ends soon, of those whose file the asker may read.

    Raises `NotAllowed` for whoever may read nobody's.
    """
    actor, today = interaction.person, interaction.today
    is_hr = bool(actor.roles & {Role.HR, Role.HRBP})
    if not is_hr and Role.MANAGER not in actor.roles:
        raise NotAllowed("error.probation_of_others")
    ids = await uow.probations.ending(
        today,
        today + timedelta(days=_SOON),
        manager_number=None if is_hr else actor.number,
        limit=_MOST_READ,
    )
    people = await uow.people.by_id(ids)
    seen = [people[one] for one in ids if may_see_probation(actor, people[one])]
    for one in seen[:_MOST_SHOWN]:
        await uow.audit.add(
            at=interaction.at,
            actor=f"person:{actor.id}",
            action="probation.read",
            subject=f"person:{one.id}",
        )
    return ProbationsEnding(
        people=tuple(
            ProbationEnding(
                person_id=one.id,
                name=one.name,
                number=one.number,
                ends_on=one.probation_ends_on,
                days_left=left,
            )
            for one in seen[:_MOST_SHOWN]
            if one.probation_ends_on and (left := days_to(one.probation_ends_on, today)) is not None
        ),
        within=_SOON,
        more=len(seen[_MOST_SHOWN:]),
    )


async def acknowledge(interaction: Interaction, uow: UnitOfWork) -> CriteriaAcknowledged:
    """Keep that she has seen her criteria; twice is once."""
    person, today = interaction.person, interaction.today
    file = await uow.probations.of(person)
    told = None if file is None else file.last(FactKind.CRITERIA_TOLD)
    if told is None:
        raise NotFound("error.criteria_unknown")
    fact = ProbationFact(
        kind=FactKind.CRITERIA_ACKNOWLEDGED, on=today, at=interaction.at, by=person.id
    )
    await uow.probations.add(person.id, fact, key=f"acked:{person.id}:{told.at.isoformat()}")
    return CriteriaAcknowledged(on=today)


async def change(interaction: Interaction, uow: UnitOfWork) -> ProbationView | AskProbation:
    """Take what a form states: criteria, their signature, a pause, the outcome, HR's signature.

    Without answers the form is given. The same submission twice is one fact.
    """
    _, _, what = interaction.argument.partition(":")
    if what not in _FORMS:
        raise NotFound("error.no_such_form")
    file = await open_file((await _file(interaction, uow)).person, uow)
    if not may_keep_probation(interaction.person, file.person):
        raise NotAllowed("error.probation_kept")
    if what == "pause" and Role.HR not in interaction.person.roles:
        raise NotAllowed("error.only_hr")
    if what == "second":
        must_be_second(file, interaction)
    if not interaction.answers:
        return await _asked(what, file, interaction, uow)
    if what == "outcome":
        done = await decide(file.person, interaction, uow)
    elif what == "second":
        await uow.lock_ledger()
        done = await sign_second(await open_file(file.person, uow), interaction, uow)
    else:
        done = await _state(what, file, interaction, uow)
    after = await uow.probations.of(file.person)
    return replace(await view(uow, after or file, interaction), done=done)


async def _asked(
    what: str, file: ProbationFile, interaction: Interaction, uow: UnitOfWork
) -> AskProbation:
    told = file.last(FactKind.CRITERIA_TOLD)
    pause = file.probation.pause_on(interaction.today)
    lasts = pause if what == "pause" and pause is not None and pause.ends_on is None else None
    return AskProbation(
        what=what,
        view=await view(uow, file, interaction),
        criteria=told.note if told else "",
        may_extend=interaction.probation.may_extend,
        pause=lasts.kind.value if lasts else "",
        paused_on=lasts.starts_on if lasts else None,
    )


async def _state(what: str, file: ProbationFile, interaction: Interaction, uow: UnitOfWork) -> str:
    fact = _FACTS[what](file, interaction)
    key = f"{what}:{file.person.id}:{interaction.id}"
    if await uow.probations.add(file.person.id, fact, key=key):
        await uow.audit.add(
            at=interaction.at,
            actor=f"person:{interaction.person.id}",
            action=f"probation.{what}",
            subject=f"person:{file.person.id}",
        )
    if what == "criteria":
        await _tell_criteria(uow, file.person, fact, key, at=interaction.at)
    return what


async def view(uow: UnitOfWork, file: ProbationFile, interaction: Interaction) -> ProbationView:
    """Give a file as it is read, with her results month by month and the company's own gaps."""
    person, today = file.person, interaction.today
    found, without = await results(uow, file, today, default_plan=interaction.default_plan)
    last = last_ending_day(file.probation, uow.calendar.standard.workdays)
    told, acked = file.last(FactKind.CRITERIA_TOLD), file.last(FactKind.CRITERIA_ACKNOWLEDGED)
    is_hr = sees_as_hr(interaction.person, person)
    pause, waiting = file.probation.pause_on(today), file.waiting
    signer = waiting.by if waiting is not None and waiting.by is not None else 0
    people = await uow.people.by_id([signer]) if signer else {}
    return ProbationView(
        person_id=person.id,
        name=person.name,
        starts_on=file.probation.starts_on,
        ends_on=file.probation.ends_on,
        last_day=last,
        days_left=(last - today).days,
        is_paused=pause is not None,
        pause=pause.kind.value if pause is not None and is_hr else "",
        is_hr=is_hr,
        may_keep=may_keep_probation(interaction.person, person),
        told_on=told.on if told else None,
        acknowledged_on=acked.on if acked and file.is_acknowledged else None,
        signature=file.probation.criteria_signature or "",
        results=found,
        gaps=gaps(file, months_without_target=without),
        outcome=file.outcome.detail if file.outcome else "",
        outcome_on=file.outcome.on if file.outcome else None,
        waits=waiting.kind.value if waiting else "",
        waits_until=waiting.until if waiting else None,
        signed_by=people[signer].name if signer in people else "",
    )


async def _file(interaction: Interaction, uow: UnitOfWork) -> ProbationFile:
    """Give the file that is asked for; raise `NotAllowed` for all but HR, HRBP and her manager."""
    person = await subject(
        interaction, uow, may_see=lambda one: may_see_probation(interaction.person, one)
    )
    if person is None:
        await known_to_hr(interaction, uow)
        raise NotAllowed("error.probation_of_others")
    file = await uow.probations.of(person)
    if person.engagement is not Engagement.EMPLOYEE or file is None:
        raise NotFound("error.no_such_period", name=person.name)
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action="probation.read",
        subject=f"person:{person.id}",
    )
    return file


async def _tell_criteria(
    uow: UnitOfWork, person: Person, fact: ProbationFact, key: str, *, at: datetime
) -> None:
    await uow.outbox.put(
        [
            Notice(
                key=key,
                person_id=person.id,
                kind=NoticeKind.CRITERIA,
                subject=f"criteria:{person.id}",
                facts=json.dumps(asdict(CriteriaTold(text=fact.note)), ensure_ascii=False),
                at=at,
            )
        ]
    )
