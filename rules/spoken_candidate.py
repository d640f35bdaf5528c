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
#: The tests that only candidates take; 产品知识 and the like are of people who work here.
_TESTED = r"(?:笔试|机试|性格(?:测评|测试)|情景(?:测试|模拟|测评))(?:成绩|得分|分数)?"
_HAN_NAME = rf"{_NO_NAME}[\u4e00-\u9fff]{{2,4}}?"
#: 陈静的面试记录, 录一下陈静的面试: the name comes first.
_INTERVIEW_OF = re.compile(
    rf"{_POLITE}(?:录|记录|记|写|填|登记)(?:一下|下|个)? ?(?P<name>{_HAN_NAME})的?面试"
    r"(?P<beside>.{0,40})"
)
_SCORE_OF = re.compile(
    rf"{_POLITE}(?:候选人|应聘者) ?(?P<name>{_HAN_NAME})的? ?{_TESTED} ?\d{{1,3}} ?分?"
    rf"|{_POLITE}(?:录|记录|记|登记)(?:一下|下|个)? ?(?P<en>{_HAN_NAME})的? ?{_TESTED}"
    r"(?: ?\d{1,3} ?分?)?"
)
_ASKS = re.compile(r"[?？]|吗|怎么|什么|几|时间|在哪|安排")
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
    typed = text.strip()
    of = _INTERVIEW_OF.fullmatch(typed)
    if of is not None and not _ASKS.search(of["beside"]):
        return of["name"]
    return _name(_INTERVIEW.fullmatch(typed))


def find_candidate_score(text: str) -> str | None:
    """Give whose test is recorded, "" where no name is said; None for anything else."""
    typed = text.strip()
    return _name(_SCORE_OF.fullmatch(typed) or _SCORE.fullmatch(typed))


def _name(found: re.Match[str] | None) -> str | None:
    return None if found is None else found["name"] or found["en"] or ""
