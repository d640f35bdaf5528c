"""The roster in the store."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import case, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.deal import Stamp
from rules.people import Engagement, Person, Role
from storage.prepared import Prepared, Row, one_of
from storage.rows import chunks, upsert
from storage.stamps import read_stamp, write_stamp
from storage.tables import identity, person

#: A person and where each field's value came from.
Known = tuple[Person, Mapping[str, Stamp]]


class People:
    """Persons by our id or the company's number. A manager may be named before she is known."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_number(self, numbers: Collection[str]) -> dict[str, Known]:
        """Give the known among these employee numbers."""
        if not numbers:
            return {}
        rows = await _BY_NUMBER.rows(self._connection, numbers=numbers)
        return {row.number: (read_person(row), _stamps(row.stamps)) for row in rows}

    async def by_id(self, ids: Collection[int]) -> dict[int, Person]:
        """Give the persons of these ids."""
        rows = await _BY_ID.rows(self._connection, ids=ids) if ids else []
        return {row.id: read_person(row) for row in rows}

    async def named(self, name: str, *, limit: int = 10) -> list[Person]:
        """Give the persons with this name or number, case aside."""
        wanted = name.strip().lower()
        rows = await self._connection.execute(
            _SELECT.where(
                (func.lower(person.c.name) == wanted) | (func.lower(person.c.number) == wanted)
            ).limit(limit)
        )
        return [read_person(row) for row in rows]

    async def with_email(self, email: str) -> list[Person]:
        """Give the persons with an e-mail, case aside."""
        rows = await self._connection.execute(
            _SELECT.where(func.lower(person.c.email) == email.strip().lower())
        )
        return [read_person(row) for row in rows]

    async def with_emails(self, emails: Collection[str]) -> list[Person]:
        """Give the persons with any of these e-mails, in small letters."""
        found: list[Person] = []
        for some in chunks(emails):
            query = _SELECT.where(func.lower(person.c.email).in_(some))
            found += [read_person(row) for row in await self._connection.execute(query)]
        return found

    async def having(self, role: Role, *, limit: int = 20) -> list[Person]:
        """Give those who have a role and work here."""
        roles = literal(",") + person.c.roles + literal(",")
        rows = await self._connection.execute(
            _SELECT.where(roles.like(f"%,{role.value},%"), person.c.left_on.is_(None))
            .order_by(person.c.id)
            .limit(limit)
        )
        return [read_person(row) for row in rows]

    async def led_by(self, number: str, *, limit: int = 500) -> list[Person]:
        """Give those who work here and whose manager has this employee number."""
        rows = await self._connection.execute(
            _SELECT.where(person.c.manager_number == number, person.c.left_on.is_(None))
            .order_by(person.c.id)
            .limit(limit)
        )
        return [read_person(row) for row in rows]

    async def team_leavers(self, since: date, until: date) -> dict[str, float]:
        """Give by manager's number the share of a team that left from `since` up to `until`.

        Of those who were there at its end or left in it; a team of nobody is left out.
        """
        gone = person.c.left_on.between(since, until)
        there = (person.c.left_on.is_(None) | (person.c.left_on > until)) & (
            person.c.hired_on.is_(None) | (person.c.hired_on <= until)
        )
        rows = await self._connection.execute(
            select(
                person.c.manager_number,
                func.sum(case((gone, 1), else_=0)).label("gone"),
                func.count().label("all"),
            )
            .where(person.c.manager_number.is_not(None), gone | there)
            .group_by(person.c.manager_number)
        )
        return {str(row.manager_number): row.gone / row.all for row in rows}

    async def everyone(self, *, after: int = 0, limit: int = 1000) -> list[Person]:
        """Give a page of the roster in the order of ids."""
        rows = await self._connection.execute(
            _SELECT.where(person.c.id > after).order_by(person.c.id).limit(limit)
        )
        return [read_person(row) for row in rows]

    async def unlinked(self, *, limit: int) -> list[Person]:
        """Give those who work here and have no chat, in the order of ids."""
        has_chat = exists().where(identity.c.person_id == person.c.id)
        rows = await self._connection.execute(
            _SELECT.where(person.c.left_on.is_(None), ~has_chat).order_by(person.c.id).limit(limit)
        )
        return [read_person(row) for row in rows]

    async def reports(self, manager_id: int, *, skip: int = 0, limit: int) -> list[Person]:
        """Give a page of those who work here and report to somebody, in the order of ids."""
        rows = await self._connection.execute(
            _SELECT.where(MANAGER.c.id == manager_id, person.c.left_on.is_(None))
            .order_by(person.c.id)
            .offset(skip)
            .limit(limit)
        )
        return [read_person(row) for row in rows]

    async def count_reports(self, manager_id: int) -> int:
        """Count those who work here and report to somebody."""
        query = (
            select(func.count())
            .select_from(person)
            .join(MANAGER, person.c.manager_number == MANAGER.c.number)
            .where(MANAGER.c.id == manager_id, person.c.left_on.is_(None))
        )
        return (await self._connection.execute(query)).scalar_one()

    async def save(self, known: Collection[Known]) -> None:
        """Write persons with their stamps."""
        await upsert(
            self._connection,
            person,
            [
                {
                    "id": someone.id,
                    "number": someone.number,
                    "name": someone.name,
                    "roles": ",".join(sorted(someone.roles)),
                    "engagement": someone.engagement.value,
                    "manager_number": someone.manager_number,
                    "email": someone.email,
                    "zone": someone.zone,
                    "locale": someone.locale,
                    "hired_on": someone.hired_on,
                    "probation_ends_on": someone.probation_ends_on,
                    "confirmed_on": someone.confirmed_on,
                    "left_on": someone.left_on,
                    "post": someone.post or None,
                    "branch": someone.branch or None,
                    "stamps": json.dumps(
                        {name: write_stamp(stamp) for name, stamp in stamps.items()}
                    ),
                }
                for someone, stamps in known
            ],
        )


MANAGER = person.alias("manager")
_SELECT = select(person, MANAGER.c.id.label("manager_id")).join_from(
    person, MANAGER, person.c.manager_number == MANAGER.c.number, isouter=True
)


def _stamps(text: str) -> dict[str, Stamp]:
    return {name: read_stamp(written) for name, written in json.loads(text).items()}


def read_person(row: Row) -> Person:
    """Read a row with the columns of a person, and her manager's id."""
    return Person(
        id=row.id,
        number=row.number,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles.split(",") if role),
        engagement=Engagement(row.engagement),
        manager_id=row.manager_id,
        manager_number=row.manager_number,
        email=row.email,
        zone=row.zone,
        locale=row.locale,
        hired_on=row.hired_on,
        probation_ends_on=row.probation_ends_on,
        confirmed_on=row.confirmed_on,
        left_on=row.left_on,
        post=row.post or "",
        branch=row.branch or "",
    )


_BY_NUMBER = Prepared(_SELECT.where(one_of(person.c.number, "numbers")))
_BY_ID = Prepared(_SELECT.where(one_of(person.c.id, "ids")))
