"""Commission plans in the store: versions, who has which from when, and locked periods."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.crediting import PlanVersion
from rules.plan import Plan
from storage.prepared import Prepared, one_of
from storage.rows import upsert
from storage.tables import period_lock, plan_assignment, plan_version

#: Versions as read, by (id, revision of the text).
Cache = dict[tuple[int, int], PlanVersion]
#: Makes a plan of its text; given by the app, since files and their grammar are config's.
ReadPlan = Callable[[str], Plan]


@dataclass(frozen=True, slots=True)
class Lock:
    """A closed period of a plan; `paid_on` is set once finance has paid it."""

    plan_name: str
    period: str
    paid_on: date | None


class Plans:
    """The truth about plans: files are only proposals to it."""

    def __init__(self, connection: AsyncConnection, *, read_plan: ReadPlan, cache: Cache) -> None:
        self._connection = connection
        self._read_plan = read_plan
        self._cache = cache

    async def versions(self) -> dict[int, PlanVersion]:
        """Give all versions of all plans by id, oldest first. What a version pays never changes."""
        rows = await _VERSION_IDS.rows(self._connection)
        known = await self.of_ids([(row.id, row.revision) for row in rows])
        return {one.id: one for one in known}

    async def of_ids(self, ids: Collection[tuple[int, int]]) -> list[PlanVersion]:
        """Give these versions, each with the revision of its text, oldest first."""
        for key in ids:
            if key not in self._cache:
                self._cache[key] = await self._version(key[0])
        found = [self._cache[key] for key in ids]
        return sorted(found, key=lambda one: (one.starts_on, one.version))

    async def _version(self, version_id: int) -> PlanVersion:
        row = (
            await self._connection.execute(
                select(plan_version).where(plan_version.c.id == version_id)
            )
        ).one()
        return PlanVersion(
            id=row.id,
            plan=self._read_plan(row.toml),
            version=row.version,
            starts_on=row.starts_on,
        )

    async def add(self, *, name: str, starts_on: date, toml: str, at: datetime) -> int:
        """Store a further version of a plan and give its id."""
        highest = await self._connection.scalar(
            select(func.max(plan_version.c.version)).where(plan_version.c.name == name)
        )
        result = await self._connection.execute(
            insert(plan_version).values(
                name=name,
                version=(highest or 0) + 1,
                starts_on=starts_on,
                toml=toml,
                applied_at=at,
            )
        )
        key = result.inserted_primary_key
        assert key is not None  # noqa: S101 - an insert of one row has a key
        return int(key[0])

    async def assignments(self, person_ids: Collection[int]) -> dict[int, list[tuple[date, str]]]:
        """Give each person's plans as (from, plan name), oldest first."""
        found: dict[int, list[tuple[date, str]]] = {}
        rows = await _ASSIGNED.rows(self._connection, ids=person_ids) if person_ids else []
        for row in rows:
            found.setdefault(row.person_id, []).append((row.starts_on, row.plan_name))
        return found

    async def assigned_names(self) -> set[str]:
        """Give the plans that anybody has or will have."""
        rows = await self._connection.execute(select(plan_assignment.c.plan_name).distinct())
        return {row.plan_name for row in rows}

    async def assign(self, assignments: Collection[tuple[int, date, str]]) -> None:
        """Give persons a plan from a day on."""
        await upsert(
            self._connection,
            plan_assignment,
            [
                {"person_id": person_id, "starts_on": starts_on, "plan_name": name}
                for person_id, starts_on, name in assignments
            ],
        )

    async def unassign(self, person_id: int, starts_on: date) -> None:
        """Take an assignment back that has not counted yet."""
        await self._connection.execute(
            delete(plan_assignment).where(
                plan_assignment.c.person_id == person_id,
                plan_assignment.c.starts_on == starts_on,
            )
        )

    async def locks(self) -> dict[tuple[str, str], Lock]:
        """Give all locked periods by (plan name, period)."""
        rows = await _LOCKS.rows(self._connection)
        return {
            (row.plan_name, row.period): Lock(row.plan_name, row.period, row.paid_on)
            for row in rows
        }

    async def locked_since(self, since: datetime) -> set[tuple[str, str]]:
        """Give the (plan name, period) that were closed, or paid, since a moment."""
        query = select(period_lock).where(period_lock.c.locked_at >= since)
        return {(row.plan_name, row.period) for row in await self._connection.execute(query)}

    async def lock(
        self, *, plan_name: str, period: str, at: datetime, by: int | None, paid_on: date | None
    ) -> None:
        """Close a period of a plan, or record that a closed one was paid."""
        row: dict[str, object] = {
            "plan_name": plan_name,
            "period": period,
            "locked_at": at,
            "locked_by": by,
            "paid_on": paid_on,
        }
        await upsert(self._connection, period_lock, [row])


_VERSION_IDS = Prepared(select(plan_version.c.id, plan_version.c.revision))
_ASSIGNED = Prepared(
    select(plan_assignment)
    .where(one_of(plan_assignment.c.person_id, "ids"))
    .order_by(plan_assignment.c.person_id, plan_assignment.c.starts_on)
)
_LOCKS = Prepared(select(period_lock))
