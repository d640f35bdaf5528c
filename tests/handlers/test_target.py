"""A month's target as the rep, her manager and HR read it in chat."""

from __future__ import annotations

import pytest

from handlers.understanding import Intent, understand
from rules.errors import FootholdError
from rules.target import Target
from rules.target_record import (
    MyTarget,
    NoTarget,
    Standing,
)
from storage.store import Store
from tests.builders import a_hire, an_event, given_plan, take_in
from tests.jobs.night import told
from tests.target_month import (
    LEI,
    MIN,
    a_company,
    asks,
    morning,
    night,
    sold,
    steps,
)


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1), her manager Min (2) and HR (3)."""
    return await a_company(store)


async def test_a_month_is_made_once_and_told(company: Store) -> None:
    await night(company, "2026-11-02")
    await night(company, "2026-11-03")

    [step] = await steps(company)
    [(person, facts)] = await told(company, "target_month")
    assert (step.target, step.policy_version, step.standing) == (
        Target(pass_bar=3),
        "7",
        Standing.HOLDS,
    )
    assert (person, facts["pass_after"], facts["last_day"]) == (LEI, 3, "2026-11-30")


async def test_a_part_month_is_pro_rata(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001", hired_on="2026-11-17"))

    await night(store, "2026-11-17")

    assert [one.target.pass_bar for one in await steps(store)] == [1]


async def test_without_a_target_she_is_told_when_it_comes(company: Store) -> None:
    assert await asks(company, LEI, "target") == NoTarget(month="2026-11")
    assert await asks(company, LEI, "target_why") == NoTarget(month="2026-11")


async def test_my_target_counts_valid_deals_alone(company: Store) -> None:
    await night(company, "2026-11-02")
    await take_in(
        company,
        sold("D1", "2026-11-03", customer_id="华星"),
        sold("D2", "2026-11-04", is_own=True),
        sold("D3", "2026-11-04", is_in_exchange=True),
        sold("D4", "2026-11-05", is_empty=True),
        sold("D5", "2026-11-06"),
        sold("D6", "2026-10-30"),
        an_event("c5", "deal.cancelled", {"deal_id": "D5"}, version=2),
    )

    mine = await asks(company, LEI, "target")

    assert isinstance(mine, MyTarget)
    assert (mine.done, mine.counted, mine.not_counted) == (1, ("华星",), 4)
    assert (mine.target, mine.workdays_left) == (Target(pass_bar=3), 10)


async def test_a_flag_may_be_told_and_taken_back_later(company: Store) -> None:
    await night(company, "2026-11-02")
    await take_in(company, sold("D1", "2026-11-03"))
    await take_in(
        company, an_event("a1", "deal.amended", {"deal_id": "D1", "is_empty": True}, version=2)
    )
    empty = await asks(company, LEI, "target")
    await take_in(
        company, an_event("a2", "deal.amended", {"deal_id": "D1", "is_empty": False}, version=3)
    )

    valid = await asks(company, LEI, "target")

    assert isinstance(empty, MyTarget)
    assert isinstance(valid, MyTarget)
    assert (empty.done, valid.done) == (0, 1)


@pytest.mark.parametrize("argument", ["", "x", "999:approve", "1:accept"])
async def test_a_button_of_nothing_is_refused_in_words(company: Store, argument: str) -> None:
    for route in ("target_decide", "target_answer", "target_ack"):
        answer = await asks(company, MIN, route, argument)
        assert isinstance(answer, FootholdError)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        pytest.param(text, intent, id=text)
        for intent, texts in {
            Intent.TARGET: "我的目标|目标|本月目标|查看我的目标进度|转正标准是多少|还差几单|"
            "my target|what's my target|离转正还差几单?",
            Intent.TARGET_WHY: "目标为什么变了|我的目标怎么来的|why did my target change",
        }.items()
        for text in texts.split("|")
    ],
)
def test_what_she_types(text: str, intent: Intent) -> None:
    assert understand(text, today=morning("2026-11-17").date()).intent is intent
