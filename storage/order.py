"""What HR ordered in chat, and where signed plans are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.order import Order, OrderKind, OrderState
from storage.order_tables import hr_order, plan_signature
from storage.prepared import Row
from storage.rows import insert_new, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSignature:
    """A plan as it was signed: which version, and the number of paper or scan."""

    person_id: int
    starts_on: date
    plan_name: str
    version: int
    reference: str
    by_id: int
    at: datetime


class Orders:
    """Orders by id; plan signatures by person."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, one: Order) -> Order:
        """Keep a draft and give it with its id; the same act again is the same order."""
        row: dict[str, object] = {
            "key": one.key,
            "by_id": one.by_id,
            "kind": one.kind.value,
            "state": one.state.value,
            "person_id": one.person_id,
            "said": _written(one.said),
            "before": _written(one.before),
            "at": one.at,
            "done_at": one.done_at,
        }
        await insert_new(self._connection, hr_order, [row])
        query = select(hr_order).where(hr_order.c.key == one.key)
        return _order((await self._connection.execute(query)).one())

    async def hold(self, order_id: int) -> Order | None:
        """Give an order, for nobody else to change until this transaction ends."""
        query = select(hr_order).where(hr_order.c.id == order_id).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _order(row)

    async def look(self, order_id: int) -> Order | None:
        """Give an order as it stands, where nothing is changed."""
        query = select(hr_order).where(hr_order.c.id == order_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _order(row)

    async def done_since(self, by_id: int, since: datetime) -> list[Order]:
        """Give what somebody ordered and had done since a moment, the newest first."""
        query = select(hr_order).where(
            hr_order.c.by_id == by_id,
            hr_order.c.state == OrderState.DONE.value,
            hr_order.c.done_at >= since,
        )
        rows = await self._connection.execute(
            query.order_by(hr_order.c.done_at.desc(), hr_order.c.id.desc())
        )
        return [_order(row) for row in rows]

    async def save(self, one: Order) -> None:
        """Write what became of an order."""
        await self._connection.execute(
            update(hr_order)
            .where(hr_order.c.id == one.id)
            .values(
                state=one.state.value,
                person_id=one.person_id,
                said=_written(one.said),
                before=_written(one.before),
                done_at=one.done_at,
            )
        )

    async def forget(self, *, before: datetime, limit: int) -> int:
        """Delete drafts and dropped orders of before a business time; give how many there were."""
        old = (
            select(hr_order.c.id)
            .where(
                hr_order.c.at < before,
                hr_order.c.state.in_((OrderState.DRAFT.value, OrderState.DROPPED.value)),
            )
            .limit(limit)
        )
        result = await self._connection.execute(delete(hr_order).where(hr_order.c.id.in_(old)))
        return result.rowcount

    async def close_ways_back(self, *, before: datetime | None = None) -> int:
        """Drop what an undoing of imports would put back: of those done before a time, or of all.

        It names persons in words of its own, so it outlives neither its hour nor an erasure.
        """
        query = update(hr_order).where(
            hr_order.c.kind.in_((OrderKind.TABLE.value, OrderKind.ROSTER.value)),
            hr_order.c.before != _written({}),
        )
        query = query if before is None else query.where(hr_order.c.done_at < before)
        return (await self._connection.execute(query.values(before=_written({})))).rowcount

    async def sign_plan(self, one: PlanSignature) -> None:
        """Keep where a signed plan is; a later word on the same start takes its place."""
        row: dict[str, object] = {
            "person_id": one.person_id,
            "starts_on": one.starts_on,
            "plan_name": one.plan_name,
            "version": one.version,
            "reference": one.reference,
            "by_id": one.by_id,
            "at": one.at,
        }
        await upsert(self._connection, plan_signature, [row])

    async def plan_signatures(self, person_id: int) -> list[PlanSignature]:
        """Give the signed plans of a person, oldest first."""
        query = select(plan_signature).where(plan_signature.c.person_id == person_id)
        rows = await self._connection.execute(query.order_by(plan_signature.c.starts_on))
        return [
            PlanSignature(
                person_id=row.person_id,
                starts_on=row.starts_on,
                plan_name=row.plan_name,
                version=row.version,
                reference=row.reference,
                by_id=row.by_id,
                at=row.at,
            )
            for row in rows
        ]


def _written(fields: Mapping[str, str]) -> str:
    return json.dumps(dict(fields), ensure_ascii=False)


def _order(row: Row) -> Order:
    return Order(
        id=row.id,
        key=row.key,
        by_id=row.by_id,
        kind=OrderKind(row.kind),
        state=OrderState(row.state),
        person_id=row.person_id,
        said=json.loads(row.said),
        before=json.loads(row.before),
        at=row.at,
        done_at=row.done_at,
    )
