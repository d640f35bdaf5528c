"""What a dead process left unanswered is taken up by another, or by its own next start."""

from __future__ import annotations

import asyncio

import structlog

from bot.dispatcher import Dispatcher
from bot.held import Held
from bot.lanes import Lanes
from bot.loops import Pulse

log = structlog.get_logger()

_POLL_SECONDS = 5.0
_LOOK_SECONDS = 1.0
_AT_ONCE = 8
_ROUNDS_OF_AN_HOUR = int(3600 / _POLL_SECONDS)


class Unfinished:
    """What is gone on with now, each act in a task of its own, a lane for each channel."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._lanes = Lanes()
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self, limit: int) -> int:
        """Begin to go on with acts that were left behind, and give how many were taken.

        Each has a task of its own: one whose platform does not answer is waited for by nobody.
        Beyond its lane, acts of such a platform are put off, so that others come forward.
        """
        left = await self._dispatcher.holding.due(min(limit, self._lanes.room()))
        full = self._lanes.full()
        for held in left:
            if (pause := full.get(held.kept.channel)) is not None:
                await self._dispatcher.holding.put_off(held, pause)
                continue
            self._begin_one(held)
            full = self._lanes.full()
        return len(left)

    async def settled(self) -> None:
        """Wait until everything that was begun has ended."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def room(self, seconds: float) -> bool:
        """Tell whether another act may be begun; wait so long for one in hand to end."""
        if not self._lanes.room() and self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return self._lanes.room() > 0

    def _begin_one(self, held: Held) -> None:
        leave = self._lanes.enter(held.kept.channel)
        task = asyncio.create_task(self._dispatcher.resume(held))
        self._tasks.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            leave()

        task.add_done_callback(ended)


async def finish(dispatcher: Dispatcher, pulse: Pulse) -> None:
    """Take up what was left, at once and then for ever; any number of these may run."""
    unfinished = Unfinished(dispatcher)
    done = 0
    try:
        while True:
            try:
                with pulse.step():
                    if done % _ROUNDS_OF_AN_HOUR == 0:
                        await dispatcher.holding.forget_old()
                while await _round(unfinished, pulse):
                    pass
            except Exception:
                log.exception("unfinished.failed")
            done += 1
            await asyncio.sleep(_POLL_SECONDS)
    finally:
        # A stop waits for the answers, or what is on its way would be told twice.
        await unfinished.settled()


async def _round(unfinished: Unfinished, pulse: Pulse) -> bool:
    """Begin what there is room for, and tell whether there may be more.

    A platform that does not answer takes no room of the others' after a second.
    """
    with pulse.step():
        if not await unfinished.room(_LOOK_SECONDS):
            return True
        return await unfinished.begin(_AT_ONCE) > 0
