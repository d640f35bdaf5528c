"""An import that goes back is refused as a whole where somebody was worked with since (0059)."""

from __future__ import annotations

from collections.abc import Collection

from handlers.dropped_sheet import some
from rules.errors import Conflict
from storage.unit_of_work import UnitOfWork


async def refuse_used(what: str, person_ids: Collection[int], uow: UnitOfWork) -> None:
    """Raise `Conflict` naming these persons, where there are any; `what` says what came since."""
    if not person_ids:
        return
    people = await uow.people.by_id(person_ids)
    names = some(sorted(one.name for one in people.values()))
    raise Conflict(f"order.used_{what}", n=len(person_ids), names=names)
