"""A loop that ends or stands still shows."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from structlog.testing import capture_logs

from bot.loops import STUCK_SECONDS, Loops, Pulse


class Seconds:
    """A clock of seconds that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def _for_ever() -> None:
    await asyncio.Event().wait()


async def _bursts() -> None:
    raise asyncio.InvalidStateError


async def test_a_loop_that_waits_for_work_is_well() -> None:
    loops = Loops()
    loops.start("relay", _for_ever(), Pulse())

    assert loops.faults() == []
    assert loops.seconds() == {"relay": 0.0}
    await loops.stop()


async def test_a_loop_that_ended_by_itself_shows_and_is_logged() -> None:
    loops = Loops()
    with capture_logs() as lines:
        loops.start("relay", _bursts(), Pulse())
        await asyncio.gather(
            *asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True
        )
        await asyncio.sleep(0)

    assert loops.faults() == ["the relay loop has ended; restart this process"]
    assert [(line["event"], line["loop"]) for line in lines] == [("loop.ended", "relay")]
    await loops.stop()


async def test_a_stop_is_no_fault() -> None:
    loops = Loops()
    loops.start("relay", _for_ever(), Pulse())

    with capture_logs() as lines:
        await loops.stop()

    assert lines == []


async def test_a_loop_whose_library_swallows_a_cancellation_is_told_again() -> None:
    async def deaf_once() -> None:
        with suppress(asyncio.CancelledError):
            await _for_ever()
        await _for_ever()

    loops = Loops()
    loops.start("worker", deaf_once(), Pulse())
    await asyncio.sleep(0)

    with capture_logs() as lines:
        await loops.stop(again=0.01)

    assert ("loop.goes_on", ["worker"]) in [(line["event"], line["loops"]) for line in lines]
    assert loops.faults() == ["the worker loop has ended; restart this process"]


async def test_a_step_without_end_shows() -> None:
    seconds, loops = Seconds(), Loops()
    pulse = Pulse(seconds)
    loops.start("ingest", _for_ever(), pulse)
    with pulse.step():
        seconds.now += STUCK_SECONDS
        assert loops.faults() == []

        seconds.now += 1

        assert loops.faults() == ["the ingest loop stands still for over 90 s"]
    assert loops.faults() == []
    await loops.stop()
