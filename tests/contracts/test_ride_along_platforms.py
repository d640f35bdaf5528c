"""The ride-along form with its photo, end to end on each platform's own wire.

The site is whole, the far end is an imitation that speaks the platform's protocol: what is pressed,
typed and sent there comes back as the same record, with the photo that was sent, byte for byte.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sized
from datetime import UTC, datetime
from functools import partial
from io import StringIO
from pathlib import Path
from urllib.parse import quote_plus

import aiohttp
import pytest
from pydantic import SecretStr
from rich.console import Console as Terminal

from bot.answering import Site as AnsweringSite
from bot.cards.actions import token_of
from bot.cards.card import Action
from bot.channels.console import Console, converse
from bot.dispatcher import Dispatcher
from bot.opening import site_key
from config.platforms import WeComSettings
from handlers.link import offer_code
from storage.store import Store
from tests.builders import a_hire
from tests.dingtalk_site import a_dingtalk_site
from tests.form_site import FormSite
from tests.imitations.dingtalk import TEMPLATE, DingTalk
from tests.imitations.wecom_bot import BOT, BOT_SECRET, a_bot_server
from tests.journeys.site import Site, a_site
from tests.patience import SECONDS, until
from tests.ride_along import ANSWERS, ROUTE, RideAlongs, ride_alongs
from tests.slack_site import a_slack_site
from tests.wecom_site import a_wecom_site

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF the two of them before the customer's door"
#: Typed after the question for whom.
_TYPED = ("李雷", "华星科技", "2026-11-24", "报价", "1 3", "4", "下次带方案", "4.5")
_SAVED = "陪访已记下"


@pytest.fixture
def records() -> Iterator[RideAlongs]:
    with ride_alongs() as made:
        yield made


def _token(home: Path) -> str:
    return token_of(ROUTE, "", person_id=1, key=site_key(home))


async def _photo(store: Store) -> bytes:
    """Give the photo once what was answered is committed."""
    async with asyncio.timeout(SECONDS):
        while True:
            async with store.read() as uow:
                if await uow.attachments.one(1):
                    return await uow.attachments.body(1)
            await asyncio.sleep(0.02)


async def by_slack(home: Path, records: RideAlongs) -> bytes:
    async with a_slack_site(home) as here:
        await here.writes("帮助")
        await here.slack.told(1)
        await here.presses(_token(home))
        await until(lambda: bool(here.slack.modals))
        [view] = here.slack.modals
        values = {
            block["block_id"]: {name: _in_slack(block["element"], value)}
            for block in view["blocks"]
            if block["type"] == "input"
            for name, value in ANSWERS.items()
            if name == block["element"]["action_id"]
        }
        photo = next(one for one in values.values() if "photo" in one)
        photo["photo"]["files"] = [here.slack.file("合影.jpg", JPEG)]
        said = here.press("", view={"id": "V1", **view, "state": {"values": values}})
        said |= {"type": "view_submission"}
        await here.post(b"payload=" + _quoted(said), "application/x-www-form-urlencoded")
        await until(lambda: bool(records.kept))
        return await _photo(here.site.app.store)


def _in_slack(element: dict[str, object], value: str) -> dict[str, object]:
    options = [{"value": one} for one in value.split(",")]
    given: dict[str, dict[str, object]] = {
        "static_select": {"selected_option": options[0]},
        "checkboxes": {"selected_options": options},
        "datepicker": {"selected_date": value},
        "file_input": {"files": []},
    }
    kind = str(element["type"])
    return {"type": kind, **given.get(kind, {"value": value})}


def _quoted(said: object) -> bytes:
    return quote_plus(json.dumps(said)).encode()


async def by_wecom(home: Path, records: RideAlongs) -> bytes:
    async with a_wecom_site(home) as here:
        told = here.qyapi.delivered["lilei"]
        await here.post(here.caller.press(_token(home), at=time.time()))
        await here.more_than(0)
        for n, word in enumerate(_TYPED):
            before = len(told)
            await here.says(word, msg_id=f"answer-{n}")
            await here.more_than(before)
        media_id = here.qyapi.holds("", JPEG)
        sent = {"MsgId": "photo", "MediaId": media_id, "PicUrl": "https://example.com/1"}
        await here.post(here.caller.message("image", at=time.time(), **sent))
        await until(lambda: bool(records.kept))
        return await _photo(here.site.app.store)


async def by_wecom_bot(home: Path, records: RideAlongs) -> bytes:
    async with a_bot_server() as far:
        settings = WeComSettings(bot_id=BOT, bot_secret=SecretStr(BOT_SECRET), bot_url=far.url)
        async with a_site(home, chats={"wecom": settings}) as site:
            await _linked(site, "wecombot", f"{BOT}:lilei")
            await far.until(lambda: far.is_connected)
            await far.event("template_card_event", event_key=_token(home))
            await far.until(lambda: len(far.delivered) > 0)
            for word in _TYPED:
                before = len(far.delivered)
                await far.says(word)
                await until(partial(_is_longer, far.delivered, before))
            await far.says("", msgtype="image", image=far.holds(JPEG))
            await until(lambda: bool(records.kept))
            return await _photo(site.app.store)


async def by_dingtalk_words(home: Path, records: RideAlongs) -> bytes:
    async with DingTalk().running() as far, a_dingtalk_site(home, far) as site:
        shown = far.shown["staff1"]
        for word in (f"陪访 #{_token(home)}", *_TYPED):
            before = len(shown)
            await far.say(far.message(word))
            await until(partial(_is_longer, shown, before))
        code = far.holds("", JPEG)
        picture = {"msgtype": "picture", "text": None, "content": {"downloadCode": code}}
        await far.say(far.message("", **picture))
        await until(lambda: bool(records.kept))
        return await _photo(site.app.store)


async def by_console(home: Path, records: RideAlongs) -> bytes:
    path = home / "合影.jpg"
    async with a_site(home) as site:
        path.write_bytes(JPEG)
        await _linked(site, "console", "1-x")
        console = Console(out=Terminal(file=StringIO(), width=60), language="zh", folder=home)
        key = site_key(home)
        dispatcher = Dispatcher(
            site.app.store, channels={"console": console}, site=AnsweringSite(key=key)
        )
        console._offered = [_button(_token(home))]  # noqa: SLF001 - as if a card had offered it

        async def lines() -> AsyncIterator[str]:
            for line in ("1", *_TYPED, str(path)):
                yield line

        await converse(
            console,
            address="1-x",
            lines=lines(),
            receive=dispatcher.receive,
            clock=lambda: datetime.now(UTC),
        )
        assert len(records.kept) == 1
        return await _photo(site.app.store)


def _button(token: str) -> Action:
    return Action(label="陪访", route=ROUTE, token=token)


async def by_web_chat(home: Path, records: RideAlongs) -> bytes:
    cookies = aiohttp.CookieJar(unsafe=True)  # for an address of numbers
    async with (
        a_site(home) as site,
        aiohttp.ClientSession(site.url, cookie_jar=cookies) as browser,
    ):
        await _linked(site, "webchat", "1")
        await _enter(site, browser)
        own = {"X-Foothold-Chat": "1"}
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", JPEG, filename="合影.jpg", content_type="image/jpeg")
        async with browser.post("/chat/files", data=form, headers=own) as answer:
            kept = await answer.json()
        act = {
            "id": "0" * 32,
            "token": _token(home),
            "answers": {**ANSWERS, "photo": kept["ref"]},
        }
        async with browser.post("/chat/messages", json=act, headers=own) as answer:
            assert answer.status == 200
        assert len(records.kept) == 1
        return await _photo(site.app.store)


PLATFORMS = [
    pytest.param(by_slack, id="Slack"),
    pytest.param(by_wecom, id="WeCom"),
    pytest.param(by_wecom_bot, id="WeCom bot"),
    pytest.param(by_dingtalk_words, id="DingTalk in words"),
    pytest.param(by_console, id="console"),
    pytest.param(by_web_chat, id="web chat"),
]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_record_and_its_photo_are_the_same(
    platform: Callable[[Path, RideAlongs], Awaitable[bytes]], tmp_path: Path, records: RideAlongs
) -> None:
    photo = await platform(tmp_path / "home", records)

    assert records.kept == [{**ANSWERS, "photo": "attachment:1"}]
    assert photo == JPEG


async def test_a_card_of_dingtalk_asks_all_but_the_photo_which_is_sent_after_it(
    tmp_path: Path, records: RideAlongs
) -> None:
    home = tmp_path / "home"
    async with (
        DingTalk().running() as far,
        a_dingtalk_site(home, far, template=TEMPLATE) as site,
    ):
        pressed = {"actionIds": ["x"], "params": {"token": _token(home)}}
        await far.press("t1", {"cardPrivateData": pressed})
        await far.until(lambda: bool(far.shown["staff1"]))
        fields = json.loads(far.shown["staff1"][-1].body["form"])["fields"]
        hidden = next(one for one in fields if one.get("hidden"))
        form = {name: value for name, value in ANSWERS.items() if name != "photo"}
        given = {**form, hidden["name"]: hidden["defaultValue"], "good": ["listen", "close"]}
        submitted = {"actionIds": ["submit"], "params": {"form": given}}
        await far.press("t2", {"cardPrivateData": submitted})
        await until(lambda: bool(records.kept))
        code = far.holds("", JPEG)
        picture = {"msgtype": "picture", "text": None, "content": {"downloadCode": code}}
        await far.say(far.message("", **picture))
        await far.until(lambda: "照片收到了" in far.shown["staff1"][-1].body.get("title", ""))
        photo = await _photo(site.app.store)

    assert [{**one, "photo": ""} for one in records.kept] == [ANSWERS]
    assert "photo" not in [one["name"] for one in fields]
    assert photo == JPEG


async def test_the_signed_page_takes_the_photo(store: Store, records: RideAlongs) -> None:
    site = FormSite(store)
    await site.prepare()
    await site.link()
    await site.start()
    try:
        path = await site.ask()
        form = aiohttp.FormData(quote_fields=False)
        for name, value in ANSWERS.items():
            for one in value.split(",") if name == "good" else [value]:
                form.add_field(name, one)
        form.add_field("photo", JPEG, filename="合影.jpg", content_type="image/jpeg")
        async with aiohttp.ClientSession(site.url) as browser, browser.post(path, data=form):
            pass
    finally:
        await site.stop()

    assert records.kept == [{**ANSWERS, "photo": "attachment:1"}]
    assert await _photo(store) == JPEG


async def test_the_signed_page_says_at_the_field_what_it_does_not_take(
    store: Store, records: RideAlongs
) -> None:
    site = FormSite(store)
    await site.prepare()
    await site.link()
    await site.start()
    try:
        path = await site.ask()
        form = aiohttp.FormData(quote_fields=False)
        for name, value in ANSWERS.items():
            form.add_field(name, value)
        form.add_field("photo", b"MZ a program", filename="a.jpg", content_type="image/jpeg")
        async with (
            aiohttp.ClientSession(site.url) as browser,
            browser.post(path, data=form) as answer,
        ):
            status, page = answer.status, await answer.text()
    finally:
        await site.stop()

    assert (status, records.kept) == (422, [])
    assert "这种文件收不了" in page
    assert "下次带方案" in page


async def _linked(site: Site, channel: str, address: str) -> None:
    await site.send(a_hire("A001", name="李雷"))
    async with site.app.store.begin() as uow:
        await uow.links.link(channel=channel, address=address, person_id=1, at=datetime.now(UTC))


async def _enter(site: Site, browser: aiohttp.ClientSession) -> None:
    async with site.app.store.begin() as uow:
        person = (await uow.people.by_id([1]))[1]
        code = await offer_code(uow, person, at=datetime.now(UTC))
    async with browser.post("/chat/enter", data={"code": code}) as answer:
        assert answer.status == 200


def _is_longer(told: Sized, before: int) -> bool:
    return len(told) > before
