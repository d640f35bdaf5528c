"""Trainers and HR write results down, confirmed first; nobody else, and nobody her own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import pytest

from bot.answers import word
from bot.cards.card import Card
from bot.cards.reader import Reader
from config.catalogue import read_catalogue
from config.plans import read_plan
from handlers.interaction import Interaction
from handlers.score import record_score
from handlers.understanding import Intent, understand
from rules.errors import FootholdError, NotAllowed, NotFound
from rules.people import Role
from rules.score import AskScore, ScoreDraft, ScoreKept
from storage.store import Store
from tests.builders import AT, a_hire, take_in
from tests.jobs.crew import answers as rows

_SAID = "录成绩 李雷 产品知识 52"


@pytest.fixture
async def school(store: Store) -> AsyncIterator[Store]:
    """Li Lei (1), a trainer (2), two of one name (3, 4)."""
    known = Store(store.url, read_plan=read_plan, catalogue=read_catalogue())
    await take_in(
        known,
        a_hire("A001", name="李雷"),
        a_hire("T001", name="韩梅梅", roles=["trainer"]),
        a_hire("A003", name="王芳"),
        a_hire("A004", name="王芳"),
    )
    yield known
    await known.close()


async def _acts(
    store: Store,
    text: str = "",
    *,
    who: int = 2,
    argument: str = "",
    answers: Mapping[str, str] | None = None,
) -> object:
    understood = understand(text, today=AT.date())
    try:
        async with store.begin() as uow:
            asked = Interaction(
                id=f"{who}-{text}-{argument}",
                person=(await uow.people.by_id([who]))[who],
                at=AT,
                understood=understood,
                argument=argument,
                answers=answers or {},
            )
            return await record_score(asked, uow)
    except FootholdError as error:
        return error


async def _kept(store: Store) -> list[tuple[object, ...]]:
    return await rows(store, "SELECT person_id, domain, value, out_of FROM assessment")


async def test_one_message_is_confirmed_and_makes_the_path(school: Store) -> None:
    draft = await _acts(school, _SAID)
    assert isinstance(draft, ScoreDraft)
    before = await _kept(school)

    kept = await _acts(school, argument=draft.argument)

    assert before == []
    assert isinstance(kept, ScoreKept)
    assert await _kept(school) == [(1, "product", "52", "100")]
    async with school.read() as uow:
        known = {one.course_id for one in await uow.learning.enrolments([1])}
    assert {"product-price", "product-compare"} <= known


async def test_confirmed_twice_it_is_one_and_a_later_score_replaces_it(school: Store) -> None:
    argument = "keep:1:product:52/100:2026-11-24"

    for said in (argument, argument, argument.replace("52", "58")):
        await _acts(school, argument=said)

    assert len(await _kept(school)) == 1


@pytest.mark.parametrize(
    "text", ["录成绩", "录成绩 李雷", "录成绩 李雷 产品知识", "录成绩 李雷 园艺 67"]
)
async def test_what_is_missing_is_asked_for(school: Store, text: str) -> None:
    asked = await _acts(school, text)

    assert isinstance(asked, AskScore)
    assert len(asked.domains) == 8


async def test_the_form_comes_to_the_same_confirmation(school: Store) -> None:
    said = {"name": "A001", "domain": "product", "score": "3.5", "out_of": "5", "day": "2026-11-23"}

    draft = await _acts(school, answers=said)

    assert isinstance(draft, ScoreDraft)
    assert draft.argument == "keep:1:product:3.5/5:2026-11-23"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"score": "101"}, "score.off_the_scale", id="just over"),
        pytest.param({"score": "-1"}, "score.off_the_scale", id="below"),
        pytest.param({"score": "good"}, "score.off_the_scale", id="no number"),
        pytest.param({"out_of": "0"}, "score.off_the_scale", id="no scale"),
        pytest.param({"domain": "gardening"}, "score.no_domain", id="domain"),
        pytest.param({"day": "2026-11-25"}, "score.no_day", id="tomorrow"),
        pytest.param({"day": "soon"}, "score.no_day", id="no day"),
        pytest.param({"name": "赵六"}, "error.nobody_of_that_name", id="nobody"),
        pytest.param({"name": "王芳"}, "error.several_of_that_name", id="two of one name"),
    ],
)
async def test_what_can_not_be_is_told_in_words(
    school: Store, change: dict[str, str], told: str
) -> None:
    said = {"name": "李雷", "domain": "product", "score": "67", "out_of": "100", **change}

    refused = await _acts(school, answers=said)

    assert isinstance(refused, NotFound)
    assert refused.message_id == told


@pytest.mark.parametrize("role", list(Role))
async def test_trainers_and_hr_alone_record_scores(school: Store, role: Role) -> None:
    await take_in(school, a_hire("X001", roles=[role.value]))

    answers = [
        await _acts(school, _SAID, who=5),
        await _acts(school, who=5, argument="keep:1:product:52/100:2026-11-24"),
    ]

    may = role in {Role.HR, Role.TRAINER}
    assert [isinstance(one, NotAllowed) for one in answers] == [not may] * 2


async def test_nobody_records_her_own(school: Store) -> None:
    said = await _acts(school, "录成绩 韩梅梅 产品知识 99")
    pressed = await _acts(school, argument="keep:2:product:99/100:2026-11-24")

    assert isinstance(said, NotAllowed)
    assert isinstance(pressed, NotAllowed)


@pytest.mark.parametrize(
    "text", [_SAID, "record score 李雷 Product knowledge 52", "录成绩", "record a score"]
)
def test_it_is_understood(text: str) -> None:
    assert understand(text, today=AT.date()).intent is Intent.RECORD_SCORE


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ["确认成绩 · 李雷", "52 / 100", "未到 70 分", "0/"]),
        ("en", ["Is this right? · 李雷", "52 / 100", "Under 70", "0 of"]),
    ],
)
async def test_its_cards_say_whose_what_and_whether_it_passes(
    school: Store, language: str, told: list[str]
) -> None:
    draft = await _acts(school, _SAID)
    assert isinstance(draft, ScoreDraft)
    kept = await _acts(school, argument=draft.argument)
    reader = Reader(language=language)

    cards = [word(facts, reader) for facts in (draft, kept)]

    shown = "\n".join(one.as_text() for one in cards if isinstance(one, Card))
    assert [one for one in told if one not in shown] == []
