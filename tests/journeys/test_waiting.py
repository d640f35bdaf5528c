"""Whoever asks what waits for her sees it, opens it, answers it, and sees it no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.builders import a_hire
from tests.journeys.site import Site, a_site


@pytest.fixture
async def site(tmp_path: Path, database_url: str) -> AsyncIterator[Site]:
    """A running site with Lei (1), her manager (2) and the sales office (3), who reads English."""
    url = "" if database_url.startswith("sqlite") else database_url
    async with a_site(tmp_path / "home", database_url=url) as running:
        await running.send(
            a_hire("A001", name="李雷", manager="A002"),
            a_hire("A002", name="周敏", roles=["manager"]),
            a_hire("A003", name="郑云", roles=["sales_ops"], locale="en"),
        )
        await running.link(1, 2, 3)
        yield running


async def _ask_of(site: Site, person_id: int) -> str:
    async with site.app.store.read() as uow:
        [one] = [
            each
            for each in await uow.outbox.listed(["sending", "sent"])
            if (each.person_id, each.kind) == (person_id, "reported_deal")
        ]
    return str(one.id)


async def test_a_report_is_found_again_and_confirmed(site: Site) -> None:
    await site.says(1, "报单 华星 8000")
    await site.presses(1, "own_report", "submit:1")
    card = (await site.told(3, 1))[0]

    listed = await site.says(3, "what is waiting for me")
    again = await site.presses(3, "ask_again", await _ask_of(site, 3))
    await site.presses(3, "decide_report", "confirm:1")

    assert "Waiting for you · 1" in listed
    assert "华星" in listed
    assert again == card
    assert "Nothing waits for you" in await site.says(3, "pending approvals")
    assert "settled" in await site.presses(3, "ask_again", await _ask_of(site, 3))


@pytest.mark.parametrize("text", ["待确认报单", "有什么要我处理的", "我的待办", "看阈值建议"])
async def test_it_is_asked_in_ones_own_words(site: Site, text: str) -> None:
    assert "没有等你处理的" in await site.says(2, text)


async def test_nobody_opens_what_another_was_asked(site: Site) -> None:
    await site.says(1, "报单 华星 8000")
    await site.presses(1, "own_report", "submit:1")
    await site.told(3, 1)

    refused = await site.presses(2, "ask_again", await _ask_of(site, 3))

    assert "华星" not in refused
    assert "不再等你" in refused
