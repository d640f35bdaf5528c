"""Carry notices from the outbox to people: claim, render once, commit, send, settle."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot.audience import Told, read_told
from bot.channels.channel import Channel, Outcome, Receipt, Resumes
from bot.drafts import Drafts, GivenUp, Held, Unsure, remembers
from bot.lanes import Lanes
from bot.limits import Limits
from bot.loops import Pulse
from bot.metrics import Metrics
from bot.notices import KINDS, Kinds
from bot.settlement import FIRST_PAUSE, Settlement, pause
from rules.notices import NoticeKind
from storage.delivery import Due
from storage.outage import is_outage
from storage.outbox import StoredNotice
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

_LEASE = timedelta(seconds=30)
_SEND_SECONDS = 10
_AT_ONCE = 8
_POLL_SECONDS = 1.0
#: What is committed within this time goes into one claim; a card may take 5 s.
_GATHER_SECONDS = 0.02
#: What a platform has taken is on show there after this, however slow it was.
_ON_SHOW_SECONDS = 30.0
#: An end that could not be written down is tried again for ten minutes.
_UNWRITTEN_PAUSES = (0.5, 1.0, 2.0, *([5.0] * 120))


def _real_now() -> datetime:
    return datetime.now(UTC)


class Relay:
    """Any number of these may run; a lease token decides whose attempt counts.

    `clock` is business time; `real_clock` is what leases and retries run by.
    `chat_url` is where people open the web chat, "" where they can not.
    `hides_sums` is how the site has it with who never said.
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
        limits: Limits | None = None,
        chat_url: str = "",
        hides_sums: bool = False,
    ) -> None:
        self._limits = limits or Limits()
        self.pulse = Pulse()
        self._metrics = metrics or Metrics()
        self._store = store
        self._channels = channels
        self._clock = clock
        self._real_clock = real_clock
        self._kinds = kinds
        self._drafts = Drafts(
            channels=channels,
            key=key,
            clock=clock,
            real_clock=real_clock,
            kinds=kinds,
            metrics=self._metrics,
            chat_url=chat_url,
            hides_sums=hides_sums,
        )
        self._settlement = Settlement(
            drafts=self._drafts, kinds=kinds, clock=clock, real_clock=real_clock
        )
        self._hint = asyncio.Event()
        self._lanes = Lanes()
        self._sending: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    def hint(self) -> None:
        """Say that there may be something to send; without it the relay looks every second."""
        self._hint.set()

    async def run(self) -> None:
        """Send for ever; an error of the database is logged and tried again."""
        try:
            while True:
                self._hint.clear()
                try:
                    await self._claim_all()
                except Exception:
                    log.exception("relay.failed")
                # Not wait_for: before Python 3.12 it swallows a cancellation that meets a hint.
                with suppress(TimeoutError):
                    async with asyncio.timeout(_POLL_SECONDS):
                        await self._hint.wait()
        finally:
            # A stop waits for the answers, or what is on its way would end unknown.
            self._stopping.set()
            await asyncio.gather(*self._sending, return_exceptions=True)

    async def once(self) -> int:
        """Claim what is due, at most eight, send it and wait for the ends; give how many."""
        claimed = await self._begin(_AT_ONCE)
        await asyncio.gather(*self._sending, return_exceptions=True)
        return claimed

    async def _claim_all(self) -> None:
        while room := self._lanes.room():
            with self.pulse.step():
                claimed = await self._begin(min(room, _AT_ONCE))
            if not claimed:
                return
            if claimed < _AT_ONCE:
                await asyncio.sleep(_GATHER_SECONDS)

    async def _begin(self, limit: int) -> int:
        """Claim what is due and begin to send it; give how many were claimed."""
        token = secrets.token_hex(8)
        now, real_now = self._clock(), self._real_clock()
        due = await self._store.ask(lambda uow: uow.delivery.look(now=now, real_now=real_now))
        if not (due.is_open or due.is_lapsed):
            return 0
        claim = partial(self._claim, now=now, real_now=real_now, token=token, due=due, limit=limit)
        claimed, ready = await self._store.write(claim)
        for one in ready:
            self._start(one, token)
        return claimed

    def _start(self, one: StoredNotice, token: str) -> None:
        leave = self._lanes.enter(str(one.channel))
        task = asyncio.create_task(self._send_safely(one, token))
        self._sending.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._sending.discard(task)
            leave()
            self._hint.set()  # there is room again

        task.add_done_callback(ended)

    async def _claim(
        self,
        uow: UnitOfWork,
        *,
        now: datetime,
        real_now: datetime,
        token: str,
        due: Due,
        limit: int,
    ) -> tuple[int, list[StoredNotice]]:
        """Give how many were claimed, and those of them that are to be sent, with their bytes."""
        if due.is_lapsed:
            await self._lapse(uow, real_now)
        claimed = await uow.delivery.claim(
            now=now, real_now=real_now, token=token, lease=_LEASE, limit=limit
        )
        told = await read_told(uow, {one.person_id for one in claimed})
        ready = [await self._prepare(uow, one, told[one.person_id], token, now) for one in claimed]
        as_claimed = {one.id: one for one in claimed}
        # What stays as it was claimed has its bytes already.
        await uow.delivery.rendered([one for one in ready if one and one is not as_claimed[one.id]])
        begun: list[StoredNotice] = []
        full = self._lanes.full()
        for one in ready:
            if one is None:
                continue
            if (busy := full.get(str(one.channel))) is not None:
                await uow.delivery.put_back(one, token=token, retry_at=real_now + busy)
            else:
                begun.append(one)
        return len(claimed), begun

    async def _lapse(self, uow: UnitOfWork, real_now: datetime) -> None:
        await uow.delivery.lapse(
            real_now=real_now,
            again=[name for name, one in self._channels.items() if remembers(one)],
            kinds=[name for name, kind in self._kinds.items() if kind.may_repeat],
        )

    async def _prepare(
        self, uow: UnitOfWork, one: StoredNotice, to: Told, token: str, now: datetime
    ) -> StoredNotice | None:
        """Give it with its bytes; settle or put back at once what is not to be sent now.

        One that can not be prepared must not undo the claim of the others, again and again.
        """
        try:
            return await self._drafts.ready(uow, one, to, now)
        except Held as why:
            await uow.delivery.hold(one, token=token, until=why.until, reason=str(why))
            log.info("notice.held", notice=one.id, kind=one.kind, until=why.until.isoformat())
            return None
        except Unsure as why:
            unsure = Receipt(outcome=Outcome.UNKNOWN, reason=str(why))
            await self._settlement.settle(uow, one, token, "unknown", unsure)
            return None
        except GivenUp as why:
            refused = Receipt(outcome=Outcome.REFUSED, reason=str(why))
            await self._settlement.settle(uow, one, token, "dead", refused)
            return None

    async def _send_safely(self, one: StoredNotice, token: str) -> None:
        try:
            await self._send(one, token)
        except Exception:
            log.exception("notice.unsettled", notice=one.id)

    async def _send(self, one: StoredNotice, token: str) -> None:
        channel, body = self._channels[str(one.channel)], one.rendered or b""
        wait = await self._limits.take(channel.windows(body), scope=channel.name)
        if wait > 0:
            await self._put_back(one, token, wait)
            return
        began = self._real_clock()
        try:
            receipt = await asyncio.wait_for(self._carry(channel, one), _SEND_SECONDS)
        except TimeoutError:
            receipt = Receipt(outcome=Outcome.UNKNOWN, reason="no answer in time")
        except Exception as error:
            log.exception("notice.failed", notice=one.id)
            receipt = Receipt(outcome=Outcome.UNKNOWN, reason=type(error).__name__)
        self._metrics.sends.labels(channel.name, receipt.outcome.value).inc()
        if receipt.is_throttled:
            wait = receipt.retry_after or FIRST_PAUSE
            await self._limits.block(channel.name, wait)
            await self._put_back(one, token, wait)
            return
        if receipt.outcome is Outcome.UNKNOWN:
            one = replace(one, maybe_since=one.maybe_since or began)
            if isinstance(channel, Resumes) and receipt.retry_after is None:
                wait = max(_ON_SHOW_SECONDS, pause(one, receipt).total_seconds())
                receipt = replace(receipt, retry_after=wait)
        state = self._settlement.state(one, receipt)
        settle = partial(
            self._settlement.settle, one=one, token=token, state=state, receipt=receipt
        )
        is_ours = await self._written(settle)
        event = "notice.settled" if is_ours else "notice.lease_lost"
        log.info(event, notice=one.id, kind=one.kind, channel=channel.name, state=state)

    def _carry(self, channel: Channel, one: StoredNotice) -> Coroutine[None, None, Receipt]:
        """Send it; what may have arrived already is looked up first, where the chat shows it."""
        may_repeat = self._kinds[NoticeKind(one.kind)].may_repeat
        if one.maybe_since is not None and isinstance(channel, Resumes) and not may_repeat:
            return channel.resume(one.rendered or b"", since=one.maybe_since)
        return channel.send(one.rendered or b"")

    async def _written(self, end: Callable[[UnitOfWork], Awaitable[bool]]) -> bool:
        """Write down how an attempt ended, again and again while the store is away.

        What is known here and written nowhere would be unknown for ever.
        """
        for seconds in _UNWRITTEN_PAUSES:
            try:
                return await self._store.write(end)
            except Exception as error:
                if not is_outage(error) or self._stopping.is_set():
                    raise
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._stopping.wait()
        return await self._store.write(end)

    async def _put_back(self, one: StoredNotice, token: str, wait: float) -> None:
        retry_at = self._real_clock() + timedelta(seconds=wait)
        await self._written(lambda uow: uow.delivery.put_back(one, token=token, retry_at=retry_at))
        log.info("notice.limited", notice=one.id, channel=one.channel, seconds=round(wait, 1))
