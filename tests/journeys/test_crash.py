"""A process killed in the middle of ingest: every accepted deal is posted once and told once."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import aiohttp

from bot.opening import open_store
from tests.builders import PLAN, a_deal, a_hire
from tests.journeys.processes import kill, start
from tests.journeys.site import post, site_settings
from tests.patience import until
from tests.servers import free_port

_ROUNDS = 3
#: Deals accepted in a round before the kill, which then falls on whatever is under way.
_ACCEPTED = 5


async def _send_until_killed(port: int, numbers: list[str], accepted: list[str]) -> None:
    """Send one deal after another, noting the accepted ones, until the connection breaks."""
    async with aiohttp.ClientSession() as session:
        for number in numbers:
            at = datetime.now(UTC).isoformat()
            _, raw = a_deal(number, amount="10.00", closed_at=at)
            assert isinstance(raw, dict)
            body = json.dumps({**raw, "occurred_at": at}).encode()
            try:
                answer = await post(session, f"http://127.0.0.1:{port}", body)
            except (aiohttp.ClientError, ConnectionError):
                break
            assert answer.results[0]["result"] == "accepted"
            accepted.append(number)


def _has(accepted: list[str], enough: int) -> bool:
    return len(accepted) >= enough


async def test_kill_9_loses_and_doubles_nothing(tmp_path: Path, database_url: str) -> None:
    home = tmp_path / "home"
    url = "" if database_url.startswith("sqlite") else database_url
    settings = site_settings(home, database_url=url)
    store = open_store(settings)
    await store.upgrade()
    async with store.begin() as uow:
        now = datetime.now(UTC)
        await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=now)
    await store.close()
    accepted: list[str] = []

    for n in range(_ROUNDS):
        port = free_port()
        process = await start(home, url, port)
        async with aiohttp.ClientSession() as session:
            await post(session, f"http://127.0.0.1:{port}", json.dumps(a_hire()[1]).encode())
        before = len(accepted)
        sending = asyncio.create_task(
            _send_until_killed(port, [f"R{n}-{i}" for i in range(100_000)], accepted)
        )
        enough = before + _ACCEPTED
        await until(partial(_has, accepted, enough), lambda: accepted)
        await kill(process)
        await sending

    store = open_store(settings)
    async with store.read() as uow:
        deals = await uow.deals.by_key({("crm", number) for number in accepted})
        credited = await uow.ledger.credits([deal.id for deal in deals.values()])
        notices = await uow.outbox.listed(["pending", "dead"], limit=1_000_000)
        sums = await uow.ledger.sums()
        totals = await uow.ledger.totals(list(sums))
    await store.close()
    told = {notice.dedup_key for notice in notices}
    assert len(accepted) >= _ROUNDS * _ACCEPTED
    assert set(deals) == {("crm", number) for number in accepted}
    assert len(credited) == len(accepted)
    assert {f"deal:crm/close-{number}:1" for number in accepted} <= told
    assert {account: total.posted for account, total in totals.items()} == sums
