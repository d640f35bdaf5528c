"""Not now, said in pieces; what is only nearly so is something else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.preference import Wish
from rules.spoken_moment import find_moment
from rules.typed_text import clean, fold

_HOUR, _HALF = timedelta(hours=1), timedelta(minutes=30)


@pytest.mark.parametrize(
    ("text", "wish", "long", "tomorrow"),
    [
        ("我在客户家里 先别给我发消息", Wish.VISIT, None, False),
        ("正陪客户谈事 别吵", Wish.VISIT, None, False),
        ("in a meeting, hold messages", Wish.VISIT, None, False),
        ("with a client now", Wish.VISIT, None, False),
        ("在开車不方便 過一個小時再提醒我", Wish.SNOOZE, _HOUR, False),
        ("i'm driving now, remind me in 30 minutes", Wish.SNOOZE, _HALF, False),
        ("半小时后再说", Wish.SNOOZE, _HALF, False),
        ("烦死了 明天再说", Wish.SNOOZE, None, True),
        ("客户走了 可以发了", Wish.VISIT_DONE, None, False),
    ],
)
def test_pieces_make_one_wish(
    text: str, wish: Wish, long: timedelta | None, *, tomorrow: bool
) -> None:
    assert find_moment(fold(clean(text))) == (wish, long, tomorrow)


@pytest.mark.parametrize(
    "text",
    [
        "", "提醒", "2小时", "明天", "with", "in", "hold on", "别给我发消息", "客户走了怎么办",
        "我见了客户", "25小时后提醒我", "在吗", "later", "on the call list", "我在客户家里签了一单",
    ],
)  # fmt: skip
def test_what_is_something_else_or_not_plain_is_left(text: str) -> None:
    assert find_moment(fold(clean(text))) is None


def test_a_long_text_of_such_pieces_ends_soon() -> None:
    assert find_moment("别催了" * 300) is None
