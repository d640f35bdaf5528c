"""What arrives days after it happened is told next morning, in one card, not at once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from storage.outbox import StoredNotice
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, an_event, given_plan, take_in

_OLD = "2026-11-20T10:00:00+08:00"


async def _notices(store: Store) -> list[StoredNotice]:
    async with store.read() as uow:
        return list(reversed(await uow.outbox.listed(["pending"])))


@pytest.mark.parametrize(
    ("closed_at", "kind"),
    [
        pytest.param("2026-11-21T11:00:00+08:00", "deal", id="three days to the second"),
        pytest.param("2026-11-21T10:59:59+08:00", "late_deals", id="a second older"),
    ],
)
async def test_what_closed_more_than_three_days_ago_waits_for_the_digest(
    store: Store, closed_at: str, kind: str
) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), a_deal("D1", closed_at=closed_at))

    assert [one.kind for one in await _notices(store)] == [kind]


async def test_all_of_a_day_is_one_digest_with_the_sum_and_three_names(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), *(a_deal(f"D{n}", closed_at=_OLD) for n in range(2)))
    await take_in(store, *(a_deal(f"D{n}", closed_at=_OLD) for n in range(1, 4)))

    [digest] = await _notices(store)

    facts = json.loads(digest.facts)
    assert (facts["count"], facts["minor"]) == (4, 360_000)
    assert facts["titles"] == ["Customer D0", "Customer D1", "Customer D2"]


async def test_a_digest_that_is_being_sent_is_left_alone(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), a_deal("D1", closed_at=_OLD))
    async with store.begin() as uow:
        soon = AT + timedelta(days=1)
        await uow.delivery.claim(
            now=soon, real_now=soon, token="t", lease=timedelta(seconds=30), limit=8
        )

    await take_in(store, a_deal("D2", closed_at=_OLD))

    [other] = await _notices(store)
    assert json.loads(other.facts)["titles"] == ["Customer D2"]


async def test_an_old_deal_cancelled_now_is_told_now(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), a_deal("D1", closed_at=_OLD))
    gone = an_event("c", "deal.cancelled", {"deal_id": "D1"}, version=2)

    await take_in(store, gone)

    assert [one.kind for one in await _notices(store)] == ["late_deals", "deal"]
