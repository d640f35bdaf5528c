"""Deals in the store. A deal is read and written whole; its facts are JSON with their stamps."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.crediting import Account
from rules.deal import Deal, Instalment, Share
from rules.money import Money
from rules.target import Closing
from storage.prepared import Prepared, Row, one_of
from storage.rows import chunks, upsert
from storage.stamps import read_stamp, write_stamp
from storage.tables import deal, deal_credit
from storage.types import UtcDateTime

#: The most deals read of one person and month.
MAX_DEALS = 2000

#: A deal's identity: the system of record and the number it has there.
Key = tuple[str, str]


class Deals:
    """Deals by identity, id or account."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_key(self, keys: Collection[Key]) -> dict[Key, Deal]:
        """Give the known among these (source, number) pairs."""
        if not keys:
            return {}
        sources, numbers = (set(part) for part in zip(*keys, strict=True))
        rows = await _BY_KEY.rows(self._connection, sources=sources, numbers=numbers)
        return {key: _deal(row) for row in rows if (key := (row.source, row.number)) in keys}

    async def by_id(self, ids: Collection[int]) -> dict[int, Deal]:
        """Give the deals of these ids."""
        found: dict[int, Deal] = {}
        for some in chunks(ids):
            rows = await self._connection.execute(_SELECT.where(deal.c.id.in_(some)))
            found |= {row.id: _deal(row) for row in rows}
        return found

    async def of_account(self, account: Account) -> list[Deal]:
        """Give the deals that count in an account, in the order of their ids."""
        rows = await _OF_ACCOUNT.rows(
            self._connection,
            person=account.person_id,
            version=account.plan_version_id,
            period=account.period,
        )
        return [_deal(row) for row in rows]

    async def credited_to(self, person_id: int, start: datetime, end: datetime) -> list[Deal]:
        """Give the deals closed from `start` up to `end` that credit a person, by closing.

        Those cancelled since are among them, at most `MAX_DEALS`.
        """
        hers = select(deal_credit.c.deal_id).where(deal_credit.c.person_id == person_id)
        rows = await self._connection.execute(
            _SELECT.where(deal.c.id.in_(hers), deal.c.closed_at >= start, deal.c.closed_at < end)
            .order_by(deal.c.closed_at, deal.c.id)
            .limit(MAX_DEALS)
        )
        return [_deal(row) for row in rows]

    async def credited_to_each(
        self, person_ids: Collection[int], start: datetime, end: datetime
    ) -> dict[int, list[Deal]]:
        """Give what `credited_to` gives, of many persons at once."""
        found: dict[int, list[Deal]] = {one: [] for one in person_ids}
        for some in chunks(person_ids):
            rows = await self._connection.execute(
                _SELECT.add_columns(deal_credit.c.person_id)
                .join(deal_credit, deal_credit.c.deal_id == deal.c.id)
                .where(
                    deal_credit.c.person_id.in_(some),
                    deal.c.closed_at >= start,
                    deal.c.closed_at < end,
                )
                .distinct()
                .order_by(deal.c.id)
            )
            for row in rows:
                found[row.person_id].append(_deal(row))
        return found

    async def closings_of_each(
        self, person_ids: Collection[int], start: datetime, end: datetime
    ) -> dict[int, list[Closing]]:
        """Give what `credited_to` gives, of many persons at once, as a count asks; in no order."""
        found: dict[int, dict[int, Closing]] = {one: {} for one in person_ids}
        for some in chunks(person_ids):
            rows = await _CLOSINGS.rows(self._connection, ids=some, start=start, end=end)
            for row in rows:
                # A deal that moved between periods credits her in both.
                if row.id not in found[row.person_id]:
                    found[row.person_id][row.id] = _closing(row)
        return {one: list(hers.values()) for one, hers in found.items()}

    async def count_closed(self, start: datetime, end: datetime) -> int:
        """Count the deals of everybody closed from `start` up to `end`; cancelled ones too."""
        query = (
            select(func.count())
            .select_from(deal)
            .where(deal.c.closed_at >= start, deal.c.closed_at < end)
        )
        return int(await self._connection.scalar(query) or 0)

    async def any_closed(self, start: datetime, end: datetime) -> bool:
        """Whether anybody closed a deal from `start` up to `end`."""
        query = select(exists().where(deal.c.closed_at >= start, deal.c.closed_at < end))
        return bool(await self._connection.scalar(query))

    async def closed_between(self, first: datetime, last: datetime) -> list[Deal]:
        """Give at most 5000 recorded deals closed from `first` to `last`, the latest first.

        Deals that stand for a report alone are left out.
        """
        query = _SELECT.where(
            deal.c.closed_at >= first, deal.c.closed_at <= last, deal.c.source != "chat"
        )
        rows = await self._connection.execute(query.order_by(deal.c.closed_at.desc()).limit(5000))
        return [_deal(row) for row in rows]

    async def save(self, deals: Collection[Deal]) -> None:
        """Write deals whole."""
        await upsert(
            self._connection,
            deal,
            [
                {
                    "id": one.id,
                    "source": one.source,
                    "number": one.number,
                    "amount_minor": one.amount.minor,
                    "currency": one.amount.currency,
                    "customer": one.customer,
                    "product": one.product,
                    "closed_at": one.closed_at,
                    "is_cancelled": one.is_cancelled,
                    "facts": json.dumps(_facts(one), separators=(",", ":")),
                }
                for one in deals
            ],
        )


_FLAGS = ("is_own", "is_in_exchange", "is_empty")
_COLUMNS = "id source number amount_minor currency customer product closed_at facts".split()
_SELECT = select(*(deal.c[name] for name in _COLUMNS))


def _facts(one: Deal) -> dict[str, object]:
    """Give what is not in a column, with every stamp; what is unset is left out."""
    facts: dict[str, object] = {
        "shares": [(share.person_id, str(share.share)) for share in one.shares],
        "stamps": {name: write_stamp(stamp) for name, stamp in one.stamps.items()},
        "signed": write_stamp(one.signed),
    }
    if one.cancelled:
        facts["cancelled"] = write_stamp(one.cancelled)
    if one.opened_at:
        facts["opened_at"] = one.opened_at.isoformat()
    if one.qualified_at:
        facts["qualified_at"] = one.qualified_at.isoformat()
    if one.cost_minor is not None:
        facts["cost_minor"] = one.cost_minor
    facts |= {name: True for name in _FLAGS if getattr(one, name)}
    if one.payments:
        facts["payments"] = _write_instalments(one.payments)
    if one.refunds:
        facts["refunds"] = _write_instalments(one.refunds)
    return facts


def _deal(row: Row) -> Deal:
    facts = json.loads(row.facts)
    opened_at, qualified_at = facts.get("opened_at"), facts.get("qualified_at")
    return Deal(
        id=row.id,
        source=row.source,
        number=row.number,
        amount=Money(minor=row.amount_minor, currency=row.currency),
        shares=tuple(Share(person_id, Decimal(part)) for person_id, part in facts["shares"]),
        closed_at=row.closed_at,
        opened_at=datetime.fromisoformat(opened_at) if opened_at else None,
        customer=row.customer,
        product=row.product,
        cost_minor=facts.get("cost_minor"),
        is_own=facts.get("is_own", False),
        is_in_exchange=facts.get("is_in_exchange", False),
        is_empty=facts.get("is_empty", False),
        stamps={name: read_stamp(written) for name, written in facts["stamps"].items()},
        signed=read_stamp(facts["signed"]),
        cancelled=read_stamp(facts["cancelled"]) if "cancelled" in facts else None,
        qualified_at=datetime.fromisoformat(qualified_at) if qualified_at else None,
        payments=_read_instalments(facts.get("payments", {})),
        refunds=_read_instalments(facts.get("refunds", {})),
    )


def _closing(row: Row) -> Closing:
    """Read of the facts what `Deal` would say, and nothing else: a night reads very many."""
    facts = json.loads(row.facts)
    refunds = facts.get("refunds", {})
    is_cancelled = "cancelled" in facts and (
        read_stamp(facts["cancelled"]).version >= read_stamp(facts["signed"]).version
    )
    return Closing(
        closed_at=row.closed_at,
        has_qualified=bool(facts.get("qualified_at")),
        is_own=facts.get("is_own", False),
        is_in_exchange=facts.get("is_in_exchange", False),
        is_empty=facts.get("is_empty", False),
        is_gone=is_cancelled or row.amount_minor <= sum(minor for minor, *_ in refunds.values()),
    )


def _write_instalments(known: Mapping[str, Instalment]) -> dict[str, object]:
    return {
        key: (one.minor, one.at.isoformat(), write_stamp(one.stamp)) for key, one in known.items()
    }


def _read_instalments(
    written: Mapping[str, tuple[int, str, tuple[int, str, str]]],
) -> dict[str, Instalment]:
    return {
        key: Instalment(minor, datetime.fromisoformat(at), read_stamp(stamp))
        for key, (minor, at, stamp) in written.items()
    }


_OF_ACCOUNT = Prepared(
    _SELECT.join(deal_credit, deal_credit.c.deal_id == deal.c.id)
    .where(
        deal_credit.c.person_id == bindparam("person"),
        deal_credit.c.plan_version_id == bindparam("version"),
        deal_credit.c.period == bindparam("period"),
        or_(deal_credit.c.base_minor != 0, deal_credit.c.units != 0),
    )
    .order_by(deal.c.id)
)
_CLOSINGS = Prepared(
    select(deal_credit.c.person_id, deal.c.id, deal.c.closed_at, deal.c.amount_minor, deal.c.facts)
    .join_from(deal_credit, deal, deal_credit.c.deal_id == deal.c.id)
    .where(
        one_of(deal_credit.c.person_id, "ids"),
        deal.c.closed_at >= bindparam("start", type_=UtcDateTime),
        deal.c.closed_at < bindparam("end", type_=UtcDateTime),
    )
)
_BY_KEY = Prepared(
    _SELECT.where(one_of(deal.c.source, "sources"), one_of(deal.c.number, "numbers"))
)
