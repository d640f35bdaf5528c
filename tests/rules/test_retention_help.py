"""What may be said of help: counts, then an adjusted association, and an effect by chance alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.retention_help import FirstAlert, effect_of


def _cases(
    many: int, stayed: int, *, was_helped: bool, arm: str = "", first: int = 1
) -> list[FirstAlert]:
    return [
        FirstAlert(
            person_id=first + n, was_helped=was_helped, has_stayed=n < stayed,
            signals=2 + n % 2, week=4 + n % 9, arm=arm,
        )
        for n in range(many)
    ]  # fmt: skip


def test_of_nobody_whose_end_is_known_nothing_is_said() -> None:
    running = FirstAlert(person_id=1, was_helped=True, has_stayed=None, signals=2, week=4)

    assert effect_of([]) is None
    assert effect_of([running]) is None


def test_forty_helped_and_nobody_to_compare_with_are_counted() -> None:
    found = effect_of(_cases(40, 28, was_helped=True))

    assert found is not None
    assert (found.rung, found.helped, found.helped_stayed) == ("count", 40, 28)
    assert (found.helped_share.value, found.helped_share.low, found.helped_share.high) == (
        700, 546, 819,
    )  # fmt: skip
    assert found.gap is None
    assert found.needed_more == 20


@pytest.mark.parametrize(
    ("others", "rung"),
    [pytest.param(19, "count", id="19"), pytest.param(20, "association", id="20")],
)
def test_under_twenty_in_a_group_nothing_is_adjusted(others: int, rung: str) -> None:
    found = effect_of(
        _cases(40, 28, was_helped=True) + _cases(others, 8, was_helped=False, first=100)
    )

    assert found is not None
    assert found.rung == rung


def test_chance_outranks_who_was_helped_and_a_wide_interval_says_how_many_more() -> None:
    cases = _cases(60, 45, was_helped=True, arm="now")
    cases += _cases(60, 42, was_helped=False, arm="later", first=100)

    found = effect_of(cases)

    assert found is not None
    assert found.rung == "randomised"
    assert found.gap is not None
    assert found.gap.value == 50
    assert found.gap.low is not None
    assert found.gap.low < 0
    assert found.needed_more is not None
    assert found.needed_more > 500


def test_a_gap_that_shows_needs_nobody_more() -> None:
    cases = _cases(200, 180, was_helped=True, arm="now")
    cases += _cases(200, 120, was_helped=True, arm="later", first=300)

    found = effect_of(cases)

    assert found is not None
    assert found.needed_more is None


def test_guard_11_who_left_before_help_could_be_recorded_is_in_neither_group() -> None:
    """Help takes weeks: those who left at once would all stand among the others (guard 11)."""
    cases = _cases(40, 28, was_helped=True) + _cases(40, 28, was_helped=False, first=100)
    gone = [
        replace(one, has_stayed=False, ended_early=True)
        for one in _cases(30, 0, was_helped=False, first=200)
    ]

    with_them, without = effect_of(cases + gone), effect_of(cases)

    assert with_them == without
    assert without is not None
    assert (without.rung, without.others) == ("association", 40)
    assert effect_of(gone) is None


def test_where_chance_decided_nobody_is_left_out() -> None:
    now = _cases(30, 20, was_helped=True, arm="now")
    later = [
        replace(one, ended_early=not one.has_stayed)
        for one in _cases(30, 20, was_helped=False, arm="later", first=100)
    ]

    found = effect_of(now + later)

    assert found is not None
    assert (found.rung, found.helped, found.others) == ("randomised", 30, 30)
