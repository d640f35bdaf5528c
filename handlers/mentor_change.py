"""A change of mentor is proposed to HR, who talks first and then decides; a rep may ask for one."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta

from handlers.interaction import Interaction
from handlers.mentor_fit import free_mentors
from handlers.mentoring import Match, all_hr, pair
from rules.access import may_arrange_mentoring
from rules.errors import Conflict, NotAllowed, NotFound
from rules.mentor_change import (
    AnotherAsked,
    AskAnother,
    ChangeDecided,
    ChangeProposal,
    Proposed,
    Reason,
)
from rules.mentor_desk import Mentored
from rules.mentoring import Pairing
from rules.notices import Notice, NoticeKind
from rules.periods import local_day, week_of
from rules.pulse import (
    assess_pulse,
    is_identifiable,
    may_change_mentor,
)
from storage.pulse import Proposal
from storage.unit_of_work import UnitOfWork

_MAX_WORDS = 1000


async def propose(
    pairing: Pairing,
    reason: Reason,
    week: date,
    uow: UnitOfWork,
    *,
    at: datetime,
    words: str = "",
    score: int | None = None,
) -> bool:
    """Open a proposal and tell HR; False if this reason was proposed for this week before.

    That a mentor has left is asked once until HR decides, not each week anew. Nobody whom it is
    about is told, though she be in HR herself.
    """
    if reason is Reason.LEFT:
        waiting = await uow.pulses.undecided([pairing.id])
        if any(one.reason is reason for one in waiting):
            return False
    proposal, is_new = await uow.pulses.propose(pairing.id, reason, week, at=at, words=words)
    if not is_new:
        return False
    rep = (await uow.people.by_id([pairing.rep_id]))[pairing.rep_id]
    facts = await _proposal(proposal, uow, today=local_day(at, rep.zone), score=score)
    to = await all_hr(uow, besides=[pairing.mentor_id, pairing.rep_id])
    await uow.outbox.put(
        [
            Notice(
                key=f"mentor_proposal:{proposal.id}:{one.id}",
                person_id=one.id,
                kind=NoticeKind.MENTOR_PROPOSAL,
                subject=f"mentor_proposal:{proposal.id}:{one.id}",
                facts=json.dumps(asdict(facts), ensure_ascii=False),
                at=at,
                priority=3,
            )
            for one in to
        ]
    )
    return True


async def change(interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Let HR say that she has talked, and then change the mentor or keep her.

    Decided once: whoever comes later is told how it was decided.
    """
    if not may_arrange_mentoring(interaction.person):
        raise NotAllowed("mentoring.hr_only")
    word, _, rest = interaction.argument.partition(":")
    number, _, chosen = rest.partition(":")
    proposal = await uow.pulses.proposal(int(number or 0))
    if proposal is None:
        raise NotFound("mentor_change.gone")
    pairing = (await uow.mentoring.by_id([proposal.pairing_id]))[proposal.pairing_id]
    if interaction.person.id in {pairing.mentor_id, pairing.rep_id}:
        raise NotAllowed("mentor_change.own")
    if proposal.state in {Proposed.CHANGED, Proposed.KEPT}:
        return await _decided(proposal, pairing, uow, today=interaction.today)
    if word == "talked":
        await _decide(proposal, Proposed.TALKED, interaction, uow)
        proposal = await _again(proposal, uow)
        return await _proposal(proposal, uow, today=interaction.today)
    if proposal.reason.needs_talk and proposal.state is Proposed.OPEN:
        raise Conflict("mentor_change.talk_first")
    if word == "keep":
        await _decide(proposal, Proposed.KEPT, interaction, uow)
        return await _decided(await _again(proposal, uow), pairing, uow, today=interaction.today)
    return await _changed(proposal, pairing, int(chosen or 0), interaction, uow)


async def another(interaction: Interaction, uow: UnitOfWork) -> AskAnother | AnotherAsked:
    """Let a rep ask for another mentor, with a reason that HR alone reads."""
    person, today = interaction.person, interaction.today
    hers = [
        one for one in await uow.mentoring.of_rep(person.id, today, today) if not one.is_stand_in
    ]
    if not hers:
        raise NotFound("pulse.no_mentor")
    said = interaction.understood.mentoring
    words = interaction.answers.get("words", "").strip()
    if not interaction.answers:
        return AskAnother(words=said.words if said else "")
    if not words or len(words) > _MAX_WORDS:
        return AskAnother(words=words, problem="too_long" if words else "missing")
    week = week_of(today).start
    await propose(hers[-1], Reason.ASKED, week, uow, at=interaction.at, words=words)
    return AnotherAsked()


async def _changed(
    proposal: Proposal, pairing: Pairing, mentor_id: int, interaction: Interaction, uow: UnitOfWork
) -> Mentored:
    facts = await _proposal(proposal, uow, today=interaction.today)
    if mentor_id not in {one.person_id for one in facts.mentors}:
        # She has got other mentees meanwhile: the card again, with who is free now.
        return facts
    people = await uow.people.by_id([pairing.rep_id, mentor_id])
    is_short = proposal.reason.is_for_a_while
    match = Match(
        rep=people[pairing.rep_id],
        mentor=people[mentor_id],
        since=proposal.week if is_short else interaction.today,
        until=proposal.week + timedelta(days=6) if is_short else None,
    )
    await pair(match, uow, at=interaction.at, actor=f"person:{interaction.person.id}")
    await _decide(proposal, Proposed.CHANGED, interaction, uow)
    return ChangeDecided(state=Proposed.CHANGED.value, rep=match.rep.name, mentor=match.mentor.name)


async def _decide(
    proposal: Proposal, state: Proposed, interaction: Interaction, uow: UnitOfWork
) -> None:
    by = interaction.person.id
    await uow.pulses.decide(proposal.id, state, by=by, at=interaction.at)
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{by}",
        action=f"mentor_change.{state.value}",
        subject=f"mentor_proposal:{proposal.id}",
    )


async def _again(proposal: Proposal, uow: UnitOfWork) -> Proposal:
    return await uow.pulses.proposal(proposal.id) or proposal


async def _decided(
    proposal: Proposal, pairing: Pairing, uow: UnitOfWork, *, today: date
) -> ChangeDecided:
    now = await uow.mentoring.of_rep(pairing.rep_id, today, today)
    mentor_id = now[-1].mentor_id if now else pairing.mentor_id
    people = await uow.people.by_id([pairing.rep_id, mentor_id])
    return ChangeDecided(
        state=proposal.state.value,
        rep=people[pairing.rep_id].name,
        mentor=people[mentor_id].name,
    )


async def _proposal(
    proposal: Proposal, uow: UnitOfWork, *, today: date, score: int | None = None
) -> ChangeProposal:
    pairing = (await uow.mentoring.by_id([proposal.pairing_id]))[proposal.pairing_id]
    people = await uow.people.by_id([pairing.rep_id, pairing.mentor_id])
    rep, mentor = people[pairing.rep_id], people[pairing.mentor_id]
    rated = await uow.pulses.ratings([pairing.id], until=proposal.week)
    verdict = assess_pulse([rating for _, rating in rated.get(pairing.id, [])])
    mentees = await uow.mentoring.of_mentor(mentor.id, today, today)
    is_late = proposal.reason.needs_talk and not may_change_mentor(today, rep.probation_ends_on)
    return ChangeProposal(
        proposal_id=proposal.id,
        reason=proposal.reason.value,
        state=proposal.state.value,
        rep=rep.name,
        rep_number=rep.number,
        mentor=mentor.name,
        mean="" if verdict.mean is None else f"{verdict.mean}",
        ratings=verdict.ratings,
        score=score,
        words=proposal.words,
        mentors=()
        if is_late
        else await free_mentors(pairing, rep, uow, week=_week(proposal, today)),
        is_identifiable=is_identifiable(len(mentees)),
        is_too_late=is_late,
        week=proposal.week.isoformat(),
    )


def _week(proposal: Proposal, today: date) -> date:
    """Give the Monday of the week in which somebody is looked for."""
    return proposal.week if proposal.reason.is_for_a_while else week_of(today).start
