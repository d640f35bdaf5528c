"""How many API calls the organisation has made this month: its edition allows so many."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import structlog

from storage.outage import outages_as_os_errors
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

#: Quotas are by calendar month in China.
_ZONE = timezone(timedelta(hours=8))
_WARN_AT = 0.8
#: Written down after so many calls, or once so much time has passed.
_MOST_UNWRITTEN = 20
_LONGEST_UNWRITTEN = timedelta(seconds=30)
_HOLD = timedelta(seconds=15)


class MonthlyCalls:
    """The count of one organisation, shared by all processes. It warns and stops nothing."""

    def __init__(
        self,
        store: Store,
        *,
        corp_id: str,
        quota: int,
        owner: str,
        real_clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._name = f"calls:dingtalk:{corp_id}"
        self._quota = quota
        self._owner = owner
        self._real_clock = real_clock
        self._unwritten = 0
        self._written_at = real_clock()

    async def count(self) -> None:
        """Count a call that is about to be made."""
        if not self._quota:
            return
        self._unwritten += 1
        is_late = self._real_clock() - self._written_at >= _LONGEST_UNWRITTEN
        if self._unwritten >= _MOST_UNWRITTEN or is_late:
            await self.write()

    async def write(self) -> None:
        """Add what was counted here; where the store is away it is added later."""
        if not self._unwritten:
            return
        self._written_at = self._real_clock()
        unwritten, self._unwritten = self._unwritten, 0
        try:
            with outages_as_os_errors():
                total = await self._store.write(lambda uow: self._add(uow, unwritten))
        except OSError:
            total = None
        if total is None:
            self._unwritten += unwritten
        else:
            self._warn(total - unwritten, total)

    async def used(self) -> int:
        """Give how many calls are known to have been made this month."""
        async with self._store.read() as uow:
            return self._count(await uow.leases.value(self._name)) + self._unwritten

    async def _add(self, uow: UnitOfWork, n: int) -> int | None:
        # Taken and released in one transaction: the row is the counter, the lease its lock.
        held = await uow.leases.take(self._name, owner=self._owner, life=_HOLD)
        if held is None:
            return None
        total = self._count(held.value) + n
        kept = json.dumps({"month": self._month(), "calls": total}).encode()
        await uow.leases.renew(held, life=_HOLD, value=kept)
        await uow.leases.release(held)
        return total

    def _count(self, kept: bytes | None) -> int:
        said = json.loads(kept or b"{}")
        return int(said["calls"]) if said.get("month") == self._month() else 0

    def _month(self) -> str:
        return f"{self._real_clock().astimezone(_ZONE):%Y-%m}"

    def _warn(self, before: int, after: int) -> None:
        if before < self._quota * _WARN_AT <= after:
            log.warning("dingtalk.quota_nearly_used", used=after, quota=self._quota)
        if before < self._quota <= after:
            log.error("dingtalk.quota_used", used=after, quota=self._quota)
