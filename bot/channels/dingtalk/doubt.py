"""Whether DingTalk answers at all, asked by what harms nobody before a message is staked on it.

A message to the robot has no key: one whose answer is lost is *unknown* for ever. So an outage may
cost what was on its way as it began, and nothing after it (docs/decisions/0067).
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import structlog

from bot.channels.channel import Outcome, Receipt
from bot.channels.dingtalk.ends import CallFailed

log = structlog.get_logger()

_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0


class Doubt:
    """One for each channel. `ask` makes a call that changes nothing; it raises `CallFailed`."""

    def __init__(
        self,
        ask: Callable[[], Awaitable[object]],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._monotonic = monotonic
        #: How long to wait after the next question without an answer; 0 while there is no doubt.
        self._pause = 0.0
        self._asked_again_at = 0.0

    def heard(self, receipt: Receipt) -> None:
        """Take note of how a message ended."""
        if receipt.outcome is Outcome.UNKNOWN and not self._pause:
            log.warning("dingtalk.in_doubt", reason=receipt.reason)
            self._pause = _FIRST_PAUSE
            self._asked_again_at = self._monotonic() + _FIRST_PAUSE

    async def holds_back(self) -> Receipt | None:
        """Give why nothing is to be sent now, None where DingTalk answers."""
        if not self._pause:
            return None
        if (rest := self._asked_again_at - self._monotonic()) > 0:
            return _not_now(rest, "in doubt")
        # Said before it is asked: who comes meanwhile need not ask as well.
        pause = self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        self._asked_again_at = self._monotonic() + pause
        try:
            await self._ask()
        except CallFailed as failed:
            end = failed.receipt
            if end.is_throttled:
                return end
            if end.outcome is not Outcome.REFUSED:  # to refuse is an answer too
                return _not_now(pause, f"in doubt: {end.reason}")
        self._pause = 0.0
        log.info("dingtalk.answers_again")
        return None


def _not_now(seconds: float, reason: str) -> Receipt:
    return Receipt(outcome=Outcome.NOT_SENT, reason=reason, retry_after=seconds, is_throttled=True)
