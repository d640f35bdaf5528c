"""From something a person did in a chat to the answer: who is she, what does she want, may she."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import structlog
from structlog.contextvars import bound_contextvars

from bot import answers, dialogue
from bot.answering import Site, Told, ask_again, run, trouble
from bot.asked import Asked, ask
from bot.cards.message import Message
from bot.channels import acts, wire
from bot.channels.channel import Channel, Inbound, Outcome, Receipt
from bot.held import Held, Holding, LeaseLost
from bot.metrics import Metrics
from bot.withheld import carriers, pointer
from rules.people import Person
from storage.form_session import FormSession
from storage.interaction import State
from storage.outage import outages_as_os_errors
from storage.store import Store, UnitOfWork

log = structlog.get_logger()

_SEND_SECONDS = 10


def _real_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An act that was looked at and, where it writes, kept: the channel may ack it now."""

    asked: Asked
    #: None for an act that only reads: answering it twice harms nobody.
    held: Held | None = None


class Dispatcher:
    """One descent, one return: inbound -> person -> route -> facts -> card -> channel.

    `real_clock` is what leases run by; an act counts for the moment that its inbound says.
    """

    def __init__(
        self,
        store: Store,
        *,
        channels: Mapping[str, Channel],
        site: Site,
        real_clock: Callable[[], datetime] = _real_now,
        metrics: Metrics | None = None,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._store = store
        self._channels = channels
        self._site = site
        self._holding = Holding(store, real_clock=real_clock)

    async def receive(self, inbound: Inbound) -> None:
        """Accept and answer at once, for a channel whose ack may wait for the answer."""
        accepted = await self.accept(inbound)
        if accepted is not None:
            await self.answer(accepted)

    async def accept(self, inbound: Inbound) -> Accepted | None:
        """Do what has to be done before the ack; None where nothing is left to do after it.

        Raises OSError where the store is away: do not ack, so that the platform sends it again.
        """
        with outages_as_os_errors():
            person, session, was_kept = await self._store.ask(partial(self._known, inbound))
            asked = self._asked(inbound, person, session)
            if not asked.writes and not was_kept:
                return Accepted(asked=asked)
            held = await self._holding.take(asked)
        return None if held is None else Accepted(asked=asked, held=held)

    async def answer(self, accepted: Accepted) -> None:
        """Run what was accepted and answer in the chat it came from; nothing it holds raises."""
        asked, held = accepted.asked, accepted.held
        with bound_contextvars(interaction=asked.inbound.id, route=asked.label):
            if held is None:
                told = await self._read(asked)
                _log_answered(asked.inbound, await self._send(asked, told.message))
                outcome = told.outcome
            else:
                outcome = await self._held(asked, held)
        self._metrics.interactions.labels(asked.label, outcome).inc()

    async def _held(self, asked: Asked, held: Held) -> str:
        """Go on with an act that was kept, and say how that went in a word."""
        try:
            with outages_as_os_errors():
                return await self._finish(asked, held)
        except LeaseLost:
            log.info("interaction.lease_lost", interaction=asked.inbound.id)
            return "lease_lost"
        except OSError:
            # It stays as far as it came, and is taken up once the lease is out.
            log.warning("interaction.put_off", interaction=asked.inbound.id)
            return "put_off"
        except Exception:
            log.exception("interaction.unfinished", interaction=asked.inbound.id)
            return "failed"

    async def take_up(self, limit: int) -> int:
        """Go on with acts that were left behind or put off, and give how many there were."""
        left = await self._holding.due(limit)
        await asyncio.gather(*(self._resume(held) for held in left))
        return len(left)

    async def forget_old(self) -> int:
        """Drop acts that nobody needs to know any more, and give how many."""
        return await self._holding.forget_old()

    async def _resume(self, held: Held) -> None:
        try:
            inbound = acts.read(held.kept.raw or b"")
        except ValueError:
            unreadable = Receipt(outcome=Outcome.REFUSED, reason="written by another release")
            await self._holding.settle(held, unreadable, deduplicates=False)
            log.warning("interaction.unreadable", interaction=held.kept.ext_id)
            return
        try:
            async with self._store.read() as uow:
                owner = held.kept.person_id
                person = await (_sender(uow, inbound) if owner is None else _worker(uow, owner))
                session = await self._session(uow, inbound, person)
        except Exception:
            log.exception("interaction.unfinished", interaction=held.kept.ext_id)
            return
        await self.answer(Accepted(asked=self._asked(inbound, person, session), held=held))

    async def _finish(self, asked: Asked, held: Held) -> str:
        if held.kept.state == State.DONE:
            receipt, outcome = await self._tell_again(asked, held), "told_again"
        else:
            held, told = await self._write(asked, held)
            outcome = told.outcome
            receipt = await self._send(asked, told.message)
        deduplicates = self._deduplicates(held.kept.channel)
        await self._holding.settle(held, receipt, deduplicates=deduplicates)
        _log_answered(asked.inbound, receipt)
        return outcome

    async def _write(self, asked: Asked, held: Held) -> tuple[Held, Told]:
        """Run it and keep its answer, both in one transaction; a refusal is an answer too."""
        try:
            with outages_as_os_errors():
                async with self._store.begin() as uow:
                    told = await run(asked, uow, self._site)
                    return await self._holding.done(uow, held, told, asked.inbound.sender), told
        except (LeaseLost, OSError):
            raise
        except Exception as problem:  # noqa: BLE001 - it is told, and logged where it is a bug
            told = await self._trouble(asked, problem)
        async with self._store.begin() as uow:
            return await self._holding.done(uow, held, told, asked.inbound.sender), told

    async def _tell_again(self, asked: Asked, held: Held) -> Receipt:
        """Send the stored answer, unless the account it is for has changed hands since."""
        inbound, owner = asked.inbound, held.kept.person_id
        async with self._store.read() as uow:
            holder = await uow.links.person_of(inbound.channel, inbound.sender)
        if owner is not None and holder != owner:
            return Receipt(outcome=Outcome.REFUSED, reason="no longer hers")
        deduplicates = self._deduplicates(inbound.channel)
        if held.is_spent(deduplicates=deduplicates):
            return Receipt(outcome=Outcome.UNKNOWN, reason="cut off each time")
        try:
            message = wire.read(held.kept.answer or b"").message
        except ValueError:
            return Receipt(outcome=Outcome.REFUSED, reason="worded by another release")
        if held.may_have_arrived and not deduplicates:
            message = answers.repeated(message, asked.reader)
        return await self._send(asked, message, is_repeat=held.may_have_arrived)

    async def _read(self, asked: Asked) -> Told:
        try:
            return await self._store.ask(lambda uow: run(asked, uow, self._site))
        except Exception as problem:  # noqa: BLE001 - it is told, and logged where it is a bug
            return await self._trouble(asked, problem)

    async def _trouble(self, asked: Asked, problem: Exception) -> Told:
        try:
            async with self._store.read() as uow:
                again = await ask_again(asked, problem, uow, self._site)
        except Exception:  # noqa: BLE001 - what went wrong first is what is told
            again = None
        return again or trouble(asked, problem, self._site)

    async def _send(self, asked: Asked, message: Message, *, is_repeat: bool = False) -> Receipt:
        inbound = asked.inbound
        channel = self._channels.get(inbound.channel)
        if channel is None:
            return Receipt(outcome=Outcome.REFUSED, reason="channel is gone")
        try:
            message = await self._allowed(asked, message, channel)
            if message.form is not None and not channel.capabilities.shows_forms:
                message = await self._begin(asked, message)
            async with asyncio.timeout(_SEND_SECONDS):
                if not inbound.is_private and not is_repeat:
                    line = answers.group_line(message, asked.reader, act=inbound.id)
                    await channel.reply(channel.render(line, address=inbound.conversation), inbound)
                return await channel.reply(channel.render(message, address=inbound.sender), inbound)
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

    async def _known(
        self, inbound: Inbound, uow: UnitOfWork
    ) -> tuple[Person | None, FormSession | None, bool]:
        """Give who did it, the form she is in the middle of, and whether it was kept before."""
        person = await _sender(uow, inbound)
        session = await self._session(uow, inbound, person)
        return person, session, await self._was_kept(uow, inbound)

    async def _session(
        self, uow: UnitOfWork, inbound: Inbound, person: Person | None
    ) -> FormSession | None:
        """Give the form that is open in her chat, where forms are asked question by question."""
        channel = self._channels.get(inbound.channel)
        if person is None or channel is None or channel.capabilities.shows_forms:
            return None
        if not inbound.is_private:
            return None
        since = inbound.at - dialogue.PATIENCE
        session = await uow.form_sessions.open_in(inbound.channel, inbound.sender, since=since)
        return session if session is not None and session.person_id == person.id else None

    async def _was_kept(self, uow: UnitOfWork, inbound: Inbound) -> bool:
        """Whether it came before as an answer to a form: that may be over by now."""
        channel = self._channels.get(inbound.channel)
        if channel is None or channel.capabilities.shows_forms:
            return False
        return await uow.interactions.by_key(inbound.channel, inbound.id) is not None

    async def _begin(self, asked: Asked, message: Message) -> Message:
        """Give the first question in place of a form."""
        person_id, inbound = asked.person_id, asked.inbound
        if message.form is None or person_id is None:
            return message
        session = dialogue.begun(
            message.form,
            channel=inbound.channel,
            address=inbound.sender,
            person_id=person_id,
            at=inbound.at,
        )
        await self._store.write(lambda uow: uow.form_sessions.save(session))
        return answers.message(
            dialogue.asked_now(session, asked.reader),
            asked.reader,
            act=inbound.id,
            person_id=person_id,
            key=self._site.key,
        )

    def _asked(self, inbound: Inbound, person: Person | None, session: FormSession | None) -> Asked:
        try:
            return ask(inbound, person, key=self._site.key, session=session)
        except Exception as problem:  # noqa: BLE001 - told in place of the answer
            return Asked(inbound=inbound, person=person, problem=problem)

    def _deduplicates(self, channel: str) -> bool:
        known = self._channels.get(channel)
        return known is not None and known.capabilities.deduplicates


async def _sender(uow: UnitOfWork, inbound: Inbound) -> Person | None:
    person_id = await uow.links.person_of(inbound.channel, inbound.sender)
    return None if person_id is None else await _worker(uow, person_id)


async def _worker(uow: UnitOfWork, person_id: int) -> Person | None:
    """Give a person who works here; who left is a stranger."""
    person = (await uow.people.by_id([person_id])).get(person_id)
    return person if person is not None and person.is_active else None


def _log_answered(inbound: Inbound, receipt: Receipt) -> None:
    log.info(
        "interaction.answered",
        interaction=inbound.id,
        channel=inbound.channel,
        outcome=receipt.outcome.value,
    )
