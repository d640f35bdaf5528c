"""Groups of teams and deals that were told, in each database."""

from __future__ import annotations

from datetime import timedelta

from rules.good_news import Group
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in

_SLACK = Group(channel="slack", address="T1:C1")
_DING = Group(channel="dingtalk", address="ding1:cid1:")


async def _team(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), a_hire("A002"), a_deal("D1"), a_deal("D2"))


async def test_a_team_has_a_group_on_each_platform_the_newest_first(store: Store) -> None:
    await _team(store)
    async with store.begin() as uow:
        await uow.good_news.bind(2, _SLACK, at=AT)
        await uow.good_news.bind(2, _DING, at=AT + timedelta(minutes=1))

    async with store.read() as uow:
        assert await uow.good_news.groups(2) == [_DING, _SLACK]
        assert await uow.good_news.groups(1) == []


async def test_bound_anew_a_group_takes_the_place_of_the_one_before(store: Store) -> None:
    await _team(store)
    other = Group(channel="slack", address="T1:C2")
    async with store.begin() as uow:
        await uow.good_news.bind(2, _SLACK, at=AT)
        await uow.good_news.bind(2, other, at=AT)
        left = await uow.good_news.unbind(2, _SLACK)

    async with store.read() as uow:
        assert await uow.good_news.groups(2) == [other]
    assert not left


async def test_a_deal_is_told_once(store: Store) -> None:
    await _team(store)
    async with store.begin() as uow:
        first = await uow.good_news.post(1, person_id=1, at=AT)
        again = await uow.good_news.post(1, person_id=2, at=AT)

    async with store.read() as uow:
        told = [await uow.good_news.is_posted(ids) for ids in ([1], [2], [2, 1], [])]
    assert (first, again) == (True, False)
    assert told == [True, False, True, False]
