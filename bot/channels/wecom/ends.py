"""How a call to WeCom ended, as a receipt (the official list of error codes)."""

from __future__ import annotations

import aiohttp

from bot.channels.channel import Outcome, Receipt
from bot.channels.wecom.client import (
    NotLetThrough,
    NoToken,
    Refused,
    SecretRefused,
    Throttled,
    Unreadable,
)

_BUSY = -1
_MANY_CALLS, _MANY_AT_ONCE = 45009, 45033
#: It was not taken then; certainly nothing was sent. Seconds after which to ask again.
_THROTTLED = {_MANY_CALLS: 60.0, _MANY_AT_ONCE: 2.0}
#: Nobody is told anything before an operator acts; what waits goes out then. 60020: our address
#: is not among the app's trusted ones (企业可信IP).
_OURS = frozenset(
    {40001, 40013, 40014, 40056, 40091, 41001, 41004, 42001, 48002, 48004, 60011, 60020, 301002}
)
#: No such member, or none that the app may see: nothing we say reaches her.
_UNREACHABLE = frozenset({40003, 46004, 50002, 60111, 81013})
_OURS_SECONDS = 300.0


def receipt_of(error: Exception) -> Receipt:
    """Give the receipt of a call that did not succeed; what is none of WeCom's doing is raised."""
    if isinstance(error, NoToken):
        return _not_called(error.why)
    if isinstance(error, Refused):
        return _refused(error.code)
    if isinstance(error, Throttled):
        return _throttled(_seconds(error.retry_after), "status 429")
    if isinstance(error, Unreadable):
        return Receipt(outcome=Outcome.UNKNOWN, reason=str(error))
    if isinstance(error, _NOT_CONNECTED):  # no byte of it was sent
        return Receipt(outcome=Outcome.NOT_SENT, reason=type(error).__name__)
    if isinstance(error, aiohttp.ClientError | TimeoutError | OSError):
        return Receipt(outcome=Outcome.UNKNOWN, reason=type(error).__name__)
    raise error


def unreachable(reason: str) -> Receipt:
    """Say that nothing reaches the member."""
    return Receipt(outcome=Outcome.REFUSED, reason=reason, is_unreachable=True)


def _refused(code: int) -> Receipt:
    reason = f"errcode {code}"
    if (wait := _THROTTLED.get(code)) is not None:
        return _throttled(wait, reason)
    if code in _OURS:
        return Receipt(outcome=Outcome.NOT_SENT, reason=reason, retry_after=_OURS_SECONDS)
    if code <= _BUSY:
        return Receipt(outcome=Outcome.UNKNOWN, reason=reason)
    if code in _UNREACHABLE:
        return unreachable(reason)
    return Receipt(outcome=Outcome.REFUSED, reason=reason)


def _not_called(why: Exception) -> Receipt:
    """Say why there was no token: whatever it was, the message was not sent."""
    if isinstance(why, SecretRefused):
        wait = min(why.seconds, _OURS_SECONDS)
        return Receipt(outcome=Outcome.NOT_SENT, reason="secret refused", retry_after=wait)
    if isinstance(why, Refused) and why.code in _THROTTLED:
        return _throttled(_THROTTLED[why.code], f"no token: errcode {why.code}")
    if isinstance(why, Throttled):
        return _throttled(_seconds(why.retry_after), "no token: status 429")
    if isinstance(why, Refused | Unreadable | aiohttp.ClientError | TimeoutError | OSError):
        said = str(why) if isinstance(why, Refused | Unreadable) else type(why).__name__
        is_ours = isinstance(why, Refused) and why.code in _OURS
        return Receipt(
            outcome=Outcome.NOT_SENT,
            reason=f"no token: {said}",
            retry_after=_OURS_SECONDS if is_ours else None,
        )
    raise why


def _throttled(wait: float, reason: str) -> Receipt:
    return Receipt(outcome=Outcome.NOT_SENT, reason=reason, retry_after=wait, is_throttled=True)


def _seconds(seconds: float | None) -> float:
    """Give how long to wait; where nothing usable is said, a minute, the shortest of its limits."""
    return _THROTTLED[_MANY_CALLS] if seconds is None else seconds


#: A proxy that does not let us through is no connection either.
_NOT_CONNECTED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    NotLetThrough,
)
