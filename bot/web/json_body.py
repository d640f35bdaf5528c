"""A request's JSON, read within limits that no honest sender meets."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import accumulate

from aiohttp import web

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 10
_TOO_LARGE = "over 5 MB; send smaller batches"
_NOT_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))
_STEP = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}


class Refusal(Exception):
    """A request that is answered with a status and a sentence instead of results."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


async def whole(request: web.Request) -> bytes:
    """Give a request's body; raise `Refusal` for more than 5 MB."""
    if request.content_length is not None and request.content_length > MAX_BYTES:
        raise Refusal(413, _TOO_LARGE)
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, _TOO_LARGE) from None


def read_json(body: bytes) -> object:
    """Parse a body, decimals exact; raise `Refusal` for what is not JSON or nested too deep."""
    if _depth(body) > MAX_DEPTH:
        raise Refusal(400, f"nested deeper than {MAX_DEPTH}")
    try:
        parsed: object = json.loads(
            body.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "not JSON in UTF-8") from error
    return parsed


def _depth(body: bytes) -> int:
    """Give the nesting, counting brackets in texts too only where that could matter."""
    brackets = body.translate(None, _NOT_BRACKETS)
    deepest = max(accumulate(_STEP[b] for b in brackets), default=0)
    if deepest <= MAX_DEPTH:
        return deepest
    return max(accumulate(_steps(body)), default=0)


def _steps(body: bytes) -> list[int]:
    steps: list[int] = []
    is_text = is_escaped = False
    for byte in body:
        if is_text:
            if is_escaped:
                is_escaped = False
            elif byte == ord("\\"):
                is_escaped = True
            elif byte == ord('"'):
                is_text = False
        elif byte == ord('"'):
            is_text = True
        elif byte in _STEP:
            steps.append(_STEP[byte])
    return steps


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
