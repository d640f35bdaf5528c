"""The web chat in a real browser, on a phone and on a desk."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, ViewportSize, expect

from bot.cards.card import Card, Row
from bot.channels.channel import Inbound
from bot.channels.webchat import Hub, WebChat
from tests import samples
from tests.browser.conftest import DESK, PHONE, Visit
from tests.chat_site import Site
from tests.samples import a_message

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.asyncio(loop_scope="session"),  # one browser, started once
]
SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]
LOOKS = [pytest.param(False, id="light"), pytest.param(True, id="dark")]


async def say(page: Page, text: str) -> None:
    await page.get_by_label("写消息").fill(text)
    await page.keyboard.press("Enter")


async def texts(page: Page) -> list[str]:
    return [
        text.replace("\n", " ").strip()
        for text in await page.locator("#log .bubble, #log h3").all_inner_texts()
    ]


# --- talking --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_question_is_answered_with_a_card_without_a_reload(
    visit: Visit, size: ViewportSize
) -> None:
    page = await visit("/chat/1", size=size)
    await page.evaluate("window.isSamePage = true")

    await say(page, "我今天的提成")

    await expect(page.get_by_role("heading", name="今天的提成")).to_be_visible()
    await expect(page.locator(".mine .sent")).to_be_visible()
    await expect(page.locator(".figure strong")).to_have_text("¥740.00")
    assert await page.evaluate("window.isSamePage") is True
    assert await page.locator(".entry").count() == 2


async def test_a_pressed_button_is_answered(visit: Visit, site: Site) -> None:
    await site.tell(1, a_message(card=samples.NEW_DEAL))
    page = await visit("/chat/1")

    await page.get_by_role("button", name="为什么").first.click()

    await expect(page.get_by_role("heading", name="怎么算的 · 华星科技")).to_be_visible()
    assert [(i.token, i.text) for i in site.received] == [("why~1~signed", "")]


async def test_a_quick_phrase_is_sent_as_it_stands(visit: Visit, site: Site) -> None:
    page = await visit("/chat/4")

    await page.get_by_role("button", name="我今天的佣金").click()

    await expect(page.locator(".mine .bubble")).to_contain_text("我今天的佣金")
    await expect(page.locator(".ours")).to_have_count(1)
    assert [inbound.text for inbound in site.received] == ["我今天的佣金"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_form_is_checked_sent_and_closed(
    visit: Visit, site: Site, size: ViewportSize
) -> None:
    await site.tell(5, a_message(form=samples.RECORD))
    page = await visit("/chat/5", size=size)
    form = page.locator("form.card")

    await form.get_by_role("button", name="提交").click()
    await expect(form.locator(".problem", has_text="请填写这一项")).to_have_count(3)
    await expect(form.get_by_label("客户")).to_be_focused()
    await form.get_by_label("客户").fill("华星")
    await form.get_by_text("报价").first.click()
    await form.get_by_text("倾听").click()
    await form.get_by_text("促成").click()
    await form.get_by_text("4", exact=True).click()
    await form.get_by_role("button", name="提交").click()

    await expect(form.get_by_text("已提交", exact=True)).to_be_visible()
    await expect(form.get_by_label("客户")).to_be_disabled()
    await expect(page.locator(".mine .said")).to_contain_text("做得好: 倾听, 促成")
    assert site.received[0].token == "ride_along~7~signed"
    assert site.received[0].answers == {
        "customer": "华星",
        "day": "2026-11-24",
        "stage": "offer",
        "good": "listen,close",
        "rating": "4",
        "note": "",
    }


async def test_a_sent_form_is_still_closed_after_a_reload(visit: Visit, site: Site) -> None:
    await site.tell(5, a_message(form=samples.RECORD))
    page = await visit("/chat/5")
    form = page.locator("form.card")
    await form.get_by_label("客户").fill("华星")
    await form.get_by_text("初访").click()
    await form.get_by_text("4", exact=True).click()
    await form.get_by_role("button", name="提交").click()
    await expect(page.locator(".ours")).to_have_count(2)

    await page.reload()

    await expect(form.get_by_text("已提交", exact=True)).to_be_visible()


async def test_she_sees_that_an_answer_is_being_worked_out(visit: Visit, site: Site) -> None:
    site.reply = site.answer_slowly
    page = await visit("/chat/1")

    await say(page, "我今天的提成")

    await expect(page.locator("#typing")).to_be_visible()
    await expect(page.get_by_role("heading", name="今天的提成")).to_be_visible()
    await expect(page.locator("#typing")).to_be_hidden()


async def test_an_answer_stands_below_its_question_however_late_the_question_is_acknowledged(
    visit: Visit, site: Site
) -> None:
    may_acknowledge = asyncio.Event()

    async def answer_first(inbound: Inbound) -> None:
        await site.answer(inbound)
        await may_acknowledge.wait()

    site.reply = answer_first
    page = await visit("/chat/1")

    await say(page, "我今天的提成")
    await expect(page.get_by_role("heading", name="今天的提成")).to_be_visible()
    order = await texts(page)
    may_acknowledge.set()

    await expect(page.locator(".mine .sent")).to_be_visible()
    assert order == await texts(page) == ["你: 我今天的提成", "今天的提成"]


async def test_what_was_written_earlier_and_taken_in_later_stands_where_a_reload_shows_it(
    visit: Visit,
) -> None:
    page = await visit("/chat/1")
    await page.route("**/chat/messages*", lambda route: route.abort("connectionrefused"), times=1)
    await say(page, "第一")
    await expect(page.get_by_role("button", name="重发")).to_be_visible()

    await say(page, "第二")
    await expect(page.locator(".ours")).to_have_count(1)
    await page.get_by_role("button", name="重发").click()
    await expect(page.locator(".ours")).to_have_count(2)

    shown = await texts(page)
    await page.reload()
    assert shown == await texts(page)
    assert shown[0] == "你: 第二"


async def test_two_windows_show_the_same_once(visit: Visit) -> None:
    first = await visit("/chat/1")
    second = await visit("/chat/1")

    await say(first, "我今天的提成")

    await expect(second.locator(".entry")).to_have_count(2)
    await expect(first.locator(".entry")).to_have_count(2)
    assert await texts(first) == await texts(second)


async def test_enter_belongs_to_the_input_method_while_it_is_open(visit: Visit) -> None:
    page = await visit("/chat/1")
    await page.get_by_label("写消息").fill("tiche")

    await page.get_by_label("写消息").dispatch_event(
        "keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    )
    await page.keyboard.press("Shift+Enter")

    assert await page.locator(".entry").count() == 0
    assert await page.get_by_label("写消息").input_value() == "tiche\n"


# --- when things go wrong -------------------------------------------------------------------------


async def test_a_restart_of_the_server_loses_and_doubles_nothing(visit: Visit, site: Site) -> None:
    page = await visit("/chat/1")
    await site.tell(1, a_message("before", text="先前"))
    await expect(page.locator(".entry")).to_have_count(1)

    await site.stop()
    elsewhere = WebChat(log=site.log, hub=Hub(), clock=site.clock)
    await elsewhere.send(elsewhere.render(a_message("meanwhile", text="其间"), address="1"))
    await say(page, "我今天的提成")
    await expect(page.get_by_text("没发出去")).to_be_visible()
    await expect(page.get_by_text("正在重连")).to_be_visible()
    await site.start()

    await expect(page.get_by_role("heading", name="今天的提成")).to_be_visible()
    await expect(page.get_by_text("正在重连")).to_be_hidden()
    await expect(page.get_by_text("没发出去")).to_be_hidden()
    assert len({inbound.id for inbound in site.received}) == 1
    assert await texts(page) == ["先前", "其间", "你: 我今天的提成", "今天的提成"]
    assert await is_in_order(page)


async def test_what_was_not_sent_survives_a_reload_and_goes_once(visit: Visit, site: Site) -> None:
    site.reply = site.fail
    page = await visit("/chat/1")
    await say(page, "我今天的提成")
    await expect(page.get_by_text("没发出去")).to_be_visible()

    site.reply = site.answer
    await page.reload()

    await expect(page.get_by_role("heading", name="今天的提成")).to_be_visible()
    await expect(page.get_by_text("没发出去")).to_be_hidden()
    assert await texts(page) == ["你: 我今天的提成", "今天的提成"]
    assert len({inbound.id for inbound in site.received}) == 1


async def test_a_failed_message_can_be_sent_again(visit: Visit, site: Site) -> None:
    site.reply = site.fail
    page = await visit("/chat/1")
    await say(page, "我今天的提成")
    await expect(page.get_by_role("button", name="重发")).to_be_visible()

    site.reply = site.answer
    await page.get_by_role("button", name="重发").click()

    await expect(page.get_by_role("heading", name="今天的提成")).to_be_visible()
    await expect(page.get_by_role("button", name="重发")).to_be_hidden()
    assert len({inbound.id for inbound in site.received}) == 1
    assert await page.locator(".entry").count() == 2


async def test_a_text_that_is_too_long_is_refused_in_words(visit: Visit) -> None:
    page = await visit("/chat/1")

    await say(page, "字" * 4001)

    await expect(page.get_by_text("一次最多 4000 个字")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
async def test_values_stand_in_one_column_beside_labels_of_any_length(
    visit: Visit, site: Site, size: ViewportSize
) -> None:
    labels = ("已确认", "退单 · Riverside Clinic and Partners Limited", "Verylongcompanyname" * 3)
    rows = tuple(Row(label=label, value="+¥1,748.00(含补差 +¥1,196.00)") for label in labels)
    await site.tell(1, a_message(card=Card(title="本月", rows=rows)))
    page = await visit("/chat/1", size=size)

    edges = await page.locator("dd").evaluate_all(
        "cells => cells.map(c => c.getClientRects()[0].x)"
    )
    halves = await page.locator("dd .whole").evaluate_all(
        "sums => sums.filter(sum => sum.getClientRects().length > 1).length"
    )

    assert (len(edges), len(set(edges)), halves) == (3, 1, 0)
    assert await is_as_wide_as_its_window(page)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_and_messages_are_only_text(
    visit: Visit, site: Site, size: ViewportSize
) -> None:
    await site.tell(7, a_message("a", card=samples.HOSTILE_CARD))
    await site.tell(7, a_message("b", form=samples.HOSTILE_FORM))
    page = await visit("/chat/7", size=size)
    await site.tell(7, a_message("c", card=samples.HOSTILE_CARD))

    await expect(page.locator(".entry")).to_have_count(3)
    await say(page, samples.HOSTILE.replace("\x1b", ""))

    await expect(page.locator(".mine .sent")).to_be_visible()
    assert await page.locator("img, #log b, #people b").count() == 0
    assert await is_as_wide_as_its_window(page)


# --- the list, the past, the curtain --------------------------------------------------------------


async def test_on_a_phone_list_and_conversation_are_two_screens(visit: Visit) -> None:
    page = await visit("/chat", size=PHONE)
    await expect(page.get_by_role("main")).to_be_hidden()

    await page.get_by_role("link", name="张三").click()
    await expect(page.get_by_label("写消息")).to_be_visible()
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await page.get_by_role("link", name="返回人员列表").click()

    await expect(page.get_by_role("link", name="张三")).to_be_visible()


async def test_a_badge_counts_the_news_of_others_until_they_are_opened(
    visit: Visit, site: Site
) -> None:
    await site.tell(2, a_message("old", card=samples.NEW_DEAL))
    page = await visit("/chat/1")
    await expect(page.locator(".unread")).to_have_count(0)

    await site.tell(2, a_message("new", card=samples.NEW_DEAL))
    await site.tell(2, a_message("newer", card=samples.NEW_DEAL))
    await expect(page.locator('[data-person="2"] .unread')).to_contain_text("2 条未读")
    await page.get_by_role("link", name="李雷").click()

    await expect(page.locator(".entry")).to_have_count(3)
    await expect(page.locator(".unread")).to_have_count(0)


async def test_people_are_found_by_name(visit: Visit) -> None:
    page = await visit("/chat")

    await page.get_by_label("搜索姓名或岗位").fill("anna")
    await expect(page.locator("#people li:visible")).to_have_count(1)
    await page.get_by_label("搜索姓名或岗位").fill("没有")

    await expect(page.get_by_text("没有叫这个名字的人")).to_be_visible()


async def test_the_past_is_fetched_on_scrolling_up(visit: Visit, site: Site) -> None:
    for number in range(100):
        await site.tell(1, a_message(f"m{number}", text=f"第 {number} 条"))
    page = await visit("/chat/1")
    await expect(page.get_by_text("第 99 条", exact=True)).to_be_in_viewport()

    for _ in range(12):
        await page.mouse.move(900, 400)
        await page.mouse.wheel(0, -3000)
        await page.wait_for_timeout(80)

    await expect(page.get_by_text("第 0 条", exact=True)).to_be_in_viewport()
    assert await texts(page) == [f"第 {number} 条" for number in range(100)]
    await expect(page.get_by_role("button", name="更早的消息")).to_have_count(0)


async def test_news_while_reading_the_past_are_announced_not_forced(
    visit: Visit, site: Site
) -> None:
    for number in range(30):
        await site.tell(1, a_message(f"m{number}", text=f"第 {number} 条"))
    page = await visit("/chat/1")
    await page.mouse.move(900, 400)
    await page.mouse.wheel(0, -1000)
    await page.wait_for_timeout(200)

    await site.tell(1, a_message(card=samples.NEW_DEAL))

    await expect(page.get_by_role("heading", name="新签 · 华星科技")).not_to_be_in_viewport()
    await page.get_by_role("button", name="有新消息").click()
    await expect(page.get_by_role("button", name="本月明细")).to_be_in_viewport()


async def test_days_stand_between_messages(visit: Visit, site: Site) -> None:
    await site.tell(1, a_message("a", text="早"))
    site.clock.pass_time(days=8)
    await site.tell(1, a_message("b", text="昨天的"))
    site.clock.pass_time(days=1)
    page = await visit("/chat/1")
    await site.tell(1, a_message("c", text="今天的"))
    await site.tell(1, a_message("d", text="还是今天的"))

    await expect(page.locator(".entry")).to_have_count(4)
    assert await page.locator(".day:visible").all_inner_texts() == ["11月24日周二", "昨天", "今天"]


async def test_sums_are_covered_until_tapped(visit: Visit, site: Site) -> None:
    await site.tell(1, a_message(card=samples.NEW_DEAL))
    page = await visit("/chat/1")
    amount = page.locator(".figure .amount")

    await page.get_by_role("button", name="隐藏金额").first.click()
    await page.reload()
    await expect(amount).to_be_hidden()
    assert "740" not in await page.inner_text("#log")
    await page.locator(".figure .sum").click()
    await expect(amount).to_be_visible()
    await page.locator(".ours").get_by_role("button", name="隐藏金额").press("Enter")

    await expect(amount).to_be_hidden()


# --- everybody ------------------------------------------------------------------------------------


async def test_everything_can_be_done_by_keyboard(visit: Visit, site: Site) -> None:
    await site.tell(1, a_message(card=samples.NEW_DEAL))
    page = await visit("/chat")

    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("link", name="张三")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("写消息")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.get_by_role("button", name="为什么").first.press("Enter")
    await expect(page.get_by_role("heading", name="怎么算的 · 华星科技")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("写消息")).to_be_focused()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("link", name="张三")).to_be_focused()


async def test_the_skip_link_leads_to_the_message_box(visit: Visit) -> None:
    page = await visit("/chat/1", size=PHONE)

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="跳到输入框")).to_be_in_viewport()
    await page.keyboard.press("Enter")

    await expect(page.get_by_label("写消息")).to_be_focused()


async def test_a_screen_reader_finds_its_way(visit: Visit, site: Site) -> None:
    await site.tell(3, a_message(card=samples.NEW_DEAL_EN))
    page = await visit("/chat/3")

    log = page.get_by_role("log", name="Conversation with Foothold")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.get_by_role("article", name="New deal · Huaxing Tech")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Foothold")
    await expect(page.get_by_role("navigation", name="Chat as")).to_be_visible()
    await expect(page.get_by_role("button", name="Hide sums")).to_have_attribute(
        "aria-pressed", "false"
    )
    assert await page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("is_dark", LOOKS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/chat", id="list"),
        pytest.param("/chat/1", id="cards"),
        pytest.param("/chat/5", id="form"),
        pytest.param("/chat/enter?code=x", id="enter"),
    ],
)
async def test_nothing_is_wider_than_the_window(
    visit: Visit, site: Site, path: str, size: ViewportSize, *, is_dark: bool
) -> None:
    await site.tell(1, a_message("a", card=samples.NEW_DEAL))
    await site.tell(1, a_message("b", text="无空格" * 80 + "x" * 300))
    await site.tell(5, a_message("c", form=samples.RECORD))

    page = await visit(path, size=size, is_dark=is_dark)

    assert await is_as_wide_as_its_window(page)


async def is_in_order(page: Page) -> bool:
    ids = [await entry.get_attribute("data-entry") for entry in await page.locator(".entry").all()]
    return ids == sorted(ids, key=lambda entry_id: int(entry_id or 0))


async def is_as_wide_as_its_window(page: Page) -> bool:
    fits: bool = await page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll("#scroll, #people, .card")]
            .every((box) => box.scrollWidth <= box.clientWidth)"""
    )
    return fits
