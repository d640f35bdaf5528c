"""The loops that run in the background of a process, and whether they still do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger()

#: No step of a loop takes as long: a send has 10 seconds, a commit waits 30 for SQLite's writer.
STUCK_SECONDS = 90.0
#: Longer than any loop drains (a worker 20 s), shorter than systemd and compose wait before they
#: kill: a cancellation that a library swallowed, as redis-py's connections may, is said again.
_AGAIN_SECONDS = 25.0


class Pulse:
    """Kept by a loop: how long it has been at the step it is at. Waiting for work is no step."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: float | None = None

    @contextmanager
    def step(self) -> Iterator[None]:
        """Be at work until the block is left."""
        self._since = self._clock()
        try:
            yield
        finally:
            self._since = None

    @property
    def seconds(self) -> float:
        """How long the present step has taken; 0 between steps."""
        return 0.0 if self._since is None else max(0.0, self._clock() - self._since)


class Loops:
    """Owns the tasks of a process; one that ends by itself is logged, and stays in `faults`."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._pulses: dict[str, Pulse] = {}
        self._is_stopping = False

    def start(self, name: str, coroutine: Coroutine[None, None, None], pulse: Pulse) -> None:
        """Run a loop until `stop`."""
        task = asyncio.create_task(coroutine, name=name)
        task.add_done_callback(self._ended)
        self._tasks[name] = task
        self._pulses[name] = pulse

    def seconds(self) -> dict[str, float]:
        """Give how long each loop has been at its present step."""
        return {name: pulse.seconds for name, pulse in self._pulses.items()}

    def faults(self) -> list[str]:
        """Name the loops that ended or stand still, each in a sentence."""
        ended = [name for name, task in self._tasks.items() if task.done()]
        stuck = [
            name
            for name, seconds in self.seconds().items()
            if seconds > STUCK_SECONDS and name not in ended
        ]
        return [
            *(f"the {name} loop has ended; restart this process" for name in ended),
            *(f"the {name} loop stands still for over {STUCK_SECONDS:.0f} s" for name in stuck),
        ]

    async def stop(self, *, again: float = _AGAIN_SECONDS) -> None:
        """Cancel all and wait until each has put away what it held; who goes on is told `again`."""
        self._is_stopping = True
        left = set(self._tasks.values())
        while left:
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=again)
            if left:
                log.warning("loop.goes_on", loops=sorted(task.get_name() for task in left))

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if self._is_stopping:
            return
        log.critical("loop.ended", loop=task.get_name(), exc_info=error)
