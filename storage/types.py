"""Column types that keep money exact and times in UTC on every database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator

#: A 64-bit key; SQLite counts by itself only in a column called INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class Minor(TypeDecorator[int]):
    """Money in integer minor units. A float or Decimal is a bug and refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """Refuse anything but an integer."""
        del dialect
        if value is not None and type(value) is not int:
            raise TypeError(f"money is stored in whole minor units, not as {type(value).__name__}")
        return value


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC, read back in UTC. A naive one is a bug and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any zone into UTC; SQLite keeps no zone, so it is taken off there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time has a zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
