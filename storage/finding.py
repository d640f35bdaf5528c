"""What reconciliation compares, set by set for a range of persons, and what it found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.commission import DealCredit, LineKind, Totals
from rules.crediting import Account
from storage.commission import totals_of
from storage.rows import upsert
from storage.tables import account, commission_line, deal_credit, finding, inbox, notice, person

#: The most that one question names; a ledger with more is broken as a whole.
_MOST = 1000
_NAMED = 10

_Sums = Select[tuple[int, int, str, int]]


class Findings:
    """Persons from `lo` to `hi`, both included."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def people(self, lo: int, hi: int) -> list[int]:
        """Give the persons with an account or a ledger line."""
        has_account = exists().where(account.c.person_id == person.c.id)
        has_line = exists().where(commission_line.c.person_id == person.c.id)
        rows = await self._connection.execute(
            select(person.c.id)
            .where(person.c.id.between(lo, hi), or_(has_account, has_line))
            .order_by(person.c.id)
        )
        return [row.id for row in rows]

    async def unlike_ledger(self, lo: int, hi: int) -> list[str]:
        """Give the accounts whose running sum is not the sum of their lines."""
        sums = _sums(account, "posted_minor", account.c.period, lo, hi)
        lines = _sums(
            commission_line, "amount_minor", commission_line.c.origin_period, lo, hi, sign=-1
        )
        lines = lines.where(commission_line.c.kind != LineKind.REWARD.value)
        return await self._differing(sums, lines)

    async def unlike_credits(self, lo: int, hi: int) -> list[str]:
        """Give the accounts whose base is not the sum of what their deals have in them."""
        bases = _sums(account, "base_minor", account.c.period, lo, hi)
        credits_ = _sums(deal_credit, "base_minor", deal_credit.c.period, lo, hi, sign=-1)
        found = await self._differing(bases, credits_)
        units = _sums(account, "units", account.c.period, lo, hi)
        of_deals = _sums(deal_credit, "units", deal_credit.c.period, lo, hi, sign=-1)
        return sorted({*found, *await self._differing(units, of_deals)})

    async def unlike_deals(self, lo: int, hi: int) -> list[str]:
        """Give the accounts whose deals' own lines do not sum to what the deals say of them."""
        own = _sums(deal_credit, "posted_minor", deal_credit.c.period, lo, hi)
        lines = _sums(
            commission_line, "amount_minor", commission_line.c.origin_period, lo, hi, sign=-1
        )
        lines = lines.where(commission_line.c.kind == LineKind.DEAL.value)
        return await self._differing(own, lines)

    async def accounts(self, lo: int, hi: int) -> list[tuple[Account, Totals]]:
        """Give all accounts with their running sums."""
        rows = await self._connection.execute(
            select(account).where(account.c.person_id.between(lo, hi))
        )
        return [
            (
                Account(row.person_id, row.plan_version_id, row.period),
                totals_of(row),
            )
            for row in rows
        ]

    async def credits(
        self, lo: int, hi: int, versions: Sequence[int]
    ) -> list[tuple[int, Account, DealCredit]]:
        """Give all credits under these plan versions, each with its deal and account."""
        rows = await self._connection.execute(
            select(deal_credit).where(
                deal_credit.c.person_id.between(lo, hi),
                deal_credit.c.plan_version_id.in_(list(versions)),
            )
        )
        return [
            (
                row.deal_id,
                Account(row.person_id, row.plan_version_id, row.period),
                DealCredit(row.base_minor, row.posted_minor, row.units, row.beside_minor),
            )
            for row in rows
        ]

    async def untold(self, lo: int, hi: int, *, since: datetime, until: datetime) -> list[str]:
        """Give the events that posted in this time and have no notice: "crm/E1:7".

        Left out is what is rightly told otherwise or not at all: imports, who has left, facts two
        or more days old (the digest's, from three days on), corrections of closed periods.
        """
        line = commission_line
        key = literal("deal:") + line.c.cause_source + "/" + line.c.cause_id
        key = key + ":" + cast(line.c.person_id, String)
        rows = await self._connection.execute(
            select(line.c.cause_source, line.c.cause_id, line.c.person_id)
            .join(
                inbox,
                (inbox.c.source == line.c.cause_source) & (inbox.c.ext_id == line.c.cause_id),
            )
            .join(person, person.c.id == line.c.person_id)
            .outerjoin(notice, notice.c.dedup_key == key)
            .where(
                line.c.person_id.between(lo, hi),
                line.c.posted_at > since,
                line.c.posted_at <= until,
                line.c.period == line.c.origin_period,
                line.c.on_day >= self._day_before(line.c.posted_at),
                inbox.c.is_quiet.is_(False),
                person.c.left_on.is_(None),
                notice.c.id.is_(None),
            )
            .distinct()
            .order_by(line.c.cause_source, line.c.cause_id, line.c.person_id)
            .limit(_MOST)
        )
        return [f"{row.cause_source}/{row.cause_id}:{row.person_id}" for row in rows]

    async def save(self, slot: datetime, lo: int, found: dict[str, list[str]]) -> None:
        """Keep counts and the first ids of what was found; the same range twice is kept once."""
        rows: list[dict[str, object]] = [
            {
                "slot": slot,
                "lo": lo,
                "kind": kind,
                "count": len(subjects),
                "subjects": json.dumps(subjects[:_NAMED]),
            }
            for kind, subjects in found.items()
            if subjects
        ]
        await upsert(self._connection, finding, rows)

    async def of_slot(self, slot: datetime) -> dict[str, tuple[int, list[str]]]:
        """Give, per kind, how many there are and the first of them."""
        found: dict[str, tuple[int, list[str]]] = {}
        rows = await self._connection.execute(
            select(finding.c.kind, finding.c.count.label("number"), finding.c.subjects)
            .where(finding.c.slot == slot)
            .order_by(finding.c.kind, finding.c.lo)
        )
        for row in rows:
            count, named = found.get(row.kind, (0, []))
            found[row.kind] = count + row.number, (named + json.loads(row.subjects))[:_NAMED]
        return found

    async def _differing(self, one: _Sums, other: _Sums) -> list[str]:
        both = union_all(one, other).subquery()
        rows = await self._connection.execute(
            select(both.c.person_id, both.c.plan_version_id, both.c.period)
            .group_by(both.c.person_id, both.c.plan_version_id, both.c.period)
            .having(func.sum(both.c.minor) != 0)
            .order_by(both.c.person_id, both.c.plan_version_id, both.c.period)
            .limit(_MOST)
        )
        return [f"{row.person_id}:{row.plan_version_id}:{row.period}" for row in rows]

    def _day_before(self, at: ColumnElement[datetime]) -> ColumnElement[date]:
        if self._connection.dialect.name == "postgresql":
            return func.date(func.timezone("UTC", at)) - 1
        return func.date(at, "-1 day")


def _sums(
    table: Table, amount: str, period: ColumnElement[str], lo: int, hi: int, *, sign: int = 1
) -> _Sums:
    keys = table.c.person_id, table.c.plan_version_id, period.label("period")
    minor = (func.sum(table.c[amount]) * sign).label("minor")
    return (
        select(*keys, minor)
        .where(table.c.person_id.between(lo, hi))
        .group_by(table.c.person_id, table.c.plan_version_id, period)
    )
