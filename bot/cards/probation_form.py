"""The forms of a probation: what they ask for, with what is known filled in."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.reader import Reader
from rules.probation import PauseKind
from rules.probation_outcome import OutcomeKind
from rules.probation_view import AskProbation


def form(facts: AskProbation, reader: Reader) -> Form:
    """Ask for the facts, with what is known filled in."""
    inputs = {
        "criteria": _criteria_inputs,
        "sign": _sign_inputs,
        "pause": _pause_inputs,
        "outcome": _outcome_inputs,
        "second": _second_inputs,
    }[facts.what](facts, reader)
    return Form(
        title=reader.say(f"probation.form.{facts.what}", name=facts.view.name),
        route="probation_change",
        argument=f"{facts.view.person_id}:{facts.what}",
        inputs=inputs,
        submit=reader.say("probation.submit"),
    )


def _criteria_inputs(facts: AskProbation, reader: Reader) -> tuple[Input, ...]:
    label = reader.say("probation.input.criteria")
    return (Input(name="criteria", label=label, kind=InputKind.MULTILINE, value=facts.criteria),)


def _sign_inputs(facts: AskProbation, reader: Reader) -> tuple[Input, ...]:
    del facts
    return (_reference("signature", reader),)


def _pause_inputs(facts: AskProbation, reader: Reader) -> tuple[Input, ...]:
    kinds = tuple(
        Choice(value=kind.value, label=reader.say(f"probation.pause.{kind.value}"))
        for kind in PauseKind
    )
    return (
        replace(_choice("kind", "pause_kind", kinds, reader), value=facts.pause),
        replace(
            _date("starts_on", reader, is_required=True),
            value=facts.paused_on.isoformat() if facts.paused_on else "",
        ),
        _date("ends_on", reader, is_required=False),
    )


def _outcome_inputs(facts: AskProbation, reader: Reader) -> tuple[Input, ...]:
    offered = [OutcomeKind.CONFIRMED, OutcomeKind.ENDED]
    offered += [OutcomeKind.EXTENDED] if facts.may_extend else []
    kinds = tuple(
        Choice(value=kind.value, label=reader.say(f"probation.outcome.{kind.value}"))
        for kind in offered
    )
    inputs = [
        _choice("kind", "outcome", kinds, reader),
        Input(name="reason", label=reader.say("probation.input.reason"), kind=InputKind.MULTILINE),
        _reference("signature", reader),
        _date("confirms_on", reader, is_required=False),
    ]
    if facts.may_extend:
        inputs.append(_date("extends_to", reader, is_required=False))
    return tuple(inputs)


def _second_inputs(facts: AskProbation, reader: Reader) -> tuple[Input, ...]:
    del facts
    wishes = tuple(
        Choice(value=wish, label=reader.say(f"probation.second.{wish}"))
        for wish in ("sign", "refuse")
    )
    return (
        _choice("wish", "wish", wishes, reader),
        _reference("signature", reader, is_required=False),
        Input(
            name="reason",
            label=reader.say("probation.input.refusal"),
            kind=InputKind.MULTILINE,
            is_required=False,
        ),
    )


def _choice(name: str, label: str, kinds: tuple[Choice, ...], reader: Reader) -> Input:
    return Input(
        name=name,
        label=reader.say(f"probation.input.{label}"),
        kind=InputKind.CHOICE,
        choices=kinds,
    )


def _date(name: str, reader: Reader, *, is_required: bool) -> Input:
    return Input(
        name=name,
        label=reader.say(f"probation.input.{name}"),
        kind=InputKind.DATE,
        is_required=is_required,
    )


def _reference(name: str, reader: Reader, *, is_required: bool = True) -> Input:
    return Input(name=name, label=reader.say(f"probation.input.{name}"), is_required=is_required)
