"""Four weeks of the made-up company in two minutes, told line by line as they happen."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from aiohttp import ClientSession
from rich.console import Console

from bot.app import App
from bot.cards.message import Message
from bot.channels import wire
from bot.clock import slots_between
from bot.demo.cast import STUDIOUS, Move, moves
from bot.demo.clock import PlayClock, moments
from bot.demo.company import STAFF, Raw, deal, event, skill
from bot.web.chat_http import OWN_HEADER
from jobs.runner import Runner

_DAYS = 28
_SECONDS = 120.0
#: Deals that the company signs in a quarter of an hour between nine and six, on the average.
_DEALS = 0.06
_CANCELLED = 0.08
_OFFICE = range(9, 18)
_SATURDAY, _FRIDAY = 5, 4
#: Hour and quarter of it.
_LESSON = (16, 2)
#: How fast two of them get better, as the tests of each Friday say it.
_SKILLS = {"S01": (60, 67, 71, 73), "S06": (58, 60, 68, 70)}
#: They sell nothing in these weeks, and somebody should notice.
_IN_A_SLUMP = {"S02", "S06"}
#: One of them sells on two Fridays still, two and one: so her results stop to grow in the week in
#: which her third rating is in, and all three conditions come together.
_LAST_SALES = ("S02", (2, 1))
_FREE_PACE = 0.5
_LONGEST_LINE = 74

console = Console(soft_wrap=True)

Post = Callable[[Raw], Awaitable[None]]


class Play:
    """The play's own order: jobs that are due, news from the CRM, messages, what people do."""

    def __init__(
        self, app: App, runner: Runner, clock: PlayClock, *, session: ClientSession, zone: str
    ) -> None:
        self._app = app
        self._runner = runner
        self._clock = clock
        self._session = session
        self._zone = zone
        self._chance = random.Random(11)  # noqa: S311 - a made-up company
        self._numbers: dict[int, str] = {}
        self._names = {one.number: one.name for one in STAFF}
        self._read: dict[int, int] = {}
        self._plans: list[tuple[datetime, int, Move]] = []
        self._sold: list[str] = []
        self._told = self._week = 0

    async def run(self, post: Post) -> None:
        """Play, and say at the end how much happened."""
        await self._prepare()
        loop = asyncio.get_running_loop()
        started, steps = loop.time(), moments(self._clock(), _DAYS, zone=self._zone)
        for n, at in enumerate(steps, start=1):
            await self._step(at, post)
            await asyncio.sleep(max(0.0, started + n * _SECONDS / len(steps) - loop.time()))
        took = loop.time() - started
        console.print(f"\n{_DAYS} days in {took:.0f} s, {self._told} messages to {len(STAFF)}.")

    async def go_on(self) -> None:
        """After the play: the day goes on as real time does, until it is cancelled."""
        self._clock.run_on()
        before = self._clock()
        while True:
            await asyncio.sleep(_FREE_PACE)
            at = self._clock()
            await self._due(before, at)
            await self._tell()
            before = at

    async def _prepare(self) -> None:
        async with self._app.store.read() as uow:
            people = await uow.people.everyone()
        self._numbers = {one.id: one.number for one in people if one.number in self._names}
        for name in self._runner.jobs:
            await self._runner.tick(name)  # notes from when on its slots are due

    async def _step(self, at: datetime, post: Post) -> None:
        before = self._clock()
        self._clock.move_to(at)
        await self._due(before, at)
        for raw in [*self._news(at), *await self._lessons(at)]:
            await post(raw)
        await self._tell()
        while self._plans and self._plans[0][0] <= at:
            await self._do(heappop(self._plans)[2])
        await self._look(at)

    async def _due(self, before: datetime, at: datetime) -> None:
        for job in self._runner.jobs.values():
            if slots_between(job.cron, before, at, zone=self._zone):
                await self._runner.tick(job.name)

    def _news(self, at: datetime) -> Sequence[Raw]:
        local = at.astimezone(ZoneInfo(self._zone))
        if local.weekday() >= _SATURDAY or local.hour not in _OFFICE:
            return ()
        found: list[Raw] = []
        if self._chance.random() < _DEALS:
            found.append(self._deal_news(at))
        if local.weekday() == _FRIDAY and (local.hour, local.minute // 15) == (16, 0):
            # In one go: a play that begins on a Friday has both of it, or neither.
            number, sales = _LAST_SALES
            found += [
                deal(self._chance, f"Q{int(at.timestamp())}-{n}", number, at)
                for n in range(sum(sales[self._week : self._week + 1]))
            ]
            found += [
                skill(number, local.date(), at, product=score, communication=score)
                for number, scores in _SKILLS.items()
                for score in scores[self._week : self._week + 1]
            ]
            self._week += 1
        return found

    async def _lessons(self, at: datetime) -> Sequence[Raw]:
        """Give what the learning system says of an afternoon: the studious take what is due."""
        local = at.astimezone(ZoneInfo(self._zone))
        if local.weekday() >= _SATURDAY or (local.hour, local.minute // 15) != _LESSON:
            return ()
        studious = [one for one, number in self._numbers.items() if number in STUDIOUS]
        async with self._app.store.read() as uow:
            known = await uow.learning.enrolments(studious)
        return [
            event(
                f"done-{one.person_id}-{one.course_id}",
                "course.completed",
                at,
                employee_id=self._numbers[one.person_id],
                course_id=one.course_id,
            )
            for one in known
            if one.is_open and one.due_on and (one.due_on - local.date()).days <= 1
        ]

    def _deal_news(self, at: datetime) -> Raw:
        if self._sold and self._chance.random() < _CANCELLED:
            gone = self._sold.pop()
            return event(f"cancel-{gone}", "deal.cancelled", at, version=2, deal_id=gone)
        sellers = [one.number for one in STAFF if one.roles == ("rep",)]
        number = self._chance.choice([one for one in sellers if one not in _IN_A_SLUMP])
        closed = deal(self._chance, f"P{int(at.timestamp())}", number, at)
        self._sold.append(f"HT-P{int(at.timestamp())}")
        return closed

    async def _tell(self) -> None:
        while await self._app.relay.once():
            pass

    async def _look(self, at: datetime) -> None:
        """Read what reached each of them, say it aloud, and plan what she does about it."""
        async with self._app.store.read() as uow:
            fresh = [
                (person_id, entry)
                for person_id in self._numbers
                for entry in await uow.chat.after(
                    person_id=person_id, entry_id=self._read.get(person_id, 0), limit=50
                )
            ]
        for person_id, entry in fresh:
            self._read[person_id] = max(self._read.get(person_id, 0), entry.id)
            if entry.is_from_person:
                continue
            number, message = self._numbers[person_id], wire.read(entry.body).message
            is_answer = entry.key.startswith("answer:")
            if not is_answer:
                self._told += 1
                self._say(at, number, message)
            for move in moves(number, message, at=at, is_answer=is_answer):
                heappush(self._plans, (move.at, self._told * 100 + len(self._plans), move))

    async def _do(self, move: Move) -> None:
        """Act as the page does when somebody types or presses."""
        person_id = next(key for key, number in self._numbers.items() if number == move.number)
        posted = {
            "id": secrets.token_hex(16),
            "text": move.bubble,
            "token": move.token,
            "answers": move.answers,
        }
        url = f"http://127.0.0.1:{self._app.port}/chat/messages?person={person_id}"
        async with self._session.post(url, json=posted, headers={OWN_HEADER: "1"}) as answer:
            answer.raise_for_status()
        self._line(self._clock(), self._names[move.number], f"「{move.bubble}」")

    def _say(self, at: datetime, number: str, message: Message) -> None:
        card = message.card
        told = [message.text] if card is None else [card.title]
        if card is not None and card.figure is not None:
            told.append(f"{card.figure.label} {card.figure.value}")
        elif card is not None and card.rows:
            told += [f"{row.label} {row.value}" for row in card.rows[:2]]
        self._line(at, f"→ {self._names[number]}", " · ".join(told))

    def _line(self, at: datetime, who: str, what: str) -> None:
        when = at.astimezone(ZoneInfo(self._zone)).strftime("%m-%d %a %H:%M")
        text = " ".join(what.split())
        cut = text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}…"
        console.print(f"{when}  {who}  {cut}", markup=False, highlight=False)
