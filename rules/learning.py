"""Learning paths (RULES row 8): what an entry test asks a rep to learn, why, and by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from rules.deal import Stamp
from rules.errors import Invalid
from rules.workdays import Workdays

_CENT = Decimal("0.01")


class Strength(StrEnum):
    """How fast somebody learns; it sets the pace of a path, never what is in it."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


#: How many workdays a course may take, by its own length in ordinary workdays: times this.
_PACE = {Strength.SLOW: Decimal("1.5"), Strength.NORMAL: Decimal(1), Strength.FAST: Decimal("0.5")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A test result as it was given, with the scale it was given on (RULES row 27)."""

    value: Decimal
    #: The best that can be reached; the worst is 0.
    out_of: Decimal = Decimal(100)

    def __post_init__(self) -> None:
        """Raise Invalid for a value outside of its scale."""
        if not self.out_of > 0 or not 0 <= self.value <= self.out_of:
            raise Invalid("score", f"{self.value} is not on a scale of 0 to {self.out_of}.")

    @property
    def percent(self) -> Decimal:
        """The score on a scale of 100, to two places half-up: what is shown and what decides."""
        return (self.value * 100 / self.out_of).quantize(_CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course of the catalogue. Ids are the catalogue's and never used again."""

    id: str
    domain: str
    #: By language: "zh", "en".
    title: Mapping[str, str]
    #: Workdays that an ordinary learner has for it.
    workdays: int = 5
    #: In the path of everybody, tested or not.
    is_base: bool = False
    #: Whether the rep's own word completes it.
    may_be_self_reported: bool = False
    #: Where it is taken; empty if it is not online.
    url: str = ""
    #: What other systems call it, such as the IRI of xAPI.
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A field of knowledge, with the score on 100 that passes it."""

    id: str
    title: Mapping[str, str]
    pass_mark: Decimal = Decimal(70)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All domains and courses, in the order in which they are learned."""

    domains: tuple[Domain, ...]
    courses: tuple[Course, ...]

    def course(self, course_id: str) -> Course | None:
        """Give a course by its id; None if it is not in the catalogue any more."""
        return next((one for one in self.courses if one.id == course_id), None)

    def course_of(self, name: str) -> Course | None:
        """Give the course of this id, alias or address; None if there is none."""
        return self.course(name) or next(
            (one for one in self.courses if name in one.aliases or name == (one.url or None)), None
        )

    def domain(self, domain_id: str) -> Domain | None:
        """Give a domain by its id; None if there is none."""
        return next((one for one in self.domains if one.id == domain_id), None)


class Why(StrEnum):
    """The reason for which a course is in a path."""

    BASE = "base"
    GAP = "gap"
    UNTESTED = "untested"
    #: Somebody asked for it, whatever the tests say.
    ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a course is in the path; `score` and `pass_mark` on 100, None where it is no gap."""

    why: Why
    domain: str
    score: Decimal | None = None
    pass_mark: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One course of a path."""

    course: Course
    reason: Reason
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTest:
    """What is known of a rep when the path is made; a domain that is missing was not tested."""

    scores: Mapping[str, Score] = field(default_factory=dict)
    strength: Strength = Strength.NORMAL


def learning_path(
    catalogue: Catalogue, test: EntryTest, *, starts_on: date, workdays: Workdays
) -> tuple[Step, ...]:
    """Give the courses a rep is asked to take, in the catalogue's order (RULES row 8).

    Each domain under its pass mark (strictly) brings its courses; courses of the base are in every
    path; a domain that is passed or was not tested brings nothing else. Without any test the path
    is the base alone. Courses follow each other: a due date is so many of her workdays after the
    one before, by the course's length and her pace.
    """
    steps: list[Step] = []
    due_on = workdays.add(starts_on, 0)
    for course in catalogue.courses:
        reason = _reason(course, catalogue, test)
        if reason is not None:
            due_on = workdays.add(due_on, _length(course, test.strength))
            steps.append(Step(course=course, reason=reason, due_on=due_on))
    return tuple(steps)


def _reason(course: Course, catalogue: Catalogue, test: EntryTest) -> Reason | None:
    domain = catalogue.domain(course.domain)
    score = test.scores.get(course.domain)
    if domain is not None and score is not None and score.percent < domain.pass_mark:
        return Reason(
            why=Why.GAP, domain=domain.id, score=score.percent, pass_mark=domain.pass_mark
        )
    if not course.is_base:
        return None
    return Reason(why=Why.BASE if test.scores else Why.UNTESTED, domain=course.domain)


def _length(course: Course, strength: Strength) -> int:
    """Give the workdays a course takes at a pace; half a day more is a day more."""
    paced = (course.workdays * _PACE[strength]).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return max(1, int(paced))


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far somebody is on a path."""

    completed: int
    total: int
    #: Of those due so far: the figure of RULES row 18.
    due: int
    due_completed: int

    @property
    def percent_of_due(self) -> Decimal | None:
        """Completed of what is due so far, in percent to two places; None if nothing is due."""
        if not self.due:
            return None
        part = Decimal(self.due_completed * 100) / self.due
        return part.quantize(_CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A test of one domain, as it came; the id is the sender's."""

    source: str
    ext_id: str
    person_id: int
    domain: str
    score: Score
    taken_at: datetime
    #: None where the sender did not say.
    strength: Strength | None = None
    #: The Monday of the week that it is said of as a whole; such a test makes no path.
    week: date | None = None
    #: How new that word on the week is.
    stamp: Stamp | None = None


class CompletedBy(StrEnum):
    """On whose word a course is completed."""

    EVENT = "course.completed"
    STATEMENT = "xapi.statement"
    RETEST = "retest"
    SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A course of a person; without reason and days where she took it unasked."""

    person_id: int
    course_id: str
    reason: Reason | None = None
    assigned_on: date | None = None
    due_on: date | None = None
    completed_at: datetime | None = None
    completed_by: CompletedBy | None = None
    #: The day of the newest attempt that did not pass, by her clock.
    failed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it was asked of her and is not completed."""
        return self.assigned_on is not None and self.completed_at is None

    def completed(self, at: datetime, by: CompletedBy) -> Enrolment:
        """Give it completed; the earliest completion stands, in whatever order they come."""
        if self.completed_at is not None and self.completed_at <= at:
            return self
        return replace(self, completed_at=at, completed_by=by)

    def failed(self, day: date) -> Enrolment:
        """Give it with an attempt that did not pass; it takes no completion back."""
        if self.failed_on is not None and self.failed_on >= day:
            return self
        return replace(self, failed_on=day)


def entry_test(assessments: Sequence[Assessment]) -> EntryTest:
    """Give what is known of a rep: of each domain the newest score, the newest word on her pace."""
    ordered = sorted(assessments, key=_taken)
    strengths = [one.strength for one in ordered if one.strength is not None]
    return EntryTest(
        scores={one.domain: one.score for one in ordered},
        strength=strengths[-1] if strengths else Strength.NORMAL,
    )


def passed_retests(catalogue: Catalogue, assessments: Sequence[Assessment]) -> dict[str, datetime]:
    """Give the domains whose re-test was passed, and when first; a first test is no re-test.

    The pass mark is enough (RULES row 8).
    """
    passed: dict[str, datetime] = {}
    tested: set[str] = set()
    for one in sorted(assessments, key=_taken):
        domain = catalogue.domain(one.domain)
        if domain is not None and one.domain in tested and one.score.percent >= domain.pass_mark:
            passed.setdefault(one.domain, one.taken_at)
        tested.add(one.domain)
    return passed


def remade_path(
    catalogue: Catalogue,
    assessments: Sequence[Assessment],
    enrolments: Sequence[Enrolment],
    *,
    person_id: int,
    starts_on: date,
    workdays: Workdays,
) -> list[Enrolment]:
    """Give the enrolments that are new or changed, the tests being these (RULES row 8).

    A course that was asked for keeps its days and is told the newest reason; what is completed
    stays so; new courses come after the open ones. A passed re-test completes the open courses of
    its domain. What is said of a week as a whole is its skill (`rules.skill`) and makes no path.
    """
    assessments = [one for one in assessments if one.week is None]
    known = {one.course_id: one for one in enrolments}
    asked = {one.course_id for one in enrolments if one.assigned_on is not None}
    done = {one.course_id for one in enrolments if one.completed_at is not None}
    passed = passed_retests(catalogue, assessments)
    whole = learning_path(
        catalogue, entry_test(assessments), starts_on=starts_on, workdays=workdays
    )
    reasons = {step.course.id: step.reason for step in whole}
    changed: dict[str, Enrolment] = {}
    for one in enrolments:
        course = catalogue.course(one.course_id)
        if course is None or not one.is_open:
            continue
        if course.domain in passed:
            changed[one.course_id] = one.completed(passed[course.domain], CompletedBy.RETEST)
        elif one.course_id in asked and reasons.get(one.course_id, one.reason) != one.reason:
            changed[one.course_id] = replace(one, reason=reasons[one.course_id])
    left = replace(
        catalogue, courses=tuple(one for one in catalogue.courses if one.id not in asked | done)
    )
    ends = [one.due_on for one in enrolments if one.is_open and one.due_on is not None]
    begin = max([starts_on, *ends])
    for step in learning_path(left, entry_test(assessments), starts_on=begin, workdays=workdays):
        before = known.get(step.course.id) or Enrolment(
            person_id=person_id, course_id=step.course.id
        )
        changed[step.course.id] = replace(
            before, reason=step.reason, assigned_on=starts_on, due_on=step.due_on
        )
    return list(changed.values())


def progress(enrolments: Sequence[Enrolment], today: date) -> Progress:
    """Give how far somebody is with what was asked of her."""
    asked = [one for one in enrolments if one.assigned_on is not None]
    due = [one for one in asked if one.due_on is not None and one.due_on <= today]
    return Progress(
        completed=sum(not one.is_open for one in asked),
        total=len(asked),
        due=len(due),
        due_completed=sum(not one.is_open for one in due),
    )


def _taken(one: Assessment) -> tuple[datetime, str]:
    return one.taken_at, one.ext_id
