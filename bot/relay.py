"""Carry notices from the outbox to people: claim, render once, commit, send, settle."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from bot.cards.actions import seal
from bot.cards.message import Message
from bot.cards.reader import Reader, reader_of
from bot.channels.channel import Channel, Outcome, Receipt
from bot.notices import KINDS
from rules.notices import NoticeKind
from rules.people import Person
from storage.outbox import NOT_LINKED, StoredNotice
from storage.store import Store, UnitOfWork

log = structlog.get_logger()

_LEASE = timedelta(seconds=30)
_SEND_SECONDS = 10
_IN_FLIGHT = 8
_POLL_SECONDS = 1.0
_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 600.0


class Relay:
    """Any number of these may run; a lease token decides whose attempt counts."""

    def __init__(
        self,
        store: Store,
        *,
        channels: Mapping[str, Channel],
        key: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._channels = channels
        self._key = key
        self._clock = clock
        self._hint = asyncio.Event()

    def hint(self) -> None:
        """Say that there may be something to send; without it the relay looks every second."""
        self._hint.set()

    async def run(self) -> None:
        """Send for ever; an error of the database is logged and tried again."""
        while True:
            try:
                while await self.once():
                    pass
            except Exception:
                log.exception("relay.failed")
            self._hint.clear()
            try:
                await asyncio.wait_for(self._hint.wait(), _POLL_SECONDS)
            except TimeoutError:
                continue

    async def once(self) -> int:
        """Claim what is due, at most eight, and send it; give how many."""
        token = secrets.token_hex(8)
        real_now = datetime.now(UTC)
        async with self._store.read() as uow:
            is_open = await uow.outbox.is_anything_due(now=self._clock(), real_now=real_now)
        if not is_open:
            return 0
        async with self._store.begin() as uow:
            again = [n for n, c in self._channels.items() if c.capabilities.deduplicates]
            await uow.outbox.lapse(real_now=real_now, again=again)
            claimed = await uow.outbox.claim(
                now=self._clock(), real_now=real_now, token=token, lease=_LEASE, limit=_IN_FLIGHT
            )
            ready = [await self._prepare(uow, one, token) for one in claimed]
        await asyncio.gather(*(self._send(one, token) for one in ready if one is not None))
        return len(claimed)

    async def _prepare(self, uow: UnitOfWork, one: StoredNotice, token: str) -> StoredNotice | None:
        """Render a notice at its first claim; settle at once what can not be sent."""
        if one.rendered is not None:
            return one
        if one.expires_at is not None and one.expires_at <= self._clock():
            await self._settle(
                uow, one, token, "dead", Receipt(outcome=Outcome.REFUSED, reason="expired")
            )
            return None
        address = await uow.links.address_of(one.person_id)
        person = (await uow.people.by_id([one.person_id])).get(one.person_id)
        channel = self._channels.get(address[0]) if address else None
        if address is None or channel is None or person is None:
            refused = Receipt(outcome=Outcome.REFUSED, reason=NOT_LINKED)
            await self._settle(uow, one, token, "dead", refused)
            return None
        message = await self._message(uow, one, person)
        body = channel.render(message, address=address[1])
        await uow.outbox.rendered(one.id, channel=channel.name, body=body)
        return replace(one, rendered=body, channel=channel.name)

    async def _message(self, uow: UnitOfWork, one: StoredNotice, person: Person) -> Message:
        reader = reader_of(person)
        kind = KINDS[NoticeKind(one.kind)]
        card = kind.card(one.facts, reader)
        missed = await uow.outbox.unmentioned(person.id)
        if missed:
            card = replace(card, state=_mention(missed, reader))
            await uow.outbox.mention([lost.id for lost in missed])
        message = Message(
            key=one.dedup_key,
            preview=reader.say(kind.preview),
            text=card.as_text(),
            card=card,
            expires_at=one.expires_at,
        )
        return seal(message, person_id=person.id, key=self._key)

    async def _send(self, one: StoredNotice, token: str) -> None:
        channel = self._channels[str(one.channel)]
        try:
            receipt = await asyncio.wait_for(channel.send(one.rendered or b""), _SEND_SECONDS)
        except TimeoutError:
            receipt = Receipt(outcome=Outcome.UNKNOWN, reason="no answer in time")
        except Exception as error:
            log.exception("notice.failed", notice=one.id)
            receipt = Receipt(outcome=Outcome.UNKNOWN, reason=type(error).__name__)
        state = self._state(one, channel, receipt)
        async with self._store.begin() as uow:
            await self._settle(uow, one, token, state, receipt)
        log.info("notice.settled", notice=one.id, channel=channel.name, state=state)

    def _state(self, one: StoredNotice, channel: Channel, receipt: Receipt) -> str:
        if receipt.outcome is Outcome.SENT:
            return "sent"
        if receipt.outcome is Outcome.REFUSED:
            return "dead"
        if receipt.outcome is Outcome.NOT_SENT:
            return "pending"
        may_repeat = channel.capabilities.deduplicates or KINDS[NoticeKind(one.kind)].may_repeat
        return "pending" if may_repeat else "unknown"

    async def _settle(
        self, uow: UnitOfWork, one: StoredNotice, token: str, state: str, receipt: Receipt
    ) -> None:
        retry_at = None
        if state == "pending":
            pause = receipt.retry_after
            if pause is None:
                pause = min(_FIRST_PAUSE * 2 ** (one.attempts - 1), _LONGEST_PAUSE)
            retry_at = datetime.now(UTC) + timedelta(seconds=pause)
        await uow.outbox.settle(
            one,
            token=token,
            state=state,
            at=self._clock(),
            reason=receipt.reason,
            ref=receipt.ref,
            retry_at=retry_at,
        )


def _mention(missed: list[StoredNotice], reader: Reader) -> str:
    titles = [KINDS[NoticeKind(one.kind)].card(one.facts, reader).title for one in missed[:3]]
    return reader.say("unknown.mention", titles="; ".join(titles))
