"""One's own commission as a file: what is in it, in a card and in the words of its columns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.cards.card import Card, Row, Tone
from bot.cards.reader import Reader
from rules.commission_export import CommissionExport
from rules.money import Money
from rules.statement import StatementLine

#: What stands in a cell.
Cell = str | Decimal | date

_STATES = ("provisional", "earned", "payable", "paid")


def card(facts: CommissionExport, reader: Reader) -> Card:
    """Say which month it is, what it adds up to and of how many lines."""
    total = reader.money(facts.total, facts.currency)
    return Card(
        title=reader.say("export.title", period=reader.period(facts.period)),
        tone=Tone.GOOD,
        figure=Row(label=reader.say("commission.total"), value=total),
        text=reader.say("export.text", count=len(facts.lines)),
        footnote=reader.say("commission.footnote"),
    )


def file_name(facts: CommissionExport, reader: Reader) -> str:
    """Name the file by month and number: no name of a person and no sum."""
    return reader.say("export.file", period=facts.period, number=facts.number)


def columns(reader: Reader, currency: str) -> tuple[str, ...]:
    """Give the heads of the columns."""
    heads = ("day", "deal", "what", "amount", "catch_up")
    return tuple(reader.say(f"export.column.{head}", currency=currency) for head in heads)


def rows(facts: CommissionExport, reader: Reader) -> list[tuple[Cell, ...]]:
    """Give the lines, what is too much to be listed, the sum and its states, to the cent."""

    def amount(minor: int) -> Decimal:
        return Money(minor=minor, currency=facts.currency).amount

    def line(one: StatementLine) -> tuple[Cell, ...]:
        what = reader.say(f"export.change.{one.change.value}")
        return one.on_day, one.title, what, amount(one.minor), amount(one.catch_up)

    found = [line(one) for one in facts.lines]
    if facts.unlisted:
        found.append(("", reader.say("export.unlisted"), "", amount(facts.unlisted), ""))
    found.append(("", reader.say("export.total"), "", amount(facts.total), ""))
    for name in _STATES:
        label = reader.say(f"state.{name}")
        found.append(("", label, "", amount(getattr(facts.states, name)), ""))
    return found
