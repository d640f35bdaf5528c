"""Unfinished courses come up on her workdays, once a day, until the third overdue reminder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cards.reader import Reader
from bot.channels.channel import Outcome, Receipt
from bot.notices import KINDS
from bot.relay import Relay
from config.catalogue import read_catalogue
from config.plans import read_plan
from handlers.course import digest_notice, lines_of
from rules.company_calendar import Schedule
from rules.learning import CompletedBy, Enrolment, Reason, Why
from rules.mentoring import Pairing
from rules.notices import NoticeKind
from storage.outbox import StoredNotice
from storage.store import Store
from tests.builders import a_hire, an_event, take_in
from tests.fakes import FakeChannel, FixedClock
from tests.jobs.crew import answers
from tests.jobs.night import run, told
from tests.post_office import leaving, sql

_GIVEN = date(2026, 11, 2)


def _dawn(day: date) -> datetime:
    """Give 05:11 in Shanghai."""
    return datetime.fromisoformat(f"{day}T05:11:00+08:00").astimezone(UTC)


def _course(course_id: str, due_on: date) -> Enrolment:
    return Enrolment(
        person_id=1,
        course_id=course_id,
        reason=Reason(why=Why.BASE, domain="industry"),
        assigned_on=_GIVEN,
        due_on=due_on,
    )


@pytest.fixture
async def school(store: Store) -> AsyncIterator[Store]:
    """A rep of long standing with one course due on Friday 20 November 2026."""
    known = Store(store.url, read_plan=read_plan, catalogue=read_catalogue())
    await take_in(known, a_hire(hired_on="2025-01-02"))
    async with known.begin() as uow:
        await uow.learning.save_enrolments([_course("industry-basics", date(2026, 11, 20))])
    yield known
    await known.close()


async def _days(store: Store, first: date, last: date) -> list[str]:
    """Run each morning of some days, everything told arriving; give the days that told."""
    day = first
    while day <= last:
        await run(store, "course", _dawn(day))
        await sql(store, "UPDATE notice SET state = 'sent' WHERE state <> 'dead'")
        day += timedelta(days=1)
    rows = await answers(store, "SELECT told_on FROM course_reminder ORDER BY told_on")
    return [str(told_on)[5:] for (told_on,) in rows]


async def _done(store: Store, course: str = "industry-basics") -> None:
    said = {"employee_id": "A001", "course_id": course}
    await take_in(store, an_event(f"done-{course}", "course.completed", said))


async def _waiting(store: Store) -> StoredNotice:
    now = datetime(2030, 1, 1, tzinfo=UTC)
    async with store.begin() as uow:
        [one] = await uow.delivery.claim(
            now=now, real_now=now, token="t", lease=timedelta(seconds=9), limit=9
        )
    return one


async def _is_true(store: Store, one: StoredNotice) -> bool:
    async with store.read() as uow:
        return await KINDS[NoticeKind.COURSE].still_true(one, uow)


async def test_three_weeks_of_one_course_end_after_the_third_overdue_reminder(
    school: Store,
) -> None:
    days = await _days(school, date(2026, 11, 9), date(2026, 12, 11))

    assert days == ["11-19", "11-20", "11-23", "11-26", "12-01"]


async def test_after_the_third_overdue_reminder_her_mentor_is_told_once(school: Store) -> None:
    await take_in(school, a_hire("M001", roles=["mentor"], hired_on="2020-01-02"))
    async with school.begin() as uow:
        await uow.mentoring.add(Pairing(id=0, mentor_id=2, rep_id=1, starts_on=_GIVEN))

    await _days(school, date(2026, 11, 9), date(2026, 11, 30))
    before = await told(school, "course_overdue")
    await _days(school, date(2026, 12, 1), date(2026, 12, 11))

    assert before == []
    [(mentor, facts)] = await told(school, "course_overdue")
    assert (mentor, facts["name"]) == (2, "Rep A001")


async def test_a_day_that_an_outage_took_comes_late(school: Store) -> None:
    await _days(school, date(2026, 11, 19), date(2026, 11, 20))

    days = await _days(school, date(2026, 11, 25), date(2026, 12, 11))

    assert days == ["11-19", "11-20", "11-25", "11-26", "12-01"]


async def test_the_same_slot_twice_is_one_digest(school: Store) -> None:
    await run(school, "course", _dawn(date(2026, 11, 20)))
    await run(school, "course", _dawn(date(2026, 11, 20)))

    assert len(await told(school, "course")) == 1


async def test_it_comes_at_about_twenty_to_nine_of_her_day(school: Store) -> None:
    await run(school, "course", _dawn(date(2026, 11, 20)))

    [(not_before,)] = await answers(school, "SELECT not_before FROM notice WHERE kind = 'course'")
    assert str(not_before).startswith("2026-11-20 00:36")


async def test_a_digest_expires_in_the_evening_and_its_day_is_not_counted(school: Store) -> None:
    await run(school, "course", _dawn(date(2026, 11, 20)))
    [(expires_at,)] = await answers(school, "SELECT expires_at FROM notice WHERE kind = 'course'")
    await sql(school, "UPDATE notice SET state = 'dead', reason = 'expired'")

    days = await _days(school, date(2026, 11, 23), date(2026, 12, 11))

    assert str(expires_at).startswith("2026-11-20 10:00")
    assert len(await told(school, "course")) == 4
    async with school.read() as uow:
        counted = await uow.learning.told(1, now=datetime(2026, 12, 11, tzinfo=UTC))
    assert [str(day)[5:] for day in counted["industry-basics"]] == days[1:]
    assert days == ["11-20", "11-23", "11-26", "12-01"]


async def test_an_expired_digest_holds_no_other_back(school: Store) -> None:
    await run(school, "course", _dawn(date(2026, 11, 20)))
    await run(school, "course", _dawn(date(2026, 11, 23)))

    assert len(await told(school, "course")) == 2


async def test_a_digest_that_could_only_come_after_her_day_is_not_put(school: Store) -> None:
    at = datetime.fromisoformat("2026-11-20T18:00:00+08:00").astimezone(UTC)

    await run(school, "course", at)

    assert await told(school, "course") == []


async def test_completed_once_it_was_rendered_it_is_rendered_without_it(school: Store) -> None:
    async with school.begin() as uow:
        await uow.learning.save_enrolments([_course("tool-crm", date(2026, 11, 20))])
    await run(school, "course", _dawn(date(2026, 11, 20)))
    async with school.begin() as uow:
        await uow.links.link(channel="fake", address="@1", person_id=1, at=_dawn(_GIVEN))
    clock = FixedClock(_dawn(date(2026, 11, 20)) + timedelta(hours=4))
    chat = FakeChannel(Receipt(outcome=Outcome.NOT_SENT, reason="refused"))
    relay = Relay(school, channels={"fake": chat}, key=b"k" * 32, clock=clock, real_clock=clock)
    await relay.once()

    await _done(school)
    clock.pass_time(minutes=1)
    await relay.once()

    first, second = chat.texts
    assert "行业入门" in first
    assert "行业入门" not in second
    assert "CRM" in second
    async with school.read() as uow:
        assert list(await uow.learning.told(1, now=datetime(2026, 12, 11, tzinfo=UTC))) == [
            "industry-basics",
            "tool-crm",
        ]


async def test_a_mentor_is_not_told_of_a_course_that_was_completed_meanwhile(
    school: Store,
) -> None:
    await take_in(school, a_hire("M001", roles=["mentor"], hired_on="2020-01-02"))
    async with school.begin() as uow:
        await uow.mentoring.add(Pairing(id=0, mentor_id=2, rep_id=1, starts_on=_GIVEN))
    await _days(school, date(2026, 11, 9), date(2026, 11, 30))
    await run(school, "course", _dawn(date(2026, 12, 1)))
    async with school.read() as uow:
        [one] = [n for n in await uow.outbox.listed(["pending"]) if n.kind == "course_overdue"]
        was_true = await KINDS[NoticeKind.COURSE_OVERDUE].still_true(one, uow)

    await _done(school)

    async with school.read() as uow:
        is_true = await KINDS[NoticeKind.COURSE_OVERDUE].still_true(one, uow)
    assert (was_true, is_true) == (True, False)


async def test_what_she_put_off_to_today_goes_into_todays_digest(school: Store) -> None:
    async with school.begin() as uow:
        await uow.learning.save_enrolments([_course("tool-crm", date(2026, 11, 24))])
    async with school.begin() as uow:
        person = (await uow.people.by_id([1]))[1]
        known = await uow.learning.enrolments([1])
        lines = lines_of(known, uow.catalogue, date(2026, 11, 19))[:1]
        at = _dawn(date(2026, 11, 23)) + timedelta(hours=4)
        late = digest_notice(person, lines, Schedule(), key="course:1:later:0", at=at)
        await uow.outbox.put([late])

    await run(school, "course", _dawn(date(2026, 11, 23)))

    [(_, put_off), (_, today)] = await told(school, "course")
    assert _named(put_off) == []
    assert _named(today) == ["industry-basics", "tool-crm"]


async def test_three_lines_go_first_and_the_fourth_comes_next(school: Store) -> None:
    more = ["product-line", "tool-crm", "rule-privacy"]
    async with school.begin() as uow:
        await uow.learning.save_enrolments([_course(one, date(2026, 11, 18)) for one in more])

    await run(school, "course", _dawn(date(2026, 11, 19)))
    await sql(school, "UPDATE notice SET state = 'sent'")
    await run(school, "course", _dawn(date(2026, 11, 20)))

    [(_, first), (_, second)] = await told(school, "course")
    assert _named(first) == ["product-line", "rule-privacy", "tool-crm"]
    assert _named(second) == ["industry-basics"]


def _named(facts: dict[str, object]) -> list[object]:
    lines = facts["lines"]
    assert isinstance(lines, list)
    return [line["course_id"] for line in lines]


async def test_who_left_is_told_nothing(school: Store) -> None:
    await take_in(school, leaving("A001"))

    assert await _days(school, date(2026, 11, 19), date(2026, 11, 23)) == []


async def test_completed_before_the_claim_it_is_left_out(school: Store) -> None:
    await run(school, "course", _dawn(date(2026, 11, 20)))

    await _done(school)

    assert not await _is_true(school, await _waiting(school))


async def test_completed_after_the_claim_it_is_not_told_either(school: Store) -> None:
    await run(school, "course", _dawn(date(2026, 11, 20)))
    claimed = await _waiting(school)
    was_true = await _is_true(school, claimed)

    await _done(school)

    assert was_true
    assert not await _is_true(school, claimed)


async def test_one_completed_of_two_leaves_the_other_to_be_told(school: Store) -> None:
    async with school.begin() as uow:
        await uow.learning.save_enrolments([_course("tool-crm", date(2026, 11, 20))])
    await run(school, "course", _dawn(date(2026, 11, 20)))

    await _done(school)

    one = await _waiting(school)
    assert await _is_true(school, one)
    card = KINDS[NoticeKind.COURSE].card(one.facts, Reader())
    assert "CRM" in card.as_text()
    assert "行业入门" not in card.as_text()


async def test_the_earliest_completion_stands(school: Store) -> None:
    await _done(school)

    async with school.read() as uow:
        [one] = await uow.learning.enrolments([1])
    later = one.completed(datetime(2026, 12, 1, tzinfo=UTC), CompletedBy.SELF)
    assert later == one
