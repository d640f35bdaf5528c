"""Everything that is said around the features: help, not understood, refusals, linking."""

from __future__ import annotations

from bot.cards import buttons
from bot.cards.card import Action, Card, Tone
from bot.cards.reader import Reader
from bot.cards.words import catalogue
from rules.errors import FootholdError
from rules.privacy import DataClass
from rules.statement import Greeting, Help, Linked, NotUnderstood

_QUOTED = 60


def can_do(facts: Help, reader: Reader) -> Card:
    """List what can be asked."""
    return Card(
        title=reader.say("help.title"),
        text=_topics(facts.topics, reader),
        holds=DataClass.PUBLIC,
        actions=(buttons.report(reader),) if "help.report_deal" in facts.topics else (),
    )


def greeted(facts: Greeting, reader: Reader) -> Card:
    """Say how to ask, with her first steps and help as buttons: one message on every platform."""
    steps = tuple(Action(label=reader.say(f"offer.{one}"), route=one) for one in facts.steps)
    return Card(
        title=reader.say("greeting.title"),
        text=reader.say(f"greeting.{_greeting_of(facts)}"),
        holds=DataClass.PUBLIC,
        actions=(*steps, Action(label=reader.say("greeting.help"), route="help")),
    )


def _greeting_of(facts: Greeting) -> str:
    """Choose an example that is hers: her pay where she sells, else a button of hers."""
    if "commission" in facts.steps:
        return "text"
    return "text_of_role" if facts.steps else "text_of_none"


def not_understood(facts: NotUnderstood, reader: Reader) -> Card:
    """Offer the nearest things or her first steps as buttons, then one line (CARDS 12)."""
    quoted = facts.text[:_QUOTED] + ("…" if len(facts.text) > _QUOTED else "")
    said = "not_understood.guess" if facts.offers else "not_understood.text"
    if facts.is_declined:
        said = "not_understood.nothing"
    offered = [one for one in facts.offers or facts.steps if one != "help"]  # it is always there
    buttons_of_hers = tuple(Action(label=reader.say(f"offer.{one}"), route=one) for one in offered)
    return Card(
        title=reader.say("not_understood.kept" if facts.is_declined else "not_understood.title"),
        tone=Tone.ASKING,
        holds=DataClass.PERSONAL,
        text=f"{reader.say(said, text=quoted)}\n{reader.say(facts.line)}",
        actions=(*buttons_of_hers, Action(label=reader.say("greeting.help"), route="help")),
    )


def refusal(error: FootholdError, reader: Reader) -> Card:
    """Tell why not, and the way out (CARDS 13)."""
    values = dict(error.values)
    field = str(values.get("field", ""))
    if error.message_id not in catalogue(reader.language):
        return Card(
            title=reader.say("refusal.title"),
            text=f"{error.message_id} {field}".strip(),
            holds=DataClass.PERSONAL,
        )
    return Card(
        title=reader.say("refusal.title"),
        text=reader.say(error.message_id, **values),
        holds=DataClass.PERSONAL,
    )


def our_mistake(reference: str, text: str, reader: Reader) -> Card:
    """Own up to a bug, with a number to quote and the typed text back."""
    return Card(
        title=reader.say("error.bug_title"),
        holds=DataClass.PERSONAL,
        text=reader.say("error.bug", reference=reference, text=text),
    )


def unlinked(message_id: str, reader: Reader) -> Card:
    """Tell somebody unknown how to be linked; no names, no numbers (CARDS 14)."""
    return Card(title=reader.say("link.title"), text=reader.say(message_id), holds=DataClass.PUBLIC)


def linked(facts: Linked, reader: Reader) -> Card:
    """Welcome somebody whose chat is hers now."""
    return Card(
        title=reader.say("link.done_title"),
        tone=Tone.GOOD,
        holds=DataClass.PERSONAL,
        text=reader.say("link.done", name=facts.name),
    )


def _topics(topics: tuple[str, ...], reader: Reader) -> str:
    return "\n".join(f"· {reader.say(topic)}" for topic in topics)
