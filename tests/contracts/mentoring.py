"""Facts of each notice of mentoring, with one name for every person and every word of hers."""

from __future__ import annotations

import json
from dataclasses import asdict

from rules.mentor_change import ChangeProposal, MentorChanged, MentorFit
from rules.mentor_desk import MenteeWeek, MentorWeek
from rules.mentor_record import CommentGiven, ReportToComment, VisitToConfirm
from rules.notices import NoticeKind
from rules.pulse_card import AskRating, MentoringAttention

_DAY = "2026-11-23"
_Told = (
    MentorWeek
    | VisitToConfirm
    | ReportToComment
    | CommentGiven
    | ChangeProposal
    | MentoringAttention
    | MentorChanged
    | AskRating
)


def mentor_facts(name: str) -> dict[NoticeKind, str]:
    """Give the facts of each kind."""
    line = MenteeWeek(
        pairing_id=1, name=name, tasks=(("ride_along", "open"), ("review", "done")), report_id=2
    )
    week = MentorWeek(week=_DAY, mentees=(line,))
    proposal = ChangeProposal(
        proposal_id=1,
        reason="alarm",
        state="talked",
        rep=name,
        rep_number="A1",
        mentor=name,
        mean="4.50",
        ratings=4,
        score=2,
        words=name,
        mentors=(MentorFit(person_id=6, name=name, mentees=1, capacity=2, strong=({"zh": name},)),),
        is_identifiable=True,
        week=_DAY,
    )
    facts: dict[NoticeKind, _Told] = {
        NoticeKind.MENTOR_WEEK: week,
        NoticeKind.MENTOR_MISSING: week,
        NoticeKind.MENTOR_VISIT: VisitToConfirm(
            record_id=1, mentor=name, on_day=_DAY, customer=name, listening="4.5"
        ),
        NoticeKind.MENTOR_REPORT: ReportToComment(
            report_id=1, rep=name, customer=name, report=name
        ),
        NoticeKind.MENTOR_COMMENT: CommentGiven(mentor=name, comment=name, next=name),
        NoticeKind.MENTOR_PROPOSAL: proposal,
        NoticeKind.MENTOR_ATTENTION: MentoringAttention(rep=name),
        NoticeKind.MENTOR_CHANGED: MentorChanged(role="rep", rep=name, mentor=name, since=_DAY),
        NoticeKind.PULSE: AskRating(pairing_id=1, week=_DAY, question="satisfaction"),
    }
    return {kind: json.dumps(asdict(one), ensure_ascii=False) for kind, one in facts.items()}
