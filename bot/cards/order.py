"""What HR orders in chat: the preview, [确定], what is missing, and an hour to take it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.joining import code_actions, mentor_actions, mentor_row, missing_text
from bot.cards.reader import Reader
from bot.cards.words import catalogue
from rules.order import OrderKind, OrderShown

_ROUTE = "order"
_TONES = {"preview": Tone.ASKING, "done": Tone.GOOD}
#: Rows whose value is a word of ours.
_WORDS = {
    "engagement": "joining.engagement",
    "kind": "leaving.kind",
    "sheet": "order.sheet",
}


def word(facts: OrderShown, reader: Reader) -> Card:
    """Give the card of an order as it stands."""
    text = [reader.say(f"order.stage.{facts.stage}")]
    text += [reader.say(f"order.note.{note}") for note in facts.notes]
    text += missing_text(facts.missing, reader)
    if facts.code:
        text.append(reader.say("order.code", code=facts.code))
    return Card(
        title=reader.say(f"order.title.{facts.kind}", name=facts.name),
        tone=_TONES.get(facts.stage, Tone.PLAIN),
        text="\n".join(text),
        rows=(
            *(_row(label, value, reader) for label, value in facts.rows),
            *mentor_row(facts.mentors, reader),
        ),
        actions=_actions(facts, reader),
    )


def _row(label: str, value: str, reader: Reader) -> Row:
    if label.endswith("_on"):
        value = reader.day(date.fromisoformat(value))
    elif label in _WORDS:
        value = reader.say(f"{_WORDS[label]}.{value}")
    elif label == "why":
        told = json.loads(value)
        value = reader.say("order.at_row", row=told["row"], why=_why(told, reader))
    elif label in {"bar", "bar_now"}:
        value = reader.say("order.deals", n=value)
    elif label == "contract_months":
        value = reader.say("order.months" if value != "0" else "order.open_ended", n=value)
    return Row(label=reader.say(f"order.row.{label}"), value=value)


def _why(told: Mapping[str, Any], reader: Reader) -> str:
    """Word the reason of a cell; a reason that has no words is told as it is."""
    if told["id"] not in catalogue(reader.language):
        return str(told["id"])
    return reader.say(told["id"], **told["values"])


def _actions(facts: OrderShown, reader: Reader) -> tuple[Action, ...]:
    if facts.stage == "preview":
        verbs = ["do", "drop"]
        if facts.kind == OrderKind.JOIN.value:
            verbs.insert(1, "edit")
        return tuple(_action(verb, facts, reader) for verb in verbs)
    found = mentor_actions(facts.mentors, facts.rep_id, facts.since, reader)
    found += code_actions(facts.missing if facts.rep_id else (), facts.rep_id, reader)
    if facts.kind == OrderKind.LEAVE.value and facts.stage == "done":
        label = reader.say("leaving.button.show")
        found += (Action(label=label, route="leaver", argument=f"{facts.rep_id}:show"),)
    return (*found, _action("undo", facts, reader)) if facts.may_undo else found


def _action(verb: str, facts: OrderShown, reader: Reader) -> Action:
    kind = facts.kind if verb == "do" else ""
    label = f"order.button.{verb}.{kind}" if kind else f"order.button.{verb}"
    return Action(
        label=reader.say(label),
        route=_ROUTE,
        argument=f"{verb}:{facts.order_id}",
        is_primary=verb == "do",
    )
