"""`foothold doctor` asks WeCom whether it takes us, and plays its check of our own address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.doctor.chats import chats
from bot.doctor.finding import Finding, Status
from config.platforms import WeComSettings
from config.settings import Settings, WebSettings
from tests.imitations import wecom
from tests.imitations.wecom import Fault, Qyapi, errcode, qyapi_server
from tests.servers import free_port
from tests.wecom_site import a_wecom_site


@pytest.fixture
async def far() -> AsyncIterator[tuple[Qyapi, str]]:
    """WeCom, and its address."""
    qyapi = Qyapi()
    async with qyapi_server(qyapi) as url:
        yield qyapi, url


def _settings(home: Path, url: str, *, public_url: str = "", token: str = wecom.TOKEN) -> Settings:
    there = WeComSettings(
        corp_id=wecom.CORP,
        agent_id=wecom.AGENT,
        secret=SecretStr(wecom.SECRET),
        token=SecretStr(token),
        aes_key=SecretStr(wecom.AES_KEY),
        api_url=url,
    )
    return Settings(home=home, wecom=there, web=WebSettings(public_url=public_url))


async def _of(settings: Settings, check: str) -> Finding:
    [found] = [one for one in await chats(settings) if one.check == f"wecom.{check}"]
    assert wecom.SECRET not in repr(found)
    return found


async def test_a_good_app_is_well_and_nobody_is_sent_anything(
    tmp_path: Path, far: tuple[Qyapi, str]
) -> None:
    qyapi, url = far

    found = {one.check: one.status for one in await chats(_settings(tmp_path, url))}

    assert found == {
        "wecom.token": Status.OK,
        "wecom.app": Status.OK,
        "wecom.callback": Status.WARN,
    }
    assert qyapi.delivered == {}


async def test_an_address_that_is_not_trusted_is_named(
    tmp_path: Path, far: tuple[Qyapi, str]
) -> None:
    qyapi, url = far
    qyapi.fail("agent/get", errcode(60020))

    found = await _of(_settings(tmp_path, url), "app")

    assert (found.status, found.said) == (
        Status.FAIL,
        "this site calls from 192.0.2.7, which is not trusted",
    )
    assert "企业可信IP" in found.next


@pytest.mark.parametrize(
    ("path", "fault", "said"),
    [
        pytest.param("gettoken", errcode(40001), "WeCom answers errcode 40001", id="secret"),
        pytest.param("gettoken", wecom.BANNED, "a page answers in place of WeCom", id="ban"),
        pytest.param("agent/get", errcode(301002), "WeCom answers errcode 301002", id="agent"),
        pytest.param("agent/get", Fault(text="[]"), "a page answers in place of WeCom", id="odd"),
    ],
)
async def test_each_refusal_says_what_to_mend(
    tmp_path: Path, far: tuple[Qyapi, str], path: str, fault: Fault, said: str
) -> None:
    qyapi, url = far
    qyapi.fail(path, fault)

    found = await chats(_settings(tmp_path, url))

    [failed] = [one for one in found if one.status is Status.FAIL]
    assert (failed.said, bool(failed.next)) == (said, True)


async def test_nobody_in_its_range_is_a_fault(tmp_path: Path, far: tuple[Qyapi, str]) -> None:
    qyapi, url = far
    quiet = '{"errcode": 0, "close": 0, "isreportenter": 1}'
    qyapi.fail("agent/get", Fault(text=quiet))

    assert (await _of(_settings(tmp_path, url), "app")).said == "nobody is in its 可见范围"


async def test_a_site_that_runs_answers_wecom_s_check(tmp_path: Path) -> None:
    async with a_wecom_site(tmp_path / "home") as here:
        there = here.api_url, here.site.url
        good = _settings(tmp_path, there[0], public_url=there[1])
        other = _settings(tmp_path, there[0], public_url=there[1], token="another")

        assert (await _of(good, "callback")).status is Status.OK
        refused = await _of(other, "callback")

    assert refused.said == "Foothold itself refuses the check (401)"


async def test_the_layer_that_answers_in_our_place_is_named(
    tmp_path: Path, far: tuple[Qyapi, str]
) -> None:
    _, url = far

    async def page(request: web.Request) -> web.Response:
        del request
        return web.Response(text="<html>welcome</html>", headers={"Server": "nginx"})

    app = web.Application()
    app.router.add_get("/wecom/callback", page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port := free_port()).start()
    there = await _of(_settings(tmp_path, url, public_url=f"http://127.0.0.1:{port}"), "callback")
    await runner.cleanup()
    gone = await _of(_settings(tmp_path, url, public_url=f"http://127.0.0.1:{port}"), "callback")

    assert there.said == "nginx answers with something else"
    assert gone.said.endswith("(ClientConnectorError)")
