"""Write down how an attempt ended: what becomes of the notice, its address, and whom it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channels.channel import Outcome, Receipt
from bot.drafts import EXPIRED, MUTED, UNTRUE, Drafts
from bot.notices import Kinds
from rules.notices import Notice
from storage.outbox import StoredNotice
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 600.0
_LONGEST_RETRY_AFTER = 86_400.0
_DOUBLINGS = 10
#: Ends that nobody has to be told of as a loss.
_HER_OWN_DOING = frozenset({MUTED, UNTRUE, EXPIRED})


@dataclass(slots=True, kw_only=True)
class Settlement:
    """What follows from the end of an attempt. `clock` is business time."""

    drafts: Drafts
    kinds: Kinds
    clock: Callable[[], datetime]
    real_clock: Callable[[], datetime]

    def state(self, one: StoredNotice, receipt: Receipt) -> str:
        """Give the state that a notice is in after an attempt."""
        if receipt.outcome is Outcome.SENT:
            return "sent"
        if receipt.outcome is Outcome.REFUSED:
            # Not this address any more: the next claim finds another, or nothing that reaches her.
            has_others = receipt.is_unreachable and self.drafts.group_of(one) is None
            return "pending" if has_others else "dead"
        if receipt.outcome is Outcome.NOT_SENT:
            return "pending"
        if receipt.is_final:
            return "unknown"
        then = self.real_clock() + pause(one, receipt)
        return "pending" if self.drafts.may_be_sent_again(one, then, is_same=True) else "unknown"

    async def settle(
        self, uow: UnitOfWork, one: StoredNotice, token: str, state: str, receipt: Receipt
    ) -> bool:
        """Write it down; False where another process has the notice by now."""
        retry_at = self.real_clock() + pause(one, receipt) if state == "pending" else None
        if state == "dead" and receipt.reason not in _HER_OWN_DOING:
            await self._tell_lost(uow, one)
        if receipt.is_unreachable:
            retry_at = None
            await self._give_up_address(uow, one, receipt.reason)
        return await uow.delivery.settle(
            one,
            token=token,
            state=state,
            at=self.clock(),
            reason=receipt.reason,
            ref=receipt.ref,
            retry_at=retry_at,
            maybe_since=one.maybe_since,
        )

    async def _tell_lost(self, uow: UnitOfWork, one: StoredNotice) -> None:
        """Tell her what a group did not get, where its kind says how."""
        # By its word: a kind of a later release is none of ours, and ends dead too.
        lost = next((row.lost for kind, row in self.kinds.items() if kind == one.kind), None)
        if lost is None:
            return
        told = Notice(
            key=f"lost:{one.dedup_key}"[:200],
            person_id=one.person_id,
            kind=lost,
            subject=f"lost:{one.id}",
            facts=one.facts,
            at=self.clock(),
        )
        await uow.outbox.put([told])

    async def _give_up_address(self, uow: UnitOfWork, one: StoredNotice, reason: str) -> None:
        is_new = await uow.links.mark_dead(
            channel=str(one.channel),
            address=str(one.address),
            person_id=one.person_id,
            at=self.clock(),
            reason=reason,
        )
        if is_new:
            log.warning("address.dead", person=one.person_id, channel=one.channel, reason=reason)


def pause(one: StoredNotice, receipt: Receipt) -> timedelta:
    """Give how long to wait: what the platform asked for, else twice as long each time."""
    if receipt.retry_after is not None:
        return timedelta(seconds=min(receipt.retry_after, _LONGEST_RETRY_AFTER))
    doublings = min(one.attempts - 1, _DOUBLINGS)
    return timedelta(seconds=min(FIRST_PAUSE * 2**doublings, _LONGEST_PAUSE))
