"""Touches are one per customer per day, by a person; talk that nobody measured is not none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from rules.activity import Activity, ActivityKind, is_reported, talk_minutes, touches
from rules.periods import week_of


def _one(
    day: int = 24,
    customer: str = "华星",
    *,
    kind: ActivityKind = ActivityKind.CALL,
    count: int = 1,
    minutes: int | None = None,
    is_automatic: bool = False,
) -> Activity:
    return Activity(
        source="crm",
        key="k",
        person_id=1,
        day=date(2026, 11, day),
        kind=kind,
        customer=customer,
        count=count,
        minutes=minutes,
        is_automatic=is_automatic,
        known_at=datetime(2026, 11, 24, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("activities", "expected"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([_one()], 1, id="one"),
        pytest.param([_one(), _one(kind=ActivityKind.VISIT)], 1, id="one customer, one day"),
        pytest.param([_one(customer="ACME"), _one(customer="Acme")], 1, id="capitals aside"),
        pytest.param([_one(), _one(25)], 2, id="two days"),
        pytest.param([_one(), _one(customer="远山")], 2, id="two customers"),
        pytest.param([_one(customer="", count=12), _one()], 13, id="counted, and one by name"),
        pytest.param([_one(customer="", count=0)], 0, id="counted as none"),
        pytest.param([_one(is_automatic=True)], 0, id="a machine's"),
        pytest.param([_one(is_automatic=True), _one()], 1, id="a machine's, and hers"),
    ],
)
def test_touches(activities: list[Activity], expected: int) -> None:
    assert touches(activities) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [([], None), ([None], None), ([0], 0), ([12, None, 30], 42)],
    ids=["nothing", "not measured", "measured as none", "some measured"],
)
def test_talk_minutes(minutes: list[int | None], expected: int | None) -> None:
    assert talk_minutes([_one(minutes=one) for one in minutes]) == expected


@pytest.mark.parametrize(
    ("activities", "of_team", "expected"),
    [
        pytest.param([], False, False, id="nobody"),
        pytest.param([], True, True, id="her team"),
        pytest.param([_one(23)], False, True, id="she on its Monday"),
        pytest.param([_one(29)], False, True, id="she on its Sunday"),
        pytest.param([_one(22)], False, False, id="she the day before"),
        pytest.param([_one(30)], False, False, id="she the day after"),
        pytest.param([_one(is_automatic=True)], False, False, id="a machine"),
    ],
)
def test_a_week_without_touches_is_a_nought_where_her_team_reports(
    activities: list[Activity], *, of_team: bool, expected: bool
) -> None:
    week = week_of(date(2026, 11, 24))

    assert is_reported(activities, week, of_team=of_team) is expected
