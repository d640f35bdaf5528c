"""A lane for each channel, so that a platform that hangs holds up nobody but its own people."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

#: Sends of one channel that may be under way in one process.
WIDTH = 16
#: A lane whose oldest send takes longer does not count against the others any more.
_STALLED_SECONDS = 1.0
#: What is put back behind a stalled lane waits so long, and as long again as the lane has stood:
#: by then everything behind it was looked at, however much there is.
_PAUSE_SECONDS = 20.0


class Lanes:
    """What is under way, by channel."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun: dict[str, list[float]] = {}

    def enter(self, channel: str) -> Callable[[], None]:
        """Begin a send in a channel's lane; call what is given once it has ended."""
        began, lane = self._clock(), self._begun.setdefault(channel, [])
        lane.append(began)
        return lambda: lane.remove(began)

    def room(self) -> int:
        """Give how many more may be claimed, whichever channel they turn out to be for."""
        moving = [len(lane) for lane in self._begun.values() if self._stood(lane) is None]
        return max(0, WIDTH - max(moving, default=0))

    def full(self) -> dict[str, timedelta]:
        """Give the channels that take no more now, and when to try them again."""
        return {
            channel: timedelta(seconds=_PAUSE_SECONDS + (self._stood(lane) or 0.0))
            for channel, lane in self._begun.items()
            if len(lane) >= WIDTH
        }

    def _stood(self, lane: list[float]) -> float | None:
        """Give for how long a lane has stood still, None where it moves."""
        seconds = self._clock() - min(lane, default=self._clock())
        return seconds if seconds > _STALLED_SECONDS else None
