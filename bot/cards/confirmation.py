"""What others hear of a probation: that she is confirmed, and what became of a signature."""

from __future__ import annotations

import json
from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.probation import last_day
from bot.cards.reader import Reader
from rules.notices import Confirmed, ProbationTold, SecondSignature


def confirmed(facts: Confirmed, reader: Reader) -> Card:
    """Tell her, her mentor, her manager or HR; where there is no labour contract in other words."""
    words = "confirmed" if facts.is_employee else "passed"
    day = reader.day(date.fromisoformat(facts.on))
    who = "rep" if facts.role == "rep" else "other"
    return Card(
        title=reader.say(f"probation.{words}.title_{who}", name=facts.name),
        tone=Tone.GOOD,
        figure=Row(label=reader.say("probation.row.since"), value=day),
        text=reader.say(f"probation.{words}.{facts.role}", name=facts.name, day=day),
    )


def second(facts: SecondSignature, reader: Reader) -> Card:
    """Ask HR for the second signature: who signed, why, and until when."""
    last = date.fromisoformat(facts.last_day)
    until = last_day(last, facts.days_left, reader)
    return Card(
        title=reader.say("probation.second_title", name=facts.name),
        tone=Tone.ASKING,
        figure=Row(label=reader.say("probation.row.last_day"), value=until),
        text=reader.say("probation.second_text", name=facts.name, who=facts.signed_by),
        rows=(Row(label=reader.say("probation.row.reason"), value=facts.reason),),
        footnote=reader.say("probation.foot"),
        actions=(
            Action(
                label=reader.say("probation.button.second"),
                route="probation_change",
                argument=f"{facts.person_id}:second",
                is_primary=True,
            ),
            _file(facts.person_id, reader),
        ),
    )


def told(facts: ProbationTold, reader: Reader) -> Card:
    """Tell whoever signed first: her months changed, HR has signed, or HR has not."""
    months = "; ".join(
        reader.say("probation.result", month=reader.period(month), done=done, bar=bar)
        for month, bar, done in facts.months
    )
    is_over = facts.what == "second_signed"
    decide = Action(
        label=reader.say("probation.button.outcome"),
        route="probation_change",
        argument=f"{facts.person_id}:outcome",
        is_primary=True,
    )
    return Card(
        title=reader.say(f"probation.news.{facts.what}.title", name=facts.name),
        tone=Tone.GOOD if is_over else Tone.CHANGED,
        text=reader.say(
            f"probation.news.{facts.what}.text",
            name=facts.name,
            months=months,
            reason=facts.reason,
        ),
        actions=(*(() if is_over else (decide,)), _file(facts.person_id, reader)),
    )


def told_confirmed(facts: str, reader: Reader) -> Card:
    """Word the notice that she is confirmed."""
    return confirmed(Confirmed(**json.loads(facts)), reader)


def told_second(facts: str, reader: Reader) -> Card:
    """Word the notice that HR's signature is wanted."""
    return second(SecondSignature(**json.loads(facts)), reader)


def told_signer(facts: str, reader: Reader) -> Card:
    """Word the notice for whoever signed first."""
    found = json.loads(facts)
    months = tuple((month, bar, done) for month, bar, done in found["months"])
    return told(ProbationTold(**{**found, "months": months}), reader)


def _file(person_id: int, reader: Reader) -> Action:
    return Action(
        label=reader.say("probation.button.file"), route="probation", argument=str(person_id)
    )
