"""From something a person did in a chat to the answer: who is she, what does she want, may she."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import structlog
from structlog.contextvars import bound_contextvars

from bot import answer_message, dialogue
from bot.answering import Site, Told, ask_again, at_once, may_ask_again, run, trouble
from bot.asked import Asked, ask
from bot.attachments import Fetched, fetched, with_files
from bot.channels import acts, wire
from bot.channels.channel import Channel, Inbound, Outcome, Receipt
from bot.form_links import Linked
from bot.held import Held, Holding, LeaseLost
from bot.limits import Limits
from bot.metrics import Metrics
from bot.replies import PATIENCE_OF_A_READ, Replies
from bot.resume_asked import with_resume
from bot.who import as_owner, session_of, working
from handlers.link import heard_from as _heard_from
from rules.course_names import CourseNames
from rules.people import Person
from storage.caller import Caller
from storage.form_session import FormSession
from storage.hidden_sum import HiddenSum
from storage.interaction import State
from storage.outage import is_outage, outages_as_os_errors
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()


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
        self._metrics = metrics or Metrics()
        self._store = store
        self._channels = channels
        self._site = site
        self._courses = CourseNames(store.catalogue)
        self._real_clock = real_clock
        #: Acts as they are kept; who goes on with one hands it to `resume`.
        self.holding = Holding(store, real_clock=real_clock)
        self._replies = Replies(
            store,
            channels=channels,
            site=site,
            metrics=self._metrics,
            linked=linked,
            limits=limits or Limits(),
        )

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
            looked, was_dead = await self._looked_at(inbound)
            if was_dead:
                await self._store.write(
                    partial(_heard_from, channel=inbound.channel, address=inbound.sender)
                )
            if isinstance(looked, Accepted):
                return looked
            held = await self.holding.take(looked)
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
        receipt = await self._replies.send(asked, told.message, patience=PATIENCE_OF_A_READ)
        _log_answered(asked.inbound, receipt)
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

    async def resume(self, held: Held) -> None:
        """Go on with an act that a process has left behind."""
        try:
            inbound = acts.read(held.kept.raw or b"")
        except ValueError:
            unreadable = Receipt(outcome=Outcome.REFUSED, reason="written by another release")
            await self.holding.settle(held, unreadable, deduplicates=False)
            log.warning("interaction.unreadable", interaction=held.kept.ext_id)
            return
        try:
            async with self._store.read() as uow:
                caller = await uow.caller(*_asking(inbound))
                if (owner := held.kept.person_id) is not None:
                    caller = await as_owner(uow, caller, owner)
        except Exception:
            log.exception("interaction.unfinished", interaction=held.kept.ext_id)
            return
        await self.answer(Accepted(asked=self._asked(caller, inbound), left=held))

    async def conclude(self, asked: Asked, held: Held, told: Told) -> None:
        """Send the answer to an act that was written, and write down how that ended."""
        await self._settle(asked, held, await self._replies.send(asked, told.message))

    async def _finish(self, asked: Asked, held: Held) -> str:
        if held.kept.state != State.DONE:
            held, told = await self._write(asked, held)
            await self.conclude(asked, held, told)
            return told.outcome
        await self._settle(asked, held, await self._tell_again(asked, held))
        return "told_again"

    async def _settle(self, asked: Asked, held: Held, receipt: Receipt) -> None:
        await self.holding.settle(held, receipt, deduplicates=self._deduplicates(held))
        _log_answered(asked.inbound, receipt)

    async def _write(self, asked: Asked, held: Held) -> tuple[Held, Told]:
        """Run it and keep its answer, both in one transaction; a refusal is an answer too."""
        # A network is asked before the transaction, never in it.
        files = await fetched(asked, self._channels.get(asked.inbound.channel))
        try:
            with outages_as_os_errors():
                asked = await with_resume(asked, self._store)
                async with self._store.begin() as uow:
                    asked = await self._caught_up(asked, uow)
                    told = await run(await with_files(asked, files, uow), uow, self._site)
                    if told.hidden is not None:
                        await uow.hidden_sums.keep(told.hidden)
                    return await self.holding.done(uow, held, told, asked.inbound.sender), told
        except (LeaseLost, OSError):
            raise
        except Exception as problem:  # noqa: BLE001 - it is told, and logged where it is a bug
            told = await self._trouble(asked, problem, files)
        async with self._store.begin() as uow:
            return await self.holding.done(uow, held, told, asked.inbound.sender), told

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
            message = answer_message.repeated(message, asked.reader)
        return await self._replies.send(asked, message, is_repeat=held.may_have_arrived)

    async def _trouble(
        self, asked: Asked, problem: Exception, files: Sequence[Fetched] = ()
    ) -> Told:
        try:
            # A form that shows what is guarded keeps that it was looked at, so it may write.
            async with self._store.begin() as uow:
                # What came with the answer went with its transaction.
                sent = await with_files(asked, files, uow) if may_ask_again(problem) else asked
                again = await ask_again(sent, problem, uow, self._site)
        except Exception:  # noqa: BLE001 - what went wrong first is what is told
            again = None
        return again or trouble(asked, problem, self._site)

    async def _looked_at(self, inbound: Inbound) -> tuple[Asked | Accepted, bool]:
        """Say who did it and what she asks for; if it only reads, find the answer at once.

        And whether nothing seemed to reach her chat, which her own word there disproves.
        """
        caller = await self._store.caller(*_asking(inbound))
        was_dead = caller.is_dead and inbound.is_private
        asked = self._asked(caller, inbound)
        if self._is_kept(caller, asked):
            return asked, was_dead
        try:
            told = at_once(asked, self._site)
        except Exception as problem:  # noqa: BLE001 - it is told, and logged where it is a bug
            return Accepted(asked=asked, left=problem), was_dead
        if told is not None:
            return Accepted(asked=asked, left=told), was_dead
        return await self._store.ask(partial(self._read, inbound)), was_dead

    async def _read(self, inbound: Inbound, uow: UnitOfWork) -> Asked | Accepted:
        """Find the answer to an act that only reads, or what of it is to be kept after all.

        One snapshot for who she is, what she may and what she is told.
        """
        caller = await uow.caller(*_asking(inbound))
        asked = self._asked(caller, inbound)
        if self._is_kept(caller, asked):
            return asked
        try:
            return Accepted(asked=asked, left=await run(asked, uow, self._site))
        except Exception as problem:
            if is_outage(problem):
                raise
            return Accepted(asked=asked, left=problem)

    def _is_kept(self, caller: Caller, asked: Asked) -> bool:
        """Whether it changes anything, or came before as an answer to a form, over by now."""
        return asked.writes or (caller.was_kept and self._asks_one_by_one(asked.inbound))

    def _asks_one_by_one(self, inbound: Inbound) -> bool:
        """Whether forms are asked question by question in this chat."""
        channel = self._channels.get(inbound.channel)
        return channel is not None and not channel.capabilities.shows_forms

    async def _caught_up(self, asked: Asked, uow: UnitOfWork) -> Asked:
        """Read an answer to a form against where it stands now.

        What she sent before may have brought it forward while a file of this was fetched.
        """
        before = asked.session
        if before is None:
            return asked
        since = asked.inbound.at - dialogue.PATIENCE
        session = await uow.form_sessions.held_in(before.channel, before.address, since=since)
        if session == before:
            return asked
        again = self._understood(asked.inbound, asked.person, session, hides=asked.hides_sums)
        if session is None or session.form != before.form:
            return again
        return replace(again, meant=dialogue.open_name(before, asked.reader))

    def _asked(self, caller: Caller, inbound: Inbound) -> Asked:
        person = working(caller.person)
        hides = self._site.hides_sums if caller.hides_sums is None else caller.hides_sums
        session = None
        if inbound.is_private and self._asks_one_by_one(inbound):
            session = session_of(caller, person)
        return self._understood(inbound, person, session, hides=hides)

    def _understood(
        self, inbound: Inbound, person: Person | None, session: FormSession | None, *, hides: bool
    ) -> Asked:
        try:
            return ask(
                inbound,
                person,
                key=self._site.key,
                session=session,
                hides_sums=hides,
                courses=self._courses,
            )
        except Exception as problem:  # noqa: BLE001 - told in place of the answer
            return Asked(inbound=inbound, person=person, hides_sums=hides, problem=problem)

    def _deduplicates(self, held: Held) -> bool:
        """Whether the platform still tells a second sending of an answer from the first."""
        known = self._channels.get(held.kept.channel)
        if known is None or not known.capabilities.deduplicates:
            return False
        age = self._real_clock() - held.kept.received_at
        return age < known.capabilities.deduplicates


def _asking(inbound: Inbound) -> tuple[str, str, str, datetime]:
    """Give what tells who did an act: her chat, the act, and since when a form is still open."""
    return inbound.channel, inbound.sender, inbound.id, inbound.at - dialogue.PATIENCE


async def _keep_hidden(hidden: HiddenSum, uow: UnitOfWork) -> None:
    await uow.hidden_sums.keep(hidden)


def _log_answered(inbound: Inbound, receipt: Receipt) -> None:
    log.info(
        "interaction.answered",
        interaction=inbound.id,
        channel=inbound.channel,
        outcome=receipt.outcome.value,
    )
