"""What is sent to WeCom and how each end is told, against an imitation of its API on loopback."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.cards.card import Action, Card, Row
from bot.cards.form import Choice, Form, Input, InputKind
from bot.channels.channel import Content, Inbound, Outcome, Receipt
from bot.channels.wecom.channel import Handle, WeCom
from bot.channels.wecom.client import App, Client
from bot.channels.wecom.menu import TEXTS, menu
from bot.outbound import open_session
from bot.tokens import Fetch, SharedToken
from config.settings import HttpSettings
from storage.store import Store
from tests import samples
from tests.imitations import wecom
from tests.imitations.wecom import Fault, Qyapi, banner, errcode, qyapi_server, shown
from tests.samples import NOON, PREVIEW, a_message

ADDRESS = f"{wecom.CORP}:lilei"
PRESS = Inbound(
    id="press", channel="wecom", sender=ADDRESS, at=NOON, handle=Handle(response_code="x").written()
)


class Desk:
    """A channel, the imitation at its other end, and time that passes when told to."""

    def __init__(self, store: Store, qyapi: Qyapi) -> None:
        self.qyapi = qyapi
        self.now = 1_000_000.0
        self.session = open_session(HttpSettings())
        self._store = store
        self.channel = self.at("http://127.0.0.1:9")

    def at(self, url: str) -> WeCom:
        """Let the API be somewhere else from now on."""
        self.client = Client(
            self.session,
            App(api_url=url, corp_id=wecom.CORP, agent_id=wecom.AGENT, secret=wecom.SECRET),
            share=self._share,
            monotonic=lambda: self.now,
            call_seconds=1.0,
        )
        self.channel = WeCom(self.client)
        return self.channel

    async def send(self, text: str = "你好", *, key: str = "a") -> Receipt:
        rendered = self.channel.render(a_message(key, text=text), address=ADDRESS)
        return await self.channel.send(rendered)

    @property
    def texts(self) -> list[str]:
        return ["".join(shown(body)) for body in self.qyapi.delivered["lilei"]]

    def _share(self, fetch: Fetch) -> SharedToken:
        return SharedToken(
            self._store,
            name="wecom:test",
            fetch=fetch,
            key=b"k" * 32,
            owner="test",
            real_time=lambda: self.now,
        )


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """No SQL of its own is tested here."""
    return sqlite_url


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    qyapi = Qyapi()
    async with qyapi_server(qyapi) as url:
        desk = Desk(store, qyapi)
        desk.at(url)
        yield desk
        await desk.session.close()


def posts(
    card: Card | None = None, *, form: Form | None = None, key: str = "a"
) -> list[wecom.Json]:
    """Give what would be sent."""
    channel = WeCom(_Nobody())
    rendered = channel.render(a_message(key, card=card, form=form), address=ADDRESS)
    found: list[wecom.Json] = json.loads(rendered)["posts"]
    return found


class _Nobody:
    """An API that nobody calls."""

    app = App(api_url="", corp_id=wecom.CORP, agent_id=wecom.AGENT, secret="")

    async def send(self, body: bytes) -> wecom.Json:
        raise NotImplementedError

    async def send_to_chat(self, body: bytes) -> wecom.Json:
        raise NotImplementedError

    async def upload(self, content: bytes, *, name: str, kind: str) -> str:
        raise NotImplementedError

    async def media(self, media_id: str) -> Content:
        raise NotImplementedError

    async def update_card(self, *, user: str, code: str, word: str) -> wecom.Json:
        raise NotImplementedError


def a_button(label: str, token: str = "") -> Action:
    return Action(label=label, route="why", token=token or f"why~{label}~x")


async def test_a_message_is_sent_once_however_often_it_is_repeated(desk: Desk) -> None:
    receipts = [await desk.send(), await desk.send(), await desk.send()]

    assert [receipt.outcome for receipt in receipts] == [Outcome.SENT] * 3
    assert desk.texts == [f"{PREVIEW}\n你好"]


async def test_two_answers_of_the_same_words_both_arrive(desk: Desk) -> None:
    await desk.send(key="a")
    await desk.send(key="b")

    assert desk.texts == [f"{PREVIEW}\n你好"] * 2


async def test_a_card_that_is_sent_twice_is_one_card(desk: Desk) -> None:
    rendered = desk.channel.render(a_message(card=samples.NEW_DEAL), address=ADDRESS)

    receipts = [await desk.channel.send(rendered), await desk.channel.send(rendered)]

    assert [receipt.outcome for receipt in receipts] == [Outcome.SENT] * 2
    assert len(desk.qyapi.delivered["lilei"]) == 1


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(wecom.RESET_AFTER, id="line cut after it was taken"),
        pytest.param(wecom.BROKEN_AFTER, id="502 after it was taken"),
        pytest.param(wecom.RESET, id="line cut before"),
        pytest.param(wecom.BROKEN, id="502 before"),
        pytest.param(wecom.BANNED, id="a page"),
        pytest.param(wecom.HALF, id="half an answer"),
        pytest.param(errcode(-1), id="busy"),
    ],
)
async def test_what_may_have_arrived_is_unknown_and_arrives_once_when_repeated(
    desk: Desk, fault: Fault
) -> None:
    desk.qyapi.fail("message/send", fault)

    first, second = await desk.send(), await desk.send()

    assert (first.outcome, second.outcome) == (Outcome.UNKNOWN, Outcome.SENT)
    assert desk.texts == [f"{PREVIEW}\n你好"]


async def test_an_answer_that_does_not_come_is_unknown(desk: Desk) -> None:
    desk.qyapi.fail("message/send", Fault(seconds=5))

    receipt = await desk.send()

    assert (receipt.outcome, receipt.reason) == (Outcome.UNKNOWN, "TimeoutError")


async def test_nobody_at_the_other_end_is_not_sent(desk: Desk) -> None:
    await desk.send()
    desk.at("http://127.0.0.1:9")

    receipt = await desk.send(key="b")

    assert (receipt.outcome, receipt.retry_after) == (Outcome.NOT_SENT, None)


async def test_no_such_host_is_not_sent(desk: Desk) -> None:
    desk.at("http://qyapi.invalid")

    receipt = await desk.send()

    assert receipt.outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        pytest.param(errcode(45009), 60, id="too many"),
        pytest.param(errcode(45033), 2, id="too many at once"),
        pytest.param(Fault(status=429, headers={"Retry-After": "7"}), 7, id="429"),
        pytest.param(Fault(status=429), 60, id="429 without a word"),
        pytest.param(Fault(status=429, headers={"Retry-After": "soon"}), 60, id="429 in words"),
    ],
)
async def test_a_limit_says_when_to_come_again(desk: Desk, fault: Fault, wait: float) -> None:
    desk.qyapi.fail("message/send", fault)

    receipt = await desk.send()

    assert (receipt.outcome, receipt.is_throttled) == (Outcome.NOT_SENT, True)
    assert receipt.retry_after == wait


@pytest.mark.parametrize("code", [40003, 46004, 60111, 81013, 45002, 42014, 40058], ids=str)
async def test_what_will_never_be_taken_is_refused(desk: Desk, code: int) -> None:
    desk.qyapi.fail("message/send", errcode(code))

    receipt = await desk.send()

    assert (receipt.outcome, receipt.reason) == (Outcome.REFUSED, f"errcode {code}")


async def test_who_is_no_member_is_refused(desk: Desk) -> None:
    rendered = desk.channel.render(a_message(text="hi"), address=f"{wecom.CORP}:nobody")

    assert (await desk.channel.send(rendered)).outcome is Outcome.REFUSED


@pytest.mark.parametrize("code", [60020, 48002, 301002], ids=str)
async def test_what_an_operator_has_to_mend_waits(desk: Desk, code: int) -> None:
    desk.qyapi.fail("message/send", errcode(code))

    first, second = await desk.send(), await desk.send()

    assert (first.outcome, first.retry_after) == (Outcome.NOT_SENT, 300)
    assert (first.is_throttled, second.outcome) == (False, Outcome.SENT)


@pytest.mark.parametrize("code", [40014, 42001, 40001], ids=str)
async def test_a_token_that_ended_is_renewed_once_and_the_call_repeated(
    desk: Desk, code: int
) -> None:
    await desk.send()
    desk.qyapi.end_token()
    desk.qyapi.fail("message/send", errcode(code))

    receipt = await desk.send(key="b")

    assert (receipt.outcome, desk.qyapi.count("gettoken")) == (Outcome.SENT, 2)


async def test_a_token_that_is_refused_again_is_not_renewed_again(desk: Desk) -> None:
    await desk.send()
    desk.qyapi.end_token()
    desk.qyapi.fail("message/send", errcode(42001), errcode(42001))

    receipt = await desk.send(key="b")

    assert (receipt.outcome, receipt.reason) == (Outcome.NOT_SENT, "errcode 42001")
    assert (desk.qyapi.count("gettoken"), desk.qyapi.count("message/send")) == (2, 3)


async def test_a_wrong_secret_is_tried_once_in_an_hour(desk: Desk) -> None:
    desk.qyapi.secret = "another"

    with capture_logs() as logs:
        receipts = [await desk.send(), await desk.send(), await desk.send()]
    tried = desk.qyapi.count("gettoken")
    desk.now += 3599
    await desk.send()
    after = desk.qyapi.count("gettoken")
    desk.now += 2
    desk.qyapi.secret = wecom.SECRET

    assert {(one.outcome, one.reason, one.retry_after) for one in receipts} == {
        (Outcome.NOT_SENT, "secret refused", 300)
    }
    assert (tried, after, (await desk.send()).outcome) == (1, 1, Outcome.SENT)
    assert [line["event"] for line in logs].count("wecom.secret_refused") == 1


async def test_a_secret_that_is_refused_with_a_fresh_token_too_is_given_up(desk: Desk) -> None:
    await desk.send()
    desk.qyapi.end_token()
    desk.qyapi.fail("message/send", errcode(40001), errcode(40001))

    with capture_logs() as logs:
        await desk.send(key="b")
    desk.qyapi.end_token()
    desk.qyapi.fail("message/send", errcode(42001))
    receipt = await desk.send(key="c")

    assert (receipt.outcome, receipt.reason) == (Outcome.NOT_SENT, "secret refused")
    assert desk.qyapi.count("gettoken") == 2
    assert "wecom.secret_refused" in [line["event"] for line in logs]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(wecom.RESET, id="cut"),
        pytest.param(wecom.BROKEN, id="502"),
        pytest.param(wecom.BANNED, id="a page"),
        pytest.param(errcode(-1), id="busy"),
        pytest.param(Fault(text='{"errcode":0}'), id="no token in it"),
        pytest.param(Fault(text="[]"), id="a list"),
    ],
)
async def test_without_a_token_nothing_was_sent(desk: Desk, fault: Fault) -> None:
    desk.qyapi.fail("gettoken", fault, fault)  # aiohttp asks once more where a line is cut

    receipt = await desk.send()

    assert (receipt.outcome, desk.qyapi.count("message/send")) == (Outcome.NOT_SENT, 0)


async def test_no_secret_or_token_gets_into_a_log_line_or_a_receipt(desk: Desk) -> None:
    desk.qyapi.fail("gettoken", wecom.BROKEN)
    desk.qyapi.fail("message/send", wecom.RESET, wecom.BANNED, errcode(45009))

    with capture_logs() as logs:
        receipts = [await desk.send() for _ in range(5)]

    told = f"{logs}{receipts}"
    assert [word for word in (wecom.SECRET, "access-token", "你好", "lilei") if word in told] == []


async def test_the_first_part_does_not_come_twice_when_the_second_fails(desk: Desk) -> None:
    long = a_message(text="".join(f"第{number}句。" for number in range(300)))
    rendered = desk.channel.render(long, address=ADDRESS)
    await desk.channel.send(rendered)
    whole = list(desk.texts)
    desk.qyapi.delivered.clear()
    other = desk.channel.render(replace(long, key="b"), address=ADDRESS)
    desk.qyapi.fail("message/send", None, wecom.RESET)

    receipts = [await desk.channel.send(other), await desk.channel.send(other)]

    assert [receipt.outcome for receipt in receipts] == [Outcome.UNKNOWN, Outcome.SENT]
    assert (len(whole), desk.texts) == (2, whole)


def test_every_banner_is_the_neutral_line() -> None:
    long = replace(samples.WHY, text="很长。" * 900)
    messages = [posts(card) for card in (samples.NEW_DEAL, samples.SETTLED_CARD, long)]
    messages += [posts(form=samples.RECORD)]

    assert {banner(post) for message in messages for post in message} == {PREVIEW}
    assert sum(len(message) for message in messages) > len(messages) + 3


def test_a_card_with_room_is_one_card_and_nothing_else() -> None:
    [post] = posts(samples.NEW_DEAL)

    card = post["template_card"]
    assert card["sub_title_text"].split("\n")[:2] == [
        "新签 · 华星科技",
        "预计提成 +¥740.00(税前)",
    ]
    assert [row["keyname"] for row in card["horizontal_content_list"]] == [
        "本单",
        "补差",
        "本月",
        "下一档",
    ]


@pytest.mark.parametrize(
    "card",
    [
        pytest.param(replace(samples.NEW_DEAL, title="很长的标题" * 20), id="title"),
        pytest.param(replace(samples.NEW_DEAL, text="很长的说明" * 500), id="text"),
        pytest.param(replace(samples.NEW_DEAL, footnote="很长的脚注" * 40), id="footnote"),
        pytest.param(
            replace(samples.NEW_DEAL, rows=tuple(Row(label=f"第{n}", value="x") for n in range(7))),
            id="seven rows",
        ),
        pytest.param(
            replace(samples.NEW_DEAL, rows=(Row(label="本单", value="9" * 27),)), id="value"
        ),
        pytest.param(
            replace(samples.NEW_DEAL, rows=(Row(label="本月所有单", value="9"),)), id="five"
        ),
        pytest.param(
            replace(samples.NEW_DEAL, rows=(Row(label="本月所有新单", value="9"),)), id="label"
        ),
        pytest.param(replace(samples.NEW_DEAL, rows=(Row(label="", value="9"),)), id="no label"),
        pytest.param(
            replace(samples.NEW_DEAL, actions=tuple(a_button(f"第{n}个") for n in range(14))),
            id="fourteen buttons",
        ),
        pytest.param(
            replace(
                samples.NEW_DEAL, actions=(a_button("一个非常非常非常长的按钮"), a_button("二"))
            ),
            id="long button",
        ),
        pytest.param(
            replace(samples.NEW_DEAL, actions=(a_button("一", "same"), a_button("二", "same"))),
            id="the same button twice",
        ),
    ],
)
async def test_whatever_has_no_room_is_read_before_the_card(desk: Desk, card: Card) -> None:
    rendered = desk.channel.render(a_message(card=card), address=ADDRESS)

    receipt = await desk.channel.send(rendered)

    seen = "".join(text.removeprefix(PREVIEW) for text in desk.texts).replace("\n", "")
    words = [card.title, card.text, card.footnote, *(a.label for a in card.actions)]
    words += [row.value for row in card.rows]
    assert receipt.outcome is Outcome.SENT
    assert [word for word in words if word not in seen] == []
    assert [key for body in desk.qyapi.delivered["lilei"] for key in wecom.keys(body)] == [
        action.token for action in card.actions
    ]


def test_a_card_without_buttons_is_a_text() -> None:
    [post] = posts(samples.SETTLED_CARD)

    assert post["msgtype"] == "text"


def test_task_ids_differ_by_message_and_by_member() -> None:
    channel, message = WeCom(_Nobody()), a_message("a", card=samples.NEW_DEAL)
    others = [(message, f"{wecom.CORP}:other"), (replace(message, key="b"), ADDRESS)]
    rendered = [channel.render(one, address=to) for one, to in [(message, ADDRESS), *others]]

    ids = {json.loads(body)["posts"][0]["template_card"]["task_id"] for body in rendered}

    assert len(ids) == 3


PULSE = Form(
    title="这周师傅带得怎么样",
    route="pulse",
    token="pulse~1~signed",
    submit="提交",
    inputs=(
        Input(name="mentor", label="带教", kind=InputKind.RATING),
        Input(
            name="used",
            label="用上了吗",
            kind=InputKind.CHOICE,
            choices=(Choice(value="y", label="用上了"), Choice(value="n", label="还没有")),
        ),
    ),
)


async def test_a_form_of_choices_alone_is_one_card(desk: Desk) -> None:
    rendered = desk.channel.render(a_message(form=PULSE), address=ADDRESS)

    await desk.channel.send(rendered)

    [body] = desk.qyapi.delivered["lilei"]
    assert body["template_card"]["card_type"] == "multiple_interaction"
    assert (wecom.keys(body), PULSE.title in shown(body)) == (["pulse~1~signed"], True)


def test_a_form_with_anything_to_write_is_a_text() -> None:
    [post] = posts(form=samples.RECORD)

    assert post["msgtype"] == "text"


def test_a_link_that_somebody_is_called_does_not_come_alive() -> None:
    card = Card(title='<a href="http://evil.invalid">张三</a>', text="x" * 200)

    [post] = posts(card)

    assert wecom.live_links(post) == []


async def test_a_press_is_marked_on_its_card_and_answered_in_a_new_message(desk: Desk) -> None:
    rendered = desk.channel.render(a_message("a", card=samples.NEW_DEAL), address=ADDRESS)
    await desk.channel.send(rendered)
    task_id = json.loads(rendered)["posts"][0]["template_card"]["task_id"]
    press = replace(PRESS, handle=Handle(response_code=desk.qyapi.code_for(task_id)).written())

    answer = desk.channel.render(a_message("b", text="这样算的"), address=ADDRESS)
    receipt = await desk.channel.reply(answer, press)

    assert (receipt.outcome, desk.texts[-1]) == (Outcome.SENT, f"{PREVIEW}\n这样算的")
    assert desk.qyapi.replaced == {task_id: "已收到"}


async def test_a_code_that_was_used_before_costs_no_answer(desk: Desk) -> None:
    answer = desk.channel.render(a_message("b", text="这样算的"), address=ADDRESS)

    receipt = await desk.channel.reply(answer, PRESS)

    assert (receipt.outcome, desk.texts) == (Outcome.SENT, [f"{PREVIEW}\n这样算的"])


async def test_thirty_a_minute_and_a_thousand_an_hour_are_asked_for_each_member(
    desk: Desk,
) -> None:
    rendered = desk.channel.render(a_message(text="hi"), address=ADDRESS)
    long = desk.channel.render(a_message(text="x" * 5500), address=ADDRESS)

    limits = [
        [(one.limit, one.seconds, one.calls) for one in desk.channel.windows(body)]
        for body in (rendered, long)
    ]

    assert limits == [[(30, 60, 1), (1000, 3600, 1)], [(30, 60, 3), (1000, 3600, 3)]]
    assert {one.key for one in desk.channel.windows(rendered)} == {"wecom:1000002:@lilei"}


def test_another_company_s_member_is_not_taken_for_ours() -> None:
    with pytest.raises(ValueError, match="another company"):
        WeCom(_Nobody()).render(a_message(text="hi"), address="ww_other:lilei")


async def test_a_card_s_ref_is_what_changes_it_later(desk: Desk) -> None:
    rendered = desk.channel.render(a_message(card=samples.NEW_DEAL), address=ADDRESS)

    receipt = await desk.channel.send(rendered)
    await desk.client.update_card(user="lilei", code=receipt.ref, word="已接受")

    assert list(desk.qyapi.replaced.values()) == ["已接受"]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_menu_is_one_that_wecom_takes(desk: Desk, language: str) -> None:
    await desk.client.create_menu(menu(language))

    tops = desk.qyapi.menu["button"]
    keys = [one["key"] for top in tops for one in top.get("sub_button", [top])]
    assert keys == list(TEXTS)


async def test_a_file_is_uploaded_and_a_menu_made(desk: Desk) -> None:
    media = await desk.client.upload(b"x" * 20, name="明细.xlsx", kind="file")
    await desk.client.create_menu({"button": [{"type": "click", "name": "佣金", "key": "k"}]})

    assert (desk.qyapi.media[media][1], "button" in desk.qyapi.menu) == (b"x" * 20, True)
    assert "81.69.54.213" in await desk.client.callback_addresses()
