"""What a WeCom bot says on its line, and how each end is told."""

from __future__ import annotations

import pytest

from bot.cards.file import File
from bot.channels.channel import Inbound, Outcome
from bot.channels.wecom.aibot import BotHandle, WeComBot
from rules.attachment import XLSX
from storage.store import Store
from tests import samples
from tests.bot.wecom.lines import ME, a_line
from tests.imitations.wecom_bot import BotServer
from tests.samples import NOON, a_message


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
    async with a_line(server, store, answer_seconds=0.5) as line:
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
    async with a_line(server, store, answer_seconds=0.5 if None in faults else 10.0) as line:
        await server.until(lambda: bool(line.name))
        channel = WeComBot(line)
        server.faults += faults
        rendered = channel.render(a_message(card=samples.TODAY, file=_SHEET), address=ME)

        receipt, seen = await channel.send(rendered), list(server.delivered)
        await server.until(lambda: not line.is_doubted)
        again = await channel.send(rendered)

    assert (receipt.outcome is not Outcome.UNKNOWN, receipt.retry_after) == (True, wait)
    assert (seen, again.outcome) == ([], Outcome.SENT)
    assert server.files("lilei") == [(_SHEET.name, _SHEET.content)]
