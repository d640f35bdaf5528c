"""风险模型: HR alone reads which stage speaks, and the number that keeps a model from it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from handlers.interaction import Interaction
from handlers.risk_model import risk_model
from handlers.understanding import Intent, understand
from rules.errors import NotAllowed
from rules.people import Role
from rules.retention_refusal import Gate
from rules.retention_standing import ModelStanding, closed_cohorts, next_training
from storage.store import Store
from tests.builders import AT, a_hire, an_event, take_in


async def _asks(store: Store, number: str = "H1") -> ModelStanding:
    async with store.begin() as uow:
        person = (await uow.people.by_number([number]))[number][0]
        understood = understand("风险模型", today=AT.date())
        return await risk_model(
            Interaction(id="i", person=person, at=AT, understood=understood), uow
        )


async def _fitted(store: Store, *, leavers: int, **evaluation: object) -> int:
    fitted = {
        "fitted_at": AT, "seen_until": AT.date(), "horizon": 4, "leavers": leavers,
        "schema_hash": "h", "is_admitted": False,
    }  # fmt: skip
    async with store.begin() as uow:
        return await uow.retention.add_model(fitted, body="{}", evaluation=json.dumps(evaluation))


@pytest.fixture
async def company(store: Store) -> Store:
    """HR, and eight who came in January: seven have left, one of them dismissed."""
    dates = {"hired_on": "2026-01-05", "probation_ends_on": "2026-06-30"}
    gone = [
        an_event(f"l{n}", "employee.left", {
            "employee_id": f"A{n}", "kind": "dismissal" if n == 0 else "resignation",
            "last_active_on": "2026-03-02",
        })
        for n in range(7)
    ]  # fmt: skip
    hires = [a_hire(f"A{n}", **dates) for n in range(8)]
    await take_in(store, a_hire("H1", roles=["hr"]), *hires, *gone)
    return store


async def test_before_any_training_it_counts_who_resigned_and_which_months_have_ended(
    company: Store,
) -> None:
    found = await _asks(company)

    assert (found.stage, found.speaks, found.fitted_on) == ("rules", None, None)
    assert (found.leavers, found.cohorts) == (6, 1)
    assert [(one.gate, one.value, one.limit) for one in found.refused] == [
        (Gate.FEW_LEAVERS, 6, 7),
        (Gate.FEW_COHORTS, 1, 2),
    ]
    assert found.next_on == date(2026, 12, 1)


@pytest.mark.parametrize(("leavers", "needed"), [(6, [7]), (7, [60]), (59, [60]), (60, [])])
async def test_each_stage_has_its_number_of_leavers(
    company: Store, leavers: int, needed: list[int]
) -> None:
    await _fitted(company, leavers=leavers)

    found = await _asks(company)

    asked = [one.limit for one in found.refused if one.gate is Gate.FEW_LEAVERS]
    assert asked == needed


async def test_each_gate_of_the_newest_training_is_told_with_its_number(company: Store) -> None:
    await _fitted(
        company,
        leavers=70,
        against=[{"gate": "slope", "text": "t", "value": 0.62, "limit": 0.8, "high": 1.25}],
        gates=[{"gate": "expert", "text": "t", "value": 0.51, "limit": 0.55}],
    )

    found = await _asks(company)

    assert [(one.gate, one.value) for one in found.refused] == [
        (Gate.FEW_COHORTS, 1),
        (Gate.SLOPE, 0.62),
        (Gate.EXPERT, 0.51),
    ]


async def test_a_model_that_speaks_has_nothing_against_it(company: Store) -> None:
    number = await _fitted(company, leavers=70)
    async with company.begin() as uow:
        await uow.retention.choose(number, "promoted", by="gate", at=AT)
        await uow.risk_trials.begin(number, began_on=AT.date(), at=AT)

    found = await _asks(company)

    assert (found.stage, found.speaks, found.refused) == ("model", number, ())
    assert (found.watched, found.watched_since) == (number, AT.date())


async def test_a_pin_and_a_fall_back_of_drift_are_told_apart(company: Store) -> None:
    number = await _fitted(company, leavers=70)
    async with company.begin() as uow:
        await uow.retention.choose(number, "pinned", by="hr", at=AT)
    pinned = await _asks(company)
    async with company.begin() as uow:
        await uow.retention.choose(None, "rules", by="drift", at=AT)

    drifted = await _asks(company)

    assert (pinned.is_pinned, pinned.has_drifted) == (True, False)
    assert (drifted.is_pinned, drifted.has_drifted, drifted.stage) == (False, True, "rules")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
async def test_nobody_else_reads_it(store: Store, role: Role) -> None:
    await take_in(store, a_hire("X1", roles=[role.value]))

    with pytest.raises(NotAllowed):
        await _asks(store, "X1")


@pytest.mark.parametrize(
    "text",
    [
        "风险模型", "模型状态", "为什么没有模型", "模型为什么没通过", "模型为什么被拒",
        "看看风险模型状态",
        "risk model", "why is there no model?", "why was the model refused",
    ],
)  # fmt: skip
def test_it_is_asked_for_in_many_words(text: str) -> None:
    assert understand(text, today=AT.date()).intent is Intent.RISK_MODEL


@pytest.mark.parametrize("text", ["这款模型多少钱", "客户要看模型演示", "为什么"])
def test_what_only_sounds_like_it_is_not_answered_by_it(text: str) -> None:
    assert understand(text, today=AT.date()).intent is not Intent.RISK_MODEL


@pytest.mark.parametrize(
    ("today", "closed"), [(date(2026, 6, 30), 0), (date(2026, 7, 1), 1), (date(2026, 7, 2), 1)]
)
def test_a_month_is_closed_the_day_after_its_last_probation(today: date, closed: int) -> None:
    spans = [(date(2026, 1, 5), date(2026, 6, 30)), (date(2026, 1, 9), date(2026, 6, 1))]

    assert closed_cohorts([*spans, (date(2026, 2, 2), None)], today) == closed


@pytest.mark.parametrize(
    ("today", "then"),
    [
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2027, 1, 31), date(2027, 2, 1)),
    ],
)
def test_training_is_on_the_first_of_the_next_month(today: date, then: date) -> None:
    assert next_training(today) == then
