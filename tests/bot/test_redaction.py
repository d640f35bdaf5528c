"""No log line holds a secret or a person, whatever key it stands under and however it is nested."""

from __future__ import annotations

import json
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import HIDDEN, Redactor, is_private

_HOOK = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy1vbmx5LTEyMzQ1Ng=="
_PASSWORD = "p@ss word/1"
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


class Colour(Enum):
    RED = "red"


@pytest.fixture
def redactor() -> Redactor:
    return Redactor([_HOOK, _PASSWORD, "short"])


@pytest.mark.parametrize(
    "key",
    """secret corpsecret access_token sessionWebhook password Authorization Set-Cookie link_code
    signature email phone id_card text amount_minor customerName site_key api_key""".split(),
)
def test_what_stands_under_such_a_key_is_hidden(redactor: Redactor, key: str) -> None:
    line = {"event": "x", "nested": [{key: "quite harmless"}]}

    assert redactor.mapping(line) == {"event": "x", "nested": [{key: HIDDEN}]}


@pytest.mark.parametrize(
    "key",
    "event level timestamp request interaction route outcome notice kind channel state".split(),
)
def test_what_operators_need_is_shown(key: str) -> None:
    assert not is_private(key)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        pytest.param(f"signed with {_HOOK}", _HOOK, id="a secret of the settings"),
        pytest.param(f"key {_HOOK[6:]}", _HOOK[6:], id="the same without its prefix"),
        pytest.param(f"as {_PASSWORD}!", _PASSWORD, id="a password"),
        pytest.param("at p%40ss%20word%2F1 there", "p%40ss", id="the same inside an address"),
        pytest.param("whsec_AAAAbbbbCCCC", "AAAA", id="somebody's secret of a hook"),
        pytest.param("v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=", "K5oZ", id="a signature"),
        pytest.param("Authorization: Bearer abc.def-1", "abc.def", id="an authorization"),
        pytest.param("got Bearer abc.def-1 here", "abc.def", id="a bearer token"),
        pytest.param("Cookie: a=1; foothold_chat=7.99.mac", "7.99", id="cookies"),
        pytest.param("foothold_chat=7.99.mac; Path=/", "7.99", id="our own cookie"),
        pytest.param("postgresql://u:pw@db/x", "u:pw", id="a user in an address"),
        pytest.param("GET /chat/enter?code=ABCD2345 HTTP/1.1", "ABCD", id="a code in an address"),
        pytest.param("?corpid=ww1&corpsecret=s3cr3t&x=1", "s3cr3t", id="WeCom's secret"),
        pytest.param("/cgi-bin/send?access_token=tok-1", "tok-1", id="WeCom's token"),
        pytest.param("sendBySession?session=deadbeef", "deadbeef", id="DingTalk's webhook"),
        pytest.param('{"client_secret": "abc"}', "abc", id="a secret inside JSON"),
        pytest.param("token xoxb-12345-67890-abcdef", "12345", id="Slack's bot"),
        pytest.param("token xapp-1-A1-2-abc", "A1-2", id="Slack's app"),
        pytest.param("call 13912345678", "1391", id="a phone"),
        pytest.param("call +86 139 1234 5678", "1234", id="a phone with gaps"),
        pytest.param("电话13912345678。", "1391", id="a phone between Chinese"),
        pytest.param("id 11010519491231002X", "1949", id="an ID card"),
        pytest.param("to li.lei@example.com", "li.lei", id="an e-mail"),
    ],
)
def test_a_text_is_written_without_it(redactor: Redactor, text: str, gone: str) -> None:
    said = redactor.text(text)

    assert gone not in said
    assert HIDDEN in said


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("interaction.answered", id="an event"),
        pytest.param("webchat:1:0f3c9a1be2d44d7fa0b1c2d3e4f5a6b7", id="an act's id"),
        pytest.param("2026-11-24T12:51:49.091171Z", id="a moment"),
        pytest.param("bot/relay.py:78 run", id="a place in the code"),
        pytest.param("short", id="a secret too short to hide"),
    ],
)
def test_a_harmless_text_is_left_alone(redactor: Redactor, text: str) -> None:
    assert redactor.text(text) == text


def test_a_phone_that_came_as_a_number_is_hidden(redactor: Redactor) -> None:
    assert redactor.value(13912345678) == HIDDEN
    assert redactor.value(1391234567) == 1391234567


def test_a_strange_object_tells_its_type_alone(redactor: Redactor) -> None:
    assert redactor.value(ValueError("li lei")) == "<ValueError>"
    assert redactor.value(b"li lei") == "<bytes>"
    assert redactor.value(Colour.RED) == "red"


def test_a_text_without_end_is_cut(redactor: Redactor) -> None:
    assert len(redactor.text("x" * 100_000)) < 10_000


@given(_JSON, st.sampled_from([_HOOK, _PASSWORD]))
def test_a_secret_is_hidden_in_whatever_it_is_put(line: object, secret: str) -> None:
    redactor = Redactor([_HOOK, _PASSWORD])

    said = json.dumps(redactor.value({"a": line, "b": [line, f"<{secret}>"]}), ensure_ascii=False)

    assert secret not in said
