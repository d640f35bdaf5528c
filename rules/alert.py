"""Alerts (RULES rows 21 and 22): who is told what and when, and what stops it.

One open alert per rep. Facts and a talk outline go to the direct manager, all of it to HR.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.company_calendar import Schedule
from rules.risk import Level, Signal
from rules.risk_band import BandTold
from rules.working_hours import off_the_mark

#: CARDS 10: one list at 08:20 with at most three names.
_LIST_AT = time(8, 20)
MOST_NAMES = 3
#: Who begins later than this is not told before she begins.
_EARLY = timedelta(minutes=30)
#: Silence after [我来跟进], in workdays, unless a record says another day.
FOLLOW_UP_WORKDAYS = 5


class AlertState(StrEnum):
    """Where an alert stands. Taken is acknowledged: nothing is told before its due date."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


class Closed(StrEnum):
    """Why an alert is over."""

    #: The signals are no longer there.
    SETTLED = "settled"
    #: 情况正常, by a person with a reason.
    FINE = "fine"
    LEFT = "left"
    CONFIRMED = "confirmed"
    #: The rep objected to being assessed.
    OBJECTED = "objected"
    #: Her time as a new rep is over without a word.
    ENDED = "ended"


class WordKind(StrEnum):
    """What was said about an alert, or by it; added to, never changed."""

    TOLD = "told"
    REMINDED = "reminded"
    ASKED_HR = "asked_hr"
    ASKED_DUE = "asked_due"
    READ = "read"
    TAKEN = "taken"
    HANDED = "handed"
    RECORDED = "recorded"
    FINE = "fine"


class FineReason(StrEnum):
    """Why there is nothing to do."""

    WRONG = "wrong"  # the figures are wrong
    KNOWN = "known"  # it is known and being seen to
    PRIVATE = "private"  # nothing of work: leave, illness
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert as stored."""

    id: int
    person_id: int
    #: Who is asked, or follows: a manager or somebody in HR; None is all of HR.
    owner_id: int | None
    state: AlertState
    level: Level
    signals: tuple[Signal, ...]
    #: Raised by one with each piece of news: what was told before that is old.
    news: int = 1
    opened_at: datetime
    news_at: datetime
    due_on: date | None = None
    closed_at: datetime | None = None
    closed_why: str = ""
    #: The assessment that it was last moved by.
    assessment_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertWord:
    """One word; `by` is None for the clock, `to` whom it told."""

    kind: WordKind
    news: int
    at: datetime
    by: int | None = None
    to: int | None = None
    #: The key of a notice, or the reason of a person.
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFacts:
    """What a card says of one alert: facts for a manager, and beside them what HR alone reads."""

    alert_id: int
    name: str
    #: Of her tenure, from 1; 0 where that is not known.
    week: int
    signals: tuple[Signal, ...]
    #: When it became news; what is told is still true while it stays this.
    news: int = 1
    state: str = AlertState.OPEN.value
    owner: str = ""
    due_on: str = ""
    #: The following are HR's; `level` is empty for everybody else.
    level: str = ""
    #: Which stage speaks here, and what a model says of her where one does.
    band: BandTold | None = None
    read_by: tuple[str, ...] = ()
    #: How many cases of all three have ended here, and how many of them left.
    red_ended: int = 0
    red_left: int = 0

    @property
    def is_for_hr(self) -> bool:
        """Whether it holds what HR alone may read."""
        return bool(self.level)

    @property
    def on(self) -> tuple[Signal, ...]:
        """Give what it is about."""
        return tuple(one for one in self.signals if one.is_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertList:
    """One list of the day: at most three names, and how many more there are."""

    alerts: tuple[AlertFacts, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertNudge:
    """A reminder: `what` is "reminded", "asked_hr", "due" or "handed"."""

    what: str
    alert: AlertFacts
    #: Who has not answered, or hands it over.
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchDigest:
    """The week's digest of single signals: (name, its signals); no alert is open about them."""

    lines: tuple[tuple[str, tuple[Signal, ...]], ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskList:
    """风险名单 as its reader may see it, and whether that is HR."""

    alerts: tuple[AlertFacts, ...]
    more: int = 0
    watched: int = 0
    is_hr: bool = False
    #: Who was asked about by name; "" for all.
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAnswered:
    """What became of an act: `what` names the sentence."""

    what: str
    alert: AlertFacts
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFine:
    """Ask why it is fine."""

    alert: AlertFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHandOver:
    """Ask to whom: (person id, name) of those who may see it."""

    alert: AlertFacts
    people: tuple[tuple[int, str], ...] = field(default=())


def told_to(signals: Sequence[Signal]) -> bool:
    """Whether what is left for a reader is enough to be told: two signals."""
    return sum(one.is_on is True for one in signals) > 1


def list_moment(day: date, schedule: Schedule, zone: str) -> datetime:
    """Give when the list of a workday is told: 08:20 by her clock, or as she begins if later."""
    start, _ = schedule.hours.window(day, zone)
    at = datetime.combine(day, _LIST_AT, ZoneInfo(zone))
    return at if start <= at + _EARLY else off_the_mark(start, zone)


def next_list(at: datetime, schedule: Schedule, zone: str) -> datetime:
    """Give the first such moment from an aware time on; the same day if it is not over yet."""
    return max(at, list_moment(schedule.reached_on(at, zone), schedule, zone))
