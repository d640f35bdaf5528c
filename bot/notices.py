"""How each kind of notice is told: its card, and what the relay must know of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from bot.cards import commission
from bot.cards.card import Card
from bot.cards.reader import Reader
from rules.notices import DealNews, NoticeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One row of the table. `may_repeat`: arriving twice harms nobody, so unknown is re-sent."""

    card: Callable[[str, Reader], Card]
    preview: str
    may_repeat: bool = False


def _deal(facts: str, reader: Reader) -> Card:
    return commission.deal_news(DealNews(**json.loads(facts)), reader)


KINDS = {
    NoticeKind.DEAL: Kind(card=_deal, preview="preview.money"),
}
