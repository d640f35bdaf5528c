"""Groups of reps for the fairness audit, in the store: written by file, read by the audit alone."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.fairness_tables import audit_group
from storage.rows import append


class AuditGroups:
    """Attribute -> person -> group. Nothing else is told of a person here."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def replace(self, attribute: str, groups: Mapping[int, str]) -> None:
        """Keep the groups of an attribute in place of those before; none forgets the attribute."""
        await self._connection.execute(
            delete(audit_group).where(audit_group.c.attribute == attribute)
        )
        rows = [
            {"person_id": one, "attribute": attribute, "value": value}
            for one, value in groups.items()
        ]
        await append(self._connection, audit_group, rows)

    async def all(self) -> dict[str, dict[int, str]]:
        """Give every attribute's groups."""
        found: dict[str, dict[int, str]] = {}
        for row in await self._connection.execute(select(audit_group)):
            found.setdefault(row.attribute, {})[row.person_id] = row.value
        return found
