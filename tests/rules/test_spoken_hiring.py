"""What HR types about hiring is known whole, or is about something else."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.intent import Intent
from handlers.understanding import understand
from rules.spoken_hiring import HiringWish, SpokenHiring, find_hiring

_TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "wish", "person"),
    [
        ("候选人", HiringWish.QUEUE, None),
        ("看看候选人名单", HiringWish.QUEUE, None),
        ("待筛选的候选人", HiringWish.QUEUE, None),
        ("candidates", HiringWish.QUEUE, None),
        ("show me the candidate queue", HiringWish.QUEUE, None),
        ("筛选 王芳", HiringWish.SCREEN, "王芳"),
        ("筛选王芳", HiringWish.SCREEN, "王芳"),
        ("帮我筛选:王芳", HiringWish.SCREEN, "王芳"),
        ("候选人 王芳", HiringWish.SCREEN, "王芳"),
        ("王芳的匹配度是多少", HiringWish.SCREEN, "王芳"),
        ("screen Wang Fang", HiringWish.SCREEN, "Wang Fang"),
        ("Screen wang fang?", HiringWish.SCREEN, "wang fang"),
        ("match score of Anna Maria O'Neil", HiringWish.SCREEN, "Anna Maria O'Neil"),
        ("画像", HiringWish.PROFILE, None),
        ("看一下胜任力画像", HiringWish.PROFILE, None),
        ("competency profile", HiringWish.PROFILE, None),
    ],
)
def test_what_is_meant(text: str, wish: HiringWish, person: str | None) -> None:
    assert find_hiring(text) == SpokenHiring(wish=wish, person=person)
    understood = understand(text, today=_TODAY)
    assert understood.intent is Intent(wish.value)
    assert understood.person == person


@pytest.mark.parametrize(
    "text",
    ["我的提成", "客户画像怎么做", "候选人怎么还没来上班", "屏幕坏了", "my screen is broken now ok",
     "帮我筛选一下明天要拜访的客户,按金额排", "profile", "匹配度"],
)  # fmt: skip
def test_what_is_about_something_else(text: str) -> None:
    assert find_hiring(text) is None


def test_a_long_text_is_read_at_once() -> None:
    assert find_hiring("看" * 5000) is None
