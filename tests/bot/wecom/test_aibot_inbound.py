"""What a WeCom bot hears, read into acts, and what it says without markup of others."""

from __future__ import annotations

import json

import pytest

from bot.channels.channel import Inbound
from bot.channels.wecom import aibot_inbound
from bot.channels.wecom.aibot import WeComBot, escaped
from bot.channels.wecom.envelope import Malformed
from bot.channels.wecom.line import Frame
from tests.bot.wecom.lines import ME
from tests.imitations.wecom_bot import BOT
from tests.samples import NOON, a_message

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
