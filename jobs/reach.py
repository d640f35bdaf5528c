"""Once a day, if any is new: how many chats nothing reaches any more, to HR."""

from __future__ import annotations

from datetime import datetime

from jobs.hr_news import HrNews
from jobs.job import Occasion
from rules.notices import NoticeKind
from rules.reach import NewlyUnreachable
from storage.unit_of_work import UnitOfWork


async def _died(occasion: Occasion, since: datetime, uow: UnitOfWork) -> NewlyUnreachable:
    del occasion
    return NewlyUnreachable(
        new=await uow.links.count_dead(since=since), total=await uow.links.count_dead()
    )


NEWS = HrNews(kind=NoticeKind.UNREACHABLE, look=_died)
