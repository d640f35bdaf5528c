"""What HR reads of a model: whole people with an interval, and which stage speaks."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from rules.risk_band import (
    BandTold,
    RiskBand,
    band_told_of,
    per_mille,
    severity,
    stage_of,
    told_band,
)

_BAND = RiskBand(
    person_id=1, model_id=7, stage="model", band="high", share=300, low=200, high=400,
    reasons=("training", "results"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("share", "low", "high", "words"),
    [
        pytest.param(300, 200, 400, (10, 3, 2, 4), id="three of ten"),
        pytest.param(349, 250, 450, (10, 3, 3, 5), id="halves go up"),
        pytest.param(95, 60, 140, (10, 1, 1, 1), id="at the edge, of ten"),
        pytest.param(94, 60, 140, (100, 9, 6, 14), id="just under it, of a hundred"),
        pytest.param(0, 0, 12, (100, 0, 0, 1), id="nobody so far"),
        pytest.param(1000, 700, 1000, (10, 10, 7, 10), id="everybody so far"),
    ],
)
def test_a_share_is_told_in_whole_people(
    share: int, low: int, high: int, words: tuple[int, ...]
) -> None:
    band = RiskBand(
        person_id=1, model_id=7, stage="model", band="low", share=share, low=low, high=high
    )

    told = told_band("model", band)

    assert (told.of, told.some, told.low, told.high) == words


def test_where_the_rules_speak_no_share_is_told() -> None:
    assert told_band("rules", _BAND) == BandTold(stage="rules")
    assert told_band("model", None) == BandTold(stage="model")


@pytest.mark.parametrize(
    ("model_id", "how", "stage"),
    [
        pytest.param(None, "rules", "rules", id="nobody has chosen"),
        pytest.param(None, "pinned", "rules", id="somebody pinned the rules"),
        pytest.param(3, "prior", "prior", id="expert weights"),
        pytest.param(3, "promoted", "model", id="admitted by the gate"),
        pytest.param(3, "pinned", "model", id="pinned by a person"),
    ],
)
def test_the_stage_follows_the_newest_choice(model_id: int | None, how: str, stage: str) -> None:
    assert stage_of(model_id, how) == stage


def test_a_band_comes_back_from_json_as_it_was() -> None:
    told = told_band("model", _BAND)

    assert band_told_of(json.loads(json.dumps(asdict(told)))) == told
    assert band_told_of(None) is None


def test_bands_order_lists_from_the_most_severe_on() -> None:
    assert sorted(["", "high", "low", "raised"], key=severity) == ["", "low", "raised", "high"]


def test_a_share_is_kept_per_mille() -> None:
    assert [per_mille(one) for one in (0.0, 0.0005, 0.12345, 1.0)] == [0, 1, 123, 1000]
