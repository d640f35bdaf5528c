"""风险名单: who has an open alert, as far as the reader may see; and the lists of the morning."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from handlers.alert_bands import bands_of
from handlers.alert_news import Reader, facts_of, note_told, readers_about
from handlers.hold_back import who_is_kept_from, who_waits
from handlers.interaction import Interaction
from rules.access import RiskSight, is_hrbp_of
from rules.alert import (
    MOST_NAMES,
    Alert,
    AlertFacts,
    AlertList,
    AlertWord,
    RiskList,
    WordKind,
    list_moment,
    told_to,
)
from rules.errors import NotAllowed
from rules.notices import Notice, NoticeKind
from rules.people import Person, Role
from rules.periods import local_day, week_of
from rules.risk import RiskPolicy
from rules.risk_band import severity
from storage.unit_of_work import UnitOfWork

_MOST_SHOWN = 6


async def risk_list(interaction: Interaction, uow: UnitOfWork) -> RiskList:
    """Show open alerts, or those of somebody named; each name is audited as read.

    A manager sees those of her people, HR all, a HRBP those of her branch.
    """
    actor = interaction.person
    is_hr = bool(actor.roles & {Role.HR, Role.HRBP})
    if not is_hr and Role.MANAGER not in actor.roles:
        raise NotAllowed("alert.list_not_yours")
    alerts = await (uow.alerts.open_ones() if is_hr else uow.alerts.of_reports(actor.number))
    waits = set() if Role.HR in actor.roles else await _waits(actor, alerts, uow, interaction.today)
    alerts = [one for one in alerts if one.person_id not in waits]
    said = interaction.understood.risk
    about = said.person if said is not None else ""
    if about:
        named = {one.id for one in await uow.people.named(about)}
        alerts = [one for one in alerts if one.person_id in named]
    found = await _seen(actor, alerts, uow, interaction.at)
    shown: list[AlertFacts] = []
    for one, rep, reader in found[:_MOST_SHOWN]:
        shown.append(await facts_of(one, rep, reader, uow, interaction.today))
        await uow.audit.add(
            at=interaction.at,
            actor=f"person:{actor.id}",
            action="risk.read",
            subject=f"person:{rep.id}",
        )
        word = AlertWord(kind=WordKind.READ, news=one.news, at=interaction.at, by=actor.id)
        await uow.alerts.say(one, word, key=interaction.id)
    return RiskList(
        alerts=tuple(shown),
        more=len(found) - len(shown),
        watched=await _watched(actor, uow) if is_hr and not about else 0,
        is_hr=is_hr,
        about=about,
    )


async def _waits(actor: Person, alerts: Sequence[Alert], uow: UnitOfWork, today: date) -> set[int]:
    """Give whose first alert her manager is told of later; a HRBP reads hers as HR does."""
    people = await uow.people.by_id({one.person_id for one in alerts})
    told = [one for one in alerts if not is_hrbp_of(actor, people[one.person_id])]
    return await who_waits(told, uow, today=today)


async def _watched(actor: Person, uow: UnitOfWork) -> int:
    """Count the watched of everybody, for a HRBP of her branch."""
    ids = await uow.risks.watched()
    if Role.HR in actor.roles:
        return len(ids)
    return sum(is_hrbp_of(actor, one) for one in (await uow.people.by_id(ids)).values())


async def tell_list(person: Person, uow: UnitOfWork, policy: RiskPolicy, *, at: datetime) -> bool:
    """Tell somebody of at most three alerts that are news to her; False where there are none.

    A manager is told of no more new names in a week than the site's budget; they wait.
    """
    today = local_day(at, person.zone)
    schedule = uow.calendar.of(person.number)
    if not person.is_active or not schedule.workdays.is_workday(today):
        return False
    untold = await _news(person, uow)
    waits = await who_is_kept_from(person, untold, uow, today=today)
    news = await _seen(person, [one for one in untold if one.person_id not in waits], uow, at)
    room = MOST_NAMES
    if any(reader.sight is not RiskSight.ALL for _, _, reader in news):
        monday = list_moment(week_of(today).start, schedule, person.zone)
        told = await uow.alerts.told_since(person.id, min(monday, at))
        room = min(room, max(0, policy.alert_budget_per_week - len(told)))
    named = news[:room]
    if not named:
        return False
    key = f"alert_list:{person.id}:{today}"
    facts = AlertList(
        alerts=tuple([await facts_of(one, rep, reader, uow, today) for one, rep, reader in named]),
        more=len(news) - len(named),
    )
    notice = Notice(
        key=key,
        person_id=person.id,
        kind=NoticeKind.ALERT_LIST,
        subject=f"alert_list:{person.id}",
        facts=json.dumps(asdict(facts), ensure_ascii=False),
        at=at,
        not_before=max(at, list_moment(today, schedule, person.zone)),
    )
    if not await uow.outbox.put([notice]):
        return False
    for one, _, reader in named:
        word = AlertWord(kind=WordKind.TOLD, news=one.news, at=at, to=person.id, note=key)
        await uow.alerts.say(one, word, key=f"{one.news}:{person.id}:{key}")
        await note_told(one, reader, uow, at=at)
    return True


async def _news(person: Person, uow: UnitOfWork) -> list[Alert]:
    """Give the alerts that somebody has not been told of as they are."""
    number = None if Role.HR in person.roles else person.number
    return await uow.alerts.untold(person.id, manager_number=number)


async def _seen(
    actor: Person, alerts: Sequence[Alert], uow: UnitOfWork, at: datetime
) -> list[tuple[Alert, Person, Reader]]:
    """Give those alerts that somebody may see, with how much of each."""
    people = await uow.people.by_id({one.person_id for one in alerts})
    today = local_day(at, actor.zone)
    readers = await readers_about(actor, list(people.values()), uow, today)
    found = []
    for one in alerts:
        rep, reader = people[one.person_id], readers[one.person_id]
        is_enough = reader.sight is RiskSight.ALL or told_to(reader.sees(one.signals))
        if rep.is_active and reader.sight and is_enough:
            found.append((one, rep, reader))
    bands = await bands_of([rep.id for _, rep, _ in found], uow)
    # The most severe band first; without a model, and within a band, the oldest (RULES row 21).
    return sorted(found, key=lambda each: -severity(bands[each[1].id].band))
