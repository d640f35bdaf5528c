"""A newer model scores in shadow for four weeks whose outcome is known, then is judged once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.job import JobSite, Occasion, Within
from jobs.retention_band import Speaking, note_bands, speaking_model
from jobs.retention_store import fit, pin
from jobs.retention_train import sweep_watch
from jobs.retention_trial import judge_trial
from rules.retention_model import read, written
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.jobs.crew import answers
from tests.jobs.night import run, told
from tests.retention_site import AT, FIRST, TODAY, given, go_on
from tests.simulated_company import a_company

_REPS = 500
#: The newest week that was seen when the challenger was fitted, and that of the champion.
_NOW, _THEN = 84, 56
_BUDGET = 10
#: What is the same on either database and takes seconds to fit.
_ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def _champion(store: Store, *, spoilt: bool, until: int = _THEN) -> int:
    """Let a model of earlier weeks speak; spoilt, it ranks the wrong way."""
    await given(store, _REPS, until=until)
    done = await fit(store, at=AT, today=TODAY, actor="test")
    assert done.is_promoted
    if spoilt:
        await _replaced(store, done.model_id)
    await go_on(store, a_company(_REPS, seed=4), since=until, until=_NOW)
    async with store.read() as uow:
        return (await uow.retention.choice())[0] or 0


async def _replaced(store: Store, number: int) -> None:
    """Let the same model speak with its weights turned round."""
    async with store.begin() as uow:
        model = read(str(await uow.retention.body(number)))
        kept = next(one for one in await uow.retention.models() if one.id == number)
        wrong = replace(model, weights=tuple(-one for one in model.weights))
        fitted = {
            "fitted_at": AT, "seen_until": kept.seen_until, "horizon": 4, "leavers": 70,
            "schema_hash": wrong.schema_hash, "is_admitted": True,
        }  # fmt: skip
        spoilt = await uow.retention.add_model(fitted, body=written(wrong), evaluation="{}")
        await uow.retention.choose(spoilt, "promoted", by="gate", at=AT)


async def _weeks_go_by(store: Store, since: int, until: int) -> None:
    """Let the nights of some weeks score everybody, as the job does."""
    company = a_company(_REPS, seed=4)
    for week in range(since + 1, until + 1):
        await go_on(store, company, since=week - 1, until=week)
        async with store.begin() as uow:
            there = [one.person_id for one in await uow.retention.careers() if one.left_on is None]
            night = FIRST + timedelta(weeks=week + 1, days=1)
            for _ in range(2):  # the same night twice is once
                await note_bands(uow, there, await _speaking(uow), night=night, at=AT)


async def test_a_better_one_is_watched_shown_to_nobody_and_promoted_once_weeks_have_closed(
    store: Store,
) -> None:
    champion = await _champion(store, spoilt=True)
    done = await fit(store, at=AT, today=TODAY, actor="test", budget=_BUDGET)

    await _weeks_go_by(store, _NOW, _NOW + 7)
    early = await judge_trial(store, at=AT, budget=_BUDGET)
    async with store.read() as uow:
        speaking = (await uow.retention.choice())[0]
    banded = await answers(store, "SELECT DISTINCT model_id FROM risk_band")
    await _weeks_go_by(store, _NOW + 7, _NOW + 9)
    late = await judge_trial(store, at=AT, budget=_BUDGET)
    again = await judge_trial(store, at=AT, budget=_BUDGET)

    assert (done.is_promoted, done.is_watched) == (False, True)
    assert (early, speaking) == (None, champion)
    assert banded == [(champion,)]  # the watched one says nothing to anybody
    assert await told(store, "alert") == []
    assert (late, again) == ("promoted", None)
    async with store.read() as uow:
        assert await uow.retention.choice() == (done.model_id, "promoted")
        [trial] = await uow.risk_trials.all()
        shadow = await uow.risk_trials.scores(done.model_id)
    assert trial.state == "promoted"
    assert json.loads(trial.verdict)["gain_low"] > 0
    assert {one.week for one in shadow} == {FIRST + timedelta(weeks=_NOW + n) for n in range(1, 10)}


@_ON_SQLITE
async def test_what_changed_after_it_was_scored_changes_no_shadow_score(store: Store) -> None:
    await _champion(store, spoilt=True)
    done = await fit(store, at=AT, today=TODAY, actor="test", budget=_BUDGET)
    await _weeks_go_by(store, _NOW, _NOW + 1)
    async with store.read() as uow:
        before = await uow.risk_trials.scores(done.model_id)
        weeks = await uow.retention.weeks()
    newest = [one for one in weeks if one.week == before[0].week]
    late = [
        replace(one, known_at=AT + timedelta(days=1), facts={**one.facts, "deals": 99.0})
        for one in newest
    ]

    async with store.begin() as uow:
        await uow.retention.add(late)
        ids = [one.person_id for one in newest]
        await note_bands(uow, ids, await _speaking(uow), night=AT.date(), at=AT + timedelta(days=2))

    async with store.read() as uow:
        assert await uow.risk_trials.scores(done.model_id) == before


@_ON_SQLITE
async def test_while_one_is_watched_another_is_kept_and_not_watched(store: Store) -> None:
    await _champion(store, spoilt=True)
    first = await fit(store, at=AT, today=TODAY, actor="test", budget=_BUDGET)

    second = await fit(store, at=AT, today=TODAY, actor="test", budget=_BUDGET)

    assert (first.is_watched, second.is_watched) == (True, False)
    async with store.read() as uow:
        assert [one.model_id for one in await uow.risk_trials.all()] == [first.model_id]


@_ON_SQLITE
async def test_one_like_the_speaking_one_is_not_even_watched(store: Store) -> None:
    champion = await _champion(store, spoilt=False)

    done = await fit(store, at=AT, today=TODAY, actor="test", budget=_BUDGET)

    assert (done.is_promoted, done.is_watched) == (False, False)
    assert done.against
    async with store.read() as uow:
        assert (await uow.retention.choice())[0] == champion


@_ON_SQLITE
async def test_one_that_turned_out_worse_in_its_shadow_weeks_is_refused(store: Store) -> None:
    champion = await _champion(store, spoilt=False)
    await _replaced(store, champion)
    async with store.begin() as uow:
        worse = (await uow.retention.choice())[0] or 0
        await uow.retention.choose(champion, "promoted", by="gate", at=AT)
        began = FIRST + timedelta(weeks=_NOW + 1)
        assert await uow.risk_trials.begin(worse, began_on=began, at=AT)
    await _weeks_go_by(store, _NOW, _NOW + 9)

    assert await judge_trial(store, at=AT, budget=_BUDGET) == "refused"
    async with store.read() as uow:
        [trial] = await uow.risk_trials.all()
        assert await uow.retention.choice() == (champion, "promoted")
    assert "is not calibrated" in json.loads(trial.verdict)["against"]


@_ON_SQLITE
@pytest.mark.parametrize("number", [None, 1])
async def test_a_pin_ends_it_and_stands(store: Store, number: int | None) -> None:
    await _champion(store, spoilt=True)
    await fit(store, at=AT, today=TODAY, actor="test", budget=_BUDGET)
    async with store.begin() as uow:
        await pin(uow, number, by="hr", at=AT)

    ended = await judge_trial(store, at=AT, budget=_BUDGET)
    later = await fit(store, at=AT, today=TODAY, actor="test", budget=_BUDGET)

    assert ended == "ended"
    assert not later.is_watched
    async with store.read() as uow:
        assert await uow.retention.choice() == (number, "pinned")
        assert [one.state for one in await uow.risk_trials.all()] == ["ended"]


@_ON_SQLITE
async def test_one_that_was_touched_scores_nothing_and_is_refused(store: Store) -> None:
    champion = await _champion(store, spoilt=False)
    async with store.begin() as uow:
        fitted = {
            "fitted_at": AT, "seen_until": AT.date(), "horizon": 4, "leavers": 70,
            "schema_hash": "0", "is_admitted": True,
        }  # fmt: skip
        touched = await uow.retention.add_model(fitted, body="{}", evaluation="{}")
        began = FIRST + timedelta(weeks=_NOW + 1)
        await uow.risk_trials.begin(touched, began_on=began, at=AT)
    await _weeks_go_by(store, _NOW, _NOW + 1)

    async with store.read() as uow:
        assert await uow.risk_trials.scores(touched) == []
        assert (await uow.retention.choice())[0] == champion
    assert await answers(store, "SELECT DISTINCT model_id FROM risk_band") == [(champion,)]
    assert await judge_trial(store, at=AT, budget=_BUDGET) == "refused"
    async with store.begin() as uow:
        [trial] = await uow.risk_trials.all()
        assert "it is no model of this release" in trial.verdict
        # It stands in no other's way.
        assert await uow.risk_trials.begin(champion, began_on=began, at=AT)


@_ON_SQLITE
async def test_expert_weights_give_way_only_after_shadow_weeks(store: Store) -> None:
    await given(store, _REPS)
    prior = await fit(store, at=AT, today=TODAY, actor="test")
    async with store.begin() as uow:
        await uow.retention.choose(prior.model_id, "prior", by="gate", at=AT)

    done = await fit(store, at=AT, today=TODAY, actor="test", budget=_BUDGET)

    assert (done.stage.value, done.is_promoted, done.is_watched) == ("model", False, True)
    async with store.read() as uow:
        assert await uow.retention.choice() == (prior.model_id, "prior")


@_ON_SQLITE
async def test_the_sunday_job_judges_it_where_the_rules_speak_too(store: Store) -> None:
    await _champion(store, spoilt=True)
    done = await fit(store, at=AT, today=TODAY, actor="test", budget=_BUDGET)
    async with store.begin() as uow:
        await uow.retention.choose(None, "rules", by="drift", at=AT)
    occasion = Occasion(job="retention_watch", slot=AT, now=AT, site=JobSite())
    async with store.read() as uow:
        assert await sweep_watch(occasion, uow, Within()) == [done.model_id]

    first = await run(store, "retention_watch", AT)
    await run(store, "retention_watch", AT + timedelta(days=7))

    assert (first.state, first.failed) == ("done", 0)
    async with store.read() as uow:
        assert [one.state for one in await uow.risk_trials.all()] == ["ended"]


async def _speaking(uow: UnitOfWork) -> Speaking:
    found = await speaking_model(uow)
    assert found is not None
    return found
