"""What a dead process left unanswered is taken up by another, or by its own next start."""

from __future__ import annotations

import asyncio

import structlog

from bot.dispatcher import Dispatcher
from bot.loops import Pulse

log = structlog.get_logger()

_POLL_SECONDS = 5.0
_LOOK_SECONDS = 1.0
_AT_ONCE = 8
_ROUNDS_OF_AN_HOUR = int(3600 / _POLL_SECONDS)


async def finish(dispatcher: Dispatcher, pulse: Pulse) -> None:
    """Take up what was left, at once and then for ever; any number of these may run."""
    done = 0
    try:
        while True:
            try:
                with pulse.step():
                    if done % _ROUNDS_OF_AN_HOUR == 0:
                        await dispatcher.forget_old()
                while await _round(dispatcher, pulse):
                    pass
            except Exception:
                log.exception("unfinished.failed")
            done += 1
            await asyncio.sleep(_POLL_SECONDS)
    finally:
        # A stop waits for the answers, or what is on its way would be told twice.
        await dispatcher.settled()


async def _round(dispatcher: Dispatcher, pulse: Pulse) -> bool:
    """Begin what there is room for, and tell whether there may be more.

    A platform that does not answer takes no room of the others' after a second.
    """
    with pulse.step():
        if not await dispatcher.room(_LOOK_SECONDS):
            return True
        return await dispatcher.begin_left(_AT_ONCE) > 0
