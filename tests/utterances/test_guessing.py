"""The thresholds of guesses hold on rows that were held out."""

from __future__ import annotations

import pytest

from handlers.guessing import CLEAR, SURE, SURE_TO_OPEN, guesses, likely
from handlers.intent import Intent
from handlers.utterances import MOST_WAYS, ways_of
from tests.benchmarks.guessing import acted_on, at

_ALL = frozenset(Intent)


def test_few_of_what_is_out_of_scope_get_buttons_and_most_of_ours_the_right_one() -> None:
    buttons, right = at(CLEAR)

    assert buttons <= 0.06
    assert right >= 0.68


def test_a_lower_threshold_would_give_more_buttons_to_what_is_nobodys_business() -> None:
    assert at(CLEAR - 2)[0] > at(CLEAR)[0] + 0.05


def test_what_is_likelier_is_oftener_right() -> None:
    assert acted_on(SURE)[0] < acted_on(SURE_TO_OPEN)[0] < acted_on(0.9)[0]


def test_a_text_like_an_example_is_guessed() -> None:
    assert guesses(likely("带教的任务还剩什么"), _ALL)[0] is Intent.MENTEES


def test_what_has_no_route_is_not_guessed() -> None:
    found = guesses(likely("带教的任务还剩什么"), {Intent.PULSE, Intent.TARGET})

    assert Intent.MENTEES not in found


@pytest.mark.parametrize("text", ["老板工资多少", "周末去爬山吗", "zzzz", "🎂🎂"])
def test_small_talk_is_not_guessed(text: str) -> None:
    assert guesses(likely(text), _ALL) == ()


def test_a_row_is_written_out_in_all_its_ways() -> None:
    assert ways_of(["(我|你)的课(程)?", "帮助"]) == (
        "我的课程",
        "我的课",
        "你的课程",
        "你的课",
        "帮助",
    )


def test_of_a_row_of_many_ways_a_few_are_drawn_the_same_each_time() -> None:
    row = "(a|b|c|d|e)(1|2|3|4|5)(x|y|z)"

    assert 1 < len(ways_of([row])) <= MOST_WAYS
    assert ways_of([row]) == ways_of([row])
