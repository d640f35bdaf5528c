"""Where a platform hands in what its people did: accepted before the ack, answered after it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.channels.channel import Inbound

log = structlog.get_logger()

#: `Dispatcher.accept` and `Dispatcher.answer`, whatever they hand to each other.
Accept = Callable[[Inbound], Awaitable[Any]]
Answer = Callable[[Any], Awaitable[None]]

_DRAIN_SECONDS = 8.0
_REMEMBERED = 10_000


class Reception:
    """Owns the answers that are being worked out in this process."""

    def __init__(self, accept: Accept, answer: Answer) -> None:
        self._accept = accept
        self._answer = answer
        self._answering: set[asyncio.Task[None]] = set()
        #: Answers begin one by one, a turn of the loop each: an ack is not behind all of them.
        self._turn = asyncio.Lock()
        self._lately: dict[tuple[str, str], None] = {}

    async def take(self, inbound: Inbound) -> None:
        """Accept an act: ack once this returns, and the answer is on its way.

        Raises OSError where the store is away: do not ack, so that the platform sends it again.
        """
        act = (inbound.channel, inbound.id)
        if act in self._lately:
            log.info("interaction.repeated", channel=inbound.channel, interaction=inbound.id)
            return
        self._remember(act)
        try:
            accepted = await self._accept(inbound)
        except BaseException:
            self._lately.pop(act, None)
            raise
        if accepted is None:
            return
        task = asyncio.create_task(self._answered(accepted))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    def _remember(self, act: tuple[str, str]) -> None:
        """Know an act for a while, so that one which only asks is not answered twice.

        Those that write are told apart by the store, whichever process they come to.
        """
        while len(self._lately) >= _REMEMBERED:
            del self._lately[next(iter(self._lately))]
        self._lately[act] = None

    async def close(self) -> None:
        """Let the answers in hand be sent; what takes longer is taken up by another process."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=_DRAIN_SECONDS)
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    async def _answered(self, accepted: object) -> None:
        async with self._turn:
            await asyncio.sleep(0)
        try:
            await self._answer(accepted)
        except Exception:
            log.exception("interaction.unanswered")
