"""Candidates in the store: by id, by a source's number, by name, by digest of a contact."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Row, delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.candidate import Candidate, CandidateState, RawScore, ScoreKind
from rules.deal import Stamp
from storage.candidate_tables import (
    candidate,
    candidate_ref,
    candidate_resume,
    candidate_score,
    interview,
)
from storage.inbox import EMPTIED
from storage.profile_tables import candidate_decision, candidate_hire
from storage.rows import chunks, insert_new, upsert
from storage.stamps import read_stamp, write_stamp
from storage.tables import inbox

Ref = tuple[str, str]
Known = tuple[Candidate, Mapping[str, Stamp]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResume:
    """A resume as it was read: JSON Resume, evidence and points as JSON."""

    id: int
    candidate_id: int
    sha: str
    name: str
    resume: str
    evidence: str
    points: str
    dropped: str
    pages: int
    pages_read: int
    at: datetime
    taken_by: int | None = None


class Candidates:
    """Everybody who applied."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def next_id(self) -> int:
        """Give the id after the highest; free under `UnitOfWork.lock_ledger`."""
        return int(await self._connection.scalar(select(func.max(candidate.c.id))) or 0) + 1

    async def by_ref(self, refs: Collection[Ref]) -> dict[Ref, int]:
        """Give the ids of those whom sources call so."""
        found: dict[Ref, int] = {}
        for some in chunks(refs):
            rows = await self._connection.execute(
                select(candidate_ref).where(
                    tuple_(candidate_ref.c.source, candidate_ref.c.ref).in_(some)
                )
            )
            found |= {(row.source, row.ref): row.candidate_id for row in rows}
        return found

    async def by_id(self, ids: Collection[int]) -> dict[int, Known]:
        """Give those of these ids, with the stamps of their fields."""
        found: dict[int, Known] = {}
        for some in chunks(ids):
            rows = await self._connection.execute(select(candidate).where(candidate.c.id.in_(some)))
            found |= {row.id: (_candidate(row), _stamps(row.stamps)) for row in rows}
        return found

    async def by_contact(self, digests: Collection[str]) -> dict[int, Known]:
        """Give those with one of these addresses or numbers."""
        found: dict[int, Known] = {}
        for some in chunks(digests):
            rows = await self._connection.execute(
                select(candidate)
                .where(or_(candidate.c.email_sha.in_(some), candidate.c.phone_sha.in_(some)))
                .order_by(candidate.c.id)
            )
            found |= {row.id: (_candidate(row), _stamps(row.stamps)) for row in rows}
        return found

    async def named(self, name: str, *, limit: int = 20) -> list[Candidate]:
        """Give those of a name, open applications first, then the newest."""
        plain = func.lower(func.replace(candidate.c.name, " ", ""))
        rows = await self._connection.execute(
            select(candidate)
            .where(plain == "".join(name.split()).lower(), candidate.c.name != "")
            .order_by((candidate.c.state != "open"), candidate.c.id.desc())
            .limit(limit)
        )
        return [_candidate(row) for row in rows]

    async def open_ones(self, *, after: int = 0, limit: int = 1000) -> list[Candidate]:
        """Give a page of the open applications in the order of ids."""
        rows = await self._connection.execute(
            select(candidate)
            .where(candidate.c.state == "open", candidate.c.id > after)
            .order_by(candidate.c.id)
            .limit(limit)
        )
        return [_candidate(row) for row in rows]

    async def added_between(
        self, start: datetime, end: datetime, *, limit: int = 20_000
    ) -> list[Candidate]:
        """Give who applied from `start` up to `end` and is not erased, in the order of ids."""
        rows = await self._connection.execute(
            select(candidate)
            .where(
                candidate.c.added_at >= start, candidate.c.added_at < end, candidate.c.name != ""
            )
            .order_by(candidate.c.id)
            .limit(limit)
        )
        return [_candidate(row) for row in rows]

    async def refs(self, candidate_id: int) -> list[Ref]:
        """Give what sources call her, the oldest source first."""
        rows = await self._connection.execute(
            select(candidate_ref)
            .where(candidate_ref.c.candidate_id == candidate_id)
            .order_by(candidate_ref.c.source, candidate_ref.c.ref)
        )
        return [(row.source, row.ref) for row in rows]

    async def save(self, some: Sequence[Known]) -> None:
        """Write candidates with the stamps of their fields."""
        await upsert(self._connection, candidate, [_row(*one) for one in some])

    async def link(self, refs: Mapping[Ref, int]) -> None:
        """Note what sources call whom."""
        rows = [
            {"source": source, "ref": ref, "candidate_id": candidate_id}
            for (source, ref), candidate_id in refs.items()
        ]
        await upsert(self._connection, candidate_ref, rows)

    async def settle(self, candidate_id: int, state: CandidateState, *, on: date) -> None:
        """Note how an application ended; a named person decided it."""
        await self._connection.execute(
            update(candidate)
            .where(candidate.c.id == candidate_id)
            .values(state=state.value, settled_on=on if state.is_over else None)
        )

    # --- Scores ----------------------------------------------------------------------------------

    async def score_stamps(self, ids: Collection[int]) -> dict[tuple[object, ...], Stamp]:
        """Give how new the scores of these candidates are, by the columns of their key."""
        found: dict[tuple[object, ...], Stamp] = {}
        for some in chunks(ids):
            rows = await self._connection.execute(
                select(candidate_score).where(candidate_score.c.candidate_id.in_(some))
            )
            for row in rows:
                key = (row.candidate_id, row.kind, row.trait, row.taken_on, row.source)
                found[key] = read_stamp(json.loads(row.stamp))
        return found

    async def save_scores(self, some: Iterable[tuple[int, RawScore, str, Stamp]]) -> None:
        """Write (candidate, score, source, stamp)."""
        rows = [
            {
                "candidate_id": candidate_id,
                "kind": one.kind.value,
                "trait": one.trait,
                "taken_on": one.taken_on,
                "score": str(one.score),
                "low": str(one.low),
                "high": str(one.high),
                "source": source,
                "evidence": json.dumps(one.evidence, ensure_ascii=False),
                "stamp": json.dumps(write_stamp(stamp)),
            }
            for candidate_id, one, source, stamp in some
        ]
        await upsert(self._connection, candidate_score, rows)

    async def drop_scores(self, candidate_id: int, source: str) -> None:
        """Forget the scores of one source, which says them anew."""
        await self._connection.execute(
            delete(candidate_score).where(
                candidate_score.c.candidate_id == candidate_id,
                candidate_score.c.source == source,
            )
        )

    async def scores(self, ids: Collection[int]) -> dict[int, list[RawScore]]:
        """Give all scores of these candidates, resumes' points among them, oldest first."""
        found: dict[int, list[RawScore]] = {}
        for some in chunks(ids):
            rows = await self._connection.execute(
                select(candidate_score)
                .where(candidate_score.c.candidate_id.in_(some))
                .order_by(candidate_score.c.taken_on, candidate_score.c.source)
            )
            for row in rows:
                found.setdefault(row.candidate_id, []).append(_score(row))
        return found

    async def of_source(self, candidate_id: int, source: str) -> list[RawScore]:
        """Give the scores of one candidate that are from one source, in the order of traits."""
        rows = await self._connection.execute(
            select(candidate_score)
            .where(
                candidate_score.c.candidate_id == candidate_id,
                candidate_score.c.source == source,
            )
            .order_by(candidate_score.c.trait, candidate_score.c.taken_on)
        )
        return [_score(row) for row in rows]

    # --- Resumes ---------------------------------------------------------------------------------

    async def add_resume(self, one: StoredResume) -> bool:
        """Keep what was read of a file; False where the same file was read before."""
        row: dict[str, object] = {
            "candidate_id": one.candidate_id,
            "sha": one.sha,
            "name": one.name,
            "resume": one.resume,
            "evidence": one.evidence,
            "points": one.points,
            "dropped": one.dropped,
            "pages": one.pages,
            "pages_read": one.pages_read,
            "at": one.at,
            "taken_by": one.taken_by,
        }
        return await insert_new(self._connection, candidate_resume, [row]) > 0

    async def resumes(self, candidate_id: int) -> list[StoredResume]:
        """Give her resumes, the newest first."""
        rows = await self._connection.execute(
            select(candidate_resume)
            .where(candidate_resume.c.candidate_id == candidate_id)
            .order_by(candidate_resume.c.id.desc())
        )
        return [StoredResume(**row._mapping) for row in rows]  # noqa: SLF001 - documented

    # --- An import that is taken back -------------------------------------------------------------

    async def newest_stamps(self, ids: Collection[int]) -> dict[int, Stamp]:
        """Give the newest word of a source on each."""
        found = await self.by_id(ids)
        return {id_: max(stamps.values()) for id_, (_, stamps) in found.items() if stamps}

    async def acted_on(self, ids: Collection[int]) -> set[int]:
        """Give those of whom there is more than their entry: tests, resumes, interviews, words."""
        found: set[int] = set()
        for table in (
            *(candidate_score, candidate_resume, interview),
            *(candidate_decision, candidate_hire),
        ):
            for some in chunks(ids):
                rows = await self._connection.execute(
                    select(table.c.candidate_id).where(table.c.candidate_id.in_(some))
                )
                found |= {row.candidate_id for row in rows}
        return found

    async def take_back(self, ids: Collection[int], *, on: date) -> None:
        """Forget entries as if they had not come: a source may send the same numbers anew.

        The bare row stays, so that no id is ever given twice.
        """
        for some in chunks(ids):
            await self._connection.execute(
                delete(candidate_ref).where(candidate_ref.c.candidate_id.in_(some))
            )
            await self._connection.execute(
                update(candidate)
                .where(candidate.c.looks_like_id.in_(some))
                .values(looks_like_id=None)
            )
            await self._connection.execute(
                update(candidate)
                .where(candidate.c.id.in_(some))
                .values(
                    **dict.fromkeys(("name", "post"), ""),
                    **dict.fromkeys(("email_sha", "phone_sha", "looks_like_id")),
                    state=CandidateState.WITHDRAWN.value,
                    settled_on=on,
                )
            )

    # --- Erasure ---------------------------------------------------------------------------------

    async def past_keeping(self, *, before: date, limit: int) -> list[int]:
        """Give those whose application ended before a day and who are not erased yet."""
        rows = await self._connection.execute(
            select(candidate.c.id)
            .where(candidate.c.settled_on < before, candidate.c.name != "")
            .order_by(candidate.c.id)
            .limit(limit)
        )
        return [row.id for row in rows]

    async def erase(self, candidate_id: int) -> None:
        """Forget all that was known of her; her number and how she was called by sources stay.

        So an event of hers that comes again is known, and brings nothing back.
        """
        mine = candidate_id
        for table in (candidate_score, candidate_resume, interview):
            await self._connection.execute(delete(table).where(table.c.candidate_id == mine))
        for source, ref in await self.refs(mine):
            # The number stands in quotes in the canonical JSON of each of her events.
            quoted = json.dumps(ref, ensure_ascii=False)
            await self._connection.execute(
                update(inbox)
                .where(
                    inbox.c.source == source,
                    inbox.c.raw.contains(f'"candidate_id":{quoted}', autoescape=True),
                )
                .values(state=EMPTIED, raw="", answer="{}", waits_for=None)
            )
        await self._connection.execute(
            update(candidate)
            .where(candidate.c.id == mine)
            .values(name="", post="", email_sha=None, phone_sha=None, looks_like_id=None)
        )


def _row(one: Candidate, stamps: Mapping[str, Stamp]) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "post": one.post,
        "state": one.state.value,
        "email_sha": one.email_sha,
        "phone_sha": one.phone_sha,
        "looks_like_id": one.looks_like_id,
        "added_at": one.added_at,
        "settled_on": one.settled_on,
        "stamps": json.dumps({name: write_stamp(stamp) for name, stamp in stamps.items()}),
    }


def _candidate(row: Row[tuple[object, ...]]) -> Candidate:
    return Candidate(
        id=row.id,
        name=row.name,
        post=row.post,
        state=CandidateState(row.state),
        email_sha=row.email_sha,
        phone_sha=row.phone_sha,
        looks_like_id=row.looks_like_id,
        added_at=row.added_at,
        settled_on=row.settled_on,
    )


def _stamps(written: str) -> dict[str, Stamp]:
    return {name: read_stamp(one) for name, one in json.loads(written).items()}


def _score(row: Row[tuple[object, ...]]) -> RawScore:
    return RawScore(
        kind=ScoreKind(row.kind),
        trait=row.trait,
        score=Decimal(row.score),
        low=Decimal(row.low),
        high=Decimal(row.high),
        taken_on=row.taken_on,
        evidence=tuple(json.loads(row.evidence)),
    )
