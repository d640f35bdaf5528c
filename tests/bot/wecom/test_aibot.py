"""A bot on its long connection: it answers, comes back by itself, and never fights for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.cards.file import File
from bot.channels.channel import Inbound, Outcome
from bot.channels.wecom import aibot_inbound
from bot.channels.wecom.aibot import BotHandle, WeComBot, escaped
from bot.channels.wecom.envelope import Malformed
from bot.channels.wecom.line import Frame, Line, Turn
from bot.outbound import open_session
from config.platforms import WeComSettings
from config.settings import HttpSettings
from rules.attachment import XLSX
from storage.store import Store
from tests import samples
from tests.bot.wecom.npm import node, npm_packages
from tests.builders import a_deal_now, a_hire
from tests.imitations.wecom_bot import BOT, BOT_SECRET, BotServer, a_bot_server
from tests.journeys.site import Site, a_site
from tests.samples import NOON, a_message

ME = f"{BOT}:lilei"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """No SQL of its own is tested here."""
    return sqlite_url


@pytest.fixture
async def server() -> AsyncIterator[BotServer]:
    async with a_bot_server() as opened:
        yield opened


@asynccontextmanager
async def a_line(
    server: BotServer, store: Store, *, owner: str = "one", secret: str = BOT_SECRET
) -> AsyncIterator[Line]:
    """Keep a line open that breathes a hundred times faster than a real one."""
    async with open_session(HttpSettings()) as session:
        line = Line(
            session,
            url=server.url,
            bot_id=BOT,
            secret=secret,
            turn=Turn(store, bot_id=BOT, owner=owner),
            heard=_nothing,
            beat_seconds=0.05,
            first_pause=0.05,
            answer_seconds=0.5,
        )
        running = asyncio.create_task(line.run())
        try:
            yield line
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def _nothing(frame: Frame, line: str) -> None:
    del frame, line


async def test_it_says_who_it_is_and_breathes(server: BotServer, store: Store) -> None:
    async with a_line(server, store):
        await server.until(lambda: server.pings >= 3)

    assert server.frames[0]["body"] == {"bot_id": BOT, "secret": BOT_SECRET}
    assert server.connections == 1


@pytest.mark.parametrize("code", [1000, 1001, 1011, 1012], ids=str)
async def test_it_comes_back_after_any_close(server: BotServer, store: Store, code: int) -> None:
    async with a_line(server, store):
        await server.until(lambda: server.is_connected)
        await server.close(code)

        await server.until(lambda: server.connections == 2)


async def test_one_whose_pings_are_not_answered_is_given_up(
    server: BotServer, store: Store
) -> None:
    server.answers_pings = False

    async with a_line(server, store):
        await server.until(lambda: server.connections == 2)

    assert server.pings >= 2


async def test_of_two_processes_one_is_connected_and_the_other_waits(
    server: BotServer, store: Store
) -> None:
    async with a_line(server, store) as first, a_line(server, store, owner="two") as second:
        await server.until(lambda: server.pings >= 4)

        assert server.connections == 1
        assert [bool(line.name) for line in (first, second)].count(True) == 1


async def test_the_other_takes_over_when_the_first_ends(server: BotServer, store: Store) -> None:
    async with a_line(server, store, owner="two") as second:
        async with a_line(server, store):
            await server.until(lambda: server.is_connected)
        await server.until(lambda: bool(second.name) and server.is_connected)


async def test_one_that_was_pushed_out_does_not_push_back(server: BotServer, store: Store) -> None:
    with capture_logs() as logs:
        async with a_line(server, store), open_session(HttpSettings()) as session:
            await server.until(lambda: server.is_connected)
            async with session.ws_connect(server.url) as stranger:
                body = {"bot_id": BOT, "secret": BOT_SECRET}
                frame = {"cmd": "aibot_subscribe", "headers": {"req_id": "s"}, "body": body}
                await stranger.send_str(json.dumps(frame))
                await asyncio.sleep(0.6)

                assert (server.connections, stranger.closed) == (2, False)

    assert "wecombot.taken_over" in [line["event"] for line in logs]


async def test_one_that_lost_its_turn_lets_go(server: BotServer, store: Store) -> None:
    async with a_line(server, store) as line:
        await server.until(lambda: bool(line.name))
        async with store.begin() as uow:
            held = await uow.leases.owner(f"wecombot:{BOT}")
            assert held == "one"
        await _steal(store)

        await server.until(lambda: not server.is_connected)


async def _steal(store: Store) -> None:
    """Let another process have the turn, as if ours had slept for longer than it lasts."""
    from tests.post_office import sql  # noqa: PLC0415

    await sql(store, "UPDATE lease SET token = 'another', owner = 'two'")


async def test_a_wrong_secret_is_said_and_not_tried_in_a_hurry(
    server: BotServer, store: Store
) -> None:
    with capture_logs() as logs:
        async with a_line(server, store, secret="wrong"):
            await asyncio.sleep(0.5)

    tried = len(server.frames)
    assert (1 <= tried <= 6, server.connections) == (True, 0)
    assert "wecombot.refused" in [line["event"] for line in logs]
    assert "wrong" not in str(logs)


@pytest.mark.parametrize("said", ["", "[]", "{", '{"headers": 7}', '{"cmd": "new"}', '{"cmd": 7}'])
async def test_frames_that_are_none_do_no_harm(server: BotServer, store: Store, said: str) -> None:
    async with a_line(server, store):
        await server.until(lambda: server.is_connected)
        await server.push(said)
        await server.until(lambda: server.pings >= 2)

    assert server.connections == 1


async def test_a_message_arrives_in_its_chat(server: BotServer, store: Store) -> None:
    async with a_line(server, store) as line:
        await server.until(lambda: bool(line.name))
        channel = WeComBot(line)

        receipt = await channel.send(channel.render(a_message(card=samples.NEW_DEAL), address=ME))

    assert receipt.outcome is Outcome.SENT
    assert "新签 · 华星科技" in server.words("lilei")
    assert server.keys() == [one.token for one in samples.NEW_DEAL.actions]


async def test_without_a_line_nothing_was_sent(server: BotServer, store: Store) -> None:
    async with a_line(server, store, secret="wrong") as line:
        channel = WeComBot(line)

        receipt = await channel.send(channel.render(a_message(text="hi"), address=ME))

    assert (receipt.outcome, receipt.retry_after) == (Outcome.NOT_SENT, 2)


async def test_a_frame_without_an_answer_may_have_arrived(server: BotServer, store: Store) -> None:
    async with a_line(server, store) as line:
        await server.until(lambda: bool(line.name))
        channel = WeComBot(line)
        server.faults.append(None)

        receipt = await channel.send(channel.render(a_message(text="hi"), address=ME))

    assert (receipt.outcome, len(server.delivered)) == (Outcome.UNKNOWN, 1)


async def test_the_ends_of_a_frame_are_told_apart(server: BotServer, store: Store) -> None:
    async with a_line(server, store) as line:
        await server.until(lambda: bool(line.name))
        channel = WeComBot(line)
        server.faults += [45009, 40003]
        rendered = channel.render(a_message(text="hi"), address=ME)

        limited, refused = await channel.send(rendered), await channel.send(rendered)

    assert (limited.outcome, limited.is_throttled) == (Outcome.NOT_SENT, True)
    assert refused.outcome is Outcome.REFUSED


async def test_an_act_that_can_not_be_answered_any_more_is_answered_beside_it(
    server: BotServer, store: Store
) -> None:
    async with a_line(server, store) as line:
        await server.until(lambda: bool(line.name))
        channel = WeComBot(line)
        handle = BotHandle(line=line.name, req_id="old", chat="lilei", cmd="aibot_respond_msg")
        act = Inbound(id="a", channel="wecombot", sender=ME, at=NOON, handle=handle.written())

        receipt = await channel.reply(channel.render(a_message(text="hi"), address=ME), act)

    assert receipt.outcome is Outcome.SENT
    assert [frame["cmd"] for frame in server.frames[1:]] == [
        "aibot_respond_msg",
        "aibot_send_msg",
    ]


_SHEET = File.of("明细.xlsx", XLSX, b"PK\x03\x04 rows " * 60_000)


async def test_a_file_goes_in_pieces_and_then_after_its_card(
    server: BotServer, store: Store
) -> None:
    async with a_line(server, store) as line:
        await server.until(lambda: bool(line.name))
        channel = WeComBot(line)
        rendered = channel.render(a_message(card=samples.TODAY, file=_SHEET), address=ME)

        receipt = await channel.send(rendered)

    asked = [frame["cmd"].removeprefix("aibot_upload_media_") for frame in server.frames[1:]]
    assert receipt.outcome is Outcome.SENT
    assert asked[:4] == ["init", "chunk", "chunk", "finish"]
    assert set(asked[4:]) == {"aibot_send_msg"}
    assert server.files("lilei") == [(_SHEET.name, _SHEET.content)]
    assert server.delivered[-1][1]["msgtype"] == "file"


@pytest.mark.parametrize(
    ("faults", "wait"),
    [
        pytest.param([846607], None, id="refused"),
        pytest.param([0, 45009], 60.0, id="too many calls, at a piece"),
        pytest.param([0, None], None, id="no answer at a piece"),
        pytest.param([0, 0, 0, -1], None, id="busy at the end"),
    ],
)
async def test_where_a_file_is_not_taken_nothing_of_its_message_is_seen(
    server: BotServer, store: Store, faults: list[int | None], wait: float | None
) -> None:
    async with a_line(server, store) as line:
        await server.until(lambda: bool(line.name))
        channel = WeComBot(line)
        server.faults += faults
        rendered = channel.render(a_message(card=samples.TODAY, file=_SHEET), address=ME)

        receipt, seen = await channel.send(rendered), list(server.delivered)
        again = await channel.send(rendered)

    assert (receipt.outcome is not Outcome.UNKNOWN, receipt.retry_after) == (True, wait)
    assert (seen, again.outcome) == ([], Outcome.SENT)
    assert server.files("lilei") == [(_SHEET.name, _SHEET.content)]


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


_BASE: Frame = {"msgid": "m", "from": {"userid": "LiLei"}, "chattype": "single"}


def _read(cmd: str, **body: object) -> Inbound | None:
    frame = {"cmd": cmd, "headers": {"req_id": "r"}, "body": {**_BASE, **body}}
    return aibot_inbound.read(frame, line="l", bot_id=BOT, at=NOON)


def test_what_was_spoken_and_what_stood_between_pictures_is_read() -> None:
    mixed = [{"msgtype": "text", "text": {"content": "佣金"}}, {"msgtype": "image", "image": {}}]

    acts = [
        _read("aibot_msg_callback", msgtype="voice", voice={"content": "我今天的佣金"}),
        _read("aibot_msg_callback", msgtype="mixed", mixed={"msg_item": mixed}),
        _read("aibot_msg_callback", msgtype="image", image={"url": "x"}),
    ]

    assert [act.text for act in acts if act] == ["我今天的佣金", "佣金", ""]


def test_what_was_chosen_is_read_below_the_event_s_name_or_beside_it() -> None:
    item = {"question_key": "q1", "option_ids": {"option_id": ["a", "b"]}}
    fields = {"event_key": "KEY", "selected_items": {"selected_item": [item]}}
    below = {"eventtype": "template_card_event", "template_card_event": fields}
    beside = {"eventtype": "template_card_event", **fields}

    acts = [_read("aibot_event_callback", event=event) for event in (below, beside)]

    assert [(act.token, act.answers) for act in acts if act] == [("KEY", {"q1": "a,b"})] * 2


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"cmd": "aibot_msg_callback"},
        {"cmd": "aibot_msg_callback", "body": []},
        {"cmd": "aibot_msg_callback", "body": _BASE},
        {"cmd": "aibot_event_callback", "headers": {"req_id": "r"}, "body": {**_BASE, "event": 7}},
        {
            "cmd": "aibot_msg_callback",
            "headers": {"req_id": "r"},
            "body": {
                **_BASE,
                "msgtype": "text",
                "text": {"content": "x"},
                "from": {"userid": "a:b"},
            },
        },
    ],
    ids=str,
)
def test_what_is_no_frame_is_malformed(frame: Frame) -> None:
    with pytest.raises(Malformed):
        aibot_inbound.read(frame, line="l", bot_id=BOT, at=NOON)


@pytest.mark.parametrize(
    "text", ["<@all>", "[x](http://y)", "**a**", "# a", "> a", "`a`", "<font color='warning'>a"]
)
def test_what_somebody_is_called_mentions_and_links_nothing(text: str) -> None:
    said = escaped(text)

    plain = said.replace("\\", "").replace("\u2060", "")
    assert plain == text
    assert not any(live in said for live in ("<@", "](", "<font", " **", "\n#"))
    assert said != text


class _Silence:
    """A line that nobody uses."""

    name = ""
    bot_id = BOT

    async def ask(self, cmd: str, body: Frame, *, req_id: str = "") -> Frame:
        raise NotImplementedError


def test_another_bot_s_chat_is_not_taken_for_ours() -> None:
    with pytest.raises(ValueError, match="another bot"):
        WeComBot(_Silence()).render(a_message(text="hi"), address="aib-other:lilei")


def test_an_escape_is_not_cut_apart() -> None:
    channel = WeComBot(_Silence())
    message = a_message(text="*" * 3000)

    posts = json.loads(channel.render(message, address=ME))["posts"]

    pieces = [post["markdown"]["content"].split("\n", 1)[1] for post in posts]
    assert "".join(pieces) == "\\*" * 3000
    assert all(len(piece) % 2 == 0 for piece in pieces)


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
