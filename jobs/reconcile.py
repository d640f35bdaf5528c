"""Once a day: do deals, ledger and notices still say the same? If not, an alarm with numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from jobs.alarm import alarm
from jobs.job import Occasion, Within
from rules.crediting import Account
from rules.notices import Alarm
from rules.plan import Plan
from storage.job import Tally
from storage.unit_of_work import UnitOfWork

#: How far back notices are looked for: an outage of weeks leaves no gap.
_TOLD_WITHIN = timedelta(days=35)
#: A group commit may be under way.
_JUST_NOW = timedelta(minutes=5)
_STUCK_AFTER = timedelta(hours=1)
_NAMED = 5


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the persons with an account or a line."""
    del occasion
    return await uow.findings.people(within.lo, within.hi)


async def compare(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Compare the accounts of a range, keep what differs, and give the persons looked at.

    Ingestion waits meanwhile: the questions are several statements, and must see one state.
    """
    await uow.lock_ledger()
    lo, hi = within.lo, within.hi
    found = {
        "ledger": await uow.findings.unlike_ledger(lo, hi),
        "base": await uow.findings.unlike_credits(lo, hi),
        "deal": await uow.findings.unlike_deals(lo, hi),
        "price": await _mispriced(uow, within),
        "notice": await uow.findings.untold(
            lo, hi, since=occasion.now - _TOLD_WITHIN, until=occasion.now - _JUST_NOW
        ),
    }
    await uow.findings.save(occasion.slot, lo, found)
    return await uow.findings.people(lo, hi)


async def finish(occasion: Occasion, uow: UnitOfWork, tally: Tally) -> None:
    """Alarm if anything was found, or a notice hangs."""
    del tally
    found = await uow.findings.of_slot(occasion.slot)
    counts = {kind: count for kind, (count, _) in found.items()}
    if stuck := await uow.delivery.stuck(now=occasion.now, after=_STUCK_AFTER):
        counts["stuck"] = stuck
    if not counts:
        return
    named = [f"{kind} {subject}" for kind, (_, some) in found.items() for subject in some]
    facts = Alarm(
        what="reconcile",
        job=occasion.job,
        slot=occasion.slot.isoformat(),
        counts=counts,
        named=tuple(named[:_NAMED]),
    )
    await alarm(uow, facts, at=occasion.now)


async def _mispriced(uow: UnitOfWork, within: Within) -> list[str]:
    """Give accounts and deals whose sum is not the plan's price of their base."""
    versions = await uow.plans.versions()
    accounts = await uow.findings.accounts(within.lo, within.hi)
    has_quotas = any(version.plan.quotas for version in versions.values())
    people = await uow.people.by_id({key.person_id for key, _ in accounts}) if has_quotas else {}

    def plan(key: Account) -> Plan:
        found = versions[key.plan_version_id].plan
        return found.of(people[key.person_id].number) if has_quotas else found

    wrong = [
        f"{key.person_id}:{key.plan_version_id}:{key.period}"
        for key, sums in accounts
        if not (own := plan(key)).is_per_deal
        and own.total(sums.base, sums.units, by_step=sums.by_step) != sums.posted
    ]
    per_deal = [number for number, version in versions.items() if version.plan.is_per_deal]
    credits_ = await uow.findings.credits(within.lo, within.hi, per_deal) if per_deal else []
    return wrong + [
        f"deal {deal_id}"
        for deal_id, key, one in credits_
        if plan(key).total(one.base, one.units, one.beside) != one.posted
    ]
