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
