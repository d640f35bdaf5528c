"""Slack tells no twins apart: what may have arrived is looked up, and only the rest is sent."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.card import Card, Row
from bot.cards.file import File
from bot.cards.message import Message
from bot.channels.channel import Outcome
from bot.channels.slack.channel import Slack
from tests.imitations.slack import BOT_TOKEN, TEAM, Fault, SlackServer, a_slack

_ADDRESS = f"{TEAM}:U1"
_LONG = tuple(Row(label=f"r{n}", value="x" * 900) for n in range(20))


@dataclass(frozen=True, slots=True)
class Wire:
    """Our channel, and the imitation that it speaks to."""

    channel: Slack
    slack: SlackServer

    async def sends(self, message: Message) -> Outcome:
        return (await self.channel.send(self._bytes(message))).outcome

    async def resumes(self, message: Message, *, body: bytes = b"") -> tuple[Outcome, bool]:
        since = datetime.now(UTC)
        end = await self.channel.resume(body or self._bytes(message), since=since)
        return end.outcome, end.is_final

    def _bytes(self, message: Message) -> bytes:
        return self.channel.render(message, address=_ADDRESS)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with a_slack() as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            BOT_TOKEN, base_url=f"{slack.url}/api/", session=session, retry_handlers=[]
        )
        yield Wire(Slack(client, real_time=time.time), slack)


def _a_message(key: str = "n1", *, rows: tuple[Row, ...] = (), file: File | None = None) -> Message:
    card = Card(title="News", rows=rows)
    return Message(key=key, preview="You have news", text="News", card=card, file=file)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault("reset", late=True), id="reset after"),
        pytest.param(Fault("reset"), id="reset before"),
        pytest.param(Fault("status", "503", late=True), id="503 after"),
        pytest.param(Fault("status", "503"), id="503 before"),
        pytest.param(Fault("html"), id="a page"),
    ],
)
async def test_it_is_there_once_however_the_answer_was_lost(wire: Wire, fault: Fault) -> None:
    wire.slack.fail("chat.postMessage", fault)
    assert await wire.sends(_a_message()) is Outcome.UNKNOWN

    ends = [await wire.resumes(_a_message()) for _ in range(3)]

    assert ends == [(Outcome.SENT, False)] * 3
    assert len(wire.slack.posted) == 1


async def test_of_a_long_message_only_the_missing_parts_are_sent(wire: Wire) -> None:
    whole = _a_message("whole", rows=_LONG)
    assert await wire.sends(whole) is Outcome.SENT
    parts = len(wire.slack.posted)
    assert parts > 1
    wire.slack.posted.pop()

    assert await wire.resumes(whole) == (Outcome.SENT, False)
    assert len(wire.slack.posted) == parts
    assert len({repr(one.blocks) for one in wire.slack.posted}) == parts


async def test_a_twin_with_another_key_is_another_message(wire: Wire) -> None:
    await wire.sends(_a_message("n1"))

    assert await wire.resumes(_a_message("n2")) == (Outcome.SENT, False)
    assert len(wire.slack.posted) == 2


@pytest.mark.parametrize(
    ("method", "fault", "is_final"),
    [
        pytest.param("conversations.history", Fault("ratelimited", "7"), False, id="429"),
        pytest.param("conversations.history", Fault("status", "500"), False, id="500"),
        pytest.param("conversations.open", Fault("reset"), False, id="reset"),
        pytest.param("conversations.open", Fault("html"), False, id="a page"),
        pytest.param("conversations.open", Fault("error", "token_revoked"), False, id="our token"),
        pytest.param("conversations.history", Fault("error", "missing_scope"), True, id="scope"),
        pytest.param("conversations.history", Fault("error", "unknown_method"), True, id="no API"),
    ],
)
async def test_where_nothing_can_be_seen_nothing_is_sent(
    wire: Wire, method: str, fault: Fault, *, is_final: bool
) -> None:
    wire.slack.fail(method, fault)

    assert await wire.resumes(_a_message()) == (Outcome.UNKNOWN, is_final)
    assert wire.slack.posted == []


@pytest.mark.parametrize(("others", "end"), [(99, Outcome.SENT), (100, Outcome.UNKNOWN)])
async def test_what_lies_behind_a_hundred_newer_ones_is_never_known(
    wire: Wire, others: int, end: Outcome
) -> None:
    await wire.sends(_a_message())
    for n in range(others):
        await wire.sends(_a_message(f"other-{n}"))
    later = time.time() + timedelta(days=1).total_seconds()
    for n, one in enumerate(wire.slack.posted):
        one.ts = f"{later + n:.6f}"

    assert await wire.resumes(_a_message()) == (end, end is Outcome.UNKNOWN)
    assert len(wire.slack.posted) == others + 1


async def test_a_file_beside_a_message_that_is_there_is_never_known(wire: Wire) -> None:
    with_file = _a_message(file=File.of("a.csv", "text/csv", b"1"))
    wire.slack.fail("files.completeUploadExternal", Fault("reset", late=True))
    assert await wire.sends(with_file) is Outcome.UNKNOWN

    assert await wire.resumes(with_file) == (Outcome.UNKNOWN, True)
    assert len(wire.slack.shared) == 1


async def test_bytes_of_a_release_without_marks_are_not_sent_again(wire: Wire) -> None:
    old = b'{"v":1,"posts":[{"channel":"U1","text":"x","blocks":[]}],"view":null,"errors":{}}'

    assert await wire.resumes(_a_message(), body=old) == (Outcome.UNKNOWN, True)
    assert wire.slack.posted == []
