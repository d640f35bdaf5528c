"""What people do in DingTalk, over Stream and HTTP: read, accepted once, or refused rightly."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.channels.channel import Inbound
from bot.channels.dingtalk.callback import PATH, signed
from bot.channels.dingtalk.cards import TOKEN_FIELD
from bot.channels.dingtalk.inbound import read_message, read_press
from bot.channels.dingtalk.platform import DingTalkPlatform
from bot.channels.dingtalk.stream import Malformed, Pace
from bot.channels.reception import Reception
from config.plans import read_plan
from config.platforms import DingTalkSettings
from config.settings import HttpSettings
from storage.store import Store
from tests.imitations.dingtalk import CLIENT_ID, CLIENT_SECRET, CORP, DingTalk
from tests.samples import NOON

Client = TestClient[web.Request, web.Application]
FAR = DingTalk(url="http://127.0.0.1:1")
QUICK = Pace(watch=5.0, drain=0.5, first_pause=0.02, longest_pause=0.1, settled=0.5)


def read(**more: object) -> Inbound:
    return read_message(FAR.message("我今天的佣金", **more), corp=CORP, at=NOON)


def test_a_question_in_private() -> None:
    inbound = read(msgId="m1")

    assert (inbound.id, inbound.sender, inbound.text) == (
        "message:m1",
        f"{CORP}:staff1",
        "我今天的佣金",
    )
    assert (inbound.is_private, inbound.conversation, inbound.at) == (True, "", NOON)


def test_a_question_in_a_group_is_not_private_and_its_leading_space_goes() -> None:
    inbound = read(group="cidGroup==")

    assert (inbound.is_private, inbound.text) == (False, "我今天的佣金")
    assert inbound.conversation == f"{CORP}:cidGroup==:staff1"


@pytest.mark.parametrize(
    "more",
    [{"senderStaffId": None}, {"senderCorpId": "dingOther"}, {"senderStaffId": "a:staff2"}],
    ids=["no staff id", "of another organisation", "an id that could be an address"],
)
def test_who_is_not_of_the_organisation_is_nobody_known(more: Mapping[str, object]) -> None:
    inbound = read(**more)

    assert inbound.sender.startswith(f"{CORP}:?")
    assert "staff" not in inbound.sender


SPOKEN = [
    pytest.param(
        {"msgtype": "audio", "content": {"recognition": "我的佣金"}}, "我的佣金", id="voice"
    ),
    pytest.param(
        {"msgtype": "richText", "content": {"richText": [{"text": "看"}, {"downloadCode": "x"}]}},
        "看",
        id="rich text",
    ),
    pytest.param({"msgtype": "picture", "content": {"downloadCode": "x"}}, "", id="picture"),
    pytest.param({"msgtype": "picture", "content": {}}, "[图片]", id="picture without a code"),
    pytest.param({"msgtype": "audio", "content": {"downloadCode": "x"}}, "", id="sound alone"),
    pytest.param({"msgtype": "file", "content": {"fileName": "a"}}, "[文件]", id="file"),
    pytest.param({"msgtype": "audio", "content": {}}, "[语音]", id="voice without words"),
    pytest.param({"msgtype": "video", "content": {}}, "[视频]", id="video"),
    pytest.param({"msgtype": "new kind"}, "[消息]", id="anything else"),
]


@pytest.mark.parametrize(("more", "text"), SPOKEN)
def test_each_kind_of_message_has_its_words(more: Mapping[str, object], text: str) -> None:
    assert read(**more).text == text


def test_what_a_markdown_button_typed_is_its_token() -> None:
    said = FAR.message("为什么 #why~1~abc-_DEF")

    inbound = read_message(said, corp=CORP, at=NOON)

    assert (inbound.token, inbound.text) == ("why~1~abc-_DEF", "为什么")


@pytest.mark.parametrize(
    "more",
    [
        {"msgId": None},
        {"conversationType": "3"},
        {"conversationId": None},
        {"msgtype": None},
        {"text": None},
        {"text": "x"},
        {"msgtype": "richText", "content": {"richText": 5}},
    ],
)
def test_what_is_no_message_is_refused(more: Mapping[str, object]) -> None:
    with pytest.raises(Malformed):
        read(**more)


def a_press(content: object, /, **more: object) -> dict[str, Any]:
    said: dict[str, Any] = {
        "corpId": CORP,
        "userId": "staff1",
        "outTrackId": "t1",
        "content": json.dumps(content),
    }
    return said | more


def press(content: object, frame_id: object = "f1", /, **more: object) -> Inbound:
    return read_press(a_press(content, **more), corp=CORP, at=NOON, frame_id=str(frame_id))


BUTTON = {"cardPrivateData": {"actionIds": ["why~1~x"], "params": {}}}
FILLED = {
    TOKEN_FIELD: "record~1~x",
    "customer": "华星",
    "kind": {"index": 0, "value": "first"},
    "good": {"index": [0, 2], "value": ["listen", "close"]},
    "agreed": True,
    "note": None,
}
FORM = {"cardPrivateData": {"actionIds": ["submit"], "params": {"form": FILLED}}}


def test_a_pressed_button() -> None:
    inbound = press(BUTTON)

    assert (inbound.sender, inbound.token, inbound.answers) == (f"{CORP}:staff1", "why~1~x", {})


def test_a_submitted_form_gives_values_and_no_indexes() -> None:
    inbound = press(FORM)

    assert inbound.token == "record~1~x"
    assert inbound.answers == {
        "customer": "华星",
        "kind": "first",
        "good": "listen,close",
        "agreed": "true",
        "note": "",
    }


def test_a_form_is_one_act_and_each_press_of_a_button_another() -> None:
    forms = {press(FORM, frame).id for frame in ("f1", "f2")}
    presses = {press(BUTTON, frame).id for frame in ("f1", "f2", "f1")}

    assert (len(forms), len(presses)) == (1, 2)


@pytest.mark.parametrize(
    ("content", "more"),
    [
        ([], {}),
        ({}, {}),
        ({"cardPrivateData": {"actionIds": "x"}}, {}),
        ({"cardPrivateData": {"actionIds": [1], "params": []}}, {}),
        ({"cardPrivateData": {"params": {"form": "x"}}}, {}),
        (BUTTON, {"corpId": "dingOther"}),
        (BUTTON, {"userId": "a:b"}),
        (BUTTON, {"content": "{"}),
        (BUTTON, {"content": "[" * 100_000}),
    ],
)
def test_what_is_no_press_is_refused(content: object, more: Mapping[str, object]) -> None:
    with pytest.raises(Malformed):
        press(content, **more)


class Desk:
    """Where acts arrive; the store behind it may be away."""

    def __init__(self) -> None:
        self.taken: list[Inbound] = []
        self.away = 0

    async def accept(self, inbound: Inbound) -> object:
        if self.away:
            self.away -= 1
            raise OSError
        self.taken.append(inbound)
        return None

    async def answer(self, accepted: object) -> None:
        raise AssertionError(accepted)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def far() -> AsyncIterator[DingTalk]:
    async with DingTalk().running() as running:
        yield running


@pytest.fixture
async def platform(desk: Desk, far: DingTalk, sqlite_url: str) -> AsyncIterator[DingTalkPlatform]:
    store = Store(sqlite_url, read_plan=read_plan)
    await store.upgrade()
    built = DingTalkPlatform(
        DingTalkSettings(
            corp_id=CORP,
            client_id=CLIENT_ID,
            client_secret=SecretStr(CLIENT_SECRET),
            api_url=far.url,
            oapi_url=far.url,
            gateway_url=far.url,
        ),
        http=HttpSettings(),
        store=store,
        reception=Reception(desk.accept, desk.answer),
        key=b"k" * 32,
        owner="test",
        clock=lambda: NOON,
        real_clock=lambda: datetime.now(UTC),
        pace=QUICK,
        patience=(0.01, 0.02),
    )
    yield built
    await built.close()
    await store.close()


@pytest.fixture
async def listening(platform: DingTalkPlatform, far: DingTalk) -> AsyncIterator[DingTalk]:
    """DingTalk, with the platform's connections to it."""
    tasks = [asyncio.create_task(connect()) for connect in platform.connections().values()]
    await far.connected(2)
    yield far
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def client(platform: DingTalkPlatform) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(platform.routes())
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_a_message_pushed_twice_is_one_act(listening: DingTalk, desk: Desk) -> None:
    message = listening.message("我今天的佣金")

    acks = [await listening.say(message), await listening.say(message)]

    assert ([ack and ack["code"] for ack in acks], len(desk.taken)) == ([200, 200], 1)


async def test_a_message_that_could_not_be_kept_is_not_acked_and_may_come_again(
    listening: DingTalk, desk: Desk
) -> None:
    message = listening.message("我今天的佣金")
    desk.away = 3

    acks = [await listening.say(message), await listening.say(message)]

    assert ([ack and ack["code"] for ack in acks], len(desk.taken)) == ([500, 200], 1)


async def test_a_message_outlives_a_store_that_is_away_for_a_moment(
    listening: DingTalk, desk: Desk
) -> None:
    desk.away = 2

    ack = await listening.say(listening.message("我今天的佣金"))

    assert (ack and ack["code"], len(desk.taken), listening.lost) == (200, 1, [])


async def test_a_form_submitted_is_closed_for_her(listening: DingTalk, desk: Desk) -> None:
    asked = {"fields": [{"name": TOKEN_FIELD, "type": "TEXT"}, {"name": "customer"}]}
    params = {"form": FILLED, "current_form": asked}

    ack = await listening.press("t1", {"cardPrivateData": {"params": params}})

    assert ack is not None
    said = json.loads(ack["data"])["response"]["userPrivateData"]["cardParamMap"]
    assert (said["form_status"], len(desk.taken)) == ("disabled", 1)
    assert json.loads(said["form"])["fields"][1] == {
        "name": "customer",
        "defaultValue": "华星",
        "readOnly": True,
    }


async def test_strange_pushes_are_acked_as_such_and_hurt_nothing(
    listening: DingTalk, desk: Desk
) -> None:
    strange = await listening.press("t1", {"cardPrivateData": None})
    unknown = await listening.push("CALLBACK", "/v1.0/im/bot/unknown", {})
    await listening.say(listening.message("还在"))

    assert [ack and ack["code"] for ack in (strange, unknown)] == [400, 404]
    assert len(desk.taken) == 1


async def test_somebody_leaving_is_acked_and_the_log_names_the_event_alone(
    listening: DingTalk,
) -> None:
    with capture_logs() as lines:
        attempts = await listening.happen("user_leave_org", {"userId": ["staff-of-hers"]})

    [line] = [line for line in lines if line["event"] == "dingtalk.event"]
    assert (attempts, line["kind"]) == (1, "user_leave_org")
    assert "staff-of-hers" not in str(lines)


def headers(*, age: float = 0, secret: str = CLIENT_SECRET) -> dict[str, str]:
    sent_at = str(int((time.time() - age) * 1000))
    return {"timestamp": sent_at, "sign": signed(sent_at, secret)}


def body(**more: object) -> bytes:
    return json.dumps(FAR.message("我今天的佣金", msgId="m1", **more)).encode()


async def test_a_signed_callback_is_accepted_and_a_replay_of_it_once(
    client: Client, desk: Desk
) -> None:
    sent = headers()

    answers = [(await client.post(PATH, data=body(), headers=sent)).status for _ in range(2)]

    assert (answers, len(desk.taken)) == ([200, 200], 1)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        headers(secret="wrong"),
        headers(age=86_400),
        headers(age=-86_400),  # made when tests are collected: they may take a while
        {**headers(), "sign": ""},
        {**headers(), "sign": "é"},
        {**headers(), "timestamp": "x"},
        {**headers(), "timestamp": "9" * 400},
        {**headers(), "timestamp": "²"},
    ],
    ids="none forged old early empty umlaut word long odd".split(),
)
async def test_an_unsigned_or_old_callback_is_refused(
    client: Client, desk: Desk, sent: dict[str, str]
) -> None:
    answer = await client.post(PATH, data=body(), headers=sent)

    assert (answer.status, desk.taken) == (401, [])


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        pytest.param({}, "not signed", id="none"),
        pytest.param(headers(secret="wrong"), "another signature", id="forged"),
        pytest.param(headers(age=86_400), " s old", id="a clock that is wrong"),
    ],
)
async def test_the_log_says_why_a_callback_was_refused(
    client: Client, sent: dict[str, str], reason: str
) -> None:
    with capture_logs() as lines:
        await client.post(PATH, data=body(), headers=sent)

    [line] = [one for one in lines if one["event"] == "dingtalk.refused"]
    assert line["reason"].endswith(reason)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, body(text=None)])
async def test_a_callback_that_is_no_message_is_refused(client: Client, raw: bytes) -> None:
    answer = await client.post(PATH, data=raw, headers=headers())

    assert answer.status == 400


async def test_a_callback_is_to_come_again_while_the_store_is_away(
    client: Client, desk: Desk
) -> None:
    desk.away = 1

    answers = [(await client.post(PATH, data=body(), headers=headers())).status for _ in range(2)]

    assert (answers, len(desk.taken)) == ([503, 200], 1)


def test_the_signature_is_the_documented_one() -> None:
    # HMAC-SHA256 of "1577262236757\nthis is a secret", computed with openssl.
    assert signed("1577262236757", "this is a secret") == (
        "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA="
    )
