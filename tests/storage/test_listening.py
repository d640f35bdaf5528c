"""Ratings of listening out of the records of visits: whose, of which days, and which count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handlers.mentoring import Match, pair
from rules.mentor_record import RecordKind
from rules.periods import DayRange
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in
from tests.listening import DAY, visited

_DAYS = DayRange(start=date(2026, 11, 1), end=date(2026, 12, 1))


@pytest.fixture
async def paired(store: Store) -> Store:
    """Let 1 and 2 be reps of mentor 3; their pairings are 1 and 2."""
    await given_plan(store)
    await take_in(
        store, *(a_hire(f"A{n}", roles=["mentor" if n == 3 else "rep"]) for n in (1, 2, 3))
    )
    async with store.begin() as uow:
        people = await uow.people.by_id([1, 2, 3])
        for rep in (1, 2):
            match = Match(rep=people[rep], mentor=people[3], since=date(2026, 1, 1))
            await pair(match, uow, at=AT, actor="test", is_quiet=True)
    return store


async def _rated(store: Store, *reps: int) -> dict[int, list[tuple[date, Decimal]]]:
    async with store.read() as uow:
        return await uow.mentor_records.listening_of(reps, _DAYS)


async def test_each_rep_has_her_own_oldest_first(paired: Store) -> None:
    await visited(paired, "late", "5", on_day=date(2026, 11, 20))
    await visited(paired, "early", "4.5")
    await visited(paired, "hers", "1", pairing_id=2)

    assert await _rated(paired, 1) == {1: [(DAY, Decimal("4.5")), (date(2026, 11, 20), Decimal(5))]}
    assert set(await _rated(paired, 1, 2)) == {1, 2}
    assert await _rated(paired) == {}


@pytest.mark.parametrize(
    ("on_day", "is_read"),
    [
        pytest.param(date(2026, 10, 31), False, id="the day before"),
        pytest.param(date(2026, 11, 1), True, id="the first day"),
        pytest.param(date(2026, 11, 30), True, id="the last day"),
        pytest.param(date(2026, 12, 1), False, id="the day after"),
    ],
)
async def test_of_the_days_alone(paired: Store, on_day: date, *, is_read: bool) -> None:
    await visited(paired, "v", "4", on_day=on_day)

    assert (await _rated(paired, 1) != {}) is is_read


async def test_a_draft_a_talk_and_a_visit_that_never_was_rate_nobody(paired: Store) -> None:
    await visited(paired, "draft", "5", state="draft")
    await visited(paired, "talk", "5", kind=RecordKind.TALK)
    await visited(paired, "denied", "1", confirmed=False)
    await visited(paired, "unrated", "")
    await visited(paired, "confirmed", "4", confirmed=True)

    assert await _rated(paired, 1) == {1: [(DAY, Decimal(4))]}
