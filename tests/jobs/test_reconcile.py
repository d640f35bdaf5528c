"""What differs between deals, ledger and notices is found, counted, and told to who can act."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.store import Store
from tests.builders import AT, MARGINAL, a_deal, a_hire, given_plan, take_in
from tests.jobs.night import run, told
from tests.post_office import leaving, sql

_PER_DEAL = MARGINAL.replace('mode = "marginal"', 'mode = "marginal"\nmeasure = "deal"')
_SLOT = AT + timedelta(days=1)


@pytest.fixture
async def company(store: Store) -> Store:
    """An administrator and two reps with deals that add up."""
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("A002"), a_hire("ADMIN", roles=["admin"]))
    await take_in(
        store,
        a_deal("D1"),
        a_deal("D2", amount="8000.00"),
        a_deal("D3", employee_id="A002", amount="30000.00"),
    )
    return store


async def _counts(store: Store) -> list[tuple[int, object]]:
    return [(person, facts["counts"]) for person, facts in await told(store, "alarm")]


async def test_where_all_adds_up_nobody_is_alarmed(company: Store) -> None:
    await sql(company, "UPDATE notice SET state = 'sent'")

    ended = await run(company, "reconcile", _SLOT)

    assert (ended.state, ended.done) == ("done", 2)
    assert await _counts(company) == []


@pytest.mark.parametrize(
    ("damage", "counts"),
    [
        pytest.param(
            "UPDATE account SET posted_minor = posted_minor + 1 WHERE person_id = 1",
            {"ledger": 1, "price": 1},
            id="a running sum",
        ),
        pytest.param(
            "UPDATE commission_line SET amount_minor = amount_minor - 1 "
            "WHERE person_id = 2 AND kind = 'deal'",
            {"deal": 1, "ledger": 1},
            id="a line",
        ),
        pytest.param(
            "UPDATE commission_line SET amount_minor = amount_minor - 1 WHERE kind = 'catch_up'",
            {"ledger": 1},
            id="a catch-up",
        ),
        pytest.param(
            "UPDATE account SET base_minor = base_minor + 100000 WHERE person_id = 2",
            {"base": 1, "price": 1},
            id="a base",
        ),
        pytest.param(
            "DELETE FROM account WHERE person_id = 2",
            {"base": 1, "ledger": 1},
            id="an account that is gone",
        ),
        pytest.param(
            "DELETE FROM notice WHERE dedup_key = 'deal:crm/close-D2:1'",
            {"notice": 1},
            id="a notice",
        ),
    ],
)
async def test_what_differs_is_counted(company: Store, damage: str, counts: dict[str, int]) -> None:
    await sql(company, "UPDATE notice SET state = 'sent'")
    await sql(company, damage)

    await run(company, "reconcile", _SLOT)

    assert await _counts(company) == [(3, counts)]


async def test_a_notice_that_hangs_is_counted(company: Store) -> None:
    await run(company, "reconcile", _SLOT)

    assert await _counts(company) == [(3, {"stuck": 3})]


async def test_what_is_rightly_not_told_is_not_missed(company: Store) -> None:
    await take_in(company, a_deal("D4"), is_quiet=True)
    await take_in(company, a_deal("D5", closed_at="2026-11-10T10:00:00+08:00"))
    await take_in(company, leaving("A002"), a_deal("D6", employee_id="A002"))
    await sql(company, "UPDATE notice SET state = 'sent'")

    await run(company, "reconcile", _SLOT)

    assert await _counts(company) == []


async def test_deals_that_stand_alone_are_priced_one_by_one(store: Store) -> None:
    await given_plan(store, _PER_DEAL)
    await take_in(store, a_hire("A001"), a_hire("ADMIN", roles=["admin"]))
    await take_in(store, a_deal("D1"), a_deal("D2", amount="30000.00"))
    await sql(store, "UPDATE notice SET state = 'sent'")

    await run(store, "reconcile", _SLOT)
    before = await _counts(store)
    await sql(store, "UPDATE deal_credit SET posted_minor = posted_minor + 1 WHERE deal_id = 2")
    await run(store, "reconcile", _SLOT + timedelta(days=1))

    assert before == []
    assert await _counts(store) == [(2, {"deal": 1, "price": 1})]


async def test_without_an_administrator_hr_is_alarmed(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("H001", roles=["hr"]), a_deal("D1"))

    await run(store, "reconcile", _SLOT)

    # Her deal, and the question to HR when her first day is.
    assert await _counts(store) == [(2, {"stuck": 2})]


async def test_an_alarm_names_ids_and_no_sum(company: Store) -> None:
    await sql(company, "UPDATE account SET posted_minor = 1 WHERE person_id = 1")

    await run(company, "reconcile", _SLOT)

    [(_, facts)] = await told(company, "alarm")
    assert facts["named"] == ["ledger 1:1:2026-11", "price 1:1:2026-11"]
