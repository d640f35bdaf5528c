"""Posts come with their days, in any order, and again; a roster says the one that begins last."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from rules.post import PostFrom
from storage.store import Store
from tests.builders import AT, Event, a_hire, an_event, take_in

_HIRED = a_hire("A001", hired_on="2026-03-02", post="电话销售")


def _moved(name: str, post: str, *, on: str = "", at: str = "2026-11-20", version: int) -> Event:
    said = {"employee_id": "A001", "post": post, **({"post_from": on} if on else {})}
    occurred_at = f"{at}T10:00:00+08:00"
    return an_event(name, "employee.updated", said, version=version, occurred_at=occurred_at)


async def _rows(store: Store) -> list[PostFrom]:
    async with store.read() as uow:
        return [one for one, _ in (await uow.posts.of([1])).get(1, [])]


async def _on(store: Store, day: str) -> str:
    async with store.read() as uow:
        return (await uow.posts.on([1], date.fromisoformat(day))).get(1, "")


async def _said(store: Store) -> str:
    async with store.read() as uow:
        return (await uow.people.by_id([1]))[1].post


async def test_the_first_post_is_of_the_first_day_and_the_next_of_its_events_day(
    store: Store,
) -> None:
    await take_in(store, _HIRED)
    await take_in(store, _moved("m1", "渠道销售", version=2))

    assert await _rows(store) == [
        PostFrom(starts_on=date(2026, 3, 2), post="电话销售"),
        PostFrom(starts_on=date(2026, 11, 20), post="渠道销售"),
    ]
    assert (await _on(store, "2026-11-19"), await _on(store, "2026-11-20")) == (
        "电话销售",
        "渠道销售",
    )


async def test_the_same_post_again_is_no_new_one(store: Store) -> None:
    await take_in(store, _HIRED)
    await take_in(store, _moved("m1", " 电话销售 ", version=2))
    await take_in(store, _HIRED)

    assert await _rows(store) == [PostFrom(starts_on=date(2026, 3, 2), post="电话销售")]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_dated_words_may_come_in_any_order(store: Store, order: tuple[int, ...]) -> None:
    words = [
        _moved("m1", "渠道销售", on="2026-06-01", version=2),
        _moved("m2", "大客户销售", on="2026-12-01", version=3),
        _moved("m3", "直营销售", on="2026-06-01", version=4),
    ]
    await take_in(store, _HIRED)
    for place in order:
        await take_in(store, words[place])
        await take_in(store, words[place])

    assert await _rows(store) == [
        PostFrom(starts_on=date(2026, 3, 2), post="电话销售"),
        PostFrom(starts_on=date(2026, 6, 1), post="直营销售"),
        PostFrom(starts_on=date(2026, 12, 1), post="大客户销售"),
    ]
    assert await _said(store) == "大客户销售"
    assert await _on(store, AT.date().isoformat()) == "直营销售"


async def test_who_has_no_post_has_no_row(store: Store) -> None:
    await take_in(store, a_hire("A001", hired_on="2026-03-02"))

    assert await _rows(store) == []
    assert await _said(store) == ""


async def test_an_erased_person_leaves_no_post(store: Store) -> None:
    await take_in(store, _HIRED)
    async with store.begin() as uow:
        person = (await uow.people.by_id([1]))[1]
        counted = await uow.person_records.erase(person, today=AT.date())

    assert counted["person_post"] == 1
    assert await _rows(store) == []
