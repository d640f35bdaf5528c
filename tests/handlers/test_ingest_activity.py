"""Activities are kept on her day, once each, the newest word standing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import permutations

import pytest

from handlers.ingest import Outcome
from rules.activity import Activity, ActivityKind
from rules.periods import DayRange
from storage.store import Store
from tests.builders import AT, Event, a_hire, an_event, take_in

_NOVEMBER = DayRange(start=date(2026, 11, 1), end=date(2026, 12, 1))


def _call(
    event_id: str = "c1", said: Mapping[str, object] | None = None, *, version: int = 1
) -> Event:
    data = {"employee_id": "A001", "kind": "call", "customer_id": "华星", **(said or {})}
    return an_event(event_id, "activity.logged", data, version=version)


async def _kept(store: Store) -> list[Activity]:
    async with store.read() as uow:
        return await uow.activities.of([1], _NOVEMBER)


async def test_it_is_kept_on_her_own_day_and_twice_is_once(store: Store) -> None:
    late = an_event(
        "c1",
        "activity.logged",
        {"employee_id": "A001", "kind": "call", "customer_id": "华星", "minutes": 12},
        occurred_at="2026-11-23T23:30:00Z",
    )
    await take_in(store, a_hire())

    results = [*await take_in(store, late), *await take_in(store, late)]

    assert [one.outcome for one in results] == [Outcome.ACCEPTED, Outcome.DUPLICATE]
    assert await _kept(store) == [
        Activity(
            source="crm",
            key="c1",
            person_id=1,
            day=date(2026, 11, 24),
            kind=ActivityKind.CALL,
            customer="华星",
            minutes=12,
            known_at=AT,
        )
    ]


@pytest.mark.parametrize("order", list(permutations(range(2))))
async def test_a_later_word_on_it_replaces_the_earlier_in_any_order(
    store: Store, order: tuple[int, ...]
) -> None:
    words = [
        _call("c1", {"activity_id": "a", "minutes": 1}),
        _call("c2", {"activity_id": "a", "minutes": 2}, version=2),
    ]
    await take_in(store, a_hire())

    for at in order:
        await take_in(store, words[at], at=AT + timedelta(days=at))

    [one] = await _kept(store)
    assert (one.minutes, one.known_at) == (2, AT + timedelta(days=1))


async def test_it_waits_for_who_is_not_hired_yet(store: Store) -> None:
    [parked] = await take_in(store, _call())

    await take_in(store, a_hire())

    assert parked.outcome is Outcome.PARKED
    assert len(await _kept(store)) == 1


async def test_a_named_customer_is_one_whatever_the_count(store: Store) -> None:
    await take_in(
        store, a_hire(), _call(said={"count": 9}), _call("c2", {"customer_id": "", "count": 9})
    )

    assert [one.count for one in await _kept(store)] == [1, 9]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        pytest.param({"kind": "fax"}, "data.kind", id="kind"),
        pytest.param({"minutes": 1441}, "data.minutes", id="more than a day"),
        pytest.param({"minutes": -1}, "data.minutes", id="less than none"),
        pytest.param({"count": 10_001}, "data.count", id="count"),
        pytest.param({"day": "2026-13-01"}, "data.day", id="day"),
    ],
)
async def test_what_can_not_be_is_refused_by_field(
    store: Store, said: dict[str, object], field: str
) -> None:
    await take_in(store, a_hire())

    [result] = await take_in(store, _call(said=said))

    assert (result.outcome, result.field) == (Outcome.REFUSED, field)
