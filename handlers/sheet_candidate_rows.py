"""A candidate, a score of hers and an interview with her as a file tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.sheet_learning_rows import KeyedRow, midnight, noon, row_event
from rules.candidate import RawScore

#: A bare day of an interview is over when its working day is.
_EVENING = time(18)


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow(KeyedRow):
    """Somebody who applied."""

    #: Her number, or a digest of a contact where the file has none.
    candidate: str
    name: str
    post: str | None = None
    email: str | None = None
    phone: str | None = None
    withdrawn_on: date | None = None

    @property
    def key(self) -> str:
        """One row a candidate."""
        return self.candidate

    def events(self, *, version: int, zone: str, at: datetime) -> list[dict[str, object]]:
        """Give `candidate.added`, or `updated` for one who is known; `withdrawn` where she is."""
        said = {"post": self.post, "email": self.email, "phone": self.phone}
        data: dict[str, object] = {"candidate_id": self.candidate, "name": self.name}
        data |= {name: value for name, value in said.items() if value is not None}
        type_ = "candidate.added" if version == 1 else "candidate.updated"
        some = [row_event(type_, data, version, midnight(at))]
        if self.withdrawn_on is not None:
            gone: dict[str, object] = {
                "candidate_id": self.candidate,
                "withdrawn_on": self.withdrawn_on.isoformat(),
            }
            at_noon = noon(self.withdrawn_on, zone)
            some.append(row_event("candidate.withdrawn", gone, version + 1, at_noon))
        return some


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow(KeyedRow):
    """A test or a situational test of one trait, on its own scale."""

    candidate: str
    score: RawScore

    @property
    def key(self) -> str:
        """One of a kind, trait and day."""
        one = self.score
        return f"{self.candidate}:{one.kind.value}:{one.trait}:{one.taken_on}"

    def events(self, *, version: int, zone: str, at: datetime) -> list[dict[str, object]]:
        """Give `candidate.assessed`."""
        del at
        one = self.score
        data: dict[str, object] = {
            "candidate_id": self.candidate,
            "kind": one.kind.value,
            "trait": one.trait,
            "score": str(one.score),
            "low": str(one.low),
            "out_of": str(one.high),
            "taken_on": one.taken_on.isoformat(),
        }
        return [row_event("candidate.assessed", data, version, noon(one.taken_on, zone))]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewRow(KeyedRow):
    """Who talks to whom, and when it ends."""

    candidate: str
    interviewer: str
    ends_at: date | datetime
    interview: str | None = None
    is_cancelled: bool = False

    @property
    def key(self) -> str:
        """Its number, or one a day of two persons."""
        day = self.ends_at.date() if isinstance(self.ends_at, datetime) else self.ends_at
        return self.interview or f"{self.candidate}:{self.interviewer}:{day}"

    def moment(self, zone: str) -> datetime:
        """Give when it ends; a bare day ends with its working hours."""
        if not isinstance(self.ends_at, datetime):
            return datetime.combine(self.ends_at, _EVENING, ZoneInfo(zone))
        is_aware = self.ends_at.tzinfo is not None
        return self.ends_at if is_aware else self.ends_at.replace(tzinfo=ZoneInfo(zone))

    def events(self, *, version: int, zone: str, at: datetime) -> list[dict[str, object]]:
        """Give `interview.planned`."""
        del at
        data: dict[str, object] = {
            "interview_id": self.key,
            "candidate_id": self.candidate,
            "interviewer_id": self.interviewer,
            "ends_at": self.moment(zone).isoformat(),
            "is_cancelled": self.is_cancelled,
        }
        return [row_event("interview.planned", data, version, self.moment(zone))]
