"""A mentor's leave: whether these days are meant, and what follows."""

from __future__ import annotations

from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.reader import Reader
from rules.mentor_leave import AskLeave, LeaveNoted


def ask(facts: AskLeave, reader: Reader) -> Card:
    """Ask whether these days are meant."""
    confirm, drop = (
        Action(
            label=reader.say(f"mentoring.button.{verb}"),
            route="mentor_leave",
            argument=argument,
            is_primary=verb == "confirm",
        )
        for verb, argument in (("confirm", f"on:{facts.first}:{facts.last}"), ("drop", "drop"))
    )
    return Card(
        title=reader.say("mentor_leave.ask_title"),
        tone=Tone.ASKING,
        rows=(_days(facts, reader),),
        footnote=reader.say("mentor_leave.ask"),
        actions=(confirm, drop),
    )


def noted(facts: LeaveNoted, reader: Reader) -> Card:
    """Say that it is kept, and whether somebody is to stand in."""
    names = reader.listed(facts.mentees)
    weeks = reader.listed([reader.day(date.fromisoformat(one)) for one in facts.weeks])
    said = "mentor_leave.stand_in" if facts.weeks else "mentor_leave.short"
    return Card(
        title=reader.say("mentor_leave.noted_title"),
        tone=Tone.GOOD,
        text=reader.say(said, names=names, weeks=weeks),
        rows=(_days(facts, reader),),
        actions=(Action(label=reader.say("mentoring.desk"), route="mentees"),),
    )


def _days(facts: AskLeave | LeaveNoted, reader: Reader) -> Row:
    first, last = (reader.day(date.fromisoformat(one)) for one in (facts.first, facts.last))
    value = first if first == last else reader.say("mentor_leave.days", first=first, last=last)
    return Row(label=reader.say("mentor_leave.row"), value=value)
