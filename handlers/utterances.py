"""The shipped examples of what people write, by intent."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from math import prod
from pathlib import Path

_FILE = Path(__file__).with_name("utterances.toml")
#: What is nobody's business here: a text more like these is offered nothing.
OUT_OF_SCOPE = "none"
#: "(a|b)", "(a|b)?": one of these; with the question mark, or none of them.
_CHOICE = re.compile(r"(\([^()]*\)\??)")
#: So many ways of one row are looked at: more cost time at the start and say little new.
MOST_WAYS = 8


@cache
def rows() -> Mapping[str, tuple[str, ...]]:
    """Give the rows of each intent as they are written; read once."""
    read = tomllib.loads(_FILE.read_text("utf-8"))
    return {intent: tuple(some) for intent, some in read.items()}


@cache
def utterances() -> Mapping[str, tuple[str, ...]]:
    """Give the examples of each intent, the same in every process."""
    return {intent: ways_of(some) for intent, some in rows().items()}


def ways_of(some: Sequence[str]) -> tuple[str, ...]:
    """Write rows out: each in all its ways or, where these are many, in a few drawn by lot."""
    return tuple(dict.fromkeys(way for row in some for way in _ways(row) if way.strip()))


def _ways(row: str) -> list[str]:
    parts = [_choices(part) for part in _CHOICE.split(row)]
    if prod(map(len, parts)) <= MOST_WAYS:
        return ["".join(way) for way in product(*parts)]
    lot = random.Random(row)  # noqa: S311 - a choice of examples, no secret
    return ["".join(lot.choice(part) for part in parts) for _ in range(MOST_WAYS)]


def _choices(part: str) -> Sequence[str]:
    if not part.startswith("("):
        return (part,)
    inside = part.rstrip("?")[1:-1].split("|")
    return [*inside, ""] if part.endswith("?") else inside
