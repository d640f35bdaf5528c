"""The sentences of Foothold by id and language, read once from the TOML files in `locales`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("zh", "en")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Give all sentences of a language; raise ValueError where two files word one id."""
    words: dict[str, str] = {}
    for path in sorted(_LOCALES.glob(f"*.{language}.toml")):
        for message_id, sentence in _flat("", tomllib.loads(path.read_text("utf-8"))):
            if message_id in words:
                raise ValueError(f"{path.name}: {message_id} is worded twice")
            words[message_id] = sentence
    return words


def say(language: str, message_id: str, /, **values: object) -> str:
    """Word a message; raise KeyError for an id that no catalogue holds."""
    return catalogue(language)[message_id].format(**values)


def _flat(prefix: str, table: dict[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(f"{prefix}{key}.", value)
        else:
            found.append((f"{prefix}{key}", str(value)))
    return found
