"""What a model learns from and is judged by: each week as it was first known.

A week of somebody still here is taken anew for a month, one of a leaver never again after her last
day. By newest versions a figure that comes late would tell who has left (RETENTION 4.8, 1 and 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jobs.retention_panel import panel_of
from rules.panel import Panel
from storage.retention import Career, Week
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Weeks of those who do not object, and everybody's career."""

    weeks: Sequence[Week]
    careers: Sequence[Career]

    @property
    def newest(self) -> date:
        """The newest week; `ValueError` where there is none."""
        return max(one.week for one in self.weeks)

    def panel(self) -> Panel:
        """Lay them out for a model; seconds of a large site, so on a thread."""
        return panel_of(self.weeks, self.careers)


async def seen(uow: UnitOfWork, *, at: datetime) -> Seen:
    """Read what was known by then."""
    weeks = await uow.retention.first_known(by=at)
    objecting = await uow.risks.objects({one.person_id for one in weeks})
    return Seen(
        weeks=[one for one in weeks if one.person_id not in objecting],
        careers=await uow.retention.careers(),
    )
