"""A sheet of pairings that was taken in by mistake: who mentored whom before does again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from handlers.table_undo import refuse_used
from rules.mentoring import Pairing
from rules.order import Order
from storage.unit_of_work import UnitOfWork

Raw = tuple[str, object]
#: Everybody who ever mentored each of these reps.
Pairs = Mapping[int, Sequence[Pairing]]
_DAY = timedelta(days=1)


async def known(events: Sequence[Raw], uow: UnitOfWork) -> Pairs:
    """Give the pairings of the reps whom a file names; nobody changes them until this ends."""
    numbers = {str(event["data"]["employee_id"]) for _, event in events if isinstance(event, dict)}
    people = await uow.people.by_number(numbers)
    return await _pairs({person.id for person, _ in people.values()}, uow)


async def what_came(before: Pairs, events: Sequence[Raw], uow: UnitOfWork) -> dict[str, str]:
    """Note the last day that each changed pairing had, and all of these reps' as they are now."""
    was = {one.id: one for pairs in before.values() for one in pairs}
    now = await known(events, uow)
    changed = [one for pairs in now.values() for one in pairs if was.get(one.id) != one]
    last_days = {one.id: was[one.id].ends_on if one.id in was else _never(one) for one in changed}
    touched = {one.rep_id for one in changed}
    return {
        "last_days": json.dumps({id_: day and day.isoformat() for id_, day in last_days.items()}),
        "pairs": json.dumps({who: _written(pairs) for who, pairs in now.items() if who in touched}),
    }


async def take_back(one: Order, uow: UnitOfWork) -> None:
    """Let each pairing end as it did before; raise `Conflict` where more has come of one since.

    Used is a rep for whom somebody else was arranged, or whom her new mentor has begun with: a
    record, a rating, a proposal.
    """
    noted: dict[str, list[list[object]]] = json.loads(one.before["pairs"])
    last_days: dict[str, str | None] = json.loads(one.before["last_days"])
    now = await _pairs({int(who) for who in noted}, uow)
    await refuse_used("pairing", {who for who in now if _written(now[who]) != noted[str(who)]}, uow)
    reps = {pair.id: who for who, pairs in now.items() for pair in pairs}
    begun = await uow.mentoring.used_since([int(id_) for id_ in last_days], one.done_at or one.at)
    await refuse_used("mentoring", {reps[id_] for id_ in begun}, uow)
    for id_, day in last_days.items():
        await uow.mentoring.end(int(id_), last_day=date.fromisoformat(day) if day else None)


async def _pairs(rep_ids: set[int], uow: UnitOfWork) -> dict[int, list[Pairing]]:
    for rep_id in sorted(rep_ids):
        await uow.mentoring.lock(rep_id)
    return {rep_id: await uow.mentoring.ever_of_rep(rep_id) for rep_id in sorted(rep_ids)}


def _never(one: Pairing) -> date:
    """Give the last day of a pairing that never was."""
    return one.starts_on - _DAY


def _written(pairs: Sequence[Pairing]) -> list[list[object]]:
    return [
        [one.id, one.mentor_id, str(one.starts_on), str(one.ends_on or "")]
        for one in sorted(pairs, key=lambda one: one.id)
    ]
