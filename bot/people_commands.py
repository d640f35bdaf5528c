"""What `foothold people` prints: whom the bot can not reach."""

from __future__ import annotations

import json
import sys

from rich.console import Console

from bot.command_store import as_it_is
from bot.opening import now
from config.settings import read_settings
from handlers.link import try_all_again
from storage.link import DeadAddress

console = Console(soft_wrap=True)
_MOST = 10_000


async def list_unreachable(*, as_json: bool, try_again: bool) -> None:
    """List the dead chats, or have all of them tried again."""
    async with as_it_is(read_settings()) as store:
        if try_again:
            async with store.begin() as uow:
                count = await try_all_again(uow, at=now())
            console.print(f"people who are tried again: {count}")
            return
        async with store.read() as uow:
            found = await uow.links.dead(limit=_MOST)
    rows = [_row(one) for one in found]
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
        return
    for row in rows:
        console.print("  ".join(str(value) for value in row.values()), markup=False)
    if not rows:
        console.print("everybody can be reached")


def _row(one: DeadAddress) -> dict[str, object]:
    return {
        "number": one.number,
        "channel": one.channel,
        "reason": one.reason,
        "since": one.since.isoformat(),
        "has_other": one.has_other,
    }
