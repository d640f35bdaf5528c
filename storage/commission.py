"""Accounts, what each deal has in them, and the append-only ledger."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, Row, bindparam, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.commission import CommissionLine, DealCredit, LineKind, Totals
from rules.crediting import Account
from rules.periods import DayRange
from storage.prepared import Prepared, one_of
from storage.rows import append, chunks, upsert
from storage.tables import account, commission_line, deal, deal_credit

#: The most lines read for one answer, the newest; sums are the database's.
MAX_LINES = 2000
_NO_STEPS = "[]"
_WRITTEN = tuple(field.name for field in fields(CommissionLine) if field.name != "id")


class Ledger:
    """The only place that writes commission. Lines are added, never changed."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def totals(self, accounts: Collection[Account]) -> dict[Account, Totals]:
        """Give the running totals of accounts; those never posted to are left out."""
        rows = await _TOTALS.rows(
            self._connection,
            people={one.person_id for one in accounts},
            versions={one.plan_version_id for one in accounts},
            periods={one.period for one in accounts},
        )
        found: dict[Account, Totals] = {}
        for row in rows:
            key = Account(row.person_id, row.plan_version_id, row.period)
            if key in accounts:
                found[key] = totals_of(row)
        return found

    async def credited(
        self, person_ids: Collection[int], start: datetime, end: datetime
    ) -> list[tuple[int, datetime, int]]:
        """Give (person, closed at, credited base in minor units) of surviving deals.

        Of those closed from `start` up to `end`, one row per account of each.
        """
        found: list[tuple[int, datetime, int]] = []
        for some in chunks(person_ids):
            rows = await self._connection.execute(
                select(deal_credit.c.person_id, deal.c.closed_at, deal_credit.c.base_minor)
                .join_from(deal_credit, deal, deal.c.id == deal_credit.c.deal_id)
                .where(
                    deal_credit.c.person_id.in_(some),
                    deal.c.closed_at >= start,
                    deal.c.closed_at < end,
                    deal.c.is_cancelled.is_(False),
                )
            )
            found += [(row.person_id, row.closed_at, row.base_minor) for row in rows]
        return found

    async def accounts(self, person_id: int, periods: Collection[str]) -> dict[Account, Totals]:
        """Give a person's accounts of these periods."""
        rows = await _ACCOUNTS.rows(self._connection, person=person_id, periods=periods)
        return {
            Account(row.person_id, row.plan_version_id, row.period): totals_of(row) for row in rows
        }

    async def people_with(
        self, accounts: Collection[tuple[int, str]], *, lo: int, hi: int
    ) -> list[int]:
        """Give the persons from `lo` to `hi` with an account of these (plan version, period)."""
        rows = await self._connection.execute(
            select(account.c.person_id)
            .where(
                account.c.person_id.between(lo, hi),
                tuple_(account.c.plan_version_id, account.c.period).in_(sorted(accounts)),
            )
            .distinct()
            .order_by(account.c.person_id)
        )
        return [row.person_id for row in rows]

    async def credits(self, deal_ids: Collection[int]) -> dict[int, dict[Account, DealCredit]]:
        """Give what each of these deals has in which accounts."""
        found: dict[int, dict[Account, DealCredit]] = {}
        rows = await _CREDITS.rows(self._connection, ids=deal_ids) if deal_ids else []
        for row in rows:
            key = Account(row.person_id, row.plan_version_id, row.period)
            found.setdefault(row.deal_id, {})[key] = _credit(row)
        return found

    async def credits_of(self, key: Account) -> dict[int, DealCredit]:
        """Give the credits of one account by deal."""
        rows = await _CREDITS_OF.rows(
            self._connection,
            person=key.person_id,
            version=key.plan_version_id,
            period=key.period,
        )
        return {row.deal_id: _credit(row) for row in rows}

    async def save(
        self,
        *,
        totals: Mapping[Account, Totals],
        deal_credits: Mapping[tuple[int, Account], DealCredit],
        lines: Collection[CommissionLine],
    ) -> None:
        """Write new totals and credits and append the lines that led to them."""
        await upsert(
            self._connection,
            account,
            [
                {
                    "person_id": key.person_id,
                    "plan_version_id": key.plan_version_id,
                    "period": key.period,
                    "base_minor": sums.base,
                    "posted_minor": sums.posted,
                    "deals": sums.count,
                    "units": sums.units,
                    "by_step": json.dumps(sums.by_step) if sums.by_step else _NO_STEPS,
                }
                for key, sums in totals.items()
            ],
        )
        await upsert(
            self._connection,
            deal_credit,
            [
                {
                    "deal_id": deal_id,
                    "person_id": key.person_id,
                    "plan_version_id": key.plan_version_id,
                    "period": key.period,
                    "base_minor": credit.base,
                    "posted_minor": credit.posted,
                    "units": credit.units,
                    "beside_minor": credit.beside,
                }
                for (deal_id, key), credit in deal_credits.items()
            ],
        )
        await append(
            self._connection,
            commission_line,
            [{name: getattr(line, name) for name in _WRITTEN} for line in lines],
        )

    async def lines(self, person_id: int, when: DayRange | str) -> list[CommissionLine]:
        """Give a person's newest lines of some days or of a period, at most `MAX_LINES`."""
        return await self._lines(_of(person_id, when))

    async def total(self, person_id: int, when: DayRange | str) -> int:
        """Give the sum of all of a person's lines of some days or of a period."""
        if isinstance(when, str):
            rows = await _TOTAL_OF_PERIOD.rows(self._connection, person=person_id, period=when)
        else:
            rows = await _TOTAL_OF_DAYS.rows(
                self._connection, person=person_id, start=when.start, end=when.end
            )
        return int(rows[0].minor or 0)

    async def by_period(self, person_id: int, first: str, last: str) -> dict[str, int]:
        """Give the sums of a person's lines by the period they are paid in, of these and between.

        Names of one calendar sort by time; those of another that lie between come along.
        """
        rows = await self._connection.execute(
            select(commission_line.c.period, func.sum(commission_line.c.amount_minor))
            .where(
                commission_line.c.person_id == person_id,
                commission_line.c.period.between(first, last),
            )
            .group_by(commission_line.c.period)
        )
        return {period: int(minor) for period, minor in rows}

    async def line(self, line_id: int) -> CommissionLine | None:
        """Give one line."""
        found = await self._lines(commission_line.c.id == line_id)
        return found[0] if found else None

    async def lines_of_event(self, source: str, event_id: str) -> list[CommissionLine]:
        """Give what one event posted."""
        return await self._lines(
            (commission_line.c.cause_source == source) & (commission_line.c.cause_id == event_id)
        )

    async def last_line(self, person_id: int) -> CommissionLine | None:
        """Give the line of a person's latest day."""
        row = (
            await self._connection.execute(
                select(commission_line)
                .where(commission_line.c.person_id == person_id)
                .order_by(commission_line.c.on_day.desc(), commission_line.c.id.desc())
                .limit(1)
            )
        ).first()
        return None if row is None else _line(row)

    async def rewards(self, cause_id: str) -> list[CommissionLine]:
        """Give the reward lines of a target, `cause_id` without its running number."""
        return await self._lines(
            (commission_line.c.cause_source == "target")
            & commission_line.c.cause_id.like(f"{cause_id}:%")
        )

    async def sums(self) -> dict[Account, int]:
        """Give the sum of all postings per account of origin, for reconciliation."""
        rows = await self._connection.execute(
            select(
                commission_line.c.person_id,
                commission_line.c.plan_version_id,
                commission_line.c.origin_period,
                func.sum(commission_line.c.amount_minor).label("minor"),
            )
            .where(commission_line.c.kind != LineKind.REWARD.value)
            .group_by(
                commission_line.c.person_id,
                commission_line.c.plan_version_id,
                commission_line.c.origin_period,
            )
        )
        return {
            Account(row.person_id, row.plan_version_id, row.origin_period): int(row.minor)
            for row in rows
        }

    async def unbalanced(self, *, limit: int) -> list[Account]:
        """Give accounts whose running total is not the sum of their lines, at most `limit`."""
        sums = (
            select(
                commission_line.c.person_id,
                commission_line.c.plan_version_id,
                commission_line.c.origin_period.label("period"),
                func.sum(commission_line.c.amount_minor).label("minor"),
            )
            .where(commission_line.c.kind != LineKind.REWARD.value)
            .group_by(
                commission_line.c.person_id,
                commission_line.c.plan_version_id,
                commission_line.c.origin_period,
            )
            .subquery()
        )
        same = (
            (sums.c.person_id == account.c.person_id)
            & (sums.c.plan_version_id == account.c.plan_version_id)
            & (sums.c.period == account.c.period)
        )
        posted = func.coalesce(account.c.posted_minor, 0)
        rows = await self._connection.execute(
            select(
                func.coalesce(account.c.person_id, sums.c.person_id),
                func.coalesce(account.c.plan_version_id, sums.c.plan_version_id),
                func.coalesce(account.c.period, sums.c.period),
            )
            .select_from(account.join(sums, same, full=True))
            .where(posted != func.coalesce(sums.c.minor, 0))
            .limit(limit)
        )
        return [Account(*row) for row in rows]

    async def _lines(self, condition: ColumnElement[bool]) -> list[CommissionLine]:
        rows = await self._connection.execute(
            select(commission_line)
            .where(condition)
            .order_by(commission_line.c.id.desc())
            .limit(MAX_LINES)
        )
        return [_line(row) for row in reversed(rows.all())]


def totals_of(row: Row[tuple[object, ...]]) -> Totals:
    """Give the running sums of a row of accounts."""
    by_step = tuple(json.loads(row.by_step)) if row.by_step != _NO_STEPS else ()
    return Totals(row.base_minor, row.posted_minor, row.deals, row.units, by_step)


def _credit(row: Row[tuple[object, ...]]) -> DealCredit:
    return DealCredit(row.base_minor, row.posted_minor, row.units, row.beside_minor)


def _of(person_id: int, when: DayRange | str) -> ColumnElement[bool]:
    own = commission_line.c.person_id == person_id
    if isinstance(when, str):
        return own & (commission_line.c.period == when)
    return own & (commission_line.c.on_day >= when.start) & (commission_line.c.on_day < when.end)


def _line(row: Row[tuple[object, ...]]) -> CommissionLine:
    return CommissionLine(
        id=row.id,
        person_id=row.person_id,
        plan_version_id=row.plan_version_id,
        period=row.period,
        origin_period=row.origin_period,
        kind=LineKind(row.kind),
        deal_id=row.deal_id,
        cause_source=row.cause_source,
        cause_id=row.cause_id,
        on_day=row.on_day,
        amount_minor=row.amount_minor,
        currency=row.currency,
        base_before_minor=row.base_before_minor,
        base_after_minor=row.base_after_minor,
        deal_base_before_minor=row.deal_base_before_minor,
        deal_base_after_minor=row.deal_base_after_minor,
        units_before=row.units_before,
        units_after=row.units_after,
        beside_before_minor=row.beside_before_minor,
        beside_after_minor=row.beside_after_minor,
        all_units_before=row.all_units_before,
        all_units_after=row.all_units_after,
        worth_after_minor=row.worth_after_minor,
        posted_at=row.posted_at,
    )


_TOTALS = Prepared(
    select(account).where(
        one_of(account.c.person_id, "people"),
        one_of(account.c.plan_version_id, "versions"),
        one_of(account.c.period, "periods"),
    )
)
_ACCOUNTS = Prepared(
    select(account).where(
        account.c.person_id == bindparam("person"), one_of(account.c.period, "periods")
    )
)
_SUM = select(func.sum(commission_line.c.amount_minor).label("minor")).where(
    commission_line.c.person_id == bindparam("person")
)
_TOTAL_OF_PERIOD = Prepared(_SUM.where(commission_line.c.period == bindparam("period")))
_TOTAL_OF_DAYS = Prepared(
    _SUM.where(
        commission_line.c.on_day >= bindparam("start"), commission_line.c.on_day < bindparam("end")
    )
)
_CREDITS_OF = Prepared(
    select(deal_credit).where(
        deal_credit.c.person_id == bindparam("person"),
        deal_credit.c.plan_version_id == bindparam("version"),
        deal_credit.c.period == bindparam("period"),
    )
)
_CREDITS = Prepared(select(deal_credit).where(one_of(deal_credit.c.deal_id, "ids")))
