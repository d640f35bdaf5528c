"""A form filled in on a page of its own: opened as often as she likes, sent once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot import dialogue
from bot.answering import Site, Told, ask_again, run, trouble
from bot.asked import Asked, ask
from bot.cards.actions import token_of
from bot.cards.form import Form
from bot.cards.reader import Reader, reader_of
from bot.channels.channel import Inbound
from bot.form_links import FormLink, FormLinks
from bot.held import Held, Holding, LeaseLost
from rules.errors import Conflict, NotAllowed, NotFound
from rules.people import Person
from storage.outage import outages_as_os_errors
from storage.store import Store
from storage.unit_of_work import UnitOfWork

#: Sends the answer to the chat that the form was asked in, and writes down how that ended.
Conclude = Callable[[Asked, Held, Told], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a link leads to now."""

    link: FormLink
    person: Person
    #: None once it was sent.
    form: Form | None = None
    hides_sums: bool = False
    sent_at: datetime | None = None

    @property
    def reader(self) -> Reader:
        """Whose words the page has."""
        return reader_of(self.person, hides_sums=self.hides_sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A form that was not taken: it may be sent again."""

    form: Form
    #: What is wrong with it as a whole; empty where it stands at a field.
    said: str = ""


class FormPages:
    """Opens the forms of links, and takes them in as any other form is."""

    def __init__(
        self,
        store: Store,
        *,
        site: Site,
        links: FormLinks,
        conclude: Conclude,
        real_clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._site = site
        self._links = links
        self._conclude = conclude
        self._holding = Holding(store, real_clock=real_clock)

    async def open(self, token: str, *, at: datetime) -> Page:
        """Give what stands behind a link.

        Raises NotFound for one that is not ours, NotAllowed where it is no longer hers, Conflict
        for one that is too old, what the form's own handler raises, and OSError.
        """
        link = self._links.opened(token)
        if link is None:
            raise NotFound("forms.unknown")
        with outages_as_os_errors():
            return await self._store.ask(partial(self._opened, link, at))

    async def submit(
        self, page: Page, answers: Mapping[str, str], *, at: datetime
    ) -> Refused | None:
        """Take in a filled form, and answer in the chat; give it back where it is refused.

        What is refused uses nothing up. Raises Conflict where it was sent before, and OSError
        where it could not be kept.
        """
        asked = self._asked(page.link, page.person, at, answers=answers, hides_sums=page.hides_sums)
        with outages_as_os_errors():
            held = await self._holding.take(asked)
        if held is None or held.kept.answer is not None:
            raise Conflict("forms.sent_already")
        try:
            with outages_as_os_errors():
                held, told = await self._written(asked, held)
        except LeaseLost:
            raise Conflict("forms.sent_already") from None
        except OSError:
            return None  # it is kept, and taken up as soon as the store is back
        except Exception as problem:  # noqa: BLE001 - it is told, and logged where it is a bug
            return await self._refused(page, asked, held, problem)
        await self._conclude(asked, held, told)
        return None

    async def _opened(self, link: FormLink, at: datetime, uow: UnitOfWork) -> Page:
        person = (await uow.people.by_id([link.person_id])).get(link.person_id)
        holder = await uow.links.person_of(link.channel, link.address)
        if person is None or not person.is_active or holder != person.id:
            raise NotAllowed("forms.not_yours")
        kept = await uow.interactions.by_key(link.channel, link.act)
        if kept is not None:
            return Page(link=link, person=person, sent_at=kept.received_at)
        if link.is_over(at):
            raise Conflict("forms.expired")
        wished = (await uow.preferences.one(person.id)).hides_sums
        hides = self._site.hides_sums if wished is None else wished
        asked = self._asked(link, person, at, hides_sums=hides)
        told = await run(asked, uow, self._site)
        if told.message.form is None:
            raise NotFound("dialogue.over")
        form = await _as_far_as_it_came(told.message.form, link, at, uow)
        return Page(link=link, person=person, form=form, hides_sums=hides)

    async def _written(self, asked: Asked, held: Held) -> tuple[Held, Told]:
        async with self._store.begin() as uow:
            told = await run(asked, uow, self._site)
            if told.hidden is not None:
                await uow.hidden_sums.keep(told.hidden)
            return await self._holding.done(uow, held, told, asked.inbound.sender), told

    async def _refused(
        self, page: Page, asked: Asked, held: Held, problem: Exception
    ) -> Refused | None:
        async with self._store.begin() as uow:
            again = await ask_again(asked, problem, uow, self._site)
        told = again or trouble(asked, problem, self._site)
        await self._store.write(
            lambda uow: uow.interactions.take_back(held.kept.key, token=held.token)
        )
        if told.message.form is not None:
            return Refused(form=told.message.form)
        said = told.message.card.text if told.message.card else told.message.text
        return Refused(form=filled(page.form, asked.inbound.answers), said=said)

    def _asked(
        self,
        link: FormLink,
        person: Person,
        at: datetime,
        *,
        answers: Mapping[str, str] | None = None,
        hides_sums: bool,
    ) -> Asked:
        """Give the act of sending the form; without answers, of asking for it."""
        token = token_of(link.route, link.argument, person_id=person.id, key=self._site.key)
        inbound = Inbound(
            id=link.act if answers is not None else f"open:{link.act}",
            channel=link.channel,
            sender=link.address,
            at=at,
            token=token,
            answers=dict(answers or {}),
        )
        return ask(inbound, person, key=self._site.key, hides_sums=hides_sums)


def filled(form: Form | None, answers: Mapping[str, str]) -> Form:
    """Give a form with what she wrote in it; raise ValueError where there is no form."""
    if form is None:
        raise ValueError("the form was sent")
    inputs = tuple(replace(one, value=answers.get(one.name, one.value)) for one in form.inputs)
    return replace(form, inputs=inputs)


async def _as_far_as_it_came(form: Form, link: FormLink, at: datetime, uow: UnitOfWork) -> Form:
    """Fill in what she has answered in the chat already."""
    since = at - dialogue.PATIENCE
    session = await uow.form_sessions.open_in(link.channel, link.address, since=since)
    is_this = session is not None and session.page == link.act
    return filled(form, session.answers) if session is not None and is_this else form
