"""What HR types about hiring: 候选人, 筛选 王芳, "screen Wang Fang", 画像."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class HiringWish(StrEnum):
    """What is wanted."""

    QUEUE = "candidates"
    SCREEN = "screen"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenHiring:
    """What was understood, with a candidate's name as it was typed."""

    wish: HiringWish
    person: str | None = None


_POLITE = r"(?:请|麻烦|帮我|我要|我想|看看|看一下|查看|看|查|show me |show |please |open ){0,3}"
_END = r"[?？.。!！吗呢]{0,3}"
_QUEUE = re.compile(
    rf"{_POLITE}(?:the )?(?:(?:有哪些)?(?:待筛选的?|待复核的?|新的?)?(?:候选人|应聘者|应聘的人)"
    r"(?:名单|列表|队列|有哪些|有谁|进展|情况)?|招聘(?:进展|进度|情况)(?:怎么样)?|筛选(?:候选人|名单|列表|队列)?|"
    rf"candidates?(?: (?:list|queue))?|screening(?: queue| list)?|"
    rf"(?:hiring|candidate) pipeline|who applied){_END}",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    rf"{_POLITE}(?:the )?(?:(?:胜任力|岗位|销售|招聘|人才|选人)?画像|胜任力模型|"
    rf"competency profile|hiring profile){_END}",
    re.IGNORECASE,
)
#: What follows 候选人 in a question of another kind, and is nobody's name.
_NO_NAME = r"(?!名单|列表|队列|有|都|还|现在|里|的|怎么|什么|多少|几|谁|哪)"
_NAME = r"[^\s\d?？,，。:：]{1,20}(?: [A-Za-z.'-]{1,30}){0,2}"
_SCREEN = re.compile(
    rf"(?:{_POLITE}(?:筛选|初筛|评估候选人|候选人) ?[:：]? ?{_NO_NAME}(?P<a>{_NAME})|"
    rf"{_NO_NAME}(?P<b>[^\s?？,，。的]{{1,12}})(?:的)?(?:匹配度|匹配分|岗位匹配)(?:是多少|多少|怎么样)?|"
    rf"(?:please )?(?:screen|match score of|match of) (?P<c>{_NAME})){_END}",
    re.IGNORECASE,
)


def find_hiring(typed: str) -> SpokenHiring | None:
    """Read a clean text; None where it is about something else, whole as it must be known."""
    said = typed.strip()
    if _QUEUE.fullmatch(said):
        return SpokenHiring(wish=HiringWish.QUEUE)
    if _PROFILE.fullmatch(said):
        return SpokenHiring(wish=HiringWish.PROFILE)
    if match := _SCREEN.fullmatch(said):
        name = next(one for one in match.groups() if one)
        return SpokenHiring(wish=HiringWish.SCREEN, person=name.strip())
    return None
