"""Whom a threshold of RULES would have flagged: at it, just under, just over, and not known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.backtest import RULES, BackTest, Reading, Rule, SeenWeek, backtest, weekly
from rules.backtest_rows import WHY_NOT, rule_of
from rules.errors import Invalid

_MONDAY = date(2026, 11, 2)


def _weeks(
    *completion: float | None,
    ratings: tuple[float | None, ...] = (),
    deals: tuple[float | None, ...] = (),
    person: int = 1,
) -> list[SeenWeek]:
    many = max(len(completion), len(ratings), len(deals))
    columns = [(*some, *[None] * (many - len(some))) for some in (completion, ratings, deals)]
    return [
        SeenWeek(
            person_id=person, week=_MONDAY + timedelta(weeks=n), completion=columns[0][n],
            rating=columns[1][n], deals=columns[2][n],
        )
        for n in range(many)
    ]  # fmt: skip


def _try(rule: Rule, threshold: str, weeks: list[SeenWeek]) -> BackTest:
    return backtest(
        rule, Decimal(threshold), weekly(rule, Decimal(threshold), weeks),
        start=_MONDAY, end=_MONDAY + timedelta(weeks=9), has_stayed={1: False, 2: True, 3: None},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("completion", "flagged", "judged"),
    [
        pytest.param(0.75, 0, 1, id="at the threshold"),
        pytest.param(0.7499, 1, 1, id="just under it"),
        pytest.param(0.749951, 0, 1, id="rounded to two places, it is at it"),
        pytest.param(0.7501, 0, 1, id="just over it"),
        pytest.param(0.0, 1, 1, id="none completed"),
        pytest.param(None, 0, 0, id="nothing due"),
    ],
)
def test_training_is_flagged_strictly_under(
    completion: float | None, flagged: int, judged: int
) -> None:
    found = _try(Rule.TRAINING_DUE, "75", _weeks(completion))

    assert (len(found.flagged), found.judged) == (flagged, judged)


@pytest.mark.parametrize(
    ("ratings", "flagged", "judged"),
    [
        pytest.param((6.0, 6.0), 0, 0, id="two ratings say nothing"),
        pytest.param((7.0, 7.0, 7.0), 0, 1, id="a mean of seven"),
        pytest.param((7.0, 7.0, 6.5), 1, 1, id="a mean just under"),
        pytest.param((9.0, 9.0, 9.0, 9.0, 1.0), 0, 1, id="the last four make seven"),
        pytest.param((9.0, 9.0, 9.0, 8.9, 1.0), 1, 1, id="the last four make less"),
        pytest.param((6.0, 6.0, None, None, None, None, 6.0), 1, 1, id="gaps do not count"),
    ],
)
def test_a_pairing_is_flagged_by_the_mean_of_three_ratings(
    ratings: tuple[float | None, ...], flagged: int, judged: int
) -> None:
    found = _try(Rule.MENTOR_SCORE, "7", _weeks(ratings=ratings))

    assert (len(found.flagged), found.judged) == (flagged, judged)


@pytest.mark.parametrize(
    ("deals", "threshold", "flagged"),
    [
        pytest.param((0.0, 0.0, 0.0), "2", 1, id="zero to zero is no growth"),
        pytest.param((2.0, 1.0, 2.0), "2", 0, id="one growth"),
        pytest.param((2.0, 2.0), "2", 0, id="too few weeks"),
        pytest.param((3.0, 2.0, 1.0), "3", 0, id="three weeks are asked for"),
        pytest.param((3.0, 3.0, 2.0, 1.0), "3", 1, id="three weeks without growth"),
    ],
)
def test_weeks_without_growth_are_counted(
    deals: tuple[float, ...], threshold: str, flagged: int
) -> None:
    assert len(_try(Rule.STALLED_WEEKS, threshold, _weeks(deals=deals)).flagged) == flagged


def test_of_the_flagged_the_ends_that_are_known_are_counted() -> None:
    weeks = [each for person in (1, 2, 3) for each in _weeks(0.5, person=person)]

    found = _try(Rule.TRAINING_DUE, "75", weeks)

    assert (found.flagged, found.ended, found.left) == ((1, 2, 3), 2, 1)


def test_weeks_outside_of_the_range_are_looked_back_on_and_not_judged() -> None:
    weeks = _weeks(deals=(0.0, 0.0, 0.0))

    found = backtest(
        Rule.STALLED_WEEKS, Decimal(2), weekly(Rule.STALLED_WEEKS, Decimal(2), weeks),
        start=_MONDAY + timedelta(weeks=2),
        end=_MONDAY + timedelta(weeks=3), has_stayed={},
    )  # fmt: skip

    assert found.flagged == (1,)


@pytest.mark.parametrize(
    ("rule", "at", "inside"),
    [
        pytest.param(Rule.TOUCHES_PER_WEEK, "12", "11.99", id="row 2: under 12"),
        pytest.param(Rule.REVIEWS_BEFORE_CLOSING, "100", "99.99", id="row 4: under 100 %"),
        pytest.param(Rule.MATCH_LOW, "60", "59.99", id="row 6: under 60"),
        pytest.param(Rule.MATCH_KEY, "80", "80.01", id="row 6: over 80"),
        pytest.param(Rule.MATCH_WEIGHT, "70", "69.99", id="row 6: under 70 % of the weight"),
        pytest.param(Rule.PASS_MARK, "70", "69.99", id="row 8: under the mark"),
        pytest.param(Rule.MENTOR_SCORE, "7", "6.99", id="row 11 and 19: under 7"),
        pytest.param(Rule.MENTOR_SINGLE, "4", "3", id="row 11: 3 or less"),
        pytest.param(Rule.DEALS_A_MONTH, "3", "2", id="row 13: under 3"),
        pytest.param(Rule.SKILL_GROWTH, "10", "10.01", id="row 14: over 10 %"),
        pytest.param(Rule.RESULTS_GROWTH, "5", "5.01", id="row 15: over 5 %"),
        pytest.param(Rule.TRAINING_DUE, "80", "79.99", id="row 18: under 80 %"),
        pytest.param(Rule.STALLED_WEEKS, "1", "2", id="row 20: two weeks or more"),
        pytest.param(Rule.SIGNALS, "1", "2", id="row 21: two signals or more"),
    ],
)
def test_each_rule_is_as_strict_as_its_row(rule: Rule, at: str, inside: str) -> None:
    ruled = RULES[rule]

    assert not ruled.flags(Decimal(at), ruled.present)
    assert ruled.flags(Decimal(inside), ruled.present)


def test_every_rule_has_its_row() -> None:
    assert set(RULES) == set(Rule)


def test_a_reading_that_is_missing_is_neither_flagged_nor_judged() -> None:
    readings = [
        Reading(who=1, on=_MONDAY, value=None),
        Reading(who=2, on=_MONDAY, value=Decimal(5)),
    ]

    found = backtest(
        Rule.TOUCHES_PER_WEEK, Decimal(12), readings, start=_MONDAY,
        end=_MONDAY + timedelta(weeks=1), has_stayed={},
    )  # fmt: skip

    assert (found.flagged, found.judged) == ((2,), 1)


@pytest.mark.parametrize(
    ("completion", "rating", "deals", "signals"),
    [
        pytest.param(0.7, 6.0, 1.0, {1, 2, 3}, id="all three are on"),
        pytest.param(0.9, 6.0, 1.0, {1, 2}, id="two"),
        pytest.param(None, None, 1.0, {1}, id="what is not known is not on"),
        pytest.param(0.9, 8.0, None, set(), id="none"),
    ],
)
def test_signals_are_counted_together(
    completion: float | None, rating: float | None, deals: float | None, signals: set[int]
) -> None:
    weeks = _weeks(*[completion] * 3, ratings=(rating,) * 3, deals=(deals,) * 3)

    flagged = {n for n in (1, 2, 3) if _try(Rule.SIGNALS, str(n), weeks).flagged == (1,)}

    assert flagged == signals


def test_every_row_of_rules_is_tried_or_says_why_not() -> None:
    tried = {row for one in RULES.values() for row in one.row.split(", ")}

    assert tried | set(WHY_NOT) == {str(row) for row in range(1, 29)}
    assert not tried & set(WHY_NOT)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        pytest.param("match_low", Rule.MATCH_LOW, id="a name"),
        pytest.param("9", Rule.OVERDUE_REMINDERS, id="a row with one rule"),
        pytest.param("row 19", Rule.MENTOR_SCORE, id="a row that shares a rule"),
    ],
)
def test_a_rule_is_known_by_name_or_row(said: str, rule: Rule) -> None:
    assert rule_of(said) is rule


@pytest.mark.parametrize("said", ["25", "6", "29", "", "row", "match"])
def test_what_is_no_one_rule_is_refused(said: str) -> None:
    with pytest.raises(Invalid):
        rule_of(said)
