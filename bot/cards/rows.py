"""The rows that several cards carry."""

from __future__ import annotations

from bot.cards.card import Row
from bot.cards.reader import Reader
from rules.plan_terms import NextTier


def next_tier(tier: NextTier, currency: str, *, reader: Reader) -> Row:
    """Say how far the next tier is and what it does."""
    missing = f"{tier.distance}" if tier.unit == "deals" else reader.money(tier.distance, currency)
    amount = reader.say(f"commission.next_in.{tier.unit}", amount=missing)
    paid: list[str] = []
    if tier.rate or not (tier.each or tier.sum):
        how = "commission.next_whole" if tier.is_whole else "commission.next_marginal"
        paid.append(reader.say(how, rate=reader.percent(tier.rate)))
    if tier.each:
        how = "commission.next_each_whole" if tier.is_whole else "commission.next_each"
        paid.append(reader.say(how, each=reader.money(tier.each, currency)))
    if tier.sum:
        paid.append(reader.say("commission.next_sum", sum=reader.money(tier.sum, currency)))
    value = reader.say("commission.next_is", amount=amount, paid=reader.listed(paid))
    return Row(label=reader.say("commission.next"), value=value)


def settled(
    *, draw: int, paid: int, owed: int, currency: str, reader: Reader, is_on_top: bool = False
) -> tuple[Row, ...]:
    """Say what a period pays under a draw, and what of it is set off later."""
    if not draw and not owed:
        return ()
    value = reader.money(paid, currency)
    if draw:
        least = reader.money(draw, currency)
        how = "draw.on_top_value" if is_on_top else "draw.paid_value"
        value = reader.say(how, amount=value, draw=least)
    rows = [Row(label=reader.say("draw.paid"), value=value)]
    if owed:
        value = reader.say("draw.owed_value", amount=reader.money(owed, currency))
        rows.append(Row(label=reader.say("draw.owed"), value=value))
    return tuple(rows)


def waiting(count: int, reader: Reader) -> tuple[Row, ...]:
    """Say how many deals wait for their cost."""
    if not count:
        return ()
    value = reader.say("commission.waiting_n", n=count)
    return (Row(label=reader.say("commission.waiting"), value=value),)
