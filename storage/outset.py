"""What every ingestion starts from, read in one statement: each look more is a way more to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Date, Text, cast, func, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.crediting import PlanVersion
from storage.plan import Lock, Plans
from storage.prepared import Prepared
from storage.tables import deal, inbox, period_lock, person, plan_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Outset:
    """The ids are those after the highest, and free under `UnitOfWork.lock_ledger`."""

    next_person_id: int
    next_deal_id: int
    is_anything_parked: bool
    versions: Sequence[PlanVersion]
    locks: Mapping[tuple[str, str], Lock]


async def read_outset(connection: AsyncConnection, plans: Plans) -> Outset:
    """Read it as it stands in this transaction."""
    rows = await _OUTSET.rows(connection)
    highest = {row.kind: int(row.n or 0) for row in rows}
    return Outset(
        next_person_id=highest["person"] + 1,
        next_deal_id=highest["deal"] + 1,
        is_anything_parked="parked" in highest,
        versions=await plans.of_ids(
            [(row.n, int(row.name)) for row in rows if row.kind == "version"]
        ),
        locks={
            (row.name, row.period): Lock(row.name, row.period, row.day)
            for row in rows
            if row.kind == "lock"
        },
    )


_NO_TEXT, _NO_DAY = cast(null(), Text), cast(null(), Date)
_PARKED = select(inbox.c.ext_id).where(inbox.c.state == "parked").limit(1).subquery()
_NONE = (_NO_TEXT.label("name"), _NO_TEXT.label("period"), _NO_DAY.label("day"))
_OUTSET = Prepared(
    union_all(
        select(literal("person").label("kind"), func.max(person.c.id).label("n"), *_NONE),
        select(literal("deal"), func.max(deal.c.id), *_NONE),
        select(literal("parked"), literal(1), *_NONE).select_from(_PARKED),
        select(
            literal("version"), plan_version.c.id, cast(plan_version.c.revision, Text), *_NONE[1:]
        ),
        select(
            literal("lock"),
            literal(0),
            period_lock.c.plan_name,
            period_lock.c.period,
            period_lock.c.paid_on,
        ),
    )
)
