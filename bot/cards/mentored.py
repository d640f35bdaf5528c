"""The card or form for each thing that the handlers of mentoring find."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from bot.cards import mentor_change, mentor_joint, mentor_leave, mentor_record, mentoring, pulse
from bot.cards.card import Card
from bot.cards.form import Form
from bot.cards.reader import Reader
from rules.mentor_change import (
    AnotherAsked,
    AskAnother,
    ChangeDecided,
    ChangeProposal,
    ConfirmPairing,
    MentorChanged,
    MentorFit,
    NothingChanged,
    Paired,
)
from rules.mentor_desk import Desk, MenteeCard, MenteeWeek, Mentored, MentorWeek
from rules.mentor_joint import AskJoint, JointSaved
from rules.mentor_leave import AskLeave, LeaveNoted
from rules.mentor_record import (
    AskRecord,
    CommentGiven,
    NotYourMentee,
    RecordDraft,
    RecordDropped,
    RecordSaved,
    ReportToComment,
    VisitAnswered,
    VisitToConfirm,
    WhichMentee,
)
from rules.privacy import DataClass
from rules.pulse_card import AskRating, MentoringAttention, RatingSaved

#: What the answer to each kind of fact tells: a record names a customer. A new kind adds its row.
HOLDS: Mapping[type, DataClass] = {
    Desk: DataClass.PERSONAL,
    MenteeCard: DataClass.ASSESSMENT,
    ConfirmPairing: DataClass.PERSONAL,
    Paired: DataClass.PERSONAL,
    NothingChanged: DataClass.PUBLIC,
    AskRecord: DataClass.MONEY,
    RecordDraft: DataClass.MONEY,
    WhichMentee: DataClass.PERSONAL,
    NotYourMentee: DataClass.MONEY,
    RecordSaved: DataClass.MONEY,
    RecordDropped: DataClass.PUBLIC,
    AskJoint: DataClass.PERSONAL,
    JointSaved: DataClass.MONEY,
    AskLeave: DataClass.PERSONAL,
    LeaveNoted: DataClass.PERSONAL,
    VisitAnswered: DataClass.PERSONAL,
    AskRating: DataClass.ASSESSMENT,
    RatingSaved: DataClass.ASSESSMENT,
    ChangeProposal: DataClass.ASSESSMENT,
    ChangeDecided: DataClass.PERSONAL,
    AskAnother: DataClass.PERSONAL,
    AnotherAsked: DataClass.PERSONAL,
}


def word(facts: Mentored, reader: Reader) -> Card | Form:
    """Give the card or form; raise TypeError for what has none."""
    for words in (_arranged, _recorded, _rated, _of_all):
        if (found := words(facts, reader)) is not None:
            return replace(found, holds=HOLDS[type(facts)])
    raise TypeError(f"no card for {type(facts).__name__}")


def _arranged(facts: Mentored, reader: Reader) -> Card | Form | None:
    match facts:
        case Desk():
            return mentoring.desk(facts, reader)
        case MenteeCard():
            return mentoring.mentee(facts, reader)
        case ConfirmPairing():
            return mentoring.confirm_pairing(facts, reader)
        case Paired():
            return mentoring.paired(facts, reader)
        case NothingChanged():
            return Card(title=reader.say("mentoring.nothing_changed"))
    return None


def _recorded(facts: Mentored, reader: Reader) -> Card | Form | None:
    answer: Card | Form | None = None
    match facts:
        case AskRecord():
            answer = mentor_record.form(facts, reader)
        case RecordDraft():
            answer = mentor_record.draft(facts, reader)
        case WhichMentee():
            answer = mentor_record.which(facts, reader)
        case NotYourMentee():
            answer = mentor_record.not_yours(facts, reader)
        case RecordSaved():
            answer = mentor_record.saved(facts, reader)
        case RecordDropped():
            answer = mentor_record.dropped(facts, reader)
        case VisitAnswered():
            answer = mentor_record.visit_answered(facts, reader)
    return answer


def _rated(facts: Mentored, reader: Reader) -> Card | Form | None:
    answer: Card | Form | None = None
    match facts:
        case AskRating():
            answer = pulse.ask(facts, reader)
        case RatingSaved():
            answer = pulse.saved(facts, reader)
        case ChangeProposal():
            answer = mentor_change.proposal(facts, reader)
        case ChangeDecided():
            answer = mentor_change.decided(facts, reader)
        case AskAnother():
            answer = mentor_change.ask_another(facts, reader)
        case AnotherAsked():
            answer = mentor_change.another_asked(reader)
    return answer


def _of_all(facts: Mentored, reader: Reader) -> Card | Form | None:
    """Word what is about several mentees at once."""
    match facts:
        case AskJoint():
            return mentor_joint.form(facts, reader)
        case JointSaved():
            return mentor_joint.saved(facts, reader)
        case AskLeave():
            return mentor_leave.ask(facts, reader)
        case LeaveNoted():
            return mentor_leave.noted(facts, reader)
    return None


# --- Notices -------------------------------------------------------------------------------------


def monday(facts: str, reader: Reader) -> Card:
    """Word a mentor's Monday."""
    return mentoring.monday(_week(facts), reader)


def missing(facts: str, reader: Reader) -> Card:
    """Word what a mentor has still to do."""
    return mentoring.missing(_week(facts), reader)


def visit(facts: str, reader: Reader) -> Card:
    """Word a visit that a rep is asked about."""
    return mentor_record.visit(VisitToConfirm(**json.loads(facts)), reader)


def report(facts: str, reader: Reader) -> Card:
    """Word a report that waits for a comment."""
    return mentor_record.report(ReportToComment(**json.loads(facts)), reader)


def comment(facts: str, reader: Reader) -> Card:
    """Word a comment on her report."""
    return mentor_record.comment(CommentGiven(**json.loads(facts)), reader)


def proposal(facts: str, reader: Reader) -> Card:
    """Word a proposed change for HR."""
    told = json.loads(facts)
    mentors = tuple(MentorFit(**{**one, "strong": tuple(one["strong"])}) for one in told["mentors"])
    return mentor_change.proposal(ChangeProposal(**{**told, "mentors": mentors}), reader)


def attention(facts: str, reader: Reader) -> Card:
    """Word for a manager that a pairing needs attention."""
    return pulse.attention(MentoringAttention(**json.loads(facts)), reader)


def changed(facts: str, reader: Reader) -> Card:
    """Word a changed arrangement."""
    return mentor_change.changed(MentorChanged(**json.loads(facts)), reader)


def rating(facts: str, reader: Reader) -> Card:
    """Word a question of the pulse."""
    return pulse.ask(AskRating(**json.loads(facts)), reader)


def _week(facts: str) -> MentorWeek:
    told = json.loads(facts)
    mentees = tuple(_line(one) for one in told["mentees"])
    return MentorWeek(week=told["week"], mentees=mentees)


def _line(told: Mapping[str, object]) -> MenteeWeek:
    tasks = told["tasks"]
    assert isinstance(tasks, list)  # noqa: S101 - as `jobs.mentoring` wrote it
    kept = {**told, "tasks": tuple((kind, state) for kind, state in tasks)}
    return MenteeWeek(**kept)  # type: ignore[arg-type] # fields of one class, by name
