"""What a chat may not carry is not sent there: she reads where it can be read instead."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot import answers
from bot.answering import Site
from bot.channels.channel import Channel, Outcome, Receipt
from bot.dispatcher import Dispatcher
from bot.metrics import Metrics
from bot.notices import KINDS
from bot.relay import Relay
from rules.notices import NoticeKind
from rules.privacy import DataClass
from rules.statement import Help, Statement
from storage.store import Store
from tests.builders import AT, a_hire, take_in
from tests.dispatching import KEY, Office, typed
from tests.fakes import FakeChannel, FixedClock
from tests.post_office import PostOffice, a_notice

URL = "https://foothold.example/chat"
_NOT_SENT = Receipt(outcome=Outcome.NOT_SENT)
_SECRETS = ("¥", "450", "华星", "李雷")


@pytest.fixture
async def office(store: Store) -> Office:
    found = Office(store)
    await found.prepare()
    await found.link()
    return found


@pytest.mark.parametrize("above", ["money", "assessment"])
def test_a_screen_carries_its_class_and_all_before_it(above: str) -> None:
    assert DataClass.MONEY.covers(DataClass.PERSONAL)
    assert DataClass.MONEY.covers(DataClass.MONEY)
    assert not DataClass.PERSONAL.covers(DataClass(above))


def test_every_kind_of_notice_says_what_it_holds() -> None:
    assert set(KINDS) == set(NoticeKind)
    assert KINDS[NoticeKind.DEAL].holds is DataClass.MONEY


def test_every_kind_of_fact_says_what_it_holds() -> None:
    assert answers.HOLDS[Statement] is DataClass.MONEY
    assert answers.HOLDS[Help] is DataClass.PUBLIC


async def test_a_sum_is_not_answered_where_none_may_be_read(office: Office) -> None:
    chat = FakeChannel(carries=DataClass.PERSONAL)

    await _dispatcher(office, chat).receive(typed("我今天的提成"))

    [body] = chat.attempts
    assert not _told(body)
    assert URL in chat.texts[0]
    assert chat.cards[0].actions == ()


async def test_what_she_may_read_there_is_answered_as_ever(office: Office) -> None:
    chat = FakeChannel(carries=DataClass.PERSONAL)

    await _dispatcher(office, chat).receive(typed("我的提醒"))

    assert URL not in chat.texts[0]


async def test_she_is_sent_to_another_chat_of_hers_that_may(office: Office) -> None:
    async with office.store.begin() as uow:
        await uow.links.link(channel="wecom", address="c:lilei", person_id=1, at=AT)
    chat = FakeChannel(carries=DataClass.PERSONAL)

    await _dispatcher(office, chat, FakeChannel(name="wecom")).receive(typed("我今天的提成"))

    assert "企业微信" in chat.texts[0]
    assert URL not in chat.texts[0]


async def test_that_an_answer_was_withheld_is_counted_and_audited(office: Office) -> None:
    metrics = Metrics()
    chat = FakeChannel(carries=DataClass.PUBLIC)

    await _dispatcher(office, chat, metrics=metrics).receive(typed("我今天的提成"))

    assert b'foothold_withheld_total{channel="fake",what="answer"} 1.0' in metrics.page(None)
    [row] = await _audited(office.store, "answer.withheld")
    assert row == ("1", "commission", {"channel": "fake", "holds": "money"})


async def test_in_a_group_only_the_pointer_is_said_and_the_answer_goes_to_her(
    office: Office,
) -> None:
    await office.dispatcher.receive(typed("我今天的提成", is_private=False))

    group, hers = office.channel.attempts
    assert not _told(group)
    assert office.channel.addresses == ["room", "@1"]
    assert _told(hers)


async def test_news_picks_the_chat_of_hers_that_may_carry_it(store: Store) -> None:
    post = await _post(store)
    await post.link(channel="wecom")
    await post.link(channel="slack")
    wecom = FakeChannel(name="wecom")
    slack = FakeChannel(name="slack", carries=DataClass.PERSONAL)

    await _relay(post, slack, wecom).once()

    assert (len(slack.attempts), len(wecom.attempts)) == (0, 1)
    assert await post.states() == ["sent"]


async def test_news_that_none_of_her_chats_may_carry_is_a_neutral_line(store: Store) -> None:
    post = await _post(store)
    await post.link(channel="slack")
    slack = FakeChannel(name="slack", carries=DataClass.PERSONAL)

    await _relay(post, slack).once()

    [body] = slack.attempts
    assert not _told(body)
    assert URL in slack.texts[0]
    [(_, _, detail)] = await _audited(store, "notice.withheld")
    assert detail == {"channel": "slack", "kind": "deal"}


async def test_bytes_made_before_a_chat_lost_its_leave_do_not_go_there(store: Store) -> None:
    post = await _post(store)
    await post.link(channel="slack")
    away = FakeChannel(_NOT_SENT, name="slack")
    await _relay(post, away).once()
    post.real_clock.pass_time(seconds=60)
    slack = FakeChannel(name="slack", carries=DataClass.PERSONAL)

    await _relay(post, slack).once()

    assert _told(away.attempts[0])
    assert not _told(slack.attempts[0])


def _told(body: bytes) -> list[str]:
    """Give what is no neutral line in it."""
    return [word for word in _SECRETS if word in body.decode()]


def _dispatcher(
    office: Office, chat: FakeChannel, *others: FakeChannel, metrics: Metrics | None = None
) -> Dispatcher:
    return Dispatcher(
        office.store,
        channels=_named(chat, *others),
        site=Site(key=KEY, chat_url=URL),
        real_clock=FixedClock(AT),
        metrics=metrics,
    )


def _relay(post: PostOffice, *chats: FakeChannel) -> Relay:
    return Relay(
        post.store,
        channels=_named(*chats),
        key=KEY,
        clock=post.clock,
        real_clock=post.real_clock,
        chat_url=URL,
    )


def _named(*chats: FakeChannel) -> Mapping[str, Channel]:
    return {chat.name: chat for chat in chats}


async def _post(store: Store) -> PostOffice:
    await take_in(store, a_hire("A001", name="李雷"))
    post = PostOffice(store)
    await post.put(a_notice(facts=a_notice("华星").facts))
    return post


async def _audited(store: Store, action: str) -> list[tuple[str, str, dict[str, str]]]:
    engine = create_async_engine(store.url)
    query = text("SELECT actor, subject, detail FROM audit WHERE action = :action")
    async with engine.connect() as connection:
        rows = (await connection.execute(query, {"action": action})).all()
    await engine.dispose()
    return [(row.actor, row.subject, json.loads(row.detail)) for row in rows]
