"""Cards and forms as WeCom takes them: in its own where there is room, in words before it else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.cards.card import Card, Row
from bot.cards.form import Choice, Form, Input, InputKind
from bot.channels.channel import Outcome
from bot.channels.wecom.channel import WeCom
from tests import samples
from tests.bot.wecom.desk import ADDRESS, Desk, Nobody, a_button, posts
from tests.imitations import wecom
from tests.imitations.wecom import banner, shown
from tests.samples import PREVIEW, a_message


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
    channel, message = WeCom(Nobody()), a_message("a", card=samples.NEW_DEAL)
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
