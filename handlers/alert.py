"""What people do with an alert: look, take it, hand it over, or say that all is fine."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date

from handlers.alert_news import Reader, facts_of, hr_readers, nudge, reader_of
from handlers.interaction import Interaction
from handlers.target_change import manager_of
from rules.access import RiskSight
from rules.alert import (
    FOLLOW_UP_WORKDAYS,
    Alert,
    AlertAnswered,
    AlertFacts,
    AlertList,
    AlertNudge,
    AlertState,
    AlertWord,
    AskFine,
    AskHandOver,
    Closed,
    FineReason,
    WordKind,
    told_to,
)
from rules.errors import NotAllowed, NotFound
from rules.notices import Notice, NoticeKind
from rules.people import Person
from storage.unit_of_work import UnitOfWork

_LONGEST_NOTE = 500
Answer = AlertFacts | AlertAnswered | AskFine | AskHandOver


async def alert(interaction: Interaction, uow: UnitOfWork) -> Answer:
    """Do what a button of an alert says; the first answer stands, and stops all that is pending."""
    word, _, number = interaction.argument.partition(":")
    is_asking = word in {"hand", "fine"} and not interaction.answers
    one, rep, reader = await held(number, interaction, uow, is_asking=is_asking)
    if word == "show":
        await _note(one, WordKind.READ, interaction, uow)
        return await facts_of(one, rep, reader, uow, interaction.today)
    if one.state is AlertState.CLOSED:
        return await _answered("over", one, rep, reader, uow=uow, today=interaction.today)
    if word == "take":
        return await _take(one, rep, reader, interaction, uow)
    if word == "hand":
        return await _hand_over(one, rep, reader, interaction, uow)
    if word == "fine":
        return await _fine(one, rep, reader, interaction, uow)
    raise NotFound("alert.gone")


async def held(
    number: str, interaction: Interaction, uow: UnitOfWork, *, is_asking: bool = False
) -> tuple[Alert, Person, Reader]:
    """Give an alert, for nobody else to change meanwhile; raise `NotAllowed` for whom it is not.

    Each look is kept in the audit log. A form that asks tells nothing but a name, and writes
    nothing: it is also given again where a snapshot alone may be read.
    """
    find = uow.alerts.look if is_asking else uow.alerts.hold
    one = await find(int(number)) if number.isdecimal() else None
    if one is None:
        raise NotAllowed("alert.not_yours")
    rep = (await uow.people.by_id([one.person_id]))[one.person_id]
    reader = await reader_of(interaction.person, rep, uow, interaction.today)
    is_for_hr_alone = reader.sight is not RiskSight.ALL and not told_to(reader.sees(one.signals))
    if reader.sight is RiskSight.NOTHING or is_for_hr_alone:
        raise NotAllowed("alert.not_yours")
    if is_asking:
        return one, rep, reader
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action="risk.read",
        subject=f"person:{rep.id}",
    )
    return one, rep, reader


async def take(one: Alert, interaction: Interaction, uow: UnitOfWork, *, due_on: str = "") -> None:
    """Let the actor follow it until a day, by default five workdays on; the lists go on without."""
    workdays = uow.calendar.of(interaction.person.number).workdays
    day = workdays.add(interaction.today, FOLLOW_UP_WORKDAYS)
    if due_on:
        day = type(day).fromisoformat(due_on)
    await uow.alerts.take(one.id, interaction.person.id, due_on=day)
    await _said(one, WordKind.TAKEN, interaction, uow)


async def _take(
    one: Alert, rep: Person, reader: Reader, interaction: Interaction, uow: UnitOfWork
) -> AlertAnswered:
    if one.state is AlertState.OPEN:
        await take(one, interaction, uow)
        one = await uow.alerts.hold(one.id) or one
    is_hers = one.owner_id == interaction.person.id
    return await _answered(
        "taken" if is_hers else "already", one, rep, reader, uow=uow, today=interaction.today
    )


async def _fine(
    one: Alert, rep: Person, reader: Reader, interaction: Interaction, uow: UnitOfWork
) -> AlertAnswered | AskFine:
    reason = interaction.answers.get("reason", "")
    note = interaction.answers.get("note", "").strip()
    if not interaction.answers:
        return AskFine(alert=await facts_of(one, rep, reader, uow, interaction.today))
    if reason not in list(FineReason):
        raise NotFound("error.form_missing", field="reason")
    if reason == FineReason.OTHER and not note:
        raise NotFound("error.form_missing", field="note")
    if len(note) > _LONGEST_NOTE:
        raise NotFound("error.form_too_long", field="note", most=_LONGEST_NOTE)
    await uow.alerts.close(one.id, Closed.FINE, at=interaction.at)
    await _said(one, WordKind.FINE, interaction, uow, note=f"{reason}:{note}")
    return await _answered("fine", one, rep, reader, uow=uow, today=interaction.today)


async def _hand_over(
    one: Alert, rep: Person, reader: Reader, interaction: Interaction, uow: UnitOfWork
) -> AlertAnswered | AskHandOver:
    """Give it to HR, or back to her manager: nobody else may see it."""
    others = await _others(one, rep, interaction, uow)
    if not interaction.answers:
        return AskHandOver(
            alert=await facts_of(one, rep, reader, uow, interaction.today),
            people=tuple((each.person.id, each.person.name) for each in others),
        )
    wanted = interaction.answers.get("whom", "")
    to = next((each for each in others if str(each.person.id) == wanted), None)
    if to is None:
        raise NotFound("alert.to_whom", field="whom")
    await uow.alerts.give(one, to.person.id, at=interaction.at)
    await _said(one, WordKind.HANDED, interaction, uow)
    given = await uow.alerts.hold(one.id) or one
    told = AlertWord(
        kind=WordKind.TOLD, news=given.news, at=interaction.at, to=to.person.id, note="handed"
    )
    await uow.alerts.say(given, told, key=f"{given.news}:{to.person.id}:handed")
    by = AlertNudge(
        what="handed",
        alert=await facts_of(given, rep, to, uow, interaction.today),
        by=interaction.person.name,
    )
    await nudge(given, rep, [to], uow, by, at=interaction.at)
    return await _answered("handed", given, rep, reader, uow=uow, today=interaction.today)


async def _others(
    one: Alert, rep: Person, interaction: Interaction, uow: UnitOfWork
) -> list[Reader]:
    found = await hr_readers(rep, uow, interaction.today)
    manager = await manager_of(uow, rep)
    if manager is not None:
        reader = await reader_of(manager, rep, uow, interaction.today)
        found += [reader] if told_to(reader.sees(one.signals)) else []
    return [each for each in found if each.person.id != interaction.person.id]


async def _answered(
    what: str, one: Alert, rep: Person, reader: Reader, *, uow: UnitOfWork, today: date
) -> AlertAnswered:
    facts = await facts_of(one, rep, reader, uow, today)
    return AlertAnswered(what=what, alert=facts, who=facts.owner)


async def _note(
    one: Alert, kind: WordKind, interaction: Interaction, uow: UnitOfWork, *, note: str = ""
) -> None:
    word = AlertWord(
        kind=kind, news=one.news, at=interaction.at, by=interaction.person.id, note=note
    )
    await uow.alerts.say(one, word, key=interaction.id)


async def _said(
    one: Alert, kind: WordKind, interaction: Interaction, uow: UnitOfWork, *, note: str = ""
) -> None:
    """Keep an answer, and let lists that nobody has begun to send go out without this alert."""
    await _note(one, kind, interaction, uow, note=note)
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action=f"alert.{kind.value}",
        subject=f"person:{one.person_id}",
    )
    await _relist(one, interaction, uow)


async def _relist(one: Alert, interaction: Interaction, uow: UnitOfWork) -> None:
    """Put each waiting list that names the alert anew without it; as it was it is not sent."""
    words = (await uow.alerts.words([one.id]))[one.id]
    told = [word for word in words if word.kind is WordKind.TOLD and word.news == one.news]
    newest = {word.to: word.note for word in told if word.note.startswith("alert_list:")}
    for to, key in newest.items():
        waiting = await uow.outbox.waiting(key)
        if waiting is None or to is None:
            continue
        listed = json.loads(waiting)
        kept = [each for each in listed["alerts"] if each["alert_id"] != one.id]
        again = f"{key}-{one.id}"
        for each in kept:
            other = replace(one, id=each["alert_id"], news=each["news"])
            word = AlertWord(
                kind=WordKind.TOLD, news=other.news, at=interaction.at, to=to, note=again
            )
            await uow.alerts.say(other, word, key=f"{other.news}:{to}:{again}")
        await uow.outbox.put([_again(again, to, kept, listed["more"], interaction)] if kept else [])


def _again(key: str, to: int, kept: list[object], more: int, interaction: Interaction) -> Notice:
    facts = {**asdict(AlertList(alerts=())), "alerts": kept, "more": more}
    return Notice(
        key=key,
        person_id=to,
        kind=NoticeKind.ALERT_LIST,
        subject=f"alert_list:{to}",
        facts=json.dumps(facts, ensure_ascii=False),
        at=interaction.at,
    )
