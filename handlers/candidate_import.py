"""A sheet of candidates that was taken in by mistake: who was new in it goes, for an hour."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from handlers.dropped_sheet import SOURCE, some
from handlers.interaction import Interaction
from rules.errors import Conflict
from rules.order import Order
from storage.unit_of_work import UnitOfWork

Raw = tuple[str, object]


async def first_new_id(uow: UnitOfWork) -> int:
    """Give the id from which on a candidate is new; the ledger's lock keeps others out."""
    await uow.lock_ledger()
    return await uow.candidates.next_id()


async def what_came(events: Sequence[Raw], uow: UnitOfWork, *, since_id: int) -> dict[str, str]:
    """Note who came new by these events and in which entries of the inbox, without a name.

    Who was known keeps what the file said: what was known before is not kept for an undoing.
    """
    numbers = {event["id"]: event["data"]["candidate_id"] for event in _read(events)}
    ids = await uow.candidates.by_ref({(SOURCE, one) for one in numbers.values()})
    new = {number: id_ for (_, number), id_ in ids.items() if id_ >= since_id}
    if not new:
        return {}
    stamps = await uow.candidates.newest_stamps(new.values())
    return {
        "new": json.dumps({str(id_): stamps[id_].event_id for id_ in sorted(new.values())}),
        "events": json.dumps([key for key, number in numbers.items() if number in new]),
    }


async def take_back(one: Order, interaction: Interaction, uow: UnitOfWork) -> int:
    """Take those who came new out again, and give how many; raise `Conflict` where one was used.

    Used is who has a test, a resume, an interview or a decision, or of whom a source said more.
    """
    await uow.lock_ledger()
    newest: dict[str, str] = json.loads(one.before["new"])
    ids = {int(id_) for id_ in newest}
    stamps = await uow.candidates.newest_stamps(ids)
    used = await uow.candidates.acted_on(ids)
    used |= {id_ for id_ in ids if id_ in stamps and stamps[id_].event_id != newest[str(id_)]}
    if used:
        known = await uow.candidates.by_id(used)
        names = some(sorted(person.name for person, _ in known.values()))
        raise Conflict("order.candidates_used", n=len(used), names=names)
    await uow.candidates.take_back(ids, on=interaction.today)
    await uow.inbox.forget([(SOURCE, key) for key in json.loads(one.before["events"])])
    return len(ids)


def _read(events: Sequence[Raw]) -> list[Mapping[str, dict[str, str]]]:
    return [event for _, event in events if isinstance(event, dict)]
