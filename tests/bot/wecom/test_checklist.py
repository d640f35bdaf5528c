"""`foothold wecom checklist` says what to set in the console, and what is set already."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor.checklist import checklist
from bot.doctor.finding import Finding, Status
from config.platforms import WeComSettings
from config.settings import Settings, WebSettings
from tests.imitations import wecom
from tests.imitations.wecom import EGRESS, Fault, Qyapi, errcode, qyapi_server
from tests.servers import free_port
from tests.wecom_site import a_wecom_site

OK, WARN, FAIL = Status.OK, Status.WARN, Status.FAIL
_LINES = [
    "企业ID, AgentId, Secret",
    "企业可信IP",
    "可见范围",
    "网页授权及JS-SDK可信域名",
    "接收消息, 用户进入应用",
    "设置API接收",
    "firewall",
    "在微工作台中始终进入主页",
    "menu",
    "wecom.carries",
]


@pytest.fixture
async def far() -> AsyncIterator[tuple[Qyapi, str]]:
    """WeCom, and its address."""
    qyapi = Qyapi()
    async with qyapi_server(qyapi) as url:
        yield qyapi, url


def _settings(home: Path, url: str, *, public_url: str = "") -> Settings:
    there = WeComSettings(
        corp_id=wecom.CORP,
        agent_id=wecom.AGENT,
        secret=SecretStr(wecom.SECRET),
        token=SecretStr(wecom.TOKEN),
        aes_key=SecretStr(wecom.AES_KEY),
        api_url=url,
    )
    return Settings(home=home, wecom=there, web=WebSettings(public_url=public_url))


async def _found(settings: Settings) -> dict[str, Finding]:
    lines = await checklist(settings)
    assert wecom.SECRET not in repr(lines)
    return {one.check: one for one in lines}


async def test_every_line_is_told_in_order_and_nobody_is_sent_anything(
    tmp_path: Path, far: tuple[Qyapi, str]
) -> None:
    qyapi, url = far

    found = await _found(_settings(tmp_path, url))

    assert list(found) == _LINES
    assert [one.status for one in found.values()] == [OK, OK, OK, OK, OK, WARN, OK, WARN, WARN, OK]
    assert qyapi.delivered == {}


async def test_the_address_we_call_from_is_named(tmp_path: Path, far: tuple[Qyapi, str]) -> None:
    found = await _found(_settings(tmp_path, far[1]))

    assert found["企业可信IP"].said == f"WeCom takes calls from here, {EGRESS}"
    assert "81.69.54.213" in found["firewall"].said


async def test_an_address_that_is_not_trusted_fails_with_the_place_to_enter_it(
    tmp_path: Path, far: tuple[Qyapi, str]
) -> None:
    qyapi, url = far
    qyapi.fail("agent/get", errcode(60020))

    found = await _found(_settings(tmp_path, url))

    line = found["企业可信IP"]
    assert (line.status, EGRESS in line.said, "企业可信IP" in line.next) == (FAIL, True, True)


@pytest.mark.parametrize(
    ("domain", "status"),
    [
        pytest.param("127.0.0.1", OK, id="ours"),
        pytest.param("127.0.0.1:8443", OK, id="ours with a port"),
        pytest.param("other.example", WARN, id="another"),
        pytest.param("", WARN, id="none"),
    ],
)
async def test_the_trusted_domain_is_that_of_the_pages(
    tmp_path: Path, far: tuple[Qyapi, str], domain: str, status: Status
) -> None:
    qyapi, url = far
    app = {"errcode": 0, "allow_userinfos": {"user": [1]}, "redirect_domain": domain}
    qyapi.fail("agent/get", Fault(text=json.dumps(app)))

    found = await _found(_settings(tmp_path, url, public_url=f"http://127.0.0.1:{free_port()}"))

    assert found["网页授权及JS-SDK可信域名"].status is status
    assert found["接收消息, 用户进入应用"].status is WARN


async def test_nobody_in_the_range_fails(tmp_path: Path, far: tuple[Qyapi, str]) -> None:
    qyapi, url = far
    qyapi.fail("agent/get", Fault(text='{"errcode": 0, "isreportenter": 1}'))

    assert (await _found(_settings(tmp_path, url)))["可见范围"].status is FAIL


async def test_a_wrong_secret_is_asked_about_once_and_what_is_by_hand_still_told(
    tmp_path: Path, far: tuple[Qyapi, str]
) -> None:
    qyapi, url = far
    qyapi.fail("gettoken", errcode(40001))

    found = await _found(_settings(tmp_path, url))

    assert found["企业ID, AgentId, Secret"].status is FAIL
    assert list(found)[1:] == _LINES[-3:]
    assert qyapi.count("gettoken") == 1


async def test_a_site_that_runs_passes_wecom_s_own_check(tmp_path: Path) -> None:
    async with a_wecom_site(tmp_path / "home") as here:
        found = await _found(_settings(tmp_path, here.api_url, public_url=here.site.url))

    assert found["设置API接收"].status is OK


async def test_without_an_app_it_says_what_to_set(tmp_path: Path) -> None:
    [line] = await checklist(Settings(home=tmp_path))

    assert (line.status, "corp_id" in line.next) == (FAIL, True)
