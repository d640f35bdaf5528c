"""A rep, her manager and a peer ask in their own words, typing errors included."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.builders import a_deal, a_hire, an_event
from tests.journeys.site import Site, a_site
from tests.target_month import night

LEI, MIN, PEER, HR = 1, 2, 3, 4
_AT = datetime.fromisoformat("2026-11-24T10:00:00+08:00")


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A running site: Lei (1), her manager Min (2), a peer (3) and HR (4); two are called 李雷."""
    async with a_site(tmp_path / "home") as running:
        running.clock = lambda: _AT
        await running.send(
            a_hire(
                "A001",
                name="李雷",
                manager="A002",
                hired_on="2026-09-01",
                contract_months=36,
                probation_ends_on="2026-11-30",
            ),
            a_hire("A002", name="周敏", roles=["manager"]),
            a_hire("A003", name="王芳", roles=["mentor"]),
            a_hire("A004", name="吴静", roles=["hr"]),
            a_hire("A005", name="李雷"),
            an_event(
                "pair",
                "mentoring.paired",
                {"employee_id": "A001", "mentor_id": "A003", "starts_on": "2026-11-02"},
            ),
            a_deal("D1"),
        )
        await running.link(LEI, MIN, PEER, HR)
        yield running


async def test_a_rep_asks_as_she_speaks(site: Site) -> None:
    await night(site.app.store, "2026-11-24")

    bars = await site.says(LEI, "帮我看看我还差几单呢")
    typed = await site.says(LEI, "mubiao")
    days = await site.says(LEI, "我什么时候转正呀")
    mentor = await site.says(LEI, "谁带我")
    money = await site.says(LEI, "钱到哪步了")

    assert "1 / 3 单" in bars
    assert "1 / 3 单" in typed
    assert "6 天" in days
    assert "王芳" in mentor
    assert "450.00" in money


async def test_her_manager_sees_the_team_and_no_pay(site: Site) -> None:
    await night(site.app.store, "2026-11-24")

    team = await site.says(MIN, "团队怎么样")

    assert "李雷 A001" in team
    assert "1/3 单" in team
    assert "450" not in team


async def test_somebody_elses_pay_is_refused_kindly(site: Site) -> None:
    answer = await site.says(PEER, "李雷的提成是多少")

    assert "只有本人" in answer
    assert "450" not in answer


async def test_a_name_of_two_asks_which(site: Site) -> None:
    answer = await site.says(HR, "李雷的课程")

    assert "A001" in answer
    assert "A005" in answer


async def test_another_mentor_is_asked_about_before_anything_changes(site: Site) -> None:
    answer = await site.says(LEI, "换个师傅呗")

    async with site.app.store.read() as uow:
        mentor = await uow.mentoring.mentor_of(LEI, _AT.date())
    assert answer
    assert mentor == PEER


async def test_small_talk_gets_help_and_no_buttons(site: Site) -> None:
    answer = await site.says(LEI, "老板工资多少")

    assert "没看懂" in answer
    assert "你是不是想" not in answer


async def test_what_is_not_wanted_changes_nothing_and_is_told_so(site: Site) -> None:
    answer = await site.says(LEI, "不换师傅了")

    async with site.app.store.read() as uow:
        mentor = await uow.mentoring.mentor_of(LEI, _AT.date())
    assert "什么都没有变" in answer
    assert mentor == PEER


async def test_the_pay_of_others_is_refused_with_a_way_on(site: Site) -> None:
    answer = await site.says(PEER, "我师傅提成多少")

    assert "只有本人" in answer
    assert "我的提成" in answer
    assert "450" not in answer


async def test_a_deal_told_in_passing_is_a_draft_that_counts_nowhere(site: Site) -> None:
    answer = await site.says(LEI, "华星签了8000 赶紧给我记上")

    async with site.app.store.read() as uow:
        lines = await uow.ledger.last_line(LEI)
    assert "确认报单" in answer
    assert "8,000.00" in answer
    assert "8,000.00" not in await site.says(LEI, "我的提成")
    assert lines is not None


async def test_a_day_of_another_year_is_told_with_its_year(site: Site) -> None:
    assert "2025年11月11日" in await site.says(LEI, "去年双十一提成")
