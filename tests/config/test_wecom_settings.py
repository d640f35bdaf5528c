"""What an operator may enter for WeCom; what is wrong stops the start with a sentence."""

from __future__ import annotations

import pytest

from config.settings import read_settings
from rules.errors import FootholdError

_APP = {"corp_id": "ww1", "agent_id": 7, "secret": "s", "token": "t", "aes_key": "k" * 43}
_BOT = {"bot_id": "aib-1", "bot_secret": "s"}


@pytest.mark.parametrize(
    ("given", "has"),
    [
        pytest.param({}, (False, False), id="nothing"),
        pytest.param(_APP, (True, False), id="an app"),
        pytest.param(_BOT, (False, True), id="a bot"),
        pytest.param({**_APP, **_BOT}, (True, True), id="both"),
    ],
)
def test_an_app_and_a_bot_are_each_there_or_not(
    given: dict[str, object], has: tuple[bool, bool]
) -> None:
    wecom = read_settings(wecom=given).wecom

    assert (wecom.is_set, wecom.has_bot) == has


@pytest.mark.parametrize("missing", _APP)
def test_half_an_app_stops_the_start(missing: str) -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(wecom={name: one for name, one in _APP.items() if name != missing})

    assert "belong together" in str(refused.value.values["reason"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("corp_id", "ww 1"),
        ("agent_id", -1),
        ("agent_id", "x"),
        ("token", "t" * 33),
        ("token", "a-b"),
        ("aes_key", "k" * 42),
        ("aes_key", "k" * 42 + "="),
        ("api_url", "qyapi.weixin.qq.com"),
        ("bot_url", "https://openws.work.weixin.qq.com"),
        ("bot_id", "a b"),
    ],
)
def test_what_can_not_be_right_stops_the_start(name: str, value: object) -> None:
    with pytest.raises(FootholdError) as refused:
        read_settings(wecom={**_APP, **_BOT, name: value})

    assert refused.value.values["key"] == f"wecom.{name}"


def test_a_slash_at_the_end_of_an_address_does_no_harm() -> None:
    wecom = read_settings(wecom={**_APP, "api_url": "https://gateway.example/wecom/"}).wecom

    assert wecom.api_url == "https://gateway.example/wecom"
