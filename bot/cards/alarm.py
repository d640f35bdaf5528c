"""What an administrator should look at: what, how many, and what to do next."""

from __future__ import annotations

import json
from datetime import datetime

from bot.cards.card import Card, Row, Tone
from bot.cards.reader import Reader
from rules.notices import Alarm


def alarm(facts: Alarm, reader: Reader) -> Card:
    """Say what was found, without a name or sum: ids are looked up by command."""
    slot = datetime.fromisoformat(facts.slot)
    rows = [
        Row(label=reader.say(f"alarm.count.{kind}"), value=str(count))
        for kind, count in facts.counts.items()
    ]
    if facts.error:
        rows.append(Row(label=reader.say("alarm.error"), value=facts.error))
    if facts.named:
        rows.append(Row(label=reader.say("alarm.named"), value=reader.listed(facts.named)))
    return Card(
        title=reader.say(f"alarm.{facts.what}.title", job=facts.job),
        tone=Tone.ASKING,
        text=reader.say(
            f"alarm.{facts.what}.text", job=facts.job, slot=f"{slot:%Y-%m-%d %H:%M %Z}"
        ),
        rows=tuple(rows),
        footnote=reader.say(f"alarm.{facts.what}.next"),
    )


def told(facts: str, reader: Reader) -> Card:
    """Word the notice."""
    found = json.loads(facts)
    return alarm(Alarm(**{**found, "named": tuple(found["named"])}), reader)
