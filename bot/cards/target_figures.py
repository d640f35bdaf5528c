"""What the cards of targets have in common: the rule with its two figures, rows and buttons."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bot.cards.card import Action, Row
from bot.cards.form import Input
from bot.cards.reader import Reader
from rules.target import Cause, Target


def figures(
    cause: str,
    figures: tuple[str, str, str],
    more_than: str,
    *,
    window: int,
    currency: str,
    reader: Reader,
) -> str:
    """Say the rule with its two figures; results as the mean of a workday."""
    before, after, percent = (Decimal(figure) for figure in figures)
    values = {"percent": f"{percent:+}", "limit": more_than}
    if cause == Cause.SKILL:
        return reader.say("target.by_skill", before=_plain(before), after=_plain(after), **values)
    sums = [reader.money(_mean(one, window), currency) for one in (before, after)]
    return reader.say("target.by_results", before=sums[0], after=sums[1], n=window, **values)


def _mean(minor: Decimal, days: int) -> int:
    return int((minor / max(days, 1)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _plain(score: Decimal) -> str:
    return f"{score:f}".rstrip("0").rstrip(".") if score % 1 == 0 else f"{score:f}"


def bars(target: Target, reader: Reader) -> str:
    """Say the pass bar and, where there is one, the stretch."""
    if target.stretch:
        return reader.say("target.two", bar=target.pass_bar, stretch=target.stretch)
    return reader.say("target.one", bar=target.pass_bar)


def signature(reader: Reader) -> Input:
    """Ask for the reference of a signed paper."""
    return Input(
        name="signature",
        label=reader.say("target.signature"),
        placeholder=reader.say("target.signature_like"),
    )


def row(name: str, value: str, reader: Reader) -> Row:
    """Give a row by the name of its label."""
    return Row(label=reader.say(f"target.row.{name}"), value=value)


def action(name: str, route: str, argument: str, reader: Reader) -> Action:
    """Give a button by the name of its label; those that say yes are the primary ones."""
    return Action(
        label=reader.say(f"target.button.{name}"),
        route=route,
        argument=argument,
        is_primary=name in {"ack", "accept", "approve"},
    )


def mine(reader: Reader) -> Action:
    """Lead to her own target."""
    return Action(label=reader.say("target.button.mine"), route="target")
