"""All that is stored of one person: read whole, or erased but for what the law keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people import Person
from rules.quota_name import renamed
from storage import inbox as events
from storage import outbox as notices
from storage.order import Orders
from storage.person_tables import HOLDINGS
from storage.tables import inbox, notice, person, plan_version

#: What her number reads once she is erased, with our id: the ledger points to that.
PSEUDONYM = "erased-{id}"
_ENDED = ("sent", "unknown", "dead")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Rows of a table as they stand, by column."""

    table: str
    rows: Sequence[Mapping[str, object]]


class PersonRecords:
    """Reads and erases by our id and her number."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def held(self, one: Person) -> list[Held]:
        """Give all rows about somebody, table by table, and the events that named her."""
        found: dict[str, list[Mapping[str, object]]] = {}
        for holding in HOLDINGS:
            rows = await self._connection.execute(
                select(holding.table).where(holding.whose(one.id))
            )
            known = found.setdefault(holding.table.name, [])
            known += [dict(row) for row in rows.mappings()]
        rows = await self._connection.execute(select(inbox).where(_names(one.number)))
        found["inbox"] = [dict(row) for row in rows.mappings()]
        return [Held(table=name, rows=rows) for name, rows in sorted(found.items()) if rows]

    async def counts(self, one: Person) -> dict[str, int]:
        """Count what erasing would delete, by table."""
        found: dict[str, int] = {}
        for holding in HOLDINGS:
            if holding.stays:
                continue
            query = select(func.count()).select_from(holding.table).where(holding.whose(one.id))
            name = holding.table.name
            found[name] = found.get(name, 0) + (await self._connection.execute(query)).scalar_one()
        query = select(func.count()).select_from(inbox).where(_names(one.number), inbox.c.raw != "")
        found["inbox"] = (await self._connection.execute(query)).scalar_one()
        return {name: n for name, n in sorted(found.items()) if n}

    async def erase(self, one: Person, *, today: date) -> dict[str, int]:
        """Delete what is hers, leave the books with a pseudonym, and give the deleted by table.

        Events keep id and checksum, so that a repeat is known and posts nothing. What others were
        told of her is emptied once it is sent; what is still on its way goes out.
        """
        counts = await self.counts(one)
        await self._empty_events(one)
        await self._empty_notices_naming(one)
        await self._rename_in_plans(one)
        await Orders(self._connection).close_ways_back()
        for holding in HOLDINGS:
            if not holding.stays:
                await self._connection.execute(delete(holding.table).where(holding.whose(one.id)))
        number = PSEUDONYM.format(id=one.id)
        await self._connection.execute(
            update(person)
            .where(person.c.manager_number == one.number)
            .values(manager_number=number)
        )
        await self._connection.execute(
            update(person)
            .where(person.c.id == one.id)
            .values(
                number=number,
                name=number,
                roles="",
                email=None,
                manager_number=None,
                post=None,
                branch=None,
                left_on=one.left_on or today,
                stamps="{}",
            )
        )
        return counts

    async def _rename_in_plans(self, one: Person) -> None:
        """Give her quota in a plan the pseudonym: the books are priced by it as before."""
        rows = await self._connection.execute(
            select(plan_version.c.id, plan_version.c.toml).where(
                _holds(plan_version.c.toml, one.number)
            )
        )
        for row in rows.all():
            toml = renamed(row.toml, one.number, PSEUDONYM.format(id=one.id))
            if toml != row.toml:
                await self._connection.execute(
                    update(plan_version)
                    .where(plan_version.c.id == row.id)
                    .values(toml=toml, revision=plan_version.c.revision + 1)
                )

    async def _empty_events(self, one: Person) -> None:
        named = _names(one.number)
        await self._connection.execute(
            delete(inbox).where(named, inbox.c.state.in_(("refused", "parked")))
        )
        await self._connection.execute(
            update(inbox).where(named).values(state=events.EMPTIED, raw="", answer="{}")
        )

    async def _empty_notices_naming(self, one: Person) -> None:
        """Empty what others were told with her name or number in it."""
        named = or_(*(_holds(notice.c.facts, word) for word in (one.name, one.number)))
        await self._connection.execute(
            update(notice)
            .where(named, notice.c.state.in_(_ENDED))
            .values(facts=notices.EMPTIED, rendered=None)
        )


def _names(number: str) -> ColumnElement[bool]:
    """Whether an event names a number: in JSON it stands between quotes."""
    return _holds(inbox.c.raw, f'"{number}"')


def _holds(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return column.contains(text, autoescape=True)
