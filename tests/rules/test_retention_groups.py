"""RULES row 25: strict edges, a ratio only of twenty finished, and the warning of selection."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.retention_groups import COMPLETION_EDGES, MATCH_EDGES, Followed, Grouped, grouped


def _hires(many: int, stayed: int, value: str) -> list[Followed]:
    return [
        Followed(value=Decimal(value), weeks=26 if n < stayed else 9, has_ended=n >= stayed,
                 has_stayed=n < stayed)
        for n in range(many)
    ]  # fmt: skip


def _compared(under: tuple[int, int], over: tuple[int, int]) -> Grouped:
    return grouped(_hires(*under, "50") + _hires(*over, "85"), edges=MATCH_EDGES)


@pytest.mark.parametrize(
    ("value", "group"),
    [
        pytest.param("59.99", "under", id="just under 60"),
        pytest.param("60.00", "middle", id="at 60"),
        pytest.param("80.00", "middle", id="at 80"),
        pytest.param("80.01", "over", id="just over 80"),
    ],
)
def test_the_edges_of_a_match_are_strict(value: str, group: str) -> None:
    found = grouped(_hires(1, 1, value), edges=MATCH_EDGES)

    assert [one.name for one in found.groups if one.hires] == [group]


@pytest.mark.parametrize(
    ("value", "group"),
    [
        pytest.param("69.99", "under", id="just under 70"),
        pytest.param("70.00", "middle", id="at 70"),
        pytest.param("90.00", "middle", id="at 90"),
        pytest.param("90.01", "over", id="just over 90"),
    ],
)
def test_the_edges_of_completion_are_strict(value: str, group: str) -> None:
    found = grouped(_hires(1, 1, value), edges=COMPLETION_EDGES)

    assert [one.name for one in found.groups if one.hires] == [group]


@pytest.mark.parametrize(
    ("under", "over", "ratio", "why"),
    [
        pytest.param((20, 8), (20, 16), Decimal("2.00"), "", id="twenty each"),
        pytest.param((19, 8), (20, 16), None, "few:1", id="nineteen in the lower"),
        pytest.param((20, 8), (19, 16), None, "few:1", id="nineteen in the higher"),
        pytest.param((20, 0), (20, 16), None, "nobody_stayed", id="nobody of the lower stayed"),
        pytest.param((20, 8), (20, 0), Decimal("0.00"), "", id="nobody of the higher stayed"),
        pytest.param((0, 0), (0, 0), None, "few:20", id="nobody at all"),
    ],
)
def test_a_ratio_needs_twenty_finished_and_somebody_below(
    under: tuple[int, int], over: tuple[int, int], ratio: Decimal | None, why: str
) -> None:
    found = _compared(under, over)

    assert (found.ratio, found.why_no_ratio) == (ratio, why)


def test_who_is_still_on_probation_is_no_finished_hire() -> None:
    running = Followed(value=Decimal(50), weeks=8, has_ended=False, has_stayed=None)

    found = grouped([*_hires(19, 8, "50"), running, *_hires(20, 16, "85")], edges=MATCH_EDGES)

    assert found.groups[0].hires == 20
    assert found.ratio is None


@pytest.mark.parametrize(
    ("under", "is_selected"), [pytest.param(9, True, id="9"), pytest.param(10, False, id="10")]
)
def test_few_hired_of_the_lower_group_are_warned_of(under: int, *, is_selected: bool) -> None:
    found = _compared((under, 2), (90, 60))

    assert found.is_selected is is_selected


def test_a_group_of_nine_has_no_share() -> None:
    found = _compared((9, 2), (10, 6))

    assert found.groups[0].share is None
    assert found.groups[2].share is not None
    assert found.groups[2].share.value == 600


def test_the_curve_of_groups_that_end_unlike_differs() -> None:
    found = _compared((40, 8), (40, 36))

    assert found.p is not None
    assert found.p < 0.001
    assert found.groups[0].curve_end == 200
