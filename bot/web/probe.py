"""A question to something that may hang, asked so that whoever asks never does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")

#: A question that hangs as long is given up, so that a fresh one may find the server back.
_GIVEN_UP_SECONDS = 10.0


class Probe(Generic[Answer]):
    """Asks at most one question at a time, and keeps the answer for `keeps` seconds."""

    def __init__(
        self,
        ask: Callable[[], Awaitable[Answer]],
        *,
        waits: float,
        keeps: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._waits = waits
        self._keeps = keeps
        self._clock = clock
        self._asked_at = 0.0
        self._task: asyncio.Task[Answer] | None = None

    async def answer(self) -> Answer:
        """Give an answer, fresh or kept; raise TimeoutError after `waits`, or what was raised."""
        task = self._asked()
        await asyncio.wait([task], timeout=self._waits)
        if not task.done():
            raise TimeoutError
        return task.result()

    def close(self) -> None:
        """Drop a question that is still open."""
        if self._task is not None:
            self._task.cancel()

    def _asked(self) -> asyncio.Task[Answer]:
        age = self._clock() - self._asked_at
        task = self._task
        if task is not None and age < (self._keeps if task.done() else _GIVEN_UP_SECONDS):
            return task
        self.close()
        self._asked_at = self._clock()
        self._task = asyncio.create_task(self._questioned())
        # Nobody may come back for an answer that was late.
        self._task.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._task

    async def _questioned(self) -> Answer:
        return await self._ask()
