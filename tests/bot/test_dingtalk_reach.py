"""Whom DingTalk leaves out of a call that it answers with 200: read, and acted on by the relay."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from pydantic import SecretStr

from bot.cards.reader import Reader
from bot.channels.dingtalk.calls import MonthlyCalls
from bot.channels.dingtalk.channel import DingTalk as Channel
from bot.channels.dingtalk.client import Client, fetch_token
from bot.notices import KINDS
from bot.relay import Relay
from bot.tokens import SharedToken
from config.platforms import DingTalkSettings
from rules.notices import NoticeKind
from storage.outbox import UNREACHABLE
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in
from tests.contracts.test_privacy import FACTS
from tests.fakes import FixedClock
from tests.imitations.dingtalk import BATCH, CLIENT_ID, CLIENT_SECRET, CORP, DingTalk, Fault
from tests.post_office import PostOffice, a_notice

_KEY = b"k" * 32


@dataclass(frozen=True, slots=True)
class Desk:
    """A relay to DingTalk; A001 is staff1 there, A002 a staff id that it does not know."""

    post: PostOffice
    far: DingTalk
    channel: Channel

    async def round(self, **by: float) -> list[str]:
        self.post.real_clock.pass_time(**by)
        await Relay(
            self.post.store,
            channels={"dingtalk": self.channel},
            key=_KEY,
            clock=self.post.clock,
            real_clock=self.post.real_clock,
            kinds={NoticeKind.DEAL: KINDS[NoticeKind.DEAL]},
        ).once()
        return await self.post.states()


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("A002"))
    async with store.begin() as uow:
        for person_id, user in ((1, "staff1"), (2, "gone")):
            await uow.links.link(
                channel="dingtalk", address=f"{CORP}:{user}", person_id=person_id, at=AT
            )
    async with DingTalk().running() as far, aiohttp.ClientSession() as session:
        settings = DingTalkSettings(
            corp_id=CORP,
            client_id=CLIENT_ID,
            client_secret=SecretStr(CLIENT_SECRET),
            api_url=far.url,
            oapi_url=far.url,
            gateway_url=far.url,
        )
        clock = FixedClock(AT)

        def unix_time() -> float:
            return clock.now.timestamp()

        calls = MonthlyCalls(store, corp_id=CORP, quota=0, owner="test", real_clock=clock)
        token = SharedToken(
            store,
            name="dingtalk",
            fetch=fetch_token(session, settings),
            key=_KEY,
            owner="test",
            real_time=unix_time,
        )
        client = Client(session, settings=settings, token=token, calls=calls)
        channel = Channel(client, settings=settings, real_time=unix_time)
        yield Desk(PostOffice(store), far, channel)


async def test_who_is_in_the_invalid_list_counts_as_unreachable_and_is_called_no_more(
    desk: Desk,
) -> None:
    await desk.post.put(a_notice(person_id=2))
    await desk.round()
    await desk.round()
    await desk.post.put(a_notice("b", person_id=2))
    states = await desk.round()

    assert (states, await desk.post.reasons()) == (["dead", "dead"], [UNREACHABLE] * 2)
    assert len(desk.far.called(BATCH)) == 1
    async with desk.post.store.read() as uow:
        [dead] = await uow.links.dead(limit=9)
    assert (dead.number, dead.channel) == ("A002", "dingtalk")


async def test_who_is_in_the_flow_controlled_list_is_told_later_and_once(desk: Desk) -> None:
    desk.far.fail(BATCH, Fault.FLOW_CONTROLLED)
    await desk.post.put(a_notice())

    held, early = await desk.round(), await desk.round(seconds=20)
    told, after = await desk.round(seconds=11), await desk.round(seconds=60)

    assert (held, early, told, after) == (["pending"], ["pending"], ["sent"], ["sent"])
    assert len(desk.far.called(BATCH)) == 2
    assert len(desk.far.shown["staff1"]) == 1
    async with desk.post.store.read() as uow:
        assert await uow.links.dead(limit=9) == []


def test_no_notice_of_several_people_could_be_one_call() -> None:
    """See docs/decisions/0031: what has no button goes to a few of the office, or to one person."""
    bare = {kind.value for kind in KINDS if not KINDS[kind].card(FACTS[kind], Reader()).actions}

    assert bare == _OF_THE_OFFICE | _OF_ONE | _OF_A_GROUP


#: Told to finance, HR or the administrators, of whom there are a few.
_OF_THE_OFFICE = {
    "line_question",
    "alarm",
    "unmatched",
    "mentor_attention",
    "watch_digest",
    "objection",
    "confirmed",
}
#: Each says something of one person to one person.
_OF_ONE = {"mentor_comment", "mentor_changed", "course_overdue", "taken_over"}
_OF_A_GROUP = {"good_news", "good_news_told", "good_news_lost"}
