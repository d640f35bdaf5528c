"""HR is told once a day of events that came to nothing, and not when nothing is new."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.cards.reader import Reader
from bot.notices import KINDS
from rules.notices import NoticeKind
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.jobs.night import run, told

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@pytest.fixture
async def company(store: Store) -> Store:
    """Two of HR and a rep."""
    await given_plan(store)
    hr = [a_hire(number, roles=["hr"]) for number in ("H001", "H002")]
    await take_in(store, a_hire("A001"), *hr)
    return store


async def test_with_all_events_in_place_nobody_is_told(company: Store) -> None:
    await take_in(company, a_deal())

    ended = await run(company, "unmatched", AT + 2 * _DAY)

    assert (ended.state, ended.done) == ("done", 0)
    assert await told(company, "unmatched") == []


async def test_refused_events_are_told_to_each_of_hr_with_the_reason(company: Store) -> None:
    await take_in(company, a_deal(currency="USD"))

    await run(company, "unmatched", AT + _HOUR)

    found = await told(company, "unmatched")
    assert [person for person, _ in found] == [2, 3]
    assert found[0][1] == {
        "parked": 0,
        "refused": 1,
        "new": 1,
        "reasons": ["data.currency USD is not the plan's currency CNY"],
    }


async def test_the_next_day_the_same_is_no_news(company: Store) -> None:
    await take_in(company, a_deal(currency="USD"))
    await run(company, "unmatched", AT + _HOUR)

    await run(company, "unmatched", AT + _HOUR + _DAY)

    assert len(await told(company, "unmatched")) == 2


@pytest.mark.parametrize(
    ("waited", "count"),
    [
        pytest.param(_DAY - timedelta(seconds=1), 0, id="just under"),
        pytest.param(_DAY, 2, id="at"),
    ],
)
async def test_what_is_parked_is_told_after_a_day(
    company: Store, waited: timedelta, count: int
) -> None:
    await take_in(company, a_deal(employee_id="A999"))

    await run(company, "unmatched", AT + waited)

    assert len(await told(company, "unmatched")) == count


async def test_what_matched_meanwhile_is_not_told(company: Store) -> None:
    await take_in(company, a_deal(employee_id="A999"))
    await take_in(company, a_hire("A999"))

    await run(company, "unmatched", AT + 2 * _DAY)

    assert await told(company, "unmatched") == []


async def test_after_a_week_without_a_clock_nothing_is_overlooked(company: Store) -> None:
    await run(company, "unmatched", AT - _HOUR)
    await take_in(company, a_deal(currency="USD"))

    await run(company, "unmatched", AT + 7 * _DAY)

    assert len(await told(company, "unmatched")) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_card_gives_numbers_reasons_and_the_next_step(language: str) -> None:
    facts = {"parked": 4, "refused": 1, "new": 2, "reasons": ["employee A999 is not known"]}

    text = KINDS[NoticeKind.UNMATCHED].card(json.dumps(facts), Reader(language=language)).as_text()

    assert "2" in text.splitlines()[0]
    assert "employee A999 is not known" in text
    assert "foothold events list" in text
