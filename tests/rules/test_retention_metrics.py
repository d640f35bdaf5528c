from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.logistic import fit_map, logistic
from rules.retention_metrics import (
    auc,
    average_precision,
    by_person,
    calibration,
    calibration_error,
    evidence,
    reliability,
    spread_of_months,
    wilson,
    worth_of_a_month,
)

_LEFT = np.array([False, False, True, True])


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        pytest.param([1, 2, 3, 4], 1.0, id="all-above"),
        pytest.param([4, 3, 2, 1], 0.0, id="all-below"),
        pytest.param([1, 1, 1, 1], 0.5, id="ties-count-half"),
        pytest.param([0.1, 0.4, 0.35, 0.8], 0.75, id="textbook"),
        pytest.param([1, 2, 2, 3], 0.875, id="one-tie"),
    ],
)
def test_auc_is_the_share_of_pairs_in_order(score: list[float], expected: float) -> None:
    assert auc(_LEFT, np.array(score, dtype=float)) == pytest.approx(expected)


def test_auc_of_stayers_alone_is_not_a_number() -> None:
    assert np.isnan(auc(np.zeros(3, dtype=bool), np.arange(3.0)))


def test_average_precision_is_that_of_the_textbook() -> None:
    assert average_precision(_LEFT, np.array([0.1, 0.4, 0.35, 0.8])) == pytest.approx(5 / 6)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=40))
def test_auc_equals_the_count_of_all_pairs(rows: list[tuple[bool, int]]) -> None:
    left = np.array([one for one, _ in rows])
    score = np.array([float(one) for _, one in rows])
    pairs = [(a > b) + 0.5 * (a == b) for a in score[left].tolist() for b in score[~left].tolist()]

    expected = np.mean(pairs) if pairs else float("nan")

    assert auc(left, score) == pytest.approx(expected, nan_ok=True)


def test_a_right_risk_has_slope_one_and_a_doubled_logit_one_half() -> None:
    draw = np.random.default_rng(1)
    z = draw.normal(-1, 1, 100_000)
    left = draw.random(len(z)) < logistic(z)

    right, bent = calibration(left, logistic(z)), calibration(left, logistic(2 * z))

    assert right == pytest.approx((1.0, 0.0), abs=0.03)
    assert bent[0] == pytest.approx(0.5, abs=0.02)


def test_calibration_error_is_the_gap_by_groups_of_equal_size() -> None:
    left = np.array([False, True] * 10)
    risk = np.full(20, 0.8)

    assert calibration_error(left, risk) == pytest.approx(0.3)
    assert sum(one.rows for one in reliability(left, risk)) == 20


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        pytest.param(85, 100, 0.767, 0.907, id="85-of-100"),
        pytest.param(340, 400, 0.812, 0.882, id="340-of-400"),
        pytest.param(27, 30, 0.744, 0.965, id="27-of-30"),
        pytest.param(0, 0, 0.0, 1.0, id="nobody"),
    ],
)
def test_wilson_is_that_of_the_handbook(hits: int, of: int, low: float, high: float) -> None:
    found = wilson(hits, of)

    assert (found.low, found.high) == pytest.approx((low, high), abs=0.001)


def test_many_rows_of_few_people_leave_a_wide_interval() -> None:
    draw = np.random.default_rng(2)
    person = np.repeat(np.arange(20), 50)
    left, score = (person % 2 == 0), np.repeat(draw.normal(size=20), 50)
    rows = np.arange(len(person))

    def figure(weight: np.ndarray) -> float:
        return float(np.average(score * left, weights=weight))

    people = by_person(figure, person, draws=200, seed=1)
    each = by_person(figure, rows, draws=200, seed=1)

    assert people.high - people.low > 3 * (each.high - each.low)


def test_a_fit_without_prior_finds_what_made_the_rows() -> None:
    draw = np.random.default_rng(3)
    rows = np.column_stack([np.ones(50_000), draw.normal(size=(50_000, 2))])
    left = (draw.random(50_000) < logistic(rows @ np.array([-1.0, 0.5, -2.0]))).astype(float)

    found = fit_map(rows, left, prior=np.zeros(3), precision=np.zeros(3))

    assert found == pytest.approx([-1.0, 0.5, -2.0], abs=0.06)


def test_without_rows_the_prior_speaks_and_with_many_it_is_forgotten() -> None:
    draw = np.random.default_rng(4)
    rows = draw.normal(size=(20_000, 1))
    left = (draw.random(20_000) < logistic(rows[:, 0] * -1.0)).astype(float)
    prior, precision = np.array([2.0]), np.array([4.0])

    none = fit_map(rows[:0], left[:0], prior=prior, precision=precision)
    few = fit_map(rows[:20], left[:20], prior=prior, precision=precision)
    many = fit_map(rows, left, prior=prior, precision=precision)

    assert none == pytest.approx([2.0])
    assert many[0] == pytest.approx(-1.0, abs=0.05)
    assert many[0] < few[0] < none[0]


def test_separable_rows_settle_under_a_prior() -> None:
    rows = np.array([[-1.0], [1.0]])

    found = fit_map(rows, np.array([0.0, 1.0]), prior=np.zeros(1), precision=np.ones(1))

    assert 0 < found[0] < 5


@pytest.mark.parametrize(
    ("hit", "person", "worth"),
    [
        pytest.param([], [], 0, id="nobody"),
        pytest.param([1, 0, 1, 0], [1, 2, 3, 4], 3, id="one-row-each"),
        pytest.param([1, 1, 0, 0, 1, 1, 0, 0], [1, 1, 2, 2, 3, 3, 4, 4], 3, id="rows-that-repeat"),
        pytest.param([0, 0, 0, 0], [1, 1, 2, 2], 2, id="all-alike-are-persons"),
        pytest.param([1, 0], [1, 1], 1, id="one-person"),
        pytest.param([1, 0, 0, 1, 0, 0], [1, 1, 1, 2, 2, 2], 2, id="persons-alike"),
    ],
)
def test_rows_of_one_person_are_worth_less_than_rows_of_many(
    hit: list[int], person: list[int], worth: float
) -> None:
    found = evidence(np.array(hit, dtype=bool), np.array(person, dtype=np.int64))

    assert found == pytest.approx(worth)


def _months(shares: list[float], people: int) -> tuple[np.ndarray, ...]:
    """Give so many people a month, a row each, of whom such shares left; all at one risk."""
    hit = np.concatenate([np.arange(people) < round(share * people) for share in shares])
    risk = np.full(len(hit), np.mean(shares))
    return hit, risk, np.arange(len(hit)), np.repeat(np.arange(len(shares)), people)


def test_months_that_differ_no_more_than_people_do_have_no_spread() -> None:
    assert spread_of_months(*_months([0.3, 0.32, 0.28, 0.3], 100)) == 0


@pytest.mark.parametrize("people", [200, 2_000, 20_000])
def test_more_people_make_no_month_to_come_more_certain(people: int) -> None:
    hit, risk, person, month = _months([0.1, 0.3, 0.2, 0.4, 0.25, 0.35], people)
    spread = spread_of_months(hit, risk, person, month)

    worth = worth_of_a_month(float(hit.mean()), evidence(hit, person), spread)
    share = wilson(hit.mean() * worth, worth)

    # Months lie about .11 from their mean: twice that on either side.
    assert share.low < 0.13
    assert 0.45 < share.high < 0.6
    assert evidence(hit, person) > 20 * worth


def test_four_rows_of_one_person_make_no_month_more_certain_than_she_does() -> None:
    hit, risk, person, month = _months([0.1, 0.16, 0.1, 0.2], 150)
    four = [np.repeat(one, 4) for one in (hit, risk, person, month)]

    assert spread_of_months(*four) == pytest.approx(
        spread_of_months(hit, risk, person, month), abs=1e-3
    )


@pytest.mark.parametrize("many", [0, 1, 2])
def test_of_two_months_nothing_is_known_of_how_far_months_differ(many: int) -> None:
    hit, risk, person, month = _months([0.1, 0.5, 0.9], 100)
    few = month < many

    assert spread_of_months(hit[few], risk[few], person[few], month[few]) == 0


@pytest.mark.parametrize(("share", "worth"), [(0.0, 50.0), (1.0, 50.0), (0.3, 0.0)])
def test_where_nothing_varies_a_month_is_worth_what_persons_are(share: float, worth: float) -> None:
    assert worth_of_a_month(share, worth, 0.5) == worth
