"""Habits at, just under and just over their mark, and what is not judged (RULES rows 2 to 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.errors import Invalid
from rules.hiring import FIVE, Scale
from rules.hiring_habit import (
    Habit,
    Metric,
    NoJudgement,
    Reading,
    a_week,
    counted,
    customers_per_day,
    deal_cycle_days,
    first_reports,
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
        pytest.param(["4.49", "4.49", "4.49"], False, id="three at 4.49"),
        pytest.param(["4", "4.5", "5"], True, id="in halves, at 4.5"),
        pytest.param(["4", "4.5", "4.5"], False, id="in halves, just under"),
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


@pytest.mark.parametrize(
    ("customer", "saved", "first"),
    [
        pytest.param(" 华星 ", 8, 8, id="the same customer, blanks apart"),
        pytest.param("HARBOR", 8, None, id="another customer"),
        pytest.param("", 8, None, id="a report of nobody"),
    ],
)
def test_a_report_is_of_the_deals_customer(customer: str, saved: int, first: int | None) -> None:
    closed = datetime(2026, 11, 10, 10, tzinfo=UTC)

    found = first_reports(
        [("华星", closed)],
        [(customer, closed.replace(hour=saved)), (customer, closed.replace(hour=9))],
    )

    assert found == [(closed, None if first is None else closed.replace(hour=first))]


def test_a_deal_without_a_customer_has_no_report() -> None:
    closed = datetime(2026, 11, 10, 10, tzinfo=UTC)

    assert first_reports([("", closed)], [("", closed)]) == [(closed, None)]


@pytest.mark.parametrize(
    ("amount", "workdays", "figure"),
    [
        pytest.param(36, 9, "20.00", id="nine days of a fortnight"),
        pytest.param(12, 5, "12.00", id="a full week"),
        pytest.param(0, 5, "0.00", id="zero is a figure"),
        pytest.param(1, 3, "1.67", id="half-up"),
        pytest.param(5, 0, None, id="no workday"),
    ],
)
def test_an_amount_is_turned_into_a_full_week(
    amount: int, workdays: int, figure: str | None
) -> None:
    assert a_week(amount, workdays, Fraction(5)) == (None if figure is None else Decimal(figure))


@pytest.mark.parametrize(
    ("opened", "mean"),
    [
        pytest.param((10, 8), "1.00", id="no day and two days"),
        pytest.param((None, 8), "2.00", id="one says no opening"),
        pytest.param((None, None), None, id="none says one"),
        pytest.param((11, 8), "2.00", id="opened after its close: a slip"),
    ],
)
def test_a_deal_cycle_is_of_deals_that_say_both(
    opened: tuple[int | None, ...], mean: str | None
) -> None:
    closed = datetime(2026, 11, 10, tzinfo=UTC)

    found = deal_cycle_days(
        [(None if day is None else closed.replace(day=day), closed) for day in opened]
    )

    assert found == (None if mean is None else Decimal(mean))


def test_who_is_not_judged_is_in_neither_figure_of_a_count() -> None:
    kept = Habit(value=Decimal(12), needed=Decimal(12))
    missed = Habit(value=Decimal("11.99"), needed=Decimal(12))
    unknown = Habit(value=None, needed=Decimal(12), why=NoJudgement.NOT_MEASURED)

    found = counted("touches", Decimal(12), [kept, missed, unknown])

    assert (found.kept, found.judged, found.unknown) == (1, 2, 1)
