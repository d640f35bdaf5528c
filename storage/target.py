"""Targets in the store: who knew which when. Steps and words are added, never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.target import Cause, Consent, Growth, GrowthVerdict, Target
from rules.target_record import TargetStep, TargetWord, WordKind
from storage.prepared import Prepared, one_of
from storage.rows import chunks, insert_new
from storage.target_tables import target_step, target_word

#: The most steps read of one person.
MAX_STEPS = 200
_BASE = "base"


class Targets:
    """Targets by person and month, or by the id of a step."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, step: TargetStep, *, key: str) -> TargetStep | None:
        """Keep a step and give it with its id; None where there is one of this key."""
        if not await insert_new(self._connection, target_step, [_row(step, key)]):
            return None
        found = await self._steps(select(target_step).where(target_step.c.key == key))
        return found[0]

    async def say(self, step_id: int, word: TargetWord) -> bool:
        """Add a word; False where one of its kind was said before, which stays."""
        row = {
            "step_id": step_id,
            "kind": word.kind.value,
            "person_id": word.by,
            "at": word.at,
            "note": word.note,
            "signature": word.signature,
            "consent": word.consent.value if word.consent else "",
        }
        return await insert_new(self._connection, target_word, [row]) > 0

    async def step(self, step_id: int) -> TargetStep | None:
        """Give one step, and let nobody else speak to it in the meantime."""
        query = select(target_step).where(target_step.c.id == step_id).with_for_update()
        found = await self._steps(query)
        return found[0] if found else None

    async def seen(self, step_id: int) -> TargetStep | None:
        """Give one step as it stands now."""
        found = await self._steps(select(target_step).where(target_step.c.id == step_id))
        return found[0] if found else None

    async def of_month(self, person_id: int, month: str) -> list[TargetStep]:
        """Give a person's steps of a month, oldest first."""
        return await self._steps(
            select(target_step)
            .where(target_step.c.person_id == person_id, target_step.c.month == month)
            .order_by(target_step.c.id)
            .limit(MAX_STEPS)
        )

    async def of(self, person_id: int) -> list[TargetStep]:
        """Give a person's newest steps of all months, oldest first."""
        found = await self._steps(
            select(target_step)
            .where(target_step.c.person_id == person_id)
            .order_by(target_step.c.id.desc())
            .limit(MAX_STEPS)
        )
        return found[::-1]

    async def moved_since(self, people: Collection[int], since: datetime) -> set[int]:
        """Give those of these persons for whom a change was proposed or made since a moment."""
        found: set[int] = set()
        for some in chunks(people):
            rows = await self._connection.execute(
                select(target_step.c.person_id).where(
                    target_step.c.person_id.in_(some),
                    target_step.c.cause != _BASE,
                    target_step.c.made_at >= since,
                )
            )
            found |= {row.person_id for row in rows}
        return found

    async def rewarded(self, people: Collection[int]) -> list[tuple[int, str]]:
        """Give (person, month) of the changes with a reward among these persons."""
        rows = await _REWARDED.rows(self._connection, people=people)
        return sorted({(row.person_id, row.month) for row in rows})

    async def _steps(self, query: Select[tuple[object, ...]]) -> list[TargetStep]:
        rows = (await self._connection.execute(query)).all()
        words: dict[int, list[TargetWord]] = {}
        for some in chunks([row.id for row in rows]):
            said = await self._connection.execute(
                select(target_word)
                .where(target_word.c.step_id.in_(some))
                .order_by(target_word.c.id)
            )
            for row in said:
                words.setdefault(row.step_id, []).append(_word(row))
        return [_step(row, words.get(row.id, ())) for row in rows]


def _row(step: TargetStep, key: str) -> dict[str, object]:
    evidence = step.evidence
    return {
        "key": key,
        "person_id": step.person_id,
        "month": step.month,
        "cause": step.cause.value if step.cause else _BASE,
        "pass_bar": step.target.pass_bar,
        "stretch": step.target.stretch,
        "before_pass_bar": step.before.pass_bar,
        "before_stretch": step.before.stretch,
        "after_pass_bar": step.after.pass_bar,
        "after_stretch": step.after.stretch,
        "growth": evidence.growth.value if evidence else "",
        "growth_before": _decimal(evidence.before if evidence else None),
        "growth_after": _decimal(evidence.after if evidence else None),
        "growth_percent": _decimal(evidence.percent if evidence else None),
        "more_than": step.more_than,
        "window_days": step.window,
        "deals_before": step.deals_before,
        "has_conflict": step.has_conflict,
        "reward_minor": step.reward_minor,
        "currency": step.currency,
        "policy_version": step.policy_version,
        "strict_seed": step.strict_seed,
        "made_at": step.made_at,
        "judged_on": step.judged_on,
    }


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _step(row: Row[tuple[object, ...]], words: Iterable[TargetWord]) -> TargetStep:
    evidence = None
    if row.growth:
        evidence = GrowthVerdict(
            growth=Growth(row.growth),
            before=_number(row.growth_before),
            after=_number(row.growth_after),
            percent=_number(row.growth_percent),
        )
    return TargetStep(
        id=row.id,
        person_id=row.person_id,
        month=row.month,
        cause=None if row.cause == _BASE else Cause(row.cause),
        target=Target(pass_bar=row.pass_bar, stretch=row.stretch),
        before=Target(pass_bar=row.before_pass_bar, stretch=row.before_stretch),
        after=Target(pass_bar=row.after_pass_bar, stretch=row.after_stretch),
        evidence=evidence,
        more_than=row.more_than,
        window=row.window_days,
        deals_before=row.deals_before,
        has_conflict=row.has_conflict,
        reward_minor=row.reward_minor,
        currency=row.currency,
        policy_version=row.policy_version,
        strict_seed=row.strict_seed,
        made_at=row.made_at,
        judged_on=row.judged_on,
        words=tuple(words),
    )


def _word(row: Row[tuple[object, ...]]) -> TargetWord:
    return TargetWord(
        kind=WordKind(row.kind),
        at=row.at,
        by=row.person_id,
        note=row.note,
        signature=row.signature,
        consent=Consent(row.consent) if row.consent else None,
    )


_REWARDED = Prepared(
    select(target_step.c.person_id, target_step.c.month).where(
        one_of(target_step.c.person_id, "people"), target_step.c.reward_minor > 0
    )
)
