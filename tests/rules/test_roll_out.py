"""Teams told in turn: an order by chance, and what it shows month by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from rules.errors import Invalid
from rules.hold_back import Arm
from rules.retention_help import FirstAlert, effect_of, told_in_turn
from rules.retention_stepped import SteppedCase, stepped
from rules.roll_out import step_draw, steps

_FIRST = date(2026, 11, 1)


def test_teams_are_spread_evenly_and_another_seed_is_another_order() -> None:
    one = steps(range(1, 13), months=3, first=_FIRST, seed="a")
    other = steps(range(1, 13), months=3, first=_FIRST, seed="b")

    assert Counter(one.values()) == {
        date(2026, 11, 1): 4, date(2026, 12, 1): 4, date(2027, 1, 1): 4,
    }  # fmt: skip
    assert one == steps(range(12, 0, -1), months=3, first=_FIRST, seed="a")
    assert one != other


@pytest.mark.parametrize(
    ("teams", "months", "why"),
    [
        pytest.param(5, 2, "5 lead reps, 6 are needed", id="five teams"),
        pytest.param(7, 8, "7 lead reps, 8 are needed", id="a month without a team"),
        pytest.param(20, 1, "from 2 to 12", id="one month"),
        pytest.param(20, 13, "from 2 to 12", id="thirteen months"),
    ],
)
def test_what_can_show_nothing_is_not_drawn(teams: int, months: int, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        steps(range(1, teams + 1), months=months, first=_FIRST, seed="a")


@pytest.mark.parametrize(
    ("today", "arm", "until"),
    [
        pytest.param(date(2026, 10, 31), Arm.LATER, _FIRST, id="the day before"),
        pytest.param(_FIRST, Arm.NOW, _FIRST, id="on the day"),
        pytest.param(date(2026, 11, 2), Arm.NOW, date(2026, 11, 2), id="the day after"),
    ],
)
def test_a_team_is_told_from_its_day_on(today: date, arm: Arm, until: date) -> None:
    found = step_draw(1, today=today, starts_on=_FIRST)

    assert (found.arm, found.until) == (arm, until)
    assert found.waits(today) is (arm is Arm.LATER)


def _world(teams: int, per_cell: int, *, effect: float, seed: int = 1) -> list[SteppedCase]:
    """Teams told one after the other over six months; staying falls with each month anyway."""
    draw = np.random.default_rng(seed)
    return [
        SteppedCase(
            team=team, month=f"2026-{month + 1:02}", turn=f"2026-{team % 6 + 1:02}",
            has_stayed=bool(draw.random() < 0.75 - 0.06 * month + effect * (month >= team % 6)),
        )
        for team in range(teams)
        for month in range(6)
        for _ in range(per_cell)
    ]  # fmt: skip


def test_a_season_is_no_effect() -> None:
    cases = _world(24, 20, effect=0.0)
    told = [one.has_stayed for one in cases if one.was_told]
    waiting = [one.has_stayed for one in cases if not one.was_told]

    found = stepped(cases)

    assert np.mean(told) - np.mean(waiting) < -0.05
    assert found is not None
    assert abs(found.gap.value) < 0.05
    assert found.needed_more is not None


def test_a_true_gap_is_found_within_its_interval_and_is_still_no_cause() -> None:
    found = stepped(_world(24, 40, effect=0.15))

    assert found is not None
    assert found.gap.low < 0.15 < found.gap.high
    assert found.is_measurable
    assert not found.may_be_called_effect


def test_teams_that_are_alike_within_need_more_people() -> None:
    draw = np.random.default_rng(2)
    mood = draw.random(12) < 0.5
    cases = [replace(one, has_stayed=bool(mood[one.team])) for one in _world(12, 10, effect=0.0)]

    alike = stepped(cases)
    single = stepped(_world(12, 10, effect=0.0))

    assert alike is not None
    assert single is not None
    assert alike.gap.high - alike.gap.low > 2 * (single.gap.high - single.gap.low)
    assert alike.needed_more is not None


def test_five_teams_or_months_of_one_kind_alone_show_nothing() -> None:
    cases = _world(24, 20, effect=0.1)

    assert stepped(_world(5, 20, effect=0.1)) is None
    assert stepped([one for one in cases if one.was_told]) is None
    assert stepped([]) is None


def test_the_report_stands_on_the_stepped_rung_and_reps_drawn_by_chance_outrank_it() -> None:
    turns = [
        FirstAlert(
            person_id=n, was_helped=one.was_told, has_stayed=one.has_stayed, signals=2, week=5,
            arm="now" if one.was_told else "later", team=one.team, month=one.month, turn=one.turn,
        )
        for n, one in enumerate(_world(24, 10, effect=0.1))
    ]  # fmt: skip
    drawn = [replace(one, team=None, month="", turn="") for one in turns]

    in_turn, by_chance = effect_of(turns), effect_of(turns + drawn)

    assert in_turn is not None
    assert by_chance is not None
    assert (in_turn.rung, by_chance.rung) == ("stepped", "randomised")


def test_of_a_turn_that_nobody_knows_any_more_nobody_was_told() -> None:
    known = FirstAlert(
        person_id=1, was_helped=True, has_stayed=True, signals=2, week=5, arm="later",
        team=1, month="2026-01", turn="2026-02",
    )  # fmt: skip

    assert [one.was_told for one in told_in_turn([known, replace(known, turn="")])] == [False]
