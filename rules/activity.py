"""What a rep did with customers: touches and talk minutes (RULES rows 2 and 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.periods import DayRange


class ActivityKind(StrEnum):
    """How a customer was met."""

    CALL = "call"
    VISIT = "visit"
    MEETING = "meeting"
    MESSAGE = "message"
    MAIL = "mail"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One thing done on a day of hers, or several of a kind that name no customer."""

    source: str
    #: The sender's own id of it; a newer word on the same replaces it.
    key: str
    person_id: int
    #: By her clock.
    day: date
    kind: ActivityKind
    #: Empty where it is not said.
    customer: str = ""
    #: How many customers, where none is named; 1 where one is.
    count: int = 1
    #: Of talk; None where it was not measured, which is not 0.
    minutes: int | None = None
    #: Sent by a machine, such as a campaign's mail: no touch.
    is_automatic: bool = False
    #: When Foothold learned of it; what a model may know on a day is what was known by then.
    known_at: datetime


def touches(activities: Sequence[Activity]) -> int:
    """Count touches: one per customer per day, however often and in whatever way; no machine's.

    What names no customer counts as it is said.
    """
    by_hand = [one for one in activities if not one.is_automatic]
    named = {(one.day, one.customer.casefold()) for one in by_hand if one.customer}
    return len(named) + sum(one.count for one in by_hand if not one.customer)


def is_reported(done: Sequence[Activity], week: DayRange, *, of_team: bool) -> bool:
    """Whether no touch in a week would be a nought, and not a figure that is missing.

    `of_team` where somebody under the same manager has an activity in it; her own, one that a
    person did, says as much. What other teams report says nothing of hers (RULES rows 2 and 20).
    """
    return of_team or any(one.day in week and not one.is_automatic for one in done)


def talk_minutes(activities: Sequence[Activity]) -> int | None:
    """Give the minutes of talk; None where nothing was measured."""
    measured = [one.minutes for one in activities if one.minutes is not None]
    return sum(measured) if measured else None
