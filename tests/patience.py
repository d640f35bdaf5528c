"""Waiting for what can be seen: how long a busy machine takes is never guessed.

A deadline here says "it will not come any more". It is long, since nobody waits for it but a test
that fails; and it is under the limit after which pytest shows where a test hangs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

#: A machine that does ten other things may stand still for half a minute.
SECONDS = 150.0
_PAUSE = 0.02

Found = TypeVar("Found")


async def until(is_so: Callable[[], object], found: Callable[[], object] | str = "") -> None:
    """Wait until something is so; `found` is, or says, what is there in its place."""
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end, f"it never came to be so: {_words(found)}"
        await asyncio.sleep(_PAUSE)


async def until_found(
    look: Callable[[], Awaitable[Found]], is_it: Callable[[Found], bool]
) -> Found:
    """Look again and again, mostly into a database, and give what was looked for."""
    end = time.monotonic() + SECONDS
    while not is_it(found := await look()):
        assert time.monotonic() < end, f"it never came: {found}"
        await asyncio.sleep(_PAUSE)
    return found


def _words(found: Callable[[], object] | str) -> object:
    return found() if callable(found) else found
