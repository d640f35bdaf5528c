"""A file that is to be a resume is read before the transaction that keeps it, never in it."""

from __future__ import annotations

from dataclasses import replace

from bot.asked import Asked
from bot.resumes.read import read_resume
from rules.access import may_see_candidates
from storage.store import Store

_ROUTE = "resume"
#: Shorter than the lease of an act: whoever reads longer loses it to another process.
_PATIENCE = 9.0


async def with_resume(asked: Asked, store: Store) -> Asked:
    """Read the file that an act names, where it is one's own and one may; else change nothing.

    Raises `ResumeRefused` with a sentence for a file that can not be read.
    """
    if asked.route is None or asked.route.id != _ROUTE or asked.person is None:
        return asked
    number = asked.argument.split(":")[1:2]
    if not may_see_candidates(asked.person) or not number or not number[0].isdigit():
        return asked
    async with store.read() as uow:
        known = await uow.attachments.one(int(number[0]))
        if known is None or known.owner_id != asked.person.id:
            return asked
        content = await uow.attachments.body(known.id)
    return replace(asked, resume=await read_resume(known.name, content, patience=_PATIENCE))
