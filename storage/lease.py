"""Leases: what one holder alone may do for a while, by the database's own clock."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rows import insert_new
from storage.tables import lease
from storage.types import UtcDateTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A hold on a name. `fencing` rises with each new holder of the name."""

    name: str
    token: str
    fencing: int
    value: bytes | None


class Leases:
    """Real time decides, never the business clock; of many processes one holds a name."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, name: str, *, owner: str, life: timedelta) -> Lease | None:
        """Hold a name that nobody holds; None where somebody does."""
        free: dict[str, object] = {"name": name, "owner": "", "token": "", "fencing": 0}
        await insert_new(self._connection, lease, [{**free, "until": _LONG_AGO, "value": None}])
        token = secrets.token_hex(8)
        result = await self._connection.execute(
            update(lease)
            .where(lease.c.name == name, lease.c.until < database_time(self._connection))
            .values(
                owner=owner,
                token=token,
                until=database_time(self._connection, later=life),
                fencing=lease.c.fencing + 1,
            )
            .returning(lease.c.fencing, lease.c.value)
        )
        row = result.first()
        if row is None:
            return None
        return Lease(name=name, token=token, fencing=row.fencing, value=row.value)

    async def renew(self, held: Lease, *, life: timedelta, value: bytes | None = None) -> bool:
        """Hold on, and keep a value with it if one is given; False where it was lost."""
        until = database_time(self._connection, later=life)
        kept = {} if value is None else {"value": value}
        result = await self._connection.execute(
            update(lease).where(_is(held)).values(until=until, **kept)
        )
        return result.rowcount > 0

    async def release(self, held: Lease) -> bool:
        """Let go, so that the next need not wait; False where it was lost before."""
        result = await self._connection.execute(
            update(lease).where(_is(held)).values(until=_LONG_AGO, owner="", token="")
        )
        return result.rowcount > 0

    async def value(self, name: str) -> bytes | None:
        """Give what the last holder kept with a name, whoever holds it now."""
        found: bytes | None = await self._connection.scalar(
            select(lease.c.value).where(lease.c.name == name)
        )
        return found

    async def owner(self, name: str) -> str | None:
        """Give who holds a name now."""
        is_held = lease.c.until >= database_time(self._connection)
        found: str | None = await self._connection.scalar(
            select(lease.c.owner).where(lease.c.name == name, is_held)
        )
        return found


def database_time(
    connection: AsyncConnection, *, later: timedelta = timedelta(0)
) -> ColumnElement[datetime]:
    """Give the database's clock as SQL: processes' own may differ.

    SQLite asks the clock of its host in the text form of `UtcDateTime`.
    """
    if connection.dialect.name == "postgresql":
        return type_coerce(func.clock_timestamp() + literal(later), UtcDateTime())
    shift = f"{later.total_seconds():+.3f} seconds"
    now = func.strftime("%Y-%m-%d %H:%M:%f", "now", shift).op("||")("000")
    return type_coerce(now, UtcDateTime())


def _is(held: Lease) -> ColumnElement[bool]:
    return and_(lease.c.name == held.name, lease.c.token == held.token)


_LONG_AGO = datetime.fromisoformat("1970-01-02T00:00:00+00:00")


async def locked(
    connection: AsyncConnection, query: Select[tuple[object]], *, is_waiting: bool = False
) -> bool:
    """Lock a row, and tell whether it is there; on SQLite the writer is alone anyway.

    One that somebody else has locked is not there, unless `is_waiting`.
    """
    if connection.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=not is_waiting)
    return (await connection.execute(query)).first() is not None


def is_free(
    connection: AsyncConnection, until: ColumnElement[datetime | None]
) -> ColumnElement[bool]:
    """Whether nobody holds a row whose lease ends so; now is the database's."""
    return or_(until.is_(None), until < database_time(connection))
