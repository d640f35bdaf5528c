"""How like a text is to examples, by the pieces of one to three characters that they share.

A small naive count, without a library: it is for guesses to choose from, never for acts.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rules.typed_text import clean, fold

_SIZES = (1, 2, 3)
_GAP = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")
#: One word of several that mean the same, in either language, put for all of them.
_SAME = {
    same: words[0]
    for words in (
        line.split()
        for line in """提成 佣金 commission comm ticheng yongjin 抽成
        师傅 导师 带教人 mentor
        课程 培训 course training lesson
        目标 指标 target goal quota
        成单 签单 订单 单子 deal sale order
        团队 组里 手下 team
        提醒 通知 推送 消息 reminder notification
        任务 待办 task todo
        换 改 更换 change switch replace
        为什么 为啥 为何 why
        假如 如果 要是 假设 suppose
        帮助 help 说明""".splitlines()
    )
    for same in words[1:]
}
_WORDS = re.compile("|".join(sorted(map(re.escape, _SAME), key=len, reverse=True)))


class Likeness:
    """Examples by label, weighed once; `scores` costs well under a millisecond."""

    def __init__(self, examples: Mapping[str, Sequence[str]]) -> None:
        counts = [(label, _pieces(text)) for label, texts in examples.items() for text in texts]
        seen = Counter(piece for _, pieces in counts for piece in pieces)
        self._weight = {piece: math.log(1 + len(counts) / n) for piece, n in seen.items()}
        self._unseen = math.log(1 + len(counts))
        self._holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._labels = [label for label, _ in counts]
        for n, (_, pieces) in enumerate(counts):
            for piece, weight in self._unit(pieces).items():
                self._holding[piece].append((n, weight))

    def scores(self, text: str) -> list[tuple[str, float]]:
        """Give each label that shares anything, the likest first, from 0 to 1.

        A label is as like as the two likest of its examples.
        """
        found: dict[int, float] = defaultdict(float)
        for piece, weight in self._unit(_pieces(text)).items():
            for n, theirs in self._holding.get(piece, ()):
                found[n] += weight * theirs
        by_label: dict[str, list[float]] = defaultdict(list)
        for n, score in found.items():
            by_label[self._labels[n]].append(score)
        likest = {
            label: sum(
                share * score
                for share, score in zip((0.75, 0.25), sorted(scores)[::-1], strict=False)
            )
            for label, scores in by_label.items()
        }
        return sorted(likest.items(), key=lambda one: (-one[1], one[0]))

    def _unit(self, pieces: Counter[str]) -> dict[str, float]:
        weighed = {
            piece: self._weight.get(piece, self._unseen) * math.sqrt(n)
            for piece, n in pieces.items()
        }
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        return {piece: weight / length for piece, weight in weighed.items()}


def _pieces(text: str) -> Counter[str]:
    plain = _GAP.sub(" ", _NUMBER.sub("0", fold(clean(text)))).strip()
    plain = _WORDS.sub(lambda match: _SAME[match.group()], plain)
    plain = f" {plain} " if plain else ""
    pieces = (plain[at : at + size] for size in _SIZES for at in range(len(plain) - size + 1))
    # One Latin letter says nothing, one Chinese character a word.
    return Counter(piece for piece in pieces if len(piece) > 1 or not piece.isascii())
