"""A manager's reports at a glance: results and dates of her own people, no pay, no rating."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta

import pytest

from bot.answers import word
from bot.cards.card import Card
from bot.cards.reader import Reader
from config.catalogue import read_catalogue
from config.plans import read_plan
from handlers.interaction import Interaction
from handlers.routes import BY_INTENT
from handlers.team import PAGE
from handlers.understanding import understand
from rules.errors import FootholdError, NotFound
from rules.people import Role
from rules.team import TeamMember, TeamStatus, days_to
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.post_office import leaving
from tests.target_month import night

MIN, LEI, WANG, PEER = 1, 2, 3, 4


@pytest.fixture
async def company(store: Store) -> Store:
    """Min (1) manages Lei (2), on probation, and Wang (3), an agent; a peer (4) has no manager."""
    await given_plan(store)
    await take_in(
        store,
        a_hire("M001", name="周敏", roles=["manager"], manager="M000"),
        a_hire(
            "A001",
            name="李雷",
            manager="M001",
            hired_on="2026-09-01",
            contract_months=36,
            probation_ends_on="2026-11-30",
        ),
        a_hire("A002", name="王芳", manager="M001", engagement="agent"),
        a_hire("A003", name="陈东"),
        a_hire("M000", name="高总", roles=["manager"]),
    )
    return store


async def _ask(
    store: Store,
    person_id: int,
    text: str = "团队情况",
    argument: str = "",
    *,
    at: datetime = AT,
) -> TeamStatus | FootholdError:
    understood = understand(text, today=AT.date())
    assert understood.intent is not None
    async with store.read() as uow:
        person = (await uow.people.by_id([person_id]))[person_id]
        interaction = Interaction(
            id="i", person=person, at=at, understood=understood, argument=argument
        )
        try:
            answer = await BY_INTENT[understood.intent].handler(interaction, uow)
        except FootholdError as error:
            return error
    assert isinstance(answer, TeamStatus)
    return answer


async def _members(store: Store, *, at: datetime = AT) -> dict[str, TeamMember]:
    answer = await _ask(store, MIN, at=at)
    assert isinstance(answer, TeamStatus)
    return {one.number: one for one in answer.members}


async def test_she_sees_her_own_reports_alone(company: Store) -> None:
    assert list(await _members(company)) == ["A001", "A002"]


async def test_a_line_has_deals_target_and_probation(company: Store) -> None:
    await night(company, "2026-11-02")
    await take_in(company, a_deal("D1"), a_deal("D2", is_own=True))

    members = await _members(company)

    assert (members["A001"].done, members["A001"].pass_bar) == (1, 3)
    # On Tuesday the 24th, of Monday the 30th.
    assert members["A001"].probation_days == 6


async def test_what_there_is_none_of_is_not_nought(company: Store) -> None:
    members = await _members(company)

    assert (members["A002"].pass_bar, members["A002"].probation_days) == (None, None)


async def test_courses_that_are_due_are_counted(company: Store) -> None:
    known = Store(company.url, read_plan=read_plan, catalogue=read_catalogue())
    await take_in(known, a_hire("A009", name="新人", manager="M001", hired_on="2026-09-01"))

    now = (await _members(known))["A009"]
    later = (await _members(known, at=AT + timedelta(days=90)))["A009"]
    await known.close()

    assert (now.courses_due, now.courses_open) == (0, 7)
    assert (later.courses_due, later.courses_open) == (7, 7)


async def test_who_left_is_not_there(company: Store) -> None:
    await take_in(company, leaving("A002"))

    assert list(await _members(company)) == ["A001"]


@pytest.mark.parametrize("person_id", [LEI, PEER], ids=["rep", "peer"])
async def test_without_reports_there_is_one_clear_sentence(company: Store, person_id: int) -> None:
    answer = await _ask(company, person_id)

    assert isinstance(answer, NotFound)
    assert "直接" in Reader(language="zh").say(answer.message_id)


@pytest.mark.parametrize("role", list(Role))
async def test_no_role_opens_anothers_team(store: Store, role: Role) -> None:
    await given_plan(store)
    await take_in(store, a_hire("R1", roles=[role.value]), a_hire("A1", manager="B1"), a_hire("B1"))

    assert isinstance(await _ask(store, 1), NotFound)


async def test_a_managers_manager_sees_managers_not_their_reps(company: Store) -> None:
    answer = await _ask(company, 5)

    assert isinstance(answer, TeamStatus)
    assert [one.name for one in answer.members] == ["周敏"]


def test_a_line_has_no_room_for_pay_or_ratings() -> None:
    assert {one.name for one in fields(TeamMember)} == {
        "name", "number", "done", "pass_bar", "courses_due", "courses_open", "probation_days",
    }  # fmt: skip


async def test_a_long_team_comes_page_by_page(company: Store) -> None:
    await take_in(company, *(a_hire(f"B{n:02}", manager="M001") for n in range(PAGE)))

    first, second = await _ask(company, MIN), await _ask(company, MIN, argument=str(PAGE))

    assert isinstance(first, TeamStatus)
    assert isinstance(second, TeamStatus)
    assert (len(first.members), first.left) == (PAGE, 2)
    assert (len(second.members), second.left) == (2, 0)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_card_says_it_in_words(company: Store, language: str) -> None:
    await night(company, "2026-11-02")
    answer = await _ask(company, MIN)

    card = word(answer, Reader(language=language))

    assert isinstance(card, Card)
    assert "李雷 A001" in card.as_text()
    assert ("0/3 单" if language == "zh" else "0 of 3 deals") in card.as_text()
    assert "¥" not in card.as_text()


@pytest.mark.parametrize(
    ("last", "left"),
    [("2026-11-30", 6), ("2026-11-24", 0), ("2026-11-23", None)],
    ids=["before", "the last day", "over"],
)
def test_days_to_a_last_day(last: str, left: int | None) -> None:
    day = type(AT.date()).fromisoformat

    assert days_to(day(last), day("2026-11-24")) == left
