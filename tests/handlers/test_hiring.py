"""HR's queue: whom it shows, what each card says, and that a person decides, with a reason."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from bot import answers as worded
from bot.cards.card import Card
from bot.cards.form import Form
from handlers.hiring import hired
from rules.candidate import WhichCandidate
from rules.errors import Conflict, NotAllowed, NotFound
from rules.hiring_desk import (
    AskReason,
    CandidateQueue,
    Choice,
    Decided,
    ForCandidate,
    Screen,
)
from rules.hiring_match import Pool
from rules.people import Role
from tests.builders import AT, a_hire, an_event, take_in
from tests.hiring_team import EN, HR, HR2, MANAGER, REP, ZH, Team, applied, assessed
from tests.hiring_team import team as team  # noqa: PLC0414 - the fixture
from tests.jobs.crew import answers

_ROUTES = (
    ("candidates", ""), ("screen", "1"), ("decide_candidate", "1:key"), ("tell_candidate", "1"),
    ("profile", ""), ("profile_weights", ""),
)  # fmt: skip


async def _queue(team: Team) -> CandidateQueue:
    found = await team.asks(HR, "candidates")
    assert isinstance(found, CandidateQueue)
    return found


async def _screen(team: Team, number: str = "1") -> Screen:
    found = await team.asks(HR, "screen", number)
    assert isinstance(found, Screen)
    return found


def _card(facts: object, *, en: bool = False) -> str:
    card = worded.word(facts, EN if en else ZH)
    assert isinstance(card, Card)
    return card.as_text()


async def test_the_queue_begins_with_whom_to_look_at_first(team: Team) -> None:
    found = await _queue(team)

    assert [(one.name, one.match.pool) for one in found.lines] == [
        ("王芳", Pool.KEY_REVIEW),
        ("李强", Pool.MIDDLE),
        ("孙磊", Pool.INSUFFICIENT_DATA),
        ("赵敏", Pool.ELIMINATION_REVIEW),
    ]
    assert found.counts == {
        "key_review": 1, "middle": 1, "insufficient_data": 1, "elimination_review": 1
    }  # fmt: skip


@pytest.mark.parametrize("en", [False, True], ids=["zh", "en"])
async def test_the_queue_says_that_the_score_proves_nothing_yet(team: Team, *, en: bool) -> None:
    said = _card(await _queue(team), en=en)

    assert ("Validity not established: 0 people" if en else "效度未确立:0 人有转正结果") in said


@pytest.mark.parametrize(("route", "argument"), _ROUTES)
@pytest.mark.parametrize("person", [REP, MANAGER])
async def test_nobody_but_hr_sees_candidates(
    team: Team, person: int, route: str, argument: str
) -> None:
    assert isinstance(await team.asks(person, route, argument), NotAllowed)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
async def test_no_other_role_decides(team: Team, role: Role) -> None:
    await take_in(team.store, a_hire("A005", roles=[role.value]))

    refused = await team.asks(5, "decide_candidate", "1:key", reason="x")

    assert isinstance(refused, NotAllowed)
    assert await answers(team.store, "SELECT count(*) FROM candidate_decision") == [(0,)]


async def test_one_candidate_is_shown_with_each_value_by_its_weight(team: Team) -> None:
    said = _card(await _screen(team))

    assert "王芳 · 销售代表" in said
    assert "匹配度 90.00" in said
    assert "抗压能力  90.00 × 40.00% = 36.00 测评" in said
    assert "列入重点考察" in said


async def test_the_sentence_that_speaks_for_her_is_quoted(team: Team) -> None:
    said = {
        "interview_id": "I1", "candidate_id": "C1", "interviewer_id": "A001",
        "held_at": "2026-11-24T10:00:00+08:00",
        "ratings": [
            {
                "trait": "stress_resistance", "score": "9", "out_of": "10",
                "evidence": "被拒五次仍跟进",
            }
        ],
    }  # fmt: skip
    await take_in(team.store, an_event("i1", "interview.recorded", said, source="ats"))

    assert "被拒五次仍跟进" in _card(await _screen(team))


async def test_little_data_is_told_apart_from_a_low_score(team: Team) -> None:
    said = _card(await _screen(team, "4"))

    assert "资料不足:只评了 40.00% 的权重" in said
    assert "还缺  学习能力" in said


async def test_a_low_score_is_a_queue_for_a_person(team: Team) -> None:
    said = _card(await _screen(team, "3"))

    assert "待复核:低于 60 分" in said
    assert "不会自动淘汰" in said


async def test_a_decision_asks_for_its_reason(team: Team) -> None:
    asked = await team.asks(HR, "decide_candidate", "3:pause")

    assert asked == AskReason(candidate_id=3, name="赵敏", choice=Choice.PAUSE)
    form = worded.word(asked, ZH)
    assert isinstance(form, Form)
    assert (form.title, form.argument) == ("赵敏:暂不推进", "3:pause")


@pytest.mark.parametrize(
    ("reason", "message"),
    [("  ", "error.form_missing"), ("x" * 501, "error.form_too_long")],
    ids=["empty", "a character too long"],
)
async def test_without_a_reason_nothing_is_decided(team: Team, reason: str, message: str) -> None:
    refused = await team.asks(HR, "decide_candidate", "3:pause", reason=reason)

    assert isinstance(refused, NotFound)
    assert refused.message_id == message
    assert await answers(team.store, "SELECT count(*) FROM candidate_decision") == [(0,)]


async def test_a_decision_keeps_who_why_and_what_was_seen(team: Team) -> None:
    done = await team.asks(HR, "decide_candidate", "1:key", act="a1", reason="抗压和学习都强")

    assert isinstance(done, Decided)
    ((choice, reason, pool, score, version, by, body),) = await answers(
        team.store,
        "SELECT choice, reason, pool, score, profile_version, by_id, body FROM candidate_decision",
    )
    assert (choice, reason, pool, score, version, by) == (
        "key", "抗压和学习都强", "key_review", "90.00", "hand-1", HR,
    )  # fmt: skip
    assert json.loads(str(body))["dimensions"][0]["points"] == "36.00"


async def test_the_same_submit_twice_decides_once(team: Team) -> None:
    for _ in range(2):
        await team.asks(HR, "decide_candidate", "1:key", act="a1", reason="强")

    assert await answers(team.store, "SELECT count(*) FROM candidate_decision") == [(1,)]
    acts = await answers(team.store, "SELECT actor FROM audit WHERE action = 'candidate.key'")
    assert acts == [("person:1",)]


async def test_whoever_was_decided_about_leaves_the_queue_and_may_be_decided_anew(
    team: Team,
) -> None:
    await team.asks(HR, "decide_candidate", "1:wait", act="a1", reason="等复试")
    await team.asks(HR2, "decide_candidate", "1:key", act="a2", reason="复试很好")

    assert "王芳" not in [one.name for one in (await _queue(team)).lines]
    said = _card(await _screen(team))
    assert "许姐:列入重点考察(复试很好)" in said


async def test_no_decision_changes_an_application_or_tells_anybody(team: Team) -> None:
    await team.asks(HR, "decide_candidate", "3:pause", reason="经验不符")

    assert await answers(team.store, "SELECT state FROM candidate WHERE id = 3") == [("open",)]
    assert await answers(
        team.store, "SELECT count(*) FROM notice WHERE kind <> 'no_start_day'"
    ) == [(0,)]


async def test_who_took_her_application_back_leaves_every_queue_and_may_be_opened_again(
    team: Team,
) -> None:
    await team.asks(HR, "decide_candidate", "1:gone", act="a1", reason="电话里说已入职别家")
    await team.asks(HR, "decide_candidate", "1:gone", act="a1", reason="电话里说已入职别家")
    over = await _screen(team)
    refused = await team.asks(HR, "decide_candidate", "1:key", act="a2", reason="强")
    state = await answers(team.store, "SELECT state FROM candidate WHERE id = 1")
    await team.asks(HR2, "decide_candidate", "1:wait", act="a3", reason="她又愿意来了")

    assert state == [("withdrawn",)]
    assert "本人已撤回" in _card(over)
    assert [one.label for one in worded.word(over, ZH).actions] == ["重新打开", "给候选人的说明"]  # type: ignore[union-attr]
    assert isinstance(refused, Conflict)
    assert await answers(team.store, "SELECT state, settled_on FROM candidate WHERE id = 1") == [
        ("open", None)
    ]


async def test_each_look_is_audited(team: Team) -> None:
    await _screen(team, "2")
    await team.asks(HR, "tell_candidate", "3")

    looks = await answers(
        team.store, "SELECT actor, subject FROM audit WHERE action = 'candidate.read' ORDER BY id"
    )
    assert looks == [("person:1", "candidate:2"), ("person:1", "candidate:3")]


async def test_a_name_that_two_have_is_asked_back(team: Team) -> None:
    await take_in(team.store, applied("C9", "王芳", post="大客户经理"))

    found = await team.asks(HR, "screen", text="筛选 王芳")

    assert isinstance(found, WhichCandidate)
    assert sorted(one.id for one in found.choices) == [1, 5]
    card = worded.word(found, ZH)
    assert isinstance(card, Card)
    assert "大客户经理" in card.as_text()
    pressed = [await team.asks(HR, one.route, one.argument) for one in card.actions]
    assert sorted(one.candidate_id for one in pressed if isinstance(one, Screen)) == [1, 5]


@pytest.mark.parametrize("text", ["筛选 王芳", "screen 王芳", "王芳的匹配度", "候选人 王芳"])
async def test_a_candidate_is_found_by_name(team: Team, text: str) -> None:
    found = await team.asks(HR, "screen", text=text)

    assert isinstance(found, Screen)
    assert found.name == "王芳"


@pytest.mark.parametrize("argument", ["99", "x", "99:key", "-1"])
async def test_nobody_is_said_as_such(team: Team, argument: str) -> None:
    assert isinstance(await team.asks(HR, "screen", argument), NotFound)
    assert isinstance(await team.asks(HR, "decide_candidate", argument), NotFound)


async def test_what_a_candidate_is_told_holds_her_own_figures_alone(team: Team) -> None:
    told = await team.asks(HR, "tell_candidate", "3")

    assert isinstance(told, ForCandidate)
    said = _card(told)
    assert "抗压能力:你的得分 50.00,权重 40.00%" in said
    assert "由人事人员决定" in said
    for other in ("王芳", "李强", "90.00", "淘汰", "待复核", "样本"):
        assert other not in said


async def test_protected_attributes_of_an_application_change_no_score(team: Team) -> None:
    planted = {
        "gender": "男", "age": 55, "birthplace": "x", "ethnicity": "x", "marriage": "已婚",
        "health": "x", "photo": "x",
    }  # fmt: skip
    await take_in(team.store, applied("C5", "周一", **planted), *[
        assessed("C5", key, "5")
        for key in ("stress_resistance", "learning_ability", "customer_development")
    ])  # fmt: skip

    assert (await _screen(team, "5")).match == (await _screen(team, "3")).match


async def test_outcomes_of_those_who_were_hired_judge_the_score(team: Team) -> None:
    async with team.store.begin() as uow:
        for number, employee in ((1, "A002"), (3, "A003")):
            await hired(uow, number, employee, at=AT, today=AT.date(), actor="cli")
    await take_in(
        team.store,
        an_event("left-A003", "employee.left", {"employee_id": "A003", "left_on": "2026-11-24"}),
    )

    async with team.store.read() as uow:
        outcomes = await uow.profiles.outcomes()

    assert [(one.score, one.confirmed) for one in outcomes] == [
        (Decimal("90.00"), None),
        (Decimal("50.00"), False),
    ]


async def test_a_hire_is_kept_once_and_ends_the_application(team: Team) -> None:
    async with team.store.begin() as uow:
        first = await hired(uow, 1, "A002", at=AT, today=AT.date(), actor="cli")
        again = await hired(uow, 1, "A002", at=AT, today=AT.date(), actor="cli")

    assert (first, again) == (True, False)
    assert await answers(team.store, "SELECT state FROM candidate WHERE id = 1") == [("hired",)]


async def test_without_a_profile_nobody_is_matched(team: Team) -> None:
    team.store.hand_profile = type(team.store.hand_profile)(version="none", dimensions=())

    assert isinstance(await team.asks(HR, "candidates"), Conflict)
