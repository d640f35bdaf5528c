"""Command words put right where they are misspelt (comission) or misheard (用金 for 佣金)."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from rules.phrases import PHRASES
from rules.pinyin import sounds_of
from rules.topic_words import TOPIC_NOUNS, TOPICS

#: Long enough that one slip does not make another word of it.
_LONG_ENOUGH = 6
_SPELLED = tuple(
    """status progress
    commission commissions earnings today yesterday month week
    quarter much calculated explain
    january february august september october november december""".split()
) + tuple(sorted(word for word in TOPIC_NOUNS if word.isascii() and len(word) >= _LONG_ENOUGH))
#: True words that are near one of those.
_NOT_MISSPELT = frozenset(
    """mission missions permission commissioner commissioned omission admission learning
    learnings earring earrings mouth moth weak weed seek meek such must munch weekend weekly
    monthly quarterly months weeks quarters headquarter headquarters explore bask flask ask tame
    term steam tech reacher teach cause causes source sources coarse curse nurse horse garget
    statue state
    states stats statute
    forget teacher later poll pool tension lemon person persons remainder remained raining
    training straining draining mentioned mention mental trams dream retain notes motion mobile
    models mode massage massages passage sage""".split()
)
_HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,4}")
_HEARD = {
    tuple(sounds_of(word)): word
    for word in [
        *sorted(word for word in TOPIC_NOUNS if _HAN_WORD.fullmatch(word)),
        *"""佣金 提成 明细 今天 昨天 本月 上月 上个月 这个月 为什么 怎么算 假如 如果 再签
        帮助 绑定 报单 多少 情况 进度 设置 我的""".split(),
    ]
}
#: True words that sound like one of those.
_NOT_MISHEARD = frozenset(
    "用尽 用劲 涌进 永进 金添 是否 倒是 人物 土地 失误 世界 知识 只是 事物 十五 食物".split()
)
#: 目标 typed as mubiao or "mu biao": the sounds of a command word in Latin letters, long enough
#: to be no English word.
_SHORTEST_SOUND = 5
_LATIN = {
    "".join(sounds): (" ?".join(sounds), word)
    for sounds, word in _HEARD.items()
    if len("".join(sounds)) >= _SHORTEST_SOUND
}
_ROMAN = re.compile(
    rf"(?<![a-z])(?:{'|'.join(_LATIN[one][0] for one in sorted(_LATIN, key=len, reverse=True))})"
    r"(?![b-df-hj-np-tv-z']|[a-z]'s)",
    re.IGNORECASE,
)
_CUTOFF = 80
_SHORT = 7
#: "Monty's" in capitals is a name, however near to "month's".
_WORD = re.compile(r"[A-Za-z]{4,14}(?![A-Za-z])(?!'s)|(?<![A-Za-z])[a-z]{4,14}(?![A-Za-z])")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,40}")
_IS_HAN = re.compile(r"[\u4e00-\u9fff]")


def correct(text: str) -> str:
    """Put the command word for each word that is one or two slips away from just that one.

    Words Foothold knows and true words stay; the text is returned unchanged if nothing was found.
    """
    said = _ROMAN.sub(lambda match: _LATIN[match.group().replace(" ", "").lower()][1], text)
    spelled = _WORD.sub(lambda match: _respelled(match.group()), said)
    return _HAN.sub(lambda match: _reheard(match.group()), spelled)


def nearest(word: str, choices: tuple[str, ...]) -> str | None:
    """Give the choice a word may have been meant for, for a question back, never for an act."""
    if len(word) <= 3 or word in _NOT_MISSPELT:  # noqa: PLR2004 - too short to tell
        return None
    hit = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=72)
    return hit[0] if hit else None


def likeness(one: str, other: str) -> float:
    """Give how near two names in small letters are, of 100, whatever the order of their words.

    Chinese ones that sound alike are the same; a Chinese and a Latin one are never near.
    """
    if bool(_IS_HAN.search(one)) is not bool(_IS_HAN.search(other)):
        return 0.0
    if not _IS_HAN.search(one):
        return fuzz.token_sort_ratio(one, other)
    if len(one) == len(other) and sounds_of(one) == sounds_of(other):
        return 100.0
    return fuzz.ratio(one, other)


def _respelled(word: str) -> str:
    low = word.lower()
    if low in PHRASES.words or low in TOPICS.words or low in _NOT_MISSPELT or low in _SPELLED:
        return word
    near = process.extract(low, _SPELLED, scorer=fuzz.ratio, score_cutoff=_CUTOFF, limit=2)
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return word
    slips = 1 if len(low) < _SHORT else 2
    return near[0][0] if OSA.distance(low, near[0][0]) <= slips else word


def _reheard(run: str) -> str:
    sounds = sounds_of(run)
    heard: list[str] = []
    at = 0
    while at < len(run):
        word = _heard_at(run, sounds, at) or run[at]
        heard.append(word)
        at += len(word)
    return "".join(heard)


def _heard_at(run: str, sounds: list[str], at: int) -> str | None:
    for length in (4, 3, 2):
        meant = _HEARD.get(tuple(sounds[at : at + length]))
        if meant and run[at : at + length] not in _NOT_MISHEARD:
            return meant
    return None
