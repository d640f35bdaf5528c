"""How long an answer asks to wait (RFC 9110, 10.2.3): seconds, or a date in HTTP's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil

_LONGEST = 86_400.0


def asked_by(headers: Mapping[str, str]) -> float | None:
    """Give the seconds that an answer asks to wait, None where it says nothing that can be meant.

    A date is counted from the answer's own, so that neither clock has to be right.
    """
    sent = _date(headers.get("Date", ""))
    return seconds_of(headers.get("Retry-After", ""), now=sent)


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
    then = _date(said)
    return -1.0 if then is None else max(0.0, float(ceil((then - now).total_seconds())))


def _date(said: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=found.tzinfo or UTC)
