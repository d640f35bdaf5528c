"""A person's courses: how far she is, what is next, and her own word that one is done."""

from __future__ import annotations

import json
from collections.abc import Collection

from storage.store import UnitOfWork


async def leave_out(uow: UnitOfWork, person_id: int, course_ids: Collection[str]) -> None:
    """Take completed courses out of a digest that nobody has begun to send.

    In the transaction of the completion, so that none is told of after it.
    """
    if not course_ids:
        return
    for key in await uow.learning.waiting_digests(person_id):
        facts = await uow.outbox.waiting(key)
        if facts is not None:
            told = json.loads(facts)
            told["lines"] = [one for one in told["lines"] if one["course_id"] not in course_ids]
            await uow.outbox.refresh(key, json.dumps(told, ensure_ascii=False))
