"""Offers for a text that was not understood: what it may have meant, never done unasked."""

from __future__ import annotations

from handlers.guessing import guesses
from handlers.intent import Intent
from rules.misspelling import nearest
from rules.part import Part
from rules.phrases import PHRASES

_COMMANDS = {
    "commission": Intent.COMMISSION, "earnings": Intent.COMMISSION, "explain": Intent.WHY,
    "calculated": Intent.WHY, "help": Intent.HELP, "link": Intent.LINK,
}  # fmt: skip


def sounds_like(text: str) -> list[Intent]:
    """Offer what badly misspelt English words may have meant."""
    words = [phrase.text for phrase in PHRASES.cut(text) if phrase.part is Part.UNKNOWN]
    near = [nearest(word, tuple(_COMMANDS)) for word in words[:20]]
    return [_COMMANDS[command] for command in near if command]


def offers_for(typed: str) -> tuple[Intent, ...]:
    """Offer what the text is like among the shipped examples; nothing where it is like nothing."""
    # What she wants changed is asked for in words of its own, which a button can not know.
    known = {intent.value for intent in Intent} - {Intent.PREFERENCE.value}
    return tuple(Intent(guess) for guess in guesses(typed) if guess in known)
