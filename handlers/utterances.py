"""The shipped examples of what people write, by intent."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("utterances.toml")
#: What is nobody's business here: a text more like these is offered nothing.
OUT_OF_SCOPE = "none"


@cache
def utterances() -> Mapping[str, tuple[str, ...]]:
    """Give the examples of each intent; read once."""
    read = tomllib.loads(_FILE.read_text("utf-8"))
    return {intent: tuple(examples) for intent, examples in read.items()}
