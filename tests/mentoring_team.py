"""A team in one chat: 1 李雷 and 2 韩梅 are reps, 3 and 6 mentors, 4 manages, 5 is HR."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.answering import Site
from bot.cards.card import Card
from bot.cards.form import Form
from bot.cards.message import Message
from bot.channels import wire
from bot.channels.channel import Capabilities, Inbound
from bot.dispatcher import Dispatcher
from bot.relay import Relay
from handlers.mentoring import Match, pair
from storage.store import Store
from tests.builders import a_hire, given_plan, take_in
from tests.fakes import FakeChannel, FixedClock
from tests.jobs.night import run

KEY = b"k" * 32
LEI, MEI, WANG, MANAGER, HR, ZHAO = range(1, 7)
#: A Monday at 08:12 in Shanghai.
MONDAY = datetime(2026, 11, 23, 0, 12, tzinfo=UTC)


class Team:
    """Business time stands still until it is moved; each act is sealed and dispatched."""

    def __init__(self, store: Store, *, shows_forms: bool = True) -> None:
        self.store = store
        self.channel = FakeChannel()
        self.channel.capabilities = Capabilities(shows_forms=shows_forms)
        self.clock = FixedClock(MONDAY)
        self.dispatcher = Dispatcher(
            store, channels={"fake": self.channel}, site=Site(key=KEY), real_clock=self.clock
        )
        self._acts = 0

    async def prepare(self, *, english: bool = False) -> None:
        await given_plan(self.store)
        locale = "en" if english else "zh"
        names = ["李雷", "韩梅", "王师傅", "张经理", "陈人事", "赵师傅"]
        roles = ["rep", "rep", "mentor", "manager", "hr", "mentor"]
        await take_in(
            self.store,
            *(
                a_hire(
                    f"A00{n}",
                    name=name,
                    roles=[role],
                    locale=locale,
                    **({"manager": "A004"} if role != "manager" else {}),
                )
                for n, (name, role) in enumerate(zip(names, roles, strict=True), start=1)
            ),
        )
        async with self.store.begin() as uow:
            for n in range(1, 7):
                await uow.links.link(channel="fake", address=f"@{n}", person_id=n, at=MONDAY)

    async def pair(self, rep: int, mentor: int, since: date = date(2026, 11, 2)) -> None:
        """Pair them long ago, so that nobody has news of it."""
        async with self.store.begin() as uow:
            people = await uow.people.by_id([rep, mentor])
            match = Match(rep=people[rep], mentor=people[mentor], since=since)
            await pair(match, uow, at=MONDAY - timedelta(days=21), actor="test")

    async def job(self, name: str) -> str:
        """Run a job's slot at this moment."""
        return (await run(self.store, name, self.clock.now)).state

    async def relay(self) -> None:
        """Carry what is due to the chat."""
        relay = Relay(
            self.store,
            channels={"fake": self.channel},
            key=KEY,
            clock=self.clock,
            real_clock=self.clock,
        )
        for _ in range(4):
            await relay.once()

    async def says(self, person: int, text: str, *, act: str = "") -> Message:
        """Type something, and give the answer."""
        return await self.does(person, act, text=text)

    async def presses(self, person: int, label: str, *, act: str = "") -> Message:
        """Press the newest button of that label that she was sent."""
        found = [
            action.token
            for message in self.messages(person)
            for action in (message.card.actions if message.card else ())
            if action.label == label
        ]
        return await self.does(person, act, token=found[-1])

    async def submits(self, person: int, act: str = "", **answers: str) -> Message:
        """Submit the newest form that she was sent, changed as said."""
        forms = [message.form for message in self.messages(person) if message.form]
        values = {question.name: question.value for question in forms[-1].inputs}
        return await self.does(person, act, token=forms[-1].token, answers={**values, **answers})

    def messages(self, person: int) -> list[Message]:
        """Give what a person was sent, oldest first."""
        rendered = [wire.read(body) for body in self.channel.attempts]
        return [one.message for one in rendered if one.address == f"@{person}"]

    def texts(self, person: int) -> str:
        """Give all that a person was sent."""
        return "\n".join(message.text for message in self.messages(person))

    def card(self, person: int) -> Card:
        """Give the newest card of a person."""
        return [message.card for message in self.messages(person) if message.card][-1]

    def form(self, person: int) -> Form:
        """Give the newest form of a person."""
        return [message.form for message in self.messages(person) if message.form][-1]

    async def does(
        self,
        person: int,
        act: str,
        *,
        text: str = "",
        token: str = "",
        answers: dict[str, str] | None = None,
    ) -> Message:
        self._acts += 1
        inbound = Inbound(
            id=act or f"act-{self._acts}",
            channel="fake",
            sender=f"@{person}",
            at=self.clock.now,
            text=text,
            token=token,
            answers=answers or {},
        )
        await self.dispatcher.receive(inbound)
        return self.messages(person)[-1]
