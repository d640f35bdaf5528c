"""DingTalk that calls us: no connection of ours, messages and presses signed, each done once."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import aiohttp
import pytest
from pydantic import SecretStr

from bot.cards.actions import token_of
from bot.channels.dingtalk.callback import PATH, register_cards, signed, signed_card
from bot.channels.dingtalk.cards import TOKEN_FIELD
from bot.channels.dingtalk.ends import CallFailed
from bot.opening import site_key
from config.platforms import DingTalkSettings, Mode
from rules.attachment import AttachmentKind
from tests.builders import a_deal_now
from tests.dingtalk_site import a_dingtalk_site
from tests.imitations.dingtalk import CARD, CLIENT_ID, CLIENT_SECRET, CORP, OPEN, TEMPLATE, DingTalk
from tests.journeys.site import Site
from tests.ride_along import ANSWERS, ROUTE, ride_alongs
from tests.voices import AMR

#: What a button of a Markdown message types, as its address holds it.
_TYPED = re.compile(r"content=([^)]+)\)")


@pytest.fixture
async def far() -> AsyncIterator[DingTalk]:
    async with DingTalk().running() as opened:
        yield opened


async def _registered(far: DingTalk, site: Site, secret: str = CLIENT_SECRET) -> str:
    settings = DingTalkSettings(
        corp_id=CORP, client_id=CLIENT_ID, client_secret=SecretStr(secret), api_url=far.url
    )
    async with aiohttp.ClientSession() as session:
        return await register_cards(settings, site.url, session)


async def _posts(site_url: str, said: object, *, secret: str = CLIENT_SECRET) -> int:
    sent_at = str(int(time.time() * 1000))
    headers = {"timestamp": sent_at, "sign": signed(sent_at, secret)}
    raw = json.dumps(said).encode()
    async with (
        aiohttp.ClientSession() as session,
        session.post(site_url + PATH, data=raw, headers=headers) as answer,
    ):
        return answer.status


async def test_dingtalk_by_http_is_answered_once_and_only_where_it_is_signed(
    tmp_path: Path, far: DingTalk
) -> None:
    async with a_dingtalk_site(tmp_path / "home", far, mode=Mode.HTTP) as site:
        question = far.message("帮助")
        forged = await _posts(site.url, far.message("帮助"), secret="another")
        statuses = [await _posts(site.url, question) for _ in range(2)]
        await far.until(lambda: bool(far.shown["staff1"]))
        await asyncio.sleep(0.2)
        shown = far.shown["staff1"]

        opened = far.called(OPEN)

    assert (forged, statuses, opened) == (401, [200, 200], [])
    assert [one.kind for one in shown] == ["session:markdown"]


async def test_a_button_pressed_in_dingtalk_by_http_is_the_text_that_it_types(
    tmp_path: Path, far: DingTalk
) -> None:
    async with a_dingtalk_site(tmp_path / "home", far, mode=Mode.HTTP) as site:
        await _posts(site.url, far.message("", msgtype="audio", text=None, content=_voice(far)))
        await far.until(lambda: bool(far.shown["staff1"]))
        typed = _TYPED.findall(far.shown["staff1"][0].body["text"])
        for _ in range(2):
            await _posts(site.url, far.message(unquote(typed[0]), msgId="press"))
        await far.until(lambda: bool(far.files("staff1")))
        await asyncio.sleep(0.2)
        files = far.files("staff1")
        async with site.app.store.read() as uow:
            kept = await uow.attachments.one(1)

    assert kept is not None
    assert kept.kind is AttachmentKind.VOICE
    assert [content for _, content in files] == [AMR]


def _voice(far: DingTalk) -> dict[str, object]:
    return {"downloadCode": far.holds("", AMR), "duration": 4000}


async def test_a_card_is_pressed_and_a_form_sent_by_signed_calls_each_done_once(
    tmp_path: Path, far: DingTalk
) -> None:
    home = tmp_path / "home"
    with ride_alongs() as records:
        async with a_dingtalk_site(home, far, template=TEMPLATE, mode=Mode.HTTP) as site:
            await _registered(far, site)
            await site.send(a_deal_now(amount="9000", customer_id="华星科技"))
            await far.until(lambda: len(far.called(CARD)) == 1)
            [track] = far.routes
            token = token_of(ROUTE, "", person_id=1, key=site_key(home))
            button = {"cardPrivateData": {"actionIds": ["x"], "params": {"token": token}}}
            asked = await far.press_by_http(track, button)
            await far.until(lambda: len(far.called(CARD)) == 2)
            hidden = json.loads(far.shown["staff1"][-1].body["form"])["fields"][0]
            given = {**ANSWERS, TOKEN_FIELD: hidden["defaultValue"]}
            form = {"cardPrivateData": {"actionIds": ["submit"], "params": {"form": given}}}
            sent = [await far.press_by_http(track, form) for _ in range(2)]
            await far.until(lambda: bool(records.kept))
            await asyncio.sleep(0.2)

    assert asked == (200, {})
    assert [status for status, _ in sent] == [200, 200]
    assert sent[0][1]["userPrivateData"]["cardParamMap"]["form_status"] == "disabled"
    assert [one["customer"] for one in records.kept] == ["华星科技"]


@pytest.mark.parametrize(
    ("secret", "age"), [("another", 0.0), ("", 86_400.0)], ids=["forged", "old"]
)
async def test_a_call_about_a_card_that_is_forged_or_old_is_refused(
    tmp_path: Path, far: DingTalk, secret: str, age: float
) -> None:
    home = tmp_path / "home"
    async with a_dingtalk_site(home, far, template=TEMPLATE, mode=Mode.HTTP) as site:
        await _registered(far, site)
        await site.send(a_deal_now(amount="9000", customer_id="华星科技"))
        await far.until(lambda: len(far.called(CARD)) == 1)
        [track] = far.routes
        button = {"cardPrivateData": {"actionIds": ["help~~x"], "params": {}}}
        status, _ = await far.press_by_http(track, button, secret=secret, age=age)
        await asyncio.sleep(0.2)

    assert status == 401
    assert len(far.called(CARD)) == 1


async def test_where_the_secret_is_wrong_nothing_is_registered(
    tmp_path: Path, far: DingTalk
) -> None:
    async with a_dingtalk_site(tmp_path / "home", far, mode=Mode.HTTP) as site:
        with pytest.raises(CallFailed, match="invalidClientIdOrSecret"):
            await _registered(far, site, secret="wrong")

    assert far.registered == {}


def test_the_signature_of_a_card_is_the_documented_one() -> None:
    # HMAC-SHA256 of "1595925864847" with the key "mySecret", computed with openssl.
    right = "xnBENZKoYbPiEX7TzjTy35B2Dv4RlEs6ks4/GYlmGOY="
    assert signed_card("1595925864847", "mySecret") == right
