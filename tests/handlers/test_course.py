"""What a rep may ask of her courses, what others may, and her own word that one is done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.answers import word
from bot.cards.card import Card
from bot.cards.course import ask_done, digest
from bot.cards.reader import Reader
from config.catalogue import read_catalogue
from config.plans import read_plan
from handlers.interaction import Interaction
from handlers.routes import BY_ID, BY_INTENT
from handlers.understanding import Intent, understand
from rules.course import (
    AskDone,
    CourseDigest,
    CourseDone,
    CourseLater,
    CourseLine,
    Courses,
)
from rules.course_names import CourseNames
from rules.errors import FootholdError, NotAllowed, NotFound
from storage.store import Store
from tests.builders import AT, a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.post_office import sql


@pytest.fixture
async def school(store: Store) -> AsyncIterator[Store]:
    """Li Lei with the base path, her manager, a peer, HR and a trainer."""
    known = Store(store.url, read_plan=read_plan, catalogue=read_catalogue())
    await take_in(
        known,
        a_hire("A001", name="李雷", manager="A002"),
        *(
            a_hire(number, roles=[role])
            for number, role in (("A002", "manager"), ("A003", "rep"), ("A004", "hr"))
        ),
        a_hire("A005", roles=["trainer"]),
        a_hire("A006", roles=["finance"]),
    )
    yield known
    await known.close()


async def _ask(
    store: Store,
    text: str = "",
    *,
    number: str = "A001",
    route: str = "",
    argument: str = "",
    at: datetime = AT,
) -> object:
    understood = understand(text, today=AT.date(), courses=CourseNames(store.catalogue))
    chosen = BY_ID[route] if route else BY_INTENT[understood.intent or Intent.HELP]
    async with store.begin() as uow:
        person = (await uow.people.by_number([number]))[number][0]
        interaction = Interaction(
            id=f"chat-{argument}", person=person, at=at, understood=understood, argument=argument
        )
        try:
            return await chosen.handler(interaction, uow)
        except FootholdError as error:
            return error


@pytest.mark.parametrize("text", ["我的课程", "课程", "my courses", "Courses?", "学习进度"])
async def test_her_own_path_is_told(school: Store, text: str) -> None:
    facts = await _ask(school, text)

    assert isinstance(facts, Courses)
    assert (facts.progress.completed, facts.progress.total, facts.is_own) == (0, 7, True)
    card = word(facts, Reader(language="en"))
    assert isinstance(card, Card)
    assert "Completed 0 of 7" in card.as_text()
    assert "□" * 10 in card.as_text()


@pytest.mark.parametrize("text", ["下一门", "what next", "What's next?", "接下来学什么"])
async def test_next_is_what_is_due_first(school: Store, text: str) -> None:
    facts = await _ask(school, text)

    assert isinstance(facts, Courses)
    assert [one.course_id for one in facts.lines] == ["product-line"]


@pytest.mark.parametrize("number", ["A002", "A004", "A005"])
async def test_manager_hr_and_trainer_see_her_progress(school: Store, number: str) -> None:
    facts = await _ask(school, "李雷的课程", number=number)

    assert isinstance(facts, Courses)
    assert (facts.name, facts.is_own) == ("李雷", False)


@pytest.mark.parametrize("text", ["李雷的课程", "courses of 李雷", "courses of nobody"])
@pytest.mark.parametrize("number", ["A003", "A006"])
async def test_peers_and_finance_learn_nothing(school: Store, number: str, text: str) -> None:
    assert isinstance(await _ask(school, text, number=number), NotAllowed)


async def test_her_word_is_confirmed_and_counts_once(school: Store) -> None:
    which = await _ask(school, route="course_done")
    asked = await _ask(school, route="course_done", argument="tool-crm")
    done = await _ask(school, route="course_done", argument="yes:tool-crm")
    again = await _ask(school, route="course_done", argument="yes:tool-crm")

    assert isinstance(which, AskDone)
    assert isinstance(asked, AskDone)
    assert (which.is_chosen, asked.is_chosen) == (False, True)
    assert isinstance(done, CourseDone)
    assert done == again
    assert done.progress.completed == 1


@pytest.mark.parametrize("said", ["product-line", "yes:product-line"])
async def test_what_a_system_reports_is_not_hers_to_say(school: Store, said: str) -> None:
    refused = await _ask(school, route="course_done", argument=said)

    assert isinstance(refused, NotAllowed)
    assert refused.message_id == "course.not_by_word"


@pytest.mark.parametrize("said", ["care-renewal", "no-such-course"])
async def test_a_course_that_is_not_hers_is_not_found(school: Store, said: str) -> None:
    assert isinstance(await _ask(school, route="course_done", argument=said), NotFound)


@pytest.mark.parametrize(
    ("argument", "count"), [pytest.param("hour", 1, id="hour"), ("tomorrow", 1)]
)
async def test_later_brings_the_digest_again(school: Store, argument: str, count: int) -> None:
    async with school.begin() as uow:
        await uow.learning.tell(1, ["tool-crm"], AT.date())

    facts = await _ask(school, route="course_later", argument=argument)

    assert isinstance(facts, CourseLater)
    assert facts.count == count
    assert len(await told(school, "course")) == 1


async def test_put_off_again_and_again_it_is_one_digest_at_the_last_time_said(
    school: Store,
) -> None:
    async with school.begin() as uow:
        await uow.learning.tell(1, ["tool-crm"], AT.date())

    for argument in ("hour", "tomorrow", "hour", "tomorrow"):
        await _ask(school, route="course_later", argument=argument)

    found = await answers(school, "SELECT not_before, expires_at FROM notice WHERE kind = 'course'")
    assert [[str(at)[:16] for at in row] for row in found] == [
        ["2026-11-25 00:36", "2026-11-25 10:00"]
    ]


async def test_once_it_came_it_may_be_put_off_anew(school: Store) -> None:
    async with school.begin() as uow:
        await uow.learning.tell(1, ["tool-crm"], AT.date())
    await _ask(school, route="course_later", argument="hour")
    await sql(school, "UPDATE notice SET state = 'sent'")

    await _ask(school, route="course_later", argument="tomorrow")

    assert len(await told(school, "course")) == 2


@pytest.mark.parametrize(
    ("clock", "is_tomorrow"),
    [
        pytest.param("16:59", False, id="an hour later she still works"),
        pytest.param("17:00", True, id="an hour later her day is over"),
    ],
)
async def test_an_hour_late_in_the_day_is_tomorrow_and_said_so(
    school: Store, *, clock: str, is_tomorrow: bool
) -> None:
    async with school.begin() as uow:
        await uow.learning.tell(1, ["tool-crm"], AT.date())
    at = datetime.fromisoformat(f"2026-11-24T{clock}:00+08:00")

    facts = await _ask(school, route="course_later", argument="hour", at=at)

    assert isinstance(facts, CourseLater)
    assert facts.is_tomorrow is is_tomorrow


def test_no_card_of_courses_has_more_than_six_buttons() -> None:
    lines = tuple(
        CourseLine(
            course_id=f"c{n}",
            title={"zh": "课", "en": "Course"},
            domain={"zh": "域", "en": "Field"},
            why="base",
            score=None,
            pass_mark=None,
            due_on="2026-11-24",
            is_overdue=False,
            may_be_self_reported=True,
        )
        for n in range(9)
    )

    which = ask_done(AskDone(lines=lines, is_chosen=False), Reader())
    three = digest(CourseDigest(lines=lines[:3]), Reader())

    assert (len(which.actions), len(three.actions)) == (6, 3)


async def _given(store: Store, *course_ids: str) -> None:
    """Put courses on her path beside the base ones."""
    await take_in(
        store,
        *(
            an_event(f"given-{one}", "course.assigned", {"employee_id": "A001", "course_id": one})
            for one in course_ids
        ),
    )


@pytest.mark.parametrize("text", ["完成 CRM 使用", "crm使用 学完了", "i finished using the crm"])
async def test_a_course_she_names_is_confirmed_first(school: Store, text: str) -> None:
    asked = await _ask(school, text)
    before = await _ask(school, "我的课程")
    confirmed = await _ask(school, route="course_done", argument="yes:tool-crm")
    again = await _ask(school, text)

    assert isinstance(asked, AskDone)
    assert [line.course_id for line in asked.lines] == ["tool-crm"]
    assert asked.is_chosen
    assert isinstance(before, Courses)
    assert before.progress.completed == 0
    assert isinstance(confirmed, CourseDone)
    assert isinstance(again, CourseDone)


async def test_a_name_that_fits_two_of_hers_asks_which(school: Store) -> None:
    await _given(school, "lead-sources", "lead-followup", "lead-calls")

    asked = await _ask(school, "客户开发 学完了")

    assert isinstance(asked, AskDone)
    assert not asked.is_chosen
    assert {line.course_id for line in asked.lines} == {"lead-sources", "lead-followup"}


async def test_a_name_that_fits_one_of_hers_is_that_one(school: Store) -> None:
    await _given(school, "lead-sources")

    asked = await _ask(school, "完成 客户开发课")

    assert isinstance(asked, AskDone)
    assert asked.is_chosen


@pytest.mark.parametrize(
    ("text", "given", "kind", "reason"),
    [
        ("异议处理学完了", "talk-objections", NotAllowed, "course.not_by_word"),
        ("异议处理学完了", "lead-sources", NotFound, "course.gone"),
    ],
)
async def test_a_course_that_is_not_hers_to_report(
    school: Store, text: str, given: str, kind: type[FootholdError], reason: str
) -> None:
    await _given(school, given)

    answer = await _ask(school, text)

    assert isinstance(answer, kind)
    assert answer.message_id == reason
