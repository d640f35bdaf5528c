"""Acts that write, in the store: taken by one process at a time, and how the sending ended."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.answering import Told
from bot.asked import Asked
from bot.channels import acts, wire
from bot.channels.channel import Outcome, Receipt
from storage.interaction import Arrived, Kept, State
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

#: Longer than a handler and a send take; whoever is slower loses to the one who took over.
_LEASE = timedelta(seconds=15)
_SHORTEST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=10)
#: An answer that could not be sent for so long answers nothing any more.
_LONGEST_WAIT = timedelta(days=1)
_SENDS = 5
#: Where twins are not told apart: once, and once more with a word that it may be the second.
_SENDS_IN_SIGHT = 2
#: No platform redelivers after so long; until then the ids tell that an act was there before.
_REMEMBERED = timedelta(days=30)


class LeaseLost(Exception):
    """Somebody else has taken the act over: roll back, and leave the answer to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An act that this process may run, or whose answer it may send, until the lease is out."""

    kept: Kept
    token: str

    @property
    def may_have_arrived(self) -> bool:
        """Whether the answer was on its way before."""
        return self.kept.sends > 1

    def is_spent(self, *, deduplicates: bool) -> bool:
        """Whether the answer was on its way so often that it is not sent again."""
        return self.kept.sends > _most(deduplicates=deduplicates)


class Holding:
    """Takes acts and writes down how far they came. Every time here is real time."""

    def __init__(self, store: Store, *, real_clock: Callable[[], datetime]) -> None:
        self._store = store
        self._real_clock = real_clock

    async def take(self, asked: Asked) -> Held | None:
        """Keep an act, committed on return; None where nothing is to be done for it.

        That is so where it came before and is answered, or where somebody is at it now, and where
        the same id came with something else: the first one counts.
        """
        inbound, now, token = asked.inbound, self._real_clock(), secrets.token_hex(8)
        arrived = Arrived(
            channel=inbound.channel,
            ext_id=inbound.id,
            person_id=asked.person_id,
            body_sha=acts.fingerprint(inbound),
            raw=acts.written(inbound),
        )

        async def keep(uow: UnitOfWork) -> Kept | None:
            due = now + _LEASE
            if await uow.interactions.keep(arrived, token=token, real_now=now, due=due):
                return await uow.interactions.by_key(inbound.channel, inbound.id)
            return await _again(uow, arrived, token=token, now=now)

        kept = await self._store.write(keep)
        return None if kept is None else Held(kept=kept, token=token)

    async def due(self, limit: int) -> list[Held]:
        """Take what a process has left behind, or what was put off until now."""
        now, token = self._real_clock(), secrets.token_hex(8)
        if not await self._store.ask(lambda uow: uow.interactions.is_anything_due(real_now=now)):
            return []
        async with self._store.begin() as uow:
            taken = await uow.interactions.claim(
                real_now=now, token=token, lease=_LEASE, limit=limit
            )
        return [Held(kept=kept, token=token) for kept in taken]

    async def done(self, uow: UnitOfWork, held: Held, told: Told, address: str) -> Held:
        """Keep the answer in the transaction of what was written; raise `LeaseLost`."""
        answer = wire.written(told.message, address=address)
        is_ours = await uow.interactions.done(
            held.kept.key,
            token=held.token,
            answer=answer,
            person_id=told.person_id,
            due=self._real_clock() + _LEASE,
        )
        if not is_ours:
            raise LeaseLost
        kept = replace(
            held.kept, state=State.DONE, answer=answer, person_id=told.person_id, sends=1
        )
        return Held(kept=kept, token=held.token)

    async def settle(self, held: Held, receipt: Receipt, *, deduplicates: bool) -> State:
        """Write down how an attempt to send the answer ended, and give what became of the act."""
        kept, now = held.kept, self._real_clock()
        age = now - kept.received_at
        state = after(receipt.outcome, sends=kept.sends, age=age, deduplicates=deduplicates)
        is_taken_back = receipt.outcome is Outcome.NOT_SENT
        pause = min(max(age, _SHORTEST_PAUSE), _LONGEST_PAUSE)
        if receipt.retry_after is not None:
            pause = min(timedelta(seconds=receipt.retry_after), _LONGEST_WAIT)

        async def settled(uow: UnitOfWork) -> bool:
            if state is not State.DONE:
                return await uow.interactions.end(kept.key, token=held.token, state=state)
            return await uow.interactions.put_off(
                kept.key, token=held.token, due=now + pause, sends=kept.sends - is_taken_back
            )

        if not await self._store.write(settled):
            log.info("interaction.lease_lost", channel=kept.channel, interaction=kept.ext_id)
        return state

    async def put_off(self, held: Held, pause: timedelta) -> None:
        """Let go of an act that nothing was done for, until later."""
        kept, due = held.kept, self._real_clock() + pause
        # Taken up with a stored answer, it counted as one more sending.
        sends = kept.sends - (kept.state == State.DONE)
        await self._store.write(
            lambda uow: uow.interactions.put_off(kept.key, token=held.token, due=due, sends=sends)
        )

    async def forget_old(self) -> int:
        """Drop what is older than a month, and give how many."""
        before = self._real_clock() - _REMEMBERED
        return await self._store.write(lambda uow: uow.interactions.forget(before=before))


def after(outcome: Outcome, *, sends: int, age: timedelta, deduplicates: bool) -> State:
    """Give what an act becomes after an attempt to send its answer; `DONE` is tried again."""
    match outcome:
        case Outcome.SENT:
            return State.ANSWERED
        case Outcome.REFUSED:
            return State.DEAD
        case Outcome.NOT_SENT:
            return State.DONE if age <= _LONGEST_WAIT else State.DEAD
        case Outcome.UNKNOWN:
            is_last = sends >= _most(deduplicates=deduplicates)
            return State.UNKNOWN if is_last else State.DONE


def _most(*, deduplicates: bool) -> int:
    return _SENDS if deduplicates else _SENDS_IN_SIGHT


async def _again(uow: UnitOfWork, arrived: Arrived, *, token: str, now: datetime) -> Kept | None:
    known = await uow.interactions.by_key(arrived.channel, arrived.ext_id)
    if known is not None and known.body_sha != arrived.body_sha:
        log.warning("interaction.differs", channel=arrived.channel, interaction=arrived.ext_id)
        return None
    claimed = await uow.interactions.claim(
        real_now=now, token=token, lease=_LEASE, limit=1, key=(arrived.channel, arrived.ext_id)
    )
    log.info("interaction.redelivered", channel=arrived.channel, interaction=arrived.ext_id)
    return claimed[0] if claimed else None
