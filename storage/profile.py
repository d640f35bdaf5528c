"""Competency profiles, decisions about candidates, and whom they became, in the store."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.hiring import CompetencyProfile, Standing
from rules.hiring_desk import Choice, Decision, Version
from rules.hiring_document import document, profile_of
from rules.hiring_match import Pool
from rules.hiring_validity import Outcome
from rules.probation_outcome import OutcomeKind
from storage.probation import Probations
from storage.profile_tables import candidate_decision, candidate_hire, competency_profile
from storage.rows import chunks, insert_new
from storage.tables import person

_MOST_VERSIONS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HiredCandidate:
    """Whom a candidate became, with the match as it stood then."""

    candidate_id: int
    person_id: int
    hired_on: date | None
    outcome: Outcome


class Profiles:
    """Profiles by day, decisions by candidate. Both are added, never changed."""

    def __init__(self, connection: AsyncConnection, *, hand: CompetencyProfile) -> None:
        self._connection = connection
        #: The operator's own file, in force where no version is.
        self._hand = hand

    async def add(self, profile: CompetencyProfile, *, by: str, at: datetime) -> bool:
        """Keep a version with its first day; False where there is one of this name."""
        row = {
            "version": profile.version,
            "starts_on": profile.starts_on,
            "body": json.dumps(document(profile), ensure_ascii=False),
            "by_whom": by,
            "at": at,
        }
        return await insert_new(self._connection, competency_profile, [row]) > 0

    async def in_force(self, day: date) -> CompetencyProfile:
        """Give what candidates are held against on a day: the newest usable version, else the file.

        Of two versions that begin on one day the later one counts.
        """
        for one in await self._begun(day):
            if one.may_match:
                return one
        return self._hand

    async def pilot(self, day: date) -> CompetencyProfile | None:
        """Give the newest profile from data that is shown and not used (RULES row 1)."""
        begun = await self._begun(day)
        return next((one for one in begun if one.standing is Standing.PILOT), None)

    async def versions(self) -> list[Version]:
        """Give the kept versions, newest first."""
        rows = await self._connection.execute(
            select(competency_profile)
            .order_by(competency_profile.c.starts_on.desc(), competency_profile.c.id.desc())
            .limit(_MOST_VERSIONS)
        )
        return [
            Version(version=row.version, starts_on=row.starts_on, by=row.by_whom, at=row.at)
            for row in rows
        ]

    async def decide(self, one: Decision, *, body: str, key: str) -> bool:
        """Keep a decision with what was seen; False where this very act wrote it before."""
        row: dict[str, object] = {
            "key": key,
            "candidate_id": one.candidate_id,
            "choice": one.choice.value,
            "reason": one.reason,
            "profile_version": one.profile_version,
            "pool": one.pool,
            "score": one.score,
            "weight_scored": one.weight_scored,
            "body": body,
            "by_id": one.by,
            "at": one.at,
        }
        return await insert_new(self._connection, candidate_decision, [row]) > 0

    async def decided(self, candidates: Collection[int]) -> dict[int, Decision]:
        """Give the newest word on each of these candidates that has one."""
        found: dict[int, Decision] = {}
        for some in chunks(candidates):
            rows = await self._connection.execute(
                select(candidate_decision)
                .where(candidate_decision.c.candidate_id.in_(some))
                .order_by(candidate_decision.c.id)
            )
            found |= {row.candidate_id: _decision(row) for row in rows}
        return found

    async def hire(self, candidate_id: int, person_id: int, outcome: Outcome, version: str,
                   *, at: datetime) -> bool:  # fmt: skip
        """Keep whom a candidate became, with the match as it stood; False where it is known."""
        row: dict[str, object] = {
            "candidate_id": candidate_id,
            "person_id": person_id,
            "pool": outcome.pool.value,
            "score": f"{outcome.score}",
            "profile_version": version,
            "at": at,
        }
        return await insert_new(self._connection, candidate_hire, [row]) > 0

    async def outcomes(self) -> list[Outcome]:
        """Give what became of those who were hired with a score: confirmed, not, or running."""
        return [one.outcome for one in await self.hires()]

    async def hires(self) -> list[HiredCandidate]:
        """Give who was hired with a score, and what became of her, in the order of persons.

        Whoever left before her probation was decided was not confirmed.
        """
        rows = await self._connection.execute(
            select(
                candidate_hire.c.candidate_id,
                candidate_hire.c.person_id,
                candidate_hire.c.pool,
                candidate_hire.c.score,
                person.c.hired_on,
                person.c.confirmed_on,
                person.c.left_on,
            )
            .join(person, person.c.id == candidate_hire.c.person_id)
            .order_by(candidate_hire.c.person_id)
        )
        hired = list(rows)
        decided = await Probations(self._connection).decided([row.person_id for row in hired])
        return [
            HiredCandidate(
                candidate_id=row.candidate_id,
                person_id=row.person_id,
                hired_on=row.hired_on,
                outcome=Outcome(
                    score=Decimal(row.score),
                    pool=Pool(row.pool),
                    confirmed=_confirmed(
                        decided.get(row.person_id),
                        is_confirmed=row.confirmed_on is not None,
                        has_left=row.left_on is not None,
                    ),
                ),
            )
            for row in hired
        ]

    async def forget(self, candidates: Collection[int]) -> None:
        """Empty what was written about erased candidates; that somebody decided stays."""
        for some in chunks(candidates):
            await self._connection.execute(
                update(candidate_decision)
                .where(candidate_decision.c.candidate_id.in_(some))
                .values(reason="", body="{}")
            )
            await self._connection.execute(
                delete(candidate_hire).where(candidate_hire.c.candidate_id.in_(some))
            )

    async def _begun(self, day: date) -> list[CompetencyProfile]:
        rows = await self._connection.execute(
            select(competency_profile.c.body)
            .where(competency_profile.c.starts_on <= day)
            .order_by(competency_profile.c.starts_on.desc(), competency_profile.c.id.desc())
            .limit(_MOST_VERSIONS)
        )
        return [profile_of(json.loads(row.body)) for row in rows]


def _confirmed(decided: OutcomeKind | None, *, is_confirmed: bool, has_left: bool) -> bool | None:
    if is_confirmed or decided is OutcomeKind.CONFIRMED:
        return True
    return False if has_left or decided is OutcomeKind.ENDED else None


def _decision(row: Row[tuple[object, ...]]) -> Decision:
    return Decision(
        candidate_id=row.candidate_id,
        choice=Choice(row.choice),
        reason=row.reason,
        by=row.by_id,
        at=row.at,
        pool=row.pool,
        score=row.score,
        weight_scored=row.weight_scored,
        profile_version=row.profile_version,
    )
