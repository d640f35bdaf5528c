"""A test, a course of a person and an activity as a file tells them, and the events they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from rules.activity import ActivityKind
from rules.learning import Score, Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedRow:
    """What rows have in common that amount to events."""

    #: Where it stands in the file; no part of the content.
    row: int

    @property
    def key(self) -> str:
        """What it speaks of: two rows of one key that differ can not both be right."""
        raise NotImplementedError

    def events(self, *, version: int, zone: str, at: datetime) -> list[dict[str, object]]:
        """Give it as events; the same row gives the same ones whenever it is imported."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningRow(KeyedRow):
    """What rows of persons' learning have in common."""

    employee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRow(LearningRow):
    """One test of one domain on one day."""

    domain: str
    score: Score
    taken_on: date
    strength: Strength | None = None

    @property
    def key(self) -> str:
        """One test a day in a domain."""
        return f"{self.employee}:{self.domain}:{self.taken_on}"

    def events(self, *, version: int, zone: str, at: datetime) -> list[dict[str, object]]:
        """Give `assessment.scored`, taken at noon of its day."""
        del at
        data: dict[str, object] = {
            "employee_id": self.employee,
            "assessment_id": self.key,
            "domain": self.domain,
            "score": str(self.score.value),
            "out_of": str(self.score.out_of),
        }
        if self.strength is not None:
            data["strength"] = self.strength.value
        return [row_event("assessment.scored", data, version, noon(self.taken_on, zone))]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentRow(LearningRow):
    """One course of one person: asked of her, completed, or both."""

    course: str
    assigned_on: date | None = None
    due_on: date | None = None
    completed_on: date | None = None

    @property
    def key(self) -> str:
        """A person takes a course once."""
        return f"{self.employee}:{self.course}"

    @property
    def is_asked(self) -> bool:
        """Whether the file asks for it, and does not only say that it was taken."""
        return self.completed_on is None or self.due_on is not None or self.assigned_on is not None

    def events(self, *, version: int, zone: str, at: datetime) -> list[dict[str, object]]:
        """Give `course.assigned`, `course.completed` or both."""
        data: dict[str, object] = {"employee_id": self.employee, "course_id": self.course}
        some: list[dict[str, object]] = []
        if self.is_asked:
            days = {"assigned_on": self.assigned_on, "due_on": self.due_on}
            said = {name: day.isoformat() for name, day in days.items() if day is not None}
            asked_at = noon(self.assigned_on, zone) if self.assigned_on else midnight(at)
            some.append(row_event("course.assigned", {**data, **said}, version, asked_at))
        if self.completed_on is not None:
            done_at = noon(self.completed_on, zone)
            # Said in the data, so that another day is another event.
            done = {**data, "completed_at": done_at.isoformat()}
            some.append(row_event("course.completed", done, version, done_at))
        return some


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow(LearningRow):
    """Something done with a customer on a day, or so many things of a kind."""

    day: date
    kind: ActivityKind
    customer: str = ""
    count: int = field(default=1)
    minutes: int | None = None

    @property
    def key(self) -> str:
        """One row a day for each customer and kind."""
        return f"{self.employee}:{self.day}:{self.kind}:{self.customer}"

    def events(self, *, version: int, zone: str, at: datetime) -> list[dict[str, object]]:
        """Give `activity.logged`."""
        del at
        digest = hashlib.sha256(self.key.encode()).hexdigest()[:32]
        data: dict[str, object] = {
            "employee_id": self.employee,
            "activity_id": f"sheet:{digest}",
            "day": self.day.isoformat(),
            "kind": self.kind.value,
            "customer_id": self.customer,
            "count": self.count,
        }
        if self.minutes is not None:
            data["minutes"] = self.minutes
        return [row_event("activity.logged", data, version, noon(self.day, zone))]


def row_event(
    type_: str, data: Mapping[str, object], version: int, at: datetime
) -> dict[str, object]:
    """Give an event with an id that is the same for the same content."""
    written = json.dumps([type_, data, version], sort_keys=True, ensure_ascii=False)
    return {
        "id": f"import:{hashlib.sha256(written.encode()).hexdigest()}",
        "type": type_,
        "occurred_at": at.isoformat(),
        "version": version,
        "data": dict(data),
    }


def noon(day: date, zone: str) -> datetime:
    """Give a bare day's noon, safe from any zone's edge."""
    return datetime.combine(day, time(12), ZoneInfo(zone))


def midnight(at: datetime) -> datetime:
    """Give the beginning of a day."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
