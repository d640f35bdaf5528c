"""Against figures of Freireich's leukaemia trial (6-MP and placebo), printed in every textbook."""

from __future__ import annotations

import numpy as np
import pytest

from rules.survival import (
    at_risk,
    chi2_tail,
    cumulative_incidence,
    kaplan_meier,
    log_rank,
    share_at,
)

_TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
_TREATED_ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
_PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
_TIMES = np.array(_TREATED, dtype=float)
_ENDED = np.array(_TREATED_ENDED, dtype=bool)


@pytest.mark.parametrize(
    ("time", "share"),
    [(5, 1.0), (6, 0.8571), (7, 0.8067), (10, 0.7529), (13, 0.6902), (16, 0.6275), (23, 0.4482)],
)
def test_kaplan_meier_is_that_of_the_textbook(time: float, share: float) -> None:
    assert share_at(kaplan_meier(_TIMES, _ENDED), time) == pytest.approx(share, abs=5e-5)


def test_the_interval_is_log_log_greenwood() -> None:
    first = kaplan_meier(_TIMES, _ENDED)[0]

    assert (first.low, first.high) == pytest.approx((0.6197, 0.9516), abs=5e-5)


def test_who_is_censored_counts_until_then() -> None:
    assert at_risk(_TIMES, np.array([1.0, 7.0, 10.0, 36.0])) == (21, 17, 15, 0)


def test_log_rank_is_that_of_the_textbook() -> None:
    times = np.array(_TREATED + _PLACEBO, dtype=float)
    ended = np.array(_TREATED_ENDED + [1] * 21, dtype=bool)

    found = log_rank(times, ended, np.repeat([0, 1], 21))

    assert found.chi2 == pytest.approx(16.79, abs=0.01)
    assert found.p == pytest.approx(4.17e-5, rel=0.01)


@pytest.mark.parametrize(
    ("value", "degrees", "p"),
    [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (9.488, 4, 0.05), (11.070, 5, 0.05)],
)
def test_the_tail_of_chi_square_is_that_of_the_table(value: float, degrees: int, p: float) -> None:
    assert chi2_tail(value, degrees) == pytest.approx(p, abs=2e-5)


def test_with_one_cause_incidence_is_what_kaplan_meier_leaves() -> None:
    cause = _ENDED.astype(np.int64)

    ended = cumulative_incidence(_TIMES, cause, of=1)[-1][1]

    assert ended == pytest.approx(1 - kaplan_meier(_TIMES, _ENDED)[-1].share)


def test_a_competing_cause_leaves_less_than_one_minus_kaplan_meier() -> None:
    times = np.arange(1.0, 11.0)
    cause = np.array([1, 2, 1, 2, 0, 1, 2, 0, 1, 2])

    resigned = cumulative_incidence(times, cause, of=1)[-1][1]
    dismissed = cumulative_incidence(times, cause, of=2)[-1][1]
    alone = 1 - kaplan_meier(times, cause == 1)[-1].share
    staying = kaplan_meier(times, cause > 0)[-1].share

    assert resigned < alone
    assert resigned + dismissed + staying == pytest.approx(1.0)
