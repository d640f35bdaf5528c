"""A real Chromium looking at a web chat on a free port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, ViewportSize, async_playwright

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

Visit = Callable[..., Awaitable[Page]]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    await site.start()
    yield site
    await site.stop()


@pytest.fixture
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=ARGS)
        yield browser
        await browser.close()


@pytest.fixture
async def complaints() -> AsyncIterator[list[str]]:
    """What the browser wrote to its console; the server being away is expected, nothing else."""
    said: list[str] = []
    yield said
    assert [line for line in said if "net::ERR_CONNECTION_REFUSED" not in line] == []


@pytest.fixture
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
        context.set_default_timeout(8000)
        page = await context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        await page.goto(site.url + path)
        return page

    return open_page


@pytest.fixture
def shots(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where screenshots go, to be looked at: pytest's own temporary folder."""
    del request
    return tmp_path
