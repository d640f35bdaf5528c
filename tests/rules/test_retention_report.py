"""RULES row 24: of whom a share is told, and from where on the curve says nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.retention_report import report, view
from rules.retention_stay import Stay
from rules.retention_view import RetentionView

_HIRED, _ENDS, _TODAY = date(2025, 1, 6), date(2025, 7, 5), date(2026, 3, 1)


def _stays(many: int, *, left: int = 0, week: int = 8, hired: date = _HIRED) -> list[Stay]:
    gone = hired + timedelta(weeks=week)
    return [
        Stay(
            hired_on=hired,
            ends_on=hired + (_ENDS - _HIRED),
            confirmed=n >= left,
            resigned=gone if n < left else None,
        )
        for n in range(many)
    ]


def _seen(stays: list[Stay]) -> RetentionView:
    return view(report(stays, today=_TODAY), is_team=False)


@pytest.mark.parametrize(("many", "is_told"), [(1, False), (9, False), (10, True), (11, True)])
def test_under_ten_hired_give_counts_and_no_share(many: int, *, is_told: bool) -> None:
    [month] = _seen(_stays(many, left=1)).cohorts

    assert (month.hired, month.resigned) == (many, 1)
    assert (month.retention is not None, month.is_too_few) == (is_told, not is_told)


def test_a_month_that_still_runs_is_not_too_few() -> None:
    runs = Stay(hired_on=date(2026, 2, 2), ends_on=date(2026, 8, 2), confirmed=False)

    [month] = _seen([runs]).cohorts

    assert (month.running, month.is_too_few) == (1, False)


@pytest.mark.parametrize(("late", "is_told"), [(9, False), (10, True), (11, True)])
def test_the_curve_ends_where_under_ten_were_still_there(late: int, *, is_told: bool) -> None:
    """Twelve leave in week 4; of those who are left one leaves in week 8."""
    found = _seen(_stays(12, left=12, week=4) + _stays(late, left=1))

    assert [one.week for one in found.curve] == [4, 8]
    assert (found.curve[1].share is not None) is is_told
    assert found.told[-1][0].week == (8 if is_told else 4)


def test_who_resigned_is_counted_up_to_the_week_of_the_last_share() -> None:
    found = _seen(_stays(12, left=12, week=4) + _stays(9, left=9))

    last, share = found.told[-1]

    assert last.week == 4
    assert found.resigned + found.dismissed + share.value == pytest.approx(1000, abs=1)
    assert found.resigned == pytest.approx(571, abs=1)


def test_of_nobody_nothing_is_told() -> None:
    found = _seen([])

    assert (found.cohorts, found.curve, found.told, found.resigned) == ((), (), (), 0)
