"""Probation in chat: the file for HR and the direct manager, its facts, and the outcome."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from handlers.account import plan_book
from handlers.interaction import Interaction
from handlers.target_count import count
from rules.access import may_see_probation
from rules.errors import Conflict, Invalid, NotAllowed, NotFound
from rules.notices import CriteriaTold, Notice, NoticeKind
from rules.people import Engagement, Person, Role
from rules.periods import DayRange
from rules.probation import (
    ALERT_MEMORY,
    Outcome,
    OutcomeKind,
    PauseKind,
    check_outcome,
    last_ending_day,
    last_lawful_day,
)
from rules.probation_record import (
    AskProbation,
    CriteriaAcknowledged,
    FactKind,
    ProbationFact,
    ProbationFile,
    ProbationView,
    gaps,
)
from rules.target_record import target_of
from storage.store import UnitOfWork

_LONGEST_TEXT = 4000
_LONGEST_REFERENCE = 200
_FORMS = {"criteria", "sign", "pause", "outcome"}


async def probation(interaction: Interaction, uow: UnitOfWork) -> ProbationView:
    """Show a file; each read is kept in the audit log."""
    file = await _file(interaction, uow)
    return await view(uow, file, interaction)


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
    """Take a fact that a form states: criteria, their signature, a pause, the outcome.

    Without answers the form is given. The same submission twice is one fact.
    """
    _, _, what = interaction.argument.partition(":")
    if what not in _FORMS:
        raise NotFound("error.no_such_form")
    file = await _file(interaction, uow)
    if file.outcome is not None:
        raise Conflict("error.probation_decided", name=file.person.name)
    if what == "pause" and Role.HR not in interaction.person.roles:
        raise NotAllowed("error.only_hr")
    if not interaction.answers:
        told = file.last(FactKind.CRITERIA_TOLD)
        return AskProbation(
            what=what,
            view=await view(uow, file, interaction),
            criteria=told.note if told else "",
            may_extend=interaction.probation.may_extend,
        )
    alerts = await uow.alerts.open_within(file.person.id, interaction.today - ALERT_MEMORY)
    fact = (
        _outcome(file, interaction, uow, alerts_open_on=alerts)
        if what == "outcome"
        else _FACTS[what](file, interaction, uow)
    )
    key = f"{what}:{file.person.id}:{interaction.id}"
    if what == "outcome" and fact.detail != OutcomeKind.EXTENDED:
        key = f"outcome:{file.person.id}:{file.contract.starts_on.isoformat()}"
    is_new = await uow.probations.add(file.person.id, fact, key=key)
    if is_new:
        await uow.audit.add(
            at=interaction.at,
            actor=f"person:{interaction.person.id}",
            action=f"probation.{what}",
            subject=f"person:{file.person.id}",
        )
    if what == "criteria":
        await _tell_criteria(uow, file.person, fact, key, at=interaction.at)
    after = await uow.probations.of(file.person)
    return replace(await view(uow, after or file, interaction), done=what)


async def view(uow: UnitOfWork, file: ProbationFile, interaction: Interaction) -> ProbationView:
    """Give a file as it is read, with her results month by month and the company's own gaps."""
    person, today = file.person, interaction.today
    results, without = await _results(uow, file, today, default_plan=interaction.default_plan)
    last = last_ending_day(file.probation, uow.calendar.standard.workdays)
    told, acked = file.last(FactKind.CRITERIA_TOLD), file.last(FactKind.CRITERIA_ACKNOWLEDGED)
    return ProbationView(
        person_id=person.id,
        name=person.name,
        starts_on=file.probation.starts_on,
        ends_on=file.probation.ends_on,
        last_day=last,
        days_left=(last - today).days,
        is_paused=file.probation.pause_on(today) is not None,
        is_hr=Role.HR in interaction.person.roles,
        told_on=told.on if told else None,
        acknowledged_on=acked.on if acked else None,
        signature=file.probation.criteria_signature or "",
        results=results,
        gaps=gaps(file, months_without_target=without),
        outcome=file.outcome.detail if file.outcome else "",
    )


async def _results(
    uow: UnitOfWork, file: ProbationFile, today: date, *, default_plan: str
) -> tuple[tuple[tuple[str, int, int], ...], int]:
    """Give (month, pass bar, valid deals) of her months, and how many had no target."""
    person, calendar = file.person, uow.calendar.month
    book = await plan_book(uow, [person], default_plan=default_plan)
    found: list[tuple[str, int, int]] = []
    without, day = 0, file.probation.starts_on
    while day <= min(today, file.probation.ends_on):
        month = calendar.period(day)
        days: DayRange = calendar.days(month)
        target = target_of(await uow.targets.of_month(person.id, month))
        if target is None:
            without += 1
        elif book.versions:
            done = len((await count(uow, person, days, book)).valid)
            found.append((month, target.pass_bar, done))
        day = days.end
    return tuple(found), without


async def _file(interaction: Interaction, uow: UnitOfWork) -> ProbationFile:
    """Give the file that is asked for; raise `NotAllowed` for all but HR and her manager."""
    person = await _subject(interaction, uow)
    if person is None or not may_see_probation(interaction.person, person):
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


async def _subject(interaction: Interaction, uow: UnitOfWork) -> Person | None:
    named, _, _ = interaction.argument.partition(":")
    if named.isdigit():
        return (await uow.people.by_id([int(named)])).get(int(named))
    name = interaction.understood.person
    found = await uow.people.named(name) if name else []
    seen = [one for one in found if may_see_probation(interaction.person, one)]
    if len(seen) > 1:
        numbers = ", ".join(person.number for person in seen)
        raise NotFound("error.several_of_that_name", name=name, numbers=numbers)
    return seen[0] if seen else None


def _criteria(file: ProbationFile, interaction: Interaction, uow: UnitOfWork) -> ProbationFact:
    del file, uow
    text = _needed(interaction, "criteria", _LONGEST_TEXT)
    return _fact(FactKind.CRITERIA_TOLD, interaction, note=text)


def _signature(file: ProbationFile, interaction: Interaction, uow: UnitOfWork) -> ProbationFact:
    del uow
    if file.probation.criteria_told_on is None:
        raise Conflict("error.criteria_not_told")
    signature = _needed(interaction, "signature", _LONGEST_REFERENCE)
    return _fact(FactKind.CRITERIA_SIGNED, interaction, signature=signature)


def _pause(file: ProbationFile, interaction: Interaction, uow: UnitOfWork) -> ProbationFact:
    del file, uow
    kind = interaction.answers.get("kind", "")
    if kind not in list(PauseKind):
        raise NotFound("error.form_missing", field="kind")
    start = _day(interaction, "starts_on")
    end = _day(interaction, "ends_on")
    if start is None or (end is not None and end < start):
        raise NotFound("error.form_date", field="starts_on" if start is None else "ends_on")
    return replace(_fact(FactKind.PAUSED, interaction), on=start, until=end, detail=kind)


def _outcome(
    file: ProbationFile,
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    alerts_open_on: Sequence[date],
) -> ProbationFact:
    kind = interaction.answers.get("kind", "")
    if kind not in list(OutcomeKind):
        raise NotFound("error.form_missing", field="kind")
    outcome = Outcome(
        kind=OutcomeKind(kind),
        on=interaction.today,
        decided_by=interaction.person.id,
        reason=_needed(interaction, "reason", _LONGEST_TEXT),
        signature=_needed(interaction, "signature", _LONGEST_REFERENCE),
        second_signature=interaction.answers.get("second_signature", "").strip() or None,
        extends_to=_day(interaction, "extends_to"),
    )
    try:
        check_outcome(
            file.probation,
            outcome,
            contract=file.contract,
            policy=interaction.probation,
            workdays=uow.calendar.standard.workdays,
            alerts_open_on=alerts_open_on,
        )
    except Invalid as error:
        latest = last_lawful_day(file.contract)
        raise NotFound("error.extends_to", field="extends_to", latest=latest) from error
    return ProbationFact(
        kind=FactKind.OUTCOME,
        on=outcome.on,
        at=interaction.at,
        by=outcome.decided_by,
        until=outcome.extends_to if kind == OutcomeKind.EXTENDED else None,
        detail=kind,
        note=outcome.reason,
        signature=outcome.signature,
        second_signature=(outcome.second_signature or "")[:_LONGEST_REFERENCE],
    )


_FACTS = {"criteria": _criteria, "sign": _signature, "pause": _pause}


def _fact(
    kind: FactKind, interaction: Interaction, *, note: str = "", signature: str = ""
) -> ProbationFact:
    return ProbationFact(
        kind=kind,
        on=interaction.today,
        at=interaction.at,
        by=interaction.person.id,
        note=note,
        signature=signature,
    )


def _needed(interaction: Interaction, name: str, longest: int) -> str:
    written = interaction.answers.get(name, "").strip()
    if not written:
        raise NotFound("error.form_missing", field=name)
    if len(written) > longest:
        raise NotFound("error.form_too_long", field=name, most=longest)
    return written


def _day(interaction: Interaction, name: str) -> date | None:
    written = interaction.answers.get(name, "").strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise NotFound("error.form_date", field=name) from error


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
