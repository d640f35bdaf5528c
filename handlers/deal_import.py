"""A sheet of deals by command: taken in part by part, and taken back whole within the hour.

The ledger is append-only, so what goes back is said as events: new deals are cancelled, known ones
are told as they were, and what that makes of the commission is posted to the cent (decision 0069).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from handlers.dropped_sheet import some
from handlers.ingest import Outcome, Result, ingest
from handlers.sheet_events import TAKEN_BACK
from rules.deal import Deal
from rules.errors import Conflict, NotFound
from rules.order import UNDO_FOR
from storage.deal import Key
from storage.deal_import import ImportedDeal
from storage.unit_of_work import UnitOfWork

Raw = tuple[str, object]
_DEAL = TypeAdapter(Deal)
#: More than these are for a backup, or for 已取消 in their rows: they go back in one transaction.
MOST_DEALS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How a site credits deals."""

    default_plan: str
    default_zone: str


async def take_in(
    events: Sequence[Raw], uow: UnitOfWork, *, run: int, began: datetime, at: datetime, by: Settled
) -> list[Result]:
    """Take a part of a sheet in, telling nobody at once, and note what it did; `run` is the sheet.

    `began` is when the sheet's first part was taken in.
    """
    await uow.lock_ledger()
    keys = {key for each in events if (key := _key(each)) is not None}
    before = await uow.deals.by_key(keys)
    results = await _ingest(events, uow, at=at, by=by)
    after = await uow.deals.by_key(keys)
    ids: dict[Key, list[str]] = {}
    waits: set[Key] = set()
    for each, result in zip(events, results, strict=True):
        key = _key(each)
        if key is None or result.outcome in {Outcome.DUPLICATE, Outcome.REFUSED}:
            continue
        ids.setdefault(key, []).append(result.id)
        if result.outcome is Outcome.PARKED:
            waits.add(key)
    # Two events of one deal may come in two parts: how it was before is what the first part saw.
    noted = await uow.deal_imports.known(run, ids)
    await uow.deal_imports.save(
        [
            ImportedDeal(
                run=run,
                source=key[0],
                number=key[1],
                at=began,
                events=(*(noted[key].events if key in noted else ()), *its),
                before=noted[key].before if key in noted else _written(before.get(key)),
                after="" if key in waits else _digest(after.get(key)),
            )
            for key, its in ids.items()
        ]
    )
    return results


async def take_back(run: int, uow: UnitOfWork, *, at: datetime, by: Settled) -> int:
    """Take a sheet of deals back whole and give how many deals; twice is once.

    Raises `NotFound` for no such sheet, `Conflict` where it is over an hour old, too large, or one
    of its deals was worked with since: nothing is changed then.
    """
    await uow.lock_ledger()
    rows = await uow.deal_imports.of_run(run)
    if not rows:
        raise NotFound("import.no_such_run", run=run)
    if rows[0].undone_at is not None:
        return len(rows)
    if at - rows[0].at > UNDO_FOR:
        raise Conflict("import.run_too_late", run=run)
    if len(rows) > MOST_DEALS:
        raise Conflict("import.run_too_large", most=MOST_DEALS)
    deals = await uow.deals.by_key({(one.source, one.number) for one in rows})
    await _refuse_used(rows, deals, uow)
    await _ingest(await _words(rows, deals, uow, at=at), uow, at=at, by=by)
    await uow.inbox.forget([(one.source, id_) for one in rows for id_ in one.events])
    await uow.deal_imports.mark_undone(run, at)
    await uow.audit.add(at=at, actor="cli", action="import.undone", subject=f"deal_import:{run}")
    return len(rows)


async def _refuse_used(
    rows: Sequence[ImportedDeal], deals: Mapping[Key, Deal], uow: UnitOfWork
) -> None:
    """Raise `Conflict` that says why, and which deals, where some can not go back."""
    by_row = [(one, deals.get((one.source, one.number))) for one in rows]
    ids = {deal.id for _, deal in by_row if deal is not None}
    closed = await _closed_since(ids, rows[0].at, uow)
    reported = await uow.reported_deals.of_deals(ids)
    for reason, used in (
        ("changed", [one for one, deal in by_row if one.after != _digest(deal)]),
        ("closed", [one for one, deal in by_row if deal is not None and deal.id in closed]),
        ("reported", [one for one, deal in by_row if deal is not None and deal.id in reported]),
        ("unsaid", [one for one, deal in by_row if deal is not None and _adds(one, deal)]),
    ):
        if used:
            names = some([one.number for one in used])
            raise Conflict(f"import.run_{reason}", n=len(used), names=names)


async def _closed_since(ids: Collection[int], since: datetime, uow: UnitOfWork) -> set[int]:
    """Give the deals with something in a period that was closed, or paid, since."""
    closed = await uow.plans.locked_since(since)
    versions = await uow.plans.versions() if closed else {}
    return {
        deal_id
        for deal_id, accounts in (await uow.ledger.credits(ids) if closed else {}).items()
        if any((versions[one.plan_version_id].plan.name, one.period) in closed for one in accounts)
    }


def _adds(one: ImportedDeal, deal: Deal) -> bool:
    """Whether the sheet was the first to say something that no event can unsay."""
    if not one.before:
        return False
    was = _DEAL.validate_json(one.before)
    return (was.cost_minor is None) is not (deal.cost_minor is None) or (
        was.opened_at is None
    ) is not (deal.opened_at is None)


async def _words(
    rows: Sequence[ImportedDeal], deals: Mapping[Key, Deal], uow: UnitOfWork, *, at: datetime
) -> list[Raw]:
    """Give the events that say each deal as it was before; what still waits says nothing."""
    before = {one: _DEAL.validate_json(one.before) for one in rows if one.before}
    people = await uow.people.by_id(
        {share.person_id for was in before.values() for share in was.shares}
    )
    numbers = {id_: person.number for id_, person in people.items()}
    words: list[Raw] = []
    for one in rows:
        deal = deals.get((one.source, one.number))
        if deal is None:
            continue
        version, was = _version(deal) + 1, before.get(one)
        if was is not None:
            words.append(_word(one, "deal.closed", version, _said(was, numbers), at))
        # Of one version a cancellation counts after the closing.
        if was is None or was.is_cancelled:
            words.append(_word(one, "deal.cancelled", version, {"deal_id": one.number}, at))
    return words


def _said(was: Deal, numbers: Mapping[int, str]) -> dict[str, object]:
    data: dict[str, object] = {
        "deal_id": was.number,
        "splits": [
            {"employee_id": numbers[one.person_id], "share": str(one.share)} for one in was.shares
        ],
        "amount": str(was.amount.amount),
        "currency": was.amount.currency,
        "closed_at": was.closed_at.isoformat(),
        "customer_id": was.customer,
        "product": was.product,
    }
    if was.cost_minor is not None:
        data["cost"] = str(replace(was.amount, minor=was.cost_minor).amount)
    if was.opened_at is not None:
        data["opened_at"] = was.opened_at.isoformat()
    return data


def _word(
    one: ImportedDeal, type_: str, version: int, data: Mapping[str, object], at: datetime
) -> Raw:
    return one.source, {
        "id": f"{TAKEN_BACK}{one.run}:{one.number}:{type_}"[:200],
        "type": type_,
        "occurred_at": at.isoformat(),
        "version": version,
        "data": dict(data),
    }


def _version(deal: Deal) -> int:
    cancelled = deal.cancelled.version if deal.cancelled else 0
    return max(deal.signed.version, cancelled, *(one.version for one in deal.stamps.values()))


async def _ingest(
    events: Sequence[Raw], uow: UnitOfWork, *, at: datetime, by: Settled
) -> list[Result]:
    return await ingest(
        events,
        uow,
        at=at,
        default_plan=by.default_plan,
        default_zone=by.default_zone,
        is_quiet=True,
    )


def _key(each: Raw) -> Key | None:
    source, event = each
    if not isinstance(event, dict):
        return None
    return source, str(event["data"]["deal_id"])


def _written(deal: Deal | None) -> str:
    return "" if deal is None else _DEAL.dump_json(deal).decode()


def _digest(deal: Deal | None) -> str:
    return "" if deal is None else hashlib.sha256(_written(deal).encode()).hexdigest()
