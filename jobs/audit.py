"""Chain new audit rows every few seconds, one process of all at a time."""

from __future__ import annotations

from datetime import timedelta

from storage.store import Store

NAME = "audit.seal"
#: Longer than a seal takes; a dead sealer is followed after it.
_LIFE = timedelta(seconds=30)


async def seal(store: Store, *, owner: str) -> int:
    """Seal what is new and give the number of rows; 0 where another process is at it.

    The lease and the seal are one transaction, so a sealer that dies holds nothing.
    """
    async with store.read() as uow:
        if not await uow.audit.has_tail():
            return 0
    async with store.begin() as uow:
        held = await uow.leases.take(NAME, owner=owner, life=_LIFE)
        if held is None:
            return 0
        sealed = await uow.audit.seal()
        await uow.leases.release(held)
        return sealed
