"""HR's queue of candidates: who waits for a word, one of them in full, and a named decision.

The bot proposes a pool and shows what speaks for it; nothing is decided without a person, nothing
is said to a candidate, and each look at one is kept in the audit log.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime

from handlers.candidate import lines, looked_at
from handlers.hiring_profile import in_force
from handlers.interaction import Interaction
from rules.access import may_hire
from rules.candidate import Candidate, CandidateState, RawScore, WhichCandidate, trait_values
from rules.errors import Conflict, NotAllowed, NotFound
from rules.hiring import PERCENT, CompetencyProfile, Evidence, TraitScore
from rules.hiring_desk import (
    LONGEST_REASON,
    AskReason,
    CandidateQueue,
    Choice,
    Decided,
    Decision,
    ForCandidate,
    QueueLine,
    Screen,
    in_queue_order,
)
from rules.hiring_document import matched_document
from rules.hiring_match import MatchScore, match
from rules.hiring_validity import Outcome, key_pool_precision, validity
from storage.unit_of_work import UnitOfWork

_SHOWN = 5
#: Open applications that are read at once; a site with more sees the oldest of them first.
_PAGE, _MOST_OPEN = 1000, 5000


async def queue(interaction: Interaction, uow: UnitOfWork) -> CandidateQueue:
    """List who waits for a word of HR, the key reviews first; each one shown is audited as read."""
    _must_be_hr(interaction)
    profile = await in_force(uow, interaction.today)
    waiting = await waiting_lines(uow, profile)
    for one in waiting[:_SHOWN]:
        await looked_at(interaction, uow, one.candidate_id)
    outcomes = await uow.profiles.outcomes()
    return CandidateQueue(
        lines=tuple(waiting[:_SHOWN]),
        more=max(0, len(waiting) - _SHOWN),
        counts=Counter(one.match.pool.value for one in waiting),
        validity=validity(outcomes),
        precision=key_pool_precision(outcomes),
        proposals=tuple(one.id for one in await uow.thresholds.waiting(limit=1)),
    )


async def waiting_lines(
    uow: UnitOfWork, profile: CompetencyProfile, *, most: int = _MOST_OPEN
) -> list[QueueLine]:
    """Give the open applications without a word of HR, in the order of the queue.

    Of more than `most` open ones the oldest are looked at.
    """
    ones = await _open(uow, most)
    decided = await uow.profiles.decided([one.id for one in ones])
    waiting = [one for one in ones if one.id not in decided]
    matches = await matches_of(uow, profile, [one.id for one in waiting])
    found = [
        QueueLine(candidate_id=one.id, name=one.name, post=one.post, match=matches[one.id])
        for one in waiting
    ]
    return in_queue_order(found)


async def matches_of(
    uow: UnitOfWork, profile: CompetencyProfile, ids: Collection[int]
) -> dict[int, MatchScore]:
    """Hold candidates of the store against a profile; one without scores is there too."""
    raw = await uow.candidates.scores(ids)
    return {one: match(profile, trait_scores(raw.get(one, []))) for one in ids}


def trait_scores(raw: Collection[RawScore]) -> Mapping[str, TraitScore]:
    """Give what is known of each trait on one scale of 0 to 100, with the words behind it."""
    return {
        key: TraitScore(
            trait=key,
            value=one.value,
            scale=PERCENT,
            evidence=tuple(
                Evidence(source=score.kind.value, quote=quote, place=score.taken_on.isoformat())
                for score in one.scores
                for quote in (score.evidence or ("",))
            ),
        )
        for key, one in trait_values(raw).items()
    }


async def screen(interaction: Interaction, uow: UnitOfWork) -> Screen | WhichCandidate:
    """Show one candidate: score, pool, what speaks for each dimension, and what is missing."""
    _must_be_hr(interaction)
    found = await _meant(interaction, uow)
    if isinstance(found, WhichCandidate):
        return found
    await looked_at(interaction, uow, found.id)
    return await _screen(found, interaction, uow)


async def decide(interaction: Interaction, uow: UnitOfWork) -> AskReason | Decided:
    """Keep a named decision with its reason and what was seen; the newest word counts.

    Nothing is decided of an application that is over, but that one taken back may be opened again.
    """
    _must_be_hr(interaction)
    number, _, word = interaction.argument.partition(":")
    found = await _by_id(number, uow)
    if word not in list(Choice):
        raise NotFound("hiring.gone")
    choice = Choice(word)
    is_back = found.state is CandidateState.WITHDRAWN and choice is Choice.WAIT
    if found.state is not CandidateState.OPEN and not is_back:
        raise Conflict(f"hiring.is_{found.state.value}", name=found.name)
    if not interaction.answers:
        return AskReason(candidate_id=found.id, name=found.name, choice=choice)
    reason = interaction.answers.get("reason", "").strip()
    if not reason:
        raise NotFound("error.form_missing", field="reason")
    if len(reason) > LONGEST_REASON:
        raise NotFound("error.form_too_long", field="reason", most=LONGEST_REASON)
    seen = await _match(found, interaction.today, uow)
    decision = Decision(
        candidate_id=found.id,
        choice=choice,
        reason=reason,
        by=interaction.person.id,
        at=interaction.at,
        pool=seen.pool.value,
        score="" if seen.score is None else f"{seen.score}",
        weight_scored=f"{seen.weight_scored}",
        profile_version=seen.profile_version,
    )
    body = json.dumps(matched_document(seen), ensure_ascii=False)
    if await uow.profiles.decide(decision, body=body, key=interaction.id):
        if is_back:
            await uow.candidates.settle(found.id, CandidateState.OPEN, on=interaction.today)
        elif choice is Choice.GONE:
            await uow.candidates.settle(found.id, CandidateState.WITHDRAWN, on=interaction.today)
        await uow.audit.add(
            at=interaction.at,
            actor=f"person:{interaction.person.id}",
            action=f"candidate.{choice.value}",
            subject=f"candidate:{found.id}",
            pool=seen.pool.value,
            profile=seen.profile_version,
        )
    return Decided(candidate_id=found.id, name=found.name, choice=choice, reason=reason)


async def explain(interaction: Interaction, uow: UnitOfWork) -> ForCandidate:
    """Give what a candidate may be told when she asks: her own figures, how, and who decides."""
    _must_be_hr(interaction)
    found = await _by_id(interaction.argument, uow)
    await looked_at(interaction, uow, found.id)
    seen = await _match(found, interaction.today, uow)
    return ForCandidate(candidate_id=found.id, name=found.name, match=seen)


async def hired(
    uow: UnitOfWork, candidate_id: int, number: str, *, at: datetime, today: date, actor: str
) -> bool:
    """Keep whom a candidate became, with her match as it stands; False where it is known.

    Without a score there is none to judge later: her application ends as hired all the same.
    Raises `NotFound` where there is no such candidate or person.
    """
    known = (await uow.candidates.by_id([candidate_id])).get(candidate_id)
    people = (await uow.people.by_number([number])).get(number)
    if known is None or known[0].is_erased:
        raise NotFound("hiring.nobody", name=str(candidate_id))
    if not people:
        raise NotFound("error.nobody_of_that_name", name=number)
    seen = (await matches_of(uow, await in_force(uow, today), [candidate_id]))[candidate_id]
    if seen.score is not None:
        outcome = Outcome(score=seen.score, pool=seen.pool, confirmed=None)
        person_id, version = people[0].id, seen.profile_version
        if not await uow.profiles.hire(candidate_id, person_id, outcome, version, at=at):
            return False
    elif known[0].state is CandidateState.HIRED:
        return False
    await uow.candidates.settle(candidate_id, CandidateState.HIRED, on=today)
    await uow.audit.add(
        at=at, actor=actor, action="candidate.hired", subject=f"candidate:{candidate_id}"
    )
    return True


async def _screen(found: Candidate, interaction: Interaction, uow: UnitOfWork) -> Screen:
    seen = await _match(found, interaction.today, uow)
    decided = (await uow.profiles.decided([found.id])).get(found.id)
    people = await uow.people.by_id([decided.by]) if decided else {}
    return Screen(
        candidate_id=found.id,
        name=found.name,
        post=found.post,
        match=seen,
        state=found.state,
        validity=validity(await uow.profiles.outcomes()),
        zone=interaction.person.zone,
        decided=decided,
        decided_by=people[decided.by].name if decided and decided.by in people else "",
    )


async def _match(found: Candidate, today: date, uow: UnitOfWork) -> MatchScore:
    profile = await in_force(uow, today)
    return (await matches_of(uow, profile, [found.id]))[found.id]


async def _meant(interaction: Interaction, uow: UnitOfWork) -> Candidate | WhichCandidate:
    if interaction.argument:
        # Of a list "7", of several of one name "see:7".
        return await _by_id(interaction.argument.rpartition(":")[2], uow)
    name = interaction.understood.person or ""
    found = await uow.candidates.named(name) if name else []
    open_ones = [one for one in found if one.state is CandidateState.OPEN]
    meant = open_ones or found
    if not meant:
        raise NotFound("hiring.nobody", name=name)
    if len(meant) > 1:
        choices = await lines(meant, interaction, uow)
        return WhichCandidate(name=name, route="screen:see", choices=choices)
    return meant[0]


async def _by_id(number: str, uow: UnitOfWork) -> Candidate:
    known = await uow.candidates.by_id([int(number)]) if number.isdecimal() else {}
    found = known.get(int(number)) if known else None
    if found is None or found[0].is_erased:
        raise NotFound("hiring.gone")
    return found[0]


async def _open(uow: UnitOfWork, most: int) -> list[Candidate]:
    found: list[Candidate] = []
    while len(found) < most:
        page = await uow.candidates.open_ones(after=found[-1].id if found else 0, limit=_PAGE)
        found += page
        if len(page) < _PAGE:
            break
    return found


def _must_be_hr(interaction: Interaction) -> None:
    if not may_hire(interaction.person):
        raise NotAllowed("hiring.hr_only")
