"""WeCom end to end: sealed callbacks in, cards at an imitation of its API."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from bot.channels.channel import Inbound
from bot.channels.wecom.callback import Callback
from bot.channels.wecom.envelope import Envelope, parsed, written
from bot.channels.wecom.inbound import read, spoken
from bot.channels.wecom.menu import TEXTS
from handlers.routes import BY_ID, BY_INTENT
from handlers.understanding import understand
from tests.builders import a_deal_now
from tests.imitations import wecom
from tests.imitations.wecom import Caller, banner
from tests.patience import until
from tests.samples import NOON
from tests.wecom_site import ME, WeComSite, a_wecom_site

_BOMB = b'<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


#: Help is more than a card holds: it comes as a text, and a card with its button.
_HELP = 2


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[WeComSite]:
    """A site in WeCom."""
    async with a_wecom_site(tmp_path / "home") as opened:
        yield opened


async def test_my_commission_today_is_answered_with_a_card(here: WeComSite) -> None:
    await here.site.send(a_deal_now())
    [notice] = await here.told(1)

    status = await here.says("我今天的佣金")

    _, answer = await here.told(2)
    assert (status, banner(notice), banner(answer)) == (200, "你有一条业绩提醒", "站稳有回复")
    assert "¥" in " ".join(wecom.shown(answer))


async def test_the_same_message_delivered_four_times_is_answered_once(here: WeComSite) -> None:
    said = here.caller.text("我今天的佣金", at=time.time(), msg_id="7")

    statuses = [await here.post(said) for _ in range(4)]

    await here.told(1)
    assert statuses == [200] * 4


async def test_a_retry_with_a_signature_of_its_own_is_answered_once(here: WeComSite) -> None:
    statuses = [await here.says("我今天的佣金", msg_id="7") for _ in range(4)]

    await here.told(1)
    assert statuses == [200] * 4


async def test_messages_out_of_order_are_answered_each(here: WeComSite) -> None:
    first = here.caller.text("我今天的佣金", at=time.time() - 9, msg_id="1")
    second = here.caller.text("帮助", at=time.time(), msg_id="2")

    statuses = [await here.post(second), await here.post(first)]

    await here.told(_HELP + 1)
    assert statuses == [200, 200]


async def test_a_press_is_answered_and_its_card_says_so(here: WeComSite) -> None:
    await here.site.send(a_deal_now())
    [notice] = await here.told(1)

    task_id = await here.presses("为什么", notice)

    assert "怎么算的" in await here.read(2)
    await until(lambda: here.qyapi.replaced)
    assert here.qyapi.replaced == {task_id: "已收到"}


async def test_a_form_is_asked_question_by_question(here: WeComSite) -> None:
    await here.site.send(a_deal_now())
    await here.told(1)

    await here.says("假如再签", msg_id="1")
    asked = len(await here.more_than(1))
    await here.says("20000", msg_id="2")

    assert "试算" in "".join(wecom.shown((await here.more_than(asked))[-1]))


async def test_another_s_button_is_refused(here: WeComSite) -> None:
    await here.site.send(a_deal_now())
    [notice] = await here.told(1)
    async with here.site.app.store.begin() as uow:
        await uow.links.link(
            channel="wecom", address=f"{wecom.CORP}:hanmeimei", person_id=2, at=datetime.now(UTC)
        )

    await here.presses("为什么", notice, user="HanMeimei")

    [refusal] = await here.told(1, user="hanmeimei")
    assert "¥" not in " ".join(wecom.shown(refusal))


async def test_a_stranger_learns_nothing_and_is_told_what_to_do(here: WeComSite) -> None:
    await here.says("我今天的佣金", user="hanmeimei")

    [answer] = await here.told(1, user="hanmeimei")
    assert "绑定码" in " ".join(wecom.shown(answer))


async def test_the_menu_says_what_its_words_say(here: WeComSite) -> None:
    await here.post(here.caller.event("click", at=time.time(), EventKey="help"))

    answer, *_ = await here.told(_HELP)
    assert "提成" in " ".join(wecom.shown(answer))


async def test_opening_the_chat_is_greeted_once_a_day(here: WeComSite) -> None:
    at = _seconds_of_one_day(3)

    statuses = [
        await here.post(here.caller.event("enter_agent", at=at + n, EventKey="")) for n in range(3)
    ]

    [greeting] = await here.told(1)
    assert statuses == [200] * 3
    assert [one["text"] for one in greeting["template_card"]["button_list"]][-1] == "帮助"


def _seconds_of_one_day(n: int) -> float:
    """Give when so many seconds begin: now, or a moment ago before the company's midnight."""
    now = time.time()
    zone = ZoneInfo("Asia/Shanghai")
    first, last = (datetime.fromtimestamp(one, zone).date() for one in (now, now + n))
    return now if first == last else now - n


@pytest.mark.parametrize(
    ("first", "second", "is_greeted_again"),
    [
        pytest.param("2026-11-24T15:59", "2026-11-24T16:00", True, id="midnight in the company"),
        pytest.param("2026-11-24T23:59", "2026-11-25T00:00", False, id="midnight in Greenwich"),
    ],
)
def test_the_day_of_a_greeting_is_the_organisations(
    first: str, second: str, *, is_greeted_again: bool
) -> None:
    acts = set()
    for at in (first, second):
        created = datetime.fromisoformat(f"{at}+00:00").timestamp()
        fields = {
            "ToUserName": wecom.CORP, "FromUserName": "lilei", "CreateTime": f"{created:.0f}",
            "MsgType": "event", "Event": "enter_agent",
        }  # fmt: skip
        act = read(fields, at=NOON, zone="Asia/Shanghai")
        assert act is not None
        acts.add(act.id)

    assert len(acts) == (2 if is_greeted_again else 1)


async def test_opening_the_chat_answers_no_question_of_a_form(here: WeComSite) -> None:
    await here.says("报单")
    [*_, question] = await here.more_than(0)
    told = len(here.qyapi.delivered["lilei"])
    await here.post(here.caller.event("enter_agent", at=time.time(), EventKey=""))
    await here.more_than(told)
    async with here.site.app.store.read() as uow:
        session = await uow.form_sessions.open_in("wecom", ME, since=NOON)

    assert "(1/" in " ".join(wecom.shown(question))
    assert session is not None
    assert session.answers == {}


@pytest.mark.parametrize(
    "event", ["subscribe", "unsubscribe", "view", "change_contact", "nonsense"]
)
async def test_what_asks_for_nothing_is_acked_and_not_answered(here: WeComSite, event: str) -> None:
    assert await here.post(here.caller.event(event, at=time.time(), EventKey="x")) == 200
    await here.told(0)


@pytest.mark.parametrize("kind", ["image", "voice", "file", "video", "location", "link"])
async def test_what_has_no_words_is_answered_with_what_can_be_asked(
    here: WeComSite, kind: str
) -> None:
    said = here.caller.message(kind, at=time.time(), MsgId="5", MediaId="m", Format="amr")

    assert await here.post(said) == 200
    assert len(await here.told(1)) == 1


async def test_another_signature_is_refused(here: WeComSite) -> None:
    said = here.caller.text("我今天的佣金", at=time.time())
    forged = replace(said, query={**said.query, "msg_signature": "0" * 40})

    assert await here.post(forged) == 401
    await here.told(0)


async def test_a_signature_of_another_token_is_refused(here: WeComSite) -> None:
    said = Caller(token="another").text("我今天的佣金", at=time.time())

    assert await here.post(said) == 401


@pytest.mark.parametrize("age", [301.0, 7200.0, -302.0], ids=str)
async def test_what_is_too_old_or_ahead_is_refused(here: WeComSite, age: float) -> None:
    said = here.caller.text("我今天的佣金", at=time.time() - age)

    with capture_logs() as logs:
        assert await here.post(said) == 401

    await here.told(0)
    [line] = [one for one in logs if one["event"] == "wecom.refused"]
    assert line["reason"].endswith(" s old")


async def test_what_is_for_another_company_is_refused(here: WeComSite) -> None:
    said = Caller(corp_id="ww_another").text("我今天的佣金", at=time.time())

    assert await here.post(said) == 400


_BODIES = {
    "cut off": lambda body: body[: len(body) // 2],
    "empty": lambda _: b"",
    "bomb": lambda _: _BOMB,
    "json": lambda _: b'{"encrypt":"x"}',
    "no bytes of xml": lambda _: bytes(range(256)),
}


@pytest.mark.parametrize("make", _BODIES.values(), ids=_BODIES.keys())
async def test_a_body_that_is_none_is_refused(here: WeComSite, make: object) -> None:
    assert callable(make)
    said = here.caller.text("我今天的佣金", at=time.time())

    assert await here.post(replace(said, body=make(said.body))) == 400
    await here.told(0)


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
async def test_half_a_query_is_refused(here: WeComSite, missing: str) -> None:
    said = here.caller.text("我今天的佣金", at=time.time())
    query = {name: value for name, value in said.query.items() if name != missing}

    assert await here.post(replace(said, query=query)) == 400


@pytest.mark.parametrize("timestamp", ["", "soon", "1e9", "²", "9" * 400, "-1"], ids=repr)
async def test_a_time_that_is_none_is_refused(here: WeComSite, timestamp: str) -> None:
    envelope = Envelope(token=wecom.TOKEN, aes_key=wecom.AES_KEY, receive_id=wecom.CORP)
    encrypt = envelope.encrypt("<xml><A>1</A></xml>")
    query = {
        "msg_signature": envelope.signature(timestamp, "n", encrypt),
        "timestamp": timestamp,
        "nonce": "n",
    }

    body = written({"Encrypt": encrypt}).encode()
    assert await here.post(wecom.Callback(query=query, body=body)) == 401


_SEALED = {
    "no xml": "hello",
    "bomb": _BOMB.decode(),
    "no sender": f"<xml><ToUserName>{wecom.CORP}</ToUserName><MsgType>text</MsgType></xml>",
    "no content": (
        f"<xml><ToUserName>{wecom.CORP}</ToUserName><FromUserName>a</FromUserName>"
        "<MsgType>text</MsgType><MsgId>1</MsgId></xml>"
    ),
    "a sender of two parts": (
        f"<xml><ToUserName>{wecom.CORP}</ToUserName><FromUserName>a:b</FromUserName>"
        "<MsgType>text</MsgType><MsgId>1</MsgId><Content>x</Content></xml>"
    ),
    "another company inside": (
        "<xml><ToUserName>ww_another</ToUserName><FromUserName>a</FromUserName>"
        "<MsgType>text</MsgType><MsgId>1</MsgId><Content>x</Content></xml>"
    ),
    "no time": (
        f"<xml><ToUserName>{wecom.CORP}</ToUserName><FromUserName>a</FromUserName>"
        "<CreateTime>soon</CreateTime><MsgType>event</MsgType><Event>enter_agent</Event></xml>"
    ),
}


@pytest.mark.parametrize("xml", _SEALED.values(), ids=_SEALED.keys())
async def test_what_is_sealed_but_no_message_is_refused(here: WeComSite, xml: str) -> None:
    assert await here.post(here.caller.sealed(xml, at=time.time())) == 400


async def test_the_check_of_our_address_is_answered_to_the_letter(here: WeComSite) -> None:
    query = here.caller.echo("1616140317555161061", at=time.time())

    assert await here.get(urlencode(query)) == (200, b"1616140317555161061")


async def test_a_plus_sign_in_the_check_survives_whether_it_was_escaped_or_not(
    here: WeComSite,
) -> None:
    queries = [here.caller.echo(str(n), at=time.time()) for n in range(40)]
    query = next(one for one in queries if "+" in one["echostr"])
    raw = "&".join(f"{name}={quote(value, safe='+/=')}" for name, value in query.items())

    answers = [await here.get(urlencode(query)), await here.get(raw)]

    assert answers[0] == answers[1]
    assert answers[0][0] == 200


async def test_a_check_that_is_not_signed_is_refused(here: WeComSite) -> None:
    query = here.caller.echo("1", at=time.time())

    forged = await here.get(urlencode({**query, "msg_signature": "0" * 40}))
    none = await here.get("")

    assert (forged, none) == ((401, b""), (400, b""))


async def test_no_words_of_hers_get_into_a_log_line(here: WeComSite) -> None:
    with capture_logs() as logs:
        await here.says("我的秘密是什么")
        await here.told(1)
        said = here.caller.text("我的秘密", at=time.time())
        await here.post(replace(said, body=said.body[:80]))

    told = str(logs)
    assert [word for word in ("秘密", wecom.TOKEN, wecom.AES_KEY, "lilei") if word in told] == []


class Store:
    """Takes acts, and is away as often as it is told to be."""

    def __init__(self, *, away: int) -> None:
        self.taken: list[Inbound] = []
        self.away = away

    async def take(self, inbound: Inbound) -> None:
        if self.away:
            self.away -= 1
            raise OSError("away")
        self.taken.append(inbound)


async def test_while_the_store_is_away_nothing_is_acked_and_the_retry_is_taken() -> None:
    store = Store(away=1)
    callback = Callback(
        Envelope(token=wecom.TOKEN, aes_key=wecom.AES_KEY, receive_id=wecom.CORP),
        corp_id=wecom.CORP,
        take=store.take,
        clock=lambda: NOON,
        zone="Asia/Shanghai",
        real_time=lambda: 1_000_000.0,
    )
    said = Caller().text("我今天的佣金", at=1_000_000.0)

    statuses = [(await callback.post(_request(said))).status for _ in range(3)]

    assert statuses == [503, 200, 200]
    assert [act.text for act in store.taken] == ["我今天的佣金"]


def _request(said: wecom.Callback) -> web.Request:
    request = make_mocked_request("POST", f"/wecom/callback?{urlencode(dict(said.query))}")
    request._read_bytes = said.body  # noqa: SLF001 - as if it had been read
    return request


def test_one_choice_or_several_are_read_alike() -> None:
    one = _act(_selected("<OptionId>a</OptionId>"))
    two = _act(_selected("<OptionId>a</OptionId><OptionId>b</OptionId>"))
    none = _act("<SelectedItems></SelectedItems>")

    assert [act.answers for act in (one, two, none)] == [{"q1": "a"}, {"q1": "a,b"}, {}]
    assert (one.token, one.sender) == ("KEY", ME)


def test_two_buttons_pressed_in_one_second_are_two_acts_and_a_redelivery_is_the_same() -> None:
    first, again, other = _act(), _act(code="other"), _act(key="OTHER")

    assert first.id == again.id != other.id


def test_a_userid_is_one_however_it_is_written() -> None:
    assert _act(user="LiLei").sender == _act(user="LILEI").sender == ME


def _selected(options: str) -> str:
    item = f"<QuestionKey>q1</QuestionKey><OptionIds>{options}</OptionIds>"
    return f"<SelectedItems><SelectedItem>{item}</SelectedItem></SelectedItems>"


def _act(more: str = "", *, key: str = "KEY", code: str = "RC", user: str = "LiLei") -> Inbound:
    fields = parsed(
        f"<xml><ToUserName>{wecom.CORP}</ToUserName><FromUserName>{user}</FromUserName>"
        "<CreateTime>1</CreateTime><MsgType>event</MsgType><Event>template_card_event</Event>"
        f"<EventKey>{key}</EventKey><TaskId>T</TaskId><ResponseCode>{code}</ResponseCode>"
        f"{more}</xml>"
    )
    act = read(fields, at=NOON, zone="Asia/Shanghai")
    assert act is not None
    return act


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("  我今天的佣金 ", "我今天的佣金"),
        ("/我今天的佣金", "我今天的佣金"),
        ("／foothold 我今天的佣金", "我今天的佣金"),
        ("/Foothold", "帮助"),
        ("/", "帮助"),
        ("1/2", "1/2"),
    ],
)
def test_a_slash_before_a_question_does_no_harm(typed: str, said: str) -> None:
    assert spoken(typed) == said


@pytest.mark.parametrize("key", TEXTS)
def test_every_button_of_the_menu_leads_to_its_route(key: str) -> None:
    understood = understand(TEXTS[key], today=NOON.date())

    assert understood.intent is not None
    assert BY_INTENT[understood.intent] is BY_ID[key]
