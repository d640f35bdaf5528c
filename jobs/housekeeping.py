"""Empty or delete what is past its time, a few thousand rows per transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta

from jobs.job import Acted, Occasion, Within
from rules.attachment import KEEP_DAYS
from rules.periods import local_day
from storage.unit_of_work import UnitOfWork

_CHUNK = 2000
#: Codes are good for minutes; a week lets an operator see what became of one.
_KEEP_CODES = timedelta(days=7)
#: A form in a chat is forgotten after half an hour of silence.
_KEEP_FORMS = timedelta(days=1)
#: Whoever wants to see the sums of an older answer asks again.
_KEEP_HIDDEN_SUMS = timedelta(days=30)
#: A file that no record holds; its sender was told so.
_KEEP_ATTACHMENTS = timedelta(days=KEEP_DAYS)

#: An order that nobody confirmed.
_KEEP_ORDERS = timedelta(days=30)
#: What an import would put back, which it may for an hour.
_KEEP_WAYS_BACK = timedelta(days=1)

Chore = Callable[[Occasion, UnitOfWork], Awaitable[int]]


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the chores by number."""
    del occasion, uow
    return [n for n in range(1, len(CHORES) + 1) if within.lo <= n <= within.hi]


async def act(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Do one chunk of a chore."""
    count = await CHORES[one - 1](occasion, uow)
    if count >= _CHUNK:
        return Acted.MORE
    return Acted.DONE if count else Acted.SKIPPED


async def _empty_events(occasion: Occasion, uow: UnitOfWork) -> int:
    before = occasion.now - occasion.site.keep_events
    return await uow.leftovers.empty_events(before=before, limit=_CHUNK)


async def _delete_events(occasion: Occasion, uow: UnitOfWork) -> int:
    before = occasion.now - occasion.site.keep_events
    return await uow.leftovers.delete_events(before=before, limit=_CHUNK)


async def _empty_notices(occasion: Occasion, uow: UnitOfWork) -> int:
    before = occasion.now - occasion.site.keep_notices
    return await uow.leftovers.empty_notices(before=before, limit=_CHUNK)


async def _delete_codes(occasion: Occasion, uow: UnitOfWork) -> int:
    return await uow.leftovers.delete_codes(before=occasion.now - _KEEP_CODES, limit=_CHUNK)


async def _delete_forms(occasion: Occasion, uow: UnitOfWork) -> int:
    return await uow.leftovers.delete_forms(before=occasion.now - _KEEP_FORMS, limit=_CHUNK)


async def _delete_tries(occasion: Occasion, uow: UnitOfWork) -> int:
    return await uow.leftovers.delete_tries(now=occasion.now, limit=_CHUNK)


async def _forget_jobs(occasion: Occasion, uow: UnitOfWork) -> int:
    return await uow.jobs.forget(before=occasion.now - occasion.site.keep_jobs, limit=_CHUNK)


async def _delete_findings(occasion: Occasion, uow: UnitOfWork) -> int:
    before = occasion.now - occasion.site.keep_jobs
    return await uow.leftovers.delete_findings(before=before, limit=_CHUNK)


async def _delete_hidden_sums(occasion: Occasion, uow: UnitOfWork) -> int:
    return await uow.hidden_sums.delete(before=occasion.now - _KEEP_HIDDEN_SUMS, limit=_CHUNK)


async def _forget_attachments(occasion: Occasion, uow: UnitOfWork) -> int:
    before = occasion.now - _KEEP_ATTACHMENTS
    return await uow.attachments.forget(before=before, limit=_CHUNK)


async def _erase_candidates(occasion: Occasion, uow: UnitOfWork) -> int:
    """Erase those whose application ended long ago; that it was done stays in the audit log."""
    today = local_day(occasion.now, occasion.site.zone)
    before = today - occasion.site.keep_candidates
    found = await uow.candidates.past_keeping(before=before, limit=_CHUNK)
    for one in found:
        await uow.candidates.erase(one)
        await uow.profiles.forget([one])
        await uow.audit.add(
            at=occasion.now,
            actor="job:housekeeping",
            action="candidate.erase",
            subject=f"candidate:{one}",
        )
    return len(found)


async def _forget_orders(occasion: Occasion, uow: UnitOfWork) -> int:
    await uow.orders.close_ways_back(before=occasion.now - _KEEP_WAYS_BACK)
    await uow.deal_imports.forget(before=occasion.now - _KEEP_WAYS_BACK)
    return await uow.orders.forget(before=occasion.now - _KEEP_ORDERS, limit=_CHUNK)


def _day(occasion: Occasion, kept: timedelta) -> date:
    """Give the company's day before which something is past its time."""
    return local_day(occasion.now, occasion.site.zone) - kept


async def _forget_courses(occasion: Occasion, uow: UnitOfWork) -> int:
    before = _day(occasion, occasion.site.keep_courses)
    return await uow.keeping.forget_courses(left_before=before, limit=_CHUNK)


async def _forget_records(occasion: Occasion, uow: UnitOfWork) -> int:
    before = _day(occasion, occasion.site.keep_records)
    return await uow.keeping.forget_records(left_before=before, limit=_CHUNK)


async def _forget_pulses(occasion: Occasion, uow: UnitOfWork) -> int:
    before = _day(occasion, occasion.site.keep_pulses)
    return await uow.keeping.forget_pulses(before=before, limit=_CHUNK)


async def _forget_alerts(occasion: Occasion, uow: UnitOfWork) -> int:
    before = occasion.now - occasion.site.keep_alerts
    return await uow.keeping.forget_alerts(closed_before=before, limit=_CHUNK)


async def _forget_snapshots(occasion: Occasion, uow: UnitOfWork) -> int:
    before = _day(occasion, occasion.site.keep_snapshots)
    return await uow.keeping.forget_snapshots(before=before, limit=_CHUNK)


async def _forget_bands(occasion: Occasion, uow: UnitOfWork) -> int:
    before = _day(occasion, occasion.site.keep_bands)
    return await uow.keeping.forget_bands(before=before, limit=_CHUNK)


async def _forget_activities(occasion: Occasion, uow: UnitOfWork) -> int:
    before = _day(occasion, occasion.site.keep_activities)
    return await uow.keeping.forget_activities(before=before, limit=_CHUNK)


CHORES: Sequence[Chore] = (
    _empty_events,
    _delete_events,
    _empty_notices,
    _delete_codes,
    _delete_forms,
    _delete_tries,
    _forget_jobs,
    _delete_findings,
    _delete_hidden_sums,
    _forget_attachments,
    _erase_candidates,
    _forget_orders,
    _forget_courses,
    _forget_records,
    _forget_pulses,
    _forget_alerts,
    _forget_snapshots,
    _forget_activities,
    _forget_bands,
)
