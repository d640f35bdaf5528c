"""From something a person did in a chat to the answer: who is she, what does she want, may she."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars

from bot.cards import commission, question, talk
from bot.cards.actions import Opened, seal, unseal
from bot.cards.card import Card
from bot.cards.form import Form
from bot.cards.message import Message
from bot.cards.reader import Reader, reader_of
from bot.channels.channel import Channel, Inbound
from bot.metrics import Metrics
from handlers import link
from handlers.help import TOPICS
from handlers.interaction import Interaction
from handlers.routes import BY_ID, BY_INTENT, Route
from handlers.understanding import Intent, Understanding, understand
from rules.errors import FootholdError
from rules.people import Person
from rules.periods import local_day
from rules.statement import (
    AskAmount,
    AskQuestion,
    Explanation,
    Help,
    Linked,
    NothingYet,
    NotUnderstood,
    QuestionSent,
    Statement,
    WhatIf,
)
from storage.store import Store

log = structlog.get_logger()

#: Longer texts are no question; they are answered with what Foothold can do.
_MAX_TEXT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What answers depend on beside the store."""

    key: bytes
    default_plan: str = "standard"
    manager_sees_pay: bool = False


class Dispatcher:
    """One descent, one return: inbound -> person -> route -> facts -> card -> channel."""

    def __init__(
        self,
        store: Store,
        *,
        channels: Mapping[str, Channel],
        site: Site,
        clock: Callable[[], datetime],
        metrics: Metrics | None = None,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._store = store
        self._channels = channels
        self._site = site
        self._clock = clock

    async def receive(self, inbound: Inbound) -> None:
        """Answer one inbound in the chat it came from; nothing it holds raises."""
        with bound_contextvars(interaction=inbound.id, route="none"):
            outcome = "failed"
            try:
                outcome = await self._received(inbound)
            finally:
                route = get_contextvars()["route"]
                self._metrics.interactions.labels(route, outcome).inc()

    async def _received(self, inbound: Inbound) -> str:
        """Answer it and say how that went, in a word for the metrics."""
        outcome = "answered"
        person: Person | None = None
        try:
            person = await self._person(inbound)
            answer, reader = await self._answer(inbound, person)
        except FootholdError as error:
            outcome = "refused"
            reader = reader_of(person) if person else Reader()
            answer = talk.refusal(error, reader)
        except Exception:
            outcome = "failed"
            reference = secrets.token_hex(2).upper()
            log.exception("interaction.failed", reference=reference, channel=inbound.channel)
            reader = reader_of(person) if person else Reader()
            answer = talk.our_mistake(reference, inbound.text[:_MAX_TEXT], reader)
        await self._send(inbound, person, answer, reader)
        return outcome

    async def _person(self, inbound: Inbound) -> Person | None:
        async with self._store.read() as uow:
            person_id = await uow.links.person_of(inbound.channel, inbound.sender)
            if person_id is None:
                return None
            person = (await uow.people.by_id([person_id])).get(person_id)
        return person if person is not None and person.is_active else None

    async def _answer(self, inbound: Inbound, person: Person | None) -> tuple[Card | Form, Reader]:
        today = local_day(inbound.at, person.zone if person else "UTC")
        text = inbound.text[:_MAX_TEXT]
        understood = understand(text, today=today)
        if person is None:
            bind_contextvars(route="link")
            return await self._link(inbound, understood)
        reader = reader_of(person)
        opened = None
        if inbound.token:
            opened = unseal(inbound.token, person_id=person.id, key=self._site.key)
        elif understood.intent is Intent.LINK:
            return talk.linked(Linked(person.name), reader), reader
        route = _route(opened, understood)
        if route is None:
            offers = tuple(offer.value for offer in understood.offers)
            return talk.not_understood(NotUnderstood(text, offers, TOPICS), reader), reader
        bind_contextvars(route=route.id)
        interaction = Interaction(
            id=inbound.id,
            person=person,
            at=inbound.at,
            understood=understood if not opened else understand("", today=today),
            argument=opened.argument if opened else "",
            answers=inbound.answers,
            manager_sees_pay=self._site.manager_sees_pay,
            default_plan=self._site.default_plan,
        )
        async with self._store.begin() if route.writes else self._store.read() as uow:
            facts = await route.handler(interaction, uow)
        return word(facts, reader), reader

    async def _link(self, inbound: Inbound, understood: Understanding) -> tuple[Card, Reader]:
        is_english = bool(inbound.text) and inbound.text.isascii()
        reader = Reader(language="en" if is_english else "zh")
        if understood.code is None:
            return talk.unlinked("link.unlinked", reader), reader
        async with self._store.begin() as uow:
            linked = await link.redeem(
                uow,
                code=understood.code,
                channel=inbound.channel,
                address=inbound.sender,
                at=inbound.at,
            )
        if linked is None:
            return talk.unlinked("link.unknown", reader), reader
        return talk.linked(linked, reader), reader

    async def _send(
        self, inbound: Inbound, person: Person | None, answer: Card | Form, reader: Reader
    ) -> None:
        channel = self._channels[inbound.channel]
        message = Message(
            key=f"answer:{inbound.id}",
            preview=reader.say("preview.answer"),
            text=answer.title if isinstance(answer, Form) else answer.as_text(),
            card=None if isinstance(answer, Form) else answer,
            form=answer if isinstance(answer, Form) else None,
        )
        if person is not None:
            message = seal(message, person_id=person.id, key=self._site.key)
        if not inbound.is_private:
            said = reader.say("group.private")
            public = replace(message, key=f"group:{inbound.id}", text=said, card=None, form=None)
            await channel.send(channel.render(public, address=inbound.conversation))
        receipt = await channel.send(channel.render(message, address=inbound.sender))
        log.info(
            "interaction.answered",
            channel=inbound.channel,
            outcome=receipt.outcome.value,
        )


def _route(opened: Opened | None, understood: Understanding) -> Route | None:
    if opened is not None:
        return BY_ID.get(opened.route)
    return BY_INTENT.get(understood.intent) if understood.intent else None


def word(facts: object, reader: Reader) -> Card | Form:
    """Give the card or form for what a handler found; each kind of fact has one."""
    answer: Card | Form
    match facts:
        case Statement():
            answer = commission.statement(facts, reader)
        case Explanation():
            answer = commission.explanation(facts, reader)
        case NothingYet():
            answer = commission.nothing_yet(facts, reader)
        case WhatIf():
            answer = commission.what_if(facts, reader)
        case AskAmount():
            answer = commission.ask_amount(reader)
        case AskQuestion():
            answer = question.ask_question(facts, reader)
        case QuestionSent():
            answer = question.question_sent(facts, reader)
        case Help():
            answer = talk.can_do(facts, reader)
        case _:
            raise TypeError(f"no card for {type(facts).__name__}")
    return answer
