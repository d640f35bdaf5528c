"""How people ask for courses; each sentence is matched whole, in folded small letters."""

from __future__ import annotations

import re

_ASK = r"(?:请|帮我|给我)?(?:查一?下?|看一?下?|查看|看看|show(?: me)? |see )?"
_END = r"(?:\s*[?？!！。.]*|吗|呢)"
_MINE = r"(?:我的|我|my )?"
COURSES = re.compile(
    rf"{_ASK}{_MINE}(?:课程|学习进度|学习计划|学习路径|培训进度|courses?|learning path|"
    rf"course progress|learning progress|training progress){_END}"
)
NEXT = re.compile(
    r"(?:下一门|下一门课|下一门课程|下一课|接下来学什么|下一步学什么|该学什么|学什么|"
    rf"what(?:'s| is)? next|next course|what should i learn(?: next)?){_END}"
)
_OF_OTHERS = re.compile(
    rf"{_ASK}(?P<zh>[^\s的我]{{1,40}})的(?:课程|学习进度|培训进度){_END}"
    rf"|{_ASK}(?:courses|learning progress|learning path) of (?P<en>[^?.!]{{1,60}}?){_END}"
    rf"|{_ASK}(?P<path>[^\s的我]{{1,40}}) ?的?学习路径{_END}"
)


def whose_courses(text: str) -> str | None:
    """Give the name of whom the courses are asked of; None where it is no such question."""
    found = _OF_OTHERS.fullmatch(text)
    return None if found is None else (found["zh"] or found["en"] or found["path"])


_HAVE = r"(?:(?:我|我都|我已|我已经|已经|已|刚|刚刚|刚才|终于|今天)?的?)"
_LEARNT = (
    r"(?:学完|上完|看完|做完|修完|听完|读完|学习完|完成|结业|结课|考过|通过|学过|上过|搞定|学玩|上玩"
    r"|done|finish(?:ed)?|completed?)"
)
_ALL = r"(?:我)?(?:都|已经|已|刚|刚刚|全部|终于)?"
_I_HAVE = r"(?:(?:i|i have|i've|ive|i'm|im|just|already|finally|now) ){0,3}"
_FINISHED = r"(?:finished|completed|passed|did|done|finish|complete)(?: with)?"
_IS_DONE = r"(?:is |was |as )?(?:all )?(?:done|finished|finish|complete|completed)"
_NAME = r"[^?,。;!]{2,60}?"
_DONE = re.compile(
    rf"(?:{_I_HAVE}{_FINISHED} (?P<c>{_NAME})|(?:mark |my )?(?P<d>{_NAME}) {_IS_DONE}"
    rf"|{_HAVE}{_LEARNT}(?:了|好了)?[ :]?(?P<a>{_NAME})(?:了|啦)?"
    rf"|(?:我的?|我把|刚把|刚刚把|把)?(?P<b>{_NAME})(?:[这那]门?课)?[ ,]?"
    rf"{_ALL}{_LEARNT}(?:了|啦|咯|喽|掉)?"
    r")[ .!。~]{0,3}"
)
#: Whoever says one of these says something else: 没学完, "how do i finish", 王五的...
_NOT_DONE = re.compile(
    r"没|未|不|还|别|怎|什么|啥|几|多少|谁|哪|吗|如果|要是|何时|的话|请假|目标|试用期|任务"
    r"|\b(?:not|isn't|haven't|how|what|when|who|which|if|before|after|until|never|almost|half)\b"
)


def done_course(text: str) -> str | None:
    """Give how a course is named that she says she has completed; None for anything else.

    Whether there is such a course only the catalogue can tell.
    """
    found = _DONE.fullmatch(text.strip())
    if found is None or _NOT_DONE.search(text):
        return None
    return next(found[name].strip() for name in "cdab" if found[name])
