"""The vendor's own client believes our imitation of its server."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.bot.wecom.npm import node, npm_packages
from tests.imitations.wecom_bot import BOT, BOT_SECRET, BotServer

_PEER = """
const {WSClient} = require("@wecom/aibot-node-sdk");
const said = JSON.parse(require("fs").readFileSync(0));
const quiet = {debug() {}, info() {}, warn() {}, error() {}};
const client = new WSClient({botId: said.bot, secret: said.secret, wsUrl: said.url, logger: quiet,
  heartbeatInterval: 200});
const heard = [];
client.on("event.enter_chat", frame =>
  client.replyWelcome(frame, {msgtype: "text", text: {content: "welcome"}}));
client.on("event.template_card_event", frame => heard.push(frame.body.event));
client.on("message.text", async frame => {
  heard.push(frame.body.text.content);
  await client.replyStream(frame, "stream", "answer", true);
  await client.sendMessage("lilei", {msgtype: "markdown", markdown: {content: "sent"}});
  const sheet = Buffer.alloc(600 * 1024, "sheet ");
  const media = await client.uploadMedia(sheet, {type: "file", filename: "sheet.xlsx"});
  await client.sendMediaMessage("lilei", "file", media.media_id);
  console.log(JSON.stringify(heard));
  client.disconnect();
  process.exit(0);
});
client.connect();
"""


@pytest.fixture(scope="session")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """WeCom's own client."""
    return npm_packages("@wecom/aibot-node-sdk@1.0.7", folder=tmp_path_factory.mktemp("npm"))


async def test_the_imitation_is_one_that_the_official_client_believes(
    server: BotServer, official: Path
) -> None:
    said = {"bot": BOT, "secret": BOT_SECRET, "url": server.url}
    running = asyncio.create_task(asyncio.to_thread(node, _PEER, said, beside=official))
    await server.until(lambda: server.pings >= 2)
    await server.event("enter_chat")
    await server.event("template_card_event", event_key="KEY")
    await server.says("我今天的佣金")

    heard = json.loads(await running)

    assert heard[1] == "我今天的佣金"
    assert heard[0]["template_card_event"] == {"event_key": "KEY"}
    assert server.words("lilei").split() == ["welcome", "answer", "sent"]
    assert server.files("lilei") == [("sheet.xlsx", (b"sheet " * 102_400))]
