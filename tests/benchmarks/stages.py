"""What each stage of an answer costs: the real functions by themselves, beside the whole of it.

The whole is what one core gives to a command, from the process benchmark of the same run. What the
stages leave of it are the two HTTP sides, the call of the platform, and the loop between them.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import aiohttp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering import Site, at_once
from bot.asked import Asked, ask
from bot.cards.message import Message
from bot.channels.channel import Channel, Inbound
from bot.channels.reception import Reception
from bot.channels.slack import inbound as slack_inbound
from bot.channels.slack.channel import Slack
from bot.channels.slack.platform import parsed as slack_parsed
from bot.channels.wecom import inbound as wecom_inbound
from bot.channels.wecom.channel import WeCom
from bot.channels.wecom.envelope import Query, parsed, sealed_in
from bot.channels.wecom.platform import client_of, envelope_of
from bot.held import Holding
from config.plans import read_plan
from rules.people import Person
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.benchmarks import slack_command, wecom_callback
from tests.benchmarks.asking import in_turns
from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.wecom_served import settings_of
from tests.builders import PLAN, a_hire, given_plan, take_in
from tests.imitations.slack import BOT_TOKEN, SIGNING_SECRET, TEAM, signed
from tests.imitations.wecom import CORP, Caller

_SLACK_URL, _WECOM_URL, _OWN_URL = 17, 18, 19
_KEY = b"k" * 32
_SITE = Site(key=_KEY)
_MEMBER = wecom_callback.MEMBERS[0]
_ROUNDS = 9

Stage = Callable[[], Awaitable[object]]
#: A stage by its name, in microseconds.
Costs = dict[str, float]


async def measure(place: Place, size: Size) -> list[Figure]:
    """Take the whole of each chat first, and then its stages on a store of their own."""
    async with (
        slack_command.a_server("ours", place, url=_SLACK_URL) as slack_server,
        wecom_callback.a_server("ours", place, url=_WECOM_URL) as wecom_server,
    ):
        servers = {"slack": slack_server, "wecom": wecom_server}
        runs = await in_turns(servers, size.answers * 4)
    slack, wecom = runs["slack"], runs["wecom"]
    store = await _staffed(place.url(_OWN_URL))
    try:
        async with aiohttp.ClientSession() as session:
            return [
                *_figures(place, "Slack command", 1e6 / slack.rate, await _slack(store, session)),
                *_figures(place, "WeCom callback", 1e6 / wecom.rate, await _wecom(store, session)),
            ]
    finally:
        await store.close()


def _figures(place: Place, what: str, whole: float, costs: Costs) -> list[Figure]:
    left = whole - sum(cost for name, cost in costs.items() if not name.startswith("("))
    shown = {**costs, "HTTP, the platform's call and the loop (what is left)": left, "whole": whole}
    return [
        Figure(
            database=place.database,
            what=f"{what}: {name}",
            value=cost,
            unit="µs",
            ratio=cost / whole,
        )
        for name, cost in shown.items()
    ]


async def _staffed(url: str) -> Store:
    store = Store(url, read_plan=read_plan)
    await store.upgrade()
    await given_plan(store, PLAN)
    await take_in(store, a_hire("A001"))
    async with store.begin() as uow:
        for channel, address in (("slack", f"{TEAM}:U0"), ("wecom", f"{CORP}:{_MEMBER}")):
            await uow.links.link(
                channel=channel, address=address, person_id=1, at=datetime.now(UTC)
            )
    return store


async def _slack(store: Store, session: aiohttp.ClientSession) -> Costs:
    raw, kind = slack_command.command("U0", "trigger")
    headers = signed(raw)
    stamp, signature = (
        headers["X-Slack-Request-Timestamp"],
        headers["X-Slack-Signature"],
    )
    verifier = SignatureVerifier(SIGNING_SECRET)

    def verify() -> None:
        assert verifier.is_valid(body=raw, timestamp=stamp, signature=signature)

    def read() -> Inbound:
        body = slack_parsed(raw, kind)
        act = slack_inbound.read(body, at=datetime.now(UTC), real_now=time.time())
        assert act is not None
        return act

    channel = Slack(AsyncWebClient(BOT_TOKEN, session=session), real_time=time.time)
    edge = {"signature": _alone(verify), "reading the act": _alone(read)}
    return edge | await _inside(store, read(), channel)


async def _wecom(store: Store, session: aiohttp.ClientSession) -> Costs:
    settings = settings_of("http://127.0.0.1:9")  # nothing is sent
    envelope = envelope_of(settings)
    said = Caller().text("帮助", at=time.time(), user=_MEMBER)
    query, sealed = Query.of(said.query), sealed_in(said.body)

    def verify() -> None:
        assert envelope.signature(query.timestamp, query.nonce, sealed) == query.signature

    def decrypt() -> str:
        return envelope.decrypt(sealed)

    def read() -> Inbound:
        sealed_in(said.body)
        act = wecom_inbound.read(parsed(plain), at=datetime.now(UTC), zone="Asia/Shanghai")
        assert act is not None
        return act

    plain = decrypt()
    client = client_of(settings, session, store=store, key=_KEY, owner="bench")
    edge = {
        "signature": _alone(verify),
        "decryption": _alone(decrypt),
        "reading the act (XML twice)": _alone(read),
    }
    return edge | await _inside(store, read(), WeCom(client))


async def _inside(store: Store, act: Inbound, channel: Channel) -> Costs:
    """Give the stages that are the same for all chats."""

    async def who() -> Person | None:
        caller = await store.caller(act.channel, act.sender, act=act.id, since=act.at)
        return caller.person

    async def nothing(uow: UnitOfWork) -> None:
        del uow

    person = await who()
    asked = ask(act, person, key=_KEY)

    def answer() -> Message:
        told = at_once(asked, _SITE)
        assert told is not None
        return told.message

    def render() -> bytes:
        return channel.render(message, address=act.sender)

    message = answer()
    return {
        "repeats, in memory": await _awaited(_repeats(act)),
        "who she is, the form she is in, whether it came before": await _awaited(who),
        "understanding and permission": _alone(lambda: ask(act, person, key=_KEY)),
        "the answer and its words": _alone(answer),
        "the platform's bytes": _alone(render),
        "(a snapshot of the store, for answers that need it)": await _awaited(
            lambda: store.ask(nothing)
        ),
        "(a row before the ack, for acts that write)": await _awaited(_kept(store, asked)),
    }


def _repeats(act: Inbound) -> Callable[[], Awaitable[None]]:
    """Give what takes one new act after the other, with nothing behind it."""

    async def nothing(what: object) -> None:
        del what

    reception, numbers = Reception(nothing, nothing), count()
    return lambda: reception.take(replace(act, id=f"act-{next(numbers)}"))


def _kept(store: Store, asked: Asked) -> Callable[[], Awaitable[object]]:
    """Give what keeps one act after the other, each committed."""
    holding, numbers = Holding(store, real_clock=lambda: datetime.now(UTC)), count()
    return lambda: holding.take(
        replace(asked, inbound=replace(asked.inbound, id=f"kept-{next(numbers)}"))
    )


def _alone(stage: Callable[[], object], times: int = 50) -> float:
    """Give the microseconds of a stage that waits for nothing: the best of some rounds."""
    rounds: list[float] = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        for _ in range(times):
            stage()
        rounds.append((time.perf_counter() - began) / times * 1e6)
    return min(rounds)


async def _awaited(stage: Stage, times: int = 50) -> float:
    """Give the microseconds of a stage that is awaited, by itself."""
    rounds: list[float] = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        for _ in range(times):
            await stage()
        rounds.append((time.perf_counter() - began) / times * 1e6)
    return min(rounds)
