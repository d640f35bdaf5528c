"""`foothold doctor` asks each chat whether it takes us; `send-test`, whether a message arrives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.channels.slack.manifest import SCOPES
from bot.doctor.chats import chats
from bot.doctor.finding import Status
from bot.send_test import send_test
from config.platforms import SlackSettings
from config.settings import Settings
from tests.builders import AT, a_hire, given_plan, take_in
from tests.imitations.slack import APP_TOKEN, BOT_TOKEN, TEAM, Fault, SlackServer, a_slack
from tests.schema import lay_out
from tests.servers import free_port

_ALL = {"slack.scopes": Status.OK, "slack.clock": Status.OK, "slack.app_token": Status.OK}


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """An imitation of Slack."""
    async with a_slack() as server:
        yield server


def _settings(home: Path, url: str, *, app_token: str = APP_TOKEN, **more: object) -> Settings:
    there = SlackSettings(
        bot_token=SecretStr(BOT_TOKEN), app_token=SecretStr(app_token), api_url=f"{url}/api/"
    )
    return Settings(home=home, slack=there, **more)  # type: ignore[arg-type] # pydantic checks


async def _found(settings: Settings) -> dict[str, Status]:
    return {one.check: one.status for one in await chats(settings)}


async def test_without_a_chat_there_is_nothing_to_ask(tmp_path: Path) -> None:
    assert await chats(Settings(home=tmp_path)) == []


async def test_a_good_app_is_well(tmp_path: Path, slack: SlackServer) -> None:
    assert await _found(_settings(tmp_path, slack.url)) == _ALL


async def test_each_missing_scope_is_named(tmp_path: Path, slack: SlackServer) -> None:
    slack.scopes = ",".join(scope for scope in SCOPES if scope != "files:write")

    found = await chats(_settings(tmp_path, slack.url))

    [scopes] = [one for one in found if one.check == "slack.scopes"]
    assert (scopes.status, scopes.said) == (Status.FAIL, "the app lacks files:write")


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_refused_token_says_where_the_new_one_is(
    tmp_path: Path, slack: SlackServer, error: str
) -> None:
    slack.fail("auth.test", Fault("error", error))

    [found] = await chats(_settings(tmp_path, slack.url))

    assert (found.status, found.said) == (Status.FAIL, f"Slack says {error}")
    assert "bot_token" in found.next


async def test_a_slack_that_can_not_be_reached_is_told_apart(tmp_path: Path) -> None:
    [found] = await chats(_settings(tmp_path, f"http://127.0.0.1:{free_port()}"))

    assert found.said == "does not answer (ClientConnectorError)"


async def test_no_way_in_is_a_fault(tmp_path: Path, slack: SlackServer) -> None:
    there = _settings(tmp_path, slack.url, app_token="")

    assert (await _found(there))["slack.in"] is Status.FAIL


async def test_send_test_says_what_slack_said(
    tmp_path: Path,
    slack: SlackServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from bot.opening import open_store  # noqa: PLC0415 - beside its use

    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    monkeypatch.setenv("FOOTHOLD_SLACK__BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("FOOTHOLD_SLACK__API_URL", f"{slack.url}/api/")
    store = open_store(_settings(tmp_path, slack.url))
    lay_out(tmp_path)
    await given_plan(store)
    await take_in(store, a_hire("A001"))
    async with store.begin() as uow:
        await uow.links.link(channel="slack", address=f"{TEAM}:U1", person_id=1, at=AT)
    await store.close()

    await send_test("A001")
    arrived = capsys.readouterr().out
    slack.fail("chat.postMessage", Fault("error", "user_not_found"))
    with pytest.raises(SystemExit):
        await send_test("A001")

    assert arrived == "slack: sent\n"
    assert capsys.readouterr().out == "slack: refused user_not_found\n"
    assert len(slack.posted) == 1
