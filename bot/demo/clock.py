"""Business time that a play moves on, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.opening import now

#: Nothing happens in the night but jobs, and those begin after this hour.
_FIRST_HOUR, _LAST_HOUR = 3, 20
_STEP = timedelta(minutes=15)


class PlayClock:
    """Stands still between two moves, so that all of a moment is done before the next comes.

    Jobs, digests, expiry and the days of deals go by it; leases, retries, sessions and signatures
    stay on real time.
    """

    def __init__(self, *, real_clock: Callable[[], datetime] = now) -> None:
        self._real_clock = real_clock
        self._at = real_clock()
        self._since: datetime | None = None

    def __call__(self) -> datetime:
        """Give business time now, in UTC."""
        if self._since is None:
            return self._at
        return self._at + (self._real_clock() - self._since)

    def move_to(self, at: datetime) -> None:
        """Go on to a later moment and stand still there."""
        self._at, self._since = max(at, self()), None

    def run_on(self) -> None:
        """From here on pass as real time does."""
        self._at, self._since = self(), self._real_clock()


def moments(start: datetime, days: int, *, zone: str) -> Sequence[datetime]:
    """Give the moments of a play: each quarter of an hour of its days, the nights left out."""
    place = ZoneInfo(zone)
    steps = days * int(timedelta(days=1) / _STEP)
    every = (start + n * _STEP for n in range(1, steps + 1))
    return [at for at in every if _FIRST_HOUR <= at.astimezone(place).hour < _LAST_HOUR]
