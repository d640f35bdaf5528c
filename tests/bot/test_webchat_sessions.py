"""Who a browser is taken for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.web.sessions import Session, Sessions
from tests.chat_site import Clock
from tests.samples import NOON

KEY = b"k" * 32


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(key=KEY, clock=clock, is_https=True)


def asking_with(cookie: str, name: str = "__Host-foothold_chat") -> web.Request:
    return make_mocked_request("GET", "/chat", headers={"Cookie": f"{name}={cookie}"})


def test_a_session_is_good_for_its_person(sessions: Sessions) -> None:
    assert sessions.read(asking_with(sessions.seal(42))) == Session(42, NOON)


def test_a_session_ends_after_twelve_hours(sessions: Sessions, clock: Clock) -> None:
    cookie = sessions.seal(42)

    clock.now += timedelta(hours=12)

    assert sessions.read(asking_with(cookie)) is None


def test_a_new_key_ends_all_sessions(sessions: Sessions, clock: Clock) -> None:
    others = Sessions(key=b"x" * 32, clock=clock, is_https=True)

    assert sessions.read(asking_with(others.seal(42))) is None


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param("", id="empty"),
        pytest.param("42", id="only a number"),
        pytest.param("42.9999999999.", id="no mac"),
        pytest.param("42.9999999999.AAAA", id="wrong mac"),
        pytest.param("..", id="dots"),
    ],
)
def test_a_forged_cookie_is_nobody(sessions: Sessions, cookie: str) -> None:
    assert sessions.read(asking_with(cookie)) is None


def test_no_cookie_is_nobody(sessions: Sessions) -> None:
    assert sessions.read(make_mocked_request("GET", "/chat")) is None


def test_a_mac_does_not_move_to_another_person(sessions: Sessions) -> None:
    _, ends, mac = sessions.seal(42).split(".")

    assert sessions.read(asking_with(f"43.{ends}.{mac}")) is None


@pytest.mark.parametrize(
    ("is_https", "name", "path"),
    [
        pytest.param(True, "__Host-foothold_chat", "/", id="https"),
        pytest.param(False, "foothold_chat", "/chat", id="plain http on loopback"),
    ],
)
def test_the_cookie_is_for_this_site_and_for_no_script(
    clock: Clock, name: str, path: str, *, is_https: bool
) -> None:
    response = web.Response()

    Sessions(key=KEY, clock=clock, is_https=is_https).open(response, 42)

    morsel = response.cookies[name]
    assert (morsel["httponly"], bool(morsel["secure"])) == (True, is_https)
    assert (morsel["samesite"], morsel["path"], morsel["max-age"]) == ("Strict", path, "43200")


def test_behind_https_a_cookie_that_plain_http_set_is_nobodys(sessions: Sessions) -> None:
    planted = asking_with(sessions.seal(42), name="foothold_chat")

    assert sessions.read(planted) is None
