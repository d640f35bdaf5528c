"""Sums along one person are hers alone."""

from __future__ import annotations

import numpy as np
import pytest

from rules.panel import mean_so_far, recent_mean, starts

_PERSON = np.repeat([1, 2, 3], [1, 7, 4])
_FIRST = starts(_PERSON)


def test_a_mean_so_far_is_that_of_the_known_rows_up_to_each() -> None:
    column = np.array([5, 1, np.nan, 3, 8, 0, 2, 4, np.nan, 6, 2, 1], dtype=np.float64)

    found = mean_so_far(column, _FIRST)

    expected = [5, 1, 1, 2, 4, 3, 14 / 5, 3, np.nan, 6, 4, 3]
    assert found.tolist() == pytest.approx(expected, nan_ok=True)
    assert recent_mean(column, _FIRST, rows=3)[7] == pytest.approx(2)


@pytest.mark.parametrize("value", [1e16, 1e29, 0.1])
def test_what_one_of_them_has_changes_no_digit_of_anybody_elses(value: float) -> None:
    draw = np.random.default_rng(1)
    column = draw.normal(size=len(_PERSON))
    other = np.where(_PERSON == 1, value, column)

    for figure in (mean_so_far, lambda *of: recent_mean(*of, rows=3)):
        assert np.array_equal(
            figure(column, _FIRST)[_PERSON > 1], figure(other, _FIRST)[_PERSON > 1]
        )
