"""Candidates in chat: which one is meant, and a resume that belongs to one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from hashlib import sha256

from handlers.attachment import own
from handlers.interaction import Interaction
from rules.access import may_see_candidates
from rules.attachment import ref_of
from rules.candidate import (
    Candidate,
    CandidateLine,
    RawScore,
    ResumeTaken,
    ScoreKind,
    WhichCandidate,
    same_candidate,
)
from rules.deal import Stamp
from rules.errors import NotAllowed, NotFound
from rules.periods import local_day
from rules.resume_evidence import SCALE, Evidence
from rules.resume_read import ReadResume, understood
from storage.candidate import StoredResume
from storage.unit_of_work import UnitOfWork

#: The source of those who were taken in by a resume in chat.
CHAT = "chat"
_MOST_CHOICES = 5
_MOST_QUOTES = 3


async def lines(
    some: Sequence[Candidate], interaction: Interaction, uow: UnitOfWork
) -> tuple[CandidateLine, ...]:
    """Give what tells candidates of one name apart: number, post and day, nothing protected."""
    found = []
    for one in some[:_MOST_CHOICES]:
        refs = await uow.candidates.refs(one.id)
        found.append(
            CandidateLine(
                id=one.id,
                name=one.name,
                ref=refs[0][1] if refs else str(one.id),
                post=one.post,
                added_on=local_day(one.added_at, interaction.person.zone),
            )
        )
    return tuple(found)


async def looked_at(interaction: Interaction, uow: UnitOfWork, candidate_id: int) -> None:
    """Keep in the audit log that somebody read of a candidate."""
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action="candidate.read",
        subject=f"candidate:{candidate_id}",
    )


async def resume(interaction: Interaction, uow: UnitOfWork) -> ResumeTaken | WhichCandidate:
    """Put a file that HR sent to its candidate: "read:7", "read:7:12" or "read:7:new".

    What it says was read before the transaction (`interaction.resume`). Raises `NotAllowed` for
    anybody but HR and for a file of somebody else's.
    """
    if not may_see_candidates(interaction.person):
        raise NotAllowed("candidate.not_yours")
    _, number, *choice = interaction.argument.split(":")
    kept = await own(ref_of(int(number)), interaction, uow)
    if interaction.resume is None:
        raise NotFound("attachment.gone")
    read = understood(interaction.resume, uow.lexicon)
    await uow.lock_ledger()
    chosen = await _chosen(read, choice[0] if choice else "", kept.name, interaction, uow)
    if isinstance(chosen, WhichCandidate):
        return chosen
    return await take_resume(chosen, read, interaction, uow, name=kept.name, sha=kept.sha256)


async def take_resume(
    candidate: Candidate,
    read: ReadResume,
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    name: str,
    sha: str,
) -> ResumeTaken:
    """Keep what was read of a file with its candidate; the same file twice is one resume."""
    stored = StoredResume(
        id=0,
        candidate_id=candidate.id,
        sha=sha,
        name=name[:200],
        resume=json.dumps(read.resume.as_json(), ensure_ascii=False),
        evidence=json.dumps([asdict(one) for one in read.evidence], ensure_ascii=False),
        points=json.dumps(dict(read.points)),
        dropped=json.dumps(read.dropped),
        pages=read.text.pages,
        pages_read=read.text.pages_read,
        at=interaction.at,
        taken_by=interaction.person.id,
    )
    is_new = await uow.candidates.add_resume(stored)
    if is_new:
        stamp = Stamp(int(interaction.at.timestamp()), interaction.at, interaction.id)
        source = f"resume:{sha[:32]}"
        scores = _scores(read, interaction)
        await uow.candidates.save_scores((candidate.id, one, source, stamp) for one in scores)
        await uow.audit.add(
            at=interaction.at,
            actor=f"person:{interaction.person.id}",
            action="candidate.resume",
            subject=f"candidate:{candidate.id}",
        )
    return _taken(candidate, read, name, uow, is_repeat=not is_new)


async def _chosen(
    read: ReadResume, choice: str, file: str, interaction: Interaction, uow: UnitOfWork
) -> Candidate | WhichCandidate:
    """Give whose resume it is: the one with her contact and name, or whom HR chooses."""
    digests = {one for one in (read.email_sha, read.phone_sha) if one}
    near = [one for one, _ in (await uow.candidates.by_contact(digests)).values()]
    name = read.resume.name
    same, alike = same_candidate(name, read.email_sha, read.phone_sha, near)
    if choice == "new":
        return same or await _add(read, alike, file, interaction, uow)
    if choice:
        found = await uow.candidates.by_id([int(choice)])
        if not found or found[int(choice)][0].is_erased:
            raise NotFound("candidate.gone")
        return found[int(choice)][0]
    if same is not None:
        return same
    some = await uow.candidates.named(name) if name else []
    some += [alike] if alike and alike not in some else []
    return WhichCandidate(
        name=name,
        route=f"resume:{interaction.argument}",
        choices=await lines(some, interaction, uow),
        may_add=True,
    )


async def _add(
    read: ReadResume,
    alike: Candidate | None,
    file: str,
    interaction: Interaction,
    uow: UnitOfWork,
) -> Candidate:
    """Take in a new candidate by her resume; the same resume again is the same one."""
    words = json.dumps([read.resume.name, read.email_sha, read.phone_sha, file])
    ref = CHAT, f"resume:{sha256(words.encode()).hexdigest()[:32]}"
    known = await uow.candidates.by_ref([ref])
    if ref in known:
        return (await uow.candidates.by_id([known[ref]]))[known[ref]][0]
    stem = file.rpartition(".")[0] or file
    new = Candidate(
        id=await uow.candidates.next_id(),
        name=(read.resume.name or stem)[:200],
        post=read.resume.label[:200],
        email_sha=read.email_sha,
        phone_sha=read.phone_sha,
        looks_like_id=alike.id if alike else None,
        added_at=interaction.at,
    )
    await uow.candidates.save([(new, {})])
    await uow.candidates.link({ref: new.id})
    return new


def _scores(read: ReadResume, interaction: Interaction) -> list[RawScore]:
    return [
        RawScore(
            kind=ScoreKind.RESUME,
            trait=trait,
            score=Decimal(points),
            high=Decimal(SCALE),
            taken_on=interaction.today,
            evidence=tuple(dict.fromkeys(one.quote for one in _of(read, trait))),
        )
        for trait, points in read.points.items()
    ]


def _of(read: ReadResume, trait: str) -> list[Evidence]:
    """Give a trait's evidence that counts, that with a figure first."""
    found = [one for one in read.evidence if one.counts and one.trait == trait]
    return sorted(found, key=lambda one: not one.has_figure)


def _taken(
    candidate: Candidate, read: ReadResume, file: str, uow: UnitOfWork, *, is_repeat: bool
) -> ResumeTaken:
    strongest = sorted(read.points, key=lambda trait: -read.points[trait])
    names: dict[str, dict[str, str]] = {}
    for one in uow.lexicon.traits:
        for language, name in one.names.items():
            names.setdefault(language, {})[one.key] = name
    return ResumeTaken(
        candidate=candidate.name,
        candidate_id=candidate.id,
        file=file,
        is_repeat=is_repeat,
        pages=read.text.pages,
        pages_read=read.text.pages_read,
        is_cut=read.text.is_cut,
        points=tuple((trait, read.points[trait]) for trait in strongest),
        quotes=tuple((trait, _of(read, trait)[0].quote) for trait in strongest[:_MOST_QUOTES]),
        doubted=sum(not one.counts for one in read.evidence),
        dropped=read.dropped,
        names=names,
    )
