"""Take the pictures of README from a running demo: `python docs/screenshots/take.py PORT`."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import aiohttp
from playwright.async_api import Page, async_playwright
from standardwebhooks import Webhook

from bot.demo import run as demo
from bot.demo.company import STAFF

ARGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]
HERE = Path(__file__).parent
SIZES = {"phone": (390, 844), "desk": (1440, 900)}
#: Number, what she asks, why, deal, the language of her browser.
PEOPLE = {
    "zh": ("S02", "我这个月的提成", "为什么", "华星科技", "zh-CN"),
    "en": ("S06", "my commission this month", "why", "Harbor Tools", "en-US"),
}


async def ask(page: Page, text: str) -> None:
    before = await page.locator("article, .card").count()
    await page.locator("textarea").fill(text)
    await page.keyboard.press("Enter")
    for _ in range(100):
        if await page.locator("article, .card").count() > before:
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.6)


async def sell(port: str, number: str, customer: str, amount: str) -> None:
    at = datetime.now(UTC)
    key = f"shot-{number}-{at.timestamp()}"
    event = {
        "id": key, "type": "deal.closed", "occurred_at": at.isoformat(), "version": 1,
        "data": {
            "deal_id": key, "employee_id": number, "amount": amount, "currency": "CNY",
            "customer_id": customer, "closed_at": at.isoformat(),
        },
    }
    body = json.dumps(event, ensure_ascii=False)
    headers = {
        "webhook-id": key, "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(demo._SECRET).sign(key, at, body),
    }
    url = f"http://127.0.0.1:{port}/hooks/crm"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=body.encode(), headers=headers) as answer:
            print(await answer.json())


async def main(port: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=which("chromium"), args=ARGS)
        for size, (width, height) in SIZES.items():
            for language, (number, how_much, why, customer, locale) in PEOPLE.items():
                page = await browser.new_page(
                    viewport={"width": width, "height": height}, locale=locale
                )
                person = 1 + [one.number for one in STAFF].index(number)
                await page.goto(f"http://127.0.0.1:{port}/chat/{person}")
                await ask(page, how_much)
                await page.screenshot(path=HERE / f"answer-{language}-{size}.png")
                await sell(port, number, customer, "8000.00")
                await page.get_by_text(customer).last.wait_for()
                await asyncio.sleep(0.6)
                await page.screenshot(path=HERE / f"notice-{language}-{size}.png")
                await ask(page, why)
                await page.screenshot(path=HERE / f"why-{language}-{size}.png")
                await page.close()
        await browser.close()


asyncio.run(main(sys.argv[1]))
