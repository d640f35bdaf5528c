"""Offers for a text that was not understood: what it may have meant, never done unasked."""

from __future__ import annotations

from handlers.guessing import guesses, is_strange
from handlers.intent import Intent
from rules.misspelling import nearest
from rules.part import Part
from rules.phrases import PHRASES
from rules.typed_text import fold

_COMMANDS = {
    "commission": Intent.COMMISSION, "earnings": Intent.COMMISSION, "explain": Intent.WHY,
    "calculated": Intent.WHY, "help": Intent.HELP, "link": Intent.LINK,
}  # fmt: skip


def sounds_like(text: str) -> list[Intent]:
    """Offer what badly misspelt English words may have meant."""
    words = [phrase.text for phrase in PHRASES.cut(text) if phrase.part is Part.UNKNOWN]
    near = [nearest(word, tuple(_COMMANDS)) for word in words[:20]]
    return [_COMMANDS[command] for command in near if command]


def offers_for(typed: str, leaning: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Offer what single words lean to, then what the text is like; nothing where it is strange."""
    if leaning and (_is_about_us(typed) or not is_strange(typed)):
        return leaning
    # What she wants changed is asked for in words of its own, which a button can not know.
    known = {intent.value for intent in Intent} - {Intent.PREFERENCE.value}
    return tuple(Intent(guess) for guess in guesses(typed, known))


def _is_about_us(typed: str) -> bool:
    """Whether a text speaks of commission, or has no word that is unknown or of somebody else."""
    parts = [phrase.part for phrase in PHRASES.cut(fold(typed))]
    return Part.COMMISSION in parts or not {Part.UNKNOWN, Part.OTHERS} & set(parts)
