"""A real Chromium looking at a web chat on a free port."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest_asyncio
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from tests.chat_site import Site

ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}

#: In milliseconds; Playwright's own five seconds are short where two cores do the work of ten.
_PATIENCE = 60_000
expect.set_options(timeout=_PATIENCE)
_EXPECTED = re.compile("net::ERR_CONNECTION_REFUSED|status of (401|422|500)")

Visit = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    site = Site()
    await site.start()
    yield site
    await site.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def complaints() -> AsyncIterator[list[str]]:
    """What the browser wrote to its console; a server that is away or refuses is no mistake."""
    said: list[str] = []
    yield said
    assert [line for line in said if not _EXPECTED.search(line)] == []


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, site: Site, complaints: list[str]) -> Visit:
    """Open a page of the site in a window of its own: `await visit("/chat/1", size=PHONE)`."""

    def listen(message: ConsoleMessage) -> None:
        complaints.extend([message.text] if message.type in {"error", "warning"} else [])

    async def open_page(
        path: str, *, size: ViewportSize = DESK, is_dark: bool = False, locale: str = "zh-CN"
    ) -> Page:
        context = await browser.new_context(
            viewport=size,
            has_touch=size == PHONE,
            color_scheme="dark" if is_dark else "light",
            locale=locale,
        )
        context.set_default_timeout(_PATIENCE)
        page = await context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        await page.goto(site.url + path)
        return page

    return open_page
