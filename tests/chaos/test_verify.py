"""What audits the chaos run sees what was lost and what came twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from bot.channels.webchat import Hub, StoredChatLog, WebChat
from bot.relay import Relay
from config.plans import read_plan
from storage.store import Store
from tests.builders import AT, Event, a_deal, a_hire, an_event, given_plan, take_in
from tests.chaos.verify import verify
from tests.fakes import FixedClock
from tests.post_office import sql

_EVENTS: list[Event] = [
    a_deal("D1", amount="9000.00"),
    a_deal("D2", amount="8000.00"),
    an_event("amend-D2", "deal.amended", {"deal_id": "D2", "amount": "18000.00"}, version=2),
    an_event("cancel-D1", "deal.cancelled", {"deal_id": "D1"}, version=3),
]


@pytest.fixture
async def store(pg_url: str) -> AsyncIterator[Store]:
    """A site that has told its rep of four events."""
    opened = Store(pg_url, read_plan=read_plan)
    await given_plan(opened)
    await take_in(opened, a_hire())
    async with opened.begin() as uow:
        await uow.links.link(channel="webchat", address="1", person_id=1, at=AT)
        slot = AT.isoformat()
        await uow.audit.add(at=AT, actor="job", action="count", subject="1", slot=slot)
        await uow.jobs.add("count", [AT])
    await sql(opened, "UPDATE job_run SET state = 'done'")
    for event in _EVENTS:
        await take_in(opened, event)
    clock = FixedClock(AT)
    chat = WebChat(log=StoredChatLog(opened), hub=Hub(), clock=clock)
    relay = Relay(opened, channels={chat.name: chat}, key=b"k" * 32, clock=clock)
    while await relay.once():
        pass
    yield opened
    await opened.close()


async def _found(store: Store) -> list[tuple[int, int, int]]:
    taken = [raw for _, raw in _EVENTS]
    url = store.url.replace("+asyncpg", "")
    rows = await verify(url, json.loads(json.dumps(taken)), "count")  # as it reads the file
    return [(row.lost, row.doubled, row.unknown) for row in rows]


async def test_where_all_is_well_it_finds_nothing(store: Store) -> None:
    assert await _found(store) == [(0, 0, 0)] * 7


@pytest.mark.parametrize(
    ("harm", "row", "expected"),
    [
        pytest.param("DELETE FROM inbox WHERE ext_id = 'close-D1'", 0, (1, 0, 0), id="event lost"),
        pytest.param(
            "DELETE FROM commission_line WHERE cause_id = 'cancel-D1'",
            1,
            (1, 0, 0),
            id="lines lost",
        ),
        pytest.param(
            "INSERT INTO commission_line SELECT 99, person_id, plan_version_id, period, 'x', kind,"
            " deal_id, cause_source, cause_id, on_day, amount_minor, currency, base_before_minor,"
            " base_after_minor, deal_base_before_minor, deal_base_after_minor, posted_at"
            " FROM commission_line WHERE cause_id = 'close-D1' LIMIT 1",
            1,
            (0, 1, 0),
            id="line twice",
        ),
        pytest.param(
            "UPDATE commission_line SET amount_minor = amount_minor + 1 WHERE id = 1",
            2,
            (0, 1, 0),
            id="a cent too much",
        ),
        pytest.param(
            "UPDATE account SET base_minor = base_minor + 1", 2, (1, 0, 0), id="totals differ"
        ),
        pytest.param("DELETE FROM chat_entry WHERE id = 1", 4, (1, 0, 0), id="message lost"),
        pytest.param(
            "INSERT INTO chat_entry (person_id, key, is_from_person, body, at)"
            " SELECT person_id, 'other', is_from_person, body, at FROM chat_entry WHERE id = 1",
            4,
            (0, 1, 0),
            id="message twice",
        ),
        pytest.param(
            "UPDATE notice SET state = 'unknown' WHERE id = 1", 3, (0, 0, 1), id="end unknown"
        ),
        pytest.param("UPDATE notice SET state = 'dead' WHERE id = 1", 3, (1, 0, 0), id="dead"),
        pytest.param("UPDATE job_run SET state = 'failed'", 5, (1, 0, 0), id="slot failed"),
        pytest.param("DELETE FROM audit WHERE action = 'count'", 6, (1, 0, 0), id="act lost"),
        pytest.param(
            "INSERT INTO audit (at, actor, action, subject, detail)"
            " SELECT at, actor, action, subject, detail FROM audit WHERE action = 'count'",
            6,
            (0, 1, 0),
            id="act twice",
        ),
    ],
)
async def test_harm_is_found(
    store: Store, harm: str, row: int, expected: tuple[int, int, int]
) -> None:
    await sql(store, harm)

    assert (await _found(store))[row] == expected
