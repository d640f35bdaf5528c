"""One reading (0050): a model learns from, scores, and is back-tested by each week as first known.

A correction comes for who is still here and for no leaver. Whatever reads newest versions would
score other rows than it was fitted on, and each of these tests fails where one reading moves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from handlers.backtest import Span, readings
from jobs.retention_band import note_bands, speaking_model
from jobs.retention_seen import seen
from jobs.retention_store import fit, scored
from rules.backtest import Reading, Rule
from rules.periods import DayRange
from rules.risk import RiskPolicy
from rules.target import TargetPolicy
from storage.retention import Facts, Week
from storage.store import Store
from tests.jobs.crew import answers
from tests.retention_site import AT, FIRST, given

_LATER = AT + timedelta(days=2)
#: What a correction makes of a week: other values, and some that were not known.
_CORRECTIONS: list[Callable[[Facts], Facts]] = [
    lambda facts: {**facts, "deals": 9.0, "touches": 30.0},
    lambda facts: {**facts, "training_completion": 0.1, "mentor_rating": 1.0},
    dict.fromkeys,
]


async def _corrected(store: Store, change: Callable[[Facts], Facts]) -> int:
    """Let a correction come in for every week of whoever is still here."""
    async with store.begin() as uow:
        here = {one.person_id for one in await uow.retention.careers() if one.left_on is None}
        late = [
            replace(one, known_at=_LATER, facts=change(one.facts))
            for one in await uow.retention.weeks()
            if one.person_id in here
        ]
        return await uow.retention.add(late)


async def _bands(store: Store, at: datetime) -> set[tuple[object, ...]]:
    async with store.begin() as uow:
        speaking = await speaking_model(uow)
        assert speaking is not None
        ids = [one.person_id for one in await uow.retention.careers() if one.left_on is None]
        await note_bands(uow, ids, speaking, night=at.date(), at=at)
    return set(await answers(store, "SELECT person_id, band, share, reasons FROM risk_band"))


async def _read(store: Store, rule: Rule, at: datetime) -> tuple[Reading, ...]:
    span = Span(
        days=DayRange(start=FIRST, end=at.date()), today=at.date(), now=at, zone="UTC",
        risk=RiskPolicy(), targets=TargetPolicy(), default_plan="standard",
    )  # fmt: skip
    async with store.read() as uow:
        return (await readings(rule, Decimal(2), span, uow)).readings


@pytest.mark.parametrize("change", _CORRECTIONS, ids=["results", "training", "unknown"])
async def test_a_correction_moves_no_band_no_score_no_reading_and_no_fit(
    store: Store, change: Callable[[Facts], Facts]
) -> None:
    await given(store, 120)
    done = await fit(store, at=AT, today=AT.date(), actor="test")
    async with store.begin() as uow:
        await uow.retention.choose(done.model_id, "promoted", by="gate", at=AT)
    bands, (_, found) = await _bands(store, AT), await scored(store, at=AT, actor="test")
    weekly = {one: await _read(store, one, AT) for one in (Rule.TRAINING_DUE, Rule.SIGNALS)}

    assert await _corrected(store, change) > 0

    assert await _bands(store, _LATER) == bands
    assert (await scored(store, at=_LATER, actor="test"))[1] == found
    assert {one: await _read(store, one, _LATER) for one in weekly} == weekly
    again = await fit(store, at=_LATER, today=_LATER.date(), actor="test")
    async with store.read() as uow:
        bodies = [await uow.retention.body(one.model_id) for one in (done, again)]
    assert bodies[0] == bodies[1]


async def test_what_is_scored_is_row_by_row_what_was_learned_from(store: Store) -> None:
    await given(store, 40)
    await _corrected(store, _CORRECTIONS[0])

    async with store.read() as uow:
        learned = (await seen(uow, at=_LATER)).weeks
        ids = {one.person_id for one in learned}
        night = await uow.retention.first_known(by=_LATER, ids=ids)

    assert [asdict(one) for one in night] == [asdict(one) for one in learned]


async def test_a_week_that_was_not_known_by_then_is_not_read(store: Store) -> None:
    await given(store, 12)
    async with store.begin() as uow:
        one = (await uow.retention.weeks())[0]
        late = Week(
            person_id=one.person_id, week=date(2027, 3, 1), known_at=_LATER,
            event_time=_LATER, facts={"deals": 1.0},
        )  # fmt: skip
        await uow.retention.add([late])

    async with store.read() as uow:
        before = await uow.retention.first_known(by=datetime(2027, 3, 1, tzinfo=UTC))
        after = await uow.retention.first_known(by=_LATER)
    assert (late in before, late in after) == (False, True)
