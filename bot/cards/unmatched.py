"""Events that came to nothing, for HR: how many, why, and how to mend them."""

from __future__ import annotations

import json

from bot.cards.card import Card, Row, Tone
from bot.cards.reader import Reader
from rules.notices import UnmatchedEvents


def unmatched_events(facts: UnmatchedEvents, reader: Reader) -> Card:
    """Count what waits and what was refused, with the first reasons."""
    return Card(
        title=reader.say("unmatched.title", n=facts.new),
        tone=Tone.ASKING,
        text="\n".join(f"· {reason}" for reason in facts.reasons),
        rows=(
            Row(label=reader.say("unmatched.parked"), value=str(facts.parked)),
            Row(label=reader.say("unmatched.refused"), value=str(facts.refused)),
        ),
        footnote=reader.say("unmatched.next"),
    )


def told(facts: str, reader: Reader) -> Card:
    """Word the notice."""
    found = json.loads(facts)
    return unmatched_events(
        UnmatchedEvents(**{**found, "reasons": tuple(found["reasons"])}), reader
    )
