"""`foothold commission quote`: deals through the real ingestion, in a store of their own."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.deal_lists import read_deals
from config.plans import read_plan
from config.toml_file import text_of
from handlers.events import DealAmended, DealClosed, EmployeeSaid, read_event
from handlers.ingest import Outcome, Result, ingest
from handlers.quote import Priced, Standing, priced, states_on
from rules.commission import rate_at
from rules.crediting import Sold
from rules.errors import Invalid
from rules.money import Money
from rules.periods import local_day
from rules.plan import Plan
from rules.plan_terms import ONE_DEAL, shown_times
from rules.plan_told import slices
from storage.store import Store
from storage.unit_of_work import UnitOfWork

_SOURCE = "quote"
_LONG_AGO = date(1970, 1, 1)


async def print_quote(
    plan_file: Path, deals_file: Path, *, zone: str, on: date | None, as_json: bool
) -> None:
    """Print postings, catch-up, states and trace of each event and the sums of each account.

    Raises `Invalid` after printing where not one event could be priced.
    """
    plan_text = await asyncio.to_thread(text_of, plan_file)
    plan = read_plan(plan_text, file=plan_file.name)
    events = read_deals(deals_file, currency=plan.currency, zone=zone, source=_SOURCE)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/quote.db"
        store = Store(url, read_plan=read_plan)
        try:
            await store.upgrade()
            document = await _quote(store, plan, plan_text, events, zone=zone, on=on)
        finally:
            await store.close()
    if as_json:
        print(json.dumps(document, ensure_ascii=False))
    else:
        _print(document)
    if events and document["accepted"] == 0:
        raise Invalid(deals_file.name, "no event in it could be priced; see the reasons above")


async def _quote(
    store: Store,
    plan: Plan,
    plan_text: str,
    events: list[object],
    *,
    zone: str,
    on: date | None,
) -> dict[str, object]:
    async with store.begin() as uow:
        at = datetime(1970, 1, 1, tzinfo=UTC)
        await uow.plans.add(name=plan.name, starts_on=_LONG_AGO, toml=plan_text, at=at)
        days = [day for event in events if (day := _day(event, zone))]
        first, last = min(days, default=_LONG_AGO), max(days, default=_LONG_AGO)
        await _hire(uow, events, plan=plan, zone=zone, at=at, hired_on=first)
    told: list[dict[str, object]] = []
    results: list[Result] = []
    for event in events:
        at = _at(event)
        async with store.begin() as uow:
            result = (
                await ingest(
                    [(_SOURCE, event)],
                    uow,
                    at=at,
                    default_plan=plan.name,
                    default_zone=zone,
                    is_quiet=True,
                )
            )[0]
            lines = await priced(
                uow,
                source=_SOURCE,
                event_id=result.id,
                day=local_day(at, zone),
                default_plan=plan.name,
            )
        results.append(result)
        told.append({**result.as_json(), "postings": [_line(plan, one) for one in lines]})
    async with store.read() as uow:
        sums = await states_on(uow, day=on or last, default_plan=plan.name)
    return {
        "plan": plan.name,
        "currency": plan.currency,
        "states_on": (on or last).isoformat(),
        "events": told,
        "accepted": sum(result.outcome is Outcome.ACCEPTED for result in results),
        "accounts": [_account(one) for one in sums],
        "total": _major(sum(one.totals.posted for one in sums), plan),
    }


def _account(one: Standing) -> dict[str, object]:
    plan, totals = one.plan, one.totals
    told: dict[str, object] = {
        "employee_id": one.number,
        "period": one.account.period,
        "deals": totals.count,
        "base": _major(totals.base, plan),
        "commission": _major(totals.posted, plan),
        "blended_rate": _blended(totals.posted, totals.base),
        "states": {k: _major(v, plan) for k, v in asdict(one.states).items()},
        "slices": [] if plan.prices_deals else _slices(plan, Sold(totals.base, totals.units)),
    }
    if plan.factors is not None:
        told["factor"] = _times(plan.factor_at(totals.base, totals.units))
    if plan.quota:
        told["quota"] = _major(plan.quota, plan)
    if one.waiting:
        told["waits_for_cost"] = one.waiting
    if one.settled is not None:
        sums = {"draw": one.settled.draw, "paid": one.settled.paid, "owed": one.settled.owed}
        told["draw"] = {name: _major(minor, plan) for name, minor in sums.items()}
    return told


async def _hire(
    uow: UnitOfWork,
    events: list[object],
    *,
    plan: Plan,
    zone: str,
    at: datetime,
    hired_on: date,
) -> None:
    numbers: dict[str, None] = {}
    for raw in events:
        try:
            said = read_event(_SOURCE, raw).said
        except Invalid:
            continue
        if isinstance(said, EmployeeSaid) or not isinstance(said, DealClosed | DealAmended):
            continue
        if said.employee_id:
            numbers[said.employee_id] = None
        numbers |= dict.fromkeys(split.employee_id for split in said.splits or ())
    hired = [
        (
            _SOURCE,
            {
                "id": f"hired:{number}",
                "type": "employee.hired",
                "occurred_at": at.isoformat(),
                "version": 0,
                "data": {
                    "employee_id": number,
                    "name": number,
                    "zone": zone,
                    "hired_on": hired_on.isoformat(),
                },
            },
        )
        for number in numbers
    ]
    await ingest(hired, uow, at=at, default_plan=plan.name, default_zone=zone, is_quiet=True)


def _at(event: object) -> datetime:
    try:
        return read_event(_SOURCE, event).stamp.occurred_at
    except Invalid:
        return datetime.now(UTC)


def _day(event: object, zone: str) -> date | None:
    try:
        found = read_event(_SOURCE, event)
    except Invalid:
        return None
    at = found.said.closed_at if isinstance(found.said, DealClosed) else found.stamp.occurred_at
    return local_day(at, zone)


def _line(plan: Plan, one: Priced) -> dict[str, object]:
    return {
        "employee_id": one.number,
        "period": one.account.period,
        "this_deal": _major(one.this_deal, plan),
        "catch_up": _major(one.catch_up, plan),
        "total": _major(one.this_deal + one.catch_up, plan),
        "trace": _trace(one),
        "states": {k: _major(v, plan) for k, v in asdict(one.states).items()},
    }


def _trace(one: Priced) -> dict[str, object]:
    """Show what was priced: the account's sums, or the deal's where deals stand alone."""
    before, after, plan = one.before, one.after, one.plan
    worth = one.account_total
    if plan.is_per_deal:
        worth = plan.total(after.base, after.units, after.beside)
    trace: dict[str, object] = {
        "base_before": _major(one.base_before, plan),
        "base_after": _major(one.base_after, plan),
        "deal_base": _major(one.deal_base, plan),
        "rate_before": _rate(one.went, before),
        "rate_after": _rate(plan, after),
        "slices": _slices(plan, after),
        "blended_rate": _blended(worth, after.base),
    }
    factor = plan.factor_at(after.base, after.units)
    if plan.factors is not None or factor != 1:
        trace["factor"] = _times(factor)
    if one.extras:
        trace["extras"] = [
            {
                "what": extra.what.value,
                "amount": _major(extra.minor, plan),
                "deals": str((Decimal(extra.units) / ONE_DEAL).normalize()),
            }
            for extra in one.extras
        ]
    return trace


def _rate(plan: Plan, sold: Sold) -> str:
    return f"{rate_at(plan, sold).normalize():f}"


def _times(factor: Fraction) -> str:
    return f"{shown_times(factor):f}"


def _slices(plan: Plan, sold: Sold) -> list[dict[str, str]]:
    return [
        {"base": _major(part.minor, plan), "rate": f"{part.rate.normalize():f}"}
        for part in slices(plan, sold.base, sold.units, sold.beside)
    ]


def _major(minor: int, plan: Plan) -> str:
    return str(Money(minor=minor, currency=plan.currency).amount)


def _blended(commission: int, base: int) -> str | None:
    return str(round(Decimal(commission) / base, 6)) if base else None


def _print(document: Mapping[str, object]) -> None:
    console = Console()
    table = Table("event", "result", "employee", "period", "this deal", "catch-up", "total")
    events = document["events"]
    assert isinstance(events, list)  # noqa: S101 - made above
    for event in events:
        said = f"{event['result']} {event.get('reason', '')}".strip()
        for posting in event["postings"] or [{}]:
            table.add_row(
                event["id"],
                said,
                *(
                    posting.get(name, "")
                    for name in ("employee_id", "period", "this_deal", "catch_up", "total")
                ),
            )
    console.print(table)
    sums = Table("employee", "period", "deals", "base", "commission", "blended", "states")
    accounts = document["accounts"]
    assert isinstance(accounts, list)  # noqa: S101 - made above
    for account in accounts:
        states = ", ".join(f"{k} {v}" for k, v in account["states"].items())
        if "draw" in account:
            states += "; " + ", ".join(f"{k} {v}" for k, v in account["draw"].items())
        if "waits_for_cost" in account:
            states += f"; {account['waits_for_cost']} deals wait for their cost"
        sums.add_row(
            account["employee_id"],
            account["period"],
            str(account["deals"]),
            account["base"],
            account["commission"],
            account["blended_rate"] or "",
            states,
        )
    console.print(sums)
    console.print(f"total {document['total']} {document['currency']}")
