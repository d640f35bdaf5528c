"""Bodies that do not arrive in time, or not as they say they are, hold no connection and no log."""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

log = structlog.get_logger()

_GRACE_SECONDS = 15.0
#: The slowest phone that a photo is waited for from.
_LEAST_A_SECOND = 16_384
_LONGEST_SECONDS = 120.0


class TooSlow(TimeoutError):
    """A body did not arrive in time; what reads it ends with this."""


def in_time(*, grace: float = _GRACE_SECONDS) -> Middleware:
    """Give the middleware that answers 408 to a body which takes too long, and hangs up."""

    @web.middleware
    async def hurry(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.can_read_body:
            return await handler(request)
        patience = seconds_for(request.content_length, grace=grace)
        giving_up = asyncio.get_running_loop().call_later(patience, _give_up, request)
        try:
            return await handler(request)
        except TooSlow:
            log.info("request.too_slow", seconds=patience)
            return _hung_up(408)
        except web.RequestPayloadError:  # no chunks, no gzip, or cut off
            log.info("request.unreadable")
            _give_up(request)  # of what else comes nothing is read
            return _hung_up(400)
        finally:
            giving_up.cancel()

    return hurry


def seconds_for(length: int | None, *, grace: float = _GRACE_SECONDS) -> float:
    """Give how long a body of so many bytes may take; one that does not say is a short one."""
    return min(grace + (length or 0) / _LEAST_A_SECOND, _LONGEST_SECONDS)


def _hung_up(status: int) -> web.Response:
    answer = web.Response(status=status)
    answer.force_close()
    return answer


def _give_up(request: web.Request) -> None:
    if not request.content.is_eof():
        request.content.set_exception(TooSlow())
