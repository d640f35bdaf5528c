"""What a platform understood of a voice message, as if it had been typed."""

from __future__ import annotations

#: A recogniser ends every sentence; a command or a number that is typed has no end.
_ENDS = "。.．"


def as_typed(recognised: object) -> str:
    """Give the words of a voice message; "" where the platform gave none."""
    return recognised.strip().rstrip(_ENDS).strip() if isinstance(recognised, str) else ""
