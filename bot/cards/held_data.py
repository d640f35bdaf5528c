"""What the system holds about the one who asks, and her objection."""

from __future__ import annotations

import json

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.reader import Reader
from rules.held_data import AskObjection, HeldData, ObjectionSaved, ObjectionTold

Facts = HeldData | AskObjection | ObjectionSaved


def word(facts: Facts, reader: Reader) -> Card:
    """Give the card for what the handler found."""
    match facts:
        case HeldData():
            return held(facts, reader)
        case AskObjection():
            return Card(
                title=reader.say(f"held_data.ask.{facts.wish}"),
                tone=Tone.ASKING,
                text=reader.say(f"held_data.means.{facts.wish}"),
                actions=(_action(facts.wish, "confirm", reader, is_primary=True),),
            )
        case ObjectionSaved():
            said = facts.wish if facts.is_new else f"{facts.wish}_before"
            return Card(
                title=reader.say("held_data.saved_title"),
                tone=Tone.GOOD,
                text=reader.say(f"held_data.saved.{said}"),
            )


def held(facts: HeldData, reader: Reader) -> Card:
    """Say what is used, how much there is of it, who sees what, and how to object."""
    assessed = reader.say("held_data.never")
    if facts.since:
        since = reader.day(facts.since)
        assessed = reader.say("held_data.assessed", n=facts.assessments, since=since)
    text = [reader.say("held_data.used")]
    if facts.objected_on:
        text.append(reader.say("held_data.objected", day=reader.day(facts.objected_on)))
    wish = "withdraw" if facts.objected_on else "object"
    return Card(
        title=reader.say("held_data.title"),
        text="\n".join(text),
        rows=(
            _row("courses", reader.say("held_data.n_due", n=facts.courses_due), reader),
            _row("ratings", reader.say("held_data.n_ratings", n=facts.ratings), reader),
            _row("deals", reader.say("held_data.n_deals", n=facts.deals), reader),
            _row("assessed", assessed, reader),
            _row(
                "kept",
                reader.say("held_data.n_kept", alerts=facts.alerts, bands=facts.bands),
                reader,
            ),
            _row("reads", reader.say("held_data.n_reads", n=facts.reads), reader),
        ),
        footnote=reader.say("held_data.who"),
        actions=(_ask(wish, reader),),
    )


def objection(facts: str, reader: Reader) -> Card:
    """Tell HR of her word."""
    told = ObjectionTold(**json.loads(facts))
    return Card(
        title=reader.say(f"held_data.told_title.{told.wish}", name=told.name),
        tone=Tone.CHANGED,
        text=reader.say(f"held_data.told.{told.wish}", name=told.name, number=told.number),
    )


def _ask(wish: str, reader: Reader) -> Action:
    return Action(
        label=reader.say(f"held_data.button.{wish}"), route="objection", argument=f"ask_{wish}"
    )


def _action(wish: str, label: str, reader: Reader, *, is_primary: bool) -> Action:
    return Action(
        label=reader.say(f"held_data.button.{label}"),
        route="objection",
        argument=wish,
        is_primary=is_primary,
    )


def _row(name: str, value: str, reader: Reader) -> Row:
    return Row(label=reader.say(f"held_data.row.{name}"), value=value)
