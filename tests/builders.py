"""Valid events and plans; a test names only what matters to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from handlers.ingest import Result, ingest
from storage.store import Store

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
PLAN = """
name = "standard"
currency = "CNY"
mode = "whole_amount"
earned_on = "collected"
tiers = [
    { from = "0", rate = "5%" },
    { from = "10000", rate = "7%" },
    { from = "25000", rate = "10%" },
]
"""
MARGINAL = PLAN.replace("whole_amount", "marginal")

Event = tuple[str, object]


def an_event(
    event_id: str,
    type_: str,
    said: Mapping[str, object] | None = None,
    *,
    version: int = 1,
    occurred_at: str = "2026-11-24T10:00:00+08:00",
    source: str = "crm",
    **more: object,
) -> Event:
    """Give an event as a sender would write it."""
    return source, {
        "id": event_id,
        "type": type_,
        "occurred_at": occurred_at,
        "version": version,
        "data": {**(said or {}), **more},
    }


def a_hire(number: str = "A001", **data: object) -> Event:
    """Give somebody joining."""
    said = {"employee_id": number, "name": f"Rep {number}", **data}
    return an_event(f"hire-{number}", "employee.hired", said)


def a_deal(number: str = "D1", **data: object) -> Event:
    """Give a closing of 9,000.00 by A001 on 24 November; `id` and `version` may be given."""
    event_id = str(data.pop("id", f"close-{number}"))
    version = int(str(data.pop("version", 1)))
    said: dict[str, object] = {
        "deal_id": number,
        "amount": "9000.00",
        "currency": "CNY",
        "customer_id": f"Customer {number}",
        "closed_at": "2026-11-24T10:00:00+08:00",
        **({} if "splits" in data else {"employee_id": "A001"}),
        **data,
    }
    return an_event(event_id, "deal.closed", said, version=version)


def a_deal_now(number: str = "D1", **data: object) -> Event:
    """Give a closing of this moment, for a site that runs by the real clock.

    It tells a deal that is older than three days later, in a digest.
    """
    at = datetime.now(UTC).isoformat()
    source, raw = a_deal(number, closed_at=at, **data)
    assert isinstance(raw, dict)
    return source, {**raw, "occurred_at": at}


async def given_plan(store: Store, toml: str = PLAN, *, starts_on: date = date(2020, 1, 1)) -> int:
    """Store a plan version and give its id."""
    async with store.begin() as uow:
        name = toml.split('name = "')[1].split('"', maxsplit=1)[0]
        return await uow.plans.add(name=name, starts_on=starts_on, toml=toml, at=AT)


async def take_in(
    store: Store, *events: Event, at: datetime = AT, is_quiet: bool = False
) -> Sequence[Result]:
    """Take events in, one transaction."""
    async with store.begin() as uow:
        return await ingest(
            events,
            uow,
            at=at,
            default_plan="standard",
            default_zone="Asia/Shanghai",
            is_quiet=is_quiet,
        )
