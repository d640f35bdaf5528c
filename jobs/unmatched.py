"""Once a day, if any is new: events that came to nothing, to those who can mend them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from jobs.hr_news import HrNews
from jobs.job import Occasion
from rules.notices import NoticeKind, UnmatchedEvents
from storage.unit_of_work import UnitOfWork

#: Within a day what is missing mostly arrives by itself (DESIGN).
_PATIENCE = timedelta(days=1)


async def _came_to_nothing(occasion: Occasion, since: datetime, uow: UnitOfWork) -> UnmatchedEvents:
    found = await uow.inbox.unmatched(since=since, until=occasion.slot, patience=_PATIENCE)
    return UnmatchedEvents(**asdict(found))


NEWS = HrNews(kind=NoticeKind.UNMATCHED, look=_came_to_nothing)
