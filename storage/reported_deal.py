"""Deals reported in chat, in the store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.money import Money
from rules.reported_deal import LIVE, Case, ReportedDeal, State
from storage.prepared import Prepared, Row
from storage.reported_deal_tables import reported_deal
from storage.rows import chunks, insert_new, upsert


class ReportedDeals:
    """Reports by id, and those that may still meet a record."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, report: ReportedDeal) -> ReportedDeal:
        """Keep a new report and give it with its id; one of the same act is given as it is."""
        row = _row(report)
        del row["id"]
        await insert_new(self._connection, reported_deal, [row])
        query = select(reported_deal).where(reported_deal.c.key == report.key)
        return _report((await self._connection.execute(query)).one())

    async def by_id(self, report_id: int) -> ReportedDeal | None:
        """Give a report; it stays so under `UnitOfWork.lock_ledger`."""
        query = select(reported_deal).where(reported_deal.c.id == report_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _report(row)

    async def of_deal(self, deal_id: int) -> ReportedDeal | None:
        """Give the report that a deal is the record of; of several the newest."""
        query = select(reported_deal).where(reported_deal.c.deal_id == deal_id)
        newest = query.order_by(reported_deal.c.id.desc()).limit(1)
        row = (await self._connection.execute(newest)).one_or_none()
        return None if row is None else _report(row)

    async def of_deals(self, deal_ids: Collection[int]) -> set[int]:
        """Give those of these deals that are the record of a report."""
        found: set[int] = set()
        for some in chunks(deal_ids):
            rows = await self._connection.execute(
                select(reported_deal.c.deal_id).where(reported_deal.c.deal_id.in_(some))
            )
            found |= {row.deal_id for row in rows}
        return found

    async def live(self, first: date, last: date) -> list[ReportedDeal]:
        """Give what is reported or confirmed and was sold from `first` to `last`, both in."""
        rows = await _LIVE.rows(self._connection, first=first, last=last)
        return [_report(row) for row in rows]

    async def save(self, reports: Collection[ReportedDeal]) -> None:
        """Write reports whole."""
        await upsert(self._connection, reported_deal, [_row(one) for one in reports])


_LIVE = Prepared(
    select(reported_deal)
    .where(
        or_(*(reported_deal.c.state == state.value for state in LIVE)),
        reported_deal.c.sold_on >= bindparam("first", type_=reported_deal.c.sold_on.type),
        reported_deal.c.sold_on <= bindparam("last", type_=reported_deal.c.sold_on.type),
    )
    .order_by(reported_deal.c.id)
    .limit(2000)
)


def _row(one: ReportedDeal) -> dict[str, object]:
    return {
        "id": one.id,
        "key": one.key,
        "person_id": one.person_id,
        "customer": one.customer,
        "amount_minor": one.amount.minor,
        "currency": one.amount.currency,
        "product": one.product,
        "sold_on": one.sold_on,
        "at": one.at,
        "state": one.state.value,
        "decided_by": one.decided_by,
        "reason": one.reason,
        "deal_id": one.deal_id,
        "open_case": one.case.value,
        "other_deal_id": one.other_deal_id,
        "other_report_id": one.other_report_id,
        "cleared": ",".join(str(id_) for id_ in sorted(one.cleared)),
        "revision": one.revision,
        "is_posted": one.is_posted,
        "photo": one.photo or None,
        "word": one.word or None,
        "word_by": one.word_by,
    }


def _report(row: Row) -> ReportedDeal:
    return ReportedDeal(
        id=row.id,
        key=row.key,
        person_id=row.person_id,
        customer=row.customer,
        amount=Money(minor=row.amount_minor, currency=row.currency),
        product=row.product,
        sold_on=row.sold_on,
        at=row.at,
        state=State(row.state),
        decided_by=row.decided_by,
        reason=row.reason,
        deal_id=row.deal_id,
        case=Case(row.open_case),
        other_deal_id=row.other_deal_id,
        other_report_id=row.other_report_id,
        cleared=frozenset(int(id_) for id_ in row.cleared.split(",") if id_),
        revision=row.revision,
        is_posted=row.is_posted,
        photo=row.photo or "",
        word=row.word or "",
        word_by=row.word_by,
    )
