"""How like a text is to examples: by pieces of one to three characters, and by what its words do.

A logistic regression over pieces weighed by their rarity, learnt from the shipped examples in three
seconds at its first use, the same in every process. It guesses; what may be acted on is decided
by whoever asks.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules.part import Part
from rules.topic_words import TOPICS
from rules.typed_text import clean, fold

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
        师傅 师父 导师 带教人 mentor
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
#: Rounds over the examples, the size of a step, and what keeps weights small: chosen on
#: tests/utterances/{tuned,held_out}.toml, where more of any of them told no more.
_ROUNDS, _STEP, _SHRINK = 4, 0.3, 1e-4
#: How much of a text must be known: below, the commonest labels would win by being common.
_SHARED = 0.35
_Pieces = tuple[NDArray[np.intp], NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """The labels of a text, the likest first, with how likely each is; `outside` is the rest."""

    labels: tuple[tuple[str, float], ...]
    outside: float


class Likeness:
    """Examples by label, learnt once; one text costs a tenth of a millisecond."""

    def __init__(self, examples: Mapping[str, Sequence[str]], *, outside: str) -> None:
        counted = [(label, _pieces(text)) for label, texts in examples.items() for text in texts]
        seen = Counter(piece for _, pieces in counted for piece in pieces)
        self._places = {piece: at for at, piece in enumerate(seen)}
        self._rarity = [math.log(1 + len(counted) / seen[piece]) for piece in self._places]
        self._labels = tuple(examples)
        self._outside = self._labels.index(outside)
        self._inside = tuple(sorted(label for label in examples if label != outside))
        place = {label: at for at, label in enumerate(self._labels)}
        self._learn([(place[label], self._weighed(pieces)) for label, pieces in counted])

    def likely(self, text: str) -> Likely:
        """Tell how likely each label is; a text of which no example has much is outside."""
        pieces = _pieces(text)
        places, weights = self._weighed(pieces)
        if len(places) <= _SHARED * len(pieces):
            return Likely(labels=tuple((one, 0.0) for one in self._inside), outside=1.0)
        found = _shares(weights @ self._weights[places] + self._bias)
        labels = [
            (label, float(share))
            for at, (label, share) in enumerate(zip(self._labels, found, strict=True))
            if at != self._outside
        ]
        labels.sort(key=lambda one: (-one[1], one[0]))
        return Likely(labels=tuple(labels), outside=float(found[self._outside]))

    def _learn(self, examples: list[tuple[int, _Pieces]]) -> None:
        """Descend by the slope of one example after another, each weight by steps of its own."""
        self._weights = np.zeros((len(self._places), len(self._labels)), dtype=np.float32)
        self._bias = np.zeros(len(self._labels), dtype=np.float32)
        steep = np.full_like(self._weights, 1e-6)
        lot = random.Random(1)  # noqa: S311 - an order of examples, no secret
        for _ in range(_ROUNDS):
            lot.shuffle(examples)
            for label, (places, weights) in examples:
                rows = self._weights[places]
                wrong = _shares(weights @ rows + self._bias)
                wrong[label] -= 1
                slope = np.outer(weights, wrong) + np.float32(_SHRINK) * rows
                steepness = steep[places] + slope * slope
                steep[places] = steepness
                self._weights[places] = rows - np.float32(_STEP) * slope / np.sqrt(steepness)
                self._bias -= np.float32(0.02) * wrong

    def _weighed(self, pieces: Counter[str]) -> _Pieces:
        """Weigh the pieces that some example has, to a length of 1."""
        known = [(self._places[piece], n) for piece, n in pieces.items() if piece in self._places]
        places = np.array([at for at, _ in known], dtype=np.intp)
        weights = np.array([self._rarity[at] * math.sqrt(n) for at, n in known], dtype=np.float32)
        length = float(np.linalg.norm(weights)) or 1.0
        return places, weights / np.float32(length)


def _shares(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    grown: NDArray[np.float32] = np.exp(scores - scores.max())
    shares: NDArray[np.float32] = grown / grown.sum()
    return shares


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
