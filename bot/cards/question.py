"""A doubted line: the form that asks, the answer, and what the one who looks it up reads."""

from __future__ import annotations

import json

from bot.cards import buttons
from bot.cards.card import Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from rules.notices import LineQuestion
from rules.statement import AskQuestion, QuestionSent


def ask_question(facts: AskQuestion, reader: Reader) -> Form:
    """Ask what is wrong with exactly this line (CARDS 3)."""
    return Form(
        title=reader.say("question.title", title=facts.title),
        route="question",
        argument=facts.argument,
        inputs=(
            Input(name="question", label=reader.say("question.label"), kind=InputKind.MULTILINE),
        ),
        submit=reader.say("question.submit"),
    )


def question_sent(facts: QuestionSent, reader: Reader) -> Card:
    """Say who has the question now."""
    return Card(
        title=reader.say("question.sent_title"),
        tone=Tone.GOOD,
        text=reader.say("question.sent", names=reader.listed(facts.names)),
        actions=(buttons.month(reader),),
    )


def line_question(asked: LineQuestion, reader: Reader) -> Card:
    """Tell whoever can look it up what is asked, and of which line."""
    who = reader.say("question.who_value", name=asked.name, number=asked.number)
    return Card(
        title=reader.say("question.title", title=asked.title),
        tone=Tone.ASKING,
        text=reader.quoted(asked.text),
        rows=(
            Row(label=reader.say("question.who"), value=who),
            Row(label=reader.say("question.period"), value=reader.period(asked.period)),
            Row(label=reader.say("question.line"), value=str(asked.line_id)),
        ),
        footnote=reader.say("question.next", name=asked.name),
    )


def told(facts: str, reader: Reader) -> Card:
    """Word the notice of a doubted line."""
    return line_question(LineQuestion(**json.loads(facts)), reader)
