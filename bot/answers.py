"""The answer to an act: the card or form of each kind of fact, and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from bot import retention_sheet
from bot.cards import (
    alert,
    attachment,
    candidate,
    commission,
    commission_export,
    course,
    good_news,
    held_data,
    hiring,
    intervention,
    joining,
    leaving,
    mentor_change,
    mentor_joint,
    mentor_leave,
    mentor_record,
    mentoring,
    my_mentor,
    my_probation,
    order,
    preference,
    probation,
    pulse,
    question,
    reach,
    reported_deal,
    retention_report,
    risk_model,
    roster,
    score,
    talk,
    target,
    team,
    threshold,
)
from bot.cards.card import Card
from bot.cards.file import File
from bot.cards.form import Form
from bot.cards.reader import Reader
from bot.sheets.dossier import page, sheets
from bot.sheets.table import Table, xlsx
from rules.alert import AlertAnswered, AlertFacts, AskFine, AskHandOver, RiskList
from rules.attachment import XLSX, AttachmentKept, AttachmentPut, AttachmentShown
from rules.candidate import ResumeTaken, WhichCandidate
from rules.commission_export import CommissionExport
from rules.course import AskDone, CourseDone, CourseLater, Courses
from rules.good_news import GoodNewsAnswer, GroupAnswer
from rules.held_data import AskObjection, HeldData, ObjectionSaved
from rules.hiring_desk import (
    AskReason,
    AskWeights,
    CandidateQueue,
    Decided,
    ForCandidate,
    ProfileSaved,
    ProfileShown,
    Screen,
)
from rules.intervention import AskIntervention, InterventionSaved, OutcomeSaved
from rules.interview import (
    AskCandidateScore,
    AskInterview,
    CandidateScoreSaved,
    InterviewSaved,
)
from rules.joining import AskJoin, AskStartDay, StartDayKept
from rules.leaving import AskLastDay, AskTakeover, Leaver
from rules.mentor_change import (
    AnotherAsked,
    AskAnother,
    ChangeDecided,
    ChangeProposal,
    ConfirmPairing,
    NothingChanged,
    Paired,
)
from rules.mentor_desk import Desk, MenteeCard
from rules.mentor_joint import AskJoint, JointSaved
from rules.mentor_leave import AskLeave, LeaveNoted
from rules.mentor_record import (
    AskRecord,
    NotYourMentee,
    RecordDraft,
    RecordDropped,
    RecordSaved,
    VisitAnswered,
    WhichMentee,
)
from rules.money import exponent
from rules.my_mentor import MyMentor
from rules.my_probation import MyProbation
from rules.order import OrderShown
from rules.preference import AskHours, Reminders
from rules.privacy import DataClass
from rules.probation_view import (
    AskProbation,
    CriteriaAcknowledged,
    DossierReady,
    ProbationsEnding,
    ProbationView,
)
from rules.pulse_card import AskRating, RatingSaved
from rules.reach import Unreachable
from rules.retention_standing import ModelStanding
from rules.retention_view import RetentionSheet, RetentionView
from rules.roster import RosterExport
from rules.score import AskScore, ScoreDraft, ScoreKept
from rules.statement import (
    AskAmount,
    AskQuestion,
    AskReport,
    AskReportReason,
    Explanation,
    Greeting,
    Help,
    NothingYet,
    QuestionSent,
    ReportAnswer,
    Statement,
    WhatIf,
)
from rules.target_record import (
    AskAcceptance,
    AskDecision,
    MyTarget,
    NoTarget,
    TargetAnswered,
    TargetHistory,
)
from rules.team import TeamStatus
from rules.threshold_record import AskThreshold, ThresholdDecided, ThresholdShown

Answer = Card | Form


def _export(facts: CommissionExport, reader: Reader) -> Card:
    """Give her lines as a file."""
    table = Table(
        title=facts.period,
        columns=commission_export.columns(reader, facts.currency),
        rows=commission_export.rows(facts, reader),
        places=exponent(facts.currency),
    )
    name = commission_export.file_name(facts, reader)
    file = File.of(name, XLSX, xlsx(table))
    return replace(commission_export.card(facts, reader), file=file)


def _evidence(facts: DossierReady, reader: Reader) -> Card:
    """Give a dossier as the file that was asked for; its name has a number and no person's name."""
    card, name = probation.dossier(facts, reader), f"{facts.dossier.number}.{facts.ending}"
    if not facts.ending:
        return card
    if facts.ending == "html":
        return replace(card, file=File.of(name, "text/html", page(facts.dossier).encode()))
    return replace(card, file=File.of(name, XLSX, sheets(facts.dossier)))


def _roster(facts: RosterExport, reader: Reader) -> Card:
    """Give the roster as a file."""
    table = Table(
        title=facts.on.isoformat(),
        columns=roster.columns(reader),
        rows=roster.rows(facts, reader),
    )
    file = File.of(roster.file_name(facts, reader), XLSX, xlsx(table))
    return replace(roster.card(facts, reader), file=file)


@dataclass(frozen=True, slots=True)
class _Row:
    """How the answer to a kind of fact is worded, and what it tells."""

    kind: type
    word: Callable[[object, Reader], Answer]
    holds: DataClass


_Facts = TypeVar("_Facts")


def _row(kind: type[_Facts], word: Callable[[_Facts, Reader], Answer], holds: DataClass) -> _Row:
    def words(facts: object, reader: Reader) -> Answer:
        assert isinstance(facts, kind)  # noqa: S101 - a row is found by it
        return word(facts, reader)

    return _Row(kind, words, holds)


#: A new kind of fact adds its row.
_ROWS = (
    _row(Courses, course.word, DataClass.ASSESSMENT),
    _row(AskDone, course.word, DataClass.ASSESSMENT),
    _row(CourseDone, course.word, DataClass.ASSESSMENT),
    _row(CourseLater, course.word, DataClass.PERSONAL),
    _row(AskScore, score.word, DataClass.ASSESSMENT),
    _row(ScoreDraft, score.word, DataClass.ASSESSMENT),
    _row(ScoreKept, score.word, DataClass.ASSESSMENT),
    _row(AskReport, reported_deal.word, DataClass.MONEY),
    _row(AskReportReason, reported_deal.word, DataClass.MONEY),
    _row(ReportAnswer, reported_deal.word, DataClass.MONEY),
    _row(Statement, commission.statement, DataClass.MONEY),
    _row(Explanation, commission.explanation, DataClass.MONEY),
    _row(NothingYet, commission.nothing_yet, DataClass.PERSONAL),
    _row(WhatIf, commission.what_if, DataClass.MONEY),
    _row(AskAmount, commission.ask_amount, DataClass.PERSONAL),
    # Its title names the customer.
    _row(AskQuestion, question.ask_question, DataClass.MONEY),
    _row(QuestionSent, question.question_sent, DataClass.PERSONAL),
    _row(Reminders, preference.word, DataClass.PERSONAL),
    _row(AskHours, preference.word, DataClass.PERSONAL),
    _row(Help, talk.can_do, DataClass.PUBLIC),
    _row(Greeting, talk.greeted, DataClass.PUBLIC),
    _row(Unreachable, reach.unreachable, DataClass.PERSONAL),
    _row(MyTarget, target.word, DataClass.MONEY),
    _row(NoTarget, target.word, DataClass.PERSONAL),
    _row(TargetHistory, target.word, DataClass.ASSESSMENT),
    _row(AskDecision, target.word, DataClass.PERSONAL),
    _row(AskAcceptance, target.word, DataClass.PERSONAL),
    _row(TargetAnswered, target.word, DataClass.PERSONAL),
    _row(ProbationView, probation.word, DataClass.ASSESSMENT),
    _row(ProbationsEnding, probation.word, DataClass.ASSESSMENT),
    _row(AskProbation, probation.word, DataClass.ASSESSMENT),
    _row(CriteriaAcknowledged, probation.word, DataClass.PERSONAL),
    _row(AlertFacts, alert.word, DataClass.ASSESSMENT),
    _row(AlertAnswered, alert.word, DataClass.ASSESSMENT),
    _row(AskFine, alert.word, DataClass.ASSESSMENT),
    _row(AskHandOver, alert.word, DataClass.ASSESSMENT),
    _row(RiskList, alert.word, DataClass.ASSESSMENT),
    _row(AskThreshold, threshold.word, DataClass.ASSESSMENT),
    _row(ThresholdDecided, threshold.word, DataClass.ASSESSMENT),
    _row(ThresholdShown, threshold.word, DataClass.ASSESSMENT),
    # A small month is a person.
    _row(RetentionView, retention_report.card, DataClass.ASSESSMENT),
    _row(RetentionSheet, retention_sheet.card, DataClass.ASSESSMENT),
    # Counts and figures of a model; of nobody.
    _row(ModelStanding, risk_model.card, DataClass.PERSONAL),
    _row(AskIntervention, intervention.word, DataClass.ASSESSMENT),
    _row(InterventionSaved, intervention.word, DataClass.ASSESSMENT),
    _row(OutcomeSaved, intervention.word, DataClass.ASSESSMENT),
    _row(HeldData, held_data.word, DataClass.ASSESSMENT),
    _row(AskObjection, held_data.word, DataClass.PERSONAL),
    _row(ObjectionSaved, held_data.word, DataClass.PERSONAL),
    _row(DossierReady, _evidence, DataClass.ASSESSMENT),
    # A customer only where the site tells it to a whole group.
    _row(GoodNewsAnswer, good_news.word, DataClass.PERSONAL),
    _row(GroupAnswer, good_news.word, DataClass.PUBLIC),
    # Its buttons name mentees.
    _row(AttachmentKept, attachment.word, DataClass.PERSONAL),
    _row(AttachmentPut, attachment.word, DataClass.PERSONAL),
    # Nobody knows what is on it.
    _row(AttachmentShown, attachment.word, DataClass.ASSESSMENT),
    _row(CommissionExport, _export, DataClass.MONEY),
    _row(TeamStatus, team.team, DataClass.ASSESSMENT),
    _row(MyMentor, my_mentor.my_mentor, DataClass.PERSONAL),
    _row(MyProbation, my_probation.my_probation, DataClass.PERSONAL),
    _row(WhichCandidate, candidate.word, DataClass.ASSESSMENT),
    _row(ResumeTaken, candidate.word, DataClass.ASSESSMENT),
    _row(AskInterview, candidate.word, DataClass.ASSESSMENT),
    _row(InterviewSaved, candidate.word, DataClass.ASSESSMENT),
    _row(AskCandidateScore, candidate.word, DataClass.ASSESSMENT),
    _row(CandidateScoreSaved, candidate.word, DataClass.ASSESSMENT),
    _row(CandidateQueue, hiring.word, DataClass.ASSESSMENT),
    _row(Screen, hiring.word, DataClass.ASSESSMENT),
    _row(AskReason, hiring.word, DataClass.ASSESSMENT),
    _row(Decided, hiring.word, DataClass.ASSESSMENT),
    _row(ForCandidate, hiring.word, DataClass.ASSESSMENT),
    _row(ProfileShown, hiring.word, DataClass.ASSESSMENT),
    _row(AskWeights, hiring.word, DataClass.ASSESSMENT),
    _row(ProfileSaved, hiring.word, DataClass.ASSESSMENT),
    # The reason of a target.
    _row(OrderShown, order.word, DataClass.ASSESSMENT),
    _row(AskJoin, joining.form, DataClass.PERSONAL),
    _row(AskStartDay, joining.start_day, DataClass.PERSONAL),
    _row(StartDayKept, joining.start_day, DataClass.PERSONAL),
    _row(Leaver, leaving.word, DataClass.ASSESSMENT),
    _row(AskLastDay, leaving.word, DataClass.PERSONAL),
    # Whose alerts they are.
    _row(AskTakeover, leaving.word, DataClass.ASSESSMENT),
    _row(RosterExport, _roster, DataClass.PERSONAL),
    _row(Desk, mentoring.desk, DataClass.PERSONAL),
    _row(MenteeCard, mentoring.mentee, DataClass.ASSESSMENT),
    _row(ConfirmPairing, mentoring.confirm_pairing, DataClass.PERSONAL),
    _row(Paired, mentoring.paired, DataClass.PERSONAL),
    _row(NothingChanged, mentoring.nothing_changed, DataClass.PUBLIC),
    _row(AskRecord, mentor_record.form, DataClass.MONEY),
    _row(RecordDraft, mentor_record.draft, DataClass.MONEY),
    _row(WhichMentee, mentor_record.which, DataClass.PERSONAL),
    _row(NotYourMentee, mentor_record.not_yours, DataClass.MONEY),
    _row(RecordSaved, mentor_record.saved, DataClass.MONEY),
    _row(RecordDropped, mentor_record.dropped, DataClass.PUBLIC),
    _row(AskJoint, mentor_joint.form, DataClass.PERSONAL),
    _row(JointSaved, mentor_joint.saved, DataClass.MONEY),
    _row(AskLeave, mentor_leave.ask, DataClass.PERSONAL),
    _row(LeaveNoted, mentor_leave.noted, DataClass.PERSONAL),
    _row(VisitAnswered, mentor_record.visit_answered, DataClass.PERSONAL),
    _row(AskRating, pulse.ask, DataClass.ASSESSMENT),
    _row(RatingSaved, pulse.saved, DataClass.ASSESSMENT),
    _row(ChangeProposal, mentor_change.proposal, DataClass.ASSESSMENT),
    _row(ChangeDecided, mentor_change.decided, DataClass.PERSONAL),
    _row(AskAnother, mentor_change.ask_another, DataClass.PERSONAL),
    _row(AnotherAsked, mentor_change.another_asked, DataClass.PERSONAL),
)
_BY_KIND: Mapping[type, _Row] = {row.kind: row for row in _ROWS}
#: What the answer to each kind of fact tells.
HOLDS: Mapping[type, DataClass] = {row.kind: row.holds for row in _ROWS}


def word(facts: object, reader: Reader) -> Answer:
    """Give the card or form for what a handler found; raise TypeError for what has none."""
    row = _BY_KIND.get(type(facts))
    if row is None:
        raise TypeError(f"no card for {type(facts).__name__}")
    return replace(row.word(facts, reader), holds=row.holds)
