"""What must not be a feature, and figures that are too good to be true (RETENTION 4.2, 4.8)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rules.panel import Flags, Floats, Integers
from rules.retention_metrics import AucCounter, auc

TOO_GOOD_FEATURE = 0.85
TOO_GOOD_MODEL = 0.92
_ENOUGH_ROWS = 200_000

#: Never an input, whatever it may predict.
_PROTECTED = (
    "age",
    "gender",
    "sex",
    "birth",
    "birthday",
    "birthplace",
    "hukou",
    "ethnicity",
    "ethnic",
    "race",
    "religion",
    "marital",
    "married",
    "children",
    "parental",
    "pregnant",
    "health",
    "disability",
    "photo",
    "name",
    "language",
    "nationality",
    "message",
    "location",
    "年龄",
    "性别",
    "出生",
    "户口",
    "户籍",
    "民族",
    "籍贯",
    "婚姻",
    "婚育",
    "生育",
    "健康",
    "宗教",
    "姓名",
    "照片",
)
#: Told by the leaving itself, or after it.
_OUTCOMES = (
    "exit",
    "left",
    "leaver",
    "leaves",
    "leaving",
    "resign",
    "resigned",
    "resignation",
    "quit",
    "attrition",
    "churn",
    "terminated",
    "termination",
    "dismissed",
    "dismissal",
    "handover",
    "notice",
    "status",
    "revoked",
    "last working",
    "lastworkingdate",
    "last day",
    "last active",
    "离职",
    "辞职",
    "在职",
    "状态",
    "交接",
)


def is_protected(title: str) -> bool:
    """Whether a column's title names what no model may read."""
    return _names(title, _PROTECTED)


def is_outcome(title: str) -> bool:
    """Whether a column's title names the leaving or what follows from it."""
    return _names(title, _OUTCOMES)


def too_good(
    names: Sequence[str], columns: Sequence[Floats], leaves: Flags
) -> tuple[tuple[str, float], ...]:
    """Name the columns that alone tell leavers from others better than life does."""
    few = np.arange(0, len(leaves), max(1, len(leaves) // _ENOUGH_ROWS))
    found = []
    for name, column in zip(names, columns, strict=True):
        alone = auc(leaves[few], column[few])
        strength = max(alone, 1 - alone)
        if strength > TOO_GOOD_FEATURE:
            found.append((name, strength))
    return tuple(found)


def order_signal(
    rank: Integers, left: Flags, *, draws: int = 200, seed: int = 1
) -> tuple[float, float]:
    """Give the AUC of the order of persons (id, row order) and its permutation p value.

    One row per person. The order of ids should not tell who left; where it does, the table was
    sorted by the outcome, or ids were given late.
    """
    counter = AucCounter(left, rank.astype(np.float64))
    seen = counter.weighted(np.ones(len(rank)))
    draw = np.random.default_rng(seed)
    others = [auc(left, draw.permutation(len(rank)).astype(np.float64)) for _ in range(draws)]
    beyond = sum(abs(one - 0.5) >= abs(seen - 0.5) for one in others)
    return seen, (beyond + 1) / (draws + 1)


def _names(title: str, words: Sequence[str]) -> bool:
    # "LastWorkingDate" and "last_working_date" are three words each.
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title)
    plain = " " + re.sub(r"[^\w\u4e00-\u9fff]+|_", " ", apart).lower().strip() + " "
    return any(word in plain if word > "\u4e00" else f" {word} " in plain for word in words)
