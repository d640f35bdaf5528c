"""Our Stream client against the imitation: acks, lost connections, connections taken back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.channels.dingtalk.stream import Frame, Malformed, Pace, Stream, UnknownTopic, pause, read
from tests.imitations.dingtalk import CLIENT_ID, CLIENT_SECRET, OPEN, DingTalk

QUICK = Pace(watch=2.0, drain=3.0, first_pause=0.05, longest_pause=0.2, settled=0.5)


class Ears:
    """Takes frames, fails as scripted, and remembers them."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.faults: list[Exception] = []
        self.slow: asyncio.Event | None = None
        self.begun = 0

    async def __call__(self, frame: Frame) -> Mapping[str, Any]:
        self.begun += 1
        if self.faults:
            raise self.faults.pop(0)
        if self.slow is not None:
            await self.slow.wait()
        self.heard.append(str(frame.data.get("msgId") or frame.headers.get("eventId")))
        return {"status": "SUCCESS"} if frame.kind == "EVENT" else {"response": None}


@pytest.fixture
async def dingtalk() -> AsyncIterator[DingTalk]:
    async with DingTalk().running() as far:
        yield far


@asynccontextmanager
async def listening(
    dingtalk: DingTalk, ears: Ears, *, n: int = 1, pace: Pace = QUICK, secret: str = CLIENT_SECRET
) -> AsyncIterator[None]:
    async with ClientSession() as session:
        stream = Stream(
            session,
            gateway_url=dingtalk.url,
            client_id=CLIENT_ID,
            client_secret=secret,
            handle=ears,
            pace=pace,
        )
        tasks = [asyncio.create_task(stream.run()) for _ in range(n)]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_robot_message_is_acked_once_it_was_taken(dingtalk: DingTalk) -> None:
    async with listening(dingtalk, ears := Ears()):
        await dingtalk.connected()
        ack = await dingtalk.say(message := dingtalk.message("你好"))

    assert ears.heard == [message["msgId"]]
    assert ack is not None
    assert (ack["code"], json.loads(ack["data"])) == (200, {"response": None})


@pytest.mark.parametrize(
    ("fault", "code"),
    [(OSError(), 500), (Malformed("x"), 400), (UnknownTopic(), 404), (ValueError(), 500)],
    ids=["the store is away", "malformed", "unknown topic", "a bug"],
)
async def test_what_was_not_taken_is_not_acked_as_if_it_were(
    dingtalk: DingTalk, fault: Exception, code: int
) -> None:
    ears = Ears()
    ears.faults.append(fault)
    async with listening(dingtalk, ears):
        await dingtalk.connected()
        ack = await dingtalk.say(dingtalk.message("你好"))

    assert ack is not None
    assert ack["code"] == code


async def test_an_event_comes_again_until_it_was_taken(dingtalk: DingTalk) -> None:
    ears = Ears()
    ears.faults += [OSError(), OSError()]
    async with listening(dingtalk, ears):
        await dingtalk.connected()
        attempts = await dingtalk.happen("user_leave_org", {"userId": ["staff1"]})

    assert (attempts, len(ears.heard)) == (3, 1)


async def test_a_ping_is_answered_with_its_opaque_while_a_message_takes_long(
    dingtalk: DingTalk,
) -> None:
    ears = Ears()
    ears.slow = asyncio.Event()
    async with listening(dingtalk, ears):
        await dingtalk.connected()
        saying = asyncio.create_task(dingtalk.say(dingtalk.message("你好")))
        ack = await dingtalk.ping()
        ears.slow.set()
        await saying

    assert ack is not None
    assert set(json.loads(ack["data"])) == {"opaque"}


@pytest.mark.parametrize("code", [1000, 1001, 1011])
async def test_a_connection_that_is_closed_comes_back(dingtalk: DingTalk, code: int) -> None:
    async with listening(dingtalk, ears := Ears()):
        await dingtalk.connected()
        await dingtalk.close(code)
        await dingtalk.connected()
        await dingtalk.say(dingtalk.message("又来了"))

    assert len(ears.heard) == 1


async def test_a_connection_that_breaks_comes_back(dingtalk: DingTalk) -> None:
    async with listening(dingtalk, ears := Ears()):
        await dingtalk.connected()
        dingtalk.cut()
        await dingtalk.until(lambda: dingtalk.opened == 2)
        await dingtalk.connected()
        await dingtalk.say(dingtalk.message("又来了"))

    assert len(ears.heard) == 1


async def test_one_of_two_that_breaks_loses_no_message(dingtalk: DingTalk) -> None:
    async with listening(dingtalk, ears := Ears(), n=2):
        await dingtalk.connected(2)
        await dingtalk.sockets[0].close(code=1011)
        acks = [await dingtalk.say(dingtalk.message(str(n))) for n in range(20)]
        await dingtalk.connected(2)

    assert (len(ears.heard), dingtalk.lost, acks.count(None)) == (20, [], 0)


@pytest.mark.parametrize("closes", [True, False], ids=["closed later", "TCP stays up"])
async def test_a_connection_taken_back_is_replaced_before_it_ends(
    dingtalk: DingTalk, *, closes: bool
) -> None:
    ears = Ears()
    ears.slow = asyncio.Event()
    async with listening(dingtalk, ears):
        await dingtalk.connected()
        on_the_old = asyncio.create_task(dingtalk.say(dingtalk.message("旧")))
        await dingtalk.until(lambda: ears.begun == 1)
        await dingtalk.take_back(closes=closes)
        await dingtalk.connected()
        both_open = len(dingtalk.sockets)
        ears.slow.set()
        await on_the_old
        await dingtalk.say(dingtalk.message("新"))
        await dingtalk.until(lambda: len(dingtalk.sockets) == 1)

    assert (both_open, len(ears.heard), dingtalk.lost) == (2, 2, [])


async def test_an_idle_connection_that_answers_is_kept(dingtalk: DingTalk) -> None:
    async with listening(dingtalk, Ears()):
        await dingtalk.connected()
        await asyncio.sleep(2.5 * QUICK.watch)

    assert dingtalk.opened == 1


async def test_a_connection_on_which_nothing_comes_is_replaced(dingtalk: DingTalk) -> None:
    dingtalk.is_deaf = True
    async with listening(dingtalk, ears := Ears(), pace=replace(QUICK, watch=0.4)):
        await dingtalk.until(lambda: dingtalk.opened >= 2)
        dingtalk.is_deaf, deaf = False, dingtalk.opened
        await dingtalk.until(lambda: dingtalk.opened > deaf)
        await dingtalk.say(dingtalk.message("还在"))

    assert len(ears.heard) == 1


async def test_a_message_of_ten_million_bytes_is_taken_and_the_connection_kept(
    dingtalk: DingTalk,
) -> None:
    async with listening(dingtalk, ears := Ears(), pace=Pace()):
        await dingtalk.connected()
        ack = await dingtalk.say(dingtalk.message("长" * 3_400_000))

    assert ack is not None
    assert (ack["code"], len(ears.heard), dingtalk.opened) == (200, 1, 1)


async def test_a_gateway_that_refuses_is_asked_again(dingtalk: DingTalk) -> None:
    async with listening(dingtalk, Ears(), secret="wrong"):
        await dingtalk.until(lambda: len(dingtalk.called(OPEN)) == 3)

    assert dingtalk.opened == 0


def test_it_waits_longer_each_time_up_to_a_quarter_of_one_and_never_the_same_for_all() -> None:
    first, tenth = ([pause(n, Pace()) for _ in range(50)] for n in (1, 10))

    assert max(first) <= 0.5
    assert (min(tenth) >= 7.5, max(tenth) <= 15) == (True, True)
    assert len(set(first)) == 50


async def test_it_ends_when_it_is_cancelled_and_takes_its_connections_along(
    dingtalk: DingTalk,
) -> None:
    async with listening(dingtalk, Ears(), n=2):
        await dingtalk.connected(2)

    await dingtalk.until(lambda: not dingtalk.sockets)
    ours = [task for task in asyncio.all_tasks() if "_Connection" in str(task.get_coro())]
    assert ours == []


async def test_what_was_pushed_before_a_stop_is_taken_to_the_end(dingtalk: DingTalk) -> None:
    ears = Ears()
    ears.slow = asyncio.Event()
    async with listening(dingtalk, ears):
        await dingtalk.connected()
        saying = asyncio.create_task(dingtalk.say(dingtalk.message("你好")))
        await dingtalk.until(lambda: ears.begun == 1)
        asyncio.get_running_loop().call_later(0.1, ears.slow.set)

    ack = await saying

    assert (len(ears.heard), ack and ack["code"]) == (1, 200)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"headers":{}}',
        '{"type":"EVENT","headers":{"messageId":"1"},"data":"["}',
        '{"type":"EVENT","headers":{"messageId":"1"},"data":"[]"}',
        "[" * 100_000,
    ],
    ids=["empty", "list", "bare", "no id", "broken data", "data is a list", "deep"],
)
def test_anything_else_is_no_frame(text: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(text)

    assert refused.value.frame_id == ("1" if "messageId" in text else "")
