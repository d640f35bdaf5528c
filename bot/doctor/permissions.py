"""The permissions that DingTalk has to give the app: what each is for, and whether it is given.

A permission is tried with a call that DingTalk refuses for what is in it: nobody is sent anything.
It looks at the permission first, so the error tells whether that is missing. Each call counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

from bot.channels.channel import Outcome, Receipt
from bot.channels.dingtalk.client import BATCH, CARD, GROUP, HEADER, UPDATE, fetch_token, fetched
from bot.channels.dingtalk.ends import CallFailed
from bot.doctor.finding import Finding, Status, fail, ok, warn
from bot.outbound import open_session
from config.platforms import DingTalkSettings
from config.settings import Settings

_DENIED = "AccessTokenPermissionDenied"
_TAKE = "开放平台, the app, 权限管理: take it, then publish a version of the app"
_NO_APP = "put client_id, client_secret and corp_id under [dingtalk] in foothold.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One that the bot needs. `probe` is a body that DingTalk refuses whatever it allows."""

    code: str
    name: str
    why: str
    method: str
    path: str
    probe: Mapping[str, Any]
    #: Only with a card template.
    is_of_cards: bool = False


PERMISSIONS = (
    Permission(
        code="qyapi_robot_sendmsg",
        name="企业内机器人发送消息",
        why="to tell a person something, and to answer once her conversation's address has died",
        method="POST",
        path=BATCH,
        probe={"userIds": [], "msgKey": "sampleMarkdown", "msgParam": "{}"},
    ),
    Permission(
        code="qyapi_robot_sendmsg",
        name="企业内机器人发送消息",
        why="to say 「已私下发给你」 in a group",
        method="POST",
        path=GROUP,
        probe={"openConversationId": "", "msgKey": "sampleText", "msgParam": "{}"},
    ),
    Permission(
        code="Card.Instance.Write",
        name="互动卡片实例写权限",
        why="to send cards and forms",
        method="POST",
        path=CARD,
        probe={"cardTemplateId": "", "outTrackId": "", "cardData": {"cardParamMap": {}}},
        is_of_cards=True,
    ),
    Permission(
        code="Card.Instance.Write",
        name="互动卡片实例写权限",
        why="to show hidden sums on the card itself",
        method="PUT",
        path=UPDATE,
        probe={"outTrackId": "", "cardData": {"cardParamMap": {}}},
        is_of_cards=True,
    ),
)


async def permissions(settings: Settings) -> list[Finding]:
    """Try each permission; nobody is sent anything."""
    of = settings.dingtalk
    if not of.is_set:
        return [fail("dingtalk", "there is no app yet", _NO_APP)]
    async with open_session(settings.http) as session:
        try:
            token, _ = await fetch_token(session, of)()
        except CallFailed as failed:
            said = f"DingTalk gives no access token ({failed.receipt.reason})"
            then = "copy client_id and client_secret from the app's credentials page again"
            return [fail("dingtalk.token", said, then), *map(_untried, PERMISSIONS)]
        return [await _tried(session, of, token, one) for one in PERMISSIONS]


async def _tried(
    session: ClientSession, of: DingTalkSettings, token: str, one: Permission
) -> Finding:
    url, body = f"{of.api_url}{one.path}", {"robotCode": of.robot, **one.probe}
    try:
        await fetched(session, url, body, {HEADER: token}, method=one.method)
    except CallFailed as failed:
        return _read(failed.receipt, one, of)
    return ok(_check(one), f"it is given: {one.why}")


def _read(receipt: Receipt, one: Permission, of: DingTalkSettings) -> Finding:
    if _DENIED in receipt.reason:
        make = warn if one.is_of_cards and not of.card_template_id else fail
        return make(_check(one), f"it is missing; it is needed {one.why}", _TAKE)
    if receipt.outcome is Outcome.REFUSED:
        return ok(_check(one), f"it is given: {one.why}")
    said = f"it could not be tried ({receipt.reason}); it is needed {one.why}"
    return warn(_check(one), said, "run this again")


def _untried(one: Permission) -> Finding:
    return Finding(
        check=_check(one),
        status=Status.WARN,
        said=f"it could not be tried; it is needed {one.why}",
        next=_TAKE,
    )


def _check(one: Permission) -> str:
    return f"{one.code} ({one.name})"
