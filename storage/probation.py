"""Probations in the store: contracts, and facts that are added and never changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Row, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people import Engagement, Person
from rules.probation import Contract
from rules.probation_outcome import MonthResult, OutcomeKind
from rules.probation_record import FactKind, ProbationFact, ProbationFile, probation_file
from storage.probation_tables import probation_contract, probation_fact
from storage.risk import is_rep
from storage.rows import chunks, insert_new, upsert
from storage.tables import person as person_table

#: The most facts read of one person.
MAX_FACTS = 500


class Probations:
    """Probations by person."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, person: Person) -> ProbationFile | None:
        """Give her file; None for who has no probation."""
        if person.probation_ends_on is None:
            return None
        contract = await self._contract(person)
        rows = await self._connection.execute(
            select(probation_fact)
            .where(probation_fact.c.person_id == person.id)
            .order_by(probation_fact.c.id)
            .limit(MAX_FACTS)
        )
        return probation_file(
            person, contract, person.probation_ends_on, [_fact(row) for row in rows]
        )

    async def running(self, *, lo: int, hi: int, reps_alone: bool = False) -> list[int]:
        """Give the persons from `lo` to `hi` who work here and are not through their probation."""
        rows = await self._connection.execute(
            select(person_table.c.id)
            .where(
                person_table.c.id.between(lo, hi),
                person_table.c.probation_ends_on.is_not(None),
                person_table.c.left_on.is_(None),
                person_table.c.confirmed_on.is_(None),
                is_rep() if reps_alone else true(),
            )
            .order_by(person_table.c.id)
        )
        return [row.id for row in rows]

    async def ending(
        self, first: date, last: date, *, manager_number: str | None = None, limit: int
    ) -> list[int]:
        """Give whose probation has its last day from `first` to `last`, the soonest first.

        Of all who work here and are not confirmed, or of those who report to one manager.
        """
        wanted = [
            person_table.c.probation_ends_on.between(first, last),
            person_table.c.left_on.is_(None),
            person_table.c.confirmed_on.is_(None),
            person_table.c.engagement == Engagement.EMPLOYEE.value,
        ]
        if manager_number is not None:
            wanted.append(person_table.c.manager_number == manager_number)
        rows = await self._connection.execute(
            select(person_table.c.id)
            .where(*wanted)
            .order_by(person_table.c.probation_ends_on, person_table.c.id)
            .limit(limit)
        )
        return [row.id for row in rows]

    async def ever_signed_ahead(self, people: Collection[int]) -> list[int]:
        """Give those of these persons of whom a confirmation was ever signed for a later day."""
        found: set[int] = set()
        for some in chunks(people):
            rows = await self._connection.execute(
                select(probation_fact.c.person_id)
                .where(
                    probation_fact.c.person_id.in_(some),
                    probation_fact.c.kind == FactKind.CONFIRMING.value,
                )
                .distinct()
            )
            found |= {row.person_id for row in rows}
        return sorted(found)

    async def decided(self, people: Collection[int]) -> dict[int, OutcomeKind]:
        """Give how the probations of these persons came out, of those that did."""
        found: dict[int, OutcomeKind] = {}
        for some in chunks(people):
            rows = await self._connection.execute(
                select(probation_fact.c.person_id, probation_fact.c.detail)
                .where(
                    probation_fact.c.person_id.in_(some),
                    probation_fact.c.kind == FactKind.OUTCOME.value,
                    probation_fact.c.detail != OutcomeKind.EXTENDED.value,
                )
                .order_by(probation_fact.c.id)
            )
            found |= {row.person_id: OutcomeKind(row.detail) for row in rows}
        return found

    async def add(self, person_id: int, fact: ProbationFact, *, key: str) -> bool:
        """Add a fact; False where there is one of this key, which stays."""
        row = {
            "key": key,
            "person_id": person_id,
            "kind": fact.kind.value,
            "on_day": fact.on,
            "until": fact.until,
            "at": fact.at,
            "by_id": fact.by,
            "detail": fact.detail,
            "note": fact.note,
            "signature": fact.signature,
            "second_signature": fact.second_signature,
            "results": _written(fact.results),
        }
        return await insert_new(self._connection, probation_fact, [row]) > 0

    async def save_contracts(self, contracts: Collection[tuple[int, Contract]]) -> None:
        """Keep what the roster says of engagements."""
        rows = [
            {
                "person_id": person_id,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "had_probation": one.had_probation,
            }
            for person_id, one in contracts
        ]
        await upsert(self._connection, probation_contract, rows)

    async def has_contract(self, person_id: int) -> bool:
        """Whether the roster ever told the length of her contract."""
        query = select(probation_contract.c.person_id).where(
            probation_contract.c.person_id == person_id
        )
        return (await self._connection.execute(query)).first() is not None

    async def _contract(self, person: Person) -> Contract:
        query = select(probation_contract).where(probation_contract.c.person_id == person.id)
        row = (await self._connection.execute(query)).first()
        if row is None:
            starts_on = person.hired_on or person.probation_ends_on
            if starts_on is None:
                raise ValueError("a probation has days")
            return Contract(engagement=person.engagement, starts_on=starts_on)
        return Contract(
            engagement=person.engagement,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            had_probation=row.had_probation,
        )


def _fact(row: Row[tuple[object, ...]]) -> ProbationFact:
    return ProbationFact(
        kind=FactKind(row.kind),
        on=row.on_day,
        until=row.until,
        at=row.at,
        by=row.by_id,
        detail=row.detail,
        note=row.note,
        signature=row.signature,
        second_signature=row.second_signature,
        results=_read(row.results),
    )


def _written(results: Sequence[MonthResult]) -> str | None:
    return json.dumps([[one.month, one.bar, one.done] for one in results]) if results else None


def _read(written: str | None) -> tuple[MonthResult, ...]:
    found = json.loads(written) if written else []
    return tuple(MonthResult(month=month, bar=bar, done=done) for month, bar, done in found)
