"""How like a text is to examples: by pieces of one to three characters, and by what its words do.

A small naive Bayes, without a library: it is for guesses to choose from, never for acts.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from rules.part import Part
from rules.topic_words import TOPICS
from rules.typed_text import clean, fold

#: How much of every piece is granted to labels that never had it.
_SMOOTH_LABELS, _SMOOTH_SIDES = 0.03, 0.05
_SIZES = (1, 2, 3)
_MEANINGLESS = Part.FILLER | Part.UNKNOWN
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
    """Examples by label, weighed once; one text costs a fraction of a millisecond.

    A naive Bayes over pieces weighed by their rarity: which label a text is likest, and whether it
    is like any of them rather than like `outside`.
    """

    def __init__(self, examples: Mapping[str, Sequence[str]], *, outside: str) -> None:
        counts = [(label, _pieces(text)) for label, texts in examples.items() for text in texts]
        seen = Counter(piece for _, pieces in counts for piece in pieces)
        self._rarity = {piece: math.log(1 + len(counts) / n) for piece, n in seen.items()}
        sums: dict[str, dict[str, float]] = {label: defaultdict(float) for label in examples}
        for label, pieces in counts:
            for piece, weight in self._weighed(pieces).items():
                sums[label][piece] += weight
        inside: dict[str, float] = defaultdict(float)
        for label in sums.keys() - {outside}:
            for piece, weight in sums[label].items():
                inside[piece] += weight
        size = len(seen)
        theirs = _logs(sums[outside], size, _SMOOTH_SIDES)
        ours = _logs(inside, size, _SMOOTH_SIDES)
        self._margin = {piece: ours(piece) - theirs(piece) for piece in seen}
        self._labels = {
            label: {piece: logs(piece) for piece in seen}
            for label, pieces in sums.items()
            if label != outside
            for logs in [_logs(pieces, size, _SMOOTH_LABELS)]
        }

    def margin(self, text: str) -> float:
        """Tell how much more a text is like one of ours than like what is outside; 0 is neither."""
        return sum(
            weight * self._margin[piece] for piece, weight in self._weighed(_pieces(text)).items()
        )

    def ranked(self, text: str) -> list[str]:
        """Give the labels, the likest first."""
        weighed = self._weighed(_pieces(text))
        scores = {
            label: sum(weight * logs[piece] for piece, weight in weighed.items())
            for label, logs in self._labels.items()
        }
        return sorted(scores, key=lambda label: (-scores[label], label))

    def _weighed(self, pieces: Counter[str]) -> dict[str, float]:
        """Weigh the pieces that some example has, to a length of 1."""
        weighed = {
            piece: self._rarity[piece] * math.sqrt(n)
            for piece, n in pieces.items()
            if piece in self._rarity
        }
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        return {piece: weight / length for piece, weight in weighed.items()}


def _logs(pieces: Mapping[str, float], size: int, smooth: float) -> Callable[[str], float]:
    """Give the logarithm of a piece's share, a little of it granted to every piece."""
    whole = sum(pieces.values()) + smooth * size
    return lambda piece: math.log((pieces.get(piece, 0.0) + smooth) / whole)


def _pieces(text: str) -> Counter[str]:
    plain = _GAP.sub(" ", _NUMBER.sub("0", fold(clean(text)))).strip()
    plain = _WORDS.sub(lambda match: _SAME[match.group()], plain)
    plain = f" {plain} " if plain else ""
    pieces = (plain[at : at + size] for size in _SIZES for at in range(len(plain) - size + 1))
    # One Latin letter says nothing, one Chinese character a word.
    counted = Counter(piece for piece in pieces if len(piece) > 1 or not piece.isascii())
    return counted + _meanings(plain)


def _meanings(plain: str) -> Counter[str]:
    """Count what the words do, which is the same in either language."""
    parts = [phrase.part for phrase in TOPICS.cut(plain) if phrase.part & ~_MEANINGLESS]
    return Counter(f"<{part.name}>" for part in parts)
