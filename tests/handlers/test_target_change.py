"""A proposed change of a target: who decides, who accepts, in which order, and until when."""

from __future__ import annotations

from itertools import product

import pytest

from rules.errors import Conflict, FootholdError
from rules.people import Role
from rules.target import Target, TargetPolicy
from rules.target_record import (
    AskAcceptance,
    AskDecision,
    MyTarget,
    Standing,
    TargetAnswered,
)
from storage.store import Store
from tests.builders import a_hire, an_event, given_plan, take_in
from tests.jobs.night import told
from tests.target_month import (
    GREW,
    HR,
    LEI,
    MIN,
    POLICY,
    SEED,
    SOLD,
    a_company,
    asks,
    night,
    steps,
)


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1), her manager Min (2) and HR (3)."""
    return await a_company(store)


async def test_results_growth_asks_manager_and_rep_and_shows_the_reward(company: Store) -> None:
    await take_in(company, *SOLD)
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
    await take_in(company, *SOLD)
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
        pytest.param(POLICY, Target(pass_bar=2, stretch=4), id="default: two numbers"),
        pytest.param(SEED, Target(pass_bar=4), id="strict_seed: results outrank learning"),
    ],
)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["skill first", "results first"])
async def test_both_rules_in_one_month(
    company: Store, policy: TargetPolicy, target: Target, order: tuple[int, int]
) -> None:
    await take_in(company, *GREW, *SOLD)
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
    await take_in(company, *GREW)
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
    await take_in(store, *GREW)
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
    await take_in(store, *GREW)
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
    await take_in(company, *GREW)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)
    first = await asks(company, MIN, "target_decide", f"{step.id}:decline", reason="再看看")

    again = await asks(company, MIN, "target_decide", f"{step.id}:approve", reason="好")

    assert isinstance(first, TargetAnswered)
    assert isinstance(again, TargetAnswered)
    assert (first.told, again.told) == ("declined", "was_declined")
    assert again.target == Target(pass_bar=3)


async def test_a_month_that_is_over_changes_no_more(company: Store) -> None:
    await take_in(company, *GREW)
    await night(company, "2026-11-17")
    [_, step] = await steps(company)

    late = await asks(
        company, MIN, "target_decide", f"{step.id}:approve", day="2026-12-01", reason="好"
    )

    assert isinstance(late, FootholdError)
    assert late.message_id == "error.target_month_over"


async def test_in_the_last_fourteen_days_both_sign(company: Store) -> None:
    hired = {"employee_id": "A001", "probation_ends_on": "2026-11-30"}
    await take_in(company, an_event("u", "employee.updated", hired, version=2), *GREW)
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
    await take_in(company, an_event("u", "employee.updated", hired, version=2), *SOLD)
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


async def test_of_changes_by_hand_and_by_rule_the_last_to_hold_stands(company: Store) -> None:
    await asks(company, HR, "set_target", text="李雷 目标 4 单 理由 能干", day="2026-11-16")
    await asks(company, HR, "order", "do:1", day="2026-11-16")
    await take_in(company, *GREW)
    await night(company, "2026-11-17")
    [_, by_hand, skill] = await steps(company)
    await asks(company, MIN, "target_decide", f"{skill.id}:approve", reason="好")
    approve, accept, later = f"{by_hand.id}:approve", f"{by_hand.id}:accept", "2026-11-20"
    await asks(company, MIN, "target_decide", approve, day="2026-11-19", reason="好")

    accepted = await asks(company, LEI, "target_answer", accept, day=later)
    mine = await asks(company, LEI, "target", day=later)

    assert isinstance(accepted, TargetAnswered)
    assert accepted.target == Target(pass_bar=4)
    assert isinstance(mine, MyTarget)
    assert (mine.target, mine.known_at is None) == (Target(pass_bar=4), False)


async def test_what_waits_is_shown_beside_what_came_to_hold_meanwhile(company: Store) -> None:
    await asks(company, HR, "set_target", text="李雷 目标 4 单 理由 能干", day="2026-11-16")
    await asks(company, HR, "order", "do:1", day="2026-11-16")
    await take_in(company, *GREW)
    await night(company, "2026-11-17")
    [_, by_hand, skill] = await steps(company)
    await asks(company, MIN, "target_decide", f"{skill.id}:approve", reason="好")

    decision = await asks(company, MIN, "target_decide", f"{by_hand.id}:approve")
    await asks(company, MIN, "target_decide", f"{by_hand.id}:approve", reason="好")
    mine = await asks(company, LEI, "target")

    [*_, (_, asked)] = await told(company, "target_change")
    bars = Target(pass_bar=2), Target(pass_bar=4)
    assert isinstance(decision, AskDecision)
    assert (decision.step.before, decision.step.after) == bars
    assert (asked["pass_before"], asked["pass_after"]) == (2, 4)
    assert isinstance(mine, MyTarget)
    assert [(one.before, one.after) for one in mine.waiting] == [bars]


async def test_an_order_that_changes_nothing_any_more_says_so(company: Store) -> None:
    await asks(company, HR, "set_target", text="李雷 目标 2 单 理由 先补产品", day="2026-11-16")
    await take_in(company, *GREW)
    await night(company, "2026-11-17")
    [_, skill] = await steps(company)
    await asks(company, MIN, "target_decide", f"{skill.id}:approve", reason="好")

    late = await asks(company, HR, "order", "do:1", day="2026-11-18")

    assert isinstance(late, Conflict)
    assert (late.message_id, late.values["now"]) == ("order.target_no_change", 2)


async def test_an_order_beside_one_that_waits_says_so(company: Store) -> None:
    await asks(company, HR, "set_target", text="李雷 目标 2 单 理由 先补产品", day="2026-11-16")
    await asks(company, HR, "order", "do:1", day="2026-11-16")
    await asks(company, MIN, "set_target", text="李雷 目标 4 单 理由 能干", day="2026-11-16")

    second = await asks(company, MIN, "order", "do:2", day="2026-11-16")

    assert isinstance(second, Conflict)
    assert second.message_id == "order.target_proposed"
