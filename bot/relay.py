"""Carry notices from the outbox to people: claim, render once, commit, send, settle."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from bot.audience import Told, read_told
from bot.cards.actions import seal
from bot.cards.reader import reader_of
from bot.channels.channel import Channel, Outcome, Receipt, Resumes
from bot.lanes import Lanes
from bot.limits import Limits
from bot.loops import Pulse
from bot.metrics import Metrics
from bot.notices import KINDS, Kinds
from bot.withheld import best, carriers, pointer
from bot.wording import worded
from rules.good_news import Group
from rules.notices import Notice, NoticeKind
from storage.delivery import Due
from storage.outbox import NOT_LINKED, UNREACHABLE, StoredNotice
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

_LEASE = timedelta(seconds=30)
_SEND_SECONDS = 10
_AT_ONCE = 8
_POLL_SECONDS = 1.0
#: What is committed within this time goes into one claim; a card may take 5 s.
_GATHER_SECONDS = 0.02
_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 600.0
_LONGEST_RETRY_AFTER = 86_400.0
#: What a platform has taken is on show there after this, however slow it was.
_ON_SHOW_SECONDS = 30.0
_DOUBLINGS = 10
#: What a platform would tell apart is sent again only so long before it does no more: an attempt
#: takes a while, and so does noticing that its process died.
_EARLY = timedelta(minutes=1)
#: Why a notice of a kind that its person wants no more of is dead; replayed, it is asked again.
MUTED = "muted by the person"
UNTRUE, EXPIRED = "no longer true", "expired"
#: Ends that nobody has to be told of as a loss.
_HER_OWN_DOING = frozenset({MUTED, UNTRUE, EXPIRED})
#: What wrong code raises, as against a store that is away: only the first is given up.
_BUGS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class _GivenUp(Exception):
    """Why a notice is not sent at all; it ends dead with this reason."""


class _Unsure(Exception):
    """It may have arrived, and sent again it might arrive twice; it ends unknown."""


class _Held(Exception):
    """Why a notice is not told now, and until when; it is pending again."""

    def __init__(self, until: datetime, reason: str) -> None:
        super().__init__(reason)
        self.until = until


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
        self._hides_sums = hides_sums
        self._chat_url = chat_url
        self._limits = limits or Limits()
        self.pulse = Pulse()
        self._metrics = metrics or Metrics()
        self._store = store
        self._channels = channels
        self._key = key
        self._clock = clock
        self._real_clock = real_clock
        self._kinds = kinds
        self._hint = asyncio.Event()
        self._lanes = Lanes()
        self._sending: set[asyncio.Task[None]] = set()

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
            if (pause := full.get(str(one.channel))) is not None:
                await uow.delivery.put_back(one, token=token, retry_at=real_now + pause)
            else:
                begun.append(one)
        return len(claimed), begun

    async def _lapse(self, uow: UnitOfWork, real_now: datetime) -> None:
        await uow.delivery.lapse(
            real_now=real_now,
            again=[name for name, one in self._channels.items() if _remembers(one)],
            kinds=[name for name, kind in self._kinds.items() if kind.may_repeat],
        )

    async def _prepare(
        self, uow: UnitOfWork, one: StoredNotice, to: Told, token: str, now: datetime
    ) -> StoredNotice | None:
        """Give it with its bytes; settle or put back at once what is not to be sent now.

        One that can not be prepared must not undo the claim of the others, again and again.
        """
        try:
            return await self._ready(uow, one, to, now)
        except _Held as why:
            await uow.delivery.hold(one, token=token, until=why.until, reason=str(why))
            log.info("notice.held", notice=one.id, kind=one.kind, until=why.until.isoformat())
            return None
        except _Unsure as why:
            unsure = Receipt(outcome=Outcome.UNKNOWN, reason=str(why))
            await self._settle(uow, one, token, "unknown", unsure)
            return None
        except _GivenUp as why:
            refused = Receipt(outcome=Outcome.REFUSED, reason=str(why))
            await self._settle(uow, one, token, "dead", refused)
            return None

    async def _ready(
        self, uow: UnitOfWork, one: StoredNotice, to: Told, now: datetime
    ) -> StoredNotice:
        if one.expires_at is not None and one.expires_at <= now:
            raise _GivenUp(EXPIRED)
        with _giving_up(one, *_BUGS):
            self._let_be_told(one, to, now)
            is_true = to.works_here and await self._kinds[NoticeKind(one.kind)].still_true(one, uow)
        if not is_true:
            raise _GivenUp(UNTRUE)
        one = await self._renewed(uow, one)
        if one.rendered is None:
            return await self._rendered(uow, one, to)
        if one.channel is None or one.channel not in self._channels:
            raise _GivenUp("channel is gone")
        may_stay = await self._may_stay(uow, one)
        if one.maybe_since is not None and not self._may_be_sent_again(
            one, self._real_clock(), is_same=may_stay
        ):
            raise _Unsure("may have arrived")
        return one if may_stay else await self._rendered(uow, one, to)

    async def _renewed(self, uow: UnitOfWork, one: StoredNotice) -> StoredNotice:
        """Give it with its facts as they are now; what has changed is rendered anew."""
        renewed = self._kinds[NoticeKind(one.kind)].renewed
        if renewed is None:
            return one
        with _giving_up(one, *_BUGS):
            facts = await renewed(one, uow)
        if facts == one.facts:
            return one
        await uow.delivery.renew(one.id, facts)
        return replace(one, facts=facts, rendered=None)

    async def _may_stay(self, uow: UnitOfWork, one: StoredNotice) -> bool:
        """Whether its bytes may go where they were meant to go.

        Not where that is unlinked since, somebody else's by now, or may not carry it any more.
        """
        channel, address = str(one.channel), one.address or ""
        group = self._group(one)
        if group is not None:
            reaches = (group.channel, group.address) == (channel, address)
        else:
            holder = await uow.links.holder(channel, address)
            is_hers = holder is not None and holder.person_id == one.person_id
            reaches = is_hers and holder is not None and not holder.is_dead
        return reaches and channel in self._carriers(one)

    def _group(self, one: StoredNotice) -> Group | None:
        """Give the group that it is for; None where it is for her alone."""
        group = self._kinds[NoticeKind(one.kind)].group
        return None if group is None else group(one.facts)

    def _may_be_sent_again(self, one: StoredNotice, then: datetime, *, is_same: bool) -> bool:
        """Whether what may have arrived could do no harm, sent again at real time `then`."""
        if self._kinds[NoticeKind(one.kind)].may_repeat:
            return True
        if not is_same or one.maybe_since is None or self._group(one) is not None:
            return False  # what a platform tells apart is what it sends to one person
        remembered = _remembers(self._channels[str(one.channel)])
        return bool(remembered) and then - one.maybe_since <= remembered - _EARLY

    def _carriers(self, one: StoredNotice) -> frozenset[str]:
        return carriers(self._channels, self._kinds[NoticeKind(one.kind)].holds)

    def _let_be_told(self, one: StoredNotice, to: Told, now: datetime) -> None:
        """Raise where its person does not want it, or not now."""
        kind = self._kinds[NoticeKind(one.kind)]
        if kind.group is not None:
            return  # it is her own word to others
        if kind.may_be_muted and one.kind in to.preference.muted:
            raise _GivenUp(MUTED)
        until = to.next_allowed(now, is_scheduled=kind.is_scheduled)
        if until > now:
            raise _Held(until, to.why_not(now))

    async def _rendered(self, uow: UnitOfWork, one: StoredNotice, to: Told) -> StoredNotice:
        if (group := self._group(one)) is not None:
            return self._posted(one, to, group)
        allowed = best(to.addresses, self._carriers(one))
        place = allowed or best(to.addresses, self._channels)
        if place is None or to.person is None:
            has_any = await uow.links.has_any(one.person_id)
            raise _GivenUp(UNREACHABLE if has_any and not to.addresses else NOT_LINKED)
        channel, address = self._channels[place[0]], place[1]
        missed = self._mentionable(to, channel) if allowed else []
        with _giving_up(one, Exception):
            message = worded(
                one,
                to.person,
                missed,
                kinds=self._kinds,
                hides_sums=self._hides_sums_of(to),
            )
            if not allowed:
                reader = reader_of(to.person)
                message = pointer(message, reader, elsewhere=(), chat_url=self._chat_url)
            sealed = seal(message, person_id=to.person.id, key=self._key)
            body = channel.render(sealed, address=address)
        await uow.delivery.mention([lost.id for lost in missed])
        to.missed = [lost for lost in to.missed if lost not in missed]
        if not allowed and one.rendered is None:
            await self._withheld(uow, one, channel)
        return replace(one, rendered=body, channel=channel.name, address=address)

    def _hides_sums_of(self, to: Told) -> bool:
        wished = to.preference.hides_sums
        return self._hides_sums if wished is None else wished

    def _posted(self, one: StoredNotice, to: Told, group: Group) -> StoredNotice:
        """Give it with its bytes for a group: no buttons, and nothing that she missed."""
        channel = self._channels.get(group.channel)
        if channel is None or to.person is None or group.channel not in self._carriers(one):
            raise _GivenUp("no chat that carries it")
        with _giving_up(one, Exception):
            message = worded(one, to.person, [], kinds=self._kinds)
            body = channel.render(message, address=group.address)
        return replace(one, rendered=body, channel=channel.name, address=group.address)

    def _mentionable(self, to: Told, channel: Channel) -> list[StoredNotice]:
        """Give those of what she may have missed whose titles this chat may carry."""
        return [lost for lost in to.missed if channel.name in self._carriers(lost)]

    async def _withheld(self, uow: UnitOfWork, one: StoredNotice, channel: Channel) -> None:
        self._metrics.withheld.labels(channel.name, "notice").inc()
        await uow.audit.add(
            at=self._clock(),
            actor="relay",
            action="notice.withheld",
            subject=str(one.id),
            channel=channel.name,
            kind=one.kind,
        )

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
            wait = receipt.retry_after or _FIRST_PAUSE
            await self._limits.block(channel.name, wait)
            await self._put_back(one, token, wait)
            return
        if receipt.outcome is Outcome.UNKNOWN:
            one = replace(one, maybe_since=one.maybe_since or began)
            if isinstance(channel, Resumes) and receipt.retry_after is None:
                wait = max(_ON_SHOW_SECONDS, _pause(one, receipt).total_seconds())
                receipt = replace(receipt, retry_after=wait)
        state = self._state(one, receipt)
        settle = partial(self._settle, one=one, token=token, state=state, receipt=receipt)
        is_ours = await self._store.write(settle)
        event = "notice.settled" if is_ours else "notice.lease_lost"
        log.info(event, notice=one.id, kind=one.kind, channel=channel.name, state=state)

    def _carry(self, channel: Channel, one: StoredNotice) -> Coroutine[None, None, Receipt]:
        """Send it; what may have arrived already is looked up first, where the chat shows it."""
        may_repeat = self._kinds[NoticeKind(one.kind)].may_repeat
        if one.maybe_since is not None and isinstance(channel, Resumes) and not may_repeat:
            return channel.resume(one.rendered or b"", since=one.maybe_since)
        return channel.send(one.rendered or b"")

    async def _put_back(self, one: StoredNotice, token: str, wait: float) -> None:
        retry_at = self._real_clock() + timedelta(seconds=wait)
        await self._store.write(
            lambda uow: uow.delivery.put_back(one, token=token, retry_at=retry_at)
        )
        log.info("notice.limited", notice=one.id, channel=one.channel, seconds=round(wait, 1))

    def _state(self, one: StoredNotice, receipt: Receipt) -> str:
        if receipt.outcome is Outcome.SENT:
            return "sent"
        if receipt.outcome is Outcome.REFUSED:
            # Not this address any more: the next claim finds another, or nothing that reaches her.
            has_others = receipt.is_unreachable and self._group(one) is None
            return "pending" if has_others else "dead"
        if receipt.outcome is Outcome.NOT_SENT:
            return "pending"
        if receipt.is_final:
            return "unknown"
        then = self._real_clock() + _pause(one, receipt)
        return "pending" if self._may_be_sent_again(one, then, is_same=True) else "unknown"

    async def _settle(
        self, uow: UnitOfWork, one: StoredNotice, token: str, state: str, receipt: Receipt
    ) -> bool:
        retry_at = self._real_clock() + _pause(one, receipt) if state == "pending" else None
        if state == "dead" and receipt.reason not in _HER_OWN_DOING:
            await self._tell_lost(uow, one)
        if receipt.is_unreachable:
            retry_at = None
            await self._give_up_address(uow, one, receipt.reason)
        return await uow.delivery.settle(
            one,
            token=token,
            state=state,
            at=self._clock(),
            reason=receipt.reason,
            ref=receipt.ref,
            retry_at=retry_at,
            maybe_since=one.maybe_since,
        )

    async def _tell_lost(self, uow: UnitOfWork, one: StoredNotice) -> None:
        """Tell her what a group did not get, where its kind says how."""
        # By its word: a kind of a later release is none of ours, and ends dead too.
        lost = next((row.lost for kind, row in self._kinds.items() if kind == one.kind), None)
        if lost is None:
            return
        told = Notice(
            key=f"lost:{one.dedup_key}"[:200],
            person_id=one.person_id,
            kind=lost,
            subject=f"lost:{one.id}",
            facts=one.facts,
            at=self._clock(),
        )
        await uow.outbox.put([told])

    async def _give_up_address(self, uow: UnitOfWork, one: StoredNotice, reason: str) -> None:
        is_new = await uow.links.mark_dead(
            channel=str(one.channel),
            address=str(one.address),
            person_id=one.person_id,
            at=self._clock(),
            reason=reason,
        )
        if is_new:
            log.warning("address.dead", person=one.person_id, channel=one.channel, reason=reason)


def _remembers(channel: Channel) -> timedelta:
    """Give for how long it can do no harm to send one person again what she may have."""
    seen = channel.looks_back if isinstance(channel, Resumes) else timedelta()
    return max(channel.capabilities.deduplicates, seen)


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
