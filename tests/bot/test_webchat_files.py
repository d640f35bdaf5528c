"""Files that the web chat's page sends: hers, within limits, and of no use to another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar, FormData

from handlers.link import offer_code
from rules.attachment import MOST_BYTES
from tests.builders import a_hire
from tests.journeys.site import Site, a_site

OWN = {"X-Foothold-Chat": "1"}
JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with a_site(tmp_path / "home") as opened:
        await opened.send(a_hire("A001", name="李雷"), a_hire("A002", name="韩梅"))
        await opened.link(1, 2)
        yield opened


@pytest.fixture
async def browser(site: Site) -> AsyncIterator[ClientSession]:
    async with ClientSession(site.url, cookie_jar=CookieJar(unsafe=True)) as opened:
        await enter(site, opened)
        yield opened


async def enter(site: Site, browser: ClientSession, person_id: int = 1) -> None:
    async with site.app.store.begin() as uow:
        person = (await uow.people.by_id([person_id]))[person_id]
        code = await offer_code(uow, person, at=datetime.now(UTC))
    answer = await browser.post("/chat/enter", data={"code": code})
    assert answer.status == 200


async def send(
    browser: ClientSession, body: bytes = JPEG, *, headers: dict[str, str] | None = None
) -> ClientResponse:
    form = FormData(quote_fields=False)
    form.add_field("file", BytesIO(body), filename="合影.jpg", content_type="image/jpeg")
    return await browser.post("/chat/files", data=form, headers=OWN if headers is None else headers)


async def test_a_photo_by_itself_is_kept_and_asked_about(
    site: Site, browser: ClientSession
) -> None:
    ref = (await (await send(browser)).json())["ref"]
    act = {"id": "0" * 32, "text": "合影.jpg", "files": [ref]}
    answer = await browser.post("/chat/messages", json=act, headers=OWN)

    assert answer.status == 200
    assert "照片收到了" in (await site.chat(1))[-1]


async def test_another_s_file_is_nobody_s(site: Site, browser: ClientSession) -> None:
    ref = (await (await send(browser)).json())["ref"]
    async with ClientSession(site.url, cookie_jar=CookieJar(unsafe=True)) as other:
        await enter(site, other, 2)
        act = {"id": "1" * 32, "text": "x", "files": [ref]}
        await other.post("/chat/messages", json=act, headers=OWN)

    assert "不是你发的" in (await site.chat(2))[-1]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(b"\xff\xd8\xff" + b"x" * (MOST_BYTES - 2), "20 MB", id="one byte too many"),
        pytest.param(b"MZ program", "收不了", id="a program"),
        pytest.param(b"", "空的", id="empty"),
    ],
)
async def test_what_is_not_taken_is_said(browser: ClientSession, body: bytes, said: str) -> None:
    answer = await send(browser, body)

    assert answer.status == 422
    assert said in (await answer.json())["problem"]


async def test_a_file_of_just_the_limit_is_taken(browser: ClientSession) -> None:
    answer = await send(browser, b"\xff\xd8\xff" + b"x" * (MOST_BYTES - 3))

    assert answer.status == 200


async def test_a_page_of_another_sends_nothing(browser: ClientSession) -> None:
    answer = await send(browser, headers={})

    assert answer.status == 403


async def test_without_a_session_nothing_is_kept(site: Site) -> None:
    async with ClientSession(site.url) as stranger:
        answer = await send(stranger)

    assert answer.status == 401
