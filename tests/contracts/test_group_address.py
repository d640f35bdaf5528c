"""What is said in a group gives an address at which everybody in it reads, without a button."""

from __future__ import annotations

import json

import aiohttp
import pytest

from bot.cards.card import Card
from bot.cards.reader import Reader
from bot.channels.channel import Outcome
from bot.channels.dingtalk.inbound import read_message
from bot.channels.slack import inbound as slack_inbound
from bot.channels.wecom import aibot_inbound
from bot.notices import KINDS
from config.settings import Settings
from rules.good_news import GoodNews
from rules.notices import NoticeKind
from tests.contracts.stands import (
    DingTalkCardStand,
    DingTalkMarkdownStand,
    SlackStand,
    WeComBotStand,
    WeComStand,
)
from tests.imitations import dingtalk, wecom, wecom_bot
from tests.imitations.slack import TEAM, a_slack
from tests.samples import NOON, a_message

_SAID = "李雷新签一单:专业版!"


def _card() -> Card:
    news = GoodNews(deal_id=1, name="李雷", product="专业版", channel="slack", address="x")
    return KINDS[NoticeKind.GOOD_NEWS].card(json.dumps(news_facts(news)), Reader())


def news_facts(news: GoodNews) -> dict[str, object]:
    """Give the facts as the notice keeps them."""
    return {name: getattr(news, name) for name in GoodNews.__dataclass_fields__}


async def test_slack_posts_to_the_whole_channel() -> None:
    event = {"type": "app_mention", "user": "U7", "text": "<@U0> 绑定喜报群", "channel": "C1"}
    body = {"type": "event_callback", "team_id": TEAM, "event_id": "E1", "event": event}
    act = slack_inbound.read(body, at=NOON, real_now=0.0)
    assert act is not None
    async with a_slack() as server, aiohttp.ClientSession() as session:
        channel = SlackStand(server, session).channel
        receipt = await channel.send(channel.render(a_message(card=_card()), address=act.group))

        [posted] = server.posted
        assert (act.text, receipt.outcome) == ("绑定喜报群", Outcome.SENT)
        assert (posted.channel, posted.only_for, posted.values()) == ("C1", "", [])
        assert _SAID in posted.words


@pytest.mark.parametrize("stand", [DingTalkCardStand, DingTalkMarkdownStand])
async def test_dingtalk_posts_to_the_whole_group(stand: type[DingTalkCardStand]) -> None:
    said = {
        "msgId": "m1",
        "conversationType": "2",
        "conversationId": "cidGroup==",
        "msgtype": "text",
        "text": {"content": " 绑定喜报群"},
        "senderStaffId": "staff1",
        "senderCorpId": dingtalk.CORP,
    }
    act = read_message(said, corp=dingtalk.CORP, at=NOON)
    far = stand()
    body = far.channel.render(a_message(card=_card()), address=act.group)
    receipt = await far.channel.send(body)

    [shown] = far._far.shown["cidGroup=="]  # noqa: SLF001 - the far end is looked at
    assert receipt.outcome is Outcome.SENT
    assert _SAID in shown.body["content"]


async def test_a_wecom_bot_posts_to_the_whole_group() -> None:
    body = {
        "msgid": "m1",
        "chattype": "group",
        "chatid": "wrGroup",
        "from": {"userid": "LiLei"},
        "msgtype": "text",
        "text": {"content": "@站稳 绑定喜报群"},
    }
    frame = {"cmd": "aibot_msg_callback", "headers": {"req_id": "r1"}, "body": body}
    act = aibot_inbound.read(frame, line="line", bot_id=wecom_bot.BOT, at=NOON)
    assert act is not None
    far = WeComBotStand()
    sent = far.channel.render(a_message(card=_card()), address=act.group)
    receipt = await far.channel.send(sent)

    [(chat, delivered)] = far._delivered  # noqa: SLF001 - the far end is looked at
    assert (act.text, receipt.outcome, chat) == ("绑定喜报群", Outcome.SENT, "wrGroup")
    assert _SAID in "".join(wecom_bot.read(delivered))


async def test_a_wecom_app_posts_to_a_group_that_it_made() -> None:
    settings = Settings.model_validate(
        {
            "wecom": {
                "corp_id": wecom.CORP,
                "agent_id": wecom.AGENT,
                "secret": "s",
                "token": "t",
                "aes_key": "a" * 43,
            },
            "good_news": {"groups": {"A003": "wecom:wrTeam"}},
        }
    )
    far = WeComStand()
    address = settings.team_groups["A003"].address
    body = far.channel.render(a_message(card=_card()), address=address)
    receipt = await far.channel.send(body)

    [delivered] = far._qyapi.delivered["#wrTeam"]  # noqa: SLF001 - the far end is looked at
    assert receipt.outcome is Outcome.SENT
    assert _SAID in "".join(wecom.shown(delivered))
    assert [one.key for one in far.channel.windows(body)] == [f"wecom:{wecom.AGENT}:#wrTeam"]


async def test_a_wecom_group_that_is_gone_is_refused() -> None:
    far = WeComStand()
    body = far.channel.render(a_message(card=_card()), address=f"{wecom.CORP}:#wrGone")

    assert (await far.channel.send(body)).outcome is Outcome.REFUSED
