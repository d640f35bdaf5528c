"""A comparison by chance is looked at at fixed points, and stopped by a strict bound alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from rules.retention_effect import Arm, distance
from rules.retention_help import FirstAlert
from rules.retention_stop import ENDS_PER_LOOK, has_shown

_FIRST = date(2026, 1, 5)
_TODAY = _FIRST + timedelta(days=400)


def _arm(arm: str, *ends: bool, first: int = 0) -> list[FirstAlert]:
    """Give a rep a day, each with her end."""
    return [
        FirstAlert(
            person_id=first + n, was_helped=True, has_stayed=one, signals=2, week=5, arm=arm,
            known_on=_FIRST + timedelta(days=first + n),
        )
        for n, one in enumerate(ends)
    ]  # fmt: skip


def _both(now: int, later: int, *, of: int, of_later: int | None = None) -> list[FirstAlert]:
    """Give arms of which so many stayed, spread evenly."""
    many = of if of_later is None else of_later
    return [
        *_arm("now", *(n * now // of < (n + 1) * now // of for n in range(of))),
        *_arm("later", *(n * later // many < (n + 1) * later // many for n in range(many))),
    ]


@pytest.mark.parametrize(
    ("cases", "shows"),
    [
        pytest.param([], False, id="nobody"),
        pytest.param(_both(49, 0, of=50, of_later=49), False, id="49 in an arm: no look yet"),
        pytest.param(_both(49, 0, of=50), True, id="50 in each, and hardly anything in common"),
        pytest.param(_both(40, 28, of=50), False, id="50 in each, p .01: a 95 % interval shows"),
        pytest.param(_both(40, 24, of=50), True, id="50 in each, p .0009"),
        pytest.param(_both(41, 26, of=50), False, id="50 in each, p .0014: just under the bound"),
        pytest.param(_both(41, 25, of=50), True, id="50 in each, p .0007: just over it"),
        pytest.param(_both(50, 50, of=50), False, id="everybody stayed"),
        pytest.param(_both(24, 40, of=50), True, id="telling does harm: that is enough as well"),
    ],
)
def test_it_stops_at_a_look_and_by_its_bound_alone(cases: list[FirstAlert], *, shows: bool) -> None:
    assert has_shown(cases, today=_TODAY) is shows


def test_between_two_looks_nothing_that_comes_in_changes_the_answer() -> None:
    at_look = _both(40, 28, of=50)
    wide = [*_arm("now", *[True] * 49, first=50), *_arm("later", *[False] * 49, first=50)]
    last = [*_arm("now", True, first=99), *_arm("later", False, first=99)]

    assert not has_shown(at_look, today=_TODAY)
    assert not has_shown([*at_look, *wide], today=_TODAY)
    assert has_shown([*at_look, *wide, *last], today=_TODAY)


def test_an_arm_that_fills_sooner_is_compared_up_to_the_same_day() -> None:
    # Both lose half of their people first, of whom it is known first; one arm is five times as big.
    small = _arm("later", *[False] * 25, *[True] * 25)
    big = [replace(one, arm="now", person_id=n) for n in range(100, 105) for one in small]

    assert not has_shown([*small, *big], today=_TODAY)


def test_what_is_known_later_than_today_is_not_counted() -> None:
    cases = _both(49, 0, of=50)

    assert not has_shown(cases, today=_FIRST + timedelta(days=48))
    assert has_shown(cases, today=_FIRST + timedelta(days=49))


def test_a_trial_of_nothing_looked_at_each_night_is_hardly_ever_stopped() -> None:
    draw = np.random.default_rng(7)
    stopped = 0
    for _ in range(200):
        ends = draw.random((2, 500)) < 0.7
        cases = [*_arm("now", *ends[0].tolist()), *_arm("later", *ends[1].tolist())]
        stopped += any(
            has_shown(cases, today=_FIRST + timedelta(days=day)) for day in range(49, 500, 50)
        )

    assert ENDS_PER_LOOK == 50
    assert stopped <= 4  # 2 %; at every night and 95 % it was one in three


@pytest.mark.parametrize(
    ("teams", "effect", "shows"),
    [
        pytest.param(24, 0.0, False, id="no effect"),
        pytest.param(24, 0.35, True, id="a great one, 24 teams"),
        pytest.param(6, 1.0, False, id="six teams have too few orders"),
    ],
)
def test_teams_in_turn_stop_by_how_rare_the_gap_is_among_orders(
    teams: int, effect: float, *, shows: bool
) -> None:
    draw = np.random.default_rng(1)
    cells = [(team, month) for team in range(teams) for month in range(3)] * (240 // teams)
    cases = [
        FirstAlert(
            person_id=n, was_helped=True, signals=2, week=5, team=team,
            month=f"2026-{month + 1:02}", turn=f"2026-{team % 3 + 1:02}",
            has_stayed=bool(draw.random() < 0.5 + effect * ((month >= team % 3) - 0.5)),
            arm="now" if month >= team % 3 else "later",
            known_on=_FIRST + timedelta(days=30 * month + n % 30),
        )
        for n, (team, month) in enumerate(cells)
    ]  # fmt: skip

    assert has_shown(cases, today=_TODAY) is shows


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        pytest.param(Arm(stayed=0, of=0), Arm(stayed=3, of=5), 0.0, id="nobody"),
        pytest.param(Arm(stayed=5, of=5), Arm(stayed=7, of=7), 0.0, id="all of both"),
        pytest.param(Arm(stayed=60, of=100), Arm(stayed=40, of=100), 2.828, id="by hand"),
    ],
)
def test_a_distance_is_in_standard_errors(one: Arm, other: Arm, found: float) -> None:
    assert distance(one, other) == pytest.approx(found, abs=0.001)
