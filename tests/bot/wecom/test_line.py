"""A bot's long connection: it comes back by itself, and never fights for it."""

from __future__ import annotations

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from bot.channels.channel import Outcome
from bot.channels.wecom.aibot import WeComBot
from bot.outbound import open_session
from config.settings import HttpSettings
from storage.store import Store
from tests.bot.wecom.lines import ME, a_line
from tests.imitations.wecom_bot import BOT, BOT_SECRET, BotServer
from tests.samples import a_message


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

    async with a_line(server, store, answer_seconds=0.5):
        await server.until(lambda: server.connections >= 2)

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
                await server.until(lambda: "wecombot.taken_over" in str(logs))
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
            await server.until(lambda: "wecombot.refused" in str(logs))
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


async def test_a_line_that_does_not_answer_is_asked_once_and_left(
    server: BotServer, store: Store
) -> None:
    async with a_line(server, store, beat_seconds=600) as line:  # no ping is due for an hour
        await server.until(lambda: bool(line.name))
        channel = WeComBot(line)
        server.faults.append(None)
        server.answers_pings = False
        rendered = channel.render(a_message(text="hi"), address=ME)

        first, second = await channel.send(rendered), await channel.send(rendered)
        await server.until(lambda: server.pings == 1)
        server.answers_pings = True
        await server.until(lambda: server.connections == 2 and bool(line.name))
        third = await channel.send(rendered)

    ends = (first.outcome, second.outcome, third.outcome)
    assert ends == (Outcome.UNKNOWN, Outcome.NOT_SENT, Outcome.SENT)


async def test_a_line_on_which_one_answer_was_lost_is_kept(server: BotServer, store: Store) -> None:
    async with a_line(server, store, beat_seconds=600) as line:
        await server.until(lambda: bool(line.name))
        channel = WeComBot(line)
        server.faults.append(None)
        rendered = channel.render(a_message(text="hi"), address=ME)

        await channel.send(rendered)
        await server.until(lambda: not line.is_doubted)
        again = await channel.send(rendered)

    assert (again.outcome, server.connections) == (Outcome.SENT, 1)


async def test_a_frame_of_ten_million_bytes_leaves_the_line_open(
    server: BotServer, store: Store
) -> None:
    async with a_line(server, store) as line:
        await server.until(lambda: bool(line.name))
        await server.push(json.dumps({"cmd": "new", "body": "x" * 10_000_000}))
        await server.push("[" * 200_000)
        pings = server.pings
        await server.until(lambda: server.pings >= pings + 2)

    assert server.connections == 1
