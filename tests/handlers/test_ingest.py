from __future__ import annotations

from datetime import date

import pytest

from handlers.ingest import Outcome
from rules.crediting import Account
from storage.store import Store
from tests.builders import AT, Event, a_deal, a_hire, an_event, given_plan, take_in


async def _amounts(store: Store) -> list[int]:
    async with store.read() as uow:
        return [line.amount_minor for line in await uow.ledger.lines(1, "2026-11")]


async def test_a_second_deal_lifts_the_first_into_its_tier(store: Store) -> None:
    await given_plan(store)

    await take_in(store, a_hire(), a_deal(), a_deal("D2", amount="8000"))

    assert await _amounts(store) == [45_000, 56_000, 18_000]


async def test_the_same_deal_twice_posts_once_and_tells_once(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), a_deal())

    results = await take_in(store, a_deal())

    assert [result.outcome for result in results] == [Outcome.DUPLICATE]
    assert await _amounts(store) == [45_000]
    async with store.read() as uow:
        assert len(await uow.outbox.listed(["pending"])) == 1


async def test_the_same_id_with_another_body_is_refused(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), a_deal())

    [result] = await take_in(store, a_deal(amount="1.00"))

    assert (result.outcome, result.field) == (Outcome.REFUSED, "id")


async def test_cancelling_the_first_deal_leaves_what_the_second_alone_is_worth(
    store: Store,
) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), a_deal(), a_deal("D2", amount="8000"))

    await take_in(store, an_event("c", "deal.cancelled", version=2, deal_id="D1"))

    amounts = await _amounts(store)
    assert sum(amounts[3:]) == -79_000
    assert sum(amounts) == 40_000


async def test_what_comes_too_early_is_parked_and_applied_later(store: Store) -> None:
    await given_plan(store)

    early = await take_in(store, an_event("c", "deal.cancelled", version=2, deal_id="D1"), a_deal())
    late = await take_in(store, a_hire())

    assert [result.outcome for result in early] == [Outcome.PARKED, Outcome.PARKED]
    assert [result.outcome for result in late] == [Outcome.ACCEPTED]
    assert sum(await _amounts(store)) == 0
    async with store.read() as uow:
        assert await uow.inbox.listed(["parked"]) == []


async def test_an_older_version_changes_nothing(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), a_deal(version=5))

    [result] = await take_in(
        store, an_event("a", "deal.amended", version=4, deal_id="D1", amount="1")
    )

    assert result.outcome is Outcome.ACCEPTED
    assert await _amounts(store) == [45_000]


async def test_a_locked_period_posts_to_the_open_one(store: Store) -> None:
    plan_id = await given_plan(store)
    closed_at = "2026-10-20T10:00:00+08:00"
    await take_in(store, a_hire(), a_deal(closed_at=closed_at))
    async with store.begin() as uow:
        await uow.plans.lock(plan_name="standard", period="2026-10", at=AT, by=None, paid_on=None)

    await take_in(store, an_event("c", "deal.cancelled", version=2, deal_id="D1"))

    async with store.read() as uow:
        assert [n.amount_minor for n in await uow.ledger.lines(1, "2026-10")] == [45_000]
        [line] = await uow.ledger.lines(1, "2026-11")
        assert (line.amount_minor, line.origin_period) == (-45_000, "2026-10")
        assert await uow.ledger.sums() == {Account(1, plan_id, "2026-10"): 0}


async def test_nobody_is_told_of_an_import(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire())

    await take_in(store, a_deal(), is_quiet=True)

    async with store.read() as uow:
        assert await uow.outbox.listed(["pending"]) == []


async def test_a_deal_without_a_plan_waits_for_one(store: Store) -> None:
    await given_plan(store, starts_on=date(2026, 12, 1))
    await take_in(store, a_hire())

    [result] = await take_in(store, a_deal())

    assert (result.outcome, "plan" in result.reason) == (Outcome.PARKED, True)


@pytest.mark.parametrize(
    ("event", "field"),
    [
        pytest.param(a_deal(amount="-1"), "data.amount", id="negative"),
        pytest.param(a_deal(amount="0.001"), "data.amount", id="part of a cent"),
        pytest.param(a_deal(amount="many"), "data.amount", id="no number"),
        pytest.param(a_deal(amount="1e99"), "data.amount", id="huge"),
        pytest.param(a_deal(amount=None), "data.amount", id="missing"),
        pytest.param(a_deal(currency="XXX"), "data.currency", id="unknown currency"),
        pytest.param(a_deal(currency="USD"), "data.currency", id="not the plan's currency"),
        pytest.param(a_deal(closed_at="2026-11-24T10:00:00"), "data.closed_at", id="no offset"),
        pytest.param(a_deal(employee_id=None), "data.employee_id", id="nobody"),
        pytest.param(
            a_deal(splits=[{"employee_id": "A001", "share": "0.9"}]),
            "data.splits",
            id="short split",
        ),
        pytest.param(an_event("x", "deal.sold", deal_id="D1"), "type", id="unknown type"),
        pytest.param(("crm", {"id": "x"}), "type", id="no type"),
        pytest.param(("crm", [1]), "", id="not an object"),
    ],
)
async def test_what_is_wrong_is_refused_by_field_and_posts_nothing(
    store: Store, event: Event, field: str
) -> None:
    await given_plan(store)
    await take_in(store, a_hire())

    [result] = await take_in(store, event)

    assert (result.outcome, result.field) == (Outcome.REFUSED, field)
    assert result.reason
    assert await _amounts(store) == []


async def test_one_bad_event_stops_no_other(store: Store) -> None:
    await given_plan(store)

    results = await take_in(store, a_hire(), a_deal("bad", amount="-1"), a_deal())

    outcomes = [result.outcome for result in results]
    assert outcomes == [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.ACCEPTED]


async def test_a_split_posts_to_both_and_sums_to_the_cent(store: Store) -> None:
    await given_plan(store)
    splits = [{"employee_id": "A001", "share": "0.5"}, {"employee_id": "A002", "share": "0.5"}]

    await take_in(store, a_hire(), a_hire("A002"), a_deal(splits=splits, amount="100.01"))

    async with store.read() as uow:
        [mine] = await uow.ledger.lines(1, "2026-11")
        [hers] = await uow.ledger.lines(2, "2026-11")
    assert mine.deal_base_after_minor + hers.deal_base_after_minor == 10_001
