"""Not now, said in pieces: 我在客户家里 先别给我发消息, "in a meeting, hold messages".

Each piece says where she is, that she wants no messages, until when, or nothing at all; only a
sentence that is all such pieces is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from rules.preference import Wish
from rules.spoken_time import LENGTH, length

#: Without names, so that it may stand more than once.
_TIMED = re.sub(r"\(\?P<\w+>", "(?:", LENGTH)
_LENGTH = re.compile(LENGTH)
_NOW = r"(?:我|人|俺)?(?:现在|这会儿|目前|正|还)?(?:还)?"
_WHERE = (
    rf"{_NOW}(?:正在|在|正)?(?:陪|见|拜访|接待|跟|和)(?:着)?(?:一个|个)?(?:大|老|新)?客户"
    r"(?:在)?(?:试驾|谈事情|谈事|谈|聊天|聊|吃饭|见面|开会|签约|看房|看车)?(?:呢|中|着呢)?"
    rf"|{_NOW}(?:正在|在|到)(?:一个)?客户(?:家里|家|那里|那边|这里|这边|这儿|那儿|公司|办公室|现场|楼下)"
    r"(?:呢|谈事|开会)?"
    rf"|{_NOW}(?:正在|在)(?:开会|开车|面谈|带看|面访|签约|陪访|会议中|会上|路上|谈客户|谈事|外面跑|忙着|忙|上课|培训|onsite|meeting"
    r"|call|client site|a meeting)(?:呢|中|着呢|上|里)?"
    r"|(?:现在|这会儿)?(?:有点|有些)?(?:不方便|没空|忙不过来)"
    r"|(?:i'm |im |i am )?(?:currently |just |still |now )?(?:(?:in|at|with|on|visiting|meeting)"
    r"(?: (?:a|the|my|an))?(?: (?:client meeting|client site|meeting|client|customer|call|site"
    r"|road))"
    r"(?:'s(?: place| office)?)?|driving|on site|onsite)(?: (?:right now|now|at the moment))?"
)
_HOLD = (
    r"(?:please |pls )?(?:hold|pause|no|stop|mute|don't send|do not send)(?: (?:my|all|any|the))?"
    r" (?:messages|notifications|reminders|pings|everything|all)(?: (?:please|for now|now))?"
    r"|(?:please |pls )?(?:don't|do not) (?:disturb|message|ping|text"
    r"|bother)(?: me)?(?: (?:please|now))?"
    r"|(?:先|请先|请|麻烦|就|能不能|可以)?(?:别|不要|勿|甭|不用)(?:再)?(?:给我)?"
    r"(?:打扰|发|吵|烦|找|提醒|催|推送|推|ping|call)(?:我)?(?:消息|信息|提醒|通知|东西)?(?:了|啊|吧|哈)?"
    r"|(?:先)?(?:(?:hold|暂停|停|压|放)(?:一下|住)(?:消息|提醒)?|(?:hold|暂停|停)(?:消息|提醒))"
)
_LATER = (
    r"(?:有(?:什么|啥)?事(?:情)?)?(?:等会儿|等会|等我|晚点|晚些|回头|待会儿|待会|一会儿|一会)"
    r"(?:出来|忙完|见完|结束|回来|下车|到了)?(?:以后|之后|了)?(?:再)?(?:说|讲|聊|看|提醒|发)(?:我)?(?:吧)?"
    r"|(?:remind|ping|message|tell|ask) me later|talk later|later please|not now"
)
_AFTER = (
    rf"(?:你)?(?:(?:过|等)(?:大概)?{_TIMED}(?:后|以后|之后)?|(?:大概)?{_TIMED}(?:后|以后|之后))"
    r"(?:再)?(?:提醒|叫|说|催|发|找|来)?(?:我)?(?:吧)?"
    rf"|(?:(?:remind|ping|message|tell|ask) me (?:again )?)?in {_TIMED}"
)
#: How long it holds: 两小时内别吵我, "for 2 hours".
_DURING = rf"(?:接下来|未来|这)?{_TIMED}(?:之内|以内|内|里)?|for {_TIMED}"
_TOMORROW = (
    r"(?:明天|明儿|明早|明日)(?:早上|上午|一早)?(?:再)(?:说|提醒|催|弄|讲|发|学|做)(?:我)?(?:吧)?"
    r"|(?:remind|ping|message|tell|ask) me tomorrow|tomorrow please"
)
_OVER = (
    r"(?:我)?(?:见|谈|陪|拜访|送|忙|开)(?:完|走)(?:客户|会)?(?:了)?|(?:客户|会|会议|拜访)(?:已经)?"
    r"(?:走|送走|见完|谈完|开完|结束)(?:了)?|(?:我)?(?:出来|回来)了"
    r"|(?:可以|现在可以|你可以)(?:继续)?(?:发|提醒|推)(?:消息)?(?:我|了)?|(?:恢复|继续)(?:消息|提醒|推送|发消息)?(?:吧)?"
    r"|(?:my |the )?(?:meeting|visit|client meeting|call)(?: is| has)?(?: over| done| finished"
    r"| ended)"
    r"|i'm (?:back|free)(?: now)?"
)
#: Says nothing of when: what she thinks of it, what it is about, a courtesy.
_BESIDE = (
    r"烦死了|烦死|好烦|太烦了|吵死了|太吵了|闭嘴|受不了|求你了|拜托|谢谢|好吗|行吗|可以吗|辛苦了|知道了|好的|嗯|"
    r"哎|那个|现在|先|吧|啊|呢|你|我|课程提醒|学习提醒|带教提醒|提醒|课程|please|pls|thanks|ok|now|sorry|hey"
)
_PIECES = (
    ("over", _OVER), ("tomorrow", _TOMORROW), ("after", _AFTER), ("during", _DURING),
    ("hold", _HOLD),
    ("later", _LATER), ("where", _WHERE), ("beside", _BESIDE),
)  # fmt: skip
_READERS = tuple((name, re.compile(pattern)) for name, pattern in _PIECES)
_GAP = re.compile(r"[\s,，。.!！?？;；~…、:：]*")
_MOST = 12

Moment = tuple[Wish, timedelta | None, bool]


def find_moment(text: str) -> Moment | None:
    """Read a folded text; give the wish, for how long where that is said, whether till tomorrow.

    None where it is about something else, or says only that she wants no messages: that is asked.
    """
    pieces = _pieces(text)
    if pieces is None:
        return None
    if "over" in pieces:
        return (
            None if {"hold", "where", "later"} & pieces.keys() else (Wish.VISIT_DONE, None, False)
        )
    if "tomorrow" in pieces:
        return Wish.SNOOZE, None, True
    return _timed(pieces)


def _timed(pieces: Mapping[str, re.Match[str]]) -> Moment | None:
    """Read what lasts a while: as long as is said, else as long as is usual."""
    said = pieces.get("after") or pieces.get("during")
    long = length(_as_length(said)) if said else None
    if said and long is None:
        return None
    if "where" in pieces and "after" not in pieces:
        return Wish.VISIT, long, False
    is_pause = "after" in pieces or ("hold" in pieces and long is not None)
    return (Wish.SNOOZE, long, False) if is_pause or "later" in pieces else None


def _as_length(found: re.Match[str]) -> re.Match[str]:
    matched = _LENGTH.search(found.group())
    assert matched is not None  # noqa: S101 - it is part of what matched
    return matched


def _pieces(text: str) -> dict[str, re.Match[str]] | None:
    """Cut a text into pieces, the longest first; None where something is left over."""
    found: dict[str, re.Match[str]] = {}
    at = _end(_GAP.match(text))
    for _ in range(_MOST):
        if at >= len(text):
            return found
        matches = [(name, match) for name, piece in _READERS if (match := piece.match(text, at))]
        if not matches:
            return None
        name, match = max(matches, key=lambda one: one[1].end())
        if match.end() == at or _is_inside(text, match.end()):
            return None
        found.setdefault(name, match)
        at = _end(_GAP.match(text, match.end()))
    return None


def _is_inside(text: str, at: int) -> bool:
    """Whether a place is in the middle of a Latin word."""
    return (
        0 < at < len(text)
        and text[at - 1].isascii()
        and text[at - 1].isalpha()
        and (text[at].isascii() and text[at].isalpha())
    )


def _end(match: re.Match[str] | None) -> int:
    return 0 if match is None else match.end()
