"""Probation: the file, the reminder with the company's own gaps, and the forms of its facts."""

from __future__ import annotations

import json
from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form
from bot.cards.probation_form import form
from bot.cards.reader import Reader
from rules.notices import CriteriaTold, ProbationReview
from rules.probation_view import (
    AskProbation,
    CriteriaAcknowledged,
    DossierReady,
    ProbationsEnding,
    ProbationView,
)

Facts = ProbationView | ProbationsEnding | AskProbation | CriteriaAcknowledged


def word(facts: Facts, reader: Reader) -> Card | Form:
    """Give the card or form for what a handler of probation found."""
    match facts:
        case ProbationView():
            return view(facts, reader)
        case ProbationsEnding():
            return ending(facts, reader)
        case AskProbation():
            return form(facts, reader)
        case CriteriaAcknowledged():
            return Card(
                title=reader.say("probation.acked_title"),
                tone=Tone.GOOD,
                text=reader.say("probation.acked_text", day=reader.day(facts.on)),
            )


def ending(facts: ProbationsEnding, reader: Reader) -> Card:
    """List whose probation ends soon, each with a button to the file."""
    empty = "" if facts.people else reader.say("probation.none_ends", n=facts.within)
    return Card(
        title=reader.say("probation.ending_title", n=len(facts.people) + facts.more),
        text=reader.say("probation.more_end", n=facts.more) if facts.more else empty,
        rows=tuple(
            Row(
                label=f"{one.name} {one.number}",
                value=reader.say(
                    "probation.ends" if one.days_left else "probation.ends_today",
                    day=reader.day(one.ends_on),
                    n=one.days_left,
                ),
            )
            for one in facts.people
        ),
        footnote=reader.say("probation.ending_foot", n=facts.within) if facts.people else "",
        actions=tuple(
            Action(label=one.name, route="probation", argument=f"{one.person_id}")
            for one in facts.people
        ),
    )


def view(facts: ProbationView, reader: Reader) -> Card:
    """Show dates, criteria, results and gaps; what has just been done stands first."""
    said = [reader.say(f"probation.done.{facts.done}")] if facts.done else []
    if facts.outcome and facts.outcome_on:
        kind = reader.say(f"probation.outcome.{facts.outcome}")
        said.append(reader.say("probation.came_out", kind=kind, day=reader.day(facts.outcome_on)))
    if facts.is_paused:
        kind = reader.say(f"probation.pause.{facts.pause}") if facts.pause else ""
        said.append(reader.say("probation.paused_by" if kind else "probation.paused", kind=kind))
    if facts.waits and not facts.outcome:
        until = reader.day(facts.waits_until) if facts.waits_until else ""
        said.append(reader.say(f"probation.waits.{facts.waits}", who=facts.signed_by, day=until))
    return Card(
        title=reader.say("probation.title", name=facts.name),
        tone=Tone.GOOD if facts.done else Tone.PLAIN,
        text="\n".join([*said, *_gaps([gap.value for gap in facts.gaps], reader)]),
        rows=(
            _row("period", _period(facts, reader), reader),
            _row("last_day", last_day(facts.last_day, facts.days_left, reader), reader),
            _row("criteria", _criteria(facts, reader), reader),
            _row("results", _results(facts, reader), reader),
        ),
        footnote=reader.say("probation.foot"),
        actions=_actions(facts, reader),
    )


def dossier(facts: DossierReady, reader: Reader) -> Card:
    """Say what the evidence holds; HR has it as a file beside the card, others read who has it."""
    found = facts.dossier
    said = f"probation.dossier_text.{facts.ending or 'by_hr'}"
    other = "html" if facts.ending == "xlsx" else "xlsx"
    offered = [("file", "probation", f"{facts.person_id}")]
    if facts.ending:
        offered.insert(0, (other, "dossier", f"{facts.person_id}:{other}"))
    return Card(
        title=reader.say("probation.dossier_title", name=found.name),
        text=reader.say(said, number=found.number),
        rows=tuple(
            Row(
                label=_in_language(title, reader),
                value=reader.say("probation.entries", n=len(rows)),
            )
            for title, _, rows in found.tables
        ),
        footnote=reader.say("probation.dossier_foot"),
        actions=tuple(
            Action(label=reader.say(f"probation.button.{said}"), route=route, argument=argument)
            for said, route, argument in offered
        ),
    )


def _in_language(title: str, reader: Reader) -> str:
    chinese, _, english = title.partition(" ")
    return chinese if reader.language == "zh" else english


def review(facts: ProbationReview, reader: Reader) -> Card:
    """Remind of the last day on which an ending can be delivered, gaps of the company first."""
    last = date.fromisoformat(facts.last_day)
    return Card(
        title=reader.say("probation.review_title", name=facts.name),
        tone=Tone.ASKING,
        figure=Row(
            label=reader.say("probation.row.last_day"),
            value=last_day(last, facts.days_left, reader),
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


def told_review(facts: str, reader: Reader) -> Card:
    """Word the notice that an end is near."""
    told = json.loads(facts)
    return review(ProbationReview(**{**told, "gaps": tuple(told["gaps"])}), reader)


def told_criteria(facts: str, reader: Reader) -> Card:
    """Word the notice of her criteria."""
    return criteria(CriteriaTold(**json.loads(facts)), reader)


def _actions(facts: ProbationView, reader: Reader) -> tuple[Action, ...]:
    evidence = Action(
        label=reader.say("probation.button.dossier"),
        route="dossier",
        argument=str(facts.person_id),
    )
    whats = ["criteria", "sign", *(["pause"] if facts.is_hr else []), "outcome"]
    if facts.waits == "ending":
        whats = [*whats[:-1], "second"] if facts.is_hr else whats[:-1]
    if facts.outcome or not facts.may_keep:
        return (evidence,)
    stated = [
        Action(
            label=reader.say(f"probation.button.{what}"),
            route="probation_change",
            argument=f"{facts.person_id}:{what}",
        )
        for what in whats
    ]
    return (*stated, evidence)


def _gaps(found: tuple[str, ...] | list[str], reader: Reader) -> list[str]:
    if not found:
        return []
    named = reader.listed([reader.say(f"probation.gap.{gap}") for gap in found])
    return [reader.say("probation.gaps", gaps=named)]


def _period(facts: ProbationView, reader: Reader) -> str:
    return reader.say(
        "range.span", first=reader.day(facts.starts_on), last=reader.day(facts.ends_on)
    )


def last_day(last: date, days_left: int, reader: Reader) -> str:
    """Word the last day on which an ending can be delivered, and how far away it is."""
    said = "probation.days_left" if days_left > 0 else "probation.over"
    if days_left == 0:
        said = "probation.is_today"
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
        reader.say("probation.result", month=reader.period(one.month), done=one.done, bar=one.bar)
        for one in facts.results
    )


def _row(name: str, value: str, reader: Reader) -> Row:
    return Row(label=reader.say(f"probation.row.{name}"), value=value)
