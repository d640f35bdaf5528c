"""The words of DingTalk's protocol: addresses, faults, what it refuses and how it says so."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aiohttp import web

CLIENT_ID, CLIENT_SECRET = "dingclient", "client-secret-of-the-tests"
CORP, TEMPLATE = "ding1corp", "11111111-2222-3333-4444-555555555555.schema"
BATCH = "/v1.0/robot/oToMessages/batchSend"
GROUP = "/v1.0/robot/groupMessages/send"
READ = "/v1.0/robot/oToMessages/readStatus"
CARD = "/v1.0/card/instances/createAndDeliver"
UPDATE = "/v1.0/card/instances"
TOKEN = "/v1.0/oauth2/accessToken"
REGISTER = "/v1.0/card/callbacks/register"
DOWNLOAD = "/v1.0/robot/messageFiles/download"
UPLOAD = "/media/upload"
WEBHOOK = "/robot/sendBySession"
OPEN = "/v1.0/gateway/connections/open"

MOST_BYTES = 15_000
#: What each kind of robot message must have (open.dingtalk.com, "robot message types").
_PARAMS = {
    "sampleText": ("content",),
    "sampleMarkdown": ("title", "text"),
    "sampleLink": ("title", "text", "messageUrl", "picUrl"),
    "sampleActionCard": ("title", "text", "singleTitle", "singleURL"),
    "sampleFile": ("mediaId", "fileName", "fileType"),
}


class Fault(Enum):
    """What can go wrong with one call. `RESET_AFTER` and `SERVER_ERROR` have done their work."""

    QPS = "qps"
    BAN_PAGE = "ban page"
    BAN_JSON = "ban json"
    QUOTA = "quota"
    OLD_QUOTA = "quota, as the old interface says it"
    EXPIRED_TOKEN = "expired token"
    SERVER_ERROR = "5xx"
    UNAVAILABLE = "503 of a gateway"
    RESET_BEFORE = "reset before"
    RESET_AFTER = "reset after"
    HANG = "hang"
    FLOW_CONTROLLED = "flow controlled"
    NO_PERMISSION = "no permission"
    PROXY_ASKS = "a proxy asks who we are"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that reached the API."""

    path: str
    body: dict[str, Any]
    at: float


@dataclass(slots=True, kw_only=True)
class Shown:
    """What one person, or one group, sees: robot messages and cards."""

    kind: str
    body: dict[str, Any]
    #: What a banner or a lock screen shows.
    preview: str


def wrong_card(body: dict[str, Any]) -> str:
    """Give the code of what is wrong with a card that is to be put up, or nothing."""
    model, values = body.get("imRobotOpenDeliverModel", {}), body["cardData"]["cardParamMap"]
    kinds = (model.get("spaceType"), body.get("userIdType"))
    comes_back = {"STREAM": True, "HTTP": bool(body.get("callbackRouteKey"))}
    is_placed = str(body.get("openSpaceId", "")).startswith("dtv1.card//IM_ROBOT.")
    wrong = {
        "cardInstance.wrong": body.get("cardTemplateId") != TEMPLATE,
        "param.outTrackIdEmpty": not body.get("outTrackId"),
        "param.cardDataInvalid": not all(isinstance(value, str) for value in values.values()),
        "param.openSpaceModelInvalid": kinds != ("IM_ROBOT", 1) or not is_placed,
        "param.callbackTypeInvalid": not comes_back.get(str(body.get("callbackType"))),
        "chatbot.notFound": model.get("robotCode") != CLIENT_ID,
    }
    return next((code for code, is_wrong in wrong.items() if is_wrong), "")


def wrong_robot_message(body: dict[str, Any]) -> web.Response | None:
    """Refuse a robot message that is not as documented."""
    params = body.get("msgParam")
    if body.get("robotCode") != CLIENT_ID:
        return error(400, "invalidParameter.robotCode")
    if body.get("msgKey") not in _PARAMS or not isinstance(params, str):
        return error(400, "invalidParameter.msgKey")
    if len(params.encode()) > MOST_BYTES:
        return error(400, "invalidParameter.msgParam.tooLong")
    said = json.loads(params)
    if any(
        not isinstance(said.get(name), str) or not said[name] for name in _PARAMS[body["msgKey"]]
    ):
        return error(400, "invalidParameter.msgParam")
    return None


def error(status: int, code: str) -> web.Response:
    """Answer as the new interface does where it refuses."""
    said = {"requestid": secrets.token_hex(8), "code": code, "message": code}
    return web.json_response(said, status=status)
