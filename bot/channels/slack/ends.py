"""How a call to Slack ended, as a receipt (platforms/slack.md 3: errors by name)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.channels.channel import Outcome, Receipt
from bot.channels.retry_after import asked_by

#: Slack did not take it because it could not then; certainly nothing was posted.
_THROTTLED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
#: It may have been posted.
_AMBIGUOUS = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
#: Nobody is told anything before an operator acts; what waits goes out then.
_OURS = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",  # the token's account, not hers: the app was taken off
        "token_revoked",
        "token_expired",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "org_login_required",
        "ekm_access_denied",
        "access_denied",
        "accesslimited",
        "two_factor_setup_required",
    }
)
#: Unknown, deactivated or of another workspace: nothing we say reaches her.
_UNREACHABLE = frozenset(
    {"channel_not_found", "user_not_found", "users_not_found", "user_disabled", "cannot_dm_bot"}
)
_OURS_SECONDS = 300.0
#: The app as it was installed may not look into conversations.
_MAY_NOT_LOOK = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})
_PROXY_ASKS = 407
_TOO_MANY = 429
_SERVER_ERROR = 500


def receipt_of(error: Exception) -> Receipt:
    """Give the receipt of a call that did not succeed; what is none of Slack's doing is raised."""
    if isinstance(error, SlackApiError):
        return _said(error)
    if isinstance(error, _NOT_CONNECTED):  # no byte of it was sent
        return Receipt(outcome=Outcome.NOT_SENT, reason=type(error).__name__)
    if isinstance(error, aiohttp.ClientError | asyncio.TimeoutError | OSError | ValueError):
        return Receipt(outcome=Outcome.UNKNOWN, reason=type(error).__name__)
    raise error


def of_look(error: Exception) -> Receipt:
    """Give the receipt of a look at what has arrived that did not succeed: nobody knows yet.

    Nobody ever will where we may not look at all.
    """
    end = receipt_of(error)
    is_final = end.outcome is Outcome.REFUSED or end.reason in _MAY_NOT_LOOK
    return Receipt(
        outcome=Outcome.UNKNOWN,
        reason=f"can not look: {end.reason}",
        retry_after=end.retry_after,
        is_final=is_final,
    )


def name_of(error: SlackApiError) -> str:
    """Give Slack's name of an error, "" for a page or half an answer."""
    said = getattr(error.response, "data", error.response)
    return str(said.get("error", "")) if isinstance(said, dict) else ""


def _said(error: SlackApiError) -> Receipt:
    response = error.response
    status = int(getattr(response, "status_code", 0) or 0)
    name = name_of(error)
    if status == _TOO_MANY or name in _THROTTLED:
        return Receipt(
            outcome=Outcome.NOT_SENT,
            reason="ratelimited",
            retry_after=_retry_after(getattr(response, "headers", {})),
            is_throttled=True,
        )
    if status == _PROXY_ASKS and not name:  # who we are; it let nothing through
        return Receipt(outcome=Outcome.NOT_SENT, reason="status 407")
    if status >= _SERVER_ERROR or not name or name in _AMBIGUOUS:
        return Receipt(outcome=Outcome.UNKNOWN, reason=name or f"status {status}")
    if name in _OURS:
        return Receipt(outcome=Outcome.NOT_SENT, reason=name, retry_after=_OURS_SECONDS)
    return Receipt(outcome=Outcome.REFUSED, reason=name, is_unreachable=name in _UNREACHABLE)


def _retry_after(headers: object) -> float | None:
    said = headers.items() if isinstance(headers, Mapping) else ()
    values = {str(k).title(): str(v[0] if isinstance(v, list) and v else v) for k, v in said}
    return asked_by(values)


#: DNS, refused, not in time, or a proxy that does not let us through.
_NOT_CONNECTED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
)
