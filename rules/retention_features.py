"""Features of a rep's row: her values, their change, her own mean, all known at the row's end.

RETENTION 4.2 and 4.8: deltas carry the domain's evidence; nothing looks past its row; every
constant (median, spread, edges) is learned from training rows and kept in the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rules.panel import (
    Flags,
    Floats,
    Integers,
    Panel,
    before,
    ever_above_zero,
    mean_so_far,
    recent_mean,
    starts,
    streak_at_or_under_zero,
)

Matrix = NDArray[np.float32]

RECENT_ROWS = 3
LONGEST_STREAK = 6
_FEWEST_OF_A_LEVEL = 50
_MOST_LEVELS = 30
_SKEWED = 2.0
_OFTEN_ZERO = 0.05
_EARLY_PERIODS = 4


class Kind(StrEnum):
    """What a feature makes of its column."""

    VALUE = "value"
    CHANGE = "change"
    OWN = "own"
    RECENT = "recent"
    STREAK = "streak"
    EVER = "ever"
    ABOVE = "above"
    MISSING = "missing"
    LEVEL = "level"
    TENURE = "tenure"
    EARLY = "early"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One column of the design: (made value, `fill` if missing, minus `center`) / `scale`."""

    kind: Kind
    source: str
    #: What unites features when reasons are told; the source's own name if nothing else.
    topic: str
    fill: float = 0.0
    center: float = 0.0
    scale: float = 1.0
    #: The level of LEVEL, or the edge of ABOVE.
    of: str | float = 0.0
    #: asinh(value / bend) is taken of skewed columns; 0 is none.
    bend: float = 0.0

    @property
    def name(self) -> str:
        """Names it in a schema and a report."""
        suffix = f"={self.of}" if self.kind in {Kind.LEVEL, Kind.ABOVE} else ""
        return f"{self.source}:{self.kind.value}{suffix}"


def learn_features(panel: Panel, train: Flags, *, topics: dict[str, str]) -> tuple[Feature, ...]:
    """Choose the features of a panel and learn their constants from its training rows."""
    first = starts(panel.person)
    found: list[Feature] = []
    for name, column in panel.numbers.items():
        for one in _of_number(name, column, train, topic=topics.get(name, name)):
            _add(found, one, panel, first, train)
    for name, words in panel.words.items():
        counts = np.bincount(words.codes[train & (words.codes >= 0)], minlength=len(words.levels))
        for code in np.argsort(-counts, kind="stable")[:_MOST_LEVELS]:
            if counts[code] >= _FEWEST_OF_A_LEVEL:
                one = Feature(
                    kind=Kind.LEVEL,
                    source=name,
                    topic=topics.get(name, name),
                    of=words.levels[code],
                )
                _add(found, one, panel, first, train)
    for kind in (Kind.TENURE, Kind.EARLY):
        _add(found, Feature(kind=kind, source="tenure", topic="tenure"), panel, first, train)
    return tuple(found)


def design(panel: Panel, features: Sequence[Feature]) -> Matrix:
    """Give the features of each row, standardised by what training learned."""
    first = starts(panel.person)
    made = np.empty((len(panel), len(features)), dtype=np.float32)
    for place, one in enumerate(features):
        value = _made(one, panel, first)
        made[:, place] = (np.where(np.isnan(value), one.fill, value) - one.center) / one.scale
    return made


def _of_number(name: str, column: Floats, train: Flags, *, topic: str) -> Iterator[Feature]:
    known = column[train & ~np.isnan(column)]
    if len(known) == 0:
        return
    bend = _bend(known)
    kinds = [Kind.VALUE, Kind.CHANGE, Kind.OWN, Kind.RECENT]
    if np.isnan(column[train]).any():
        kinds.append(Kind.MISSING)
    if np.mean(known <= 0) >= _OFTEN_ZERO:
        kinds += [Kind.STREAK, Kind.EVER]
    for kind in kinds:
        yield Feature(kind=kind, source=name, topic=topic, bend=bend)
    for edge in sorted({float(one) for one in np.quantile(known, (0.25, 0.75))}):
        yield Feature(kind=Kind.ABOVE, source=name, topic=topic, of=edge, bend=bend)


def _bend(known: Floats) -> float:
    spread = known.std()
    if spread == 0:
        return 0.0
    skew = np.mean(((known - known.mean()) / spread) ** 3)
    sizes = np.abs(known[known != 0])
    return float(np.median(sizes)) if abs(skew) > _SKEWED and len(sizes) else 0.0


def _add(found: list[Feature], one: Feature, panel: Panel, first: Integers, train: Flags) -> None:
    """Keep a feature with its constants; one that never differs in training says nothing."""
    value = _made(one, panel, first)[train]
    known = value[~np.isnan(value)]
    if len(known) == 0:
        return
    fill = float(np.median(known))
    whole = np.where(np.isnan(value), fill, value)
    scale = float(whole.std())
    if scale <= 1e-9 * max(1.0, abs(float(whole.mean()))):
        return
    learned = Feature(
        kind=one.kind,
        source=one.source,
        topic=one.topic,
        of=one.of,
        bend=one.bend,
        fill=fill,
        center=float(whole.mean()),
        scale=scale,
    )
    found.append(learned)


def _made(one: Feature, panel: Panel, first: Integers) -> Floats:
    if one.kind is Kind.TENURE:
        return np.asarray(np.log(np.maximum(panel.tenure, 0.5)))
    if one.kind is Kind.EARLY:
        return np.asarray(np.exp(-panel.tenure / _EARLY_PERIODS))
    if one.kind is Kind.LEVEL:
        words = panel.words[one.source]
        place = words.levels.index(str(one.of)) if one.of in words.levels else -2
        return np.asarray(words.codes == place, dtype=np.float64)
    column = panel.numbers[one.source]
    if one.kind in _OF_COUNTS:
        return _OF_COUNTS[one.kind](column, first)
    return _of_values(one, _bent(column, one.bend), first)


def _of_values(one: Feature, column: Floats, first: Integers) -> Floats:
    if one.kind is Kind.CHANGE:
        return column - before(column, first)
    if one.kind is Kind.OWN:
        return column - mean_so_far(column, first)
    if one.kind is Kind.RECENT:
        return recent_mean(column, first, rows=RECENT_ROWS)
    if one.kind is Kind.ABOVE:
        edge = float(one.of)
        return np.maximum(column - (np.arcsinh(edge / one.bend) if one.bend else edge), 0)
    return column


def _bent(column: Floats, bend: float) -> Floats:
    return np.asarray(np.arcsinh(column / bend)) if bend else column


_OF_COUNTS: dict[Kind, Callable[[Floats, Integers], Floats]] = {
    Kind.MISSING: lambda column, _: np.isnan(column).astype(np.float64),
    Kind.STREAK: partial(streak_at_or_under_zero, cap=LONGEST_STREAK),
    Kind.EVER: ever_above_zero,
}
