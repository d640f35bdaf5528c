"""The page of a form on a telephone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from config.plans import read_plan
from storage.store import Store
from tests.browser.conftest import PHONE
from tests.form_site import FormSite
from tests.ride_along import RideAlongs, ride_alongs
from tests.schema import lay_out, sqlite_in

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.asyncio(loop_scope="session"),  # one browser, started once
]


@pytest_asyncio.fixture(loop_scope="session")
async def form_site(tmp_path: Path) -> AsyncIterator[FormSite]:
    store = Store(sqlite_in(lay_out(tmp_path)), read_plan=read_plan)
    made = FormSite(store)
    await made.prepare()
    await made.link()
    await made.start()
    yield made
    await made.stop()
    await store.close()


@pytest.mark.parametrize("has_scripts", [False, True])
async def test_a_form_is_filled_in_and_sent_on_a_phone(
    browser: Browser, form_site: FormSite, tmp_path: Path, *, has_scripts: bool
) -> None:
    with ride_alongs() as records:
        context = await browser.new_context(
            viewport=PHONE, has_touch=True, locale="zh-CN", java_script_enabled=has_scripts
        )
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        await page.goto(form_site.url + await form_site.ask())

        await page.get_by_role("button", name="提交").click()
        await expect(page.get_by_text("请填写这一项")).to_have_count(4)
        await page.screenshot(path=tmp_path / "refused.png", full_page=True)
        await _fill_in(page)
        await page.screenshot(path=tmp_path / "filled.png", full_page=True)
        assert await page.evaluate("document.body.scrollWidth") <= 390 or not has_scripts
        await page.get_by_role("button", name="提交").click()

        await expect(page.get_by_role("status")).to_contain_text("已经提交了")
        await page.screenshot(path=tmp_path / "sent.png")
        await page.reload()
        await expect(page.get_by_role("status")).to_contain_text("已经提交了")
        await context.close()
    assert [line for line in complaints if "422" not in line] == []
    _is_kept_once(records)


async def _fill_in(page: Page) -> None:
    await page.get_by_label("销售").select_option(label="李雷")
    await page.get_by_label("客户").fill("华星")
    await page.get_by_label("日期").fill("2026-11-23")
    await page.get_by_text("报价").first.click()
    await page.get_by_text("倾听", exact=True).click()
    await page.get_by_text("促成").click()
    await page.get_by_text("4", exact=True).click()
    await page.get_by_label("待改进").fill("第一行\n第二行")
    await page.get_by_label("可打半分").fill("4.5")


def _is_kept_once(records: RideAlongs) -> None:
    [kept] = records.kept
    assert {
        name: kept[name] for name in ("rep", "day", "stage", "good", "rating", "note", "listening")
    } == {
        "rep": "S02",
        "day": "2026-11-23",
        "stage": "offer",
        "good": "listen,close",
        "rating": "4",
        "note": "第一行\n第二行",
        "listening": "4.5",
    }
