"""Journeys 1 and 2 of DESIGN: a deal arrives, the rep knows within seconds, and can ask."""

from __future__ import annotations

import base64
import hmac
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from tests.builders import a_deal_now, a_hire, an_event
from tests.journeys.site import SECRET, Site, a_site, post


@pytest.fixture
async def site(tmp_path: Path, database_url: str) -> AsyncIterator[Site]:
    """A running site on each database with Lei (1), her manager (2), a peer (3), HR, finance."""
    url = "" if database_url.startswith("sqlite") else database_url
    async with a_site(tmp_path / "home", database_url=url) as running:
        await running.send(
            a_hire("A001", name="李雷", manager="A002"),
            a_hire("A002", name="周敏", roles=["manager"]),
            a_hire("A003", name="王芳"),
            a_hire("A004", name="吴静", roles=["hr"]),
            a_hire("A005", name="郑云", roles=["finance"]),
        )
        await running.link(1, 2, 3, 4, 5)
        yield running


async def test_a_deal_becomes_a_notice_in_her_chat(site: Site) -> None:
    await site.send(a_deal_now("D1", amount="9000"))
    answer = await site.send(a_deal_now("D2", amount="8000", customer_id="华星科技"))

    texts = await site.told(1, 2)

    assert answer.status == 202
    assert [result["result"] for result in answer.results] == ["accepted"]
    assert "新签 · 华星科技" in texts[1]
    assert "+¥740.00(税前)" in texts[1]
    assert "¥560.00(8,000.00 × 7%)" in texts[1]
    assert "¥180.00" in texts[1]
    assert "¥1,190.00" in texts[1]


async def test_the_same_deal_twice_is_one_notice(site: Site) -> None:
    deal = a_deal_now("D1", amount="9000")
    await site.send(deal)

    answer = await site.send(deal)
    await site.send(a_deal_now("D2", amount="100"))

    assert answer.results[0]["result"] == "duplicate"
    assert len(await site.told(1, 2)) == 2


async def test_she_asks_and_is_answered_in_her_words(site: Site) -> None:
    await site.send(a_deal_now("D1", amount="9000"), a_deal_now("D2", amount="8000"))

    assert "¥1,190.00" in await site.says(1, "／最近7天的提成?")
    assert "¥17,000.00 × 7%" in await site.says(1, "为什么")
    assert "+¥2,510.00" in await site.says(1, "再签两万")
    assert "能帮你" in await site.says(1, "帮助")


@pytest.mark.parametrize(
    ("asker", "is_shown"),
    [
        pytest.param(3, False, id="a peer sees nothing"),
        pytest.param(2, False, id="her manager sees no sum"),
        pytest.param(4, True, id="HR sees the total"),
        pytest.param(5, True, id="finance sees lines"),
    ],
)
async def test_who_sees_her_commission(site: Site, asker: int, is_shown: bool) -> None:  # noqa: FBT001 - a table's column
    await site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))

    text = await site.says(asker, "李雷的佣金")

    assert ("¥450.00" in text) is is_shown


async def test_a_stranger_learns_only_how_to_be_linked(site: Site) -> None:
    await site.send(a_deal_now("D1", amount="9000"))

    text = await _stranger(site)

    assert "绑定码" in text
    assert "李雷" not in text


async def _stranger(site: Site) -> str:
    """Let somebody write whose chat account belongs to nobody, in place of the peer's."""
    async with site.app.store.begin() as uow:
        await uow.links.unlink(channel="webchat", address="3")
    return await site.says(3, "李雷的佣金")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"{", 400, id="malformed JSON"),
        pytest.param(b"\xff\xfe", 400, id="bad UTF-8"),
        pytest.param(b"[" * 50_000, 400, id="deep nesting"),
        pytest.param(b'{"a":' * 11 + b"1" + b"}" * 11, 400, id="nested eleven deep"),
        pytest.param(b"3", 400, id="no object"),
        pytest.param(b'{"events": []}', 202, id="nothing"),
        pytest.param(b'{"type": 1}', 202, id="refused by field"),
    ],
)
async def test_a_bad_body_is_answered_not_a_fault(site: Site, body: bytes, status: int) -> None:
    async with aiohttp.ClientSession() as session:
        headers = _signed(body)
        async with session.post(f"{site.url}/hooks/crm", data=body, headers=headers) as answer:
            assert answer.status == status


def _signed(body: bytes) -> dict[str, str]:
    """Sign raw bytes, as the library's own `sign` takes text alone."""
    at = str(int(datetime.now(UTC).timestamp()))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    mac = hmac.new(key, b"msg_1." + at.encode() + b"." + body, "sha256").digest()
    signature = "v1," + base64.b64encode(mac).decode()
    return {"webhook-id": "msg_1", "webhook-timestamp": at, "webhook-signature": signature}


async def test_wrong_and_old_signatures_and_unknown_sources_are_refused(site: Site) -> None:
    other = "whsec_b3RoZXItc2VjcmV0LW9mLXRoZS10ZXN0cw=="
    async with aiohttp.ClientSession() as session:
        wrong = await post(session, site.url, b"{}", secret=other)
        old = await post(session, site.url, b"{}", age=timedelta(minutes=6))
        unknown = await post(session, site.url, b"{}", source="nobody")

    assert (wrong.status, old.status, unknown.status) == (401, 401, 404)


async def test_fifty_megabytes_are_turned_away(site: Site) -> None:
    answer = await site.post(b" " * (6 * 1024 * 1024))

    assert answer.status == 413


async def test_a_cancelled_deal_is_told_calmly(site: Site) -> None:
    await site.send(
        a_deal_now("D1", amount="9000"), a_deal_now("D2", amount="8000", customer_id="华星科技")
    )
    at = datetime.now(UTC).isoformat()
    gone = an_event("c", "deal.cancelled", {"deal_id": "D2"}, version=2, occurred_at=at)
    await site.send(gone)

    texts = await site.told(1, 3)

    assert "退单 · 华星科技" in texts[2]
    assert "−¥740.00" in texts[2]
    assert "¥450.00" in texts[2]


async def test_a_doubted_line_reaches_finance_and_she_is_told_who_has_it(site: Site) -> None:
    await site.send(a_deal_now("D1", amount="9000", customer_id="华星科技"))
    await site.says(1, "为什么")

    form = await site.presses(1, "question", "line:1")
    answer = await site.presses(1, "question", "line:1", question="金额不对")

    assert "华星科技" in form
    assert "郑云" in answer
    assert "金额不对" in (await site.told(5, 1))[0]
