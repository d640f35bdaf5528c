"""Profiles and decisions in each database: added, never changed; erased words leave nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rules.hiring import CompetencyProfile, Dimension, MarkerLine, Scale, Trait, TraitKind
from rules.hiring_desk import Choice, Decision
from rules.hiring_document import document, profile_of
from rules.hiring_match import Pool
from rules.hiring_validity import Outcome
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in
from tests.jobs.crew import answers

_DAY = date(2026, 11, 24)
_PROFILE = CompetencyProfile(
    version="1",
    dimensions=(
        Dimension(
            trait=Trait(key="drive", title={"zh": "动机"}),
            weight=Decimal("60.50"),
            is_less_better=True,
            scale=Scale(low=Decimal(1), high=Decimal(5)),
        ),
    ),
    sellers=60,
    top=12,
    starts_on=_DAY,
    markers=(
        MarkerLine(
            trait=Trait(key="touches", kind=TraitKind.BEHAVIOUR),
            measure="hedges_g",
            value=Decimal("0.60"),
            low=Decimal("0.10"),
            high=Decimal("1.10"),
            why_not="shared",
        ),
    ),
)


def _decision(**changed: object) -> Decision:
    one = Decision(
        candidate_id=7,
        choice=Choice.KEY,
        reason="强",
        by=1,
        at=AT,
        pool="key_review",
        score="90.00",
        weight_scored="100.00",
        profile_version="1",
    )
    return replace(one, **changed)  # type: ignore[arg-type] # of its own fields


async def _hr(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001", roles=["hr"]), a_hire("A002"))


def test_a_document_is_read_as_it_was_written() -> None:
    assert profile_of(document(_PROFILE)) == _PROFILE


async def test_of_two_versions_of_a_day_the_later_one_counts(store: Store) -> None:
    async with store.begin() as uow:
        for version in ("1", "2"):
            kept = replace(_PROFILE, version=version)
            assert await uow.profiles.add(kept, by="cli", at=AT)
        assert not await uow.profiles.add(_PROFILE, by="cli", at=AT)

    async with store.read() as uow:
        assert (await uow.profiles.in_force(_DAY)).version == "2"
        assert [one.version for one in await uow.profiles.versions()] == ["2", "1"]


async def test_the_newest_word_on_a_candidate_counts(store: Store) -> None:
    await _hr(store)
    async with store.begin() as uow:
        assert await uow.profiles.decide(_decision(), body="{}", key="a")
        assert not await uow.profiles.decide(_decision(), body="{}", key="a")
        later = _decision(choice=Choice.WAIT, reason="再看")
        assert await uow.profiles.decide(later, body="{}", key="b")

    async with store.read() as uow:
        assert await uow.profiles.decided([7, 8]) == {7: later}


async def test_what_was_written_about_an_erased_candidate_goes(store: Store) -> None:
    await _hr(store)
    hire = Outcome(score=Decimal("90.00"), pool=Pool.KEY_REVIEW, confirmed=None)
    async with store.begin() as uow:
        await uow.profiles.decide(_decision(), body='{"quote": "王芳"}', key="a")
        await uow.profiles.hire(7, 2, hire, "1", at=AT)
        await uow.profiles.forget([7])

    rows = await answers(store, "SELECT choice, reason, body FROM candidate_decision")
    assert rows == [("key", "", "{}")]
    async with store.read() as uow:
        assert await uow.profiles.outcomes() == []


@pytest.mark.parametrize("person_id", [1, 2])
async def test_one_candidate_becomes_one_person(store: Store, person_id: int) -> None:
    await _hr(store)
    hire = Outcome(score=Decimal("61.25"), pool=Pool.MIDDLE, confirmed=None)
    async with store.begin() as uow:
        assert await uow.profiles.hire(7, person_id, hire, "1", at=AT)
        assert not await uow.profiles.hire(7, 3 - person_id, hire, "1", at=AT)
        assert not await uow.profiles.hire(8, person_id, hire, "1", at=AT)
        assert await uow.profiles.outcomes() == [hire]
