"""The dossier holds what was told and signed, and no word of an alert; its read is audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import load_workbook

from bot.answers import word
from bot.cards.card import Card
from bot.cards.reader import Reader
from bot.probation_list import running
from bot.sheets.dossier import page, sheets
from handlers.dossier import dossier
from handlers.mentoring import Match, pair
from handlers.understanding import Intent, understand
from rules.errors import NotFound
from rules.learning import CompletedBy, Enrolment
from rules.mentor_record import RecordKind
from rules.people import Role
from rules.probation_view import DossierReady
from storage.pulse import Answers
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in
from tests.jobs.crew import answers
from tests.probation_file import HR, LEI, MIN, asks, refused

MENTOR = 4


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
    (tmp_path / "d.xlsx").write_bytes(sheets(found))
    html = page(found)
    book = load_workbook(str(tmp_path / "d.xlsx"))

    assert "P-7" in html
    assert "周敏" in html
    assert "<b>" not in html
    assert "=1+1 每月 3 单" in str(book.get_sheet_by_index(1).to_python())
    assert all(word not in html.lower() for word in ("alert", "risk", "预警", "风险", "评分"))
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


async def _guided(company: Store) -> None:
    """Let a mentor ride along and talk, rate her low, and give one course of two."""
    await take_in(
        company,
        a_hire("A004", name="王师傅", roles=["mentor"]),
    )
    async with company.begin() as uow:
        given = Enrolment(
            person_id=LEI,
            course_id="product-line",
            assigned_on=date(2026, 6, 1),
            due_on=date(2026, 6, 4),
        )
        done = given.completed(datetime(2026, 6, 5, tzinfo=UTC), CompletedBy.EVENT)
        await uow.learning.save_enrolments([done, replace(given, course_id="negotiation")])
        people = await uow.people.by_id([LEI, MENTOR])
        match = Match(rep=people[LEI], mentor=people[MENTOR], since=date(2026, 6, 1))
        await pair(match, uow, at=AT, actor="test", is_quiet=True)
        (pairing,) = await uow.mentoring.ever_of_rep(LEI)
        for key, kind, fields in (
            (
                "v",
                RecordKind.RIDE_ALONG,
                {"customer": "华星", "good": "倾听", "next": "再约", "listening": "2.5"},
            ),
            ("t", RecordKind.TALK, {"talked": "业绩", "agreed": "每天两访"}),
            ("r", RecordKind.REPORT, {"report": "我的复盘"}),
            ("d", RecordKind.TALK, {"talked": "没有提交", "agreed": "x"}),
        ):
            kept = await uow.mentor_records.draft(
                key=key,
                author_id=MENTOR,
                pairing_id=pairing.id,
                kind=kind,
                on_day=date(2026, 11, 5),
                fields=fields,
                at=AT,
            )
            if key != "d":
                await uow.mentor_records.save(kept.id, at=AT)
        await uow.pulses.save(
            pairing.id, date(2026, 11, 2), Answers(satisfaction=2, applied=1), at=AT
        )


async def test_talks_and_courses_are_in_it_and_ratings_of_either_are_not(company: Store) -> None:
    await _guided(company)

    async with company.begin() as uow:
        found = await dossier(uow, "A001", at=AT, actor="cli", default_plan="standard")

    tables = {title.split()[-1]: rows for title, _, rows in found.tables}
    assert tables["Guidance"] == (
        ("2026-11-05", "ride_along", "王师傅", "华星", "再约", ""),
        ("2026-11-05", "talk", "王师傅", "", "每天两访", ""),
    )
    assert [(row[0], *row[2:]) for row in tables["Courses"]] == [
        ("negotiation", "2026-06-01", "2026-06-04", "", ""),
        ("product-line", "2026-06-01", "2026-06-04", "2026-06-05", "course.completed"),
    ]
    assert set(tables) == {"Contract", "Criteria", "Results", "Targets", "Guidance", "Courses"}


async def test_hr_and_the_manager_are_told_what_is_in_it(company: Store) -> None:
    await _guided(company)

    by_manager = await asks(company, MIN, "dossier", text="档案 李<b>雷")
    by_hr = await asks(company, HR, "dossier", "1")

    assert isinstance(by_manager, DossierReady)
    assert isinstance(by_hr, DossierReady)
    assert by_manager.dossier == by_hr.dossier
    assert (by_manager.ending, by_hr.ending) == ("", "xlsx")
    rows = await answers(company, "SELECT actor FROM audit WHERE action = 'probation.dossier'")
    assert rows == [("person:2",), ("person:3",)]


@pytest.mark.parametrize("role", list(Role))
async def test_who_is_given_a_dossier(company: Store, role: Role) -> None:
    await take_in(company, a_hire("A005", roles=[role.value]))

    answer = await asks(company, 4, "dossier", "1")
    own = await asks(company, LEI, "dossier", "1")

    assert isinstance(answer, DossierReady) is (role is Role.HR)
    assert refused(own) == "probation_of_others"


async def test_why_a_pause_was_is_for_hr_alone(company: Store) -> None:
    pause = {"kind": "maternity", "starts_on": "2026-11-10", "ends_on": ""}
    await asks(company, HR, "probation_change", "1:pause", act="p", **pause)

    async with company.begin() as uow:
        by_manager = await dossier(
            uow, "A001", at=AT, actor="x", default_plan="standard", shows_health=False
        )
        by_hr = await dossier(uow, "A001", at=AT, actor="x", default_plan="standard")

    assert "maternity" not in page(by_manager)
    assert "paused" in page(by_manager)
    assert "maternity" in page(by_hr)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_hr_gets_a_file_without_a_name_in_its_name(company: Store, language: str) -> None:
    await _guided(company)
    reader = Reader(language=language)

    as_sheets = word(await asks(company, HR, "dossier", "1"), reader)
    as_page = word(await asks(company, HR, "dossier", "1:html"), reader)

    assert isinstance(as_sheets, Card)
    assert isinstance(as_page, Card)
    assert len(as_sheets.rows) == 6
    assert as_sheets.file is not None
    assert as_page.file is not None
    assert (as_sheets.file.name, as_page.file.name) == ("A001.xlsx", "A001.html")
    book = load_workbook(BytesIO(as_sheets.file.content))
    assert book.sheet_names[-1] == "Courses"
    assert "王师傅" in as_page.file.content.decode()
    assert as_sheets.actions[0].argument == "1:html"


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_manager_gets_no_file_and_reads_who_has_it(company: Store, language: str) -> None:
    card = word(await asks(company, MIN, "dossier", "1:xlsx"), Reader(language=language))

    assert isinstance(card, Card)
    assert card.file is None
    assert "HR" in card.text or "人事" in card.text
    assert [action.route for action in card.actions] == ["probation"]


async def test_without_a_name_it_asks_whose(company: Store) -> None:
    assert refused(await asks(company, HR, "dossier")) == "probation.dossier_whose"


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("档案 张三", "张三"),
        ("证据档案 A007", "A007"),
        ("张三的档案", "张三"),
        ("dossier of Li Lei", "Li Lei"),
        ("导出档案 王五", "王五"),
        ("导出王五的试用期档案", "王五"),
        ("帮我把李四的资料档案导出来", "李四"),
        ("给我A007的档案", "A007"),
        ("Export the dossier of Wang Wu", "Wang Wu"),
        ("send me Li Lei's dossier", "Li Lei"),
        ("导出我的档案", None),
        ("我的档案", None),
        ("档案是什么", None),
    ],
)
def test_what_they_type(text: str, person: str | None) -> None:
    read = understand(text, today=date(2026, 11, 20))

    assert (read.person if read.intent is Intent.DOSSIER else None) == person
