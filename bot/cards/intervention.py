"""Interventions: the form, what was kept, and the question how it went."""

from __future__ import annotations

import json
from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.reader import Reader
from rules.intervention import (
    AskIntervention,
    InterventionCheck,
    InterventionKind,
    InterventionSaved,
    Outcome,
    OutcomeSaved,
)

Facts = AskIntervention | InterventionSaved | OutcomeSaved


def word(facts: Facts, reader: Reader) -> Card | Form:
    """Give the card or form for what the handler found."""
    match facts:
        case AskIntervention():
            return form(facts, reader)
        case InterventionSaved():
            return saved(facts, reader)
        case OutcomeSaved():
            return Card(
                title=reader.say("intervention.outcome_title", name=facts.name),
                tone=Tone.GOOD,
                text=reader.say(
                    "intervention.outcome_saved",
                    outcome=reader.say(f"intervention.outcome.{facts.outcome}"),
                ),
            )


def form(facts: AskIntervention, reader: Reader) -> Form:
    """Ask what is done and until when, with what she wrote filled in."""
    kinds = tuple(
        Choice(value=kind.value, label=reader.say(f"intervention.kind.{kind.value}"))
        for kind in InterventionKind
    )
    return Form(
        title=reader.say("intervention.title", name=facts.name),
        route="intervention",
        argument=str(facts.alert_id),
        inputs=(
            Input(
                name="kind",
                label=reader.say("intervention.input.kind"),
                kind=InputKind.CHOICE,
                choices=kinds,
                value=facts.kind,
            ),
            Input(
                name="note",
                label=reader.say("intervention.input.note"),
                kind=InputKind.MULTILINE,
                value=facts.note,
            ),
            Input(
                name="due_on",
                label=reader.say("intervention.input.due_on"),
                kind=InputKind.DATE,
                value=facts.due_on,
            ),
            Input(
                name="pass_bar",
                label=reader.say("intervention.input.pass_bar"),
                value=facts.pass_bar,
                is_required=False,
            ),
        ),
        submit=reader.say("intervention.submit"),
    )


def saved(facts: InterventionSaved, reader: Reader) -> Card:
    """Say what was kept, until when nobody is reminded, and when the outcome is asked for."""
    text = reader.say("intervention.saved", day=_day(facts.check_on, reader))
    if facts.proposed:
        text = f"{text}\n{reader.say(f'intervention.proposed.{facts.proposed}')}"
    return Card(
        title=reader.say("intervention.saved_title", name=facts.name),
        tone=Tone.GOOD,
        text=text,
        rows=(
            _row("kind", reader.say(f"intervention.kind.{facts.kind}"), reader),
            _row("note", facts.note, reader),
            _row("due_on", _day(facts.due_on, reader), reader),
        ),
    )


def check(facts: str, reader: Reader) -> Card:
    """Word the question how it went."""
    told = InterventionCheck(**json.loads(facts))
    return Card(
        title=reader.say("intervention.check_title", name=told.name),
        tone=Tone.ASKING,
        text=reader.say("intervention.check", day=_day(told.made_on, reader)),
        rows=(
            _row("kind", reader.say(f"intervention.kind.{told.kind}"), reader),
            _row("note", told.note, reader),
        ),
        footnote=reader.say("intervention.foot"),
        actions=tuple(
            Action(
                label=reader.say(f"intervention.outcome.{one.value}"),
                route="intervention_outcome",
                argument=f"{told.intervention_id}:{one.value}",
            )
            for one in Outcome
        ),
    )


def _day(day: str, reader: Reader) -> str:
    return reader.day(date.fromisoformat(day))


def _row(name: str, value: str, reader: Reader) -> Row:
    return Row(label=reader.say(f"intervention.row.{name}"), value=value)
