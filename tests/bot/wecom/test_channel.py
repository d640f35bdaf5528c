"""What else is said in WeCom: presses, pace, references, the menu and files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.cards.card import Card
from bot.channels.channel import Outcome
from bot.channels.wecom.channel import Handle, WeCom
from bot.channels.wecom.menu import TEXTS, menu
from tests import samples
from tests.bot.wecom.desk import ADDRESS, PRESS, Desk, Nobody, posts
from tests.imitations import wecom
from tests.samples import PREVIEW, a_message


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
        WeCom(Nobody()).render(a_message(text="hi"), address="ww_other:lilei")


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
