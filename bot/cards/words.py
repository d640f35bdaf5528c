"""The sentences of Foothold by id and language, read once from the TOML files in `locales`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("zh", "en")
#: A count with the words after it: {n:deal|deals} is "1 deal", "2 deals", "0 deals".
_COUNTED = re.compile(r"\{(\w+):([^{}|]+)\|([^{}|]+)\}")


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
    sentence = catalogue(language)[message_id]
    if "|" in sentence:
        sentence = _COUNTED.sub(lambda found: _counted(found, values), sentence)
    return sentence.format(**values)


def _counted(found: re.Match[str], values: Mapping[str, object]) -> str:
    """Choose the words after a count, which may be a figure as text; the count stays a gap."""
    gap, one, more = found.groups()
    return f"{{{gap}}} {one if str(values[gap]) == '1' else more}"


def _flat(prefix: str, table: dict[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(f"{prefix}{key}.", value)
        else:
            found.append((f"{prefix}{key}", str(value)))
    return found
