"""The answer to an act: its card or form, and the message that carries it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

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
    mentored,
    my_mentor,
    my_probation,
    order,
    preference,
    probation,
    question,
    reach,
    reported_deal,
    retention_report,
    roster,
    score,
    talk,
    target,
    team,
    threshold,
)
from bot.cards.actions import seal
from bot.cards.card import Card
from bot.cards.charts import draw_curve
from bot.cards.file import File
from bot.cards.form import Form
from bot.cards.message import Message
from bot.cards.reader import Reader
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
from rules.joining import AskJoin
from rules.leaving import AskLastDay, AskTakeover, Leaver
from rules.mentor_desk import Mentored
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
    ProbationView,
)
from rules.reach import Unreachable
from rules.retention_view import RetentionView
from rules.roster import RosterExport
from rules.score import AskScore, ScoreDraft, ScoreKept
from rules.statement import (
    AskAmount,
    AskQuestion,
    AskReport,
    AskReportReason,
    Explanation,
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
from rules.threshold_record import AskThreshold, ThresholdDecided

Answer = Card | Form

#: What the answer to each kind of fact tells. A new kind adds its row.
HOLDS: Mapping[type, DataClass] = {
    Courses: DataClass.ASSESSMENT,
    AskDone: DataClass.ASSESSMENT,
    CourseDone: DataClass.ASSESSMENT,
    CourseLater: DataClass.PERSONAL,
    AskScore: DataClass.ASSESSMENT,
    ScoreDraft: DataClass.ASSESSMENT,
    ScoreKept: DataClass.ASSESSMENT,
    AskReport: DataClass.MONEY,
    AskReportReason: DataClass.MONEY,
    ReportAnswer: DataClass.MONEY,
    Statement: DataClass.MONEY,
    Explanation: DataClass.MONEY,
    NothingYet: DataClass.PERSONAL,
    WhatIf: DataClass.MONEY,
    AskAmount: DataClass.PERSONAL,
    AskQuestion: DataClass.MONEY,  # its title names the customer
    QuestionSent: DataClass.PERSONAL,
    Reminders: DataClass.PERSONAL,
    AskHours: DataClass.PERSONAL,
    Help: DataClass.PUBLIC,
    Unreachable: DataClass.PERSONAL,
    MyTarget: DataClass.MONEY,
    NoTarget: DataClass.PERSONAL,
    TargetHistory: DataClass.ASSESSMENT,
    AskDecision: DataClass.PERSONAL,
    AskAcceptance: DataClass.PERSONAL,
    TargetAnswered: DataClass.PERSONAL,
    ProbationView: DataClass.ASSESSMENT,
    AskProbation: DataClass.ASSESSMENT,
    CriteriaAcknowledged: DataClass.PERSONAL,
    AlertFacts: DataClass.ASSESSMENT,
    AlertAnswered: DataClass.ASSESSMENT,
    AskFine: DataClass.ASSESSMENT,
    AskHandOver: DataClass.ASSESSMENT,
    RiskList: DataClass.ASSESSMENT,
    AskThreshold: DataClass.ASSESSMENT,
    ThresholdDecided: DataClass.ASSESSMENT,
    RetentionView: DataClass.ASSESSMENT,  # a small month is a person
    AskIntervention: DataClass.ASSESSMENT,
    InterventionSaved: DataClass.ASSESSMENT,
    OutcomeSaved: DataClass.ASSESSMENT,
    HeldData: DataClass.ASSESSMENT,
    AskObjection: DataClass.PERSONAL,
    ObjectionSaved: DataClass.PERSONAL,
    DossierReady: DataClass.ASSESSMENT,
    GoodNewsAnswer: DataClass.PERSONAL,  # a customer only where the site tells it to a whole group
    GroupAnswer: DataClass.PUBLIC,
    AttachmentKept: DataClass.PERSONAL,  # its buttons name mentees
    AttachmentPut: DataClass.PERSONAL,
    AttachmentShown: DataClass.ASSESSMENT,  # nobody knows what is on it
    CommissionExport: DataClass.MONEY,
    TeamStatus: DataClass.ASSESSMENT,
    MyMentor: DataClass.PERSONAL,
    MyProbation: DataClass.PERSONAL,
    WhichCandidate: DataClass.ASSESSMENT,
    ResumeTaken: DataClass.ASSESSMENT,
    AskInterview: DataClass.ASSESSMENT,
    InterviewSaved: DataClass.ASSESSMENT,
    AskCandidateScore: DataClass.ASSESSMENT,
    CandidateScoreSaved: DataClass.ASSESSMENT,
    CandidateQueue: DataClass.ASSESSMENT,
    Screen: DataClass.ASSESSMENT,
    AskReason: DataClass.ASSESSMENT,
    Decided: DataClass.ASSESSMENT,
    ForCandidate: DataClass.ASSESSMENT,
    ProfileShown: DataClass.ASSESSMENT,
    AskWeights: DataClass.ASSESSMENT,
    ProfileSaved: DataClass.ASSESSMENT,
    OrderShown: DataClass.ASSESSMENT,  # the reason of a target
    AskJoin: DataClass.PERSONAL,
    Leaver: DataClass.ASSESSMENT,
    AskLastDay: DataClass.PERSONAL,
    AskTakeover: DataClass.ASSESSMENT,  # whose alerts they are
    RosterExport: DataClass.PERSONAL,
}


def word(facts: object, reader: Reader) -> Answer:
    """Give the card or form for what a handler found; each kind of fact has one."""
    if isinstance(facts, Mentored):
        return mentored.word(facts, reader)
    if isinstance(facts, candidate.Facts):
        return replace(candidate.word(facts, reader), holds=HOLDS[type(facts)])
    if isinstance(facts, hiring.Facts):
        return replace(hiring.word(facts, reader), holds=HOLDS[type(facts)])
    if isinstance(facts, course.Facts):
        return replace(course.word(facts, reader), holds=HOLDS[type(facts)])
    if isinstance(facts, score.Facts):
        return replace(score.word(facts, reader), holds=HOLDS[type(facts)])
    return _worded(facts, reader)


def _worded(facts: object, reader: Reader) -> Answer:
    answer: Answer
    match facts:
        case Statement():
            answer = commission.statement(facts, reader)
        case Explanation():
            answer = commission.explanation(facts, reader)
        case NothingYet():
            answer = commission.nothing_yet(facts, reader)
        case WhatIf():
            answer = commission.what_if(facts, reader)
        case AskAmount():
            answer = commission.ask_amount(reader)
        case AskQuestion():
            answer = question.ask_question(facts, reader)
        case QuestionSent():
            answer = question.question_sent(facts, reader)
        case Reminders() | AskHours():
            answer = preference.word(facts, reader)
        case Help() | Unreachable():
            answer = _of_the_bot(facts, reader)
        case _:
            answer = _growing(facts, reader)
    return replace(answer, holds=HOLDS[type(facts)])


def _of_the_bot(facts: Help | Unreachable, reader: Reader) -> Card:
    """Word what is about the bot itself."""
    return (
        talk.can_do(facts, reader) if isinstance(facts, Help) else reach.unreachable(facts, reader)
    )


def _growing(facts: object, reader: Reader) -> Answer:
    """Give the card or form of what helps a rep to grow."""
    match facts:
        case (
            MyTarget()
            | NoTarget()
            | TargetHistory()
            | AskDecision()
            | AskAcceptance()
            | TargetAnswered()
        ):
            return target.word(facts, reader)
        case ProbationView() | AskProbation() | CriteriaAcknowledged() | DossierReady():
            return probation.word(facts, reader)
        case AskReport() | AskReportReason() | ReportAnswer():
            return reported_deal.word(facts, reader)
        case AttachmentKept() | AttachmentPut() | AttachmentShown() | CommissionExport():
            return _files(facts, reader)
        case GoodNewsAnswer() | GroupAnswer():
            return good_news.word(facts, reader)
        case _:
            return _retained(facts, reader)


def _retained(facts: object, reader: Reader) -> Answer:
    """Give the card or form of alerts, what is done about them, and what is held of oneself."""
    match facts:
        case AlertFacts() | AlertAnswered() | AskFine() | AskHandOver() | RiskList():
            return alert.word(facts, reader)
        case AskIntervention() | InterventionSaved() | OutcomeSaved():
            return intervention.word(facts, reader)
        case AskThreshold() | ThresholdDecided():
            return threshold.word(facts, reader)
        case RetentionView():
            return retention_report.card(facts, reader)
        case HeldData() | AskObjection() | ObjectionSaved():
            return held_data.word(facts, reader)
        case _:
            return _around_her(facts, reader)


def _around_her(facts: object, reader: Reader) -> Answer:
    """Give the card of who is around somebody, and of the time she has."""
    match facts:
        case TeamStatus():
            return team.team(facts, reader)
        case MyMentor():
            return my_mentor.my_mentor(facts, reader)
        case MyProbation():
            return my_probation.my_probation(facts, reader)
        case _:
            return _of_the_roster(facts, reader)


def _of_the_roster(facts: object, reader: Reader) -> Answer:
    """Give the card or form of who joins, who leaves, and what HR orders."""
    match facts:
        case OrderShown():
            return order.word(facts, reader)
        case AskJoin():
            return joining.form(facts, reader)
        case Leaver() | AskLastDay() | AskTakeover():
            return leaving.word(facts, reader)
        case RosterExport():
            return _roster(facts, reader)
        case _:
            raise TypeError(f"no card for {type(facts).__name__}")


def _files(facts: attachment.Facts | CommissionExport, reader: Reader) -> Card:
    """Give the card of what is a file, or comes as one."""
    if not isinstance(facts, CommissionExport):
        return attachment.word(facts, reader)
    table = Table(
        title=facts.period,
        columns=commission_export.columns(reader, facts.currency),
        rows=commission_export.rows(facts, reader),
        places=exponent(facts.currency),
    )
    name = commission_export.file_name(facts, reader)
    file = File.of(name, XLSX, xlsx(table))
    return replace(commission_export.card(facts, reader), file=file)


def _roster(facts: RosterExport, reader: Reader) -> Card:
    """Give the roster as a file."""
    table = Table(
        title=facts.on.isoformat(),
        columns=roster.columns(reader),
        rows=roster.rows(facts, reader),
    )
    file = File.of(roster.file_name(facts, reader), XLSX, xlsx(table))
    return replace(roster.card(facts, reader), file=file)


def message(
    answer: Answer, reader: Reader, *, act: str, person_id: int | None, key: bytes
) -> Message:
    """Give the message that answers an act, its buttons good for this person alone."""
    told = Message(
        key=f"answer:{act}",
        preview=reader.say("preview.answer"),
        text=answer.title if isinstance(answer, Form) else answer.as_text(),
        card=None if isinstance(answer, Form) else replace(answer, file=None),
        form=answer if isinstance(answer, Form) else None,
        file=None if isinstance(answer, Form) else answer.file,
    )
    return told if person_id is None else seal(told, person_id=person_id, key=key)


def refused(form: Form, written: Mapping[str, str], problem: str, *, field: str = "") -> Form:
    """Give a form again with what was written in it, and what is wrong under the field it is of."""
    names = [question.name for question in form.inputs]
    wrong = field if field in names else names[0]
    inputs = tuple(
        replace(
            question,
            value=written.get(question.name, question.value),
            problem=problem if question.name == wrong else "",
        )
        for question in form.inputs
    )
    return replace(form, inputs=inputs)


def group_line(told: Message, reader: Reader, *, act: str) -> Message:
    """Give what a group sees in place of an answer."""
    said = reader.say("group.private")
    return replace(told, key=f"group:{act}", text=said, card=None, form=None, file=None)


async def drawn(told: Message) -> Message:
    """Draw the picture that goes with an answer, on a thread: it takes a second."""
    file = told.file
    if file is None or not file.drawing:
        return told
    content = await asyncio.to_thread(draw_curve, file.drawing)
    return replace(told, file=File.of(file.name, file.media_type, content))


def without_file(told: Message, reader: Reader) -> Message:
    """Give an answer for a chat that no file can be sent to; it says where the file can be had."""
    name = told.file.name if told.file else ""
    said = reader.say("attachment.elsewhere", name=name)
    card = None if told.card is None else replace(told.card, text=f"{told.card.text}\n{said}")
    return replace(told, text=f"{told.text}\n{said}", card=card, file=None)


def repeated(told: Message, reader: Reader) -> Message:
    """Give the same answer, beginning with that it may have come before; a form asks as it did."""
    said = reader.say("answer.repeated")
    card = told.card
    if card is not None:
        card = replace(card, text=f"{said}\n{card.text}".rstrip())
    return replace(told, text=f"{said}\n{told.text}", card=card)
