"""Habits at, just under and just over their mark, and what is not judged (RULES rows 2 to 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from rules.errors import Invalid
from rules.hiring import FIVE, Scale
from rules.hiring_habit import (
    Metric,
    NoJudgement,
    Reading,
    customers_per_day,
    follow_ups,
    listening,
    reviews_before_closing,
)
from rules.workdays import Workdays

_MONDAY = date(2026, 11, 2)
_WEEKDAYS = [_MONDAY + timedelta(days=n) for n in range(5)]


def _touches(value: str) -> Reading:
    return Reading(metric=Metric.TOUCHES_PER_WEEK, value=Decimal(value))


@pytest.mark.parametrize(
    ("days_off", "touches", "is_kept"),
    [
        pytest.param(0, "11.99", False, id="just under 12"),
        pytest.param(0, "12", True, id="at 12"),
        pytest.param(0, "12.01", True, id="just over 12"),
        pytest.param(0, "0", False, id="zero is a figure"),
        pytest.param(2, "7.19", False, id="three days: just under 7.2"),
        pytest.param(2, "7.20", True, id="three days: at 7.2"),
        pytest.param(2, "7.195", True, id="shown as 7.20"),
        pytest.param(4, "2.40", True, id="one day"),
        pytest.param(5, "0", None, id="no workday: not judged"),
    ],
)
def test_follow_ups_are_pro_rated_by_workdays(
    days_off: int,
    touches: str,
    is_kept: bool | None,  # noqa: FBT001 - a table's column
) -> None:
    hers = Workdays(off=frozenset(_WEEKDAYS[:days_off]))

    assert follow_ups(_touches(touches), _MONDAY, hers).is_kept is is_kept


def test_follow_ups_that_nobody_measured_are_not_zero() -> None:
    found = follow_ups(None, _MONDAY, Workdays())

    assert (found.is_kept, found.why) == (None, NoJudgement.NOT_MEASURED)


def test_customers_a_day_are_never_taken_for_touches() -> None:
    reading = customers_per_day([(_MONDAY, "华星"), (_MONDAY, "远景"), (_MONDAY, "华星")], 1)

    assert reading == Reading(metric=Metric.CUSTOMERS_PER_DAY, value=Decimal("2.00"))
    with pytest.raises(Invalid, match="customers_per_day"):
        follow_ups(reading, _MONDAY, Workdays())
    with pytest.raises(Invalid, match="not one measure"):
        _ = reading + _touches("12")


def test_a_day_without_work_has_no_customers_a_day() -> None:
    assert customers_per_day([], 0) is None


@pytest.mark.parametrize(
    ("ratings", "is_kept"),
    [
        pytest.param([], None, id="none"),
        pytest.param(["5", "5"], None, id="two are too few"),
        pytest.param(["4.5", "4.5", "4.5"], True, id="three at 4.5"),
        pytest.param(["4.49", "4.5", "4.5"], True, id="mean 4.4967 is shown as 4.50"),
        pytest.param(["4.48", "4.5", "4.5"], False, id="mean 4.4933 is 4.49"),
        pytest.param(["4.51", "4.5", "4.5"], True, id="just over"),
        pytest.param(["0", "0", "0"], False, id="zero is a rating"),
    ],
)
def test_listening_needs_three_ratings(
    ratings: list[str],
    is_kept: bool | None,  # noqa: FBT001 - a table's column
) -> None:
    rated = [(_MONDAY, Decimal(one), FIVE) for one in ratings]

    assert listening(rated, _MONDAY).is_kept is is_kept


@pytest.mark.parametrize(
    ("days_ago", "counted"),
    [(0, 3), (89, 3), (90, 2), (-1, 2)],
    ids=["today", "the 90th day", "a day too old", "tomorrow"],
)
def test_listening_reads_ninety_days(days_ago: int, counted: int) -> None:
    old = (_MONDAY - timedelta(days=days_ago), Decimal(5), FIVE)

    assert listening([old, *[(_MONDAY, Decimal(5), FIVE)] * 2], _MONDAY).of == counted


def test_a_rating_of_another_scale_is_not_mixed_in() -> None:
    ten = (_MONDAY, Decimal(9), Scale(high=Decimal(10)))

    found = listening([ten, *[(_MONDAY, Decimal(5), FIVE)] * 2], _MONDAY)

    assert (found.of, found.why) == (2, NoJudgement.FEW_RATINGS)


_CLOSED = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reports", "is_kept"),
    [
        pytest.param([], None, id="0 of 0 is no data"),
        pytest.param([-1], True, id="a second before"),
        pytest.param([0], False, id="at the same instant"),
        pytest.param([1], False, id="after"),
        pytest.param([None], False, id="none"),
        pytest.param([-1, -1, None], False, id="two of three"),
        pytest.param([-1, -60], True, id="all"),
    ],
)
def test_a_review_report_predates_the_close(
    reports: list[int | None],
    is_kept: bool | None,  # noqa: FBT001 - a table's column
) -> None:
    deals = [
        (_CLOSED, None if late is None else _CLOSED + timedelta(seconds=late)) for late in reports
    ]

    assert reviews_before_closing(deals).is_kept is is_kept


def test_one_missing_report_of_very_many_is_still_missing() -> None:
    kept = (_CLOSED, _CLOSED - timedelta(hours=1))

    found = reviews_before_closing([*[kept] * 99_999, (_CLOSED, None)])

    assert (found.value, found.is_kept) == (Decimal("99.99"), False)
