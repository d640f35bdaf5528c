"""Probation: the file, the reminder with the company's own gaps, and the forms of its facts."""

from __future__ import annotations

from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.reader import Reader
from rules.notices import CriteriaTold, ProbationReview
from rules.probation import OutcomeKind, PauseKind
from rules.probation_record import AskProbation, CriteriaAcknowledged, ProbationView

Facts = ProbationView | AskProbation | CriteriaAcknowledged


def word(facts: Facts, reader: Reader) -> Card | Form:
    """Give the card or form for what a handler of probation found."""
    match facts:
        case ProbationView():
            return view(facts, reader)
        case AskProbation():
            return form(facts, reader)
        case CriteriaAcknowledged():
            return Card(
                title=reader.say("probation.acked_title"),
                tone=Tone.GOOD,
                text=reader.say("probation.acked_text", day=reader.day(facts.on)),
            )


def view(facts: ProbationView, reader: Reader) -> Card:
    """Show dates, criteria, results and gaps; what has just been done stands first."""
    said = [reader.say(f"probation.done.{facts.done}")] if facts.done else []
    if facts.outcome:
        said.append(reader.say(f"probation.outcome.{facts.outcome}"))
    if facts.is_paused:
        said.append(reader.say("probation.paused"))
    return Card(
        title=reader.say("probation.title", name=facts.name),
        tone=Tone.GOOD if facts.done else Tone.PLAIN,
        text="\n".join([*said, *_gaps([gap.value for gap in facts.gaps], reader)]),
        rows=(
            _row("period", _period(facts, reader), reader),
            _row("last_day", _last(facts.last_day, facts.days_left, reader), reader),
            _row("criteria", _criteria(facts, reader), reader),
            _row("results", _results(facts, reader), reader),
        ),
        footnote=reader.say("probation.foot"),
        actions=() if facts.outcome else _actions(facts, reader),
    )


def form(facts: AskProbation, reader: Reader) -> Form:
    """Ask for the facts, with what is known filled in."""
    inputs = {
        "criteria": _criteria_inputs,
        "sign": _sign_inputs,
        "pause": _pause_inputs,
        "outcome": _outcome_inputs,
    }[facts.what](facts, reader)
    return Form(
        title=reader.say(f"probation.form.{facts.what}", name=facts.view.name),
        route="probation_change",
        argument=f"{facts.view.person_id}:{facts.what}",
        inputs=inputs,
        submit=reader.say("probation.submit"),
    )


def review(facts: ProbationReview, reader: Reader) -> Card:
    """Remind of the last day on which an ending can be delivered, gaps of the company first."""
    last = date.fromisoformat(facts.last_day)
    return Card(
        title=reader.say("probation.review_title", name=facts.name),
        tone=Tone.ASKING,
        figure=Row(
            label=reader.say("probation.row.last_day"), value=_last(last, facts.days_left, reader)
        ),
        text="\n".join([reader.say("probation.review_text"), *_gaps(facts.gaps, reader)]),
        footnote=reader.say("probation.foot"),
        actions=(
            Action(
                label=reader.say("probation.button.outcome"),
                route="probation_change",
                argument=f"{facts.person_id}:outcome",
                is_primary=True,
            ),
            Action(
                label=reader.say("probation.button.file"),
                route="probation",
                argument=str(facts.person_id),
            ),
        ),
    )


def criteria(facts: CriteriaTold, reader: Reader) -> Card:
    """Tell her what is asked of her, whole."""
    return Card(
        title=reader.say("probation.criteria_title"),
        text=facts.text,
        footnote=reader.say("probation.criteria_foot"),
        actions=(
            Action(label=reader.say("target.button.ack"), route="probation_ack", is_primary=True),
        ),
    )


def _actions(facts: ProbationView, reader: Reader) -> tuple[Action, ...]:
    whats = ["criteria", "sign", *(["pause"] if facts.is_hr else []), "outcome"]
    return tuple(
        Action(
            label=reader.say(f"probation.button.{what}"),
            route="probation_change",
            argument=f"{facts.person_id}:{what}",
        )
        for what in whats
    )


def _gaps(found: tuple[str, ...] | list[str], reader: Reader) -> list[str]:
    if not found:
        return []
    named = reader.listed([reader.say(f"probation.gap.{gap}") for gap in found])
    return [reader.say("probation.gaps", gaps=named)]


def _period(facts: ProbationView, reader: Reader) -> str:
    return reader.say(
        "range.span", first=reader.day(facts.starts_on), last=reader.day(facts.ends_on)
    )


def _last(last: date, days_left: int, reader: Reader) -> str:
    said = "probation.days_left" if days_left >= 0 else "probation.over"
    return reader.say(said, day=reader.day(last), n=days_left)


def _criteria(facts: ProbationView, reader: Reader) -> str:
    if facts.told_on is None:
        return reader.say("probation.not_told")
    told = reader.say("probation.told", day=reader.day(facts.told_on))
    said = [told]
    if facts.acknowledged_on:
        said.append(reader.say("probation.acked", day=reader.day(facts.acknowledged_on)))
    if facts.signature:
        said.append(reader.say("probation.signed", reference=facts.signature))
    return reader.listed(said)


def _results(facts: ProbationView, reader: Reader) -> str:
    if not facts.results:
        return reader.say("probation.no_results")
    return "; ".join(
        reader.say("probation.result", month=reader.period(month), done=done, bar=bar)
        for month, bar, done in facts.results
    )


def _criteria_inputs(facts: AskProbation, reader: Reader) -> tuple[Input, ...]:
    label = reader.say("probation.input.criteria")
    return (Input(name="criteria", label=label, kind=InputKind.MULTILINE, value=facts.criteria),)


def _sign_inputs(facts: AskProbation, reader: Reader) -> tuple[Input, ...]:
    del facts
    return (_reference("signature", reader),)


def _pause_inputs(facts: AskProbation, reader: Reader) -> tuple[Input, ...]:
    del facts
    kinds = tuple(
        Choice(value=kind.value, label=reader.say(f"probation.pause.{kind.value}"))
        for kind in PauseKind
    )
    return (
        _choice("kind", "pause_kind", kinds, reader),
        _date("starts_on", reader, is_required=True),
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
        _reference("second_signature", reader, is_required=False),
    ]
    if facts.may_extend:
        inputs.append(_date("extends_to", reader, is_required=False))
    return tuple(inputs)


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


def _row(name: str, value: str, reader: Reader) -> Row:
    return Row(label=reader.say(f"probation.row.{name}"), value=value)
