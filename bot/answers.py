"""The answer to an act: its card or form, and the message that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.cards import (
    commission,
    course,
    mentored,
    my_mentor,
    my_probation,
    preference,
    probation,
    question,
    reach,
    reported_deal,
    talk,
    target,
    team,
)
from bot.cards.actions import seal
from bot.cards.card import Card
from bot.cards.form import Form
from bot.cards.message import Message
from bot.cards.reader import Reader
from rules.course import AskDone, CourseDone, CourseLater, Courses
from rules.mentor_desk import Mentored
from rules.my_mentor import MyMentor
from rules.my_probation import MyProbation
from rules.preference import AskHours, Reminders
from rules.privacy import DataClass
from rules.probation_record import AskProbation, CriteriaAcknowledged, ProbationView
from rules.reach import Unreachable
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

Answer = Card | Form

#: What the answer to each kind of fact tells. A new kind adds its row.
HOLDS: Mapping[type, DataClass] = {
    Courses: DataClass.ASSESSMENT,
    AskDone: DataClass.ASSESSMENT,
    CourseDone: DataClass.ASSESSMENT,
    CourseLater: DataClass.PERSONAL,
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
    TeamStatus: DataClass.ASSESSMENT,
    MyMentor: DataClass.PERSONAL,
    MyProbation: DataClass.PERSONAL,
}


def word(facts: object, reader: Reader) -> Answer:
    """Give the card or form for what a handler found; each kind of fact has one."""
    if isinstance(facts, Mentored):
        return mentored.word(facts, reader)
    if isinstance(facts, course.Facts):
        return replace(course.word(facts, reader), holds=HOLDS[type(facts)])
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
        case ProbationView() | AskProbation() | CriteriaAcknowledged():
            return probation.word(facts, reader)
        case AskReport() | AskReportReason() | ReportAnswer():
            return reported_deal.word(facts, reader)
        case _:
            return _around_her(facts, reader)


def _around_her(facts: object, reader: Reader) -> Card:
    """Give the card of who is around somebody, and of the time she has."""
    match facts:
        case TeamStatus():
            return team.team(facts, reader)
        case MyMentor():
            return my_mentor.my_mentor(facts, reader)
        case MyProbation():
            return my_probation.my_probation(facts, reader)
        case _:
            raise TypeError(f"no card for {type(facts).__name__}")


def message(
    answer: Answer, reader: Reader, *, act: str, person_id: int | None, key: bytes
) -> Message:
    """Give the message that answers an act, its buttons good for this person alone."""
    told = Message(
        key=f"answer:{act}",
        preview=reader.say("preview.answer"),
        text=answer.title if isinstance(answer, Form) else answer.as_text(),
        card=None if isinstance(answer, Form) else answer,
        form=answer if isinstance(answer, Form) else None,
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
    return replace(told, key=f"group:{act}", text=said, card=None, form=None)


def repeated(told: Message, reader: Reader) -> Message:
    """Give the same answer, beginning with that it may have come before; a form asks as it did."""
    said = reader.say("answer.repeated")
    card = told.card
    if card is not None:
        card = replace(card, text=f"{said}\n{card.text}".rstrip())
    return replace(told, text=f"{said}\n{told.text}", card=card)
