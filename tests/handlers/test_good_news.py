"""A 喜报 is her own, of a living deal, to her own team, once, and without a sum."""

from __future__ import annotations

import json

import pytest

from handlers.good_news import bind_group, good_news, unbind_group
from handlers.interaction import Interaction
from handlers.understanding import understand
from rules.errors import Conflict, FootholdError, NotAllowed, NotFound
from rules.good_news import GoodNewsAnswer, GoodNewsPolicy, Group, GroupAnswer, Stage
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, an_event, given_plan, take_in
from tests.jobs.night import told
from tests.reporting import acts, company, reported

_GROUP = Group(channel="slack", address="T1:C1")
_ROUTES = {"good_news": good_news, "bind": bind_group, "unbind": unbind_group}


async def _does(
    store: Store,
    who: int,
    argument: str = "",
    *,
    route: str = "good_news",
    group: str = "",
    policy: GoodNewsPolicy | None = None,
) -> object:
    try:
        async with store.begin() as uow:
            asked = Interaction(
                id=f"{who}-{route}-{argument}",
                person=(await uow.people.by_id([who]))[who],
                at=AT,
                understood=understand("", today=AT.date()),
                argument=argument,
                good_news=policy or GoodNewsPolicy(),
                channel="slack",
                group=group,
            )
            return await _ROUTES[route](asked, uow)
    except FootholdError as error:
        return error


async def _sold(store: Store, **data: object) -> None:
    """Let Lei close deal 1; her manager is 3, her peer 2."""
    await company(store)
    await take_in(store, a_deal("D1", customer_id="华星", product="专业版", **data))


def _stage(answer: object) -> Stage:
    assert isinstance(answer, GoodNewsAnswer), answer
    return answer.stage


async def test_it_is_looked_at_first_and_then_told_to_the_group(store: Store) -> None:
    await _sold(store)
    await _does(store, 3, route="bind", group=_GROUP.address)

    shown = await _does(store, 1, "deal:1")
    before = await told(store, "good_news")
    posted = await _does(store, 1, "post:1")

    assert (_stage(shown), before, _stage(posted)) == (Stage.PREVIEW, [], Stage.POSTED)
    [(person, facts)] = await told(store, "good_news")
    assert person == 1
    assert (facts["name"], facts["product"], facts["customer"]) == ("李雷", "专业版", "")
    assert (facts["channel"], facts["address"]) == ("slack", "T1:C1")


async def test_no_sum_is_among_the_facts(store: Store) -> None:
    await _sold(store)

    await _does(store, 1, "post:1")

    facts = json.dumps(await told(store, "good_news_told"))
    assert "9000" not in facts
    assert "450" not in facts


@pytest.mark.parametrize(
    ("is_allowed", "customer"),
    [pytest.param(False, "", id="no"), pytest.param(True, "华星", id="yes")],
)
async def test_the_customer_is_named_only_where_the_site_says_so(
    store: Store, customer: str, *, is_allowed: bool
) -> None:
    await _sold(store)

    answer = await _does(store, 1, "deal:1", policy=GoodNewsPolicy(names_customer=is_allowed))

    assert isinstance(answer, GoodNewsAnswer)
    assert answer.news is not None
    assert answer.news.customer == customer


async def test_without_a_group_each_colleague_is_told(store: Store) -> None:
    await _sold(store)

    shown = await _does(store, 1, "deal:1")
    await _does(store, 1, "post:1")

    assert isinstance(shown, GoodNewsAnswer)
    assert shown.colleagues == 2
    assert [person for person, _ in await told(store, "good_news_told")] == [2, 3]


async def test_twice_is_once(store: Store) -> None:
    await _sold(store)
    await _does(store, 3, route="bind", group=_GROUP.address)

    first, again = await _does(store, 1, "post:1"), await _does(store, 1, "post:1")

    assert (_stage(first), _stage(again)) == (Stage.POSTED, Stage.REPEATED)
    assert len(await told(store, "good_news")) == 1


async def test_given_up_nothing_is_told(store: Store) -> None:
    await _sold(store)

    assert _stage(await _does(store, 1, "drop")) is Stage.DROPPED
    assert await told(store, "good_news_told") == []


@pytest.mark.parametrize("who", [2, 3, 4], ids=["a peer", "her manager", "the sales office"])
@pytest.mark.parametrize("word", ["deal", "post"])
async def test_nobody_else_tells_hers(store: Store, who: int, word: str) -> None:
    await _sold(store)

    assert isinstance(await _does(store, who, f"{word}:1"), NotAllowed)
    assert await told(store, "good_news_told") == []


@pytest.mark.parametrize("word", ["deal", "post"])
async def test_a_cancelled_deal_is_not_told(store: Store, word: str) -> None:
    await _sold(store)
    await take_in(store, an_event("c", "deal.cancelled", {"deal_id": "D1"}, version=2))

    assert isinstance(await _does(store, 1, f"{word}:1"), Conflict)


@pytest.mark.parametrize("argument", ["deal:99", "post:99", "report:99", "deal:"])
async def test_a_deal_that_is_not_there_is_told_as_such(store: Store, argument: str) -> None:
    await _sold(store)

    assert isinstance(await _does(store, 1, argument), NotFound)


async def test_a_confirmed_report_and_its_record_are_one_sale(store: Store) -> None:
    await company(store)
    await reported(store)
    await acts(store, 4, "decide_report", "confirm:1")
    first = await _does(store, 1, "report:1")
    await _does(store, 1, "post:1")
    await take_in(store, a_deal("D1", customer_id="华星科技有限公司"))

    by_record = await _does(store, 1, "deal:2")
    by_report = await _does(store, 1, "report:1")

    assert _stage(first) is Stage.PREVIEW
    assert (_stage(by_record), _stage(by_report)) == (Stage.REPEATED, Stage.REPEATED)


async def test_an_unconfirmed_report_is_not_told(store: Store) -> None:
    await company(store)
    await reported(store)

    assert isinstance(await _does(store, 1, "report:1"), NotFound)


async def test_a_deal_of_two_is_told_by_whoever_is_first(store: Store) -> None:
    await company(store)
    shares = [{"employee_id": "A001", "share": "0.5"}, {"employee_id": "A002", "share": "0.5"}]
    await take_in(store, a_deal("D1", splits=shares))

    assert _stage(await _does(store, 2, "post:1")) is Stage.POSTED
    assert _stage(await _does(store, 1, "post:1")) is Stage.REPEATED


async def test_without_a_manager_there_is_one_clear_sentence(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), a_deal("D1"))

    answer = await _does(store, 1, "deal:1")

    assert isinstance(answer, NotFound)
    assert answer.message_id == "good_news.no_team"


async def test_the_sites_group_goes_before_the_managers(store: Store) -> None:
    await _sold(store)
    await _does(store, 3, route="bind", group=_GROUP.address)
    fixed = Group(channel="wecom", address="ww1:#wr1")

    answer = await _does(store, 1, "deal:1", policy=GoodNewsPolicy(groups={"A003": fixed}))

    assert isinstance(answer, GoodNewsAnswer)
    assert answer.news is not None
    assert (answer.news.channel, answer.news.address) == ("wecom", "ww1:#wr1")


@pytest.mark.parametrize("route", ["bind", "unbind"])
async def test_only_who_leads_somebody_sets_a_group_and_only_in_one(
    store: Store, route: str
) -> None:
    await company(store)

    assert isinstance(await _does(store, 1, route=route, group="T1:C1"), NotAllowed)
    assert isinstance(await _does(store, 3, route=route), NotFound)


async def test_a_group_is_bound_moved_and_let_go(store: Store) -> None:
    await company(store)

    first = await _does(store, 3, route="bind", group="T1:C1")
    again = await _does(store, 3, route="bind", group="T1:C1")
    await _does(store, 3, route="bind", group="T1:C2")
    gone = await _does(store, 3, route="unbind", group="T1:C1")
    async with store.read() as uow:
        moved = await uow.good_news.groups(3)
    await _does(store, 3, route="unbind", group="T1:C2")
    async with store.read() as uow:
        left = await uow.good_news.groups(3)

    assert first == GroupAnswer(is_bound=True)
    assert again == GroupAnswer(is_bound=True, is_repeat=True)
    assert gone == GroupAnswer(is_bound=False, is_repeat=True)
    assert (moved, left) == ([Group(channel="slack", address="T1:C2")], [])
