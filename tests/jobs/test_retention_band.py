"""Where a model speaks each night keeps bands for HR; levels are what they were."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from jobs.job import JobSite, Occasion, Within
from jobs.retention_challenge import Ring, challenge
from jobs.retention_model import train
from jobs.retention_panel import NAMES, TOPICS
from jobs.retention_store import fit, pin
from jobs.retention_watch import drift, look
from jobs.risk import assess_all
from rules.panel import Panel
from rules.retention_drift import Answer
from rules.retention_label import labels
from rules.risk_band import RiskBand
from storage.retention import Week
from storage.store import Store
from tests.builders import a_hire, take_in
from tests.jobs.crew import answers
from tests.jobs.night import run
from tests.mentoring_team import HR, LEI, MANAGER
from tests.post_office import sql
from tests.retention_site import AT, TODAY, given, panel_in_memory
from tests.risk_team import a_risk_team
from tests.simulated_company import a_company

_BODY = {
    "fitted_at": AT, "seen_until": AT.date(), "horizon": 4, "leavers": 70,
    "schema_hash": "0" * 64, "is_admitted": True,
}  # fmt: skip


async def test_hr_reads_band_interval_and_stage_and_the_manager_none_of_it(store: Store) -> None:
    team = await a_risk_team(store)
    async with store.begin() as uow:
        number = await uow.retention.add_model(_BODY, body="{}", evaluation="{}")
        await uow.retention.choose(number, "promoted", by="gate", at=AT)
        band = RiskBand(person_id=LEI, model_id=number, stage="model", band="high", share=300,
                        low=200, high=400, reasons=("results",))  # fmt: skip
        await uow.risk_bands.add([band], night=team.clock.now.date(), at=team.clock.now)
    await team.red()
    await team.night()
    await team.morning()

    assert "约 10 人中 3 人会在 4 周内离开,区间 2–4" in team.card(HR).as_text()
    assert "同时出现:业绩" in team.card(HR).as_text()
    assert "红(3 项)" in team.card(HR).as_text()
    assert "人会在 4 周内离开" not in team.texts(MANAGER)


async def test_before_any_model_hr_reads_that_conditions_alone_speak(store: Store) -> None:
    team = await a_risk_team(store)
    await team.red()
    await team.night()
    await team.morning()

    assert "只用提醒条件" in team.card(HR).as_text()
    assert "只用提醒条件" not in team.texts(MANAGER)


async def test_a_night_keeps_bands_once_and_who_objects_has_none(store: Store) -> None:
    await given(store, 120)
    await fit(store, at=AT, today=TODAY, actor="test")
    slot = AT + timedelta(days=1)
    objecting, other = await _two_new(store)
    async with store.begin() as uow:
        await uow.risks.say(objecting, objects=True, at=AT, key="no")

    await run(store, "risk", slot)
    await run(store, "risk", slot + timedelta(days=1))

    rows = await answers(store, "SELECT person_id, night, stage FROM risk_band")
    assert [(person, str(night)[:10]) for person, night, _ in rows] == [(other, "2027-03-02")]
    [(_, _, stage)] = rows
    assert stage in {"prior", "model"}


async def test_a_model_that_was_touched_stops_no_alert(store: Store) -> None:
    await given(store, 40)
    await fit(store, at=AT, today=TODAY, actor="test")
    await _two_new(store)
    async with store.begin() as uow:
        number = await uow.retention.add_model(_BODY, body="{}", evaluation="{}")
        await uow.retention.choose(number, "promoted", by="gate", at=AT)

    done = await run(store, "risk", AT + timedelta(days=1))

    assert (done.state, done.failed) == ("done", 0)
    assert await answers(store, "SELECT count(*) FROM risk_band") == [(0,)]
    assert await answers(store, "SELECT count(*) FROM risk_assessment") == [(2,)]


async def test_both_models_are_read_once_a_night_and_not_once_a_shard(store: Store) -> None:
    await given(store, 40)
    done = await fit(store, at=AT, today=TODAY, actor="test")
    one, other = await _two_new(store)
    async with store.begin() as uow:
        body = str(await uow.retention.body(done.model_id))
        watched = await uow.retention.add_model(_BODY, body=body, evaluation="{}")
        assert await uow.risk_trials.begin(watched, began_on=date(2027, 2, 15), at=AT)
    at = AT + timedelta(days=1)
    occasion = Occasion(job="risk", slot=at, now=at, site=JobSite())

    async with store.begin() as uow:
        await assess_all(occasion, uow, Within(lo=one, hi=one))
    await sql(store, "UPDATE risk_model SET body = '{}'")
    async with store.begin() as uow:
        await assess_all(occasion, uow, Within(lo=other, hi=other))

    async with store.read() as uow:
        shadow = await uow.risk_trials.scores(watched)
    assert [each.person_id for each in shadow] == sorted([one, other])


async def _two_new(store: Store) -> tuple[int, int]:
    """Hire two who are on probation now, with a week each."""
    dates = {"hired_on": "2027-01-04", "probation_ends_on": "2027-07-01"}
    await take_in(store, a_hire("N1", **dates), a_hire("N2", **dates), at=AT, is_quiet=True)
    async with store.begin() as uow:
        people = await uow.people.by_number(["N1", "N2"])
        ids = [people[number][0].id for number in ("N1", "N2")]
        await uow.retention.add(
            [
                Week(person_id=one, week=date(2027, 2, 15), known_at=AT, event_time=AT,
                     facts={"training_completion": 0.5, "mentor_rating": 6.0, "deals": 0.0})
                for one in ids
            ]
        )  # fmt: skip
    return ids[0], ids[1]


async def test_the_rules_pinned_by_a_person_are_not_replaced_by_training(store: Store) -> None:
    await given(store, 40)
    async with store.begin() as uow:
        await pin(uow, None, by="hr", at=AT)

    done = await fit(store, at=AT, today=TODAY, actor="test")

    assert not done.is_promoted
    async with store.read() as uow:
        assert await uow.retention.choice() == (None, "pinned")


async def test_the_monthly_job_trains_once_a_slot(store: Store) -> None:
    await given(store, 40)

    first = await run(store, "retention_train", AT)
    await run(store, "retention_train", AT)

    assert first.state == "done"
    assert await answers(store, "SELECT count(*) FROM risk_model") == [(1,)]


async def test_a_site_without_weeks_trains_nothing_and_nothing_fails(store: Store) -> None:
    done = await run(store, "retention_train", AT)

    assert (done.state, done.skipped) == ("done", 1)


async def test_a_week_is_looked_at_once(store: Store) -> None:
    await given(store, 120)
    done = await fit(store, at=AT, today=TODAY, actor="test")

    looks = [await look(store, done.model_id, at=AT, today=TODAY) for _ in range(2)]

    assert looks == [Answer.NONE.value, None]


def _ring(panel: Panel, seen: int) -> Ring:
    return Ring(
        panel=panel, said=labels(panel, horizon=4), seen_until=seen, budget=10, topics=TOPICS
    )


def test_a_model_like_the_champion_does_not_take_its_place() -> None:
    panel = panel_in_memory(a_company(600, seed=3))
    said = labels(panel, horizon=4)
    seen = int(np.quantile(panel.period, 0.7))
    champion = train(panel, said, said.is_known & (panel.period + 4 <= seen), topics=TOPICS)

    found = challenge(_ring(panel, seen), champion)

    assert not found.is_promoted
    assert abs(found.gain) < 0.01


def test_a_spoilt_champion_gives_way() -> None:
    panel = panel_in_memory(a_company(1500, seed=3))
    said = labels(panel, horizon=4)
    seen = int(np.quantile(panel.period, 0.6))
    good = train(panel, said, said.is_known & (panel.period + 4 <= seen), topics=TOPICS)
    spoilt = type(good)(
        **{name: getattr(good, name) for name in good.__slots__ if name != "weights"},
        weights=tuple(-one for one in good.weights),
    )

    found = challenge(_ring(panel, seen), spoilt)

    assert "not better for certain" not in found.against
    assert "ranks worse" not in found.against
    assert found.gain_low > 0


@pytest.mark.parametrize(
    ("tried", "answer"),
    [
        pytest.param(Answer.NONE, Answer.RECALIBRATE, id="first the intercept"),
        pytest.param(Answer.RECALIBRATE, Answer.RETRAIN, id="then a new fit"),
        pytest.param(Answer.RETRAIN, Answer.RULES, id="then the rules"),
    ],
)
def test_a_level_that_moved_is_answered_by_the_mildest_step_left(
    tried: Answer, answer: Answer
) -> None:
    panel = panel_in_memory(a_company(1500, seed=3))
    said = labels(panel, horizon=4)
    seen = int(np.quantile(panel.period, 0.6))
    good = train(panel, said, said.is_known & (panel.period + 4 <= seen), topics=TOPICS)
    loud = type(good)(
        **{name: getattr(good, name) for name in good.__slots__ if name != "intercept"},
        intercept=good.intercept + 1.5,
    )
    numbers = dict.fromkeys(NAMES, panel.numbers["deals"])
    wide = type(panel)(
        **{name: getattr(panel, name) for name in panel.__slots__ if name != "numbers"},
        numbers={**numbers, **panel.numbers},
    )

    found = drift(wide, loud, seen_until=seen, tried=tried)

    assert found.answer is answer
    assert (found.moved_model is not None) == (answer is Answer.RECALIBRATE)
