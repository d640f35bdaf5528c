"""A site learns from its own weeks: the model speaks once it may, and a pinned one goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from jobs.retention_panel import panel_of
from jobs.retention_seen import seen
from jobs.retention_store import fit, pin, scored
from rules.errors import Invalid
from rules.panel import NEVER
from rules.retention_model import Stage
from rules.retention_report import report
from rules.retention_stay import Stay
from storage.retention import Career, Week
from storage.store import Store
from tests.jobs.crew import answers
from tests.retention_site import AT, FIRST, TODAY, given


async def test_an_admitted_model_speaks_with_bands_and_reasons_and_each_look_is_audited(
    store: Store,
) -> None:
    await given(store, 500)

    done = await fit(store, at=AT, today=TODAY, actor="hr")
    number, found = await scored(store, at=AT, actor="hr")

    assert done.evaluation.refusals == ()
    assert (done.stage, done.is_promoted, number) == (Stage.MODEL, True, done.model_id)
    assert found
    assert {reason for one in found for reason in one.reasons} <= {
        "training", "mentor", "results", "tenure",
    }  # fmt: skip
    looks = await answers(store, "SELECT actor FROM audit WHERE action = 'retention.score'")
    assert [actor for (actor,) in looks] == ["hr"]


async def test_a_pinned_model_goes_on_speaking_when_another_is_fitted(store: Store) -> None:
    await given(store, 500)
    first = await fit(store, at=AT, today=TODAY, actor="hr")
    async with store.begin() as uow:
        await pin(uow, first.model_id, by="hr", at=AT)

    second = await fit(store, at=AT, today=TODAY, actor="hr")

    number, _ = await scored(store, at=AT, actor="hr")
    assert not second.is_promoted
    assert number == first.model_id


async def test_few_leavers_let_expert_weights_speak_and_no_model(store: Store) -> None:
    await given(store, 40)

    done = await fit(store, at=AT, today=TODAY, actor="hr")

    assert (done.stage, done.is_promoted) == (Stage.PRIOR, True)
    assert any("are needed" in why for why in done.evaluation.refusals)
    async with store.read() as uow:
        assert await uow.retention.choice() == (done.model_id, "prior")
    [(kept,)] = await answers(store, "SELECT evaluation FROM risk_model")
    assert json.loads(str(kept))["admitted"] is False


async def test_what_comes_late_for_who_is_still_here_teaches_no_model_who_leaves(
    store: Store,
) -> None:
    await given(store, 200)
    before = await fit(store, at=AT, today=TODAY, actor="hr")
    async with store.begin() as uow:
        here = {one.person_id for one in await uow.retention.careers() if one.left_on is None}
        late = [
            replace(one, known_at=AT, facts={**one.facts, "touches": 9.0, "deals": 9.0})
            for one in await uow.retention.weeks()
            if one.person_id in here
        ]
        assert await uow.retention.add(late) == len(late) > 0

    after = await fit(store, at=AT, today=TODAY, actor="hr")

    async with store.read() as uow:
        bodies = [await uow.retention.body(one.model_id) for one in (before, after)]
        known = await seen(uow, at=AT)
    assert bodies[0] == bodies[1]
    assert not any("touches" in one.facts for one in known.weeks)


async def test_without_snapshots_it_is_said_who_takes_them(store: Store) -> None:
    with pytest.raises(Invalid, match="snapshot"):
        await fit(store, at=AT, today=TODAY, actor="hr")


def test_who_was_let_go_is_censored_and_no_leaver() -> None:
    weeks = [
        Week(person_id=one, week=FIRST, known_at=AT, event_time=AT, facts={"deals": 1.0})
        for one in (1, 2, 3)
    ]
    ends = FIRST + timedelta(days=180)

    def career(one: int, left: date | None, outcome: str | None) -> Career:
        return Career(person_id=one, hired_on=FIRST, probation_ends_on=ends, left_on=left,
                      outcome=outcome, decided_on=left)  # fmt: skip

    later = FIRST + timedelta(weeks=3)

    found = panel_of(weeks, [career(1, None, None), career(2, later, None),
                             career(3, later, "ended")])  # fmt: skip

    assert found.leaves.tolist() == [NEVER, found.period[0] + 3, NEVER]
    assert found.seen_until.tolist() == [found.period[0], *[found.period[0] + n for n in (3, 2)]]


def test_a_month_whose_probations_run_gives_no_share_and_nobody_running_is_a_survivor() -> None:
    old, new = date(2026, 1, 5), date(2026, 10, 5)
    ends = date(2026, 6, 30)
    stays = [
        *[Stay(hired_on=old, ends_on=ends, confirmed=True)] * 6,
        *[Stay(hired_on=old, ends_on=ends, confirmed=False, resigned=date(2026, 3, 2))] * 3,
        Stay(hired_on=old, ends_on=ends, confirmed=False, dismissed=date(2026, 6, 1)),
        *[Stay(hired_on=new, ends_on=date(2027, 4, 1), confirmed=False)] * 4,
    ]

    found = report(stays, today=date(2026, 11, 24))

    january, october = found.cohorts
    assert january.retention is not None
    assert january.retention.value == pytest.approx(0.6)
    assert (january.resigned, january.dismissed) == (3, 1)
    assert (october.running, october.retention) == (4, None)
    # Those of October are censored after 7 weeks: ten are at risk at week 8, seven at week 21.
    assert found.curve[0].share == pytest.approx(7 / 10)
    assert found.curve[-1].share == pytest.approx(7 / 10 * 6 / 7)
    assert found.resigned[-1][1] + found.dismissed[-1][1] == pytest.approx(
        1 - found.curve[-1].share
    )
