"""Take events in, many at a time: facts, ledger lines and notices in one transaction.

Everything the events touch is read in a few set-based queries, worked out in memory and written
back in a few more, so a batch of a hundred costs little more than one. Each event succeeds or is
refused by itself. What lacks a person, a plan or its deal is parked and taken up by the event
that brings it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from handlers.candidate_private import kept_raw, left_out
from handlers.candidate_said import CandidateSaid
from handlers.confirmation_waiting import reopen
from handlers.events import (
    ActivityLogged,
    EmployeeConfirmed,
    EmployeeHired,
    EmployeeLeft,
    EmployeeSaid,
    EmployeeUpdated,
    Event,
    LearningSaid,
    MentorPaired,
    SkillScored,
    canonical,
    digest,
    read_event,
)
from handlers.ingest_activity import ActivityDesk
from handlers.ingest_candidate import CandidateDesk
from handlers.ingest_confirmation import ConfirmationDesk
from handlers.ingest_deal import DealDesk
from handlers.ingest_learning import LearningDesk
from handlers.ingest_mentoring import PairingDesk
from handlers.ingest_person import PersonDesk
from handlers.ingest_skill import SkillDesk
from handlers.needs import Needs
from handlers.roster_news import RosterNews
from handlers.target_reward import settle_rewards
from handlers.xapi import TYPE, Statement
from rules.errors import Invalid
from rules.people import Person
from storage.inbox import EMPTIED, Entry
from storage.unit_of_work import UnitOfWork

_MAX_ROUNDS = 20
#: The source of what somebody in HR says in chat: she has her answer there.
BY_HR = "chat"


class Outcome(StrEnum):
    """What became of an event; the words of the hook's answer."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    PARKED = "parked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer to one event. `field` and `reason` are for refused and parked ones."""

    id: str
    outcome: Outcome
    field: str = ""
    reason: str = ""
    #: Refused since its id came before with something else.
    is_other_body: bool = False

    def as_json(self) -> dict[str, str]:
        """Give the answer as the sender reads it."""
        answer = {"id": self.id, "result": self.outcome.value}
        if self.field:
            answer["field"] = self.field
        if self.reason:
            answer["reason"] = self.reason
        return answer


@dataclass(slots=True, kw_only=True)
class Arrival:
    """An event on its way through a batch."""

    source: str
    id: str
    raw: str
    sha: str
    received_at: datetime
    is_quiet: bool
    event: Event | None = None
    result: Result | None = None
    waits_for: str | None = None


async def ingest(
    events: Sequence[tuple[str, object]],
    uow: UnitOfWork,
    *,
    at: datetime,
    default_plan: str,
    default_zone: str,
    is_quiet: bool = False,
) -> list[Result]:
    """Take in (source, parsed JSON) events in their order and give one result each.

    `is_quiet` is for imports: they change the ledger, but
    tell nobody at once.
    """
    await uow.lock_ledger()
    arrivals = [_arrive(source, raw, at=at, is_quiet=is_quiet) for source, raw in events]
    fresh = await _new_ones(arrivals, uow)
    outset = await uow.outset()
    people = PersonDesk(
        uow,
        next_id=outset.next_person_id,
        default_zone=default_zone,
        default_plan=default_plan,
        at=at,
    )
    deals = DealDesk(uow, outset=outset, people=people, at=at)
    desks = _Desks(
        people=people,
        deals=deals,
        learning=LearningDesk(uow, people=people, at=at),
        pairings=PairingDesk(uow, people=people, at=at),
        skills=SkillDesk(uow, people),
        activities=ActivityDesk(uow, people=people, at=at),
        confirmations=ConfirmationDesk(uow, people=people, at=at),
        candidates=CandidateDesk(uow, people=people, at=at, zone=default_zone),
        news=RosterNews(uow, at=at),
    )
    waiting = fresh
    taken: list[Arrival] = []
    for _ in range(_MAX_ROUNDS):
        if not waiting:
            break
        arrived = await _round(waiting, desks)
        taken += waiting
        waiting = await _unparked(arrived, taken, uow, any_earlier=outset.is_anything_parked)
    async with uow.together():
        await people.flush()
        await deals.flush()
        await uow.inbox.save([_entry(arrival) for arrival in {id(a): a for a in taken}.values()])
    await people.close_chats()
    await desks.learning.flush()
    await desks.skills.flush()
    await desks.activities.flush()
    await deals.settle_reports()
    await deals.tell_late()
    await desks.pairings.flush()
    await desks.confirmations.flush()
    await desks.candidates.flush()
    await desks.news.flush()
    await settle_rewards(uow, deals.touched_people, at=at, default_plan=default_plan)
    await reopen(uow, deals.corrected_people, at=at, default_plan=default_plan)
    return [_result(arrival) for arrival in arrivals]


async def replay(
    uow: UnitOfWork,
    ids: Collection[str],
    *,
    at: datetime,
    default_plan: str,
    default_zone: str,
) -> list[Result]:
    """Take refused and parked events in again: those named, or all that are listed.

    An event is forgotten as refused before, so that a rule, roster or plan mended since counts.
    """
    entries = [
        entry
        for entry in await uow.inbox.listed(["refused", "parked"])
        if not ids or entry.ext_id in ids
    ]
    await uow.inbox.forget([(entry.source, entry.ext_id) for entry in entries])
    return await ingest(
        [(entry.source, json.loads(entry.raw)) for entry in reversed(entries)],
        uow,
        at=at,
        default_plan=default_plan,
        default_zone=default_zone,
        is_quiet=all(entry.is_quiet for entry in entries),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desks:
    """Who takes in what, in one batch."""

    people: PersonDesk
    deals: DealDesk
    learning: LearningDesk
    pairings: PairingDesk
    skills: SkillDesk
    activities: ActivityDesk
    confirmations: ConfirmationDesk
    candidates: CandidateDesk
    news: RosterNews


async def _round(waiting: Sequence[Arrival], desks: _Desks) -> set[str]:
    """Take in what can be; give what arrived: "person:A001", "deal:crm/D1", "plan:A001"."""
    readable = [arrival.event for arrival in waiting if arrival.event is not None]
    await desks.people.load(readable)
    await desks.deals.load(readable)
    await desks.confirmations.load(readable)
    await desks.candidates.load(readable)
    brought: set[str] = set()
    for arrival in waiting:
        if arrival.event is None:
            continue
        try:
            brought |= _take(arrival.event, arrival, desks)
        except Needs as needs:
            arrival.waits_for = needs.what
            arrival.result = Result(id=arrival.id, outcome=Outcome.PARKED, reason=needs.reason)
        except Invalid as error:
            arrival.waits_for = None
            arrival.result = _refused(arrival.id, error)
        else:
            arrival.waits_for = None
            note = left_out(arrival.event.type, arrival.raw)
            arrival.result = Result(id=arrival.id, outcome=Outcome.ACCEPTED, reason=note)
    await desks.deals.post()
    return brought


def _take(event: Event, arrival: Arrival, desks: _Desks) -> set[str]:
    said = event.said
    if isinstance(said, MentorPaired):
        return desks.pairings.take(event, said, is_quiet=arrival.is_quiet)
    if isinstance(said, LearningSaid | Statement | ActivityLogged | SkillScored):
        return _grow(event, said, desks)
    if isinstance(said, CandidateSaid):
        return desks.candidates.take(event, said)
    if isinstance(said, EmployeeConfirmed):
        return desks.confirmations.take(event, said, is_quiet=arrival.is_quiet)
    if isinstance(said, EmployeeSaid):
        before = _on_roster(said.employee_id, desks.people)
        brought = desks.people.take(event)
        if isinstance(said, EmployeeHired) and not isinstance(said, EmployeeUpdated):
            desks.learning.hired(said.employee_id)
        _note_news(event, said, desks, before=before, is_quiet=arrival.is_quiet)
        return brought
    return desks.deals.take(event, said, is_quiet=arrival.is_quiet)


def _on_roster(number: str, people: PersonDesk) -> Person | None:
    return next(iter(people.known([number])), None)


def _note_news(
    event: Event, said: EmployeeSaid, desks: _Desks, *, before: Person | None, is_quiet: bool
) -> None:
    """Note who came, who left, and whose first day moved; an import tells nobody at once."""
    now = _on_roster(said.employee_id, desks.people)
    # Nobody is told of it: what is promised for that day moves along, also by an import.
    if before is not None and now is not None and before.hired_on != now.hired_on:
        desks.news.moved(said.employee_id)
    was_here = before is not None and before.is_active
    is_here = now is not None and now.is_active
    is_by_chat = event.source == BY_HR
    is_dated = now is not None and now.hired_on is not None
    if before is not None and before.hired_on is None and is_dated and is_here:
        desks.news.dated(said.employee_id, is_by_chat=is_by_chat, is_quiet=is_quiet)
    if is_quiet or is_here == was_here:
        return
    if is_here:
        desks.news.joined(said.employee_id, is_by_chat=is_by_chat)
    elif isinstance(said, EmployeeLeft):
        desks.news.left(said.employee_id, is_by_chat=is_by_chat)


def _grow(
    event: Event, said: LearningSaid | Statement | ActivityLogged | SkillScored, desks: _Desks
) -> set[str]:
    """Take in what somebody learned, or did with a customer."""
    if isinstance(said, Statement):
        return desks.learning.take_statement(event, said)
    if isinstance(said, ActivityLogged):
        return desks.activities.take(event, said)
    if isinstance(said, SkillScored):
        return desks.skills.take(event, said)
    return desks.learning.take(event, said)


async def _new_ones(arrivals: Sequence[Arrival], uow: UnitOfWork) -> list[Arrival]:
    """Answer repeats from the inbox and give the rest."""
    known: dict[tuple[str, str], tuple[str, Result]] = {}
    for source in {arrival.source for arrival in arrivals}:
        ids = {arrival.id for arrival in arrivals if arrival.source == source}
        for ext_id, entry in (await uow.inbox.known(source, ids)).items():
            known[source, ext_id] = entry.body_sha, _stored(entry)
    fresh: list[Arrival] = []
    seen: dict[tuple[str, str], str] = {}
    for arrival in arrivals:
        key = arrival.source, arrival.id
        if key in known:
            sha, result = known[key]
            arrival.result = result if sha == arrival.sha else _other_body(arrival)
        elif key in seen:
            repeat = Result(id=arrival.id, outcome=Outcome.DUPLICATE)
            arrival.result = repeat if seen[key] == arrival.sha else _other_body(arrival)
        else:
            seen[key] = arrival.sha
            fresh.append(arrival)
    return fresh


async def _unparked(
    arrived: set[str], taken: Sequence[Arrival], uow: UnitOfWork, *, any_earlier: bool
) -> list[Arrival]:
    """Give the parked events, of this batch and of earlier ones, that what arrived lets in."""
    if not arrived:
        return []
    again = [arrival for arrival in taken if arrival.waits_for in arrived]
    here = {(arrival.source, arrival.id) for arrival in taken}
    for entry in await uow.inbox.waiting_for(arrived) if any_earlier else ():
        if (entry.source, entry.ext_id) not in here:
            arrival = _arrive(
                entry.source,
                json.loads(entry.raw),
                at=entry.received_at,
                is_quiet=entry.is_quiet,
            )
            again.append(replace(arrival, sha=entry.body_sha))
    return again


def _arrive(source: str, raw: object, *, at: datetime, is_quiet: bool) -> Arrival:
    text = canonical(raw)
    sha = digest(_content(raw, text))
    said_id = raw.get("id") if isinstance(raw, dict) else None
    event_id = str(said_id).strip() if isinstance(said_id, str | int) else ""
    arrival = Arrival(
        source=source,
        id=event_id[:200].replace("\x00", "") or f"sha:{sha}",
        raw=text.replace("\\u0000", "").encode("utf-8", "replace").decode(),
        sha=sha,
        received_at=at,
        is_quiet=is_quiet,
    )
    try:
        arrival.event = read_event(source, raw)
    except Invalid as error:
        arrival.result = _refused(arrival.id, error)
    return arrival


def _content(raw: object, text: str) -> str:
    """Give what two of one id are compared by: of a statement what its sender wrote, not when."""
    if isinstance(raw, dict) and raw.get("type") == TYPE:
        return canonical(raw.get("data"))
    return text


def _refused(event_id: str, error: Invalid) -> Result:
    return Result(
        id=event_id, outcome=Outcome.REFUSED, field=error.field, reason=error.reason[:300]
    )


def _other_body(arrival: Arrival) -> Result:
    refused = _refused(arrival.id, Invalid("id", "came before with another body; send a new id"))
    return replace(refused, is_other_body=True)


def _stored(entry: Entry) -> Result:
    answer = json.loads(entry.answer)
    is_done = entry.state in ("done", EMPTIED)
    outcome = Outcome.DUPLICATE if is_done else Outcome(entry.state)
    return Result(
        id=entry.ext_id,
        outcome=outcome,
        field=answer.get("field", ""),
        reason=answer.get("reason", ""),
    )


def _result(arrival: Arrival) -> Result:
    assert arrival.result is not None  # noqa: S101 - each way through a batch sets it
    return arrival.result


def _entry(arrival: Arrival) -> Entry:
    result = _result(arrival)
    state = {Outcome.PARKED: "parked", Outcome.REFUSED: "refused"}.get(result.outcome, "done")
    return Entry(
        source=arrival.source,
        ext_id=arrival.id,
        received_at=arrival.received_at,
        body_sha=arrival.sha,
        state=state,
        raw=kept_raw(arrival.raw, is_done=state == "done"),
        answer=json.dumps(result.as_json(), ensure_ascii=False),
        waits_for=arrival.waits_for,
        is_quiet=arrival.is_quiet,
    )
