"""The imitation is a right one: the vendor's own client speaks to it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from tests.imitations.dingtalk import CLIENT_ID, CLIENT_SECRET, OPEN, DingTalk
from tests.patience import SECONDS


@pytest.fixture
async def dingtalk() -> AsyncIterator[DingTalk]:
    async with DingTalk().running() as far:
        yield far


@pytest.fixture
async def peer(dingtalk: DingTalk) -> AsyncIterator[Process]:
    """The vendor's client, connected."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.imitations.dingtalk_peer",
        CLIENT_ID,
        CLIENT_SECRET,
        env={**os.environ, "DINGTALK_OPENAPI_ENDPOINT": dingtalk.url},
        stdout=PIPE,
        stderr=DEVNULL,
    )
    await dingtalk.connected()
    yield process
    process.kill()
    await process.communicate()


async def heard(peer: Process) -> str:
    """Give what the client told next."""
    assert peer.stdout is not None
    return str(json.loads(await asyncio.wait_for(peer.stdout.readline(), SECONDS)))


def said(ack: dict[str, Any] | None) -> object:
    """Give the data of an ack."""
    assert ack is not None
    assert ack["code"] == 200
    return json.loads(ack["data"])


async def test_it_takes_and_acks_a_robot_message(dingtalk: DingTalk, peer: Process) -> None:
    ack = await dingtalk.say(dingtalk.message("我今天的佣金"))

    assert await heard(peer) == "我今天的佣金"
    assert said(ack) == {"response": "OK"}


async def test_it_reads_a_card_callback(dingtalk: DingTalk, peer: Process) -> None:
    del peer
    ack = await dingtalk.press("track-1", {"cardPrivateData": {"actionIds": ["x"]}})

    assert said(ack) == {"response": {"cardData": {"cardParamMap": {"of": "track-1"}}}}


async def test_an_event_that_it_acks_in_a_way_of_its_own_comes_again(
    dingtalk: DingTalk, peer: Process
) -> None:
    event = asyncio.create_task(dingtalk.happen("user_leave_org", {"userId": ["staff1"]}))

    told = [await heard(peer), await heard(peer)]

    event.cancel()
    assert told == ["user_leave_org", "user_leave_org"]


async def test_it_answers_a_ping_with_its_opaque(dingtalk: DingTalk, peer: Process) -> None:
    del peer
    assert set(json.loads(str((await dingtalk.ping() or {})["data"]))) == {"opaque"}


async def test_it_leaves_a_connection_that_is_taken_back(dingtalk: DingTalk, peer: Process) -> None:
    del peer
    await dingtalk.take_back(closes=False)

    await dingtalk.until(lambda: dingtalk.opened == 2)


async def test_a_ticket_opens_one_connection(dingtalk: DingTalk) -> None:
    body = {
        "clientId": CLIENT_ID,
        "clientSecret": CLIENT_SECRET,
        "subscriptions": [{"type": "EVENT", "topic": "*"}],
    }
    async with ClientSession() as session:
        headers = {"Accept": "application/json"}
        async with session.post(dingtalk.url + OPEN, json=body, headers=headers) as answer:
            opened = await answer.json()
        to = {"url": opened["endpoint"], "params": {"ticket": opened["ticket"]}}

        async with session.ws_connect(**to):
            with pytest.raises(WSServerHandshakeError):
                await session.ws_connect(**to)


async def test_without_its_header_the_answer_is_xml(dingtalk: DingTalk) -> None:
    async with (
        ClientSession() as session,
        session.post(dingtalk.url + OPEN, json={}) as answer,
    ):
        assert answer.content_type == "application/xml"
