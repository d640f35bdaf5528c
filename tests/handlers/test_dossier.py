"""The dossier holds what was told and signed, and no word of an alert; its read is audited."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import load_workbook

from bot.probation_list import page, running
from bot.sheets.dossier import write_dossier
from handlers.dossier import dossier
from rules.errors import NotFound
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in
from tests.jobs.crew import answers
from tests.probation_file import HR, MIN, asks


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1), Min (2) and HR (3)."""
    await given_plan(store)
    await take_in(
        store,
        a_hire(
            "A001",
            name="李<b>雷",
            manager="A002",
            hired_on="2026-06-01",
            contract_months=12,
            probation_ends_on="2026-11-30",
        ),
        a_hire("A002", name="周敏", roles=["manager"]),
        a_hire("A003", roles=["hr"]),
    )
    await asks(store, MIN, "probation_change", "1:criteria", criteria="=1+1 每月 3 单")
    await asks(store, HR, "probation_change", "1:sign", act="s", signature="P-7")
    return store


async def test_it_holds_the_evidence_and_is_audited(company: Store, tmp_path: Path) -> None:
    async with company.begin() as uow:
        found = await dossier(uow, "A001", at=AT, actor="cli", default_plan="standard")
    write_dossier(tmp_path / "d.xlsx", found)
    html = page(found)
    book = load_workbook(str(tmp_path / "d.xlsx"))

    assert "P-7" in html
    assert "周敏" in html
    assert "<b>" not in html
    assert "=1+1 每月 3 单" in str(book.get_sheet_by_index(1).to_python())
    assert "alert" not in html.lower()
    assert ("cli", "probation.dossier") in await answers(company, "SELECT actor, action FROM audit")


@pytest.mark.parametrize("number", ["A002", "A999"])
async def test_without_a_probation_there_is_none(company: Store, number: str) -> None:
    async with company.begin() as uow:
        with pytest.raises(NotFound):
            await dossier(uow, number, at=AT, actor="cli", default_plan="standard")


async def test_the_list_shows_what_the_law_allows(company: Store) -> None:
    async with company.read() as uow:
        [row] = await running(uow)

    assert row == {
        "number": "A001",
        "ends_on": "2026-11-30",
        "last_day": "2026-11-30",
        "lawful_until": "2026-07-31",
        "missing": "criteria_not_acked",
    }
