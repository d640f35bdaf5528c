"""A joint review: its form with a line for each mentee, and that it is kept."""

from __future__ import annotations

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from rules.mentor_joint import AskJoint, JointSaved
from rules.mentor_record import MAX_FIELD

_MOST_EDITS = 5


def form(facts: AskJoint, reader: Reader) -> Form:
    """Ask for a line for each mentee; who was not there has none."""
    return Form(
        title=reader.say("mentor_joint.form_title"),
        route="mentor_joint",
        argument=facts.argument,
        inputs=tuple(
            Input(
                name=f"line_{number}",
                label=name,
                kind=InputKind.MULTILINE,
                value=facts.values.get(number, ""),
                placeholder=reader.say("mentor_joint.line"),
                is_required=False,
                problem=_problem(facts.problems.get(number, ""), reader),
            )
            for number, name in facts.mentees
        ),
        submit=reader.say("mentor_record.button.submit"),
    )


def saved(facts: JointSaved, reader: Reader) -> Card:
    """Say for whom it counts, and who still waits for a review."""
    text = [reader.say("mentor_record.repeat")] if facts.is_repeat else []
    text.append(reader.say("mentor_joint.saved", n=len(facts.lines)))
    if facts.absent:
        text.append(reader.say("mentor_joint.absent", names=reader.listed(facts.absent)))
    edits = tuple(
        Action(
            label=reader.say("mentor_joint.edit", name=name),
            route="mentor_record",
            argument=f"fill:{number}",
        )
        for number, name, _ in facts.lines[:_MOST_EDITS]
    )
    return Card(
        title=reader.say("mentor_joint.saved_title"),
        tone=Tone.GOOD,
        text="\n".join(text),
        rows=tuple(Row(label=name, value=line) for _, name, line in facts.lines),
        footnote=reader.say("mentor_record.until_tomorrow"),
        actions=(*edits, Action(label=reader.say("mentoring.desk"), route="mentees")),
    )


def _problem(problem: str, reader: Reader) -> str:
    said = "mentor_joint.nobody" if problem == "missing" else f"mentor_record.problem.{problem}"
    return reader.say(said, limit=MAX_FIELD) if problem else ""
