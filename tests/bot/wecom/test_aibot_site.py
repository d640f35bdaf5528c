"""A whole Foothold with a WeCom bot alone: asked, told, pressed, greeted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from config.platforms import WeComSettings
from tests.bot.wecom.lines import ME
from tests.builders import a_deal_now, a_hire
from tests.imitations.wecom_bot import BOT, BOT_SECRET, BotServer
from tests.journeys.site import Site, a_site
from tests.samples import NOON


@asynccontextmanager
async def a_bot_site(home: Path, server: BotServer) -> AsyncIterator[Site]:
    """Run a whole Foothold with a bot alone; A001 is lilei."""
    settings = WeComSettings(bot_id=BOT, bot_secret=SecretStr(BOT_SECRET), bot_url=server.url)
    async with a_site(home, chats={"wecom": settings}) as site:
        await site.send(a_hire("A001", name="李雷"))
        async with site.app.store.begin() as uow:
            await uow.links.link(channel="wecombot", address=ME, person_id=1, at=datetime.now(UTC))
        await server.until(lambda: server.is_connected)
        yield site


async def test_an_export_arrives_in_the_bot_s_chat(server: BotServer, tmp_path: Path) -> None:
    async with a_bot_site(tmp_path / "home", server) as site:
        await site.send(a_deal_now())
        await server.until(lambda: len(server.delivered) == 1)

        await server.says("导出我的提成")
        await server.until(lambda: bool(server.files("lilei")))
        [(name, content)] = server.files("lilei")

    assert name.endswith(".xlsx")
    assert content.startswith(b"PK")
    assert "网页聊天" not in server.words("lilei")


async def test_a_rep_asks_the_bot_and_is_told_of_her_deal(
    server: BotServer, tmp_path: Path
) -> None:
    async with a_bot_site(tmp_path / "home", server) as site:
        await site.send(a_deal_now())
        await server.until(lambda: len(server.delivered) == 1)

        await server.says("我今天的佣金")
        await server.until(lambda: len(server.delivered) >= 2)

    assert [frame["cmd"] for frame in server.frames[1:3]] == ["aibot_send_msg", "aibot_respond_msg"]
    assert "¥" in server.words("lilei")


async def test_what_she_speaks_to_the_bot_is_its_words_in_a_form_too(
    server: BotServer, tmp_path: Path
) -> None:
    async with a_bot_site(tmp_path / "home", server) as site:
        await server.says("", msgtype="voice", voice={"content": "报单。"})
        await server.until(lambda: "(1/" in server.words("lilei"))
        await server.says("", msgtype="voice", voice={"content": "华星科技。"})
        await server.until(lambda: "(2/" in server.words("lilei"))
        async with site.app.store.read() as uow:
            session = await uow.form_sessions.open_in("wecombot", ME, since=NOON)

    assert session is not None
    assert list(session.answers.values()) == ["华星科技"]


async def test_a_press_in_the_bot_s_chat_is_answered(server: BotServer, tmp_path: Path) -> None:
    async with a_bot_site(tmp_path / "home", server) as site:
        await site.send(a_deal_now())
        await server.until(lambda: len(server.delivered) == 1)

        await server.event("template_card_event", event_key=server.keys()[0], task_id="t")
        await server.until(lambda: "怎么算的" in server.words("lilei"))


async def test_a_question_in_a_group_is_answered_in_private(
    server: BotServer, tmp_path: Path
) -> None:
    async with a_bot_site(tmp_path / "home", server) as site:
        await site.send(a_deal_now())
        await server.until(lambda: len(server.delivered) == 1)

        await server.says("@站稳 我今天的佣金", group="wrGroup1")
        await server.until(lambda: len(server.delivered) >= 3)

    assert "已私下发给你" in server.words("wrGroup1")
    assert "¥" not in server.words("wrGroup1")


async def test_entering_the_chat_is_welcomed(server: BotServer, tmp_path: Path) -> None:
    async with a_bot_site(tmp_path / "home", server):
        await server.event("enter_chat")

        await server.until(lambda: len(server.delivered) >= 1)

    assert server.frames[1]["cmd"] == "aibot_respond_welcome_msg"


async def test_the_same_message_delivered_twice_is_answered_once(
    server: BotServer, tmp_path: Path
) -> None:
    async with a_bot_site(tmp_path / "home", server):
        for _ in range(3):
            await server.says("我今天的佣金", msg_id="same")
        await server.until(lambda: len(server.delivered) >= 1)
        await asyncio.sleep(0.2)

    assert len(server.delivered) == 1
