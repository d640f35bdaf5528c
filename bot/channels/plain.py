"""Plain text: what a person or a card wrote, without what could steer a terminal or a page."""

from __future__ import annotations

import re

#: Control characters but line breaks and tabs, and direction overrides, by which a sum can be made
#: to read backwards. One expression: every text of every card passes here.
_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


def plain(text: str) -> str:
    """Drop control characters but line breaks and tabs, and direction overrides."""
    return _STEERS.sub("", text)
