"""The record of a joint visit gives the same answers, whichever way it was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from bot.cards.actions import token_of
from bot.channels.channel import Inbound
from bot.channels.slack import blocks, inbound
from storage.store import Store
from tests.builders import AT
from tests.dispatching import KEY, ME
from tests.form_site import FormSite
from tests.ride_along import ANSWERS, FORM, ROUTE, RideAlongs, ride_alongs

_TOKEN = token_of(ROUTE, "", person_id=1, key=KEY)
_TYPED = ("李雷", "华星科技", "跳过", "报价", "1 3", "4", "下次带方案", "4.5", "跳过")


async def by_questions(site: FormSite) -> None:
    await site.ask()
    for n, word in enumerate(_TYPED):
        await site.dispatcher.receive(site.said(word, act=f"answer {n}"))


async def by_page(site: FormSite) -> None:
    good = [("good", one) for one in ANSWERS["good"].split(",")]
    posted = [*((name, value) for name, value in ANSWERS.items() if name != "good"), *good]
    path = await site.ask()
    async with aiohttp.ClientSession(site.url) as browser, browser.post(path, data=posted):
        return


async def by_window(site: FormSite) -> None:
    """Fill in Slack's window as Slack sends it back."""
    view = blocks.view(replace(FORM, token=_TOKEN))
    asked = [one for one in view["blocks"] if one["type"] == "input"]
    values = {one["block_id"]: _given(one["element"]) for one in asked}
    body = {
        "type": "view_submission",
        "trigger_id": "1.2.3",
        "user": {"id": "U1", "team_id": "T1"},
        "view": {**view, "id": "V1", "state": {"values": values}},
    }
    act = inbound.read(body, at=AT, real_now=0.0)
    assert act is not None
    # The account of the tests' chat is hers; Slack's own way in has its tests.
    await site.dispatcher.receive(replace(act, channel="fake", sender=ME))


async def by_form(site: FormSite) -> None:
    """Send all answers at once, as the web chat and a card form do."""
    await site.dispatcher.receive(
        Inbound(id="form", channel="fake", sender=ME, at=AT, token=_TOKEN, answers=ANSWERS)
    )


WAYS = [
    pytest.param(by_questions, id="questions in the chat"),
    pytest.param(by_page, id="page"),
    pytest.param(by_window, id="window of Slack"),
    pytest.param(by_form, id="form in the chat"),
]


@pytest.fixture
def records() -> Iterator[RideAlongs]:
    with ride_alongs() as made:
        yield made


@pytest.fixture
async def site(store: Store, records: RideAlongs) -> AsyncIterator[FormSite]:
    assert records.kept == []
    made = FormSite(store)
    await made.prepare()
    await made.link()
    await made.start()
    yield made
    await made.stop()


@pytest.mark.parametrize("way", WAYS)
async def test_the_record_is_the_same(
    way: Callable[[FormSite], Awaitable[None]], site: FormSite, records: RideAlongs
) -> None:
    await way(site)

    assert records.kept == [ANSWERS]
    assert site.channel.cards[-1].title == "陪访已记下"


def _given(element: dict[str, Any]) -> dict[str, Any]:
    """Give what Slack says of an input: of a choice its options, of text its value."""
    [(name, value)] = [(n, v) for n, v in ANSWERS.items() if n == element["action_id"]]
    options = [{"value": one} for one in value.split(",")]
    match element["type"]:
        case "static_select":
            return {name: {"type": "static_select", "selected_option": options[0]}}
        case "checkboxes":
            return {name: {"type": "checkboxes", "selected_options": options}}
        case "datepicker":
            return {name: {"type": "datepicker", "selected_date": value}}
        case "file_input":
            return {name: {"type": "file_input", "files": []}}
        case kind:
            return {name: {"type": kind, "value": value}}
