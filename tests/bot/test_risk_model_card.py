"""风险模型 as a card: which stage, each gate's number against its limit, what would change it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.cards.reader import Reader
from bot.cards.risk_model import card
from rules.retention_refusal import Gate, Refusal
from tests.contracts.loop import model_standing

_LEAST_LETTERS = 2


def test_hr_reads_the_number_the_limit_and_what_helps() -> None:
    text = card(model_standing(), Reader()).as_text()

    assert "风险模型 · 未启用" in text
    assert "37 人,要 60 人,还差 23 人" in text
    assert "走完试用期的 1 个,要 2 个" in text
    assert "−0.012 到 0.034" in text
    assert "0.62,要在 0.80 到 1.25 之间" in text
    assert "离职记录够了才学得出规律" in text
    assert "下次训练" in text


def test_it_reads_in_english() -> None:
    text = card(model_standing(), Reader(language="en")).as_text()

    assert "Risk model · not active" in text
    assert "37, 60 are needed: 23 more" in text
    assert "0.62, must be within 0.80 to 1.25" in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("gate", list(Gate))
def test_every_gate_has_its_words_and_its_numbers(gate: Gate, language: str) -> None:
    refusal = Refusal(gate=gate, text="", value=3, limit=7, high=9, of="deals:value")
    told = card(replace(model_standing(), refused=(refusal,)), Reader(language=language))

    [row] = told.rows
    assert len(row.label) <= (5 if language == "zh" else 10)
    assert len(row.value) > _LEAST_LETTERS
    assert "{" not in row.value
    assert not re.search(r"因为|because", row.value)


@pytest.mark.parametrize(
    ("stage", "said"),
    [("prior", "经验权重加本公司少量数据(第 3 号)"), ("model", "现在用第 3 号模型")],
)
def test_a_stage_that_speaks_is_named_with_its_number(stage: str, said: str) -> None:
    told = card(replace(model_standing(), stage=stage, speaks=3, refused=()), Reader())

    assert said in told.text
    assert told.rows == ()


def test_a_figure_that_could_not_be_had_is_no_nought() -> None:
    unknown = Refusal(gate=Gate.SLOPE, text="", value=None, limit=0.8, high=1.25)

    [row] = card(replace(model_standing(), refused=(unknown,)), Reader()).rows

    assert row.value.startswith("?")


def test_a_pin_a_drift_and_a_watched_one_are_said() -> None:
    facts = replace(
        model_standing(), is_pinned=True, has_drifted=True, watched=4,
        watched_since=model_standing().next_on,
    )  # fmt: skip

    text = card(facts, Reader(language="en")).text

    assert "pinned" in text
    assert "no longer matched" in text
    assert "Model 4 has been scoring since" in text
