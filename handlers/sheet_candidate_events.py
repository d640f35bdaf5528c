"""Compare rows of candidates with the store: what is new, changed, known already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.ingest_interview import interview_key
from handlers.sheet_candidate_rows import CandidateRow, InterviewRow, ScoreRow
from handlers.sheet_events import Planned
from handlers.sheet_learning_events import planned
from rules.candidate import Candidate, CandidateState
from rules.contact import email_key, phone_key
from rules.interview import InterviewState
from storage.unit_of_work import UnitOfWork


async def plan_candidates(
    rows: Sequence[CandidateRow], uow: UnitOfWork, *, source: str, zone: str, at: datetime
) -> Planned:
    """Plan candidates: a known one with other words is updated."""
    refs = await uow.candidates.by_ref({(source, row.candidate) for row in rows})
    known = await uow.candidates.by_id(set(refs.values()))
    versions: dict[str, int] = {}
    same: set[str] = set()
    for row in rows:
        if (id_ := refs.get((source, row.candidate))) is None:
            continue
        one, stamps = known[id_]
        versions[row.key] = max((stamp.version for stamp in stamps.values()), default=0)
        if one.is_erased or _is_same(row, one):
            same.add(row.key)
    return planned(rows, versions, same, source=source, zone=zone, at=at)


async def plan_scores(
    rows: Sequence[ScoreRow], uow: UnitOfWork, *, source: str, zone: str, at: datetime
) -> Planned:
    """Plan scores: another figure of the same day is a newer word."""
    refs = await uow.candidates.by_ref({(source, row.candidate) for row in rows})
    ids = set(refs.values())
    scores = await uow.candidates.scores(ids)
    stamps = await uow.candidates.score_stamps(ids)
    versions: dict[str, int] = {}
    same: set[str] = set()
    for row in rows:
        id_, one = refs.get((source, row.candidate), 0), row.score
        stamp = stamps.get((id_, one.kind.value, one.trait, one.taken_on, source))
        if stamp is not None:
            versions[row.key] = stamp.version
            if any(replace(known, evidence=()) == one for known in scores.get(id_, ())):
                same.add(row.key)
    unknown = {row.key for row in rows if (source, row.candidate) not in refs}
    return planned(rows, versions, same, source=source, zone=zone, at=at, unknown=unknown)


async def plan_interviews(
    rows: Sequence[InterviewRow], uow: UnitOfWork, *, source: str, zone: str, at: datetime
) -> Planned:
    """Plan interviews: one that is recorded stays as it is."""
    keys = {row.key: interview_key(source, row.key) for row in rows}
    known = await uow.interviews.by_key(set(keys.values()))
    people = await uow.people.by_number({row.interviewer for row in rows})
    versions: dict[str, int] = {}
    same: set[str] = set()
    for row in rows:
        if (found := known.get(keys[row.key])) is None:
            continue
        one, stamp = found
        versions[row.key] = stamp.version
        person = people.get(row.interviewer)
        is_same = (
            person is not None
            and one.interviewer_id == person[0].id
            and one.ends_at == row.moment(zone)
            and row.is_cancelled == (one.state is InterviewState.CANCELLED)
        )
        if is_same or one.state is InterviewState.RECORDED:
            same.add(row.key)
    refs = await uow.candidates.by_ref({(source, row.candidate) for row in rows})
    unknown = {
        row.key
        for row in rows
        if row.interviewer not in people or (source, row.candidate) not in refs
    }
    return planned(rows, versions, same, source=source, zone=zone, at=at, unknown=unknown)


def _is_same(row: CandidateRow, one: Candidate) -> bool:
    return (
        row.name == one.name
        and row.post in (None, one.post)
        and (row.email is None or email_key(row.email) == one.email_sha)
        and (row.phone is None or phone_key(row.phone) == one.phone_sha)
        and (row.withdrawn_on is None or one.state is not CandidateState.OPEN)
    )
