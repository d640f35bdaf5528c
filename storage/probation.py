"""Probations in the store: contracts, and facts that are added and never changed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people import Person
from rules.probation import Contract
from rules.probation_record import FactKind, ProbationFact, ProbationFile, probation_file
from storage.probation_tables import probation_contract, probation_fact
from storage.rows import insert_new, upsert
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

    async def running(self, *, lo: int, hi: int) -> list[int]:
        """Give the persons from `lo` to `hi` who work here and have a probation."""
        rows = await self._connection.execute(
            select(person_table.c.id)
            .where(
                person_table.c.id.between(lo, hi),
                person_table.c.probation_ends_on.is_not(None),
                person_table.c.left_on.is_(None),
            )
            .order_by(person_table.c.id)
        )
        return [row.id for row in rows]

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
    )
