"""What a dead process left unanswered is taken up by another, or by its own next start."""

from __future__ import annotations

import asyncio

import structlog

from bot.dispatcher import Dispatcher
from bot.loops import Pulse

log = structlog.get_logger()

_POLL_SECONDS = 5.0
_AT_ONCE = 8
_ROUNDS_OF_AN_HOUR = int(3600 / _POLL_SECONDS)


async def finish(dispatcher: Dispatcher, pulse: Pulse) -> None:
    """Take up what was left, at once and then for ever; any number of these may run."""
    done = 0
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


async def _round(dispatcher: Dispatcher, pulse: Pulse) -> int:
    with pulse.step():
        return await dispatcher.take_up(_AT_ONCE)
