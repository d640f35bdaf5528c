"""Interviews, scores and resumes in chat: whose they are, once, with evidence, and reminders."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.notices import KINDS
from config.lexicon import read_lexicon
from config.plans import read_plan
from handlers.understanding import Intent, understand
from rules.attachment import AttachmentKind
from rules.candidate import CandidateState, ResumeTaken, WhichCandidate
from rules.errors import NotAllowed, NotFound
from rules.interview import (
    AskCandidateScore,
    AskInterview,
    CandidateScoreSaved,
    InterviewSaved,
    rating_problems,
    reminder_number,
)
from rules.notices import NoticeKind
from rules.resume import ResumeLine, ResumeText
from rules.workdays import Weekdays, Workdays
from storage.store import Store
from tests.asking import asks
from tests.builders import AT, a_hire, an_event, take_in
from tests.handlers.test_candidate_events import a_plan, an_application
from tests.jobs.crew import answers
from tests.jobs.night import run, told

_HR, _LEADER, _OTHER = 1, 2, 3
_GOOD = {
    "held_on": "2026-11-24",
    "rating_goal_drive": "4",
    "said_goal_drive": "讲了连续三个月超额的案例",
}
_DAY = timedelta(days=1)


@pytest.fixture
async def site(store: Store) -> AsyncIterator[Store]:
    """HR, a manager who interviews 王芳 (C1) until 24 November 09:00 UTC, and another manager."""
    made = Store(store.url, read_plan=read_plan, lexicon=read_lexicon())
    await take_in(
        made,
        a_hire("A001", name="郑云", roles=["hr"]),
        a_hire("A002", name="周敏", roles=["manager"]),
        a_hire("A003", name="吴静", roles=["manager"]),
        an_application(),
        a_plan(interviewer_id="A002", ends_at="2026-11-24T09:00:00+00:00"),
    )
    yield made
    await made.close()


async def acts(
    store: Store,
    who: int,
    route: str,
    argument: str = "",
    *,
    text: str = "",
    key: str = "",
    at: datetime = AT + _DAY,
    said: Mapping[str, str] | None = None,
    resume: ResumeText | None = None,
) -> object:
    """Let somebody do something; give the facts or the refusal."""
    return await asks(
        store,
        who,
        route,
        argument,
        text=text,
        at=at,
        id=key or f"{who}-{route}-{argument}-{text}",
        answers=said or {},
        resume=resume,
    )


@pytest.mark.parametrize(
    ("text", "intent", "name"),
    [
        ("录面试 王芳", Intent.INTERVIEW, "王芳"),
        ("面试评价 王芳", Intent.INTERVIEW, "王芳"),
        ("record interview Wang Fang", Intent.INTERVIEW, "Wang Fang"),
        ("Record interview with Wang Fang", Intent.INTERVIEW, "Wang Fang"),
        ("录面试", Intent.INTERVIEW, None),
        ("录测评 王芳", Intent.CANDIDATE_SCORE, "王芳"),
        ("record candidate score of Wang Fang", Intent.CANDIDATE_SCORE, "Wang Fang"),
        ("录候选人测评成绩 王芳", Intent.CANDIDATE_SCORE, "王芳"),
        ("录测评成绩 王芳 产品知识 67", Intent.RECORD_SCORE, None),
        ("面试记录怎么写", None, None),
        ("面试结果", None, None),
    ],
)
def test_what_is_typed(text: str, intent: Intent | None, name: str | None) -> None:
    found = understand(text, today=date(2026, 11, 24))

    assert (found.intent, found.person) == (intent, name)


async def test_a_record_has_ratings_with_their_evidence(site: Store) -> None:
    form = await acts(site, _LEADER, "interview", text="录面试 王芳")
    assert isinstance(form, AskInterview)

    saved = await acts(site, _LEADER, "interview", form.argument, said=_GOOD)

    assert form.argument == "due:1"
    assert form.values == {"held_on": "2026-11-24"}
    assert isinstance(saved, InterviewSaved)
    assert saved.ratings == (("目标达成", "Reaching goals", "4/5", "讲了连续三个月超额的案例"),)
    query = "SELECT kind, trait, score, low, high FROM candidate_score"
    assert await answers(site, query) == [("interview", "goal_drive", "4", "1", "5")]


async def test_sent_twice_it_is_kept_once(site: Store) -> None:
    await acts(site, _LEADER, "interview", "due:1", said=_GOOD)

    again = await acts(
        site, _LEADER, "interview", "due:1", said={**_GOOD, "rating_goal_drive": "1"}
    )

    assert isinstance(again, InterviewSaved)
    assert again.is_repeat
    assert await answers(site, "SELECT score FROM candidate_score") == [("4",)]


async def test_one_that_nobody_planned_is_kept_once_for_each_opening(site: Store) -> None:
    form = await acts(site, _HR, "interview", text="录面试 王芳")
    assert isinstance(form, AskInterview)

    for _ in range(2):
        await acts(site, _HR, "interview", form.argument, said=_GOOD)

    assert form.argument.startswith("new:1:")
    rows = await answers(site, "SELECT interviewer_id, state FROM interview ORDER BY id")
    assert rows == [(_LEADER, "planned"), (_HR, "recorded")]


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"said_goal_drive": ""}, "said_goal_drive", "needs_evidence"),
        ({"said_goal_drive": "字" * 501}, "said_goal_drive", "too_long"),
        ({"rating_goal_drive": ""}, "rating_goal_drive", "needs_rating"),
        ({"rating_goal_drive": "6"}, "rating_goal_drive", "off_scale"),
        (
            {"rating_goal_drive": "", "said_goal_drive": ""},
            "rating_customer_development",
            "nothing",
        ),
        ({"held_on": "2026-11-26"}, "held_on", "bad_day"),
        ({"held_on": "2026-08-26"}, "held_on", "bad_day"),
        ({"held_on": "soon"}, "held_on", "bad_day"),
    ],
)
async def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    site: Store, changes: dict[str, str], field: str, problem: str
) -> None:
    answer = await acts(site, _LEADER, "interview", "due:1", said={**_GOOD, **changes})

    assert isinstance(answer, AskInterview)
    assert answer.problems == {field: problem}
    assert answer.values == {**_GOOD, **changes}
    assert await answers(site, "SELECT count(*) FROM candidate_score") == [(0,)]


@pytest.mark.parametrize("length", [500, 501])
def test_the_longest_evidence(length: int) -> None:
    said = {"rating_a": "1", "said_a": "x" * length}

    assert bool(rating_problems(said, ("a",))) is (length > 500)


async def test_another_manager_sees_nobody(site: Store) -> None:
    typed = await acts(site, _OTHER, "interview", text="录面试 王芳")
    unknown = await acts(site, _OTHER, "interview", text="录面试 李强")
    pressed = await acts(site, _OTHER, "interview", "due:1", said=_GOOD)
    chosen = await acts(site, _OTHER, "interview", "of:1")

    assert isinstance(typed, NotFound)
    assert isinstance(unknown, NotFound)
    assert typed.message_id == unknown.message_id == "candidate.unknown"
    assert isinstance(pressed, NotAllowed)
    assert isinstance(chosen, NotAllowed)


async def test_two_of_one_name_are_told_apart_by_what_is_not_protected(site: Store) -> None:
    await take_in(site, an_application("e2", candidate_id="C2", post="客户经理"))

    answer = await acts(site, _HR, "interview", text="录面试 王芳")
    chosen = await acts(site, _HR, "interview", "of:2")

    assert isinstance(answer, WhichCandidate)
    assert [(one.ref, one.post) for one in answer.choices] == [
        ("C2", "客户经理"),
        ("C1", "销售代表"),
    ]
    assert isinstance(chosen, AskInterview)


async def test_each_look_at_a_candidate_is_kept(site: Store) -> None:
    await acts(site, _LEADER, "interview", text="录面试 王芳")

    rows = await answers(site, "SELECT actor, action, subject FROM audit WHERE action LIKE 'cand%'")
    assert rows == [("person:2", "candidate.read", "candidate:1")]


# --- Scores --------------------------------------------------------------------------------------

_TEST = {
    "kind": "assessment",
    "trait": "goal_drive",
    "score": "8",
    "high": "10",
    "taken_on": "2026-11-24",
}


async def test_a_score_is_kept_raw_with_its_scale(site: Store) -> None:
    form = await acts(site, _HR, "candidate_score", text="录测评 王芳")
    assert isinstance(form, AskCandidateScore)

    saved = await acts(site, _HR, "candidate_score", form.argument, said=_TEST)
    again = await acts(site, _HR, "candidate_score", form.argument, said=_TEST, key="2")

    assert isinstance(saved, CandidateScoreSaved)
    assert (saved.score, saved.high, saved.percent) == ("8", "10", "80.00")
    assert isinstance(again, CandidateScoreSaved)
    assert again.is_repeat
    assert await answers(site, "SELECT score, high FROM candidate_score") == [("8", "10")]


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"score": "11"}, "score", "off_scale"),
        ({"score": "85"}, "score", "off_scale"),
        ({"score": "x"}, "score", "no_number"),
        ({"high": "NaN"}, "high", "no_number"),
        ({"low": "9"}, "score", "off_scale"),
        ({"trait": "zodiac"}, "trait", "needed"),
        ({"taken_on": "2027-01-01"}, "taken_on", "bad_day"),
    ],
)
async def test_a_score_off_its_scale_is_asked_again(
    site: Store, changes: dict[str, str], field: str, problem: str
) -> None:
    answer = await acts(site, _HR, "candidate_score", "of:1", said={**_TEST, **changes})

    assert isinstance(answer, AskCandidateScore)
    assert answer.problems == {field: problem}


@pytest.mark.parametrize("who", [_LEADER, _OTHER])
async def test_scores_are_of_hr_alone(site: Store, who: int) -> None:
    assert isinstance(await acts(site, who, "candidate_score", text="录测评 王芳"), NotAllowed)


# --- Resumes -------------------------------------------------------------------------------------

_RESUME = ResumeText(
    format="txt",
    lines=tuple(
        ResumeLine(number=n, cells=(text,))
        for n, text in enumerate(
            ("姓名:王芳", "性别:女", "电话:13800138000", "负责客户开发,新签30家"), 1
        )
    ),
)


async def _file(store: Store, owner: int = _HR) -> int:
    async with store.begin() as uow:
        kept = await uow.attachments.keep(
            key=f"k{owner}",
            owner_id=owner,
            kind=AttachmentKind.DOCUMENT,
            name="王芳.txt",
            media_type="text/plain",
            body=b"resume",
            at=AT,
        )
    return kept.id


async def test_a_resume_goes_to_the_one_with_its_contact_and_name(site: Store) -> None:
    await take_in(
        site,
        an_event(
            "u1",
            "candidate.updated",
            {"candidate_id": "C1", "phone": "13800138000"},
            source="ats",
            version=2,
        ),
    )
    number = await _file(site)

    taken = await acts(site, _HR, "resume", f"read:{number}", resume=_RESUME)
    again = await acts(site, _HR, "resume", f"read:{number}", resume=_RESUME, key="again")

    assert isinstance(taken, ResumeTaken)
    assert (taken.candidate, taken.points, taken.dropped) == (
        "王芳",
        (("customer_development", 2),),
        ("gender",),
    )
    assert isinstance(again, ResumeTaken)
    assert again.is_repeat
    assert await answers(site, "SELECT candidate_id, name FROM candidate_resume") == [
        (1, "王芳.txt")
    ]
    query = "SELECT kind, trait, score, high FROM candidate_score"
    assert await answers(site, query) == [("resume", "customer_development", "2", "5")]
    for table in ("candidate_resume", "candidate_score", "candidate"):
        assert "13800138000" not in str(await answers(site, f"SELECT * FROM {table}"))  # noqa: S608 - our own names


async def test_by_the_name_alone_hr_chooses_or_adds(site: Store) -> None:
    number = await _file(site)

    asked = await acts(site, _HR, "resume", f"read:{number}", resume=_RESUME)
    first = await acts(site, _HR, "resume", f"read:{number}:new", resume=_RESUME)
    second = await acts(site, _HR, "resume", f"read:{number}:new", resume=_RESUME, key="twice")

    assert isinstance(asked, WhichCandidate)
    assert asked.may_add
    assert [one.ref for one in asked.choices] == ["C1"]
    assert isinstance(first, ResumeTaken)
    assert isinstance(second, ResumeTaken)
    assert await answers(site, "SELECT id, name FROM candidate ORDER BY id") == [
        (1, "王芳"),
        (2, "王芳"),
    ]


async def test_a_chosen_one_gets_it(site: Store) -> None:
    number = await _file(site)

    await acts(site, _HR, "resume", f"read:{number}:1", resume=_RESUME)

    assert await answers(site, "SELECT candidate_id FROM candidate_resume") == [(1,)]


@pytest.mark.parametrize("who", [_LEADER, _OTHER])
async def test_resumes_are_taken_in_by_hr_alone(site: Store, who: int) -> None:
    number = await _file(site, owner=who)

    assert isinstance(await acts(site, who, "resume", f"read:{number}", resume=_RESUME), NotAllowed)


async def test_a_file_of_somebody_else_is_not_read(site: Store) -> None:
    number = await _file(site, owner=_OTHER)

    assert isinstance(await acts(site, _HR, "resume", f"read:{number}", resume=_RESUME), NotAllowed)


# --- Reminders -----------------------------------------------------------------------------------

_WEEK = Workdays(pattern=Weekdays())


@pytest.mark.parametrize(
    ("today", "number"),
    [
        pytest.param("2026-11-23", None, id="before it took place"),
        pytest.param("2026-11-24", 1, id="the same day"),
        pytest.param("2026-11-25", 2, id="a workday later"),
        pytest.param("2026-11-26", 2, id="two workdays later"),
        pytest.param("2026-11-27", 3, id="three workdays later"),
        pytest.param("2026-11-28", 3, id="on a Saturday"),
        pytest.param("2026-11-30", None, id="four workdays later"),
    ],
)
def test_which_reminder_is_due(today: str, number: int | None) -> None:
    assert reminder_number(date(2026, 11, 24), date.fromisoformat(today), _WEEK) == number


def _slot(day: int, hour: int = 1) -> datetime:
    return datetime(2026, 11, day, hour, 33, tzinfo=UTC)


async def test_nobody_is_reminded_before_the_interview_is_over(site: Store) -> None:
    await run(site, "interview", _slot(24))

    assert await told(site, "interview_due") == []


async def test_a_reminder_comes_after_it_three_times_and_stops(site: Store) -> None:
    for day in (25, 25, 26, 27, 28, 30):
        await run(site, "interview", _slot(day))

    numbers = [facts["number"] for _, facts in await told(site, "interview_due")]
    assert numbers == [2, 3]


async def test_a_record_stops_reminders_and_the_one_on_its_way(site: Store) -> None:
    await run(site, "interview", _slot(25))
    await acts(site, _LEADER, "interview", "due:1", said=_GOOD)
    await run(site, "interview", _slot(27))

    async with site.read() as uow:
        (notice,) = [
            one for one in await uow.outbox.listed(["pending"]) if one.kind == "interview_due"
        ]
        is_true = await KINDS[NoticeKind.INTERVIEW_DUE].still_true(notice, uow)
    assert notice.person_id == _LEADER
    assert not is_true


async def test_a_cancelled_interview_is_not_reminded_of(site: Store) -> None:
    await take_in(site, a_plan("p2", version=2, interviewer_id="A002", is_cancelled=True))

    await run(site, "interview", _slot(25))

    assert await told(site, "interview_due") == []


async def test_whoever_took_her_application_back_is_not_reminded_of(site: Store) -> None:
    await run(site, "interview", _slot(25))
    gone = an_event("gone", "candidate.withdrawn", {"candidate_id": "C1"}, source="ats", version=3)
    await take_in(site, gone)
    await run(site, "interview", _slot(27))

    async with site.read() as uow:
        (notice,) = [
            one for one in await uow.outbox.listed(["pending"]) if one.kind == "interview_due"
        ]
        assert not await KINDS[NoticeKind.INTERVIEW_DUE].still_true(notice, uow)


# --- How long ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "name"),
    [
        pytest.param(180, "王芳", id="at"),
        pytest.param(181, "", id="just over"),
    ],
)
async def test_a_rejected_candidate_is_erased_when_her_time_is_over(
    site: Store, days: int, name: str
) -> None:
    await acts(site, _LEADER, "interview", "due:1", said=_GOOD)
    async with site.begin() as uow:
        await uow.candidates.settle(1, CandidateState.REJECTED, on=date(2026, 11, 24))

    await run(site, "housekeeping", AT + days * _DAY)

    kept = 1 if name else 0
    assert await answers(site, "SELECT name FROM candidate") == [(name,)]
    assert await answers(site, "SELECT count(*) FROM candidate_score") == [(kept,)]
    erased = await answers(site, "SELECT count(*) FROM audit WHERE action = 'candidate.erase'")
    assert erased == [(1 - kept,)]


@pytest.mark.parametrize("state", [CandidateState.OPEN, CandidateState.HIRED])
async def test_an_open_or_hired_candidate_stays(site: Store, state: CandidateState) -> None:
    async with site.begin() as uow:
        await uow.candidates.settle(1, state, on=date(2026, 11, 24))

    await run(site, "housekeeping", AT + 1000 * _DAY)

    assert await answers(site, "SELECT name FROM candidate") == [("王芳",)]
