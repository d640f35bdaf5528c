"""The sample is large, and kept apart from the shipped examples."""

from __future__ import annotations

from collections import Counter

import pytest

from handlers.utterances import utterances
from rules.typed_text import clean, fold
from tests.benchmarks.understanding import NEWCOMER, SAMPLES, measured, sample


def test_no_utterance_of_the_sample_is_a_shipped_example() -> None:
    shipped = {fold(clean(text)) for texts in utterances().values() for text in texts}

    assert [said.text for said in sample() if fold(clean(said.text)) in shipped] == []


def test_the_sample_is_large_enough() -> None:
    labels = Counter(label for said in sample() for label in said.labels)

    assert labels.total() >= 200
    assert labels["none"] >= 60


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_executed_is_what_was_meant(name: str) -> None:
    figures = measured(name)

    assert figures["precision of executed"] >= 0.97
    assert figures["right"] >= 0.75
    assert figures["top three"] >= 0.90
    assert figures["out of scope executed"] <= 0.05
    assert figures["out of scope answered with buttons"] <= 0.05


def test_what_a_newcomer_typed_is_not_understood_less_than_it_was() -> None:
    figures = measured(NEWCOMER)

    assert figures["precision of executed"] >= 0.95
    assert figures["right"] >= 0.70
    assert figures["top three"] >= 0.80
