"""What is asked in a group is answered there with one line that tells nothing, on every platform.

The ways in which a group can be answered are all here: a request that is still open, a message
only she sees, a conversation's own address (sessionWebhook), a call, and the frame of a bot.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bot import answer_message, answers
from bot.answering import Site
from bot.cards.reader import Reader
from bot.channels.channel import Channel, Content, Inbound
from bot.channels.dingtalk.channel import DingTalk
from bot.channels.dingtalk.channel import Handle as DingTalkHandle
from bot.channels.dingtalk.ends import read_answer
from bot.channels.slack.channel import Slack
from bot.channels.wecom.aibot import BotHandle, WeComBot
from bot.dispatcher import Dispatcher
from config.platforms import DingTalkSettings
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.contracts.answered import answered
from tests.imitations import dingtalk
from tests.imitations.slack import BOT_TOKEN, TEAM, a_slack

_NAME = "<!channel>华星@all"
_ANSWERS = answered(_NAME)
_LINES = {"zh": "已私下发给你", "en": "Sent to you privately"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group: the channel, an act that was done in it, and what its members can read of us."""

    channel: Channel
    act: Inbound
    #: Everything that was said in the group; to her alone goes elsewhere.
    seen: Callable[[], str]


Groups = Callable[[], AbstractAsyncContextManager[Group]]


@asynccontextmanager
async def slack_mention() -> AsyncIterator[Group]:
    """Answer by a message in the channel that only she sees."""
    async with _slack() as (channel, seen):
        yield Group(channel=channel, act=_in_slack("event:1"), seen=seen)


@asynccontextmanager
async def slack_command() -> AsyncIterator[Group]:
    """Answer in the request of /foothold, which waits for it."""
    async with _slack() as (channel, _):
        act = _in_slack("command:1")
        channel.keep_open(act.id)
        waiting = channel._open[act.id]  # noqa: SLF001 - what Slack would be answered

        def seen() -> str:
            return json.dumps(waiting.result() if waiting.done() else {}, ensure_ascii=False)

        yield Group(channel=channel, act=act, seen=seen)


@asynccontextmanager
async def dingtalk_webhook() -> AsyncIterator[Group]:
    """Answer at the conversation's own address."""
    handle = DingTalkHandle(webhook="https://oapi.dingtalk.com/robot/x", until=time.time() + 3600)
    yield _in_dingtalk(handle.written())


@asynccontextmanager
async def dingtalk_call() -> AsyncIterator[Group]:
    """Answer by a call, where that address has died."""
    yield _in_dingtalk("")


@asynccontextmanager
async def wecom_bot() -> AsyncIterator[Group]:
    """Answer the frame of a bot."""
    line = _Line()
    handle = BotHandle(line=line.name, req_id="r1", chat="group1", cmd="aibot_respond_msg")
    act = _act("wecombot", f"{line.bot_id}:lilei", f"{line.bot_id}:group1", handle.written())
    yield Group(channel=WeComBot(line), act=act, seen=line.in_group)


_GROUPS = [
    pytest.param(slack_mention, id="slack, a mention"),
    pytest.param(slack_command, id="slack, a command"),
    pytest.param(dingtalk_webhook, id="dingtalk, sessionWebhook"),
    pytest.param(dingtalk_call, id="dingtalk, a call"),
    pytest.param(wecom_bot, id="wecombot, the frame"),
]


@pytest.fixture(params=_GROUPS)
async def group(request: pytest.FixtureRequest) -> AsyncIterator[Group]:
    opened: Groups = request.param
    async with opened() as group:
        yield group


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_group_reads_one_line_whatever_the_answer_is(group: Group, language: str) -> None:
    reader = Reader(language=language)
    lines = set()
    for facts in _ANSWERS.values():
        answer = answers.word(facts, reader)
        message = answer_message.message(
            answer, reader, act=group.act.id, person_id=7, key=b"k" * 32
        )
        line = answer_message.group_line(message, reader, act=group.act.id)
        lines.add(group.channel.render(line, address=group.act.conversation))

    [rendered] = lines
    await group.channel.reply(rendered, group.act)

    seen = group.seen()
    assert _LINES[language] in seen
    assert _personal(seen) == []
    assert _personal(rendered.decode()) == []


async def test_a_question_about_her_pay_in_a_group_is_told_to_her_alone(
    store: Store, group: Group
) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001", name=_NAME), a_deal(customer_id=_NAME))
    async with store.begin() as uow:
        await uow.links.link(
            channel=group.channel.name, address=group.act.sender, person_id=1, at=AT
        )
    dispatcher = Dispatcher(
        store, channels={group.channel.name: group.channel}, site=Site(key=b"k" * 32)
    )

    await dispatcher.receive(group.act)

    seen = group.seen()
    assert _LINES["zh"] in seen
    assert _personal(seen) == []


def _personal(said: str) -> list[str]:
    return [word for word in ("华星", "450.00", "9,000", "¥", "why~", "<!channel>") if word in said]


def _act(channel: str, sender: str, conversation: str, handle: str = "") -> Inbound:
    return Inbound(
        id="act",
        channel=channel,
        sender=sender,
        at=AT,
        text="我今天的提成",
        conversation=conversation,
        is_private=False,
        handle=handle,
    )


def _in_slack(act: str) -> Inbound:
    return Inbound(
        id=act,
        channel="slack",
        sender=f"{TEAM}:U7",
        at=AT,
        text="我今天的提成",
        conversation=f"{TEAM}:C1:U7",
        is_private=False,
    )


@asynccontextmanager
async def _slack() -> AsyncIterator[tuple[Slack, Callable[[], str]]]:
    async with a_slack() as server, aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            BOT_TOKEN, base_url=f"{server.url}/api/", session=session, retry_handlers=[]
        )

        def seen() -> str:
            return "".join(f"{one.text}{one.words}" for one in server.posted if one.channel == "C1")

        yield Slack(client, real_time=time.time), seen


def _in_dingtalk(handle: str) -> Group:
    far = _DingTalkApi()
    settings = DingTalkSettings(
        corp_id=dingtalk.CORP,
        client_id=dingtalk.CLIENT_ID,
        client_secret=SecretStr(dingtalk.CLIENT_SECRET),
    )
    place = f"{dingtalk.CORP}:cid1==:staff1"
    act = _act("dingtalk", f"{dingtalk.CORP}:staff1", place, handle)
    channel = DingTalk(far, settings=settings, real_time=time.time)
    return Group(channel=channel, act=act, seen=far.in_group)


class _DingTalkApi:
    """DingTalk's API without a network; a conversation's address is the group's."""

    def __init__(self) -> None:
        self._far = dingtalk.DingTalk()
        self._at_webhook: list[Mapping[str, Any]] = []

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return read_answer(*self._far.take(path, dict(body)))

    async def get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        return read_answer(*self._far.take(path, dict(query)))

    async def put(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return read_answer(*self._far.take(path, dict(body)))

    async def answer_at(self, webhook: str, body: Mapping[str, Any]) -> None:
        assert webhook.startswith("https://oapi.dingtalk.com/")
        self._at_webhook.append(body)

    async def file(self, robot: str, code: str) -> Content:
        raise NotImplementedError

    async def upload(self, content: bytes, *, name: str) -> str:
        raise NotImplementedError

    def in_group(self) -> str:
        shown = [one.body for one in self._far.shown["cid1=="]]
        return json.dumps([*shown, *self._at_webhook], ensure_ascii=False)


class _Line:
    """A bot's line without a network: what it says in the group, and what it answers there."""

    name = "line"
    bot_id = "bot1"

    def __init__(self) -> None:
        self._said: list[dict[str, Any]] = []

    async def ask(self, cmd: str, body: dict[str, Any], *, req_id: str = "") -> dict[str, Any]:
        if req_id or body.get("chatid") == "group1":
            self._said.append({"cmd": cmd, **body})
        return {"errcode": 0}

    def in_group(self) -> str:
        return json.dumps(self._said, ensure_ascii=False)
