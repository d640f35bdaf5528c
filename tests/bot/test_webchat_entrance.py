"""The door of the web chat in a whole Foothold: codes, tries and the cookie."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import make_mocked_request

from bot.app import App, running
from bot.opening import now, open_store
from bot.web.contacts import Contacts
from bot.web.entrance import Pace, visitor_of
from config.settings import Settings, WebSettings
from handlers.link import offer_code
from rules.errors import NotAllowed
from storage.store import Store
from tests.builders import a_hire, an_event, given_plan, take_in
from tests.commands import ran
from tests.schema import lay_out

HTTPS = "https://foothold.example"


@asynccontextmanager
async def a_door(home: Path, public_url: str = HTTPS) -> AsyncIterator[App]:
    """A running site with A001, and A002 who has left."""
    settings = Settings(home=home, port=0, web=WebSettings(public_url=public_url))
    lay_out(home)
    async with running(settings) as app:
        await given_plan(app.store)
        left = an_event("left-A002", "employee.left", employee_id="A002", version=2)
        await take_in(app.store, a_hire("A001"), a_hire("A002"), left)
        yield app


async def a_code(store: Store, number: str = "A001") -> str:
    async with store.begin() as uow:
        person = (await uow.people.by_number([number]))[number][0]
        return await offer_code(uow, person, at=now())


async def enter(app: App, code: str, *, via: str = "10.0.0.1") -> ClientResponse:
    """Press the button of the page, as a proxy on this machine passes it on."""
    url = f"http://127.0.0.1:{app.port}/chat/enter"
    async with ClientSession() as browser:
        answer = await browser.post(
            url, data={"code": code}, headers={"X-Forwarded-For": via}, allow_redirects=False
        )
        await answer.read()
        return answer


@pytest.mark.parametrize(
    ("public_url", "name", "is_secure"),
    [
        pytest.param(HTTPS, "__Host-foothold_chat", True, id="behind https"),
        pytest.param("", "foothold_chat", False, id="on this machine"),
    ],
)
async def test_a_code_opens_a_session(
    tmp_path: Path, public_url: str, name: str, *, is_secure: bool
) -> None:
    async with a_door(tmp_path, public_url) as app:
        answer = await enter(app, await a_code(app.store))

    assert (answer.status, list(answer.cookies)) == (303, [name])
    assert bool(answer.cookies[name]["secure"]) is is_secure


async def test_entering_is_written_down(store: Store) -> None:
    await take_in(store, a_hire("A001"))
    async with store.read() as uow:
        _, before = await uow.audit.verify()

    await Contacts(store, now, real_clock=now).redeem(await a_code(store), "10.0.0.1")

    async with store.read() as uow:
        _, rows = await uow.audit.verify()
    assert rows - before == 2  # the offer and the entering


async def test_five_wrong_codes_pause_their_visitor_and_nobody_else(tmp_path: Path) -> None:
    async with a_door(tmp_path) as app:
        code = await a_code(app.store)

        wrong = [(await enter(app, f"WRONG{n}")).status for n in range(5)]
        paused = await enter(app, code)
        another = await enter(app, code, via="10.0.0.2")

    assert (wrong, paused.status, another.status) == ([410] * 5, 429, 303)
    assert "15 minutes" in await paused.text()


async def test_a_code_of_somebody_who_has_left_opens_nothing(tmp_path: Path) -> None:
    async with a_door(tmp_path) as app:
        answer = await enter(app, await a_code(app.store, "A002"))

    assert (answer.status, list(answer.cookies)) == (410, [])


async def test_the_command_line_prints_the_address_to_open(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    store = open_store(settings)
    lay_out(tmp_path)
    await take_in(store, a_hire("A001"))
    await store.close()

    done = await ran(tmp_path, "person", "link", "A001", FOOTHOLD_WEB__PUBLIC_URL=HTTPS)

    code = done.out.split(" ")[0]
    assert f"{HTTPS}/chat/enter?code={code}\n" in done.out


@pytest.mark.parametrize(
    ("forwarded", "is_proxied", "expected"),
    [
        pytest.param("10.0.0.9", False, "127.0.0.1", id="nobody is in front: a claim"),
        pytest.param("10.0.0.9", True, "10.0.0.9", id="a proxy says so"),
        pytest.param("1.1.1.1, 10.0.0.9", True, "10.0.0.9", id="what she claims comes first"),
        pytest.param("10.0.0.9:4711", True, "127.0.0.1", id="not an address"),
        pytest.param("", True, "127.0.0.1", id="the proxy is silent"),
        pytest.param("2001:db8:1:2:3:4:5:6", True, "2001:db8:1:2::/64", id="her whole network"),
        pytest.param("::ffff:10.0.0.9", True, "10.0.0.9", id="IPv4 in IPv6"),
    ],
)
def test_whose_tries_they_are(forwarded: str, expected: str, *, is_proxied: bool) -> None:
    request = make_mocked_request("POST", "/chat/enter", headers={"X-Forwarded-For": forwarded})

    assert visitor_of(at_home(request), is_proxied=is_proxied) == expected


def at_home(request: web.Request) -> web.Request:
    """The same request from this machine; a mocked one comes from nowhere."""
    return request.clone(remote="127.0.0.1")


async def test_one_visitor_waits_five_times_over_at_most() -> None:
    pace, tried = Pace(pause=0), 0

    async def try_once() -> None:
        nonlocal tried
        async with pace.turn("a"):
            tried += 1

    ends = await asyncio.gather(*(try_once() for _ in range(9)), return_exceptions=True)
    await try_once()

    assert [type(end) for end in ends] == [type(None)] * 5 + [NotAllowed] * 4
    assert tried == 6


async def test_visitors_wait_for_each_other() -> None:
    pace, inside, most = Pace(pause=0), 0, 0

    async def try_once(visitor: str) -> None:
        nonlocal inside, most
        async with pace.turn(visitor):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(try_once(f"v{n}") for n in range(9)))

    assert most == 1


async def test_a_session_of_who_left_stays_over_when_she_is_hired_again(tmp_path: Path) -> None:
    async with a_door(tmp_path / "home", public_url="") as app:
        entered = await enter(app, await a_code(app.store))
        before = await _home(app, entered)
        left = an_event("left-A001", "employee.left", employee_id="A001", version=2)
        await take_in(app.store, left, at=now())
        while_gone = await _home(app, entered)
        again = an_event("again-A001", "employee.hired", employee_id="A001", name="x", version=3)
        await take_in(app.store, again, at=now())
        old = await _home(app, entered)
        await asyncio.sleep(1.1)  # a cookie tells its time to the second
        new = await _home(app, await enter(app, await a_code(app.store)))

    assert [before, while_gone, old, new] == [200, 401, 401, 200]


async def _home(app: App, entered: ClientResponse) -> int:
    """Open the chat with the cookie that entering gave."""
    [cookie] = entered.cookies.values()
    async with (
        ClientSession(cookies={cookie.key: cookie.value}) as browser,
        browser.get(f"http://127.0.0.1:{app.port}/chat") as answer,
    ):
        return answer.status
