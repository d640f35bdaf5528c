"""How somebody wants to be told things: her hours, 拜访中, a pause, kinds she has muted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.company_calendar import Schedule
from rules.notices import NoticeKind
from rules.working_hours import Hours

#: CARDS: 「拜访中」 (2 hours).
VISIT = timedelta(hours=2)
SNOOZE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What one person has asked for; the defaults are those of somebody who never did."""

    #: None: the hours of her calendar.
    hours: Hours | None = None
    visiting_until: datetime | None = None
    snoozed_until: datetime | None = None
    muted: frozenset[NoticeKind] = frozenset()
    #: None: as the site has it for who never said.
    hides_sums: bool | None = None

    def schedule(self, schedule: Schedule) -> Schedule:
        """Give the days of a schedule with her own hours, if she has any."""
        if self.hours is None:
            return schedule
        return Schedule(workdays=schedule.workdays, hours=self.hours, country=schedule.country)


class Wish(StrEnum):
    """What she may ask for."""

    VISIT = "visit"
    VISIT_DONE = "visit_done"
    HOURS = "hours"
    SNOOZE = "snooze"
    SNOOZE_DONE = "snooze_done"
    MUTE = "mute"
    UNMUTE = "unmute"
    HIDE = "hide"
    SHOW = "show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """How she is told things now, and what has just changed; times are in UTC."""

    #: None where she only asked.
    wish: Wish | None
    #: Of the change, if it is about one kind.
    kind: NoticeKind | None
    hours: Hours
    has_own_hours: bool
    zone: str
    visiting_until: datetime | None
    snoozed_until: datetime | None
    #: Every kind she may mute, and whether she has.
    muted: tuple[tuple[NoticeKind, bool], ...]
    #: When a digest would come next.
    next_digest: datetime
    #: Sums on her cards read **** until she taps.
    hides_sums: bool
    #: What she called a kind that is not known, or can not be muted.
    unknown_kind: str = ""


@dataclass(frozen=True, slots=True)
class AskHours:
    """Her working hours are to be typed; `hours` are those of now."""

    hours: Hours
