"""The profile in force: the file, then versions from their day on; HR changes weights forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot import answers as worded
from bot.cards.card import Card
from bot.cards.form import Form
from handlers.hiring_profile import in_force, keep
from rules.errors import Conflict, Invalid, NotFound
from rules.hiring import CompetencyProfile, Dimension, Source, Standing, Trait
from rules.hiring_desk import AskWeights, ProfileSaved, ProfileShown
from tests.builders import AT
from tests.hiring_team import EN, HR, PROFILE, ZH, Team
from tests.hiring_team import team as team  # noqa: PLC0414 - the fixture
from tests.jobs.crew import answers

_TODAY = AT.date()


async def _keep(team: Team, version: str, starts_on: date, **changed: object) -> None:
    profile = replace(PROFILE, version=version, starts_on=starts_on, **changed)  # type: ignore[arg-type] # of its own fields
    async with team.store.begin() as uow:
        await keep(uow, profile, at=AT, today=_TODAY, actor="cli")


async def _in_force(team: Team, day: date) -> CompetencyProfile:
    async with team.store.read() as uow:
        return await in_force(uow, day)


async def test_the_file_is_in_force_until_a_version_begins(team: Team) -> None:
    await _keep(team, "2", _TODAY + timedelta(days=1))

    assert (await _in_force(team, _TODAY)).version == "hand-1"
    assert (await _in_force(team, _TODAY + timedelta(days=1))).version == "2"


async def test_a_version_is_read_as_it_was_kept(team: Team) -> None:
    await _keep(team, "2", _TODAY)

    assert await _in_force(team, _TODAY) == replace(PROFILE, version="2", starts_on=_TODAY)


async def test_a_pilot_is_shown_and_the_hand_set_one_used(team: Team) -> None:
    await _keep(team, "p", _TODAY, standing=Standing.PILOT, source=Source.DATA, sellers=34, top=7)

    shown = await team.asks(HR, "profile")

    assert isinstance(shown, ProfileShown)
    assert shown.profile.version == "hand-1"
    card = worded.word(shown, ZH)
    assert isinstance(card, Card)
    assert "从 34 位销售得出的试行画像,只展示,不使用" in card.as_text()


async def test_no_version_is_dated_back(team: Team) -> None:
    with pytest.raises(Invalid, match="is over"):
        await _keep(team, "2", _TODAY - timedelta(days=1))


async def test_a_name_is_taken_once(team: Team) -> None:
    await _keep(team, "2", _TODAY)

    with pytest.raises(Conflict, match="version_taken"):
        await _keep(team, "2", _TODAY)


@pytest.mark.parametrize("name", ["gender", "年龄", "籍贯", "民族", "婚育", "健康", "photo"])
async def test_a_protected_attribute_is_refused_by_name(team: Team, name: str) -> None:
    planted = Dimension(trait=Trait(key=name), weight=Decimal(1))

    with pytest.raises(Invalid, match=f"{name} is a protected attribute"):
        await _keep(team, "2", _TODAY, dimensions=(*PROFILE.dimensions, planted))


async def test_the_form_asks_for_each_weight(team: Team) -> None:
    asked = await team.asks(HR, "profile_weights")

    assert isinstance(asked, AskWeights)
    form = worded.word(asked, EN)
    assert isinstance(form, Form)
    assert [(one.name, one.value) for one in form.inputs] == [
        ("stress_resistance", "40"),
        ("learning_ability", "35"),
        ("customer_development", "25"),
        ("starts_on", "2026-11-25"),
    ]


_WRITTEN = {
    "stress_resistance": "50", "learning_ability": "50", "customer_development": "0",
    "starts_on": "2026-12-01",
}  # fmt: skip


async def test_changed_weights_are_a_version_dated_forward(team: Team) -> None:
    saved = await team.asks(HR, "profile_weights", act="w1", **_WRITTEN)

    assert isinstance(saved, ProfileSaved)
    assert (await _in_force(team, date(2026, 11, 30))).version == "hand-1"
    after = await _in_force(team, date(2026, 12, 1))
    assert [(one.trait.key, one.weight) for one in after.dimensions] == [
        ("stress_resistance", Decimal(50)),
        ("learning_ability", Decimal(50)),
    ]
    acts = await answers(team.store, "SELECT actor, action FROM audit WHERE action LIKE 'profile%'")
    assert acts == [("person:1", "profile.keep")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_on", "2026-11-24"),
        ("starts_on", "2026-11-23"),
        ("starts_on", "soon"),
        ("stress_resistance", "much"),
        ("stress_resistance", "-1"),
        ("stress_resistance", "1000.01"),
        ("stress_resistance", "1.234"),
        ("stress_resistance", "NaN"),
    ],
)
async def test_a_bad_answer_is_named_by_its_field(team: Team, field: str, value: str) -> None:
    refused = await team.asks(HR, "profile_weights", **(_WRITTEN | {field: value}))

    assert isinstance(refused, NotFound)
    assert refused.values["field"] == field
    assert await answers(team.store, "SELECT count(*) FROM competency_profile") == [(0,)]


async def test_one_dimension_stays(team: Team) -> None:
    none = dict.fromkeys(_WRITTEN, "0") | {"starts_on": "2026-12-01"}

    refused = await team.asks(HR, "profile_weights", **none)

    assert isinstance(refused, NotFound)
    assert refused.message_id == "hiring.no_dimension_left"


@pytest.mark.parametrize("reader", [ZH, EN], ids=["zh", "en"])
async def test_the_card_shows_the_weights_in_percent(team: Team, reader: object) -> None:
    card = worded.word(await team.asks(HR, "profile"), reader)  # type: ignore[arg-type] # one of two

    assert isinstance(card, Card)
    assert "40.00%" in card.as_text()
    assert "hand-1" in card.title
