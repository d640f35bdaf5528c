"""Chinese typed in Latin letters: wo de ticheng, "hai cha ji dan", 接下来学sm, 再签3w多少tc.

What may be meant by the sounds is chosen by what stands beside what in texts of ours: the likeliest
characters one after another. It is a guess, made only of what was not understood as it stands.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from rules.pinyin import sounds_of

#: The first letters of a word, as they are typed for it.
_SHORT = dict(
    pair.split(":")
    for pair in """tc:提成 yj:佣金 kc:课程 px:培训 mb:目标 rw:任务 zz:转正 syq:试用期
        sf:师傅 ds:导师 dj:带教 bd:报单 jq:季度 zj:总结 sm:什么 zm:怎么
        wsm:为什么 wse:为啥 sh:啥 sd:是多少 byue:本月 by:本月 syue:上月 jt:今天
        zt:昨天 bz:帮助 gn:功能 fp:复盘 pf:陪访 df:打分 hxr:候选人 hmc:花名册
        wd:我的""".split()
)
_HAN = "\u4e00-\u9fff"
_LATIN = re.compile("[A-Za-z]")
_PIECE = re.compile(rf"[{_HAN}]+|[A-Za-zü]+|[^{_HAN}A-Za-zü]+")
#: Shortest text of sounds alone that is read: "hao", "men" and "can" are English too.
_FEWEST_LETTERS = 4
#: What a character costs that is never seen behind the one before.
_UNSEEN = 7.0
_EDGE = " "

#: Sounds that a character has beside its first one.
_ALSO = {
    "谁": "shei",
    "长": "chang",
    "还": "hai",
    "都": "dou",
    "没": "mei",
    "了": "le",
    "得": "dei",
}
#: So many ways to write what stands up to a place are followed: the likeliest.
_FOLLOWED = 12
#: The likeliest characters up to a place by the last of them: what they cost, and the text.
_Ways = dict[str, tuple[float, str]]


class Sounds:
    """The characters of some texts by their sounds, and which of them stand side by side."""

    def __init__(self, texts: Iterable[str]) -> None:
        runs = [run for text in texts for run in re.findall(rf"[{_HAN}]+", text)]
        self._alone = Counter(char for run in runs for char in run)
        self._beside = Counter(pair for run in runs for pair in pairwise(_EDGE + run + _EDGE))
        self._before = Counter(char for run in runs for char in _EDGE + run)
        self._all = self._alone.total()
        self._of: dict[str, list[str]] = defaultdict(list)
        for char in self._alone:
            for sound in {*sounds_of(char), _ALSO.get(char, "")} - {""}:
                self._of[sound].append(char)
        self._longest = max(map(len, self._of), default=0)

    def read(self, text: str, *, known: frozenset[str]) -> str | None:
        """Give the text with Chinese for its sounds; None where nothing in it is one.

        `known` are Latin words that mean something by themselves.
        """
        pieces = _PIECE.findall(text)
        latin = [piece for piece in pieces if _LATIN.match(piece)]
        sounds = [one for one in latin if self._is_sound(one)]
        if not sounds or all(one in known and one not in _SHORT for one in sounds):
            return None
        is_chinese = any("\u4e00" <= piece[0] <= "\u9fff" for piece in pieces)
        if not is_chinese and not self._is_all(latin, known):
            return None
        read = self._written(
            [one for one in pieces if not one.isspace()], known if is_chinese else frozenset()
        )
        return read if read != text else None

    def _is_sound(self, word: str) -> bool:
        return word in _SHORT or (word.islower() and self._is_cut(word))

    def _is_cut(self, word: str) -> bool:
        """Whether it is sounds from end to end."""
        ends = {0}
        for end in range(1, len(word) + 1):
            if any(word[start:end] in self._of for start in ends if end - start <= self._longest):
                ends.add(end)
        return len(word) in ends

    def _is_all(self, latin: list[str], known: frozenset[str]) -> bool:
        """Whether it is sounds, beside a word or two that are said in Chinese too: kpi, crm."""
        strange = [one for one in latin if not self._is_sound(one) and one.islower()]
        is_long = sum(map(len, latin)) >= _FEWEST_LETTERS or any(one in _SHORT for one in latin)
        return is_long and all(one in known for one in strange) and len(latin) > 3 * len(strange)

    def _written(self, pieces: list[str], known: frozenset[str]) -> str:
        """Write all of it out in the likeliest way."""
        ways: _Ways = {_EDGE: (0.0, "")}
        for piece in pieces:
            if piece in _SHORT:
                ways = self._after(ways, _SHORT[piece])
            elif piece not in known and self._is_sound(piece):
                ways = self._sounded(ways, piece)
            else:
                ways = self._after(ways, piece)
        return min((cost + self._cost(last, _EDGE), text) for last, (cost, text) in ways.items())[1]

    def _after(self, ways: _Ways, said: str) -> _Ways:
        """Go on with what is written as it stands."""
        first, last = (one if one in self._alone else _EDGE for one in (said[0], said[-1]))
        cost, text = min(
            (cost + self._cost(one, first), text) for one, (cost, text) in ways.items()
        )
        return {last: (cost, text + said)}

    def _sounded(self, ways: _Ways, word: str) -> _Ways:
        """Go on with a word of sounds; what it may be ends with one character or another."""
        at: list[_Ways] = [ways, *({} for _ in word)]
        for start in range(len(word)):
            followed = sorted(at[start].items(), key=lambda one: one[1])[:_FOLLOWED]
            for end in range(start + 1, min(start + self._longest, len(word)) + 1):
                for char in self._of.get(word[start:end], ()) if followed else ():
                    best = min(
                        (cost + self._cost(last, char), text) for last, (cost, text) in followed
                    )
                    if char not in at[end] or best < at[end][char]:
                        at[end][char] = (best[0], best[1] + char)
        return at[-1]

    def _cost(self, last: str, char: str) -> float:
        if seen := self._beside[last, char]:
            return -math.log(seen / self._before[last])
        return _UNSEEN - math.log((self._alone[char] or 1) / self._all)
