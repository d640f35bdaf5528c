"""Who reports to whom, on both databases."""

from __future__ import annotations

from storage.store import Store
from tests.builders import a_hire, given_plan, take_in
from tests.post_office import leaving


async def test_reports_are_those_who_work_here_in_the_order_of_the_roster(store: Store) -> None:
    await given_plan(store)
    await take_in(
        store,
        a_hire("M1"),
        *(a_hire(f"A{n}", manager="M1") for n in range(4)),
        a_hire("B1", manager="A1"),
        leaving("A3"),
    )

    async with store.read() as uow:
        first = await uow.people.reports(1, limit=2)
        rest = await uow.people.reports(1, skip=2, limit=2)
        count = await uow.people.count_reports(1)
        none = await uow.people.reports(3 + 3, limit=2)

    assert [one.number for one in first] == ["A0", "A1"]
    assert [one.number for one in rest] == ["A2"]
    assert (count, none) == (3, [])
