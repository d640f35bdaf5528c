"""A deal by its customer, and whose probation ends soon, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers import word
from bot.cards.card import Card
from bot.cards.reader import Reader
from handlers.routes import BY_INTENT
from handlers.understanding import understand
from rules.errors import NotAllowed, NotFound
from rules.probation_view import ProbationsEnding
from rules.statement import Explanation, Statement
from storage.store import Store
from tests.asking import asks
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.jobs.crew import answers

LEI, MIN, HR, WANG, TING, HRBP = 1, 2, 3, 4, 5, 6


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1) and Ting (5) of Min (2), Wang (4) of nobody, HR (3), the HRBP (6) of Lei."""
    await given_plan(store)
    ends = {"hired_on": "2026-09-01", "contract_months": 36}
    await take_in(
        store,
        a_hire(
            "A001", name="李雷", manager="M1", branch="深圳", probation_ends_on="2026-11-30", **ends
        ),
        a_hire("M1", name="周敏", roles=["manager"]),
        a_hire("H1", name="吴静", roles=["hr"]),
        a_hire("A002", name="王芳", probation_ends_on="2026-11-24", **ends),
        a_hire("A003", name="何婷", manager="M1", probation_ends_on="2027-01-24", **ends),
        a_hire("H2", name="孙悦", roles=["hrbp"], branch="深圳"),
        a_deal("D1", customer_id="华星科技", amount="8000"),
        a_deal("D2", customer_id="Acme", amount="6000"),
        a_deal("D3", customer_id="远景", employee_id="A002"),
    )
    return store


async def _ask(store: Store, person_id: int, text: str) -> object:
    intent = understand(text, today=AT.date()).intent
    assert intent is not None
    return await asks(store, person_id, BY_INTENT[intent].id, text=text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("华星那单提成多少", "华星科技"),
        ("华星科技那单佣金怎么算的", "华星科技"),
        ("how much do I get for the Acme deal", "Acme"),
        ("今天华星那单提成多少", "华星科技"),
        ("上个月华星那单提成多少", "华星科技"),
    ],
)
async def test_the_deal_of_a_customer_is_told(company: Store, text: str, title: str) -> None:
    answer = await _ask(company, LEI, text)

    assert isinstance(answer, Explanation)
    assert answer.title == title


async def test_of_an_unknown_customer_all_deals_are_listed_and_none_is_explained(
    company: Store,
) -> None:
    how_much = await _ask(company, LEI, "海川那单提成多少")
    why = await _ask(company, LEI, "海川那单佣金怎么算的")

    assert isinstance(how_much, Statement)
    assert {line.title for line in how_much.lines} == {"华星科技", "Acme"}
    assert isinstance(why, NotFound)
    assert (why.message_id, why.values["customer"]) == ("error.no_deal_of", "海川")


async def test_nobody_learns_of_the_deal_of_another(company: Store) -> None:
    answer = await _ask(company, LEI, "远景那单提成多少")

    assert isinstance(answer, Statement)
    assert "远景" not in {line.title for line in answer.lines}


@pytest.mark.parametrize(
    ("asker", "names"),
    [
        pytest.param(MIN, ["李雷"], id="a manager of her reports; 60 days and one are too far"),
        pytest.param(HR, ["王芳", "李雷"], id="HR of all, the soonest first, today included"),
        pytest.param(HRBP, ["李雷"], id="a HRBP of her branch"),
    ],
)
async def test_whose_probation_ends_soon(company: Store, asker: int, names: list[str]) -> None:
    answer = await _ask(company, asker, "谁快转正了")

    assert isinstance(answer, ProbationsEnding)
    assert [one.name for one in answer.people] == names
    assert answer.people[-1].ends_on == date(2026, 11, 30)
    assert [one.days_left for one in answer.people] == ([0, 6] if len(names) > 1 else [6])


async def test_a_rep_learns_of_nobodys_probation(company: Store) -> None:
    answer = await _ask(company, LEI, "谁快转正了")

    assert isinstance(answer, NotAllowed)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_list_has_a_button_for_each_and_says_the_days(
    company: Store, language: str
) -> None:
    answer = await _ask(company, HR, "谁快转正了")

    card = word(answer, Reader(language=language))

    assert isinstance(card, Card)
    assert [one.argument for one in card.actions] == [str(WANG), str(LEI)]
    assert ("就是今天" if language == "zh" else "today") in card.as_text()
    assert ("还剩 6 天" if language == "zh" else "6 days left") in card.as_text()


async def test_each_name_of_the_list_is_audited(company: Store) -> None:
    await _ask(company, HR, "谁快转正了")

    read = await answers(company, "SELECT action, subject FROM audit ORDER BY id")
    assert ("probation.read", f"person:{WANG}") in read
    assert ("probation.read", f"person:{LEI}") in read
