"""What people type about candidates: 录面试 王芳, 录测评 王芳, "record interview Wang Fang"."""

from __future__ import annotations

import re

#: What follows in a question of another kind, and is nobody's name.
_NO_NAME = r"(?!怎|什么|几|有|是|在|吗|的|谁|哪|多少|时间|安排|结果|问题|技巧)"
_NAME = rf"{_NO_NAME}(?P<name>[^\s?,。!:：]{{1,40}}(?: [^\s?,。!:：]{{1,30}}){{0,3}})"
_POLITE = r"(?:请|帮我|我要|我想|please )?"
_INTERVIEW = re.compile(
    rf"{_POLITE}(?:录一?下?面试|记录?一?下?面试|写面试|面试(?:记录|评价|反馈|打分))(?:评价|记录)?"
    rf"(?:[\s:：]*{_NAME})?"
    rf"|(?:please )?(?:record|log|write) (?:an? |the |my )?interview(?: (?:of|with|for))?"
    rf"(?: {_NAME.replace('?P<name>', '?P<en>')})?",
    re.IGNORECASE,
)
_SCORE = re.compile(
    # 录测评成绩 and "record test score" are of somebody who works here (rules/spoken_score.py).
    rf"{_POLITE}(?:录一?下?|记录?一?下?|登记)(?:候选人的?(?:测评|测试|情景测试)(?:成绩|分数|得分)?"
    rf"|(?:测评|情景测试)(?!成绩|分数|得分))"
    rf"(?:[\s:：]*{_NAME})?"
    rf"|(?:please )?(?:record|log) (?:an? |the )?(?:candidate|applicant)(?:'s)?(?: test)? score"
    rf"(?: (?:of|for))?(?: {_NAME.replace('?P<name>', '?P<en>')})?",
    re.IGNORECASE,
)


def find_interview(text: str) -> str | None:
    """Give whose interview is recorded, "" where no name is said; None for anything else."""
    return _name(_INTERVIEW.fullmatch(text.strip()))


def find_candidate_score(text: str) -> str | None:
    """Give whose test is recorded, "" where no name is said; None for anything else."""
    return _name(_SCORE.fullmatch(text.strip()))


def _name(found: re.Match[str] | None) -> str | None:
    return None if found is None else found["name"] or found["en"] or ""
