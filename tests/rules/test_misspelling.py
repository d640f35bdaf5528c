"""Typing errors of command words."""

from __future__ import annotations

import pytest

from rules.misspelling import correct, nearest


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("comission", "commission", id="a letter left out"),
        pytest.param("todya", "today", id="two letters turned round"),
        pytest.param("My Commision", "My commission", id="capitals"),
        pytest.param("yesturday", "yesterday", id="a letter changed"),
        pytest.param("用金", "佣金", id="same sound"),
        pytest.param("我的体成", "我的提成", id="same sound inside"),
    ],
)
def test_a_plain_slip_is_put_right(typed: str, meant: str) -> None:
    assert correct(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "commission",
        "mission",
        "permission",
        "learning",
        "mouth",
        "week",
        "weak",
        "用尽",
        "Monty's",
        "",
    ],
)
def test_true_words_and_names_stay(typed: str) -> None:
    assert correct(typed) == typed


def test_a_far_slip_is_only_a_guess_to_offer() -> None:
    assert correct("comishon") == "comishon"
    assert nearest("comishon", ("commission", "help")) == "commission"


@pytest.mark.parametrize("word", ["mission", "abc", "weather"])
def test_nothing_is_guessed_from_a_far_or_true_word(word: str) -> None:
    assert nearest(word, ("commission", "help")) is None
