"""The life of one course that nobody takes: told on its days, then her mentor, then silence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels import wire
from bot.channels.channel import Outcome, Receipt
from bot.opening import open_store
from bot.relay import Relay
from config.calendars import calendar_in
from config.catalogue import read_catalogue
from config.plans import read_plan
from rules.learning import Enrolment, Reason, Why
from rules.mentoring import Pairing
from storage.store import Store
from tests.builders import PLAN, Event, a_hire, an_event, take_in
from tests.fakes import FakeChannel, FixedClock
from tests.jobs.crew import answers
from tests.jobs.night import run
from tests.journeys.roles import running_roles, until
from tests.journeys.site import site_settings

_DAY = timedelta(days=1)
_REP, _MENTOR = 1, 2


def _at(day: date, clock: str) -> datetime:
    """Give a time of a day in Shanghai."""
    return datetime.fromisoformat(f"{day}T{clock}:00+08:00").astimezone(UTC)


def _course(due_on: date, person_id: int = _REP, course_id: str = "tool-crm") -> Enrolment:
    return Enrolment(
        person_id=person_id,
        course_id=course_id,
        reason=Reason(why=Why.BASE, domain="tools"),
        assigned_on=date(2026, 8, 3),
        due_on=due_on,
    )


def _done(course_id: str = "tool-crm") -> Event:
    said = {"employee_id": "A001", "course_id": course_id}
    return an_event(f"done-{course_id}", "course.completed", said)


class School:
    """A rep of long standing and her mentor, a relay to their chats, and days that pass."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = FixedClock(_at(date(2026, 9, 1), "05:11"))
        self.chat = FakeChannel()
        self.told: list[tuple[str, str]] = []

    async def open(self, due_on: date) -> None:
        """Let the rep be mentored, and have one course due on a day."""
        long_ago = "2024-01-02"
        await take_in(
            self.store,
            a_hire("A001", name="李雷", hired_on=long_ago, locale="en"),
            a_hire("M001", name="韩梅梅", roles=["mentor"], hired_on=long_ago),
        )
        async with self.store.begin() as uow:
            await uow.learning.save_enrolments([_course(due_on)])
            await uow.mentoring.add(
                Pairing(id=0, mentor_id=_MENTOR, rep_id=_REP, starts_on=date(2026, 8, 3))
            )
            for person in (_REP, _MENTOR):
                await uow.links.link(
                    channel="fake", address=f"@{person}", person_id=person, at=self.clock()
                )

    async def dawn(self, day: date) -> None:
        """Run the job of a morning."""
        self.clock.now = _at(day, "05:11")
        await run(self.store, "course", self.clock())

    async def morning(self) -> None:
        """Let the relay work when the digests of the morning are due."""
        day = (self.clock() + timedelta(hours=8)).date()
        self.clock.now = _at(day, "08:51")
        sent = len(self.chat.attempts)
        relay = self._relay()
        while await relay.once():
            pass
        self.told += [
            (f"{day:%m-%d}", wire.read(body).address) for body in self.chat.attempts[sent:]
        ]

    async def later(self, minutes: int) -> None:
        """Let a relay look again so much later."""
        self.clock.pass_time(minutes=minutes)
        await self._relay().once()

    async def weeks(self, first: date, last: date) -> list[tuple[str, str]]:
        """Let days pass, and give day and address of all that was told."""
        day = first
        while day <= last:
            await self.dawn(day)
            await self.morning()
            day += _DAY
        return self.told

    def _relay(self) -> Relay:
        return Relay(
            self.store,
            channels={"fake": self.chat},
            key=b"k" * 32,
            clock=self.clock,
            real_clock=self.clock,
        )


@pytest.fixture
async def school(store: Store, tmp_path: Path) -> AsyncIterator[School]:
    """A school with the sample catalogue and the official calendar."""
    known = Store(
        store.url,
        read_plan=read_plan,
        catalogue=read_catalogue(),
        calendar=calendar_in(tmp_path),
    )
    yield School(known)
    await known.close()


async def test_three_weeks_of_a_course_that_nobody_takes(school: School) -> None:
    await school.open(date(2026, 11, 20))

    told = await school.weeks(date(2026, 11, 16), date(2026, 12, 11))

    days = ["11-19", "11-20", "11-23", "11-26", "12-01"]
    assert told == [*((day, "@1") for day in days), ("12-01", "@2")]
    *digests, last = school.chat.texts
    assert digests[0].startswith("Courses waiting for you: 1")
    assert ["By" in text for text in digests] == [True, True, False, False, False]
    assert last.startswith("李雷有一门课没学完")


async def test_a_holiday_week_counts_no_day(school: School) -> None:
    await school.open(date(2026, 9, 30))

    told = await school.weeks(date(2026, 9, 28), date(2026, 10, 23))

    days = ["09-29", "09-30", "10-08", "10-12", "10-15"]
    assert told == [*((day, "@1") for day in days), ("10-15", "@2")]


async def test_a_due_day_in_a_holiday_is_the_first_workday_after(school: School) -> None:
    await school.open(date(2026, 10, 3))

    told = await school.weeks(date(2026, 9, 28), date(2026, 10, 9))

    assert told == [("09-30", "@1"), ("10-08", "@1"), ("10-09", "@1")]


async def test_completed_just_before_it_is_sent_it_is_not_told(school: School) -> None:
    await school.open(date(2026, 11, 20))
    await school.dawn(date(2026, 11, 20))

    await take_in(school.store, _done())
    await school.morning()

    assert school.told == []


async def test_completed_while_it_is_being_sent_it_is_not_told_again(school: School) -> None:
    await school.open(date(2026, 11, 20))
    await school.dawn(date(2026, 11, 20))
    school.chat = FakeChannel(Receipt(outcome=Outcome.NOT_SENT, reason="refused"))
    school.chat.meanwhile = lambda: take_in(school.store, _done())

    await school.morning()
    await school.later(minutes=5)
    told = await school.weeks(date(2026, 11, 21), date(2026, 12, 4))

    assert told == [("11-20", "@1")]
    [(state, reason)] = await answers(school.store, "SELECT state, reason FROM notice")
    assert (state, reason) == ("dead", "no longer true")


async def test_a_morning_that_nobody_could_send_is_made_up_for_and_not_counted(
    school: School,
) -> None:
    await school.open(date(2026, 11, 20))
    await school.weeks(date(2026, 11, 18), date(2026, 11, 20))

    await school.dawn(date(2026, 11, 23))  # and no relay all day
    told = await school.weeks(date(2026, 11, 24), date(2026, 12, 11))

    days = ["11-19", "11-20", "11-24", "11-26", "12-01"]
    assert told == [*((day, "@1") for day in days), ("12-01", "@2")]


_DAWN = _at(date(2026, 12, 1), "05:00")
# Two clocks that begin at once may each leave a start.
_STARTED = "SELECT count(DISTINCT job) FROM job_run WHERE state = 'start' AND job = 'course'"
_ENDED = "SELECT count(*) FROM job_run WHERE state IN ('done', 'skipped') AND job = 'course'"
_SENT = "SELECT count(*) FROM notice WHERE state = 'sent' AND kind = 'course'"
_REPS = 4


@pytest.fixture
async def site(tmp_path: Path, pg_url: str) -> AsyncIterator[Store]:
    """Four reps of long standing, each with a course due on 1 December, each with a chat."""
    opened = open_store(site_settings(tmp_path / "site", database_url=pg_url))
    async with opened.begin() as uow:
        await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=_DAWN)
    people = range(1, _REPS + 1)
    await take_in(opened, *(a_hire(f"A{n:03}", hired_on="2024-01-02") for n in people))
    async with opened.begin() as uow:
        await uow.learning.save_enrolments([_course(date(2026, 12, 1), n) for n in people])
        for n in people:
            await uow.links.link(channel="webchat", address=str(n), person_id=n, at=_DAWN)
    yield opened
    await opened.close()


async def test_six_hours_without_any_process_lose_no_day_and_double_none(
    tmp_path: Path, site: Store, redis_url: str
) -> None:
    async with running_roles(tmp_path, site, redis_url, _DAWN):
        await until(site, _STARTED, 1)

    for hours in (6, 7):  # back after the outage; killed, and an hour on
        async with running_roles(tmp_path, site, redis_url, _DAWN + timedelta(hours=hours)):
            await until(site, _ENDED, 1)
            await until(site, _SENT, _REPS)

    told = await answers(site, "SELECT person_id, told_on FROM course_reminder ORDER BY person_id")
    assert [(who, str(day)) for who, day in told] == [
        (n, "2026-12-01") for n in range(1, _REPS + 1)
    ]
    async with site.read() as uow:
        pages = [
            await uow.chat.page(person_id=n, before=None, limit=9) for n in range(1, _REPS + 1)
        ]
    firsts = [[wire.read(e.body).message.text.splitlines()[0] for e in page] for page in pages]
    assert firsts == [["有 1 门课等你学"]] * _REPS
