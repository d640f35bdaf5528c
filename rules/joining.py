"""Hand-over on the first day (入职): what HR is asked, what is missing, what the rep is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from rules.errors import NotFound
from rules.mentor_change import MentorFit
from rules.people import Engagement, Person, Role
from rules.probation import Contract, add_months, last_lawful_day

#: Who was hired longer ago is no newcomer: nobody is welcomed by an old record.
WELCOME_FOR = timedelta(days=31)
#: Nobody is hired further ahead than this in chat: a year is a mistake in typing.
_FURTHEST = timedelta(days=180)
_LONGEST_NAME, _LONGEST_NUMBER, _LONGEST_REFERENCE = 200, 64, 200
_MOST_MONTHS = 600

FIELDS = (
    "name", "number", "manager", "post", "engagement", "contract_months", "hired_on",
    "probation_ends_on", "mentor", "plan", "signed",
)  # fmt: skip


class Missing(StrEnum):
    """What a new rep still lacks, in the order in which it matters."""

    MANAGER = "manager"
    MENTOR = "mentor"
    PLAN = "plan"
    PLAN_SIGNED = "plan_signed"
    CONTRACT = "contract"
    PROBATION = "probation"
    CRITERIA = "criteria"
    TEST = "test"
    CHAT = "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskJoin:
    """Ask for what a first day needs; `filled` is what is known already."""

    argument: str = ""
    filled: Mapping[str, str] = field(default_factory=dict)
    #: Names of the plans there are.
    plans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hire:
    """What a form says, read; `probation_ends_on` None for who has none."""

    name: str
    number: str
    engagement: Engagement
    hired_on: date
    manager: str = ""
    post: str = ""
    #: 0 is open-ended; None is not said.
    contract_months: int | None = None
    probation_ends_on: date | None = None
    mentor: str = ""
    plan: str = ""
    #: Where the signed plan is: a number of paper or scan.
    signed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """What a rep is told on her first day: three first steps, each with its figure."""

    name: str
    mentor: str = ""
    manager: str = ""
    #: Her first course and its due day, ISO.
    course: str = ""
    course_due_on: str = ""
    courses: int = 0
    probation_ends_on: str = ""
    pass_bar: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What HR is told of somebody who came by the HR system: what is missing, who could mentor."""

    person_id: int
    name: str
    number: str
    hired_on: str
    missing: tuple[str, ...] = ()
    mentors: tuple[MentorFit, ...] = ()
    #: From when a mentor chosen by a button has her, ISO.
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoStartDay:
    """Who came by the HR system without a first day: (id, name) of the first, and how many more."""

    people: tuple[tuple[int, str], ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStartDay:
    """Ask HR for somebody's first day."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDayKept:
    """Her first day is known; what she still lacks, and whether she is welcomed."""

    joined: Joined
    is_welcomed: bool


def lacks_start(person: Person) -> bool:
    """Whether a rep works here, is not confirmed, and nobody has said since when."""
    is_new = person.confirmed_on is None and Role.REP in person.roles
    return person.hired_on is None and person.is_active and is_new


def is_newcomer(person: Person, today: date) -> bool:
    """Whether a rep is to be welcomed: her first day is to come, or not long ago."""
    if person.hired_on is None or Role.REP not in person.roles:
        return False
    return today - person.hired_on <= WELCOME_FOR


def read_start(written: Mapping[str, str], *, today: date) -> date:
    """Read a first day; raise `NotFound` for none, or one more than half a year ahead."""
    day = _day(written.get("hired_on", "").strip(), "hired_on")
    if day is None:
        raise NotFound("error.form_missing", field="hired_on")
    if day - today > _FURTHEST:
        raise NotFound("joining.too_far", field="hired_on")
    return day


def read_hire(written: Mapping[str, str], *, today: date) -> Hire:
    """Read what a form says; raise `NotFound` naming the field that can not be so.

    A probation that is not said is the longest that art. 19 allows for the contract; one longer
    than that is refused, as is any for an agent or intern.
    """
    said = {name: " ".join(written.get(name, "").split()) for name in FIELDS}
    for name, most in (("name", _LONGEST_NAME), ("number", _LONGEST_NUMBER)):
        if not said[name]:
            raise NotFound("error.form_missing", field=name)
        if len(said[name]) > most:
            raise NotFound("error.form_too_long", field=name, most=most)
    if len(said["signed"]) > _LONGEST_REFERENCE:
        raise NotFound("error.form_too_long", field="signed", most=_LONGEST_REFERENCE)
    hired_on = _day(said["hired_on"], "hired_on") or today
    if hired_on - today > _FURTHEST:
        raise NotFound("joining.too_far", field="hired_on")
    engagement = _engagement(said["engagement"])
    months = _months(said["contract_months"])
    return Hire(
        name=said["name"],
        number=said["number"],
        engagement=engagement,
        hired_on=hired_on,
        manager=said["manager"],
        post=said["post"],
        contract_months=months,
        probation_ends_on=_probation(
            _contract(engagement, hired_on, months),
            _day(said["probation_ends_on"], "probation_ends_on"),
        ),
        mentor=said["mentor"],
        plan=said["plan"],
        signed=said["signed"],
    )


def _contract(engagement: Engagement, hired_on: date, months: int | None) -> Contract | None:
    if months is None:
        return None
    ends_on = add_months(hired_on, months) - timedelta(days=1) if months else None
    return Contract(engagement=engagement, starts_on=hired_on, ends_on=ends_on)


def _probation(contract: Contract | None, said: date | None) -> date | None:
    if contract is None:
        if said is not None:
            raise NotFound("joining.contract_first", field="contract_months")
        return None
    latest = last_lawful_day(contract)
    if said is None:
        return latest
    if latest is None:
        raise NotFound("joining.no_probation", field="probation_ends_on")
    if not contract.starts_on <= said <= latest:
        raise NotFound(
            "joining.probation_too_long", field="probation_ends_on", latest=latest.isoformat()
        )
    return said


def _engagement(said: str) -> Engagement:
    try:
        return Engagement(said or Engagement.EMPLOYEE)
    except ValueError:
        raise NotFound("error.form_missing", field="engagement") from None


def _months(said: str) -> int | None:
    if not said:
        return None
    if not said.isdecimal() or not said.isascii() or int(said) > _MOST_MONTHS:
        raise NotFound("joining.bad_months", field="contract_months")
    return int(said)


def _day(said: str, field_name: str) -> date | None:
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise NotFound("joining.bad_day", field=field_name) from None
