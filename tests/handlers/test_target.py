"""A month's target as the rep, her manager and HR read it in chat."""

from __future__ import annotations

import pytest

from bot.answers import word
from bot.cards.card import Card
from bot.cards.reader import Reader
from handlers.understanding import Intent, understand
from rules.errors import FootholdError, NotAllowed, NotFound
from rules.people import Role
from rules.target import Target
from rules.target_record import MyTarget, NoTarget, Standing, TargetHistory
from storage.store import Store
from tests.builders import a_hire, an_event, given_plan, take_in
from tests.jobs.night import told
from tests.target_month import (
    GREW,
    HR,
    LEI,
    MIN,
    SOLD,
    a_company,
    asks,
    morning,
    night,
    sold,
    steps,
)


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1), her manager Min (2) and HR (3)."""
    return await a_company(store)


async def test_a_month_is_made_once_and_told(company: Store) -> None:
    await night(company, "2026-11-02")
    await night(company, "2026-11-03")

    [step] = await steps(company)
    [(person, facts)] = await told(company, "target_month")
    assert (step.target, step.policy_version, step.standing) == (
        Target(pass_bar=3),
        "7",
        Standing.HOLDS,
    )
    assert (person, facts["pass_after"], facts["last_day"]) == (LEI, 3, "2026-11-30")


async def test_a_part_month_is_pro_rata(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001", hired_on="2026-11-17"))

    await night(store, "2026-11-17")

    assert [one.target.pass_bar for one in await steps(store)] == [1]


async def test_without_a_target_she_is_told_when_it_comes(company: Store) -> None:
    assert await asks(company, LEI, "target") == NoTarget(month="2026-11", name="李雷")
    assert await asks(company, LEI, "target_why") == NoTarget(month="2026-11", name="李雷")


async def test_my_target_counts_valid_deals_alone(company: Store) -> None:
    await night(company, "2026-11-02")
    await take_in(
        company,
        sold("D1", "2026-11-03", customer_id="华星"),
        sold("D2", "2026-11-04", is_own=True),
        sold("D3", "2026-11-04", is_in_exchange=True),
        sold("D4", "2026-11-05", is_empty=True),
        sold("D5", "2026-11-06"),
        sold("D6", "2026-10-30"),
        an_event("c5", "deal.cancelled", {"deal_id": "D5"}, version=2),
    )

    mine = await asks(company, LEI, "target")

    assert isinstance(mine, MyTarget)
    assert (mine.done, mine.counted, mine.not_counted) == (1, ("华星",), 4)
    assert (mine.target, mine.workdays_left) == (Target(pass_bar=3), 10)


@pytest.mark.parametrize(
    ("day", "left"),
    [
        pytest.param("2026-11-27", (2, False), id="a Friday counts"),
        pytest.param("2026-11-28", (1, True), id="a Saturday does not"),
        pytest.param("2026-11-30", (1, False), id="the last day counts"),
    ],
)
async def test_the_days_left_say_whether_today_is_one(
    company: Store, day: str, left: tuple[int, bool]
) -> None:
    await night(company, "2026-11-02")

    mine = await asks(company, LEI, "target", day=day)

    assert isinstance(mine, MyTarget)
    assert (mine.workdays_left, mine.is_off_today) == left


async def test_a_flag_may_be_told_and_taken_back_later(company: Store) -> None:
    await night(company, "2026-11-02")
    await take_in(company, sold("D1", "2026-11-03"))
    await take_in(
        company, an_event("a1", "deal.amended", {"deal_id": "D1", "is_empty": True}, version=2)
    )
    empty = await asks(company, LEI, "target")
    await take_in(
        company, an_event("a2", "deal.amended", {"deal_id": "D1", "is_empty": False}, version=3)
    )

    valid = await asks(company, LEI, "target")

    assert isinstance(empty, MyTarget)
    assert isinstance(valid, MyTarget)
    assert (empty.done, valid.done) == (0, 1)


@pytest.mark.parametrize("argument", ["", "x", "999:approve", "1:accept"])
async def test_a_button_of_nothing_is_refused_in_words(company: Store, argument: str) -> None:
    for route in ("target_decide", "target_answer", "target_ack"):
        answer = await asks(company, MIN, route, argument)
        assert isinstance(answer, FootholdError)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        pytest.param(text, intent, id=text)
        for intent, texts in {
            Intent.TARGET: "我的目标|目标|本月目标|查看我的目标进度|转正标准是多少|还差几单|"
            "my target|what's my target|离转正还差几单?",
            Intent.TARGET_WHY: "目标为什么变了|我的目标怎么来的|why did my target change",
        }.items()
        for text in texts.split("|")
    ],
)
def test_what_she_types(text: str, intent: Intent) -> None:
    assert understand(text, today=morning("2026-11-17").date()).intent is intent


async def _known(company: Store) -> int:
    await night(company, "2026-11-02")
    [step] = await steps(company)
    await asks(company, LEI, "target_ack", f"{step.id}", day="2026-11-03")
    return step.id


async def test_her_manager_and_hr_see_how_far_she_is_and_whether_she_knows(company: Store) -> None:
    await _known(company)
    await take_in(company, sold("D1", "2026-11-03", customer_id="华星"))

    by_manager = await asks(company, MIN, "target", text="李雷的目标")
    by_hr = await asks(company, HR, "target", "1")

    assert isinstance(by_manager, MyTarget)
    assert isinstance(by_hr, MyTarget)
    assert (by_manager.name, by_manager.is_own, by_manager.done) == ("李雷", False, 1)
    assert by_manager.known_at == morning("2026-11-03")
    assert (by_manager.has_history, by_hr.has_history) == (False, True)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("how", ["peer", "manager", "above"])
async def test_who_sees_anothers_target(store: Store, role: Role, how: str) -> None:
    await given_plan(store)
    number = {"peer": "A004", "manager": "A002", "above": "A003"}[how]
    await take_in(
        store,
        a_hire("A001", name="李雷", manager="A002", hired_on="2026-09-01"),
        a_hire("A002", manager="A003", roles=[role.value]),
        a_hire("A003", roles=[role.value]),
        a_hire("A004", manager="A002", roles=[role.value]),
    )
    await night(store, "2026-11-02")
    asker = int(number[-1])

    seen = await asks(store, asker, "target", text="李雷的目标")
    history = await asks(store, asker, "target_why", text="李雷的目标历史")
    pressed = await asks(store, asker, "target_why", "1")

    assert isinstance(seen, MyTarget) is (role is Role.HR or how == "manager")
    assert isinstance(history, TargetHistory) is (role is Role.HR)
    assert isinstance(pressed, TargetHistory) is (role is Role.HR)


async def test_who_may_not_ask_learns_not_whether_there_is_somebody(company: Store) -> None:
    await take_in(company, a_hire("A004"))

    known = await asks(company, 4, "target", text="李雷的目标")
    unknown = await asks(company, 4, "target", text="韩梅梅的目标")
    by_hr = await asks(company, HR, "target", text="韩梅梅的目标")

    assert isinstance(known, NotAllowed)
    assert isinstance(unknown, NotAllowed)
    assert (known.message_id, known.values) == (unknown.message_id, unknown.values)
    assert isinstance(by_hr, NotFound)


async def test_hr_reads_who_knew_which_target_when(company: Store) -> None:
    await _known(company)
    await take_in(company, *GREW)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)
    await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="进步明显")

    found = await asks(company, HR, "target_why", text="李雷的目标历史")

    assert isinstance(found, TargetHistory)
    card = word(found, Reader())
    assert isinstance(card, Card)
    assert card.title == "李雷的目标历史"
    assert "11月3日 07:12 李雷已知晓" in card.text
    assert "11月17日 07:12 周敏批准" in card.text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_anothers_card_has_no_button_that_answers_for_her(
    company: Store, language: str
) -> None:
    await night(company, "2026-11-02")

    found = await asks(company, HR, "target", text="李雷的目标")

    card = word(found, Reader(language=language))
    assert isinstance(card, Card)
    assert "李雷" in card.title
    assert [action.route for action in card.actions] == ["target_why"]
    assert ("本人还没有确认" if language == "zh" else "not seen yet") in card.as_text()


async def test_a_manager_reads_no_reward_unless_the_site_shows_pay(company: Store) -> None:
    await take_in(company, *SOLD)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)
    await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="好")
    await asks(company, LEI, "target_answer", f"{step.id}:accept")

    by_manager = await asks(company, MIN, "target", "1")
    by_hr = await asks(company, HR, "target", "1")

    assert isinstance(by_manager, MyTarget)
    assert isinstance(by_hr, MyTarget)
    assert (by_manager.reward_minor, by_hr.reward_minor) == (0, 30_000)


async def test_after_confirmation_there_is_none_and_no_change_is_decided(company: Store) -> None:
    await take_in(company, *GREW)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)
    said = {"employee_id": "A001", "confirmed_on": "2026-11-18"}
    await take_in(company, an_event("conf", "employee.confirmed", said))

    late = await asks(
        company, MIN, "target_decide", f"{step.id}:approve", day="2026-11-19", reason="好"
    )
    await night(company, "2026-12-01")
    none = await asks(company, LEI, "target", day="2026-12-01")

    assert isinstance(late, FootholdError)
    assert late.message_id == "error.target_confirmed"
    assert none == NoTarget(month="2026-12", name="李雷", is_confirmed=True)
    assert [person for person, _ in await told(company, "target_proposal")] == [MIN]


@pytest.mark.parametrize(
    ("text", "person", "intent"),
    [
        ("李雷的目标", "李雷", Intent.TARGET),
        ("查一下张三的目标", "张三", Intent.TARGET),
        ("A007的目标是多少", "a007", Intent.TARGET),
        ("target of Li Lei", "li lei", Intent.TARGET),
        ("李雷的目标历史", "李雷", Intent.TARGET_WHY),
        ("target history of A007", "a007", Intent.TARGET_WHY),
        ("我的目标", None, Intent.TARGET),
        ("本月的目标", None, Intent.TARGET),
        ("这个月的目标", None, Intent.TARGET),
    ],
)
def test_whose_target_is_asked_for(text: str, person: str | None, intent: Intent) -> None:
    read = understand(text, today=morning("2026-11-17").date())

    assert (read.person, read.intent) == (person, intent)
