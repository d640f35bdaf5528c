"""Coming in by a link, outside the demo."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Route, expect

from tests.browser.conftest import PHONE, Visit
from tests.chat_site import Site
from tests.samples import a_message

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.asyncio(loop_scope="session"),  # one browser, started once
]


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    site = Site(is_demo=False)
    await site.start()
    yield site
    await site.stop()


async def test_a_link_opens_her_own_conversation(visit: Visit, site: Site) -> None:
    await site.tell(1, a_message(text="欢迎"))

    page = await visit("/chat/enter?code=code-of-1", size=PHONE)
    await page.get_by_role("button", name="进入聊天").click()
    await expect(page.get_by_text("欢迎")).to_be_visible()
    await page.wait_for_load_state()  # Enter is a new line until the script is there
    await page.get_by_label("写消息").fill("我今天的提成")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", name="今天的提成")).to_be_visible()
    await expect(page.get_by_role("navigation")).to_have_count(0)
    assert [inbound.sender for inbound in site.received] == ["1"]


async def test_a_second_tap_while_the_answer_is_on_its_way_changes_nothing(visit: Visit) -> None:
    async def answer_late(route: Route) -> None:
        answer = await route.fetch(max_redirects=0)
        await asyncio.sleep(0.5)
        await route.fulfill(response=answer)

    page = await visit("/chat/enter?code=code-of-1", size=PHONE)
    await page.route("**/chat/enter", answer_late)

    await page.get_by_role("button", name="进入聊天").dblclick(delay=50)

    await expect(page.get_by_label("写消息")).to_be_visible()


async def test_when_the_session_ends_the_page_says_how_to_come_back(
    visit: Visit, site: Site
) -> None:
    page = await visit("/chat/enter?code=code-of-1")
    await page.get_by_role("button", name="进入聊天").click()
    await page.get_by_label("写消息").fill("我今天的提成")
    await page.wait_for_load_state()

    site.clock.pass_time(hours=13)
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", name="先领一个进入链接")).to_be_visible()
