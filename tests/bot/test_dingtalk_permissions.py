"""`foothold dingtalk permissions` tries each permission, and sends nobody anything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor.finding import Finding, Status
from bot.doctor.permissions import PERMISSIONS, permissions
from config.platforms import DingTalkSettings
from config.settings import Settings
from tests.imitations.dingtalk import (
    BATCH,
    CARD,
    CLIENT_ID,
    CLIENT_SECRET,
    CORP,
    GROUP,
    TEMPLATE,
    UPDATE,
    DingTalk,
    Fault,
)

OK, WARN, FAIL = Status.OK, Status.WARN, Status.FAIL
_PATHS = [BATCH, GROUP, CARD, UPDATE]


@pytest.fixture
async def far() -> AsyncIterator[DingTalk]:
    async with DingTalk().running() as opened:
        yield opened


async def _found(
    home: Path, url: str, *, secret: str = CLIENT_SECRET, template: str = TEMPLATE
) -> list[Finding]:
    dingtalk = DingTalkSettings(
        corp_id=CORP,
        client_id=CLIENT_ID,
        client_secret=SecretStr(secret),
        card_template_id=template,
        api_url=url,
        gateway_url=url,
    )
    return await permissions(Settings(home=home, dingtalk=dingtalk))


def test_every_call_that_the_bot_makes_is_tried() -> None:
    assert [one.path for one in PERMISSIONS] == _PATHS
    assert {one.code for one in PERMISSIONS} == {"qyapi_robot_sendmsg", "Card.Instance.Write"}


async def test_an_app_that_has_them_all_is_well_and_nobody_is_sent_anything(
    tmp_path: Path, far: DingTalk
) -> None:
    found = await _found(tmp_path, far.url)

    assert [one.status for one in found] == [OK] * 4
    assert dict(far.shown) == {}


@pytest.mark.parametrize("path", _PATHS)
async def test_a_missing_permission_is_named_with_what_it_is_for(
    tmp_path: Path, far: DingTalk, path: str
) -> None:
    far.fail(path, Fault.NO_PERMISSION)

    found = await _found(tmp_path, far.url)

    [line] = [one for one in found if one.status is FAIL]
    at = _PATHS.index(path)
    assert line.check.startswith(PERMISSIONS[at].code)
    assert PERMISSIONS[at].why in line.said


async def test_without_a_template_that_of_cards_may_wait(tmp_path: Path, far: DingTalk) -> None:
    far.fail(CARD, Fault.NO_PERMISSION)

    found = await _found(tmp_path, far.url, template="")

    assert [one.status for one in found] == [OK, OK, WARN, OK]


@pytest.mark.parametrize("fault", [Fault.QPS, Fault.UNAVAILABLE, Fault.BAN_PAGE])
async def test_what_could_not_be_tried_is_not_called_missing(
    tmp_path: Path, far: DingTalk, fault: Fault
) -> None:
    far.fail(BATCH, fault)

    [line, *_] = await _found(tmp_path, far.url)

    assert (line.status, "could not be tried" in line.said) == (WARN, True)


async def test_a_wrong_secret_is_told_and_the_list_all_the_same(
    tmp_path: Path, far: DingTalk
) -> None:
    token, *others = await _found(tmp_path, far.url, secret="wrong-secret")

    assert (token.status, [one.status for one in others]) == (FAIL, [WARN] * 4)


async def test_without_an_app_it_says_what_to_set(tmp_path: Path) -> None:
    [line] = await permissions(Settings(home=tmp_path))

    assert (line.status, "client_id" in line.next) == (FAIL, True)
