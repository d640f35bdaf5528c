"""Carry notices from the outbox to people: claim, render once, commit, send, settle."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from bot.cards.actions import seal
from bot.channels.channel import Channel, Outcome, Receipt
from bot.loops import Pulse
from bot.metrics import Metrics
from bot.notices import KINDS, Kinds, worded
from rules.notices import NoticeKind
from storage.outbox import NOT_LINKED, StoredNotice
from storage.store import Store, UnitOfWork

log = structlog.get_logger()

_LEASE = timedelta(seconds=30)
_SEND_SECONDS = 10
_IN_FLIGHT = 8
_POLL_SECONDS = 1.0
_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 600.0
_LONGEST_RETRY_AFTER = 86_400.0
_DOUBLINGS = 10
#: What wrong code raises, as against a store that is away: only the first is given up.
_BUGS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class _GivenUp(Exception):
    """Why a notice is not sent at all; it ends dead with this reason."""


def _real_now() -> datetime:
    return datetime.now(UTC)


class Relay:
    """Any number of these may run; a lease token decides whose attempt counts.

    `clock` is business time; `real_clock` is what leases and retries run by.
    """

    def __init__(
        self,
        store: Store,
        *,
        channels: Mapping[str, Channel],
        key: bytes,
        clock: Callable[[], datetime],
        real_clock: Callable[[], datetime] = _real_now,
        kinds: Kinds = KINDS,
        metrics: Metrics | None = None,
    ) -> None:
        self.pulse = Pulse()
        self._metrics = metrics or Metrics()
        self._store = store
        self._channels = channels
        self._key = key
        self._clock = clock
        self._real_clock = real_clock
        self._kinds = kinds
        self._hint = asyncio.Event()

    def hint(self) -> None:
        """Say that there may be something to send; without it the relay looks every second."""
        self._hint.set()

    async def run(self) -> None:
        """Send for ever; an error of the database is logged and tried again."""
        while True:
            self._hint.clear()
            try:
                while await self._step():
                    pass
            except Exception:
                log.exception("relay.failed")
            try:
                await asyncio.wait_for(self._hint.wait(), _POLL_SECONDS)
            except TimeoutError:
                continue

    async def _step(self) -> int:
        with self.pulse.step():
            return await self.once()

    async def once(self) -> int:
        """Claim what is due, at most eight, and send it; give how many."""
        token = secrets.token_hex(8)
        now, real_now = self._clock(), self._real_clock()
        async with self._store.read() as uow:
            is_open = await uow.outbox.is_anything_due(now=now, real_now=real_now)
        if not is_open:
            return 0
        async with self._store.begin() as uow:
            await self._lapse(uow, real_now)
            claimed = await uow.outbox.claim(
                now=now, real_now=real_now, token=token, lease=_LEASE, limit=_IN_FLIGHT
            )
            ready = [await self._prepare(uow, one, token) for one in claimed]
        await self._send_all([one for one in ready if one is not None], token)
        return len(claimed)

    async def _lapse(self, uow: UnitOfWork, real_now: datetime) -> None:
        await uow.outbox.lapse(
            real_now=real_now,
            again=[n for n, c in self._channels.items() if c.capabilities.deduplicates],
            kinds=[name for name, kind in self._kinds.items() if kind.may_repeat],
        )

    async def _prepare(self, uow: UnitOfWork, one: StoredNotice, token: str) -> StoredNotice | None:
        """Give it with its bytes; settle at once what can not or need not be sent.

        One that can not be prepared must not undo the claim of the others, again and again.
        """
        try:
            return await self._ready(uow, one)
        except _GivenUp as why:
            refused = Receipt(outcome=Outcome.REFUSED, reason=str(why))
            await self._settle(uow, one, token, "dead", refused)
            return None

    async def _ready(self, uow: UnitOfWork, one: StoredNotice) -> StoredNotice:
        if one.expires_at is not None and one.expires_at <= self._clock():
            raise _GivenUp("expired")
        with _giving_up(one, *_BUGS):
            is_true = await self._kinds[NoticeKind(one.kind)].still_true(one, uow)
        if not is_true:
            raise _GivenUp("no longer true")
        if one.rendered is None:
            return await self._rendered(uow, one)
        if one.channel not in self._channels:
            raise _GivenUp("channel is gone")
        return one

    async def _rendered(self, uow: UnitOfWork, one: StoredNotice) -> StoredNotice:
        address = await uow.links.address_of(one.person_id)
        person = (await uow.people.by_id([one.person_id])).get(one.person_id)
        channel = self._channels.get(address[0]) if address else None
        if address is None or channel is None or person is None:
            raise _GivenUp(NOT_LINKED)
        missed = await uow.outbox.unmentioned(person.id)
        with _giving_up(one, Exception):
            message = worded(one, person, missed, kinds=self._kinds)
            sealed = seal(message, person_id=person.id, key=self._key)
            body = channel.render(sealed, address=address[1])
        await uow.outbox.mention([lost.id for lost in missed])
        await uow.outbox.rendered(one.id, channel=channel.name, body=body)
        return replace(one, rendered=body, channel=channel.name)

    async def _send_all(self, ready: Sequence[StoredNotice], token: str) -> None:
        """Send all at once; a stop waits for the answers, or they would end unknown."""
        sending = asyncio.gather(*(self._send(one, token) for one in ready), return_exceptions=True)
        try:
            ends = await asyncio.shield(sending)
        except asyncio.CancelledError:
            await sending
            raise
        for one, end in zip(ready, ends, strict=True):
            if end is not None:
                log.error("notice.unsettled", notice=one.id, exc_info=end)

    async def _send(self, one: StoredNotice, token: str) -> None:
        channel = self._channels[str(one.channel)]
        try:
            receipt = await asyncio.wait_for(channel.send(one.rendered or b""), _SEND_SECONDS)
        except TimeoutError:
            receipt = Receipt(outcome=Outcome.UNKNOWN, reason="no answer in time")
        except Exception as error:
            log.exception("notice.failed", notice=one.id)
            receipt = Receipt(outcome=Outcome.UNKNOWN, reason=type(error).__name__)
        self._metrics.sends.labels(channel.name, receipt.outcome.value).inc()
        state = self._state(one, channel, receipt)
        async with self._store.begin() as uow:
            is_ours = await self._settle(uow, one, token, state, receipt)
        event = "notice.settled" if is_ours else "notice.lease_lost"
        log.info(event, notice=one.id, kind=one.kind, channel=channel.name, state=state)

    def _state(self, one: StoredNotice, channel: Channel, receipt: Receipt) -> str:
        if receipt.outcome is Outcome.SENT:
            return "sent"
        if receipt.outcome is Outcome.REFUSED:
            return "dead"
        if receipt.outcome is Outcome.NOT_SENT:
            return "pending"
        is_harmless = self._kinds[NoticeKind(one.kind)].may_repeat
        return "pending" if channel.capabilities.deduplicates or is_harmless else "unknown"

    async def _settle(
        self, uow: UnitOfWork, one: StoredNotice, token: str, state: str, receipt: Receipt
    ) -> bool:
        retry_at = self._real_clock() + _pause(one, receipt) if state == "pending" else None
        return await uow.outbox.settle(
            one,
            token=token,
            state=state,
            at=self._clock(),
            reason=receipt.reason,
            ref=receipt.ref,
            retry_at=retry_at,
        )


def _pause(one: StoredNotice, receipt: Receipt) -> timedelta:
    """Give how long to wait: what the platform asked for, else twice as long each time."""
    if receipt.retry_after is not None:
        return timedelta(seconds=min(receipt.retry_after, _LONGEST_RETRY_AFTER))
    doublings = min(one.attempts - 1, _DOUBLINGS)
    return timedelta(seconds=min(_FIRST_PAUSE * 2**doublings, _LONGEST_PAUSE))


@contextmanager
def _giving_up(one: StoredNotice, *bugs: type[Exception]) -> Iterator[None]:
    """Turn a fault in one notice into its end, logged."""
    try:
        yield
    except bugs as error:
        log.exception("notice.unsendable", notice=one.id, kind=one.kind)
        raise _GivenUp(f"can not be prepared: {type(error).__name__}") from error
