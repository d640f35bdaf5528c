"""The card that somebody tapped to see its sums, worded with them."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from bot.cards.card import Card
from bot.cards.message import Message
from bot.cards.reader import Reader
from bot.channels import wire
from bot.channels.channel import Inbound
from bot.notices import KINDS
from handlers.hidden_sum import ANSWER
from rules.errors import NotFound
from rules.hidden_sum import Shown, ShownNotice
from storage.hidden_sum import HiddenSum

_REF = 32


def kept(card: Card, inbound: Inbound, person_id: int) -> HiddenSum:
    """Give an answer with its sums as it is kept; one act has one name, however often it comes."""
    act = f"{inbound.channel}\0{inbound.sender}\0{inbound.id}"
    message = Message(key="", preview="", text="", card=card)
    return HiddenSum(
        ref=sha256(act.encode()).hexdigest()[:_REF],
        person_id=person_id,
        at=inbound.at,
        body=wire.written(message, address=""),
    )


def argument_of(one: HiddenSum) -> str:
    """Give what the button of a hidden answer carries."""
    return f"{ANSWER}{one.ref}"


def word(facts: Shown, reader: Reader) -> Card:
    """Give the card with its sums; raise `NotFound` for one kept by another release."""
    reader = replace(reader, hides_sums=False)
    if isinstance(facts, ShownNotice):
        kind = KINDS[facts.kind]
        return replace(kind.card(facts.facts, reader), holds=kind.holds)
    try:
        card = wire.read(facts.body).message.card
    except ValueError as error:
        raise NotFound("hidden_sum.over") from error
    if card is None:
        raise NotFound("hidden_sum.over")
    return card
