"""What a leaver had open is given to somebody, until a day; whoever gets it is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from handlers.alert_news import reader_of
from handlers.interaction import Interaction
from handlers.joining import named_in
from handlers.leaver_open import open_items
from handlers.leaving import leaver_card
from handlers.mentoring import Match, pair
from handlers.taken_in_chat import take_in_chat
from rules.access import RiskSight
from rules.errors import Conflict, NotAllowed, NotFound
from rules.leaving import (
    TAKEOVER_DAYS,
    AskTakeover,
    Leaver,
    OpenItem,
    OpenKind,
    TakenOver,
    may_hand_over,
    read_due,
)
from rules.notices import Notice, NoticeKind
from rules.people import Person, Role
from storage.takeover import Takeover
from storage.unit_of_work import UnitOfWork

_ALL = "all"
_MOST = 20


async def take_over(interaction: Interaction, uow: UnitOfWork) -> AskTakeover | Leaver:
    """Ask who takes over what of a leaver ("7:deal"), then give it to her; twice is once.

    What is somebody's already moves on: a mentee gets the new mentor, a report the new manager, an
    alert or follow-up the new owner. A deal's commission stays whose it is: it follows the day of
    the fact, and only the customer is looked after by somebody else (docs/decisions/0041).
    """
    number, _, word = interaction.argument.partition(":")
    people = await uow.people.by_id([int(number)]) if number.isdecimal() else {}
    leaver = people.get(int(number)) if number.isdecimal() else None
    if leaver is None or not may_hand_over(interaction.person, leaver):
        raise NotAllowed("leaving.not_yours")
    kind = OpenKind(word)
    items = [
        one
        for one in await open_items(leaver, interaction.person, uow, today=interaction.today)
        if one.kind is kind and not one.to
    ]
    if not interaction.answers:
        return AskTakeover(
            person_id=leaver.id,
            name=leaver.name,
            kind=kind.value,
            items=tuple((one.ref, one.title) for one in items[:_MOST]),
            due_on=(interaction.today + timedelta(days=TAKEOVER_DAYS)).isoformat(),
        )
    await _give(leaver, kind, items, interaction, uow)
    again = (await uow.people.by_id([leaver.id]))[leaver.id]
    return await leaver_card(again, interaction, uow)


async def _give(
    leaver: Person,
    kind: OpenKind,
    items: Sequence[OpenItem],
    interaction: Interaction,
    uow: UnitOfWork,
) -> None:
    which = interaction.answers.get("which", "") or _ALL
    chosen = [one for one in items if which in {_ALL, one.ref}]
    if not chosen:
        raise Conflict("leaving.given_already")
    due_on = read_due(interaction.answers.get("due_on", ""), today=interaction.today)
    to = await named_in("to", interaction.answers.get("to", ""), uow)
    if to.id == leaver.id:
        raise NotFound("leaving.herself", field="to")
    for one in chosen:
        await _MOVES[kind](one, to, interaction, uow)
    await uow.takeovers.give(
        [
            Takeover(
                leaver_id=leaver.id,
                kind=kind,
                ref=one.ref,
                title=one.title,
                to_id=to.id,
                due_on=due_on,
                by_id=interaction.person.id,
                at=interaction.at,
            )
            for one in chosen
        ]
    )
    for one in chosen:
        await uow.audit.add(
            at=interaction.at,
            actor=f"person:{interaction.person.id}",
            action="leaver.hand_over",
            subject=f"person:{leaver.id}",
            what=f"{kind.value}:{one.ref}",
            to=str(to.id),
        )
    facts = TakenOver(
        leaver=leaver.name,
        kind=kind.value,
        titles=tuple(one.title for one in chosen),
        due_on=due_on.isoformat(),
        by=interaction.person.name,
    )
    if to.id != interaction.person.id:
        key = f"takeover:{interaction.id}:{to.id}"
        notice = Notice(
            key=key,
            person_id=to.id,
            kind=NoticeKind.TAKEN_OVER,
            subject=key,
            facts=json.dumps(asdict(facts), ensure_ascii=False),
            at=interaction.at,
        )
        await uow.outbox.put([notice])


async def _deal(one: OpenItem, to: Person, interaction: Interaction, uow: UnitOfWork) -> None:
    """Nothing of a deal changes; who looks after it is kept beside it."""
    del one, to, interaction, uow


async def _mentee(one: OpenItem, to: Person, interaction: Interaction, uow: UnitOfWork) -> None:
    if Role.MENTOR not in to.roles:
        raise NotFound("leaving.no_mentor", field="to", name=to.name)
    pairing = (await uow.mentoring.by_id([int(one.ref)]))[int(one.ref)]
    rep = (await uow.people.by_id([pairing.rep_id]))[pairing.rep_id]
    match = Match(
        rep=rep,
        mentor=to,
        since=interaction.today,
        until=pairing.ends_on if pairing.is_stand_in else None,
    )
    await pair(match, uow, at=interaction.at, actor=f"person:{interaction.person.id}")
    if pairing.is_stand_in:
        await uow.mentoring.end(pairing.id, last_day=interaction.today - timedelta(days=1))


async def _report(one: OpenItem, to: Person, interaction: Interaction, uow: UnitOfWork) -> None:
    if Role.MANAGER not in to.roles or str(to.id) == one.ref:
        raise NotFound("leaving.no_manager", field="to", name=to.name)
    person = (await uow.people.by_id([int(one.ref)]))[int(one.ref)]
    data: dict[str, object] = {"employee_id": person.number, "manager": to.number}
    event_id = f"takeover:{interaction.id}:{person.id}"
    await take_in_chat(event_id, "employee.updated", data, interaction, uow)


async def _alert(one: OpenItem, to: Person, interaction: Interaction, uow: UnitOfWork) -> None:
    alert = await uow.alerts.hold(int(one.ref))
    if alert is None:
        raise Conflict("leaving.given_already")
    await _must_see(alert.person_id, to, interaction, uow)
    await uow.alerts.give(alert, to.id, at=interaction.at)


async def _follow_up(one: OpenItem, to: Person, interaction: Interaction, uow: UnitOfWork) -> None:
    doing = await uow.interventions.hold(int(one.ref))
    if doing is None:
        raise Conflict("leaving.given_already")
    await _must_see(doing.person_id, to, interaction, uow)
    await uow.interventions.give(doing.id, to.id)


async def _must_see(rep_id: int, to: Person, interaction: Interaction, uow: UnitOfWork) -> None:
    """Give a rep's risk to nobody who may not see it: her direct manager, or HR."""
    rep = (await uow.people.by_id([rep_id]))[rep_id]
    if (await reader_of(to, rep, uow, interaction.today)).sight is RiskSight.NOTHING:
        raise NotFound("leaving.may_not_see", field="to", name=to.name)


_MOVES = {
    OpenKind.DEAL: _deal,
    OpenKind.MENTEE: _mentee,
    OpenKind.REPORT: _report,
    OpenKind.ALERT: _alert,
    OpenKind.FOLLOW_UP: _follow_up,
}
