"""Mornings of alerts: one list per reader, one reminder after a silent workday, then HR is asked.

Nobody is asked above the manager, and nobody is ranked by how soon she answers.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from handlers.alert_news import (
    Reader,
    facts_of,
    hr_readers,
    nudge,
    reader_of,
    readers_about,
    with_owner,
)
from handlers.hold_back import has_no_turn_yet
from handlers.risk_list import tell_list
from jobs.job import Acted, Occasion, Within
from jobs.risk import night_of
from rules.access import RiskSight
from rules.alert import Alert, AlertNudge, AlertState, AlertWord, WatchDigest, WordKind
from rules.notices import Notice, NoticeKind
from rules.people import Person, Role
from rules.periods import local_day
from storage.unit_of_work import UnitOfWork

_MOST_LINES = 10


async def readers(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give everybody who may have to be told of an open alert."""
    del occasion
    if not await uow.alerts.has_open():
        return []
    hr = {one.id for one in await uow.people.having(Role.HR)}
    found = await uow.alerts.owners() | hr
    return sorted(one for one in found if within.lo <= one <= within.hi)


async def tell(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Tell one reader of what is news to her, in one list."""
    person = (await uow.people.by_id([one]))[one]
    told = await tell_list(person, uow, occasion.site.risk, at=occasion.now)
    return Acted.DONE if told else Acted.SKIPPED


async def alerts(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the open alerts."""
    del occasion
    return await uow.alerts.open_ids(lo=within.lo, hi=within.hi)


async def remind(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Ask once more after a silent workday, then ask HR; after the due day ask what was done."""
    found = await uow.alerts.hold(one)
    if found is None or found.state is AlertState.CLOSED:
        return Acted.SKIPPED
    rep = (await uow.people.by_id([found.person_id]))[found.person_id]
    if not rep.is_active:
        return Acted.SKIPPED
    today = night_of(occasion).today
    found = await with_owner(found, rep, uow, today, at=occasion.now)
    due = _due if found.state is AlertState.TAKEN else _silent
    return Acted.DONE if await due(found, rep, occasion, uow) else Acted.SKIPPED


async def watchers(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give those with anybody to watch: direct managers, and HR for who has none."""
    del occasion
    reps = (await uow.people.by_id(await uow.risks.watched())).values()
    managers = set((await _managers(reps, uow)).values())
    found = {one for one in managers if one is not None}
    if None in managers:
        found |= {one.id for one in await uow.people.having(Role.HR)}
    return sorted(one for one in found if within.lo <= one <= within.hi)


async def digest(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Tell a manager once a week who has a single signal; nothing more follows from it.

    Where teams are told in turn, nothing before hers.
    """
    person = (await uow.people.by_id([one]))[one]
    today = local_day(occasion.slot, occasion.site.zone)
    if await has_no_turn_yet(person, uow, today=today):
        return Acted.SKIPPED
    reps = await _watched_by(person, uow)
    known = await uow.risks.newest([rep.id for rep in reps])
    sights = await readers_about(person, reps, uow, today)
    lines = []
    for rep in reps:
        signals = tuple(s for s in sights[rep.id].sees(known[rep.id].found.signals) if s.is_on)
        if signals:
            lines.append((rep.id, rep.name, signals))
    if not lines:
        return Acted.SKIPPED
    told = tuple((name, tuple(asdict(s) for s in signals)) for _, name, signals in lines)
    facts = {
        **asdict(WatchDigest(lines=())),
        "lines": _without_figures(told[:_MOST_LINES]),
        "more": max(0, len(lines) - _MOST_LINES),
    }
    notice = Notice(
        key=f"watch_digest:{one}:{today}",
        person_id=one,
        kind=NoticeKind.WATCH_DIGEST,
        subject=f"watch_digest:{one}",
        facts=json.dumps(facts, ensure_ascii=False),
        at=occasion.now,
    )
    if not await uow.outbox.put([notice]):
        return Acted.SKIPPED
    for each, _, _ in lines[:_MOST_LINES]:
        await uow.audit.add(
            at=occasion.now,
            actor=f"person:{one}",
            action="risk.told",
            subject=f"person:{each}",
        )
    return Acted.DONE


async def _silent(one: Alert, rep: Person, occasion: Occasion, uow: UnitOfWork) -> bool:
    words = [w for w in (await uow.alerts.words([one.id]))[one.id] if w.news == one.news]
    asked = await _asked(one, rep, occasion, uow)
    ids = {reader.person.id for reader in asked}
    told = [w for w in words if w.kind is WordKind.TOLD and w.to in ids]
    if not told or not asked:
        return False
    reminded = [w for w in words if w.kind is WordKind.REMINDED]
    if not reminded:
        if not _was_silent(told[0].at, asked[0].person, occasion, uow):
            return False
        await _say(one, WordKind.REMINDED, occasion, uow)
        return await _nudge(one, rep, asked, occasion, uow, what="reminded")
    is_asked = any(w.kind is WordKind.ASKED_HR for w in words)
    if is_asked or asked[0].sight is RiskSight.ALL:
        return False
    if not _was_silent(reminded[0].at, asked[0].person, occasion, uow):
        return False
    await _say(one, WordKind.ASKED_HR, occasion, uow)
    hr = await hr_readers(rep, uow, night_of(occasion).today)
    return await _nudge(one, rep, hr, occasion, uow, what="asked_hr", by=asked[0].person.name)


async def _due(one: Alert, rep: Person, occasion: Occasion, uow: UnitOfWork) -> bool:
    """Ask whoever follows it what was done, once, on the due day or the first workday after.

    Who has written it down was told that nothing is asked before the look at its effect.
    """
    if one.due_on is None or one.owner_id is None or await uow.alerts.is_recorded(one):
        return False
    owner = (await uow.people.by_id([one.owner_id]))[one.owner_id]
    today = local_day(occasion.slot, owner.zone)
    if today < one.due_on or not uow.calendar.of(owner.number).workdays.is_workday(today):
        return False
    reader = await reader_of(owner, rep, uow, today)
    if not reader.sight or not await _say(
        one, WordKind.ASKED_DUE, occasion, uow, key=f"{one.due_on}"
    ):
        return False
    return await _nudge(one, rep, [reader], occasion, uow, what="due")


async def _asked(one: Alert, rep: Person, occasion: Occasion, uow: UnitOfWork) -> list[Reader]:
    """Give who owes an answer: the owner, or all of HR."""
    today = night_of(occasion).today
    if one.owner_id is None:
        return await hr_readers(rep, uow, today)
    owner = (await uow.people.by_id([one.owner_id]))[one.owner_id]
    return [await reader_of(owner, rep, uow, today)]


async def _nudge(
    one: Alert,
    rep: Person,
    to: Sequence[Reader],
    occasion: Occasion,
    uow: UnitOfWork,
    *,
    what: str,
    by: str = "",
) -> bool:
    if not to:
        return False
    facts = await facts_of(one, rep, to[0], uow, night_of(occasion).today)
    told = AlertNudge(what=what, alert=facts, by=by)
    return await nudge(one, rep, to, uow, told, at=occasion.now) > 0


async def _say(
    one: Alert, kind: WordKind, occasion: Occasion, uow: UnitOfWork, *, key: str = ""
) -> bool:
    word = AlertWord(kind=kind, news=one.news, at=occasion.now)
    return await uow.alerts.say(one, word, key=f"{one.news}:{key}")


def _was_silent(since: datetime, reader: Person, occasion: Occasion, uow: UnitOfWork) -> bool:
    return uow.calendar.of(reader.number).was_silent(since, occasion.slot, reader.zone)


async def _watched_by(person: Person, uow: UnitOfWork) -> list[Person]:
    """Give the watched people of a manager, to HR also those without one who works here."""
    is_hr = Role.HR in person.roles
    ids = await uow.risks.watched(manager_number=None if is_hr else person.number)
    reps = sorted((await uow.people.by_id(ids)).values(), key=lambda rep: rep.id)
    managers = await _managers(reps, uow)
    return [
        rep
        for rep in reps
        if managers[rep.id] == person.id
        or (is_hr and managers[rep.id] is None and rep.id != person.id)
    ]


async def _managers(reps: Collection[Person], uow: UnitOfWork) -> dict[int, int | None]:
    """Give by rep who manages her and works here; None where nobody else does."""
    ids = {rep.manager_id for rep in reps if rep.manager_id is not None}
    here = {one.id for one in (await uow.people.by_id(ids)).values() if one.is_active}
    return {
        rep.id: rep.manager_id if rep.manager_id in here and rep.manager_id != rep.id else None
        for rep in reps
    }


def _without_figures(
    lines: Sequence[tuple[str, Sequence[dict[str, object]]]],
) -> list[tuple[str, list[dict[str, object]]]]:
    """Take the mean of the pulse away: no manager reads it."""
    return [
        (name, [{**signal, "mean": "", "ratings": 0} for signal in signals])
        for name, signals in lines
    ]
