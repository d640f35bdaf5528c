"""A company with a dispatcher over a scripted chat: A001 is linked there, A002 is finance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.answering import Site
from bot.cards.actions import seal
from bot.cards.card import Action, Card
from bot.cards.message import Message
from bot.channels.channel import Inbound
from bot.dispatcher import Dispatcher
from bot.unfinished import Unfinished
from handlers.link import offer_code
from rules.attachment import Attachment, AttachmentKind
from storage.interaction import Kept
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.fakes import FakeChannel, FixedClock

KEY = b"k" * 32
ME = "@1"


class Office:
    """Any number of dispatchers over one store; real time passes only when told to."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.channel = FakeChannel()
        self.real_clock = FixedClock(AT)
        self.dispatcher = self.another(store)

    def another(self, store: Store) -> Dispatcher:
        """Give the dispatcher of one more process."""
        channels = {self.channel.name: self.channel}
        return Dispatcher(store, channels=channels, site=Site(key=KEY), real_clock=self.real_clock)

    def use(self, channel: FakeChannel) -> None:
        """Let the chat behave otherwise from now on."""
        self.channel = channel
        self.dispatcher = self.another(self.store)

    async def prepare(self) -> None:
        await given_plan(self.store)
        finance = a_hire("A002", roles=["finance"])
        await take_in(self.store, a_hire("A001", name="李雷"), finance, a_deal())

    async def link(self, person_id: int = 1) -> None:
        async with self.store.begin() as uow:
            await uow.links.link(channel="fake", address=ME, person_id=person_id, at=AT)

    async def code(self) -> str:
        async with self.store.begin() as uow:
            return await offer_code(uow, (await uow.people.by_id([1]))[1], at=AT)

    async def die_after_accepting(self, inbound: Inbound) -> None:
        """Accept it in a process that ends then, and let its lease run out."""
        await self.dispatcher.accept(inbound)
        self.real_clock.pass_time(seconds=16)

    async def die_after_writing(self, inbound: Inbound) -> None:
        """Write it in a process that ends while the answer is on its way."""
        self.channel.meanwhile = self._die
        try:
            await self.dispatcher.receive(inbound)
        except _Died:
            self.real_clock.pass_time(seconds=16)

    async def kept(self, act: str = "act") -> Kept | None:
        async with self.store.read() as uow:
            return await uow.interactions.by_key("fake", act)

    async def state(self, act: str = "act") -> str:
        kept = await self.kept(act)
        return kept.state if kept else "nothing"

    async def questions(self) -> int:
        """Count what finance was asked."""
        async with self.store.read() as uow:
            listed = await uow.outbox.listed(["pending"])
        return sum(one.kind == "line_question" for one in listed)

    async def _die(self) -> None:
        raise _Died


class _Died(BaseException):
    """No `except Exception` survives it, as none survives kill -9."""


async def linked_office(store: Store) -> Office:
    """Give an office whose rep has a chat without forms."""
    made = Office(store)
    await made.prepare()
    await made.link()
    return made


def a_file(number: int, kind: AttachmentKind) -> Attachment:
    """Give a file of hers that was kept."""
    return Attachment(
        id=number,
        owner_id=1,
        kind=kind,
        name="x",
        media_type="x/y",
        size=1,
        sha256="",
        at=AT,
    )


def typed(text: str, act: str = "act", *, is_private: bool = True) -> Inbound:
    return Inbound(
        id=act,
        channel="fake",
        sender=ME,
        at=AT,
        text=text,
        conversation="" if is_private else "room",
        is_private=is_private,
    )


def doubt(
    act: str = "act",
    *,
    words: str = "金额是 9,500",
    person_id: int = 1,
    is_private: bool = True,
) -> Inbound:
    """Give the submitted form of a question on her line 1."""
    answers: Mapping[str, str] = {"question": words}
    action = Action(label="", route="question", argument="line:1")
    message = Message(key="", preview="", text="", card=Card(title="", actions=(action,)))
    sealed = seal(message, person_id=person_id, key=KEY).card
    assert sealed is not None
    return Inbound(
        id=act,
        channel="fake",
        sender=ME,
        at=AT + timedelta(seconds=1),
        token=sealed.actions[0].token,
        answers=dict(answers),
        conversation="" if is_private else "room",
        is_private=is_private,
    )


async def take_up(dispatcher: Dispatcher, limit: int) -> int:
    """Go on with what was left, wait until all of it has ended, and give how many were taken."""
    unfinished = Unfinished(dispatcher)
    begun = await unfinished.begin(limit)
    await unfinished.settled()
    return begun
