"""The shapes of events about candidates. Contacts are read to be compared, and kept as digests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from handlers.event_fields import Amount, Key, Moment, Number, Said, Text
from rules.candidate import scale_problem

_MOST_RATINGS = 30
Trait = Annotated[Key, StringConstraints(max_length=64)]
Evidence = Annotated[Text, StringConstraints(max_length=500)]


class CandidateAdded(Said):
    """candidate.added: somebody applied."""

    candidate_id: Key
    name: Key
    post: Text | None = None
    email: Text | None = None
    phone: Text | None = None


class CandidateUpdated(CandidateAdded):
    """candidate.updated: the fields that changed."""

    name: Key | None = None  # type: ignore[assignment] # optional in a change


class CandidateWithdrawn(Said):
    """candidate.withdrawn: she took her application back."""

    candidate_id: Key
    withdrawn_on: date | None = None


class _OnScale(Said):
    """A score with its scale, kept as it is (RULES 27)."""

    trait: Trait
    score: Amount
    low: Amount = Decimal(0)
    out_of: Amount

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if problem := scale_problem(self.score, self.low, self.out_of):
            raise ValueError(problem)
        return self


class CandidateAssessed(_OnScale):
    """candidate.assessed: a test (测评) or a situational judgement test (情景测试) of one trait."""

    candidate_id: Key
    kind: Literal["assessment", "situational"] = "assessment"
    taken_on: date | None = None


class InterviewRating(_OnScale):
    """What an interviewer says of a trait, and the words or act that she bases it on."""

    evidence: Annotated[Evidence, Field(min_length=1)]


class InterviewPlanned(Said):
    """interview.planned: who talks to whom until when; the interviewer is reminded only after."""

    interview_id: Key
    candidate_id: Key
    interviewer_id: Number
    ends_at: Moment
    is_cancelled: bool = False


class InterviewRecorded(Said):
    """interview.recorded: what came of it, planned here before or not."""

    interview_id: Key
    candidate_id: Key
    interviewer_id: Number
    held_at: Moment
    ratings: Annotated[list[InterviewRating], Field(min_length=1, max_length=_MOST_RATINGS)]
    note: Annotated[Text, StringConstraints(max_length=1000)] = ""


CandidateSaid = (
    CandidateAdded
    | CandidateUpdated
    | CandidateWithdrawn
    | CandidateAssessed
    | InterviewPlanned
    | InterviewRecorded
)
