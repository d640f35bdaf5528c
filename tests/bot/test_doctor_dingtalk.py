"""`foothold doctor` asks DingTalk whether it takes us, and names what to mend."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor.chats import chats
from bot.doctor.finding import Status
from config.platforms import DingTalkSettings, Mode
from config.settings import Settings
from tests.imitations.dingtalk import (
    CLIENT_ID,
    CLIENT_SECRET,
    CORP,
    OPEN,
    TEMPLATE,
    TOKEN,
    DingTalk,
    Fault,
)

OK, WARN, FAIL = Status.OK, Status.WARN, Status.FAIL


@pytest.fixture
async def far() -> AsyncIterator[DingTalk]:
    async with DingTalk().running() as opened:
        yield opened


async def found(
    home: Path,
    url: str,
    *,
    secret: str = CLIENT_SECRET,
    template: str = TEMPLATE,
    mode: Mode = Mode.STREAM,
) -> dict[str, Status]:
    dingtalk = DingTalkSettings(
        corp_id=CORP,
        client_id=CLIENT_ID,
        client_secret=SecretStr(secret),
        card_template_id=template,
        mode=mode,
        api_url=url,
        gateway_url=url,
    )
    said = await chats(Settings(home=home, dingtalk=dingtalk))
    assert secret not in repr(said)
    return {one.check.removeprefix("dingtalk."): one.status for one in said}


async def test_a_good_app_is_well_and_nobody_is_sent_anything(
    tmp_path: Path, far: DingTalk
) -> None:
    assert await found(tmp_path, far.url) == {"token": OK, "stream": OK, "cards": OK}
    assert (far.opened, dict(far.shown)) == (0, {})


async def test_an_app_that_is_called_is_not_asked_for_a_connection(
    tmp_path: Path, far: DingTalk
) -> None:
    said = await found(tmp_path, far.url, mode=Mode.HTTP)

    assert said == {"token": OK, "http": OK, "cards": OK}
    assert far.called(OPEN) == []


async def test_a_wrong_secret_is_named(tmp_path: Path, far: DingTalk) -> None:
    said = await found(tmp_path, far.url, secret="wrong-secret")

    assert said == {"token": FAIL, "stream": FAIL, "cards": OK}


async def test_without_a_template_it_says_what_that_costs(tmp_path: Path, far: DingTalk) -> None:
    assert (await found(tmp_path, far.url, template=""))["cards"] is WARN


@pytest.mark.parametrize("fault", [Fault.BAN_PAGE, Fault.RESET_BEFORE, Fault.QPS, Fault.HANG])
async def test_a_strange_answer_is_a_finding(tmp_path: Path, far: DingTalk, fault: Fault) -> None:
    far.fail(TOKEN, fault)

    assert (await found(tmp_path, far.url))["token"] is FAIL


async def test_nobody_there_is_a_finding(tmp_path: Path) -> None:
    said = await found(tmp_path, "http://127.0.0.1:9")

    assert (said["token"], said["stream"]) == (FAIL, FAIL)
