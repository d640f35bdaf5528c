"""Interviews: planned with somebody, recorded by her with evidence, and reminded of only after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from rules.workdays import Workdays

#: The scale of a rating in the form; 1 is the lowest.
LOWEST, HIGHEST = 1, 5
#: Workdays after the interview on which it is reminded of; then no more.
REMINDED_AFTER = (0, 1, 3)
LONGEST_EVIDENCE = 500


class InterviewState(StrEnum):
    """How an interview stands."""

    PLANNED = "planned"
    RECORDED = "recorded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """One talk with a candidate."""

    id: int
    #: "ats/I-9", or the act that wrote it.
    key: str
    candidate_id: int
    interviewer_id: int
    state: InterviewState
    ends_at: datetime
    recorded_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What an interviewer says of one trait, and the words or act that she bases it on."""

    trait: str
    #: LOWEST to HIGHEST.
    value: int
    evidence: str


def reminder_number(ended_on: date, today: date, workdays: Workdays) -> int | None:
    """Give which reminder is due, from 1; None before the interview is over and after the last.

    Days are the interviewer's own workdays: the first as soon as it is over, then after one and
    after three.
    """
    if today < ended_on:
        return None
    passed = 0
    day = ended_on
    while day < today and passed <= REMINDED_AFTER[-1]:
        day = workdays.first_after(day)
        if day <= today:
            passed += 1
    if passed > REMINDED_AFTER[-1]:
        return None
    return sum(passed >= after for after in REMINDED_AFTER)


def rating_problems(answers: Mapping[str, str], traits: tuple[str, ...]) -> Mapping[str, str]:
    """Say what is wrong with a filled-in form, by field: "needs_evidence", "too_long", "nothing".

    A trait that was not talked about is left out; a rating without evidence is refused.
    """
    wrong: dict[str, str] = {}
    rated = [trait for trait in traits if answers.get(f"rating_{trait}", "").strip()]
    for trait in traits:
        said = answers.get(f"said_{trait}", "").strip()
        if len(said) > LONGEST_EVIDENCE:
            wrong[f"said_{trait}"] = "too_long"
        elif trait in rated and not said:
            wrong[f"said_{trait}"] = "needs_evidence"
        elif said and trait not in rated:
            wrong[f"rating_{trait}"] = "needs_rating"
    for trait in rated:
        value = answers[f"rating_{trait}"].strip()
        if value not in {str(n) for n in range(LOWEST, HIGHEST + 1)}:
            wrong[f"rating_{trait}"] = "off_scale"
    if not rated and traits and not wrong:
        wrong[f"rating_{traits[0]}"] = "nothing"
    return wrong


def ratings(answers: Mapping[str, str], traits: tuple[str, ...]) -> tuple[Rating, ...]:
    """Give the ratings of a form without problems."""
    return tuple(
        Rating(
            trait=trait,
            value=int(answers[f"rating_{trait}"]),
            evidence=" ".join(answers[f"said_{trait}"].split()),
        )
        for trait in traits
        if answers.get(f"rating_{trait}", "").strip()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AskInterview:
    """The form of an interview; `traits` are (key, Chinese name, English name)."""

    candidate: str
    argument: str
    traits: tuple[tuple[str, str, str], ...]
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewSaved:
    """An interview is kept; ratings are (Chinese name, English name, "4/5", evidence)."""

    candidate: str
    on_day: str
    ratings: tuple[tuple[str, str, str, str], ...]
    is_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewDue:
    """An interview took place and is not recorded."""

    interview_id: int
    candidate: str
    #: The day it took place, "2026-11-24".
    on_day: str
    #: Which reminder this is, and how many there are at most.
    number: int
    of: int = len(REMINDED_AFTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCandidateScore:
    """The form of a test's score."""

    candidate: str
    argument: str
    traits: tuple[tuple[str, str, str], ...]
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateScoreSaved:
    """A score is kept as it was given."""

    candidate: str
    kind: str
    names: tuple[str, str]
    score: str
    low: str
    high: str
    percent: str
    is_repeat: bool = False
