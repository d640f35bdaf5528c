"""Records of mentoring: their forms, what was understood of a message, and that it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from rules.attachment import VOICES, refs_in
from rules.mentor_record import (
    FIELDS,
    LISTENING,
    MAX_FIELD,
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
    is_required,
)

_ROUTE = "mentor_record"
_WIDGETS = {
    "customer": InputKind.TEXT,
    "on_day": InputKind.DATE,
    LISTENING: InputKind.NUMBER,
    "photo": InputKind.FILE,
}


def form(facts: AskRecord, reader: Reader) -> Form:
    """Ask for a record, with what is known filled in and what is wrong said at its field."""
    inputs = tuple(
        Input(
            name=name,
            label=reader.say(f"mentor_record.field.{name}"),
            kind=_WIDGETS.get(name, InputKind.MULTILINE),
            value=facts.values.get(name, ""),
            is_required=is_required(facts.kind, name),
            problem=_problem(facts.problems.get(name, ""), reader),
            most=MAX_FIELD,
        )
        for name in FIELDS[facts.kind]
    )
    kind = reader.say(f"mentoring.task.{facts.kind.value}")
    return Form(
        title=reader.say("mentor_record.form_title", task=kind, name=facts.mentee),
        route=_ROUTE,
        argument=facts.argument,
        voices=facts.values.get(VOICES, ""),
        inputs=inputs,
        submit=reader.say("mentor_record.button.submit"),
    )


def draft(facts: RecordDraft, reader: Reader) -> Card:
    """Show what was understood of one message (CARDS 7)."""
    kind = reader.say(f"mentoring.task.{facts.kind.value}")
    return Card(
        title=reader.say("mentor_record.draft_title", task=kind, name=facts.mentee),
        tone=Tone.ASKING,
        rows=_rows(facts.values, reader),
        footnote=reader.say("mentor_record.draft"),
        actions=(
            _action("submit", f"submit:{facts.record_id}", reader, is_primary=True),
            _action("edit", f"fill:{facts.record_id}", reader),
            _action("drop", f"drop:{facts.record_id}", reader),
        ),
    )


def which(facts: WhichMentee, reader: Reader) -> Card:
    """Ask which of several is meant."""
    return Card(
        title=reader.say("mentor_record.which_title", name=facts.name)
        if facts.name
        else reader.say("mentor_record.whose_title"),
        tone=Tone.ASKING,
        text=reader.say("mentor_record.which"),
        actions=tuple(
            Action(
                label=reader.say("question.who_value", name=name, number=number),
                route=_ROUTE,
                argument=f"who:{facts.record_id}:{pairing_id}",
            )
            for pairing_id, name, number in facts.choices
        ),
    )


def not_yours(facts: NotYourMentee, reader: Reader) -> Card:
    """Refuse, in the same words whether there is such a person or not, and give her words back."""
    if not facts.name and not facts.mentees:
        said = reader.say("mentor_record.no_pairing")
    elif facts.mentees:
        said = reader.say(
            "mentor_record.not_yours", name=facts.name, mentees=reader.listed(facts.mentees)
        )
    else:
        said = reader.say("mentor_record.no_mentees", name=facts.name)
    typed = "\n".join(
        reader.say(
            "mentor_record.typed_field",
            field=reader.say(f"mentor_record.field.{name}"),
            value=value,
        )
        for name, value in facts.typed
    )
    kept = reader.say("mentor_record.typed", typed=typed) if typed else ""
    return Card(
        title=reader.say("refusal.title"),
        text="\n".join(part for part in (said, kept) if part),
        actions=(Action(label=reader.say("mentoring.desk"), route="mentees"),),
    )


def saved(facts: RecordSaved, reader: Reader) -> Card:
    """Say what is kept, how the week stands, and that it may be changed until tomorrow."""
    kind = reader.say(f"mentoring.task.{facts.kind.value}")
    text = []
    if facts.is_repeat:
        text.append(reader.say("mentor_record.repeat"))
    if facts.mentor:
        said = "mentor_record.mentor_left" if facts.has_mentor_left else "mentor_record.to_mentor"
        text.append(reader.say(said, name=facts.mentor))
    elif facts.owed:
        text.append(reader.say("mentor_record.done_of", done=facts.done, owed=facts.owed))
    if facts.state in {"late", "missed"}:
        text.append(reader.say(f"mentor_record.{facts.state}"))
    edit = (_action("edit", f"fill:{facts.record_id}", reader),) if facts.may_edit else ()
    desk = Action(label=reader.say("mentoring.desk"), route="mentees")
    return Card(
        title=reader.say("mentor_record.saved_title", task=kind, name=facts.mentee),
        tone=Tone.GOOD,
        text="\n".join(text),
        rows=_rows(facts.values, reader),
        footnote=reader.say("mentor_record.until_tomorrow") if facts.may_edit else "",
        actions=(*edit, *(() if facts.mentor else (desk,))),
    )


def dropped(facts: RecordDropped, reader: Reader) -> Card:
    """Say that nothing is kept."""
    del facts
    return Card(title=reader.say("mentor_record.dropped"))


def visit(facts: VisitToConfirm, reader: Reader) -> Card:
    """Ask a rep whether a visit was so, with how she was rated, and offer to rate the week."""
    told = {"customer": facts.customer, LISTENING: facts.listening}
    day = reader.day(date.fromisoformat(facts.on_day))
    yes, no = (
        Action(
            label=reader.say(f"mentor_record.button.{word}"),
            route="mentor_visit",
            argument=f"{word}:{facts.record_id}",
            is_primary=word == "yes",
        )
        for word in ("yes", "no")
    )
    return Card(
        title=reader.say("mentor_record.visit_title"),
        tone=Tone.ASKING,
        text=reader.say("mentor_record.visit", name=facts.mentor, day=day),
        rows=_rows({name: value for name, value in told.items() if value}, reader),
        actions=(yes, no, Action(label=reader.say("pulse.button"), route="pulse")),
    )


def visit_answered(facts: VisitAnswered, reader: Reader) -> Card:
    """Say that her word is kept."""
    said = "visit_yes" if facts.is_confirmed else "visit_no"
    return Card(
        title=reader.say(f"mentor_record.{said}"),
        tone=Tone.GOOD,
        actions=(Action(label=reader.say("pulse.button"), route="pulse"),),
    )


def report(facts: ReportToComment, reader: Reader) -> Card:
    """Show a mentor the report, with a button to comment on it."""
    customer = Row(label=reader.say("mentor_record.field.customer"), value=facts.customer)
    return Card(
        title=reader.say("mentor_record.report_title", name=facts.rep),
        tone=Tone.ASKING,
        text=reader.quoted(facts.report),
        rows=(customer,) if facts.customer else (),
        actions=(_action("comment", f"comment:{facts.report_id}", reader, is_primary=True),),
    )


def comment(facts: CommentGiven, reader: Reader) -> Card:
    """Show a rep what her mentor says."""
    following = Row(label=reader.say("mentor_record.field.next"), value=reader.quoted(facts.next))
    return Card(
        title=reader.say("mentor_record.comment_title", name=facts.mentor),
        text=reader.quoted(facts.comment),
        rows=(following,) if facts.next else (),
    )


def _rows(values: Mapping[str, str], reader: Reader) -> tuple[Row, ...]:
    return tuple(
        Row(
            label=reader.say(f"mentor_record.label.{name}"),
            value=_shown(name, value, reader),
        )
        for name, value in values.items()
    )


def _shown(name: str, value: str, reader: Reader) -> str:
    if name == "on_day":
        return _day(value, reader)
    if name == LISTENING:
        return reader.say("mentor_record.of_five", value=value)
    if name == VOICES:
        return reader.say("attachment.voices", count=len(refs_in(value)))
    return reader.say("attachment.attached") if name == "photo" else value


def _day(value: str, reader: Reader) -> str:
    try:
        return reader.day(date.fromisoformat(value))
    except ValueError:
        return value


def _problem(problem: str, reader: Reader) -> str:
    if not problem:
        return ""
    return reader.say(f"mentor_record.problem.{problem}", limit=MAX_FIELD)


def _action(label: str, argument: str, reader: Reader, *, is_primary: bool = False) -> Action:
    return Action(
        label=reader.say(f"mentor_record.button.{label}"),
        route=_ROUTE,
        argument=argument,
        is_primary=is_primary,
    )
