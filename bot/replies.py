"""How an answer goes back to its chat: what may be told there, in its form, within its limits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import structlog

from bot import answer_message, dialogue
from bot.answering import Site
from bot.asked import Asked
from bot.cards.card import Link
from bot.cards.form import Form
from bot.cards.message import Message
from bot.channels.channel import Channel, Inbound, Outcome, Receipt
from bot.form_links import FormLink, Linked, act_of, end_of
from bot.limits import Limits
from bot.metrics import Metrics
from bot.withheld import carriers, pointer
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

_SEND_SECONDS = 10
#: How long an answer waits for the platform's limits: what is kept is put off, and sent later;
#: what only reads is kept nowhere.
_PATIENCE, PATIENCE_OF_A_READ = 3.0, 60.0
_FIRST_PAUSE = 2.0


class Replies:
    """Sends answers; with `linked`, which gives the address of a form's page, forms have one."""

    def __init__(
        self,
        store: Store,
        *,
        channels: Mapping[str, Channel],
        site: Site,
        metrics: Metrics,
        linked: Linked | None,
        limits: Limits,
    ) -> None:
        self._store = store
        self._channels = channels
        self._site = site
        self._metrics = metrics
        self._linked = linked
        self._limits = limits

    async def send(
        self,
        asked: Asked,
        message: Message,
        *,
        is_repeat: bool = False,
        patience: float = _PATIENCE,
    ) -> Receipt:
        """Send an answer to the chat of its act, and say how that went; nothing of it raises."""
        inbound = asked.inbound
        channel = self._channels.get(inbound.channel)
        if channel is None:
            return Receipt(outcome=Outcome.REFUSED, reason="channel is gone")
        try:
            message = await self._allowed(asked, message, channel)
            if message.file is not None and not channel.capabilities.sends_files:
                message = answer_message.without_file(message, asked.reader)
            message = await answer_message.drawn(message)
            if message.form is not None and not channel.capabilities.shows_forms:
                message = await self._begin(asked, message)
            if not inbound.is_private and not is_repeat:
                line = answer_message.group_line(message, asked.reader, act=inbound.id)
                body = channel.render(line, address=inbound.conversation)
                await self._reply(channel, body, inbound, patience)
            body = channel.render(message, address=inbound.sender)
            return await self._reply(channel, body, inbound, patience)
        except TimeoutError:
            return Receipt(outcome=Outcome.UNKNOWN, reason="no answer in time")
        except Exception as error:
            log.exception("interaction.unsendable", interaction=inbound.id)
            return Receipt(outcome=Outcome.UNKNOWN, reason=type(error).__name__)

    async def _allowed(self, asked: Asked, message: Message, channel: Channel) -> Message:
        """Give the message, or where it can be read if this chat may not carry it; audited."""
        if channel.capabilities.carries.covers(message.holds):
            return message
        self._metrics.withheld.labels(channel.name, "answer").inc()
        hers = await self._store.write(partial(self._withheld, asked, message))
        allowed = carriers(self._channels, message.holds)
        return pointer(
            message,
            asked.reader,
            elsewhere={name for name, _ in hers if name in allowed},
            chat_url=self._site.chat_url,
        )

    async def _withheld(
        self, asked: Asked, message: Message, uow: UnitOfWork
    ) -> list[tuple[str, str]]:
        """Write down that an answer was withheld, and give her chats."""
        if asked.person_id is None:
            return []
        await uow.audit.add(
            at=asked.inbound.at,
            actor=str(asked.person_id),
            action="answer.withheld",
            subject=asked.label,
            channel=asked.inbound.channel,
            holds=message.holds.value,
        )
        return (await uow.links.all_of([asked.person_id])).get(asked.person_id, [])

    async def _reply(
        self, channel: Channel, body: bytes, inbound: Inbound, patience: float
    ) -> Receipt:
        """Answer as soon as the platform's limits allow it, if that is within `patience`."""
        while True:
            windows = channel.windows(body, inbound)
            wait = await self._limits.take(windows, scope=channel.name)
            if wait == 0:
                async with asyncio.timeout(_SEND_SECONDS):
                    receipt = await channel.reply(body, inbound)
                if not receipt.is_throttled:
                    return receipt
                wait = receipt.retry_after or _FIRST_PAUSE
                await self._limits.block(channel.name, wait)
            if wait > patience:
                return _limited(wait)
            patience -= wait
            await asyncio.sleep(wait)

    async def _begin(self, asked: Asked, message: Message) -> Message:
        """Give the first question in place of a form."""
        person_id, inbound = asked.person_id, asked.inbound
        if message.form is None or person_id is None:
            return message
        link = None if self._linked is None else _link_to(message.form, asked, person_id)
        session = dialogue.begun(
            message.form,
            channel=inbound.channel,
            address=inbound.sender,
            person_id=person_id,
            at=inbound.at,
            page=link.act if link else "",
        )
        await self._store.write(lambda uow: uow.form_sessions.save(session))
        card = dialogue.asked_now(session, asked.reader)
        if link is not None and self._linked is not None:
            url = self._linked(link)
            card = replace(card, link=Link(label=asked.reader.say("forms.link"), url=url))
        return answer_message.message(
            card,
            asked.reader,
            act=inbound.id,
            person_id=person_id,
            key=self._site.key,
        )


def _link_to(form: Form, asked: Asked, person_id: int) -> FormLink:
    """Give the link of a form; one that was refused in the chat keeps its own, to be sent once."""
    inbound, session = asked.inbound, asked.session
    act = act_of(inbound.channel, inbound.id)
    if session is not None and session.page:
        before = dialogue.form_of(session)
        is_same = (before.route, before.argument) == (form.route, form.argument)
        act = session.page if is_same else act
    return FormLink(
        person_id=person_id,
        channel=inbound.channel,
        address=inbound.sender,
        route=form.route,
        argument=form.argument,
        act=act,
        until=end_of(inbound.at),
    )


def _limited(wait: float) -> Receipt:
    return Receipt(
        outcome=Outcome.NOT_SENT,
        reason="the platform's limit",
        retry_after=wait,
        is_throttled=True,
    )
