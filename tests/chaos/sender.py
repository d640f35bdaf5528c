"""A CRM that sends each event until it is told that it was taken, and writes down what was."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, cycle
from typing import TextIO

import aiohttp

from tests.builders import Event, a_deal, an_event
from tests.journeys.site import post

_TAKEN = {"accepted", "duplicate"}
_PATIENCE = aiohttp.ClientTimeout(total=15)
_PAUSE = 0.3
_MOST = 4
#: Of the deals, how many are amended, cancelled, and how many requests are sent twice.
_AMENDED, _CANCELLED, _TWICE = 0.3, 0.15, 0.1


class Crm:
    """Sends deals of these reps, numbered from `first`, to these addresses in turn."""

    def __init__(
        self,
        webs: Sequence[str],
        *,
        reps: Sequence[str],
        log: TextIO,
        chance: random.Random,
        first: int,
    ) -> None:
        self._webs = cycle(webs)
        self._reps = reps
        self._log = log
        self._chance = chance
        self._numbers = count(first)
        self.taken = 0
        self.tries = 0
        #: Answers that neither took the events nor said that the site is away.
        self.strange: Counter[str] = Counter()

    async def run(self, stop: asyncio.Event, *, pause: float) -> None:
        """Close deals and change them until `stop`; what was begun is brought to its end."""
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
            while not stop.is_set():
                deals = [self._deal() for _ in range(self._chance.randint(1, _MOST))]
                await self._send(session, [closed for closed, _ in deals])
                for _, changes in deals:
                    for change in changes:
                        await self._send(session, [change])
                await asyncio.sleep(self._chance.uniform(0, 2 * pause))

    def _deal(self) -> tuple[Event, list[Event]]:
        number, rep = f"D{next(self._numbers)}", self._chance.choice(self._reps)
        # Whole hundreds: every rate of the plan gives whole cents, in whatever order.
        hundreds = self._chance.randint(1, 19)
        closed = a_deal(number, amount=f"{hundreds}00.00", employee_id=rep, closed_at=_now())
        return closed, list(self._changes(number, hundreds))

    def _changes(self, number: str, hundreds: int) -> Iterator[Event]:
        if self._chance.random() < _AMENDED:
            said = {"deal_id": number, "amount": f"{hundreds + self._chance.randint(1, 9)}00.00"}
            yield an_event(f"amend-{number}", "deal.amended", said, version=2, occurred_at=_now())
        if self._chance.random() < _CANCELLED:
            said = {"deal_id": number}
            yield an_event(
                f"cancel-{number}", "deal.cancelled", said, version=3, occurred_at=_now()
            )

    async def _send(self, session: aiohttp.ClientSession, events: Sequence[Event]) -> None:
        body = json.dumps({"events": [raw for _, raw in events]}).encode()
        while True:
            if await self._is_taken(session, events, body):
                break
            await asyncio.sleep(_PAUSE)
        if self._chance.random() < _TWICE:
            await self._is_taken(session, events, body, is_noted=False)

    async def _is_taken(
        self,
        session: aiohttp.ClientSession,
        events: Sequence[Event],
        body: bytes,
        *,
        is_noted: bool = True,
    ) -> bool:
        self.tries += 1
        try:
            answer = await post(session, next(self._webs), body)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False  # nobody there, or killed half way through its answer
        statuses = {result.get("result", "") for result in answer.results}
        if answer.status >= 300 or not statuses or not statuses <= _TAKEN:
            if answer.status < 500 or statuses:
                self.strange[f"{answer.status} {sorted(statuses)}"] += 1
            return False
        if is_noted:
            for _, raw in events:
                self._log.write(json.dumps(raw) + "\n")
            self._log.flush()
            self.taken += len(events)
        return True


def _now() -> str:
    return datetime.now(UTC).isoformat()
