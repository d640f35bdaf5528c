"""The threshold of guesses holds on examples that it was not shown."""

from __future__ import annotations

from handlers.guessing import CLEAR, guesses, is_strange
from tests.benchmarks.guessing import at


def test_one_in_twenty_of_what_is_out_of_scope_gets_buttons() -> None:
    buttons, right = at(CLEAR)

    assert buttons <= 0.05
    assert right >= 0.35


def test_a_lower_threshold_would_give_more() -> None:
    assert at(CLEAR - 0.4)[0] > 0.05


def test_a_text_like_an_example_is_guessed() -> None:
    assert guesses("带教的任务还剩什么", {"mentees", "pulse", "target"})[0] == "mentees"


def test_what_is_likest_to_something_without_a_route_is_not_guessed() -> None:
    assert guesses("带教的任务还剩什么", {"pulse", "target"}) == ()


def test_small_talk_is_strange() -> None:
    assert is_strange("老板工资多少")
