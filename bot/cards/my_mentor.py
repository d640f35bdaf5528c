"""Who mentors a rep, with the way to rate it and the way to another mentor."""

from __future__ import annotations

from bot.cards.card import Action, Card, Row
from bot.cards.reader import Reader
from rules.my_mentor import MyMentor


def my_mentor(facts: MyMentor, reader: Reader) -> Card:
    """Name her, since when, and whoever stands in; without one say who arranges it."""
    if not facts.name and not facts.stand_in:
        return Card(title=reader.say("my_mentor.title"), text=reader.say("my_mentor.nobody"))
    if facts.has_left and not facts.stand_in:
        said = reader.say("my_mentor.has_left", name=facts.name)
        return Card(title=reader.say("my_mentor.title"), text=said)
    rows = []
    if facts.since is not None:
        rows.append(Row(label=reader.say("my_mentor.since"), value=reader.day(facts.since)))
    if facts.stand_in:
        until = facts.stands_in_until
        said = "stand_in" if until is None else "stand_in_until"
        value = reader.say(
            f"my_mentor.{said}", name=facts.stand_in, day=reader.day(until) if until else ""
        )
        rows.append(Row(label=reader.say("my_mentor.stands_in"), value=value))
    return Card(
        title=reader.say("my_mentor.title"),
        figure=Row(label=reader.say("my_mentor.mentor"), value=_who(facts)),
        rows=tuple(rows),
        actions=(
            Action(label=reader.say("offer.pulse"), route="pulse"),
            Action(label=reader.say("offer.another_mentor"), route="another_mentor"),
        ),
    )


def _who(facts: MyMentor) -> str:
    return facts.stand_in if facts.has_left or not facts.name else facts.name
