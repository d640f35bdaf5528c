"""Facts of candidates: of the notice and of each answer, with one name for every word of theirs."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

from rules.candidate import CandidateLine, ResumeTaken, WhichCandidate
from rules.interview import (
    AskCandidateScore,
    AskInterview,
    CandidateScoreSaved,
    InterviewDue,
    InterviewSaved,
)
from rules.notices import NoticeKind

_DAY = "2026-11-24"


def hiring_facts(name: str) -> dict[NoticeKind, str]:
    """Give the facts of each kind."""
    due = InterviewDue(interview_id=1, candidate=name, on_day=_DAY, number=1)
    return {NoticeKind.INTERVIEW_DUE: json.dumps(asdict(due), ensure_ascii=False)}


def of_hiring(name: str) -> tuple[object, ...]:
    """Give each kind of answer."""
    traits = (("drive", name, name),)
    line = CandidateLine(id=1, name=name, ref="C1", post=name, added_on=date(2026, 11, 24))
    return (
        WhichCandidate(name=name, route="interview:of", choices=(line,), may_add=True),
        ResumeTaken(
            candidate_id=1,
            candidate=name,
            file=name,
            is_repeat=False,
            pages=2,
            pages_read=2,
            is_cut=False,
            points=(("drive", 3),),
            quotes=(("drive", name),),
            doubted=1,
            dropped=("gender",),
            names={"zh": {"drive": name}, "en": {"drive": name}},
        ),
        AskInterview(candidate=name, argument="due:1", traits=traits, values={"note": name}),
        InterviewSaved(candidate=name, on_day=_DAY, ratings=((name, name, "4/5", name),)),
        AskCandidateScore(
            candidate=name, argument="of:1", traits=traits, values={"taken_on": _DAY}
        ),
        CandidateScoreSaved(
            candidate=name,
            kind="assessment",
            names=(name, name),
            score="4",
            low="0",
            high="5",
            percent="80.00",
        ),
    )
