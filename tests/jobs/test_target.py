"""Mornings that an outage took: each is judged in order, and the latest proposal alone counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cards.reader import Reader
from bot.notices import KINDS
from rules.notices import NoticeKind
from rules.periods import local_day
from rules.target import Cause
from storage.store import Store
from tests.builders import an_event, take_in
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.target_month import SOLD, a_company, night, scored, sold, steps

#: Weeks of 2, 9 and 16 November: 60, 67 (+11.67 %), 80 (+19.40 %).
_WEEKS = (
    scored("2026-11-02", "60", "60"),
    scored("2026-11-09", "67", "67"),
    scored("2026-11-16", "80", "80"),
)


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1), Min (2), HR (3); the last morning before the outage is 16 November."""
    await a_company(store)
    await night(store, "2026-11-16")
    return store


async def _proposals(store: Store, month: str = "2026-11") -> list[tuple[Cause, date, str]]:
    return [
        (one.cause, one.judged_on, str(one.evidence.percent))
        for one in await steps(store, month)
        if one.cause and one.judged_on and one.evidence
    ]


@pytest.mark.parametrize(
    ("morning", "judged_on"),
    [
        pytest.param("2026-11-17", date(2026, 11, 17), id="nothing was missed"),
        pytest.param("2026-11-18", date(2026, 11, 17), id="a morning was missed"),
        pytest.param("2026-11-23", date(2026, 11, 17), id="a week was missed"),
    ],
)
async def test_a_rule_fires_on_its_own_morning_however_late(
    company: Store, morning: str, judged_on: date
) -> None:
    await take_in(company, *SOLD)

    await night(company, morning)
    await night(company, morning)

    assert await _proposals(company) == [(Cause.RESULTS, judged_on, "6.67")]
    [(_, facts)] = await told(company, "target_proposal")
    assert facts["judged_on"] == ("" if morning == "2026-11-17" else "2026-11-17")


async def test_without_an_outage_the_day_before_is_not_judged_again(company: Store) -> None:
    await night(company, "2026-11-17")
    await take_in(company, *SOLD)

    await night(company, "2026-11-18")

    assert await _proposals(company) == []


async def test_of_two_weeks_that_fired_the_latest_alone_is_proposed(company: Store) -> None:
    await take_in(company, *_WEEKS)

    await night(company, "2026-11-24")

    assert await _proposals(company) == [(Cause.SKILL, date(2026, 11, 24), "19.40")]
    assert len(await told(company, "target_proposal")) == 1


async def test_a_week_acts_on_one_month_alone(company: Store) -> None:
    await take_in(company, *_WEEKS)

    for day in ("2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"):
        await night(company, day)

    assert len(await _proposals(company)) == 1
    assert await _proposals(company, "2026-12") == []


async def test_what_found_its_month_lowered_already_is_not_kept_for_the_next(
    company: Store,
) -> None:
    await take_in(company, *_WEEKS)

    for day in range(17, 29):
        await night(company, f"2026-11-{day}")

    assert await _proposals(company) == [(Cause.SKILL, date(2026, 11, 17), "11.67")]
    assert await _proposals(company, "2026-12") == []


async def test_tests_that_come_after_the_25th_act_on_the_next_month(company: Store) -> None:
    for day in range(17, 28):
        await night(company, f"2026-11-{day}")
    await take_in(company, *_WEEKS[1:])

    await night(company, "2026-11-28")

    assert await _proposals(company) == []
    assert await _proposals(company, "2026-12") == [(Cause.SKILL, date(2026, 11, 28), "19.40")]


async def test_missed_until_after_the_25th_it_acts_on_its_own_month(company: Store) -> None:
    await take_in(company, *_WEEKS)

    await night(company, "2026-11-27")

    assert await _proposals(company) == [(Cause.SKILL, date(2026, 11, 24), "19.40")]
    assert await _proposals(company, "2026-12") == []


async def test_a_month_that_is_over_is_proposed_nothing(company: Store) -> None:
    await take_in(company, *SOLD)

    await night(company, "2026-12-01")

    assert await _proposals(company) == []
    assert await told(company, "target_proposal") == []


async def test_who_is_confirmed_meanwhile_is_proposed_nothing(company: Store) -> None:
    await take_in(company, *SOLD, an_event("c", "employee.confirmed", {"employee_id": "A001"}))

    await night(company, "2026-11-25")

    assert await _proposals(company) == []


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_card_says_by_which_day_it_was_judged(company: Store, language: str) -> None:
    await take_in(company, *SOLD)
    await night(company, "2026-11-23")
    [(facts,)] = await answers(company, "SELECT facts FROM notice WHERE kind = 'target_proposal'")

    card = KINDS[NoticeKind.TARGET_PROPOSAL].card(str(facts), Reader(language=language))

    said = "(按11月17日的数据)" if language == "zh" else "(by the figures of 17 Nov)"
    assert said in card.as_text()


@pytest.mark.parametrize(
    ("made", "reminded", "handed"),
    [
        pytest.param("2026-11-17", "2026-11-18", "2026-11-19", id="on a Tuesday"),
        pytest.param("2026-11-13", "2026-11-16", "2026-11-17", id="on a Friday"),
        pytest.param("2026-11-14", "2026-11-17", "2026-11-18", id="on a Saturday"),
        pytest.param("2026-11-15", "2026-11-17", "2026-11-18", id="on a Sunday"),
    ],
)
async def test_a_manager_has_a_whole_workday_before_she_is_reminded(
    store: Store, made: str, reminded: str, handed: str
) -> None:
    """What is proposed on a day off reaches her on Monday; Monday is the day to answer."""
    await a_company(store)
    first = date.fromisoformat(made)
    await night(store, str(first - timedelta(days=1)))
    await take_in(
        store,
        *(sold(f"B{n}", str(first - timedelta(days=15 - n))) for n in range(4)),
        *(sold(f"L{n}", str(first - timedelta(days=3)), "5000.00") for n in range(2)),
    )

    for n in range(6):
        await night(store, str(first + timedelta(days=n)))

    found = await answers(store, "SELECT kind, at FROM target_word ORDER BY at")
    days = [(str(kind), str(local_day(_moment(at), "Asia/Shanghai"))) for kind, at in found]
    assert days == [("reminded", reminded), ("handed_to_hr", handed)]


def _moment(stored: object) -> datetime:
    """Read a time past the store: text without a zone on SQLite, aware on PostgreSQL."""
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
