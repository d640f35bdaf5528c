"""Record what is done about an alert, ask how it went, and set off what has rules of its own."""

from __future__ import annotations

from handlers.account import plan_book
from handlers.alert import held, take
from handlers.alert_news import reader_of
from handlers.interaction import Interaction
from handlers.mentor_change import propose
from handlers.target_change import Subject, propose_support
from rules.access import RiskSight
from rules.alert import FOLLOW_UP_WORKDAYS, Alert, AlertState, AlertWord, WordKind
from rules.errors import Conflict, NotAllowed, NotFound
from rules.intervention import (
    AskIntervention,
    Intervention,
    InterventionKind,
    InterventionSaved,
    Outcome,
    OutcomeSaved,
    Written,
    check_on,
    written,
)
from rules.mentor_change import Reason
from rules.people import Person
from rules.periods import week_of
from rules.pulse import may_change_mentor
from storage.unit_of_work import UnitOfWork

_FIELDS = ("kind", "note", "due_on", "pass_bar")


async def intervention(
    interaction: Interaction, uow: UnitOfWork
) -> AskIntervention | InterventionSaved:
    """Ask what is done, or keep it: whoever records it follows the alert until its due date.

    A new mentor is proposed to HR, an adjusted target to who decides about it; the same submission
    twice is one.
    """
    number = interaction.argument or await _named(interaction, uow)
    one, rep, _ = await held(number, interaction, uow, is_asking=not interaction.answers)
    if one.state is AlertState.CLOSED:
        raise Conflict("intervention.alert_over", name=rep.name)
    today = interaction.today
    usual = uow.calendar.of(interaction.person.number).workdays.add(today, FOLLOW_UP_WORKDAYS)
    if not interaction.answers:
        said = interaction.understood.risk
        filled = dict(said.fields) if said else {}
        return AskIntervention(
            alert_id=one.id,
            name=rep.name,
            kind=filled.get("kind", ""),
            note=filled.get("note", ""),
            due_on=filled.get("due_on", "") or usual.isoformat(),
            pass_bar=filled.get("pass_bar", ""),
        )
    answers = {name: interaction.answers.get(name, "") for name in _FIELDS}
    said_now = written(**answers, today=today, usual=usual)
    proposed = await _keep(one, rep, said_now, interaction, uow)
    return InterventionSaved(
        name=rep.name,
        kind=said_now.kind.value,
        note=said_now.note,
        due_on=said_now.due_on.isoformat(),
        check_on=check_on(today).isoformat(),
        proposed=proposed,
    )


async def outcome(interaction: Interaction, uow: UnitOfWork) -> OutcomeSaved:
    """Keep its owner's word on how it went; the first word stands."""
    number, _, said = interaction.argument.partition(":")
    one = await uow.interventions.hold(int(number)) if number.isdecimal() else None
    if one is None or said not in list(Outcome):
        raise NotFound("intervention.gone")
    rep = (await uow.people.by_id([one.person_id]))[one.person_id]
    reader = await reader_of(interaction.person, rep, uow, interaction.today)
    is_hers = one.owner_id == interaction.person.id and reader.sight is not RiskSight.NOTHING
    if not is_hers and reader.sight is not RiskSight.ALL:
        raise NotAllowed("alert.not_yours")
    if not one.outcome:
        await uow.interventions.judge(one.id, Outcome(said), at=interaction.at)
        await uow.audit.add(
            at=interaction.at,
            actor=f"person:{interaction.person.id}",
            action="intervention.outcome",
            subject=f"person:{rep.id}",
            outcome=said,
        )
    return OutcomeSaved(name=rep.name, outcome=one.outcome or said)


async def _keep(
    one: Alert, rep: Person, said: Written, interaction: Interaction, uow: UnitOfWork
) -> str:
    """Keep it once, and give what else it set off."""
    new = Intervention(
        id=0,
        alert_id=one.id,
        person_id=rep.id,
        owner_id=interaction.person.id,
        kind=said.kind,
        note=said.note,
        made_on=interaction.today,
        due_on=said.due_on,
        check_on=check_on(interaction.today),
    )
    is_new = await uow.interventions.add(new, said, at=interaction.at, key=interaction.id)
    if is_new and one.state is AlertState.OPEN:
        await take(one, interaction, uow, due_on=said.due_on.isoformat())
    if is_new:
        word = AlertWord(
            kind=WordKind.RECORDED, news=one.news, at=interaction.at, by=interaction.person.id
        )
        await uow.alerts.say(one, word, key=interaction.id)
    if said.kind is InterventionKind.MENTOR:
        await _propose_mentor(rep, interaction, uow)
        return "mentor"
    if said.kind is InterventionKind.TARGET:
        if is_new:
            await _propose_target(rep, said.pass_bar, interaction, uow)
        return "target"
    return ""


async def _propose_mentor(rep: Person, interaction: Interaction, uow: UnitOfWork) -> None:
    """Propose another mentor to HR by the rules of row 11."""
    today = interaction.today
    found = await uow.mentoring.of_rep(rep.id, today, today)
    hers = [one for one in found if not one.is_stand_in]
    if not hers:
        raise Conflict("intervention.no_mentor", name=rep.name)
    if not may_change_mentor(today, rep.probation_ends_on):
        raise Conflict("intervention.too_late_for_mentor", name=rep.name)
    await propose(hers[-1], Reason.FOLLOW_UP, week_of(today).start, uow, at=interaction.at)


async def _propose_target(
    rep: Person, pass_bar: int, interaction: Interaction, uow: UnitOfWork
) -> None:
    """Propose a lower pass bar by the rules of rows 16 and 17; whoever decides is asked."""
    book = await plan_book(uow, [rep], default_plan=interaction.default_plan)
    subject = Subject(
        person=rep,
        today=interaction.today,
        at=interaction.at,
        policy=interaction.targets,
        book=book,
    )
    if await propose_support(uow, subject, pass_bar) is None:
        raise Conflict("intervention.target_same", name=rep.name)


async def _named(interaction: Interaction, uow: UnitOfWork) -> str:
    """Give the open alert of whom a message names, of those that the actor may see."""
    said = interaction.understood.risk
    name = said.person if said else ""
    found = []
    for person in await uow.people.named(name) if name else []:
        reader = await reader_of(interaction.person, person, uow, interaction.today)
        one = await uow.alerts.about(person.id) if reader.sight else None
        if one is not None:
            found.append((person, one))
    if not found:
        raise NotFound("intervention.no_alert", name=name)
    if len(found) > 1:
        numbers = "、".join(person.number for person, _ in found)
        raise NotFound("error.several_of_that_name", name=name, numbers=numbers)
    return str(found[0][1].id)
