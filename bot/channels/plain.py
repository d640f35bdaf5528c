"""Plain text: what a person or a card wrote, without what could steer a terminal or a page."""

from __future__ import annotations

import unicodedata

#: Direction overrides: they can make a sum read backwards.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """Drop control characters but line breaks and tabs, and direction overrides."""
    return "".join(char for char in text if _is_plain(char))


def _is_plain(char: str) -> bool:
    if char in "\n\t":
        return True
    return char not in _OVERRIDES and unicodedata.category(char) != "Cc"
