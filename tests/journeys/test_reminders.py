"""A rep says that she is visiting: nothing comes unasked, answers come, and then all of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.builders import a_deal_now, a_hire
from tests.journeys.site import Site, a_site


@pytest.fixture
async def site(tmp_path: Path, database_url: str) -> AsyncIterator[Site]:
    """A running site on each database with Lei (1) and Fang (2)."""
    url = "" if database_url.startswith("sqlite") else database_url
    async with a_site(tmp_path / "home", database_url=url) as running:
        await running.send(a_hire("A001", name="李雷"), a_hire("A002", name="王芳"))
        await running.link(1, 2)
        yield running


async def test_while_she_visits_news_waits_and_answers_come(site: Site) -> None:
    said = await site.says(1, "拜访中")
    await site.send(a_deal_now("D1", employee_id="A001"), a_deal_now("D2", employee_id="A002"))
    await site.told(2, 1)

    answer = await site.says(1, "最近7天的提成")  # since when, a midnight may pass
    done = await site.says(1, "结束拜访")
    texts = await site.told(1, 4)

    assert "拜访中,到" in said
    assert "¥450.00" in answer
    assert "拜访结束" in done
    assert [text for text in texts if "新签" in text] == texts[-1:]


async def test_what_she_muted_is_not_told_and_is_listed(site: Site) -> None:
    await site.says(1, "静音 业绩提醒")
    await site.send(a_deal_now("D1", employee_id="A001"), a_deal_now("D2", employee_id="A002"))
    await site.told(2, 1)

    async with site.app.store.read() as uow:
        dead = await uow.outbox.listed(["dead"])

    assert [(one.person_id, one.reason) for one in dead] == [(1, "muted by the person")]
    assert len(await site.chat(1)) == 1


async def test_her_reminders_are_shown_and_changed_by_buttons(site: Site) -> None:
    shown = await site.says(2, "我的提醒")
    form = await site.presses(2, "preference", "ask")
    changed = await site.presses(2, "preference", "ask", hours="9点到6点")
    back = await site.presses(2, "preference", "hours")

    assert "08:30-18:00" in shown
    assert "几点到几点" in form
    assert "09:00-18:00(你自己定的)" in changed
    assert "08:30-18:00" in back
