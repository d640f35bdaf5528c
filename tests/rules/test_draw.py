"""What periods pay under a draw: at least it, never below nothing, and what is owed is set off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.draw import Draw, Settled, settle

_KEPT = Draw(minor=2_000, is_recoverable=False)
_OWED = Draw(minor=2_000, is_recoverable=True)


def _months(draw: Draw | None, *sums: int) -> tuple[Settled, ...]:
    return settle((f"2026-{n:02d}", minor, draw) for n, minor in enumerate(sums, 1))


@pytest.mark.parametrize(
    ("sums", "paid", "owed"),
    [
        pytest.param([1_999], [2_000], [1], id="just under"),
        pytest.param([2_000], [2_000], [0], id="at it"),
        pytest.param([2_001], [2_001], [0], id="just over"),
        pytest.param([0, 0], [2_000, 2_000], [2_000, 4_000], id="nothing sold twice"),
        pytest.param([1_500, 2_375], [2_000, 2_000], [500, 125], id="a part is set off"),
        pytest.param([1_500, 2_500], [2_000, 2_000], [500, 0], id="exactly all of it"),
        pytest.param([1_500, 3_000], [2_000, 2_500], [500, 0], id="all, and the rest is paid"),
        pytest.param([-300, 5_000], [2_000, 2_700], [2_300, 0], id="a month taken back"),
    ],
)
def test_what_a_recoverable_draw_paid_too_much_is_set_off(
    sums: list[int], paid: list[int], owed: list[int]
) -> None:
    found = _months(_OWED, *sums)

    assert [one.paid for one in found] == paid
    assert [one.owed for one in found] == owed


def test_what_another_draw_paid_too_much_is_kept() -> None:
    found = _months(_KEPT, 500, 3_000, 0)

    assert [(one.paid, one.owed) for one in found] == [(2_000, 0), (3_000, 0), (2_000, 0)]


def test_a_draw_ends_after_its_periods_and_what_is_owed_does_not() -> None:
    found = _months(Draw(minor=2_000, is_recoverable=True, periods=2), 1_000, 1_000, 500, 3_000)

    assert [one.draw for one in found] == [2_000, 2_000, 0, 0]
    assert [one.paid for one in found] == [2_000, 2_000, 0, 1_500]
    assert [one.owed for one in found] == [1_000, 2_000, 1_500, 0]


def test_a_plan_without_a_draw_sets_off_what_the_one_before_it_paid() -> None:
    found = settle([("2026-01", 500, _OWED), ("2026-02", 1_000, None), ("2026-03", 1_000, None)])

    assert [(one.paid, one.owed) for one in found] == [(2_000, 1_500), (0, 500), (500, 0)]


@given(
    sums=st.lists(st.integers(-5_000, 5_000), max_size=24),
    draws=st.lists(st.sampled_from([None, _OWED, _KEPT]), min_size=24, max_size=24),
)
def test_no_pay_is_below_the_draw_or_nothing_and_no_debt_below_nothing(
    sums: list[int], draws: list[Draw | None]
) -> None:
    found = settle((str(n), minor, draws[n]) for n, minor in enumerate(sums))

    assert all(one.paid >= one.draw and one.paid >= 0 and one.owed >= 0 for one in found)


@given(sums=st.lists(st.integers(0, 5_000), min_size=1, max_size=24))
def test_under_one_recoverable_draw_pay_is_commission_and_what_is_owed(sums: list[int]) -> None:
    found = _months(_OWED, *sums)

    assert sum(one.paid for one in found) == sum(sums) + found[-1].owed


@pytest.mark.parametrize(
    ("draw", "sums", "paid", "owed"),
    [
        pytest.param(
            Draw(minor=2_000, is_recoverable=True, is_on_top=True, recover_at_most=500),
            [1_000, 3_000, 0, -300],
            [3_000, 4_500, 2_000, 1_700],
            [2_000, 3_500, 5_500, 7_500],
            id="on top, and set off by the limit",
        ),
        pytest.param(
            Draw(minor=2_000, is_recoverable=True, recover_at_most=300),
            [1_500, 4_000, 4_000],
            [2_000, 3_700, 3_800],
            [500, 200, 0],
            id="set off by the limit until nothing is owed",
        ),
        pytest.param(
            Draw(minor=1_000, is_recoverable=False, is_on_top=True),
            [0, 400],
            [1_000, 1_400],
            [0, 0],
            id="on top, and kept",
        ),
        pytest.param(
            Draw(
                minor=2_000,
                is_recoverable=True,
                periods=1,
                then=Draw(minor=1_000, is_recoverable=False, periods=1),
            ),
            [500, 200, 3_000],
            [2_000, 1_000, 1_500],
            [1_500, 1_500, 0],
            id="one after the other",
        ),
        pytest.param(
            Draw(
                minor=2_000,
                is_recoverable=True,
                periods=1,
                then=Draw(minor=1_000, is_recoverable=False, is_on_top=True),
            ),
            [500, 1_200, 600],
            [2_000, 1_000, 1_300],
            [1_500, 300, 0],
            id="what one left is set off under the next",
        ),
    ],
)
def test_draws_on_top_with_a_limit_and_in_turn(
    draw: Draw, sums: list[int], paid: list[int], owed: list[int]
) -> None:
    found = _months(draw, *sums)

    assert [one.paid for one in found] == paid
    assert [one.owed for one in found] == owed
