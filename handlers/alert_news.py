"""What an assessment does to a rep's one alert, who is asked about it, and what is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from handlers.alert_bands import bands_of
from handlers.hold_back import draw_for
from handlers.mentoring import all_hr
from handlers.risk import Night
from handlers.target_change import manager_of
from rules.access import RiskSight, may_see_risk, standing
from rules.alert import (
    Alert,
    AlertFacts,
    AlertNudge,
    AlertState,
    AlertWord,
    Closed,
    WordKind,
    next_list,
    told_to,
)
from rules.notices import Notice, NoticeKind
from rules.people import Person
from rules.periods import local_day
from rules.probation_outcome import OutcomeKind
from rules.risk import Level, Signal, Unknown, tenure_week, without_pulse
from storage.alert import Finding
from storage.risk import Kept
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who may see an alert, and how much of it."""

    person: Person
    sight: RiskSight

    def sees(self, signals: Sequence[Signal]) -> tuple[Signal, ...]:
        """Give what she may see of these signals."""
        if self.sight is RiskSight.FACTS_BUT_PULSE:
            return without_pulse(signals)
        return tuple(signals) if self.sight else ()


async def settle(person_id: int, uow: UnitOfWork, night: Night, *, at: datetime) -> bool:
    """Open, move or close a rep's alert by what is known of her now; False where nothing is new.

    An assessment moves an alert once, so the same night again changes nothing.
    """
    person = (await uow.people.by_id([person_id])).get(person_id)
    if person is None:
        return False
    one = await uow.alerts.open_of(person_id)
    if (why := await _over(person, uow, night)) is not None:
        ended = await uow.interventions.end(person_id, why.value, at=at)
        if one is not None:
            await uow.alerts.close(one.id, why, at=at)
        return bool(one or ended)
    is_given = False
    if one is not None:
        before, one = one, await with_owner(one, person, uow, night.today, at=at)
        is_given = one != before
    kept = (await uow.risks.newest([person_id])).get(person_id)
    if kept is None or await uow.alerts.moved_by(kept.id):
        return is_given
    if not kept.found.level.is_told:
        return await _quietened(one, kept, uow, at=at)
    finding = Finding(
        assessment_id=kept.id,
        found=kept.found,
        owner_id=await owner_of(person, kept.found.signals, uow, night.today),
        at=at,
    )
    if one is None:
        await uow.alerts.open(finding)
        await draw_for(person_id, kept.found.level, uow, night.loop, today=night.today)
    else:
        await uow.alerts.move(one, finding, is_news=_is_news(one, kept))
    now = await uow.alerts.open_of(person_id)
    if now is not None and now.level is Level.RED and now.state is AlertState.OPEN:
        await _tell_red(now, person, uow, at=at)
    return True


async def owner_of(
    person: Person, signals: Sequence[Signal], uow: UnitOfWork, today: date
) -> int | None:
    """Give who is asked: her manager; HR (None) without one, or where the rest is for HR alone."""
    manager = await manager_of(uow, person)
    if manager is None:
        return None
    reader = await reader_of(manager, person, uow, today)
    return manager.id if told_to(reader.sees(signals)) else None


async def with_owner(
    one: Alert, rep: Person, uow: UnitOfWork, today: date, *, at: datetime
) -> Alert:
    """Give an alert to who is her manager now, where its owner may no longer see it."""
    if one.owner_id is None:
        return one
    owner = (await uow.people.by_id([one.owner_id]))[one.owner_id]
    if owner.is_active and (await reader_of(owner, rep, uow, today)).sight:
        return one
    await uow.alerts.give(one, await owner_of(rep, one.signals, uow, today), at=at)
    return await uow.alerts.hold(one.id) or one


async def reader_of(actor: Person, rep: Person, uow: UnitOfWork, today: date) -> Reader:
    """Give how much of a rep's risk somebody may see today."""
    return (await readers_about(actor, [rep], uow, today))[rep.id]


async def readers_about(
    actor: Person, reps: Sequence[Person], uow: UnitOfWork, today: date
) -> dict[int, Reader]:
    """Give how much of each rep's risk somebody may see today, read by sets."""
    pairings = await uow.mentoring.of_reps([rep.id for rep in reps], today)
    managers = {rep.manager_id for rep in reps if rep.manager_id is not None}
    above = {one.id: one.manager_id for one in (await uow.people.by_id(managers)).values()}
    found = {}
    for rep in reps:
        how = standing(actor, rep, above.get(rep.manager_id or 0))
        is_mentor = any(one.mentor_id == actor.id for one in pairings[rep.id])
        sight = may_see_risk(actor, how, is_mentor=is_mentor)
        found[rep.id] = Reader(person=actor, sight=sight)
    return found


async def hr_readers(rep: Person, uow: UnitOfWork, today: date) -> list[Reader]:
    """Give those of HR who may see all of a rep's risk."""
    found = [await reader_of(one, rep, uow, today) for one in await all_hr(uow, besides=[rep.id])]
    return [one for one in found if one.sight is RiskSight.ALL]


async def readers_of(one: Alert, rep: Person, uow: UnitOfWork, today: date) -> list[Reader]:
    """Give who is told of an alert: its owner and HR, each once."""
    found = await hr_readers(rep, uow, today)
    if one.owner_id is not None and one.owner_id not in {reader.person.id for reader in found}:
        owner = (await uow.people.by_id([one.owner_id]))[one.owner_id]
        reader = await reader_of(owner, rep, uow, today)
        found = [*([reader] if told_to(reader.sees(one.signals)) else []), *found]
    return found


async def facts_of(
    one: Alert, rep: Person, reader: Reader, uow: UnitOfWork, today: date
) -> AlertFacts:
    """Give what a reader's card says of an alert."""
    is_hr = reader.sight is RiskSight.ALL
    owners = await uow.people.by_id([one.owner_id]) if one.owner_id is not None else {}
    ended, left = await uow.alerts.red_ends() if is_hr else (0, 0)
    return AlertFacts(
        alert_id=one.id,
        name=rep.name,
        week=tenure_week(rep.hired_on, today) if rep.hired_on else 0,
        signals=reader.sees(one.signals) if is_hr else _without_mean(reader.sees(one.signals)),
        news=one.news,
        state=one.state.value,
        owner=next((each.name for each in owners.values()), ""),
        due_on=one.due_on.isoformat() if one.due_on else "",
        level=one.level.value if is_hr else "",
        band=(await bands_of([rep.id], uow))[rep.id] if is_hr else None,
        read_by=await _read_by(one, uow) if is_hr else (),
        red_ended=ended,
        red_left=left,
    )


async def nudge(
    one: Alert,
    rep: Person,
    to: Sequence[Reader],
    uow: UnitOfWork,
    told: AlertNudge,
    *,
    at: datetime,
) -> int:
    """Put a reminder for some readers, each with what she may see; give how many are new."""
    notices = []
    for reader in to:
        today = local_day(at, reader.person.zone)
        facts = AlertNudge(
            what=told.what, alert=await facts_of(one, rep, reader, uow, today), by=told.by
        )
        due = one.due_on.isoformat() if told.what == "due" and one.due_on else ""
        key = f"alert_nudge:{one.id}:{one.news}:{told.what}{due}:{reader.person.id}"
        notices.append(
            Notice(
                key=key,
                person_id=reader.person.id,
                kind=NoticeKind.ALERT_NUDGE,
                subject=f"alert:{one.id}:{reader.person.id}",
                facts=json.dumps(asdict(facts), ensure_ascii=False),
                at=at,
            )
        )
        await note_told(one, reader, uow, at=at)
    return await uow.outbox.put(notices)


async def note_told(one: Alert, reader: Reader, uow: UnitOfWork, *, at: datetime) -> None:
    """Keep in the audit log that somebody was told of a rep."""
    await uow.audit.add(
        at=at,
        actor=f"person:{reader.person.id}",
        action="risk.told",
        subject=f"person:{one.person_id}",
    )


async def _tell_red(one: Alert, rep: Person, uow: UnitOfWork, *, at: datetime) -> None:
    """Tell of all three signals the same day, apart from any list, each piece of news once."""
    for reader in await readers_of(one, rep, uow, local_day(at, rep.zone)):
        to = reader.person
        moment = next_list(at, uow.calendar.of(to.number), to.zone)
        key = f"alert:{one.id}:{one.news}:{to.id}"
        word = AlertWord(kind=WordKind.TOLD, news=one.news, at=moment, to=to.id, note=key)
        if not await uow.alerts.say(one, word, key=f"{one.news}:{to.id}:{key}"):
            continue
        facts = await facts_of(one, rep, reader, uow, local_day(moment, to.zone))
        await uow.outbox.put(
            [
                Notice(
                    key=key,
                    person_id=to.id,
                    kind=NoticeKind.ALERT,
                    subject=f"alert:{one.id}:{to.id}",
                    facts=json.dumps(asdict(facts), ensure_ascii=False),
                    at=at,
                    not_before=moment,
                    priority=3,
                )
            ]
        )
        await note_told(one, reader, uow, at=at)


async def _quietened(one: Alert | None, kept: Kept, uow: UnitOfWork, *, at: datetime) -> bool:
    """Close what is no longer so; a gap in the figures says nothing of her."""
    if one is None or any(each.why == Unknown.DATA_GAP.value for each in kept.found.signals):
        return False
    why = Closed.OBJECTED if kept.found.is_excluded else Closed.SETTLED
    await uow.alerts.close(one.id, why, at=at)
    return True


async def _over(person: Person, uow: UnitOfWork, night: Night) -> Closed | None:
    """Give why nothing more is told of somebody; None while she is new here."""
    if not person.is_active:
        return Closed.LEFT
    outcome = (await uow.risks.decided([person.id])).get(person.id)
    if outcome is not None:
        is_confirmed = outcome == OutcomeKind.CONFIRMED.value
        return Closed.CONFIRMED if is_confirmed else Closed.ENDED
    still = await uow.risks.subjects(
        night.today, new_since=night.new_since, lo=person.id, hi=person.id
    )
    return None if still else Closed.ENDED


def _is_news(one: Alert, kept: Kept) -> bool:
    """Whether a signal is on that was not; after [我来跟进] nothing is, before the due day."""
    before = {each.kind for each in one.signals if each.is_on}
    now = {each.kind for each in kept.found.signals if each.is_on}
    return one.state is AlertState.OPEN and not now <= before


def _without_mean(signals: Sequence[Signal]) -> tuple[Signal, ...]:
    """Take the figures of the pulse away: a manager reads 需要关注 and no more."""
    return tuple(
        Signal(kind=one.kind, is_on=one.is_on, why=one.why) if one.mean or one.ratings else one
        for one in signals
    )


async def _read_by(one: Alert, uow: UnitOfWork) -> tuple[str, ...]:
    words = (await uow.alerts.words([one.id]))[one.id]
    ids = dict.fromkeys(word.by for word in words if word.kind is WordKind.READ and word.by)
    people = await uow.people.by_id(list(ids))
    return tuple(people[each].name for each in ids if each in people)


async def still_asked(
    reader_id: int, news: Sequence[tuple[int, int]], uow: UnitOfWork, *, at: datetime
) -> bool:
    """Whether a message about these (alert, news) may still go to somebody: all unanswered, hers.

    Held against an answer until the transaction ends.
    """
    if not await uow.alerts.await_answer(news):
        return False
    return await may_still_see(reader_id, [one for one, _ in news], uow, at=at)


async def may_still_see(
    reader_id: int, alert_ids: Sequence[int], uow: UnitOfWork, *, at: datetime
) -> bool:
    """Whether somebody may see all these alerts today: a manager may have changed."""
    people = await uow.alerts.people_of(alert_ids)
    known = await uow.people.by_id([reader_id, *people])
    if reader_id not in known:
        return False
    actor = known[reader_id]
    readers = [await reader_of(actor, known[one], uow, local_day(at, actor.zone)) for one in people]
    return all(one.sight is not RiskSight.NOTHING for one in readers)
