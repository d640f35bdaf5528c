"""A card whose sums are hidden: where they would stand it shows ****, and a button to see them."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.card import Action, Card
from bot.cards.reader import MASK, Reader

ROUTE = "show_sums"


def hides_any(card: Card) -> bool:
    """Whether a sum of this card is hidden."""
    return MASK in card.as_text()


def veiled(card: Card, reader: Reader, argument: str) -> Card:
    """Give the card with the button that shows its sums, if it hides any.

    `argument` names what is to be shown; see `handlers.hidden_sum`.
    """
    if not reader.hides_sums or not hides_any(card):
        return card
    show = Action(
        label=reader.say("hidden_sum.show"), route=ROUTE, argument=argument, is_primary=True
    )
    others = tuple(replace(one, is_primary=False) for one in card.actions)
    return replace(card, actions=(show, *others))
