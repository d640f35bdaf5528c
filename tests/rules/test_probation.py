"""How long a probation may be, and when it can be ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from rules.errors import FootholdError
from rules.people import Engagement
from rules.probation import (
    Contract,
    Pause,
    PauseKind,
    Probation,
    add_months,
    check_probation,
    countdown,
    last_ending_day,
    last_lawful_day,
    longest_probation,
    reminder_due,
)
from rules.workdays import OfficialYear, Workdays

_HOLIDAY = Workdays(
    official={2026: OfficialYear(off=frozenset(date(2026, 10, n) for n in range(1, 8)))}
)
_CONTRACT = Contract(
    engagement=Engagement.EMPLOYEE, starts_on=date(2026, 9, 1), ends_on=date(2029, 8, 31)
)
_PROBATION = Probation(
    starts_on=date(2026, 9, 1),
    ends_on=date(2026, 11, 30),
    criteria_told_on=date(2026, 9, 1),
    criteria_signature="paper 17",
)


def _contract(ends_on: str | None, engagement: Engagement = Engagement.EMPLOYEE) -> Contract:
    return Contract(
        engagement=engagement,
        starts_on=date(2026, 1, 15),
        ends_on=None if ends_on is None else date.fromisoformat(ends_on),
    )


@pytest.mark.parametrize(
    ("contract", "months"),
    [
        pytest.param(_contract("2026-04-13"), 0, id="a day under three months"),
        pytest.param(_contract("2026-04-14"), 1, id="three months"),
        pytest.param(_contract("2027-01-13"), 1, id="a day under one year"),
        pytest.param(_contract("2027-01-14"), 2, id="one year"),
        pytest.param(_contract("2029-01-13"), 2, id="a day under three years"),
        pytest.param(_contract("2029-01-14"), 6, id="three years"),
        pytest.param(_contract(None), 6, id="open-ended"),
        pytest.param(_contract(None, Engagement.AGENT), 0, id="an agent"),
        pytest.param(_contract(None, Engagement.DISPATCH), 0, id="dispatched"),
        pytest.param(_contract(None, Engagement.INTERN), 0, id="an intern"),
        pytest.param(replace(_contract(None), had_probation=True), 0, id="a second time"),
    ],
)
def test_the_length_of_the_contract_limits_the_probation(contract: Contract, months: int) -> None:
    assert longest_probation(contract) == months


@pytest.mark.parametrize(
    ("ends_on", "allowed"),
    [("2026-01-14", False), ("2026-01-15", True), ("2026-03-14", True), ("2026-03-15", False)],
)
def test_a_last_day_beyond_the_law_is_refused(*, ends_on: str, allowed: bool) -> None:
    contract = _contract("2027-01-14")

    assert _is_allowed(lambda: check_probation(contract, date.fromisoformat(ends_on))) is allowed


def test_where_none_is_lawful_every_last_day_is_refused() -> None:
    contract = _contract(None, Engagement.AGENT)

    assert last_lawful_day(contract) is None
    assert not _is_allowed(lambda: check_probation(contract, date(2026, 1, 20)))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-31", 1, "2026-03-01"),
        ("2028-01-31", 1, "2028-03-01"),
        ("2026-08-31", 6, "2027-03-01"),
        ("2026-10-31", 1, "2026-12-01"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2024-02-29", 12, "2025-03-01"),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_end_of_the_month(
    day: str, months: int, later: str
) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(later)


@pytest.mark.parametrize(
    ("ends_on", "last"),
    [
        pytest.param("2026-11-30", "2026-11-30", id="a Monday"),
        pytest.param("2026-11-29", "2026-11-27", id="a Sunday: the Friday before"),
        pytest.param("2026-10-07", "2026-09-30", id="the end of the holiday week"),
    ],
)
def test_an_ending_is_delivered_on_a_workday_inside(ends_on: str, last: str) -> None:
    probation = replace(_PROBATION, ends_on=date.fromisoformat(ends_on))

    assert last_ending_day(probation, _HOLIDAY) == date.fromisoformat(last)


def test_the_countdown_has_half_time_and_15_7_and_3_days_before() -> None:
    days = [f"{day:%m-%d}" for day in countdown(_PROBATION, Workdays())]

    # 16 October is half time; 15 and 27 November are a Sunday and a Friday.
    assert days == ["10-16", "11-13", "11-23", "11-27"]


def test_a_short_probation_is_not_reminded_of_before_it_begins() -> None:
    probation = replace(_PROBATION, starts_on=date(2026, 11, 25))

    assert [f"{day:%m-%d}" for day in countdown(probation, Workdays())] == ["11-27"]


@pytest.mark.parametrize(
    ("today", "reminded_on", "due"),
    [
        pytest.param("2026-10-15", (), False, id="the day before half time"),
        pytest.param("2026-10-16", (), True, id="half time"),
        pytest.param("2026-10-20", (), True, id="late, after an outage"),
        pytest.param("2026-10-20", ("2026-10-20",), False, id="once"),
        pytest.param("2026-11-24", ("2026-10-16",), True, id="two missed, one reminder"),
        pytest.param("2026-11-30", ("2026-11-27",), False, id="all given"),
        pytest.param("2026-12-01", (), False, id="too late to end it"),
    ],
)
def test_when_a_reminder_is_due(*, today: str, reminded_on: tuple[str, ...], due: bool) -> None:
    probation = replace(
        _PROBATION, reminded_on=tuple(date.fromisoformat(day) for day in reminded_on)
    )

    assert reminder_due(probation, date.fromisoformat(today), Workdays()) is due


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "due"),
    [
        pytest.param("2026-10-16", None, False, id="it lasts"),
        pytest.param("2026-10-01", "2026-10-16", False, id="its last day"),
        pytest.param("2026-10-01", "2026-10-15", True, id="over since yesterday"),
        pytest.param("2026-10-17", None, True, id="from tomorrow"),
    ],
)
def test_a_pause_stops_the_countdown(*, starts_on: str, ends_on: str | None, due: bool) -> None:
    pause = Pause(
        kind=PauseKind.MEDICAL,
        starts_on=date.fromisoformat(starts_on),
        ends_on=None if ends_on is None else date.fromisoformat(ends_on),
    )
    probation = replace(_PROBATION, pauses=(pause,))

    assert reminder_due(probation, date(2026, 10, 16), Workdays()) is due


def _is_allowed(check: Callable[[], None]) -> bool:
    try:
        check()
    except FootholdError:
        return False
    return True
