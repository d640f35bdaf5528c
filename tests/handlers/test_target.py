"""A month's target as the rep, her manager and HR meet it in chat and by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import product

import pytest

from handlers.interaction import Interaction
from handlers.routes import BY_ID
from handlers.understanding import Intent, understand
from jobs.job import JobSite
from jobs.runner import Runner
from jobs.schedule import JOBS
from rules.errors import FootholdError
from rules.people import Role
from rules.statement import Statement
from rules.target import Target, TargetPolicy
from rules.target_record import (
    AskAcceptance,
    AskDecision,
    MyTarget,
    NoTarget,
    Standing,
    TargetAnswered,
    TargetHistory,
    TargetStep,
)
from storage.store import Store
from tests.builders import Event, a_deal, a_hire, an_event, given_plan, take_in
from tests.fakes import FixedClock
from tests.jobs.crew import answers, hourly
from tests.jobs.night import told

_POLICY = TargetPolicy(reward_minor=30_000, version="7")
_SEED = TargetPolicy(reward_minor=30_000, version="7", strict_seed=True)
LEI, MIN, HR = 1, 2, 3


def morning(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T07:12:00+08:00").astimezone(UTC)


async def night(store: Store, day: str, policy: TargetPolicy = _POLICY) -> None:
    """Run the job of a morning."""
    slot = morning(day)
    runner = Runner(
        store,
        jobs=JOBS,
        site=JobSite(targets=policy),
        clock=FixedClock(slot),
        slots_between=hourly,
        owner="test",
    )
    run = await runner.run_slot("target", slot)
    assert run.failed == 0


async def asks(
    store: Store,
    person_id: int,
    route: str,
    argument: str = "",
    *,
    day: str = "2026-11-17",
    **written: str,
) -> object:
    """Run a route; give the facts or the refusal."""
    at = morning(day)
    try:
        async with store.begin() as uow:
            person = (await uow.people.by_id([person_id]))[person_id]
            interaction = Interaction(
                id=f"i-{person_id}-{route}",
                person=person,
                at=at,
                understood=understand("", today=at.date()),
                argument=argument,
                answers=written,
                targets=_POLICY,
            )
            return await BY_ID[route].handler(interaction, uow)
    except FootholdError as error:
        return error


def scored(week: str, product_: str, communication: str, **more: object) -> Event:
    said: Mapping[str, object] = {
        "employee_id": "A001",
        "week": week,
        "product": product_,
        "communication": communication,
        **more,
    }
    return an_event(f"skill-{week}-{product_}", "skill.scored", said)


def sold(number: str, day: str, amount: str = "1000.00", **data: object) -> Event:
    return a_deal(number, closed_at=f"{day}T10:00:00+08:00", amount=amount, **data)


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1), her manager Min (2) and HR (3)."""
    await given_plan(store)
    await take_in(
        store,
        a_hire("A001", name="李雷", manager="A002", hired_on="2026-09-01"),
        a_hire("A002", name="周敏", roles=["manager"]),
        a_hire("A003", name="吴静", roles=["hr"]),
    )
    return store


async def steps(store: Store, month: str = "2026-11") -> list[TargetStep]:
    async with store.read() as uow:
        return await uow.targets.of_month(LEI, month)


#: Weeks of 2 and 9 November; the second is cut at the end of Monday the 16th.
_GREW = (scored("2026-11-02", "60", "60"), scored("2026-11-09", "67", "67"))
#: Seven workdays before the 17th are 6, 9-13 and 16 November; before them 28 October to 5 November.
_SOLD = (
    sold("B1", "2026-10-28"),
    sold("B2", "2026-10-30"),
    sold("B3", "2026-11-03"),
    sold("L1", "2026-11-10", "3200.00"),
)


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
    assert await asks(company, LEI, "target") == NoTarget(month="2026-11")
    assert await asks(company, LEI, "target_why") == NoTarget(month="2026-11")


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


async def test_skill_growth_lowers_the_bar_once_the_manager_says_so(company: Store) -> None:
    await night(company, "2026-11-02")
    await take_in(company, *_GREW)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)

    form = await asks(company, MIN, "target_decide", f"{step.id}:approve")
    before = await asks(company, LEI, "target")
    done = await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="进步明显")

    assert step.evidence is not None
    assert str(step.evidence.percent) == "11.67"
    assert isinstance(form, AskDecision)
    assert isinstance(before, MyTarget)
    assert before.target == Target(pass_bar=3)
    assert isinstance(done, TargetAnswered)
    assert (done.told, done.target) == ("approved_changed", Target(pass_bar=2))
    [(person, facts)] = await told(company, "target_change")
    assert (person, facts["what"], facts["pass_after"]) == (LEI, "changed", 2)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("60", "66", id="ten percent exactly"),
        pytest.param("0", "67", id="a zero base"),
        pytest.param("67", "60", id="less than before"),
    ],
)
async def test_no_growth_or_no_base_proposes_nothing(
    company: Store, first: str, second: str
) -> None:
    await take_in(company, scored("2026-11-02", first, first), scored("2026-11-09", second, second))

    await night(company, "2026-11-17")

    assert [one.cause for one in await steps(company)] == [None]


async def test_a_week_that_is_not_cut_yet_proposes_nothing(company: Store) -> None:
    await take_in(company, *_GREW)

    await night(company, "2026-11-16")

    assert [one.cause for one in await steps(company)] == [None]


async def test_another_scale_is_compared_as_percent_and_kept_raw(company: Store) -> None:
    await take_in(
        company,
        scored("2026-11-02", "3", "3", scale="5"),
        scored("2026-11-09", "67", "67"),
    )

    await night(company, "2026-11-17")

    [_, step] = await steps(company)
    assert step.evidence is not None
    assert (str(step.evidence.before), str(step.evidence.after)) == ("60.00", "67.00")
    [(kept, scale)] = await answers(
        company, "SELECT value, out_of FROM assessment ORDER BY week, domain LIMIT 1"
    )
    assert (kept, scale) == ("3", "5")


async def test_an_older_word_on_a_week_has_no_effect(company: Store) -> None:
    await take_in(company, scored("2026-11-09", "67", "67"))
    old = an_event(
        "late",
        "skill.scored",
        {"employee_id": "A001", "week": "2026-11-11", "product": "1", "communication": "1"},
        version=0,
    )

    [result] = await take_in(company, old)

    assert result.outcome == "accepted"
    assert await answers(company, "SELECT DISTINCT value FROM assessment") == [("67",)]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"product": "101"}, id="above the scale"),
        pytest.param({"product": "-1"}, id="negative"),
        pytest.param({"scale": "0"}, id="no scale"),
        pytest.param({"week": "soon"}, id="no week"),
    ],
)
async def test_a_score_out_of_scale_is_refused(company: Store, said: dict[str, object]) -> None:
    data = {"employee_id": "A001", "week": "2026-11-09", "product": "1", "communication": "1"}

    [result] = await take_in(company, an_event("bad", "skill.scored", {**data, **said}))

    assert result.outcome == "refused"


async def test_results_growth_asks_manager_and_rep_and_shows_the_reward(company: Store) -> None:
    await take_in(company, *_SOLD)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)

    approved = await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="好")
    before = await asks(company, LEI, "target")
    accepted = await asks(company, LEI, "target_answer", f"{step.id}:accept")

    assert step.evidence is not None
    assert str(step.evidence.percent) == "6.67"
    assert isinstance(approved, TargetAnswered)
    assert approved.told == "approved_asked"
    assert isinstance(before, MyTarget)
    assert (before.target.stretch, before.reward_minor) == (None, 0)
    assert isinstance(accepted, TargetAnswered)
    assert accepted.target == Target(pass_bar=3, stretch=4)
    [(_, facts)] = await told(company, "target_change")
    assert (facts["what"], facts["reward_minor"]) == ("asked", 30_000)


async def test_she_may_keep_what_she_has(company: Store) -> None:
    await take_in(company, *_SOLD)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)
    await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="好")

    kept = await asks(company, LEI, "target_answer", f"{step.id}:keep")
    again = await asks(company, LEI, "target_answer", f"{step.id}:accept")

    assert isinstance(kept, TargetAnswered)
    assert (kept.told, kept.target) == ("kept", Target(pass_bar=3))
    assert isinstance(again, FootholdError) or again == kept


@pytest.mark.parametrize(
    ("policy", "target"),
    [
        pytest.param(_POLICY, Target(pass_bar=2, stretch=4), id="default: two numbers"),
        pytest.param(_SEED, Target(pass_bar=4), id="strict_seed: results outrank learning"),
    ],
)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["skill first", "results first"])
async def test_both_rules_in_one_month(
    company: Store, policy: TargetPolicy, target: Target, order: tuple[int, int]
) -> None:
    await take_in(company, *_GREW, *_SOLD)
    await night(company, "2026-11-17", policy)
    proposals = (await steps(company))[1:]
    for index in order:
        step = proposals[index]
        await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="好")
        await asks(company, LEI, "target_answer", f"{step.id}:accept")

    mine = await asks(company, LEI, "target")

    assert isinstance(mine, MyTarget)
    assert mine.target == target


async def test_silence_is_reminded_of_then_goes_to_hr(company: Store) -> None:
    await take_in(company, *_GREW)
    for day in ("17", "18", "18", "19", "20", "23"):
        await night(company, f"2026-11-{day}")

    said = [(person, facts["what"]) for person, facts in await told(company, "target_proposal")]

    assert said == [(MIN, "proposed"), (MIN, "reminded"), (HR, "handed")]
    assert [one.standing for one in await steps(company)] == [
        Standing.HOLDS,
        Standing.WAITS_FOR_MANAGER,
    ]


async def test_without_a_manager_hr_is_asked_at_once(store: Store) -> None:
    await given_plan(store)
    await take_in(
        store, a_hire("A001", hired_on="2026-09-01"), a_hire("A002"), a_hire("A003", roles=["hr"])
    )
    await take_in(store, *_GREW)
    await night(store, "2026-11-17")
    [_, step] = await steps(store)

    done = await asks(store, HR, "target_decide", f"{step.id}:approve", reason="同意")

    assert [person for person, _ in await told(store, "target_proposal")] == [HR]
    assert isinstance(done, TargetAnswered)


@pytest.mark.parametrize(
    ("role", "scope"), [pytest.param(r, s, id=f"{r}, {s}") for r, s in product(Role, (0, 1))]
)
async def test_who_may_decide(store: Store, role: Role, scope: int) -> None:
    await given_plan(store)
    await take_in(
        store,
        a_hire("A001", hired_on="2026-09-01", manager="A002"),
        a_hire("A002", roles=["manager"]),
        a_hire("A003", roles=[role.value]),
    )
    await take_in(store, *_GREW)
    for day in ("17", "18", "19")[: 3 if scope else 1]:
        await night(store, f"2026-11-{day}")
    [_, step] = await steps(store)

    own = await asks(store, LEI, "target_decide", f"{step.id}:approve", reason="我")
    other = await asks(store, 3, "target_decide", f"{step.id}:approve", reason="好")
    words = await asks(store, 3, "target_ack", f"{step.id}")

    assert isinstance(own, FootholdError)
    assert isinstance(other, TargetAnswered) is (role is Role.HR and scope == 1)
    assert isinstance(words, FootholdError)


async def test_the_first_word_stands(company: Store) -> None:
    await take_in(company, *_GREW)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)
    first = await asks(company, MIN, "target_decide", f"{step.id}:decline", reason="再看看")

    again = await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="好")

    assert isinstance(first, TargetAnswered)
    assert isinstance(again, TargetAnswered)
    assert (first.told, again.told) == ("declined", "was_declined")
    assert again.target == Target(pass_bar=3)


async def test_a_month_that_is_over_changes_no_more(company: Store) -> None:
    await take_in(company, *_GREW)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)

    late = await asks(
        company, MIN, "target_decide", f"{step.id}:approve", day="2026-12-01", reason="好"
    )

    assert isinstance(late, FootholdError)
    assert late.message_id == "error.target_month_over"


async def test_in_the_last_fourteen_days_both_sign(company: Store) -> None:
    hired = {"employee_id": "A001", "probation_ends_on": "2026-11-30"}
    await take_in(company, an_event("u", "employee.updated", hired, version=2), *_GREW)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)
    decision = f"{step.id}:approve"

    unsigned = await asks(company, MIN, "target_decide", decision, reason="好")
    signed = await asks(company, MIN, "target_decide", decision, reason="好", signature="P-1")
    tapped = await asks(company, LEI, "target_answer", f"{step.id}:accept")
    accepted = await asks(company, LEI, "target_answer", f"{step.id}:accept", signature="P-2")

    assert isinstance(unsigned, FootholdError)
    assert unsigned.message_id == "error.target_signature_missing"
    assert isinstance(signed, TargetAnswered)
    assert signed.told == "approved_asked"
    assert isinstance(tapped, AskAcceptance)
    assert isinstance(accepted, TargetAnswered)
    assert accepted.target == Target(pass_bar=2)


async def test_an_approval_from_before_the_last_days_is_signed_afterwards(company: Store) -> None:
    hired = {"employee_id": "A001", "probation_ends_on": "2026-12-03"}
    await take_in(company, an_event("u", "employee.updated", hired, version=2), *_SOLD)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)
    decision, acceptance = f"{step.id}:approve", f"{step.id}:accept"
    await asks(company, MIN, "target_decide", decision, reason="好")
    later = "2026-11-20"

    early = await asks(company, LEI, "target_answer", acceptance, day=later, signature="P-2")
    await asks(company, MIN, "target_decide", decision, day=later, reason="好", signature="P-1")
    done = await asks(company, LEI, "target_answer", acceptance, day=later, signature="P-2")

    assert isinstance(early, FootholdError)
    assert early.message_id == "error.target_manager_must_sign"
    assert isinstance(done, TargetAnswered)
    assert done.target.stretch == 4


async def _rewarded(company: Store) -> TargetStep:
    await take_in(company, *_SOLD)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)
    await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="好")
    await asks(company, LEI, "target_answer", f"{step.id}:accept")
    return step


async def _lines(company: Store) -> list[tuple[object, ...]]:
    return await answers(
        company,
        "SELECT amount_minor, cause_id FROM commission_line WHERE kind = 'reward' ORDER BY id",
    )


async def test_the_reward_is_posted_when_the_stretch_is_reached_and_never_twice(
    company: Store,
) -> None:
    step = await _rewarded(company)
    await take_in(company, sold("L2", "2026-11-17"))
    short = await _lines(company)
    await take_in(company, sold("L3", "2026-11-18"))
    await take_in(company, sold("L3", "2026-11-18"), sold("L4", "2026-11-18"))
    await night(company, "2026-11-19")

    assert short == []
    assert await _lines(company) == [(30_000, f"target:{step.id}:1")]
    [(person, facts)] = await told(company, "target_reward")
    assert (person, facts["minor"], facts["done"]) == (LEI, 30_000, 4)


async def test_a_later_cancellation_takes_the_reward_back_and_a_new_deal_gives_it_again(
    company: Store,
) -> None:
    step = await _rewarded(company)
    await take_in(company, sold("L2", "2026-11-17"), sold("L3", "2026-11-18"))
    gone = an_event("c", "deal.cancelled", {"deal_id": "L2"}, version=2)
    await take_in(company, gone)
    await take_in(company, gone)
    taken = await _lines(company)
    await take_in(company, sold("L5", "2026-11-19"))

    assert [minor for minor, _ in taken] == [30_000, -30_000]
    assert await _lines(company) == [
        (30_000, f"target:{step.id}:1"),
        (-30_000, f"target:{step.id}:2"),
        (30_000, f"target:{step.id}:3"),
    ]


async def test_the_ledger_still_balances_beside_a_reward(company: Store) -> None:
    await _rewarded(company)
    await take_in(company, sold("L2", "2026-11-17"), sold("L3", "2026-11-18"))

    async with company.read() as uow:
        unbalanced = await uow.ledger.unbalanced(limit=5)
        unlike = await uow.findings.unlike_ledger(0, 100)
    answer = await asks(company, LEI, "commission")

    assert (unbalanced, unlike) == ([], [])
    assert isinstance(answer, Statement)
    assert answer.lines[-1].minor == 30_000


async def test_why_shows_the_two_figures_and_who_said_what(company: Store) -> None:
    await _rewarded(company)

    found = await asks(company, LEI, "target_why")

    assert isinstance(found, TargetHistory)
    assert [word.kind.value for word in found.steps[0].words] == ["approved", "accepted"]
    assert dict(found.names) == {LEI: "李雷", MIN: "周敏"}


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
