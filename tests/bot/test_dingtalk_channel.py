"""What we send to DingTalk, against the imitation: each end of a call is the right receipt."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.cards.actions import seal
from bot.cards.card import Action, Card
from bot.channels.channel import Inbound, Outcome, Receipt
from bot.channels.dingtalk import cards
from bot.channels.dingtalk.calls import MonthlyCalls
from bot.channels.dingtalk.channel import DingTalk, Handle
from bot.channels.dingtalk.client import Client, fetch_token
from bot.tokens import SharedToken
from config.plans import read_plan
from config.platforms import DingTalkSettings
from storage.store import Store
from tests import samples
from tests.contracts.stands import DingTalkCardStand
from tests.imitations import dingtalk as far_end
from tests.imitations.dingtalk import BATCH, CARD, CORP, GROUP, TEMPLATE, TOKEN, WEBHOOK, Fault
from tests.samples import NOON, PREVIEW, a_message

ME, NOBODY = f"{CORP}:staff1", f"{CORP}:nobody"
GROUP_PLACE = f"{CORP}:cidGroup==:staff1"
NOT_SENT, REFUSED, SENT, UNKNOWN = (
    Outcome.NOT_SENT,
    Outcome.REFUSED,
    Outcome.SENT,
    Outcome.UNKNOWN,
)


class Office:
    """A channel with and one without cards, and DingTalk at their other end."""

    def __init__(self, far: far_end.DingTalk, store: Store, session: ClientSession) -> None:
        self.far = far
        self._store = store
        self._session = session

    def channel(
        self,
        *,
        template: str = "",
        api_url: str = "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> DingTalk:
        settings = DingTalkSettings(
            corp_id=CORP,
            client_id=far_end.CLIENT_ID,
            client_secret=SecretStr(far_end.CLIENT_SECRET),
            card_template_id=template,
            api_url=api_url or self.far.url,
            oapi_url=self.far.url,
            gateway_url=self.far.url,
        )
        token = SharedToken(
            self._store,
            name="dingtalk:test",
            fetch=fetch_token(self._session, settings),
            key=b"k" * 32,
            owner="test",
        )
        calls = MonthlyCalls(
            self._store, corp_id=CORP, quota=0, owner="test", real_clock=lambda: NOON
        )
        client = Client(self._session, settings=settings, token=token, calls=calls)
        return DingTalk(client, settings=settings, real_time=time.time, monotonic=monotonic)

    async def send(self, *, template: str = "", address: str = ME) -> Receipt:
        channel = self.channel(template=template)
        message = a_message(card=samples.NEW_DEAL)
        return await channel.send(channel.render(message, address=address))


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    store = Store(sqlite_url, read_plan=read_plan)
    await store.upgrade()
    async with far_end.DingTalk().running() as far, ClientSession() as session:
        yield Office(far, store, session)
    await store.close()


def an_act(office: Office, *, group: str = "", seconds: float = 5400) -> Inbound:
    """Give a question that may be answered at its own address."""
    webhook, until = office.far.session_webhook(group or "staff1", seconds=seconds)
    return Inbound(
        id="message:1",
        channel="dingtalk",
        sender=ME,
        at=NOON,
        text="x",
        conversation=GROUP_PLACE if group else "",
        is_private=not group,
        handle=Handle(webhook=webhook, until=until / 1000).written(),
    )


ENDS = [
    pytest.param(Fault.QPS, (NOT_SENT, 1.0, True), id="too many calls a second"),
    pytest.param(Fault.QUOTA, (NOT_SENT, 3600.0, True), id="the month's calls are used"),
    pytest.param(Fault.OLD_QUOTA, (NOT_SENT, 3600.0, True), id="the same in the old words"),
    pytest.param(Fault.BAN_JSON, (NOT_SENT, 300.0, True), id="banned for five minutes"),
    pytest.param(Fault.BAN_PAGE, (UNKNOWN, None, False), id="a page instead of JSON"),
    pytest.param(Fault.NO_PERMISSION, (NOT_SENT, 300.0, False), id="permission is missing"),
    pytest.param(Fault.SERVER_ERROR, (UNKNOWN, None, False), id="an error of theirs"),
    pytest.param(Fault.UNAVAILABLE, (UNKNOWN, None, False), id="an error of their gateway"),
    pytest.param(Fault.PROXY_ASKS, (NOT_SENT, None, False), id="a proxy lets nothing through"),
    pytest.param(Fault.RESET_BEFORE, (UNKNOWN, None, False), id="cut off before"),
    pytest.param(Fault.RESET_AFTER, (UNKNOWN, None, False), id="cut off after"),
    pytest.param(Fault.HANG, (UNKNOWN, None, False), id="no answer"),
]


@pytest.mark.parametrize(("path", "template"), [(BATCH, ""), (CARD, TEMPLATE)], ids=["md", "card"])
@pytest.mark.parametrize(("fault", "end"), ENDS)
async def test_each_end_of_a_call_is_its_receipt(
    office: Office, path: str, template: str, fault: Fault, end: tuple[Outcome, float | None, bool]
) -> None:
    office.far.fail(path, fault)

    receipt = await office.send(template=template)

    assert (receipt.outcome, receipt.retry_after, receipt.is_throttled) == end


@pytest.mark.parametrize("template", ["", TEMPLATE], ids=["md", "card"])
async def test_what_arrives_shows_the_neutral_line_first(office: Office, template: str) -> None:
    receipt = await office.send(template=template)

    [shown] = office.far.shown["staff1"]
    assert (receipt.outcome, shown.preview, bool(receipt.ref)) == (SENT, PREVIEW, True)


@pytest.mark.parametrize("template", ["", TEMPLATE], ids=["md", "card"])
async def test_nobody_of_the_organisation_is_refused(office: Office, template: str) -> None:
    assert (await office.send(template=template, address=NOBODY)).outcome is REFUSED


async def test_a_flow_controlled_person_is_told_later(office: Office) -> None:
    office.far.fail(BATCH, Fault.FLOW_CONTROLLED)

    receipt = await office.send()

    assert (receipt.outcome, receipt.retry_after, office.far.shown["staff1"]) == (
        NOT_SENT,
        30.0,
        [],
    )


async def test_a_token_that_dingtalk_forgot_is_fetched_once_more(office: Office) -> None:
    await office.send()
    office.far.fail(BATCH, Fault.EXPIRED_TOKEN)

    receipt = await office.send()

    assert (receipt.outcome, len(office.far.called(TOKEN))) == (SENT, 2)


async def test_a_token_refused_twice_sends_nothing(office: Office) -> None:
    office.far.fail(BATCH, Fault.EXPIRED_TOKEN, Fault.EXPIRED_TOKEN)

    receipt = await office.send()

    assert (receipt.outcome, len(office.far.called(BATCH))) == (NOT_SENT, 2)


@pytest.mark.parametrize(
    "fault", [Fault.RESET_AFTER, Fault.SERVER_ERROR, Fault.HANG, Fault.BAN_PAGE, Fault.QPS]
)
async def test_without_a_token_nothing_was_sent(office: Office, fault: Fault) -> None:
    office.far.fail(TOKEN, fault)

    receipt = await office.send()

    assert (receipt.outcome, office.far.called(BATCH)) == (NOT_SENT, [])


@pytest.mark.parametrize("api_url", ["http://127.0.0.1:9", "http://api.invalid"])
async def test_nobody_there_is_not_sent(office: Office, api_url: str) -> None:
    await office.send()  # so that there is a token
    channel = office.channel(api_url=api_url)

    receipt = await channel.send(channel.render(a_message(text="你好"), address=ME))

    assert receipt.outcome is NOT_SENT


async def test_a_card_whose_answer_was_lost_is_sent_again_and_there_once(office: Office) -> None:
    office.far.fail(CARD, Fault.RESET_AFTER)

    outcomes = [(await office.send(template=TEMPLATE)).outcome for _ in range(2)]

    assert (outcomes, len(office.far.shown["staff1"])) == ([UNKNOWN, SENT], 1)


async def test_one_message_to_two_people_is_two_cards(office: Office) -> None:
    await office.send(template=TEMPLATE)
    await office.send(template=TEMPLATE, address=f"{CORP}:staff2")

    assert len(office.far.cards) == 2


async def test_a_long_text_that_stops_in_the_middle_may_have_arrived(office: Office) -> None:
    channel = office.channel()
    long = channel.render(a_message(text="很长的话。" * 2000), address=ME)
    parts = len(json.loads(long)["posts"])
    office.far.fail(BATCH, None, Fault.QPS)

    receipt = await channel.send(long)

    assert parts > 1
    assert (receipt.outcome, len(office.far.called(BATCH))) == (UNKNOWN, 2)


async def test_an_answer_goes_to_the_address_of_its_question_without_a_token(
    office: Office,
) -> None:
    channel, act = office.channel(), an_act(office)

    receipt = await channel.reply(channel.render(a_message(card=samples.TODAY), address=ME), act)

    [shown] = office.far.shown["staff1"]
    assert (receipt.outcome, shown.kind, shown.preview) == (SENT, "session:markdown", PREVIEW)
    assert office.far.called(TOKEN) == []


@pytest.mark.parametrize("seconds", [-1, 20], ids=["dead", "about to die"])
async def test_where_that_address_has_died_the_answer_is_sent(
    office: Office, seconds: float
) -> None:
    channel, act = office.channel(), an_act(office, seconds=seconds)

    receipt = await channel.reply(channel.render(a_message(text="答"), address=ME), act)

    assert (receipt.outcome, office.far.called(WEBHOOK)) == (SENT, [])
    assert len(office.far.called(BATCH)) == 1


async def test_an_answer_that_its_address_refuses_is_sent(office: Office) -> None:
    channel, act = office.channel(), an_act(office)
    office.far.fail(WEBHOOK, Fault.QPS)

    receipt = await channel.reply(channel.render(a_message(text="答"), address=ME), act)

    assert (receipt.outcome, len(office.far.called(BATCH))) == (SENT, 1)


async def test_an_answer_that_may_have_arrived_is_not_sent_the_other_way(office: Office) -> None:
    channel, act = office.channel(), an_act(office)
    office.far.fail(WEBHOOK, Fault.RESET_AFTER)

    receipt = await channel.reply(channel.render(a_message(text="答"), address=ME), act)

    assert (receipt.outcome, office.far.called(BATCH)) == (UNKNOWN, [])


@pytest.mark.parametrize(
    "webhook",
    ["http://127.0.0.1:9/robot/sendBySession", "http://evil.example/x", "::", "file:///etc/passwd"],
)
async def test_an_address_that_is_not_dingtalks_is_never_called(
    office: Office, webhook: str
) -> None:
    channel = office.channel()
    handle = Handle(webhook=webhook, until=time.time() + 5400).written()
    act = Inbound(id="message:1", channel="dingtalk", sender=ME, at=NOON, text="x", handle=handle)

    receipt = await channel.reply(channel.render(a_message(text="答"), address=ME), act)

    assert (receipt.outcome, len(office.far.called(BATCH))) == (SENT, 1)


@pytest.mark.parametrize("template", ["", TEMPLATE], ids=["md", "card"])
async def test_in_a_group_her_answer_goes_to_her_alone(office: Office, template: str) -> None:
    channel, act = office.channel(template=template), an_act(office, group="cidGroup==")
    line = channel.render(a_message(text="已私下发给你"), address=GROUP_PLACE)
    hers = channel.render(a_message(card=samples.TODAY), address=ME)

    ends = [(await channel.reply(one, act)).outcome for one in (line, hers)]

    [said] = office.far.shown["cidGroup=="]
    assert (ends, said.body) == ([SENT, SENT], {"content": "已私下发给你"})
    assert len(office.far.shown["staff1"]) == 1
    assert office.far.called(WEBHOOK)[0]["at"] == {"atUserIds": ["staff1"], "isAtAll": False}


async def test_a_line_for_a_group_goes_by_the_api_where_its_address_has_died(
    office: Office,
) -> None:
    channel, act = office.channel(), an_act(office, group="cidGroup==", seconds=-1)

    await channel.reply(channel.render(a_message(text="好"), address=GROUP_PLACE), act)

    assert (len(office.far.called(GROUP)), len(office.far.shown["cidGroup=="])) == (1, 1)


def test_a_group_is_told_a_text_and_never_a_card(office: Office) -> None:
    channel = office.channel(template=TEMPLATE)

    card = Card(title="佣金", footnote="机密")
    rendered = channel.render(a_message(text="一句话", card=card), address=GROUP_PLACE)

    assert "机密" not in rendered.decode()


def test_only_cards_are_told_apart_from_their_twins(office: Office) -> None:
    with_cards, without = office.channel(template=TEMPLATE), office.channel()

    assert with_cards.capabilities.deduplicates == timedelta(days=1)
    assert without.capabilities.deduplicates == timedelta()


def test_a_second_holds_twenty_calls_of_each_interface(office: Office) -> None:
    channels = office.channel(template=TEMPLATE), office.channel()

    windows = [
        window
        for channel in channels
        for window in channel.windows(channel.render(a_message(text="x"), address=ME))
    ]

    assert [(one.limit, one.seconds) for one in windows] == [(20, 1.0), (20, 1.0)]
    assert len({one.key for one in windows}) == 2


async def test_a_form_is_one_variable_with_its_token_hidden_in_it(office: Office) -> None:
    channel = office.channel(template=TEMPLATE)

    await channel.send(channel.render(a_message(form=samples.RECORD), address=ME))

    [shown] = office.far.shown["staff1"]
    token, first, *_ = json.loads(shown.body["form"])["fields"]
    assert (token["hidden"], token["defaultValue"]) == (True, samples.RECORD.token)
    assert first["label"] == samples.RECORD.inputs[0].label
    assert shown.body["form_status"] == "normal"


def test_the_template_has_the_variables_that_are_filled_in_and_shows_each() -> None:
    said = json.loads(Path(cards.__file__).with_name("template.json").read_text("utf-8"))
    [values] = cards.of_message(a_message(card=samples.NEW_DEAL, form=samples.RECORD))

    assert {one["name"] for one in said["variables"]} == set(values)
    assert [name for name in values if f'"{name}"' not in json.dumps(said["layout"])] == []


async def test_calls_are_counted_over_all_processes_and_months_begin_anew(store: Store) -> None:
    now = [datetime(2026, 11, 30, 15, 59, tzinfo=UTC)]
    counts = [
        MonthlyCalls(store, corp_id=CORP, quota=100, owner=str(n), real_clock=lambda: now[0])
        for n in range(2)
    ]
    for _ in range(25):
        await counts[0].count()
        await counts[1].count()
    for one in counts:
        await one.write()

    november = await counts[0].used()
    now[0] = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # the month is over in China

    assert (november, await counts[0].used()) == (50, 0)


async def test_the_log_warns_once_at_four_fifths(store: Store) -> None:
    calls = MonthlyCalls(store, corp_id=CORP, quota=100, owner="x", real_clock=lambda: NOON)

    with capture_logs() as lines:
        for _ in range(99):
            await calls.count()

    assert [line["event"] for line in lines] == ["dingtalk.quota_nearly_used"]


@pytest.mark.parametrize("template", ["", TEMPLATE], ids=["Markdown", "cards"])
def test_no_two_people_are_sent_the_same_body_so_none_can_share_a_call(template: str) -> None:
    """See docs/decisions/0031: the buttons are sealed for one person each."""
    channel = DingTalkCardStand(template=template).channel
    bodies = []
    for person in range(1, 41):
        card = replace(samples.NEW_DEAL, actions=(Action(label="为什么", route="why"),))
        sealed = seal(a_message(card=card), person_id=person, key=b"k" * 32)
        [post] = json.loads(channel.render(sealed, address=f"{CORP}:staff1"))["posts"]
        bodies.append(json.dumps(post, sort_keys=True))

    assert len(set(bodies)) == 40
