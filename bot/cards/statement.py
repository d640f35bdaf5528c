"""A period is over: what it came to, how certain each part is, and the next pay day."""

from __future__ import annotations

import json
from datetime import date

from bot.cards import buttons
from bot.cards.card import Card, Row, Tone
from bot.cards.reader import Reader
from bot.cards.rows import settled, waiting
from rules.notices import StatementReady

_STATES = ("provisional", "earned", "payable", "paid")


def statement_ready(facts: StatementReady, reader: Reader) -> Card:
    """Tell a rep how a period of hers ended."""
    rows = [
        Row(label=reader.say(f"state.{name}"), value=reader.money(minor, facts.currency))
        for name in _STATES
        if (minor := getattr(facts, name))
    ]
    deals = reader.say("commission.deals_n", n=facts.deals)
    pay_on = reader.day(date.fromisoformat(facts.pay_on))
    total = reader.money(facts.total, facts.currency)
    return Card(
        title=reader.say("statement.title", period=reader.period(facts.period)),
        tone=Tone.PLAIN,
        figure=Row(
            label=reader.say("commission.total"), value=reader.say("deal.before_tax", amount=total)
        ),
        rows=(
            *rows,
            Row(label=reader.say("statement.deals"), value=deals),
            Row(label=reader.say("statement.pay_on"), value=pay_on),
            *settled(
                draw=facts.draw,
                paid=facts.drawn,
                owed=facts.owed,
                is_on_top=facts.is_on_top,
                currency=facts.currency,
                reader=reader,
            ),
            *waiting(facts.waiting, reader),
        ),
        footnote=reader.say("commission.footnote"),
        actions=(buttons.month(reader), *buttons.hide(reader)),
    )


def told(facts: str, reader: Reader) -> Card:
    """Word the notice."""
    return statement_ready(StatementReady(**json.loads(facts)), reader)
