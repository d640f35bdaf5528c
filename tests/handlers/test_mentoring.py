"""Pairings are dated, by event and by hand; records ask for what they lack and lose no word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.cards.form import InputKind
from rules.mentoring import is_on_leave
from rules.pulse import is_identifiable
from rules.workdays import Workdays
from storage.store import Store
from tests.builders import AT, a_hire, an_event, given_plan, take_in
from tests.jobs.night import told
from tests.mentoring_team import HR, LEI, MEI, WANG, ZHAO, Team
from tests.post_office import leaving


def _paired(
    mentor: str, starts_on: str, *, event_id: str = "", rep: str = "A001"
) -> tuple[str, object]:
    said = {"employee_id": rep, "mentor_id": mentor, "starts_on": starts_on}
    return an_event(event_id or f"pair-{mentor}-{starts_on}", "mentoring.paired", said)


async def _rows(store: Store) -> list[tuple[int, str, str]]:
    """Give (mentor, first day, last day) of Lei's pairings that ever were, oldest first."""
    async with store.read() as uow:
        found = await uow.mentoring.of_rep(1, date(2020, 1, 1), date(2030, 1, 1))
    return [(one.mentor_id, str(one.starts_on), str(one.ends_on)) for one in found]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (1, 0, 1)], ids=str)
async def test_pairings_in_any_order_and_twice_come_to_the_same(
    store: Store, order: tuple[int, ...]
) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("A002"), a_hire("A003"))
    events = [_paired("A002", "2026-11-02"), _paired("A003", "2026-11-16")]

    for n in order:
        await take_in(store, events[n])

    assert await _rows(store) == [(2, "2026-11-02", "2026-11-15"), (3, "2026-11-16", "None")]


async def test_a_pairing_waits_for_its_mentor(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001"))

    [parked] = await take_in(store, _paired("A002", "2026-11-02"))
    await take_in(store, a_hire("A002"))

    assert parked.outcome == "parked"
    assert await _rows(store) == [(2, "2026-11-02", "None")]


async def test_nobody_mentors_herself_or_after_leaving(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("A002"), leaving("A002"))

    herself, left = await take_in(
        store, _paired("A001", "2026-11-02"), _paired("A002", "2026-11-02")
    )

    assert (herself.outcome, herself.field) == ("refused", "data.mentor_id")
    assert (left.outcome, left.reason) == ("refused", "has left")


@pytest.fixture
async def team(store: Store) -> Team:
    """Wang mentors both reps; it is Monday morning, the tasks are there."""
    found = Team(store)
    await found.prepare()
    await found.pair(LEI, WANG)
    await found.pair(MEI, WANG)
    await found.job("mentor_week")
    return found


async def test_a_name_that_fits_two_is_asked_for(team: Team) -> None:
    await take_in(team.store, a_hire("A009", name="李雷", roles=["rep"]))
    await team.pair(7, WANG)

    which = await team.says(WANG, "陪访 李雷 客户:华星 做得好:倾听 待改进:报价 下一步:再约")
    shown = await team.presses(WANG, "李雷(A009)")

    assert "你写的内容还在" in which.text
    assert "华星" in shown.text
    assert [action.label for action in team.card(WANG).actions] == ["提交", "修改", "放弃"]


async def test_an_overlong_note_comes_back_whole(team: Team) -> None:
    long = "很" * 1200

    asked = await team.says(WANG, f"陪访 李雷 客户:华星 做得好:{long} 待改进:报价 下一步:再约")

    assert asked.form is not None
    (good,) = (question for question in asked.form.inputs if question.name == "good")
    assert good.value == long
    assert "1000" in good.problem


async def test_a_draft_given_up_is_forgotten(team: Team) -> None:
    await team.says(WANG, "聊一次 李雷 内容:目标 约定:两访")
    shown = len(team.messages(WANG))
    dropped = await team.presses(WANG, "放弃")
    late = await team.presses(WANG, "提交")

    assert shown
    assert "没有保存" in dropped.text
    assert "已经放弃" in late.text


async def test_a_form_left_half_way_goes_on_after_a_restart(store: Store) -> None:
    team = Team(store, shows_forms=False)
    await team.prepare()
    await team.pair(LEI, WANG)
    await team.job("mentor_week")
    await team.says(WANG, "聊一次 李雷 内容:目标")

    again = Team(store, shows_forms=False)
    again.clock.pass_time(minutes=10)
    shown = await again.does(WANG, "after-restart", text="每天两访")

    assert "这样记吗?" in shown.text
    assert "每天两访" in shown.text


async def test_a_day_to_come_is_refused_at_its_field(team: Team) -> None:
    asked = await team.says(WANG, "聊一次 李雷 日期:2026-12-24 内容:目标 约定:两访")

    assert asked.form is not None
    assert asked.form.inputs[0].kind is InputKind.DATE
    assert asked.form.inputs[0].problem == "这一天还没到。"


async def test_one_workday_late_is_late_and_two_are_missed(team: Team) -> None:
    team.clock.pass_time(days=7, hours=2)
    await team.says(WANG, "聊一次 李雷 日期:2026-11-27 内容:目标 约定:两访")
    late = await team.presses(WANG, "提交")
    team.clock.pass_time(days=1)
    await team.says(WANG, "陪访 李雷 日期:2026-11-27 客户:a 做得好:b 待改进:c 下一步:d")
    missed = await team.presses(WANG, "提交")

    assert "晚了一个工作日" in late.text
    assert "仍算未做" in missed.text


async def test_a_mentor_who_left_is_told_to_hr(team: Team) -> None:
    await take_in(team.store, leaving("A003"))
    team.clock.pass_time(days=7)
    await team.job("mentor_week")
    await team.relay()

    assert {facts["reason"] for _, facts in await told(team.store, "mentor_proposal")} == {"left"}
    assert "没有人带" in team.texts(HR)


async def test_a_mentee_before_a_visit(team: Team) -> None:
    await team.says(WANG, "陪访 李雷 客户:a 做得好:b 待改进:报价 下一步:再约")
    await team.presses(WANG, "提交")

    card = await team.says(WANG, "李雷 近况")
    other = await team.says(ZHAO, "李雷 近况")

    assert "待改进:报价" in card.text
    assert "¥" not in card.text
    assert "没有找到由你带的" in other.text


async def test_english_words_are_there_too(store: Store) -> None:
    team = Team(store)
    await team.prepare(english=True)
    await team.pair(LEI, WANG)
    await team.job("mentor_week")

    await team.says(WANG, "ride-along 李雷 customer: Acme good: listens improve: quotes next: call")
    saved = await team.presses(WANG, "Submit")
    desk = await team.says(WANG, "my mentees")

    assert "1 of 3 done" in saved.text
    assert "Visit ☑" in desk.text


@pytest.mark.parametrize(
    ("days_off", "is_away"),
    [
        pytest.param(0, False, id="none"),
        pytest.param(2, False, id="three workdays left"),
        pytest.param(3, True, id="two left"),
        pytest.param(5, True, id="all of them"),
    ],
)
def test_a_mentor_is_away_with_less_than_three_workdays_left(days_off: int, is_away: bool) -> None:  # noqa: FBT001 - a case's value
    monday = date(2026, 11, 23)
    leave = [(monday, monday + timedelta(days=days_off - 1))] if days_off else []

    assert is_on_leave(AT.date(), leave, Workdays()) is is_away


@pytest.mark.parametrize(("mentees", "is_told"), [(1, True), (2, True), (3, False)])
def test_a_mean_of_one_or_two_is_not_anonymous(mentees: int, is_told: bool) -> None:  # noqa: FBT001 - a case's value
    assert is_identifiable(mentees) is is_told
