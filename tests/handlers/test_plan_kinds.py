"""Products, fees and late money from the event to the card, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.cards.commission import explanation
from bot.cards.reader import Reader
from handlers.account import plan_book
from handlers.target_count import credited_net
from rules.errors import NotFound
from rules.periods import DayRange
from rules.statement import Explanation, Statement
from storage.store import Store
from tests.asking import asks
from tests.builders import Event, a_deal, a_hire, an_event, given_plan, take_in
from tests.plans_of_pay import (
    DEALS_CAPPED,
    FACTOR,
    FEE_WHOLE,
    GRID_TURNED,
    LATE,
    LIMITS_BY_COUNT,
    PRODUCTS,
)

_ZH, _EN = Reader(), Reader(language="en")


async def _texts(store: Store) -> tuple[str, str]:
    found = await asks(store, 1, "why", text="为什么")
    assert isinstance(found, Explanation)
    return str(explanation(found, _ZH).text), str(explanation(found, _EN).text)


async def _total(store: Store) -> int | None:
    found = await asks(store, 1, "commission", text="本月提成")
    assert isinstance(found, Statement)
    return found.total


def _paid(number: str, amount: str, paid_at: str) -> Event:
    said = {"deal_id": "D1", "instalment_id": number, "amount": amount, "paid_at": paid_at}
    return an_event(f"paid-{number}", "deal.paid", said, version=2)


async def test_a_product_is_told_and_an_amended_one_moves_the_sum(store: Store) -> None:
    await given_plan(store, PRODUCTS)
    await take_in(
        store,
        a_hire(),
        a_deal("D1", amount="9000", product="软件"),
        a_deal("D2", amount="4000", product="hardware"),
    )
    texts, before = await _texts(store), await _total(store)
    changed = {"deal_id": "D2", "product": "软件"}
    await take_in(store, an_event("a", "deal.amended", changed, version=2))
    other = {"deal_id": "D2", "product": "else"}
    await take_in(store, an_event("b", "deal.amended", other, version=3))

    assert "产品「Hardware」" in texts[0]
    assert "Hardware as the product" in texts[1]
    assert "¥4,000.00 × 6% = ¥240.00" in texts[1]
    assert before == 132_000
    assert await _total(store) == 112_000
    assert "方案没点名的产品" in (await _texts(store))[0]


async def test_what_if_is_not_asked_where_the_product_decides(store: Store) -> None:
    await given_plan(store, PRODUCTS)
    await take_in(store, a_hire())

    refused = await asks(store, 1, "what_if", text="再签 5000")

    assert isinstance(refused, NotFound)
    assert refused.message_id == "what_if.by_product"


async def test_a_fee_is_told_with_what_is_left(store: Store) -> None:
    await given_plan(store, FEE_WHOLE)
    await take_in(store, a_hire(), a_deal("D1", amount="9000"), a_deal("D2", amount="4000"))

    zh, en = await _texts(store)

    assert "每单扣 ¥33.33 × 2 单 = ¥66.66\n扣后 ¥843.34\n" in zh
    assert "taken off: ¥33.33 × 2 deals = ¥66.66\n¥843.34 is left\n" in en
    assert await _total(store) == 84_334


async def test_late_money_is_told_with_what_counts_of_it(store: Store) -> None:
    await given_plan(store, LATE)
    await take_in(
        store,
        a_hire(),
        a_deal("D1", amount="9000", closed_at="2026-10-20T10:00:00+08:00"),
        _paid("1", "4000", "2026-11-24T09:00:00+08:00"),
    )

    zh, en = await _texts(store)

    assert "这一单到账 ¥4,000.00,晚到的打折,计入 ¥3,200.00" in zh
    assert "Of this deal ¥4,000.00 came in; late money counts in part: ¥3,200.00" in en
    assert "¥3,200.00 × 5% = ¥160.00" in en


async def test_results_are_whole_amounts_whatever_counts_of_late_money(store: Store) -> None:
    await given_plan(store, LATE)
    await take_in(
        store,
        a_hire(),
        a_deal("D1", amount="9000", closed_at="2026-10-01T10:00:00+08:00"),
        _paid("1", "4000", "2026-11-23T09:00:00+08:00"),
    )
    window = DayRange(start=date(2026, 11, 20), end=date(2026, 11, 25))

    async with store.read() as uow:
        person = (await uow.people.by_id([1]))[1]
        book = await plan_book(uow, [person], default_plan="standard")
        found = await credited_net(uow, person, [window], book)

    assert found == [(Decimal(400_000), 1)]
    assert await _total(store) == 6_666


async def test_a_period_at_its_most_tells_what_was_posted_before(store: Store) -> None:
    await given_plan(store, DEALS_CAPPED)
    await take_in(store, a_hire(), a_deal("D1", amount="9000"), a_deal("D2", amount="33000"))

    zh, _ = await _texts(store)

    assert "合计 ¥2,130.00\n本期到上限 ¥1,200.00,多出的不计\n减去之前已记 ¥450.00,得 ¥750.00" in zh


async def test_the_sum_of_a_tier_is_told_with_the_deal_that_reached_it(store: Store) -> None:
    await given_plan(store, LIMITS_BY_COUNT)
    await take_in(store, a_hire(), *(a_deal(f"D{n}", amount="3300") for n in range(3)))

    zh, _ = await _texts(store)

    assert "本单业绩 ¥3,300.00 × 8% = ¥264.00\n到档奖励 ¥200.00\n合计 ¥464.00" in zh
    assert "其中本单 ¥464.00,补差 ¥198.00" in zh


async def test_what_others_lose_with_a_deal_is_not_what_it_was_worth(store: Store) -> None:
    await given_plan(store, GRID_TURNED)
    await take_in(store, a_hire(), *(a_deal(f"D{n}", amount="1000") for n in range(2)))
    await take_in(store, an_event("c", "deal.cancelled", {"deal_id": "D0"}, version=2))

    zh, en = await _texts(store)

    assert "减去之前已记 ¥20.00,得 −¥20.00\n其他单随档位变动 −¥10.00" in zh
    assert "other deals moved with the tier: −¥10.00" in en


async def test_a_factor_that_does_not_end_is_told_as_a_division(store: Store) -> None:
    await given_plan(store, FACTOR)
    await take_in(store, a_hire(), a_deal("D1", amount="9000"), a_deal("D2", amount="4333"))

    _, en = await _texts(store)

    assert "¥833.31 × ¥13,333.00 ÷ ¥20,000.00 = ¥555.53" in en
