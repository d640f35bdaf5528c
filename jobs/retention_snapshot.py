"""Each night: the newest week that is cut, as it is known now, for everybody on probation.

Snapshots are added and never rewritten (RETENTION 4.1): a deal that comes late makes a new version
of its week, and what a model was once fitted on stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from jobs.job import Occasion, Within
from rules.periods import DayRange, week_of
from storage.retention import Week
from storage.unit_of_work import UnitOfWork

#: Weeks over which the leavers of a team are counted (RETENTION 4.2).
_PEERS = timedelta(weeks=8)
#: Cut weeks that are looked at again: corrections come within a month.
WEEKS_BACK = 4


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the reps on probation who do not object to being assessed: of others nothing is kept."""
    del occasion
    found = await uow.probations.running(lo=within.lo, hi=within.hi, reps_alone=True)
    objecting = await uow.risks.objects(found)
    return [one for one in found if one not in objecting]


async def take(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Add what is new of the newest cut weeks, in one transaction, and give who was looked at."""
    ids = await sweep(occasion, uow, within)
    zone = ZoneInfo(occasion.site.zone)
    newest = uow.calendar.newest_cut_week(occasion.now, occasion.site.zone)
    people = await uow.people.by_id(ids)
    weeks = []
    for back in range(WEEKS_BACK):
        week = week_of(newest.start - timedelta(weeks=back))
        monday = week.start
        start, end = (
            datetime.combine(day, time(), zone).astimezone(UTC) for day in (week.start, week.end)
        )
        there = [one for one in ids if (on := people[one].hired_on) is not None and on < week.end]
        teams = await occasion.once.get(f"teams:{monday}", partial(_teams, occasion, uow, week))
        found = await uow.week_facts.of(
            there, week=monday, start=start, end=end, known_at=occasion.now,
            reported={one for one in there if people[one].manager_number in teams},
        )  # fmt: skip
        gone = await occasion.once.get(f"leavers:{monday}", partial(_leavers, uow, week))
        weeks += [
            Week(
                person_id=one,
                week=monday,
                known_at=occasion.now,
                event_time=end,
                facts={**facts, "team_leavers": gone.get(people[one].manager_number or "")},
            )
            for one, facts in found.items()
        ]
    await uow.retention.add(weeks)
    return ids


async def _leavers(uow: UnitOfWork, week: DayRange) -> Mapping[str, float]:
    return await uow.people.team_leavers(week.end - _PEERS, week.last)


async def _teams(occasion: Occasion, uow: UnitOfWork, week: DayRange) -> frozenset[str]:
    return await uow.activities.teams_on(week, known_by=occasion.now)
