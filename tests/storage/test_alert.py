"""One open alert per rep, whoever opens it; nights kept once; words kept once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.alert import AlertWord, Closed, WordKind
from rules.probation_record import FactKind, ProbationFact
from rules.risk import Assessment, Level, Signal, SignalKind
from storage.alert import Finding
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in

_NIGHT = date(2026, 11, 24)
_SIGNALS = (
    Signal(kind=SignalKind.TRAINING, is_on=True, part=7, whole=10, percent="70.00"),
    Signal(kind=SignalKind.MENTOR, is_on=None, why="few_ratings"),
    Signal(kind=SignalKind.STALLED, is_on=True, counts=(1, 0, 0), weeks=("2026-11-02",)),
)
_AMBER = Assessment(
    person_id=1, week=date(2026, 11, 16), level=Level.AMBER, signals=_SIGNALS, policy_version="1"
)


@pytest.fixture
async def staffed(store: Store) -> Store:
    """Rep 1 with manager 2, and a rep 3 whose time is unknown."""
    await given_plan(store)
    await take_in(
        store,
        a_hire("A001", manager="A002", hired_on="2026-09-28", probation_ends_on="2027-03-27"),
        a_hire("A002", roles=["manager"]),
        a_hire("A003"),
    )
    return store


async def _add(store: Store, *found: Assessment, night: date = _NIGHT) -> list[int]:
    async with store.begin() as uow:
        return await uow.risks.add(found, night=night, at=AT)


async def _open(store: Store, *, at: datetime = AT) -> bool:
    async with store.begin() as uow:
        kept = (await uow.risks.newest([1]))[1]
        finding = Finding(assessment_id=kept.id, found=kept.found, owner_id=2, at=at)
        return await uow.alerts.open(finding)


async def test_an_assessment_comes_back_as_it_was_kept(staffed: Store) -> None:
    await _add(staffed, _AMBER)

    async with staffed.read() as uow:
        assert (await uow.risks.newest([1, 3]))[1].found == _AMBER


async def test_the_same_night_gives_the_same_and_the_next_nothing(staffed: Store) -> None:
    first = await _add(staffed, _AMBER)
    again = await _add(staffed, _AMBER)
    next_night = await _add(staffed, _AMBER, night=_NIGHT + timedelta(days=1))

    assert (first, again, next_night) == ([1], [1], [])


async def test_the_same_signals_of_a_new_week_are_kept_and_are_no_change(staffed: Store) -> None:
    await _add(staffed, _AMBER)
    later = replace(_AMBER, week=date(2026, 11, 23))

    changed = await _add(staffed, later, night=_NIGHT + timedelta(days=7))

    assert changed == []
    async with staffed.read() as uow:
        assert await uow.risks.history(1) == (2, AT)


async def test_other_signals_at_the_same_level_are_a_change(staffed: Store) -> None:
    await _add(staffed, _AMBER)
    mentor = replace(_SIGNALS[1], is_on=True, why="", mean="6.00", ratings=3)
    other = replace(_AMBER, signals=(replace(_SIGNALS[0], is_on=False), mentor, _SIGNALS[2]))

    assert await _add(staffed, other, night=_NIGHT + timedelta(days=1)) == [1]


async def test_two_who_open_at_once_open_one(staffed: Store) -> None:
    await _add(staffed, _AMBER)

    opened = await asyncio.gather(*(_open(staffed) for _ in range(5)))

    assert sorted(opened) == [False] * 4 + [True]


async def test_after_it_is_closed_another_may_be_opened(staffed: Store) -> None:
    await _add(staffed, _AMBER)
    await _open(staffed)
    async with staffed.begin() as uow:
        await uow.alerts.close(1, Closed.SETTLED, at=AT)

    assert await _open(staffed) is True


#: Before dawn of the 24th in Shanghai, as the night closes an alert; by UTC it is the 23rd still.
_DAWN = datetime(2026, 11, 23, 21, 38, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closed_at", "zone", "since", "days"),
    [
        pytest.param(AT, "Asia/Shanghai", _NIGHT, [_NIGHT], id="closed on that day"),
        pytest.param(AT, "Asia/Shanghai", date(2026, 11, 25), [], id="closed the day before"),
        pytest.param(_DAWN, "Asia/Shanghai", _NIGHT, [_NIGHT], id="before dawn is her new day"),
        pytest.param(_DAWN, "Europe/Berlin", _NIGHT, [], id="the evening before where she is"),
    ],
)
async def test_the_days_on_which_alerts_were_open(
    staffed: Store, closed_at: datetime, zone: str, since: date, days: list[date]
) -> None:
    await _add(staffed, _AMBER)
    await _open(staffed, at=AT - timedelta(days=50))
    async with staffed.begin() as uow:
        await uow.alerts.close(1, Closed.FINE, at=closed_at)

    async with staffed.read() as uow:
        assert await uow.alerts.open_within(1, since, zone=zone) == days


async def test_a_first_alert_is_of_the_day_that_the_night_opened_it(staffed: Store) -> None:
    await _add(staffed, _AMBER)
    await _open(staffed, at=_DAWN)

    async with staffed.read() as uow:
        assert [one.opened_on for one in await uow.first_alerts.flagged()] == [_NIGHT]


async def test_an_alert_that_is_open_still_counts_on_any_day(staffed: Store) -> None:
    await _add(staffed, _AMBER)
    await _open(staffed, at=AT - timedelta(days=500))

    async with staffed.read() as uow:
        assert len(await uow.alerts.open_within(1, AT.date(), zone="Asia/Shanghai")) == 1


async def test_a_word_of_one_key_is_kept_once_and_what_was_told_is_no_news(
    staffed: Store,
) -> None:
    await _add(staffed, _AMBER)
    await _open(staffed)
    async with staffed.begin() as uow:
        before = await uow.alerts.untold(2, manager_number="A002")
        word = AlertWord(kind=WordKind.TOLD, news=1, at=AT, to=2, note="alert_list:2")
        said = [await uow.alerts.say(before[0], word, key="k") for _ in range(2)]
        after = await uow.alerts.untold(2, manager_number="A002")
        other = await uow.alerts.untold(2, manager_number="A009")

    assert said == [True, False]
    assert [len(one) for one in (before, after, other)] == [1, 0, 0]


@pytest.mark.parametrize(
    ("today", "found"),
    [
        pytest.param(date(2026, 9, 27), [], id="before her first day"),
        pytest.param(date(2026, 9, 28), [1], id="on it"),
        pytest.param(date(2027, 3, 27), [1], id="the last day of probation"),
        pytest.param(date(2027, 3, 28), [], id="the day after"),
    ],
)
async def test_who_is_new(staffed: Store, today: date, found: list[int]) -> None:
    async with staffed.read() as uow:
        assert await uow.risks.subjects(today, new_since=date(2026, 6, 1)) == found


@pytest.mark.parametrize("detail", ["confirmed", "ended"])
async def test_who_has_an_outcome_is_not_new(staffed: Store, detail: str) -> None:
    fact = ProbationFact(kind=FactKind.OUTCOME, on=_NIGHT, at=AT, detail=detail)
    async with staffed.begin() as uow:
        await uow.probations.add(1, fact, key="o")

    async with staffed.read() as uow:
        assert await uow.risks.subjects(_NIGHT, new_since=_NIGHT) == []
        assert await uow.risks.decided([1, 3]) == {1: detail}


async def test_the_newest_word_about_being_assessed_counts(staffed: Store) -> None:
    async with staffed.begin() as uow:
        await uow.risks.say(1, objects=True, at=AT, key="a")
        assert await uow.risks.say(1, objects=True, at=AT, key="a") is False
        assert await uow.risks.objects([1, 3]) == {1: AT}
        await uow.risks.say(1, objects=False, at=AT, key="b")

        assert await uow.risks.objects([1, 3]) == {}
