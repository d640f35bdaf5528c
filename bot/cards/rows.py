"""The rows that several cards carry."""

from __future__ import annotations

from bot.cards.card import Row
from bot.cards.reader import Reader
from rules.plan import NextTier


def next_tier(tier: NextTier, currency: str, *, reader: Reader) -> Row:
    """Say how far the next tier is and what it does."""
    how = "commission.next_whole" if tier.is_whole else "commission.next_marginal"
    amount = reader.money(tier.distance, currency)
    value = reader.say(how, amount=amount, rate=reader.percent(tier.rate))
    return Row(label=reader.say("commission.next"), value=value)
