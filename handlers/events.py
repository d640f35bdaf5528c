"""The shapes of incoming events: what a sender may say, read exactly or refused by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from hashlib import sha256
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from handlers import xapi
from handlers.candidate_said import (
    CandidateAdded,
    CandidateAssessed,
    CandidateSaid,
    CandidateUpdated,
    CandidateWithdrawn,
    InterviewPlanned,
    InterviewRecorded,
)
from handlers.event_fields import (
    Amount,
    Currency,
    Key,
    Moment,
    Number,
    Said,
    Text,
    not_negative,
    share_of,
    zone_name,
)
from rules.activity import ActivityKind
from rules.deal import Stamp
from rules.errors import Invalid
from rules.learning import Strength
from rules.people import Engagement, Role

_MAX_SPLITS = 20


class Split(Said):
    """One person's share: a part of 1 ("0.6") or a percentage ("60%")."""

    employee_id: Number
    share: Annotated[Decimal, BeforeValidator(share_of), AfterValidator(not_negative)]


class DealClosed(Said):
    """deal.closed: a signed deal, whole."""

    deal_id: Key
    employee_id: Number | None = None
    splits: Annotated[list[Split], Field(min_length=1, max_length=_MAX_SPLITS)] | None = None
    amount: Amount
    currency: Currency
    customer_id: Text = ""
    product: Text = ""
    cost: Amount | None = None
    #: Bought by the rep herself (自保件), in exchange (互保件), confirmed empty (空单).
    is_own: bool | None = None
    is_in_exchange: bool | None = None
    is_empty: bool | None = None
    opened_at: Moment | None = None
    closed_at: Moment


class DealAmended(Said):
    """deal.amended, deal.reassigned: the fields that changed."""

    deal_id: Key
    employee_id: Number | None = None
    splits: Annotated[list[Split], Field(min_length=1, max_length=_MAX_SPLITS)] | None = None
    amount: Amount | None = None
    currency: Currency | None = None
    customer_id: Text | None = None
    product: Text | None = None
    cost: Amount | None = None
    #: Bought by the rep herself (自保件), in exchange (互保件), confirmed empty (空单).
    is_own: bool | None = None
    is_in_exchange: bool | None = None
    is_empty: bool | None = None
    opened_at: Moment | None = None
    closed_at: Moment | None = None


class DealCancelled(Said):
    """deal.cancelled."""

    deal_id: Key


class DealQualified(Said):
    """deal.qualified: valid under the plan: receipt and call-back, acceptance."""

    deal_id: Key
    qualified_at: Moment | None = None


class DealRefunded(Said):
    """deal.refunded: money given back; without an amount, all of it."""

    deal_id: Key
    refund_id: Key | None = None
    amount: Amount | None = None
    refunded_at: Moment | None = None


class DealPaid(Said):
    """deal.paid: an instalment collected."""

    deal_id: Key
    instalment_id: Key
    amount: Amount
    paid_at: Moment
    payer: Text = ""


class EmployeeHired(Said):
    """employee.hired: somebody joins the roster."""

    employee_id: Number
    name: Annotated[Key, StringConstraints(max_length=200)]
    email: Text | None = None
    manager: Number | None = None
    roles: list[Role] | None = None
    post: Text | None = None
    #: Since when she has the post; else from her first day, or from the event's on.
    post_from: date | None = None
    branch: Text | None = None
    engagement: Engagement | None = None
    contract_months: Annotated[int, Field(ge=0, le=600)] | None = None
    hired_on: date | None = None
    probation_ends_on: date | None = None
    zone: Annotated[str, AfterValidator(zone_name)] | None = None
    locale: Literal["zh", "en"] | None = None
    plan: Text | None = None


class EmployeeUpdated(EmployeeHired):
    """employee.updated: the fields that changed."""

    name: Annotated[Key, StringConstraints(max_length=200)] | None = None  # type: ignore[assignment] # optional in a change


class EmployeeLeft(Said):
    """employee.left."""

    employee_id: Number
    kind: Literal["resignation", "dismissal", "other"] = "other"
    notice_on: date | None = None
    last_active_on: date | None = None


class EmployeeConfirmed(Said):
    """employee.confirmed: probation ended well (转正)."""

    employee_id: Number
    confirmed_on: date | None = None


class MentorPaired(Said):
    """mentoring.paired: who mentors a rep from a day on; without one from the event's day."""

    employee_id: Number
    mentor_id: Number
    starts_on: date | None = None


class AssessmentScored(Said):
    """assessment.scored: a test in one domain of the catalogue, on its own scale."""

    employee_id: Number
    #: The sender's own id of the test, by which a later word replaces this one.
    assessment_id: Text = ""
    domain: Number
    score: Amount
    out_of: Amount = Decimal(100)
    taken_at: Moment | None = None
    strength: Strength | None = None


class CourseCompleted(Said):
    """course.completed: somebody has taken a course of the catalogue."""

    employee_id: Number
    course_id: Number
    completed_at: Moment | None = None


class CourseAssigned(Said):
    """course.assigned: a course is asked of somebody, due so many workdays later unless said."""

    employee_id: Number
    course_id: Number
    assigned_on: date | None = None
    due_on: date | None = None


LearningSaid = AssessmentScored | CourseCompleted | CourseAssigned


class SkillScored(Said):
    """skill.scored: a week's tests, as given, on a scale that ends at `scale`."""

    employee_id: Number
    #: Any day of the week they are of.
    week: date
    product: Amount
    communication: Amount
    scale: Amount = Decimal(100)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.scale <= 0:
            raise ValueError("scale must be above 0")
        if max(self.product, self.communication) > self.scale:
            raise ValueError(f"a score is above the scale of {self.scale}")
        return self


class ActivityLogged(Said):
    """activity.logged: something done with a customer, or so many things of a kind."""

    employee_id: Number
    kind: ActivityKind
    #: The sender's own id, by which a later word replaces this one; the event's if left out.
    activity_id: Text = ""
    #: By her own clock; without it the day of the event.
    day: date | None = None
    customer_id: Text = ""
    #: How many customers, where none is named.
    count: Annotated[int, Field(ge=0, le=10_000)] = 1
    #: Of talk.
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    #: Sent by a machine: no touch.
    is_automatic: bool = False


DealSaid = DealClosed | DealAmended | DealCancelled | DealQualified | DealRefunded | DealPaid
EmployeeSaid = EmployeeHired | EmployeeUpdated | EmployeeLeft | EmployeeConfirmed

SCHEMAS: Mapping[str, type[BaseModel]] = {
    "employee.hired": EmployeeHired,
    "employee.updated": EmployeeUpdated,
    "employee.left": EmployeeLeft,
    "employee.confirmed": EmployeeConfirmed,
    "deal.closed": DealClosed,
    "deal.amended": DealAmended,
    "deal.reassigned": DealAmended,
    "deal.qualified": DealQualified,
    "deal.cancelled": DealCancelled,
    "deal.refunded": DealRefunded,
    "deal.paid": DealPaid,
    "mentoring.paired": MentorPaired,
    "assessment.scored": AssessmentScored,
    "course.completed": CourseCompleted,
    "course.assigned": CourseAssigned,
    "skill.scored": SkillScored,
    xapi.TYPE: xapi.Statement,
    "activity.logged": ActivityLogged,
    "candidate.added": CandidateAdded,
    "candidate.updated": CandidateUpdated,
    "candidate.withdrawn": CandidateWithdrawn,
    "candidate.assessed": CandidateAssessed,
    "interview.planned": InterviewPlanned,
    "interview.recorded": InterviewRecorded,
}


class Envelope(Said):
    """What every event has around its data."""

    id: Key
    type: str
    occurred_at: Moment
    version: Annotated[int, Field(ge=0, lt=2**62)] = 1
    data: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, checked. `raw` is its canonical JSON, `sha` the digest of that."""

    source: str
    id: str
    type: str
    stamp: Stamp
    said: (
        DealSaid
        | EmployeeSaid
        | LearningSaid
        | MentorPaired
        | SkillScored
        | xapi.Statement
        | ActivityLogged
        | CandidateSaid
    )


def canonical(raw: object) -> str:
    """Give an event's JSON the same for the same content, however it was spaced or ordered."""
    return json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def digest(text: str) -> str:
    """Give the digest by which a repeated event id with another body is seen."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _meant(type_: str) -> str:
    """Name the types nearest to one that is not known, and where all of them are listed."""
    near = get_close_matches(type_[:64], SCHEMAS, n=3)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    return f"{meant}foothold schema list names all"


def read_event(source: str, raw: object) -> Event:
    """Check one event; raise `Invalid` with the field and a sentence."""
    try:
        envelope = Envelope.model_validate(raw)
    except ValidationError as error:
        raise _invalid(error, "") from None
    schema = SCHEMAS.get(envelope.type)
    if schema is None:
        raise Invalid("type", f"{envelope.type[:64]!r} is not known; {_meant(envelope.type)}")
    try:
        said = schema.model_validate(envelope.data)
    except ValidationError as error:
        raise _invalid(error, "data.") from None
    stamp = Stamp(envelope.version, envelope.occurred_at, envelope.id)
    return Event(source=source, id=envelope.id, type=envelope.type, stamp=stamp, said=said)  # type: ignore[arg-type] # one of the unions, by SCHEMAS


def _invalid(error: ValidationError, prefix: str) -> Invalid:
    first = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"] if "-" not in str(part))
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"] == "timezone_aware":
        reason = "has no offset; write the moment as 2026-11-24T10:00:00+08:00 or with Z"
    return Invalid(f"{prefix}{field}".rstrip("."), reason)
