"""The reward of a stretch: posted once, taken back, posted again; the ledger balances."""

from __future__ import annotations

import pytest

from rules.statement import Statement
from rules.target_record import (
    TargetHistory,
    TargetStep,
)
from storage.store import Store
from tests.builders import an_event, take_in
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.target_month import (
    LEI,
    MIN,
    SOLD,
    a_company,
    asks,
    night,
    sold,
    steps,
)


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1), her manager Min (2) and HR (3)."""
    return await a_company(store)


async def _rewarded(company: Store) -> TargetStep:
    await take_in(company, *SOLD)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)
    await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="好")
    await asks(company, LEI, "target_answer", f"{step.id}:accept")
    return step


async def _lines(company: Store) -> list[tuple[object, ...]]:
    return await answers(
        company,
        "SELECT amount_minor, cause_id FROM commission_line WHERE kind = 'reward' ORDER BY id",
    )


async def test_the_reward_is_posted_when_the_stretch_is_reached_and_never_twice(
    company: Store,
) -> None:
    step = await _rewarded(company)
    await take_in(company, sold("L2", "2026-11-17"))
    short = await _lines(company)
    await take_in(company, sold("L3", "2026-11-18"))
    await take_in(company, sold("L3", "2026-11-18"), sold("L4", "2026-11-18"))
    await night(company, "2026-11-19")

    assert short == []
    assert await _lines(company) == [(30_000, f"target:{step.id}:1")]
    [(person, facts)] = await told(company, "target_reward")
    assert (person, facts["minor"], facts["done"]) == (LEI, 30_000, 4)


async def test_a_later_cancellation_takes_the_reward_back_and_a_new_deal_gives_it_again(
    company: Store,
) -> None:
    step = await _rewarded(company)
    await take_in(company, sold("L2", "2026-11-17"), sold("L3", "2026-11-18"))
    gone = an_event("c", "deal.cancelled", {"deal_id": "L2"}, version=2)
    await take_in(company, gone)
    await take_in(company, gone)
    taken = await _lines(company)
    await take_in(company, sold("L5", "2026-11-19"))

    assert [minor for minor, _ in taken] == [30_000, -30_000]
    assert await _lines(company) == [
        (30_000, f"target:{step.id}:1"),
        (-30_000, f"target:{step.id}:2"),
        (30_000, f"target:{step.id}:3"),
    ]


async def test_the_ledger_still_balances_beside_a_reward(company: Store) -> None:
    await _rewarded(company)
    await take_in(company, sold("L2", "2026-11-17"), sold("L3", "2026-11-18"))

    async with company.read() as uow:
        unbalanced = await uow.ledger.unbalanced(limit=5)
        unlike = await uow.findings.unlike_ledger(0, 100)
    answer = await asks(company, LEI, "commission")

    assert (unbalanced, unlike) == ([], [])
    assert isinstance(answer, Statement)
    assert answer.lines[-1].minor == 30_000


async def test_why_shows_the_two_figures_and_who_said_what(company: Store) -> None:
    await _rewarded(company)

    found = await asks(company, LEI, "target_why")

    assert isinstance(found, TargetHistory)
    assert [word.kind.value for word in found.steps[0].words] == ["approved", "accepted"]
    assert dict(found.names) == {LEI: "李雷", MIN: "周敏"}
