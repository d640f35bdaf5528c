"""Validity is claimed only where outcomes show it, with the number of people beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.hiring_match import Pool
from rules.hiring_validity import Outcome, key_pool_precision, validity, wilson


def _outcome(score: str, *, confirmed: bool | None, pool: Pool = Pool.KEY_REVIEW) -> Outcome:
    return Outcome(score=Decimal(score), pool=pool, confirmed=confirmed)


def test_nobody_is_no_validity() -> None:
    found = validity([])

    assert (found.people, found.auc, found.is_established) == (0, None, False)


def test_only_the_confirmed_tell_nothing() -> None:
    found = validity([_outcome("90", confirmed=True), _outcome("70", confirmed=None)])

    assert (found.people, found.confirmed, found.auc) == (1, 1, None)


def test_one_pair_in_order_establishes_nothing() -> None:
    found = validity([_outcome("90", confirmed=True), _outcome("50", confirmed=False)])

    assert found.auc == Decimal("1.00")
    assert not found.is_established


def test_equal_scores_count_half() -> None:
    outcomes = [_outcome("70", confirmed=True), _outcome("70", confirmed=False)]

    assert validity(outcomes).auc == Decimal("0.50")


def test_scores_that_part_many_people_are_valid() -> None:
    stayed = [_outcome(f"{60 + n % 40}", confirmed=True) for n in range(120)]
    left = [_outcome(f"{40 + n % 40}", confirmed=False) for n in range(60)]

    found = validity([*stayed, *left])

    assert found.people == 180
    assert found.auc is not None
    assert found.auc > Decimal("0.80")
    assert found.is_established


def test_the_interval_of_a_known_case() -> None:
    """A hundred each at .75: Hanley and McNeil's error at the bounds themselves."""
    stayed = [_outcome(f"{n}", confirmed=True) for n in range(0, 100, 1)]
    left = [_outcome(f"{n - 29.3:.1f}", confirmed=False) for n in range(0, 100, 1)]

    found = validity([*stayed, *left])

    assert found.auc == Decimal("0.75")
    assert found.low is not None
    assert found.high is not None
    assert Decimal("0.67") <= found.low <= Decimal("0.69")
    assert Decimal("0.80") <= found.high <= Decimal("0.82")


def test_scores_that_tell_the_wrong_way_are_not_valid() -> None:
    outcomes = [_outcome(f"{n}", confirmed=n < 50) for n in range(100)]

    found = validity(outcomes)

    assert found.auc == Decimal("0.00")
    assert found.low == Decimal("0.00")
    assert not found.is_established


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (7, 10, 0.3968, 0.8922), (1, 1, 0.2065, 1.0)],
)
def test_wilson_gives_the_published_bounds(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_precision_counts_the_key_pool_whose_probation_is_over() -> None:
    outcomes = [
        *(_outcome("90", confirmed=True) for _ in range(7)),
        *(_outcome("90", confirmed=False) for _ in range(3)),
        _outcome("90", confirmed=None),
        _outcome("70", confirmed=False, pool=Pool.MIDDLE),
    ]

    found = key_pool_precision(outcomes)

    assert (found.confirmed, found.hired, found.running) == (7, 10, 1)
    assert found.percent == Decimal("70.00")
    assert (found.low, found.high) == (Decimal("39.68"), Decimal("89.22"))


def test_an_empty_key_pool_has_no_precision() -> None:
    found = key_pool_precision([_outcome("90", confirmed=None)])

    assert (found.percent, found.hired, found.running) == (None, 0, 1)
