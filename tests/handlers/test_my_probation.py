"""A rep asks after her own probation; its file stays with HR and her manager."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cards.my_probation import my_probation as card_of
from bot.cards.reader import Reader
from rules.my_probation import MyProbation
from storage.store import Store
from tests.builders import a_hire, given_plan, take_in
from tests.handlers.test_probation import company as company  # noqa: PLC0414 - the fixture
from tests.probation_file import HR, LEI, asks


async def _told(store: Store, person_id: int = LEI, *, day: str = "2026-11-20") -> MyProbation:
    answer = await asks(store, person_id, "my_probation", day=day)
    assert isinstance(answer, MyProbation)
    return answer


@pytest.mark.parametrize(
    ("day", "left"),
    [("2026-11-29", 1), ("2026-11-30", 0), ("2026-12-01", None)],
    ids=["the day before", "the last day", "over"],
)
async def test_the_days_left_are_those_before_the_last_one(
    company: Store, day: str, left: int | None
) -> None:
    told = await _told(company, day=day)

    assert (told.ends_on, told.days_left) == (date(2026, 11, 30), left)


async def test_she_reads_the_criteria_as_they_were_told(company: Store) -> None:
    await asks(company, HR, "probation_change", f"{LEI}:criteria", criteria="三个有效单")

    assert (await _told(company)).criteria == "三个有效单"


async def test_an_agent_has_none(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001", engagement="agent", hired_on="2026-06-01"))

    told = await _told(store)

    assert told == MyProbation()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_card_names_days_and_no_review(company: Store, language: str) -> None:
    card = card_of(await _told(company), Reader(language=language)).as_text()

    assert ("10 天" if language == "zh" else "10 days") in card
    assert "{" not in card
