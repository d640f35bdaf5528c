"""How a call to DingTalk ended, as a receipt (docs/platforms/dingtalk.md, "Errors").

An answer with status 200 may be a failure, a ban is an HTML page, and errors are known by their
code and not by their status.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientHttpProxyError, ConnectionTimeoutError

from bot.channels.channel import Outcome, Receipt

#: Of an HTTP answer; its own sentences may hold names, so a reason is a code alone.
_REASON = re.compile(r"[^\w.:-]+")
_LONGEST_REASON = 80
_REDIRECT, _PROXY_ASKS, _TOO_MANY, _SERVER_ERROR = 300, 407, 429, 500

#: Not served, says the documentation, for a second.
_THROTTLED_SECONDS = 1.0
_THROTTLED_CODES = frozenset({"90002", "90018", "90019", "130101"})
#: The robot has said too much; it is let speak again soon.
_TOO_FAST = ("send.too.fast", "too.many.", "sendtoofast")
_TOO_FAST_SECONDS = 10.0
#: Until the month ends, or somebody buys more: looked at again every hour.
_QUOTA_CODES = frozenset({"90020", "Forbidden.AccessDenied.ApiCountLimitForOrg"})
_QUOTA_SECONDS = 3600.0
#: A ban of an egress address: `{"status":1111,"wait":5}`, and it lasts five minutes.
_BANNED = 1111
_BAN_MINUTES, _LONGEST_BAN = 5.0, 60
#: Nobody is told anything before an operator acts; what waits goes out then.
_OURS = (
    "AccessTokenPermissionDenied",
    "invalidClientIdOrSecret",
    "IpNotInWhiteList",
    "bot.stopped",
)
#: Nobody of the organisation, or out of the app's range: nothing we say reaches her.
_UNREACHABLE = ("userIdNotExist", "staffId.not.exist", "staffId.notExist")
_OURS_SECONDS = 300.0
_TOKEN_CODES = frozenset({"InvalidAuthentication", "40014", "42001", "40001"})


class CallFailed(Exception):
    """A call that did not do its work, or may not have; its receipt says which."""

    def __init__(self, receipt: Receipt, *, is_about_token: bool = False) -> None:
        super().__init__(receipt.reason)
        self.receipt = receipt
        #: The access token was refused: another may be taken.
        self.is_about_token = is_about_token


def read_answer(status: int, raw: bytes, retry_after: float | None = None) -> dict[str, Any]:
    """Give what an answer says; raise `CallFailed` for anything that is not a success.

    `retry_after` is what a gateway's header asks for, in seconds: DingTalk's own limits are told
    apart by their codes.
    """
    said = _object(raw)
    if status == _TOO_MANY and retry_after is not None:
        raise CallFailed(_throttled(f"status {status}", retry_after))
    if status == _PROXY_ASKS:  # who we are; it let nothing through
        raise CallFailed(Receipt(outcome=Outcome.NOT_SENT, reason=f"status {status}"))
    if status >= _SERVER_ERROR:
        raise CallFailed(_unknown(f"status {status}"))
    if said is None:
        raise CallFailed(_unreadable(status))
    if said.get("status") == _BANNED:
        raise CallFailed(_throttled("banned", 60 * _minutes(said.get("wait"))))
    code = str(said.get("code") or said.get("errcode") or "")
    if status < _REDIRECT and code in {"", "0"}:
        return said
    if not code:
        raise CallFailed(_unreadable(status))
    raise CallFailed(_of_code(code, status), is_about_token=code in _TOKEN_CODES)


def of_error(error: Exception) -> CallFailed:
    """Give the end of a call that got no answer; what is none of the network's doing is raised."""
    name = type(error).__name__
    # DNS, refused, no connection in time, a proxy that let nothing through: no byte was sent.
    if isinstance(error, ClientConnectorError | ConnectionTimeoutError | ClientHttpProxyError):
        return CallFailed(Receipt(outcome=Outcome.NOT_SENT, reason=name))
    if isinstance(error, ClientError | OSError):
        return CallFailed(_unknown(name))
    raise error


def refused(reason: str) -> Receipt:
    """Say that it will never be taken."""
    return Receipt(outcome=Outcome.REFUSED, reason=_short(reason))


def unreachable(reason: str) -> Receipt:
    """Say that nothing reaches her."""
    return Receipt(outcome=Outcome.REFUSED, reason=_short(reason), is_unreachable=True)


def _of_code(code: str, status: int) -> Receipt:
    if "QpsLimit" in code or code in _THROTTLED_CODES:
        return _throttled(code, _THROTTLED_SECONDS)
    if any(part in code for part in _TOO_FAST) or status == _TOO_MANY:
        return _throttled(code, _TOO_FAST_SECONDS)
    if code in _QUOTA_CODES:
        return _throttled(code, _QUOTA_SECONDS)
    if code in _TOKEN_CODES or any(part in code for part in _OURS):
        return Receipt(outcome=Outcome.NOT_SENT, reason=_short(code), retry_after=_OURS_SECONDS)
    if any(part in code for part in _UNREACHABLE):
        return unreachable(code)
    return refused(code)


def _unreadable(status: int) -> Receipt:
    if status == _TOO_MANY:
        return _throttled(f"status {status}", _TOO_FAST_SECONDS)
    return _unknown(f"unreadable, status {status}")


def _throttled(reason: str, seconds: float) -> Receipt:
    return Receipt(
        outcome=Outcome.NOT_SENT, reason=_short(reason), retry_after=seconds, is_throttled=True
    )


def _unknown(reason: str) -> Receipt:
    return Receipt(outcome=Outcome.UNKNOWN, reason=_short(reason))


def _object(raw: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _minutes(wait: object) -> float:
    return float(wait) if isinstance(wait, int) and 0 < wait <= _LONGEST_BAN else _BAN_MINUTES


def _short(reason: str) -> str:
    return _REASON.sub(" ", reason)[:_LONGEST_REASON]


def listed(said: Mapping[str, Any], name: str) -> list[str]:
    """Give a list of ids from an answer; anything else is none."""
    found = said.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []
