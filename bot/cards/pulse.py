"""The weekly pulse: one question per card, six buttons, nothing preselected (CARDS 8)."""

from __future__ import annotations

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.reader import Reader
from rules.pulse import ANSWERS
from rules.pulse_card import AskRating, MentoringAttention, RatingSaved


def ask(facts: AskRating, reader: Reader) -> Card:
    """Ask one question, and say truly who sees the answer."""
    said = [
        reader.say("pulse.kept", value=facts.saved) if facts.saved is not None else "",
        reader.say("pulse.scale") if facts.problem else "",
    ]
    return Card(
        title=reader.say(f"pulse.question.{facts.question}"),
        tone=Tone.ASKING,
        text="\n".join(one for one in said if one),
        footnote=reader.say("pulse.promise"),
        actions=tuple(
            Action(
                label=reader.say("pulse.points", n=value),
                route="pulse",
                argument=f"{facts.pairing_id}:{facts.week}:{facts.question}:{value}",
            )
            for value in ANSWERS
        ),
    )


def saved(facts: RatingSaved, reader: Reader) -> Card:
    """Say what is kept, and until when it may be changed."""
    return Card(
        title=reader.say("pulse.saved_title"),
        tone=Tone.GOOD,
        rows=(
            Row(
                label=reader.say("pulse.row.satisfaction"),
                value=reader.say("pulse.points", n=facts.satisfaction),
            ),
            Row(
                label=reader.say("pulse.row.applied"),
                value=reader.say("pulse.points", n=facts.applied),
            ),
        ),
        footnote=f"{reader.say('pulse.until')}\n{reader.say('pulse.promise')}",
        actions=(Action(label=reader.say("pulse.again"), route="pulse"),),
    )


def attention(facts: MentoringAttention, reader: Reader) -> Card:
    """Tell a manager that a pairing needs attention, without a figure."""
    return Card(
        title=reader.say("pulse.attention"),
        text=reader.say("pulse.attention_text", name=facts.rep),
    )
