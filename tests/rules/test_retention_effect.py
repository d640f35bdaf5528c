from __future__ import annotations

import numpy as np
import pytest

from rules.retention_effect import Arm, Rung, compared, needed, weighted_gap


def test_a_few_helped_show_nothing_yet_and_how_many_are_missing_is_said() -> None:
    effect = compared(Arm(stayed=28, of=40), Arm(stayed=24, of=40), rung=Rung.COUNT)

    assert effect is not None
    assert effect.gap.low < 0 < effect.gap.high
    assert effect.needed_more == needed(0.7, 0.6) - 40
    assert not effect.may_be_called_effect


@pytest.mark.parametrize(
    ("one", "other", "persons"),
    [(0.8, 0.4, 23), (0.6, 0.4, 97), (0.72, 0.5, 76), (0.882, 0.844, 1282)],
    ids=["two-fold", "half-as-many-again", "the-article", "the-simulator"],
)
def test_the_persons_needed_are_those_of_the_design(one: float, other: float, persons: int) -> None:
    assert needed(one, other) == pytest.approx(persons, abs=2, rel=0.02)


@pytest.mark.parametrize(
    ("rung", "may"),
    [
        (Rung.COUNT, False),
        (Rung.ASSOCIATION, False),
        (Rung.STEPPED, False),
        (Rung.RANDOMISED, True),
    ],
)
def test_only_where_chance_decided_it_may_be_called_an_effect(rung: Rung, *, may: bool) -> None:
    effect = compared(Arm(stayed=900, of=1000), Arm(stayed=800, of=1000), rung=rung)

    assert effect is not None
    assert effect.is_measurable
    assert effect.may_be_called_effect is may


def test_nobody_on_one_side_is_no_comparison() -> None:
    assert compared(Arm(stayed=3, of=4), Arm(stayed=0, of=0), rung=Rung.COUNT) is None


def test_nineteen_per_arm_are_too_few_whatever_they_show() -> None:
    effect = compared(Arm(stayed=19, of=19), Arm(stayed=0, of=19), rung=Rung.RANDOMISED)

    assert effect is not None
    assert effect.needed_more == 1


def test_weights_take_out_what_the_table_knows() -> None:
    draw = np.random.default_rng(1)
    risk = draw.random(20_000)
    helped = draw.random(20_000) < 0.1 + 0.8 * risk
    stayed = draw.random(20_000) < 0.9 - 0.5 * risk + 0.1 * helped

    naive = stayed[helped].mean() - stayed[~helped].mean()
    found = weighted_gap(helped, stayed, risk[:, None], draws=20)

    assert naive < 0
    assert found.value == pytest.approx(0.1, abs=0.03)
