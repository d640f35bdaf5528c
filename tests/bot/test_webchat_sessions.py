"""Who a browser is taken for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.web.sessions import COOKIE, Sessions
from tests.chat_site import Clock

KEY = b"k" * 32


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(key=KEY, clock=clock, is_https=True)


def asking_with(cookie: str) -> web.Request:
    return make_mocked_request("GET", "/chat", headers={"Cookie": f"{COOKIE}={cookie}"})


def test_a_session_is_good_for_its_person(sessions: Sessions) -> None:
    assert sessions.person_id(asking_with(sessions.seal(42))) == 42


def test_a_session_ends_after_twelve_hours(sessions: Sessions, clock: Clock) -> None:
    cookie = sessions.seal(42)

    clock.now += timedelta(hours=12)

    assert sessions.person_id(asking_with(cookie)) is None


def test_a_new_key_ends_all_sessions(sessions: Sessions, clock: Clock) -> None:
    others = Sessions(key=b"x" * 32, clock=clock, is_https=True)

    assert sessions.person_id(asking_with(others.seal(42))) is None


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
    assert sessions.person_id(asking_with(cookie)) is None


def test_no_cookie_is_nobody(sessions: Sessions) -> None:
    assert sessions.person_id(make_mocked_request("GET", "/chat")) is None


def test_a_mac_does_not_move_to_another_person(sessions: Sessions) -> None:
    _, ends, mac = sessions.seal(42).split(".")

    assert sessions.person_id(asking_with(f"43.{ends}.{mac}")) is None


def test_the_cookie_is_for_this_site_and_for_no_script(sessions: Sessions) -> None:
    response = web.Response()

    sessions.open(response, 42)

    morsel = response.cookies[COOKIE]
    assert (morsel["httponly"], morsel["secure"]) == (True, True)
    assert (morsel["samesite"], morsel["path"], morsel["max-age"]) == ("Strict", "/chat", "43200")
