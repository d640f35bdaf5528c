from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rules.logistic import logistic
from rules.retention_drift import (
    Answer,
    answer,
    calibration_z,
    cusum,
    kolmogorov_smirnov,
    moved,
    population_stability,
    recalibrated,
)
from rules.retention_fairness import audit, is_less_fair, proxy_strength
from rules.retention_gate import Standing, Trial, floors_are_beaten, judge
from rules.retention_refusal import Gate

_DRAW = np.random.default_rng(11)
_Z = _DRAW.normal(-2, 1, 6000)
_LEFT = _DRAW.random(6000) < logistic(_Z)
_PERSON = np.repeat(np.arange(1000), 6)
_PERIOD = np.tile(np.arange(6), 1000)
_NOISY = logistic(-1.9 + 0.3 * (_Z + 2))
_READY = Standing(new_leavers=30, shadow_weeks=4, hash_matches=True, is_fair=True, is_fast=True)
_TRIAL = Trial(
    leaves=_LEFT, person=_PERSON, period=_PERIOD, champion=_NOISY, challenger=logistic(_Z),
    budget=100,
)  # fmt: skip


def test_a_better_challenger_is_promoted() -> None:
    verdict = judge(_TRIAL, _READY)

    assert verdict.is_promoted
    assert 0 < verdict.gain_low < verdict.gain < verdict.gain_high


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param({"new_leavers": 29}, "too few have left since the last change", id="early"),
        pytest.param({"shadow_weeks": 3}, "was not watched long enough", id="unwatched"),
        pytest.param({"hash_matches": False}, "is not what was trained", id="changed"),
        pytest.param({"is_fair": False}, "is less fair", id="unfair"),
        pytest.param({"is_fast": False}, "is too slow", id="slow"),
    ],
)
def test_one_reason_keeps_the_champion(changed: dict[str, int], why: str) -> None:
    verdict = judge(_TRIAL, replace(_READY, **changed))  # type: ignore[arg-type] # by name

    assert verdict.against == (why,)


def test_the_same_model_is_not_better() -> None:
    verdict = judge(replace(_TRIAL, challenger=_NOISY), _READY)

    assert "not better for certain" in verdict.against


def test_a_challenger_that_cries_twice_as_loud_is_refused() -> None:
    verdict = judge(replace(_TRIAL, challenger=logistic(_Z + 1)), _READY)

    assert "is not calibrated" in verdict.against


def test_a_champion_that_a_simple_rule_beats_gives_way_to_the_rules() -> None:
    assert floors_are_beaten(_LEFT, logistic(_Z), _NOISY * 0, _PERIOD.astype(float))
    assert not floors_are_beaten(_LEFT, _PERIOD.astype(float), logistic(_Z))


def test_psi_of_the_same_is_nought_and_of_a_shift_is_over_a_quarter() -> None:
    same = _DRAW.normal(size=6000)

    assert population_stability(_Z + 2, same) < 0.02
    assert population_stability(_Z, _Z + 1) > 0.25


def test_ks_is_that_of_the_textbook() -> None:
    distance, p = kolmogorov_smirnov(np.arange(100.0), np.arange(100.0) + 30)

    assert distance == pytest.approx(0.3)
    assert 1e-4 < p < 4e-4


def test_what_is_missing_is_counted_and_not_taken_for_nought() -> None:
    now = np.where(_PERIOD == 0, np.nan, _Z)

    found = moved(_Z, now)

    assert (found.missing_before, found.missing_now) == pytest.approx((0, 1 / 6))
    assert found.psi < 0.02


@pytest.mark.parametrize(
    ("shift", "tried", "expected"),
    [
        pytest.param(0.0, Answer.NONE, Answer.NONE, id="as-before"),
        pytest.param(1.0, Answer.NONE, Answer.RECALIBRATE, id="first"),
        pytest.param(1.0, Answer.RECALIBRATE, Answer.RETRAIN, id="second"),
        pytest.param(1.0, Answer.RETRAIN, Answer.RULES, id="third"),
        pytest.param(1.0, Answer.RULES, Answer.RULES, id="no-further"),
    ],
)
def test_drift_is_answered_one_step_at_a_time(
    shift: float, tried: Answer, expected: Answer
) -> None:
    assert answer(_LEFT, logistic(_Z + shift), _PERSON, tried=tried) is expected


def test_recalibration_takes_the_shift_back() -> None:
    shifted = logistic(_Z + 1)

    mended = recalibrated(_LEFT, shifted, shifted, events=900)

    assert calibration_z(_LEFT, shifted, _PERSON) < -10
    assert abs(calibration_z(_LEFT, mended, _PERSON)) < 2


def test_the_cusum_climbs_only_on_the_side_that_is_off() -> None:
    up, down = cusum(_LEFT, logistic(_Z - 1), slack=0.1)

    assert up > 50 * max(down, 1) / 10


def test_groups_under_ten_are_named_and_not_measured() -> None:
    groups = {n: "a" if n < 500 else "b" if n < 991 else "c" for n in range(1000)}

    found = audit(groups, person=_PERSON, flagged=_Z > -1, left=_LEFT, risk=logistic(_Z))

    assert found.too_small == ("c",)
    assert found.ratio == pytest.approx(1, abs=0.15)
    assert not found.needs_a_look


def test_a_group_flagged_less_than_four_fifths_as_often_needs_a_look() -> None:
    is_one = _PERSON < 500
    flagged = np.where(is_one, _PERSON % 10 < 5, _PERSON % 10 < 3)

    groups = {n: "a" if n < 500 else "b" for n in range(1000)}
    found = audit(groups, person=_PERSON, flagged=flagged, left=_LEFT, risk=logistic(_Z))

    assert found.ratio == pytest.approx(0.6)
    assert found.needs_a_look


def test_a_proxy_is_seen_and_what_tells_nothing_is_not() -> None:
    rows = np.column_stack([_Z, _DRAW.normal(size=6000)])

    by_chance = proxy_strength(rows, _DRAW.random(6000) < 0.5)

    assert proxy_strength(rows, -_Z > 2) == pytest.approx(1.0, abs=0.01)
    assert by_chance == pytest.approx(0.5, abs=0.03)
    assert proxy_strength(rows, np.arange(6000) < 18) is None


@pytest.mark.parametrize(
    ("few", "is_said"), [pytest.param(9, False, id="nine"), pytest.param(10, True, id="ten")]
)
def test_a_group_is_spoken_of_from_ten_people_on(few: int, *, is_said: bool) -> None:
    groups = {n: "a" if n < few else "b" for n in range(1000)}

    found = audit(groups, person=_PERSON, flagged=_Z > -1, left=_LEFT, risk=logistic(_Z))

    assert ("a" in {one.name for one in found.groups}) is is_said
    assert ("a" in found.too_small) is not is_said


@pytest.mark.parametrize(
    ("leavers", "is_said"), [pytest.param(9, False, id="nine"), pytest.param(10, True, id="ten")]
)
def test_no_share_is_given_that_under_ten_people_stand_behind(
    leavers: int, *, is_said: bool
) -> None:
    left = (leavers > _PERSON) & (_PERIOD == 5)

    [one] = audit(
        dict.fromkeys(range(1000), "a"), person=_PERSON, flagged=_Z > -1, left=left,
        risk=logistic(_Z),
    ).groups  # fmt: skip

    assert (one.recall is not None) is is_said
    assert (one.left is not None) is is_said
    assert one.false_alarm is not None


def test_none_flagged_has_an_interval_all_the_same() -> None:
    none = np.zeros(len(_Z), dtype=bool)

    [one] = audit(
        dict.fromkeys(range(20), "a"), person=_PERSON, flagged=none, left=_LEFT, risk=logistic(_Z)
    ).groups

    assert one.flagged.value == 0
    assert abs(one.flagged.low) < 1e-9
    assert one.flagged.high > 0.1


@pytest.mark.parametrize(
    ("lean", "is_worse"),
    [pytest.param(0.0, False, id="alike"), pytest.param(3.0, True, id="one group is spared")],
)
def test_a_challenger_that_spares_a_group_is_less_fair(lean: float, *, is_worse: bool) -> None:
    groups = {"gender": {n: "f" if n % 2 else "m" for n in range(1000)}}
    leaning = replace(_TRIAL, challenger=logistic(_Z + lean * (_PERSON % 2)))

    assert is_less_fair(leaning, groups) is is_worse
    assert not is_less_fair(leaning, {})


def test_a_challenger_no_less_fair_than_the_champion_is_not_held_up_by_it() -> None:
    groups = {"gender": {n: "f" if n % 2 else "m" for n in range(1000)}}
    both = logistic(_Z + 3 * (_PERSON % 2))

    assert not is_less_fair(replace(_TRIAL, champion=both, challenger=both), groups)


def test_time_alone_blocks_nobody_and_is_told_apart() -> None:
    early = judge(_TRIAL, replace(_READY, shadow_weeks=3, new_leavers=29))
    unfair = judge(_TRIAL, replace(_READY, shadow_weeks=3, is_fair=False))

    assert (early.is_promoted, early.is_waiting, early.blocking) == (False, True, ())
    assert unfair.is_waiting
    assert [one.gate for one in unfair.blocking] == [Gate.FAIRNESS]
    assert not judge(_TRIAL, replace(_READY, is_fair=False)).is_waiting


def test_a_ratio_that_chance_gives_is_no_reason_to_look_and_one_beyond_it_is() -> None:
    """Forty people of whom a tenth is flagged: half of such ratios are under 0.8 by chance."""
    draw = np.random.default_rng(3)
    person = np.repeat(np.arange(400), 6)
    by_chance = [
        audit(
            {n: "f" if n % 2 else "m" for n in range(400)}, person=person,
            flagged=(draw.random(400) < 0.1)[person], left=np.zeros(2400, dtype=bool),
            risk=np.zeros(2400),
        )
        for _ in range(40)
    ]  # fmt: skip
    leaning = audit(
        {n: "f" if n % 2 else "m" for n in range(400)}, person=person,
        flagged=(draw.random(400) < np.where(np.arange(400) % 2, 0.3, 0.1))[person],
        left=np.zeros(2400, dtype=bool), risk=np.zeros(2400),
    )  # fmt: skip

    assert sum((one.ratio or 1) < 0.8 for one in by_chance) > 8
    assert sum(one.needs_a_look for one in by_chance) <= 4
    assert leaning.needs_a_look
    assert leaning.chance < 0.01


def test_residuals_of_one_person_are_one() -> None:
    """Four rows of each leaver: by rows alone the same gap would look twice as far off."""
    left = np.repeat(np.arange(100) < 30, 4)
    risk = np.full(400, 0.2)

    apart = calibration_z(left, risk, np.arange(400))
    together = calibration_z(left, risk, np.repeat(np.arange(100), 4))

    assert apart == pytest.approx(4.26, abs=0.01)
    assert together == pytest.approx(apart / 2, rel=0.15)
    assert calibration_z(left[:0], risk[:0], np.arange(0)) == 0


@pytest.mark.parametrize(("persons", "expected"), [(29, Answer.NONE), (30, Answer.RECALIBRATE)])
def test_a_slope_is_believed_from_thirty_persons_on(persons: int, expected: Answer) -> None:
    """Risks that tell nothing: a slope of nought, of so many leavers with four rows each."""
    person = np.repeat(np.arange(2 * persons), 4)
    left = person < persons
    risk = np.where(np.arange(len(person)) % 2, 0.4, 0.6)

    assert answer(left, risk, person) is expected
