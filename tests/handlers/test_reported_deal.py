"""Deals reported in chat: confirmed by somebody else, and counted once in every order."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.plans import read_plan
from rules.commission import surviving
from rules.crediting import PlanVersion, Terms
from rules.errors import Conflict, NotAllowed, NotFound
from rules.reported_deal import Case, State
from rules.statement import AskReport, AskReportReason, ReportAnswer
from storage.store import Store
from tests.builders import PLAN, Event, a_deal, a_hire, an_event, given_plan, take_in
from tests.memory import memory
from tests.reporting import acts, company, kept, posted, reported
from tests.schema import lay_out, sqlite_in


def _stage(answer: object) -> str:
    assert isinstance(answer, ReportAnswer), answer
    return answer.news.stage


async def _notices(store: Store, kind: str) -> list[int]:
    async with store.read() as uow:
        listed = await uow.outbox.listed(["pending"])
    return sorted(one.person_id for one in listed if one.kind == kind)


def _record(number: str = "D1", **data: object) -> Event:
    return a_deal(number, **{"customer_id": "华星科技有限公司", **data})


async def test_a_typed_report_is_looked_over_by_herself_first(store: Store) -> None:
    await company(store)

    answer = await acts(store, 1, "report_deal", text="报单 华星 9000")

    assert _stage(answer) == "draft"
    assert (await kept(store, 1)).state is State.DRAFT
    assert await _notices(store, "reported_deal") == []


async def test_submitted_it_goes_to_the_sales_office_and_counts_for_nothing(store: Store) -> None:
    await company(store)

    await reported(store)

    assert await _notices(store, "reported_deal") == [4]
    assert await posted(store) == 0


async def test_confirmed_it_is_priced_as_any_deal(store: Store) -> None:
    await company(store)
    await reported(store)

    answer = await acts(store, 4, "decide_report", "confirm:1")

    assert _stage(answer) == "confirmed"
    assert await posted(store) == 45_000
    assert await _notices(store, "deal") == [1]


@pytest.mark.parametrize("who", [3, 4], ids=["her manager", "the sales office"])
async def test_everything_twice_is_once(store: Store, who: int) -> None:
    await company(store)
    await reported(store, key="one")
    await reported(store, key="one")

    first = await acts(store, who, "decide_report", "confirm:1")
    again = await acts(store, who, "decide_report", "confirm:1")

    assert (_stage(first), _stage(again)) == ("confirmed", "confirmed")
    assert await posted(store) == 45_000
    assert await _notices(store, "reported_deal") == [4]


@pytest.mark.parametrize("who", [1, 2, 5], ids=["herself", "a peer of her team", "another"])
@pytest.mark.parametrize("verb", ["confirm", "decline", "same", "mine"])
async def test_nobody_else_decides(store: Store, who: int, verb: str) -> None:
    await company(store)
    await reported(store)

    answer = await acts(store, who, "decide_report", f"{verb}:1")

    assert isinstance(answer, NotAllowed)
    assert await posted(store) == 0


@pytest.mark.parametrize("who", [2, 3, 4], ids=["a peer", "her manager", "the sales office"])
async def test_nobody_else_submits_or_withdraws_hers(store: Store, who: int) -> None:
    await company(store)
    await reported(store)

    assert isinstance(await acts(store, who, "own_report", "withdraw:1"), NotAllowed)
    assert isinstance(await acts(store, who, "report_deal", "edit:1"), NotAllowed)


async def test_a_report_is_declined_with_a_reason_that_she_reads(store: Store) -> None:
    await company(store)
    await reported(store)

    asked = await acts(store, 4, "decide_report", "decline:1")
    answer = await acts(store, 4, "decide_report", "decline:1", answers={"reason": "合同未签"})
    late = await acts(store, 3, "decide_report", "confirm:1")

    assert isinstance(asked, AskReportReason)
    assert (_stage(answer), _stage(late)) == ("declined", "declined")
    assert (await kept(store, 1)).reason == "合同未签"
    assert await _notices(store, "report_told") == [1]
    assert await posted(store) == 0


async def test_what_is_missing_is_asked_for_with_what_was_said(store: Store) -> None:
    await company(store)

    answer = await acts(store, 1, "report_deal", text="报单 华星")

    assert isinstance(answer, AskReport)
    assert answer.customer == "华星"


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        pytest.param({"amount": "many"}, "amount.vague", id="no sum"),
        pytest.param({"amount": "-5000"}, "amount.not_positive", id="below zero"),
        pytest.param({"sold_on": "2026-11-25"}, "report.future", id="tomorrow"),
        pytest.param({"sold_on": "2026-08-25"}, "report.too_old", id="91 days ago"),
        pytest.param({"sold_on": "soon"}, "report.bad_day", id="no day"),
    ],
)
async def test_a_bad_answer_is_told_at_its_field(
    store: Store, answers: dict[str, str], problem: str
) -> None:
    await company(store)
    said = {"customer": "华星", "amount": "9000", "sold_on": "2026-11-24", **answers}

    answer = await acts(store, 1, "report_deal", answers=said)

    assert isinstance(answer, NotFound)
    assert answer.message_id == problem


async def test_90_days_ago_is_taken(store: Store) -> None:
    await company(store)
    said = {"customer": "华星", "amount": "9000", "sold_on": "2026-08-26"}

    assert _stage(await acts(store, 1, "report_deal", answers=said)) == "draft"


async def test_a_repeat_is_told_and_another_product_is_another_deal(store: Store) -> None:
    await company(store)
    await reported(store)
    await acts(store, 1, "report_deal", text="报单 华星科技 9000", id="b")
    await acts(store, 1, "report_deal", text="报单 华星 9000 专业版", id="c")

    repeat = await acts(store, 1, "own_report", "submit:2")
    other = await acts(store, 1, "own_report", "submit:3")

    assert isinstance(repeat, Conflict)
    # The first names no product, so that it may be either.
    assert isinstance(other, Conflict)


async def test_without_anybody_to_confirm_the_draft_is_kept(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire())
    await acts(store, 1, "report_deal", text="报单 华星 9000")

    answer = await acts(store, 1, "own_report", "submit:1")

    assert isinstance(answer, NotFound)
    assert (await kept(store, 1)).state is State.DRAFT


async def test_report_confirm_record_is_one_deal_and_one_notice(store: Store) -> None:
    await company(store)
    await reported(store)
    await acts(store, 4, "decide_report", "confirm:1")

    await take_in(store, _record())
    await take_in(store, _record())

    assert await posted(store) == 45_000
    assert (await kept(store, 1)).deal_id is not None
    assert await _notices(store, "deal") == [1]


async def test_report_record_confirm_is_one_deal(store: Store) -> None:
    await company(store)
    await reported(store)
    await take_in(store, _record())

    answer = await acts(store, 4, "decide_report", "confirm:1")

    assert _stage(answer) == "recorded"
    assert await posted(store) == 45_000


async def test_record_report_is_one_deal(store: Store) -> None:
    await company(store)
    await take_in(store, _record())

    await reported(store)

    assert (await kept(store, 1)).deal_id == 1
    assert await posted(store) == 45_000
    assert await _notices(store, "reported_deal") == []


async def test_a_record_amended_and_cancelled_later_rules(store: Store) -> None:
    await company(store)
    await reported(store)
    await acts(store, 4, "decide_report", "confirm:1")
    await take_in(store, _record())

    await take_in(
        store, an_event("a", "deal.amended", {"deal_id": "D1", "amount": "10000"}, version=2)
    )
    amended = await posted(store)
    await take_in(store, an_event("c", "deal.cancelled", {"deal_id": "D1"}, version=3))

    assert amended == 70_000
    assert await posted(store) == 0


@pytest.mark.parametrize(
    ("verb", "worth"),
    [pytest.param("same", 42_500, id="the same"), pytest.param("other", 122_500, id="another")],
)
async def test_a_doubtful_pair_waits_for_a_person_and_is_never_counted_twice(
    store: Store, verb: str, worth: int
) -> None:
    await company(store)
    await reported(store)
    await acts(store, 4, "decide_report", "confirm:1")
    await take_in(store, _record(amount="8500"))
    while_in_doubt = await posted(store)

    await acts(store, 4, "decide_report", f"{verb}:1")
    await acts(store, 4, "decide_report", f"{verb}:1")

    assert while_in_doubt == 42_500
    assert await posted(store) == worth
    assert (await kept(store, 1)).case is Case.NONE


@pytest.mark.parametrize(
    ("verb", "sums"),
    [
        pytest.param("mine", (0, 45_000), id="the second's"),
        pytest.param("theirs", (45_000, 0), id="the first's"),
        pytest.param("both", (45_000, 45_000), id="two deals"),
    ],
)
async def test_two_reps_on_one_customer_are_decided_by_a_person(
    store: Store, verb: str, sums: tuple[int, int]
) -> None:
    await company(store)
    await reported(store, 1)
    await acts(store, 4, "decide_report", "confirm:1")
    await reported(store, 2)
    held = await posted(store, 2)
    early = await acts(store, 4, "decide_report", "confirm:2")

    await acts(store, 3, "decide_report", f"{verb}:2")

    assert held == 0
    assert isinstance(early, Conflict)
    assert (await posted(store, 1), await posted(store, 2)) == sums
    assert set(await _notices(store, "report_told")) == {1, 2}


async def _two_managers(store: Store) -> None:
    """Lei (1) under Min (3), Fang (2) under Hao (4), one customer; no 内勤."""
    await given_plan(store)
    await take_in(
        store,
        a_hire("A001", name="李雷", manager="A003"),
        a_hire("A002", name="王芳", manager="A004"),
        a_hire("A003", name="周敏", roles=["manager"]),
        a_hire("A004", name="何浩", roles=["manager"]),
    )
    await reported(store, 1)
    await acts(store, 3, "decide_report", "confirm:1")
    await reported(store, 2)


async def test_of_two_managers_both_are_asked(store: Store) -> None:
    await _two_managers(store)

    assert await _notices(store, "reported_deal") == [3, 3, 4]


@pytest.mark.parametrize(
    ("who", "verb", "sums"),
    [
        pytest.param(4, "theirs", (45_000, 0), id="the reporter's manager gives way"),
        pytest.param(3, "mine", (0, 45_000), id="the other's manager gives way"),
    ],
)
async def test_a_manager_may_give_way_alone(
    store: Store, who: int, verb: str, sums: tuple[int, int]
) -> None:
    await _two_managers(store)

    await acts(store, who, "decide_report", f"{verb}:2")

    assert (await posted(store, 1), await posted(store, 2)) == sums


@pytest.mark.parametrize(("first", "verb"), [(4, "mine"), (3, "theirs"), (4, "both"), (3, "both")])
async def test_what_favours_her_own_rep_waits_for_the_other_manager(
    store: Store, first: int, verb: str
) -> None:
    await _two_managers(store)

    half = await acts(store, first, "decide_report", f"{verb}:2")
    again = await acts(store, first, "decide_report", f"{verb}:2")
    held = (await posted(store, 1), await posted(store, 2))
    done = await acts(store, 7 - first, "decide_report", f"{verb}:2")

    assert (_stage(half), _stage(again), held) == ("half", "half", (45_000, 0))
    assert _stage(done) in {"confirmed", "lost"}
    assert (await kept(store, 2)).case is Case.NONE


async def test_the_other_manager_does_not_decline_a_report_that_is_not_hers(store: Store) -> None:
    await _two_managers(store)

    answer = await acts(store, 3, "decide_report", "decline:2", answers={"reason": "x"})

    assert isinstance(answer, NotAllowed)


async def test_a_photo_goes_with_the_report(store: Store) -> None:
    await company(store)
    said = {"customer": "华星", "amount": "9000", "photo": "F123"}

    await acts(store, 1, "report_deal", answers=said)

    assert (await kept(store, 1)).photo == "F123"


async def test_a_record_of_a_colleague_opens_a_case(store: Store) -> None:
    await company(store)
    await reported(store)
    await acts(store, 4, "decide_report", "confirm:1")

    await take_in(store, _record(employee_id="A002"))

    assert (await kept(store, 1)).case is Case.RIVAL
    assert (await posted(store, 1), await posted(store, 2)) == (0, 45_000)


async def test_she_takes_her_own_report_back(store: Store) -> None:
    await company(store)
    await reported(store)
    await acts(store, 4, "decide_report", "confirm:1")

    await acts(store, 1, "own_report", "withdraw:1")
    await acts(store, 1, "own_report", "withdraw:1")

    assert await posted(store) == 0


_STEPS = ("report", "confirm", "record", "amend", "cancel", "same", "withdraw")


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    steps=st.permutations([*_STEPS, "report", "record", "confirm", "same"]),
    alike=st.booleans(),
    cut=st.integers(1, 11),
)
def test_in_any_order_the_ledger_is_worth_the_survivors_and_the_sale_counts_once(
    steps: Sequence[str], cut: int, *, alike: bool
) -> None:
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        url = sqlite_in(lay_out(Path(folder)))

        sums, worth, most = asyncio.run(_lived(url, steps[:cut], alike=alike))

    assert sums == worth
    assert most <= 1


async def _lived(
    url: str, steps: Sequence[str], *, alike: bool
) -> tuple[dict[object, int], dict[object, int], int]:
    """Give the ledger, what the surviving deals are worth, and the most that ever counted."""
    store = Store(url, read_plan=read_plan)
    await store.upgrade()
    most = 0
    try:
        plan_id = await company(store)
        terms_of = PlanVersion(
            id=plan_id, plan=read_plan(PLAN), version=1, starts_on=date(2020, 1, 1)
        )
        terms = Terms(version=lambda _p, _d: terms_of, zone=lambda _p: "Asia/Shanghai")
        events: dict[str, Event] = {
            "record": _record(amount="9000" if alike else "8800"),
            "amend": an_event("m", "deal.amended", {"deal_id": "D1", "amount": "8700"}, version=2),
            "cancel": an_event("c", "deal.cancelled", {"deal_id": "D1"}, version=3),
        }
        for step in steps:
            if step in events:
                await take_in(store, events[step])
            elif step == "report":
                await acts(store, 1, "report_deal", text="报单 华星 9000", id="r")
                await acts(store, 1, "own_report", "submit:1")
            elif step == "withdraw":
                await acts(store, 1, "own_report", "withdraw:1")
            else:
                await acts(store, 4, "decide_report", f"{step}:1")
            async with store.read() as uow:
                deals = await uow.deals.by_key({("crm", "D1"), ("chat", "R1")})
            most = max(most, sum(deal.surviving_minor > 0 for deal in deals.values()))
        async with store.read() as uow:
            sums = await uow.ledger.sums()
        worth = surviving(deals.values(), terms, {plan_id: read_plan(PLAN)})
    finally:
        await store.close()
    return {k: v for k, v in sums.items() if v}, {k: v for k, v in worth.items() if v}, most
