"""From something a person did in a chat to the answer: who is she, what does she want, may she."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import structlog
from structlog.contextvars import bound_contextvars

from bot import answers, dialogue
from bot.answering import Site, Told, ask_again, run, trouble
from bot.asked import Asked, ask
from bot.attachments import fetched, with_files
from bot.cards.card import Link
from bot.cards.form import Form
from bot.cards.message import Message
from bot.channels import acts, wire
from bot.channels.channel import Channel, Inbound, Outcome, Receipt
from bot.form_links import FormLink, Linked, act_of, end_of
from bot.held import Held, Holding, LeaseLost
from bot.lanes import Lanes
from bot.limits import Limits
from bot.metrics import Metrics
from bot.resume_asked import with_resume
from bot.withheld import carriers, pointer
from handlers.link import heard_from as _heard_from
from rules.people import Person
from storage.form_session import FormSession
from storage.hidden_sum import HiddenSum
from storage.interaction import State
from storage.outage import is_outage, outages_as_os_errors
from storage.person import Account
from storage.store import Store, UnitOfWork

log = structlog.get_logger()

_SEND_SECONDS = 10
#: How long an answer waits for the platform's limits: what is kept is put off, and sent later;
#: what only reads is kept nowhere.
_PATIENCE, _PATIENCE_OF_A_READ = 3.0, 60.0
_FIRST_PAUSE = 2.0


def _real_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An act that was looked at and, where it writes, kept: the channel may ack it now."""

    asked: Asked
    #: What is held of it; of one that only reads the answer, or what went wrong on the way to it:
    #: answering it twice harms nobody.
    left: Held | Told | Exception


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
        linked: Linked | None = None,
        limits: Limits | None = None,
    ) -> None:
        #: Where forms have pages, what gives the address of one.
        self._linked = linked
        self._limits = limits or Limits()
        self._metrics = metrics or Metrics()
        self._store = store
        self._channels = channels
        self._site = site
        self._real_clock = real_clock
        self._holding = Holding(store, real_clock=real_clock)
        self._lanes = Lanes()
        self._resuming: set[asyncio.Task[None]] = set()

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
            looked, was_dead = await self._store.ask(partial(self._looked_at, inbound))
            if was_dead:
                await self._store.write(
                    partial(_heard_from, channel=inbound.channel, address=inbound.sender)
                )
            if isinstance(looked, Accepted):
                return looked
            held = await self._holding.take(looked)
        return None if held is None else Accepted(asked=looked, left=held)

    async def answer(self, accepted: Accepted) -> None:
        """Run what was accepted and answer in the chat it came from; nothing it holds raises."""
        asked, left = accepted.asked, accepted.left
        with bound_contextvars(interaction=asked.inbound.id, route=asked.label):
            if isinstance(left, Held):
                outcome = await self._held(asked, left)
            else:
                outcome = await self._tell(asked, left)
        self._metrics.interactions.labels(asked.label, outcome).inc()

    async def _tell(self, asked: Asked, found: Told | Exception) -> str:
        """Send what was found, and say how that went in a word."""
        told = found if isinstance(found, Told) else await self._trouble(asked, found)
        await self._keep_hidden(told)
        _log_answered(
            asked.inbound, await self._send(asked, told.message, patience=_PATIENCE_OF_A_READ)
        )
        return told.outcome

    async def _keep_hidden(self, told: Told) -> None:
        """Keep what an answer hides; if that fails, a tap on it says to ask again."""
        if told.hidden is None:
            return
        try:
            await self._store.write(partial(_keep_hidden, told.hidden))
        except Exception:
            log.exception("interaction.hidden_not_kept")

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
        """Go on with acts that were left behind or put off, wait for all, and give how many."""
        begun = await self.begin_left(limit)
        await self.settled()
        return begun

    async def begin_left(self, limit: int) -> int:
        """Begin to go on with acts that were left behind, and give how many were taken.

        Each has a task of its own: one whose platform does not answer is waited for by nobody.
        Beyond its lane, acts of such a platform are put off, so that others come forward.
        """
        left = await self._holding.due(min(limit, self._lanes.room()))
        full = self._lanes.full()
        for held in left:
            if (pause := full.get(held.kept.channel)) is not None:
                await self._holding.put_off(held, pause)
                continue
            self._begin_one(held)
            full = self._lanes.full()
        return len(left)

    async def settled(self) -> None:
        """Wait until everything that was begun has ended."""
        await asyncio.gather(*self._resuming, return_exceptions=True)

    async def room(self, seconds: float) -> bool:
        """Tell whether another act may be begun; wait so long for one in hand to end."""
        if not self._lanes.room() and self._resuming:
            await asyncio.wait(self._resuming, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return self._lanes.room() > 0

    def _begin_one(self, held: Held) -> None:
        leave = self._lanes.enter(held.kept.channel)
        task = asyncio.create_task(self._resume(held))
        self._resuming.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._resuming.discard(task)
            leave()

        task.add_done_callback(ended)

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
                who = await (_sender(uow, inbound) if owner is None else _worker(uow, owner))
                session = await self._session(uow, inbound, who.person)
        except Exception:
            log.exception("interaction.unfinished", interaction=held.kept.ext_id)
            return
        await self.answer(Accepted(asked=self._asked(inbound, who, session), left=held))

    async def conclude(self, asked: Asked, held: Held, told: Told) -> None:
        """Send the answer to an act that was written, and write down how that ended."""
        receipt = await self._send(asked, told.message)
        deduplicates = self._deduplicates(held)
        await self._holding.settle(held, receipt, deduplicates=deduplicates)
        _log_answered(asked.inbound, receipt)

    async def _finish(self, asked: Asked, held: Held) -> str:
        if held.kept.state != State.DONE:
            held, told = await self._write(asked, held)
            await self.conclude(asked, held, told)
            return told.outcome
        receipt = await self._tell_again(asked, held)
        deduplicates = self._deduplicates(held)
        await self._holding.settle(held, receipt, deduplicates=deduplicates)
        _log_answered(asked.inbound, receipt)
        return "told_again"

    async def _write(self, asked: Asked, held: Held) -> tuple[Held, Told]:
        """Run it and keep its answer, both in one transaction; a refusal is an answer too."""
        # A network is asked before the transaction, never in it.
        files = await fetched(asked, self._channels.get(asked.inbound.channel))
        try:
            with outages_as_os_errors():
                asked = await with_resume(asked, self._store)
                async with self._store.begin() as uow:
                    told = await run(await with_files(asked, files, uow), uow, self._site)
                    if told.hidden is not None:
                        await uow.hidden_sums.keep(told.hidden)
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
        deduplicates = self._deduplicates(held)
        if held.is_spent(deduplicates=deduplicates):
            return Receipt(outcome=Outcome.UNKNOWN, reason="cut off each time")
        try:
            message = wire.read(held.kept.answer or b"").message
        except ValueError:
            return Receipt(outcome=Outcome.REFUSED, reason="worded by another release")
        if held.may_have_arrived and not deduplicates:
            message = answers.repeated(message, asked.reader)
        return await self._send(asked, message, is_repeat=held.may_have_arrived)

    async def _trouble(self, asked: Asked, problem: Exception) -> Told:
        try:
            # A form that shows what is guarded keeps that it was looked at, so it may write.
            async with self._store.begin() as uow:
                again = await ask_again(asked, problem, uow, self._site)
        except Exception:  # noqa: BLE001 - what went wrong first is what is told
            again = None
        return again or trouble(asked, problem, self._site)

    async def _send(
        self,
        asked: Asked,
        message: Message,
        *,
        is_repeat: bool = False,
        patience: float = _PATIENCE,
    ) -> Receipt:
        inbound = asked.inbound
        channel = self._channels.get(inbound.channel)
        if channel is None:
            return Receipt(outcome=Outcome.REFUSED, reason="channel is gone")
        try:
            message = await self._allowed(asked, message, channel)
            if message.file is not None and not channel.capabilities.sends_files:
                message = answers.without_file(message, asked.reader)
            message = await answers.drawn(message)
            if message.form is not None and not channel.capabilities.shows_forms:
                message = await self._begin(asked, message)
            if not inbound.is_private and not is_repeat:
                line = answers.group_line(message, asked.reader, act=inbound.id)
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

    async def _looked_at(self, inbound: Inbound, uow: UnitOfWork) -> tuple[Asked | Accepted, bool]:
        """Say who did it and what she asks for; if it only reads, find the answer at once.

        One snapshot for all of it: a second one would cost as much as the first. And whether
        nothing seemed to reach her chat, which her own word there disproves.
        """
        account = await uow.people.account(inbound.channel, inbound.sender)
        who = _of(account)
        was_dead = account is not None and account.is_dead and inbound.is_private
        session = await self._session(uow, inbound, who.person)
        asked = self._asked(inbound, who, session)
        if asked.writes or await self._was_kept(uow, inbound):
            return asked, was_dead
        try:
            return Accepted(asked=asked, left=await run(asked, uow, self._site)), was_dead
        except Exception as problem:
            if is_outage(problem):
                raise
            return Accepted(asked=asked, left=problem), was_dead

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
        return answers.message(
            card,
            asked.reader,
            act=inbound.id,
            person_id=person_id,
            key=self._site.key,
        )

    def _asked(self, inbound: Inbound, who: _Who, session: FormSession | None) -> Asked:
        hides = self._site.hides_sums if who.hides_sums is None else who.hides_sums
        try:
            return ask(inbound, who.person, key=self._site.key, session=session, hides_sums=hides)
        except Exception as problem:  # noqa: BLE001 - told in place of the answer
            return Asked(inbound=inbound, person=who.person, hides_sums=hides, problem=problem)

    def _deduplicates(self, held: Held) -> bool:
        """Whether the platform still tells a second sending of an answer from the first."""
        known = self._channels.get(held.kept.channel)
        if known is None or not known.capabilities.deduplicates:
            return False
        age = self._real_clock() - held.kept.received_at
        return age < known.capabilities.deduplicates


async def _keep_hidden(hidden: HiddenSum, uow: UnitOfWork) -> None:
    await uow.hidden_sums.keep(hidden)


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


@dataclass(frozen=True, slots=True)
class _Who:
    """Who did something, and how she wants sums; nobody is a stranger, and so is who left."""

    person: Person | None = None
    hides_sums: bool | None = None


def _of(account: Account | None) -> _Who:
    return _Who() if account is None else _Who(_working(account.person), account.hides_sums)


async def _sender(uow: UnitOfWork, inbound: Inbound) -> _Who:
    return _of(await uow.people.account(inbound.channel, inbound.sender))


async def _worker(uow: UnitOfWork, person_id: int) -> _Who:
    person = (await uow.people.by_id([person_id])).get(person_id)
    return _Who(_working(person), (await uow.preferences.one(person_id)).hides_sums)


def _working(person: Person | None) -> Person | None:
    return person if person is not None and person.is_active else None


def _limited(wait: float) -> Receipt:
    return Receipt(
        outcome=Outcome.NOT_SENT,
        reason="the platform's limit",
        retry_after=wait,
        is_throttled=True,
    )


def _log_answered(inbound: Inbound, receipt: Receipt) -> None:
    log.info(
        "interaction.answered",
        interaction=inbound.id,
        channel=inbound.channel,
        outcome=receipt.outcome.value,
    )
