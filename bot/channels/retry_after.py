"""How long an answer asks to wait (RFC 9110, 10.2.3): seconds, or a date in HTTP's words."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil

_LONGEST = 86_400.0


def seconds_of(said: str, *, now: datetime | None = None) -> float | None:
    """Give the seconds in a Retry-After, with decimals too; None for what can not be meant.

    More than a day is not. A date is counted from `now`, real time, and one that is over is zero.
    """
    try:
        seconds = float(said)
    except ValueError:
        seconds = _until(said, now or datetime.now(UTC))
    return seconds if 0 <= seconds <= _LONGEST else None


def _until(said: str, now: datetime) -> float:
    """Give the whole seconds until a date, -1 where it is none."""
    try:
        then = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return -1.0
    return max(0.0, float(ceil((then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds())))
