"""A rep reports a deal in chat: confirmed in one tap, recorded later, counted once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.builders import a_deal_now, a_hire
from tests.journeys.site import Site, a_site


@pytest.fixture
async def site(tmp_path: Path, database_url: str) -> AsyncIterator[Site]:
    """A running site with Lei (1), her manager (2), a peer (3) and the sales office (4)."""
    url = "" if database_url.startswith("sqlite") else database_url
    async with a_site(tmp_path / "home", database_url=url) as running:
        await running.send(
            a_hire("A001", name="李雷", manager="A002"),
            a_hire("A002", name="周敏", roles=["manager"]),
            a_hire("A003", name="王芳"),
            a_hire("A004", name="郑云", roles=["sales_ops"]),
        )
        await running.link(1, 2, 3, 4)
        yield running


async def test_reported_confirmed_recorded_and_counted_once(site: Site) -> None:
    draft = await site.says(1, "报单 华星 8000")
    sent = await site.presses(1, "own_report", "submit:1")
    before = await site.says(1, "本月提成")
    card = (await site.told(4, 1))[0]
    await site.presses(4, "decide_report", "confirm:1")
    after = await site.says(1, "本月提成")
    await site.send(a_deal_now(amount="8000", customer_id="华星科技有限公司"))
    recorded = await site.says(1, "本月提成")

    assert "确认报单 · 华星" in draft
    assert "已报,待内勤确认" in sent
    assert "郑云" in sent
    assert "400.00" not in before
    assert "李雷" in card
    assert "¥400.00" in after
    assert "¥400.00" in recorded


async def test_twice_is_once(site: Site) -> None:
    await site.says(1, "报单 华星 8000")
    await site.presses(1, "own_report", "submit:1")
    again = await site.presses(1, "own_report", "submit:1")
    await site.presses(4, "decide_report", "confirm:1")
    late = await site.presses(2, "decide_report", "confirm:1")
    await site.send(a_deal_now(amount="8000", customer_id="华星科技有限公司"))
    await site.send(a_deal_now(amount="8000", customer_id="华星科技有限公司"))

    assert "已报,待内勤确认" in again
    assert "报单已确认" in late
    assert "¥400.00" in await site.says(1, "本月提成")


@pytest.mark.parametrize("who", [1, 3], ids=["herself", "a peer"])
async def test_not_allowed(site: Site, who: int) -> None:
    await site.says(1, "报单 华星 8000")
    await site.presses(1, "own_report", "submit:1")

    answer = await site.presses(who, "decide_report", "confirm:1")

    assert "由内勤或报单人的主管处理" in answer
    assert "400.00" not in await site.says(1, "本月提成")


async def test_declined_with_a_reason_that_reaches_her(site: Site) -> None:
    await site.says(1, "报单 华星 8000")
    await site.presses(1, "own_report", "submit:1")
    await site.presses(4, "decide_report", "decline:1", reason="合同未签")

    texts = await site.told(1, 3)

    assert any("合同未签" in text for text in texts)
