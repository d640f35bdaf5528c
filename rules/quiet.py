"""When a notice may be told: in her hours, not during a visit, and not what she has muted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from rules.company_calendar import Schedule
from rules.periods import local_day
from rules.preference import Preference
from rules.working_hours import off_the_mark


def next_allowed(
    now: datetime,
    *,
    schedule: Schedule,
    preference: Preference,
    zone: str,
    spread: int,
    is_scheduled: bool,
) -> datetime:
    """Give the first moment from `now` on at which a notice may be told; `now` itself if it may.

    拜访中 holds back everything. What is scheduled also waits for the end of her pause, for her
    working hours on a workday, and is never told in minute 0 or 30 of her clock; what her hours
    hold back comes spread over a quarter of an hour, by her number `spread`. Aware times in,
    UTC or `now` out. Raises ValueError for a calendar without workdays.
    """
    at = max(now, preference.visiting_until or now)
    if not is_scheduled:
        return at
    at = off_the_mark(max(at, preference.snoozed_until or at), zone)
    own = preference.schedule(schedule)
    if any(_is_inside(at, day, own, zone) for day in _days_of(at, zone)):
        return at
    return own.digest_after(at, zone, spread=spread)


def _days_of(at: datetime, zone: str) -> tuple[date, date]:
    """Give the days whose hours may hold a moment: its own, and the night shift's before."""
    today = local_day(at, zone)
    return today - timedelta(days=1), today


def _is_inside(at: datetime, day: date, schedule: Schedule, zone: str) -> bool:
    start, end = schedule.hours.window(day, zone)
    return start <= at < end and schedule.workdays.is_workday(day)
