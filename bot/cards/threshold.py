"""A proposed threshold: what it would have changed on later hires, and the two answers HR has."""

from __future__ import annotations

import json

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from rules.threshold_record import (
    AskThreshold,
    ThresholdDecided,
    ThresholdNews,
    ThresholdShown,
    news_of,
)

_ROUTE = "threshold"


def word(facts: AskThreshold | ThresholdDecided | ThresholdShown, reader: Reader) -> Card | Form:
    """Give the form or the card of a decision, or the proposal once more."""
    match facts:
        case AskThreshold():
            return ask(facts, reader)
        case ThresholdShown():
            return shown(facts.news, reader)
        case ThresholdDecided():
            return decided(facts, reader)


def told(facts: str, reader: Reader) -> Card:
    """Word the notice."""
    return shown(news_of(json.loads(facts)), reader)


def shown(news: ThresholdNews, reader: Reader) -> Card:
    """Word a proposal: the change, its back-test, its costs, and two answers."""
    return Card(
        title=_title(news, reader),
        tone=Tone.ASKING,
        figure=Row(
            label=_say("change", news, reader),
            value=f"{news.present} → {news.proposed}",
        ),
        text=reader.say("threshold.text", known=news.known, low=news.low, high=news.high),
        rows=(
            _row("tried", reader.say("threshold.people", n=news.tried_on), reader),
            _of("flagged", f"{news.flagged_now} → {news.flagged_then}", news, reader),
            _of("found", f"{news.found_now} → {news.found_then}", news, reader),
            _of("missed", f"{news.missed_now} → {news.missed_then}", news, reader),
            *_stayed(news, reader),
            _row(
                "costs",
                _say("cost", news, reader, found=news.found_worth, needless=news.needless_cost),
                reader,
            ),
        ),
        footnote=_say("foot", news, reader),
        actions=(
            _action("approve", news, reader),
            _action("decline", news, reader),
        ),
    )


def ask(facts: AskThreshold, reader: Reader) -> Form:
    """Ask why, saying from when it would count."""
    label = f"threshold.why_{facts.word}"
    return Form(
        title=_title(facts.news, reader),
        route=_ROUTE,
        argument=f"{facts.word}:{facts.news.proposal_id}",
        inputs=(
            Input(
                name="reason",
                label=reader.say(label, day=reader.day(facts.starts_on)),
                kind=InputKind.MULTILINE,
            ),
        ),
        submit=reader.say(f"threshold.button.{facts.word}"),
    )


def decided(facts: ThresholdDecided, reader: Reader) -> Card:
    """Say what was decided, by whom, and from when it counts."""
    day = reader.day(facts.starts_on) if facts.starts_on is not None else ""
    return Card(
        title=_title(facts.news, reader),
        tone=Tone.GOOD,
        text=_say(
            facts.state, facts.news, reader, by=facts.by, day=day, value=facts.news.proposed,
            present=facts.news.present,
        ),
    )  # fmt: skip


def _title(news: ThresholdNews, reader: Reader) -> str:
    return reader.say("threshold.title", rule=reader.say(f"threshold.rule.{news.rule}"))


def _part(news: ThresholdNews) -> str:
    """Name the words: of a bar of hiring they are others than of a signal of risk."""
    if news.rule == "match_key":
        return "threshold.key"
    return "threshold.hiring" if news.stayed_now else "threshold"


def _say(name: str, news: ThresholdNews, reader: Reader, **values: str) -> str:
    return reader.say(f"{_part(news)}.{name}", **values)


def _of(name: str, value: str, news: ThresholdNews, reader: Reader) -> Row:
    return Row(label=reader.say(f"{_part(news)}.row.{name}"), value=value)


def _stayed(news: ThresholdNews, reader: Reader) -> tuple[Row, ...]:
    if not news.stayed_now:
        return ()
    return (_of("stayed", f"{news.stayed_now} → {news.stayed_then}", news, reader),)


def _row(name: str, value: str, reader: Reader) -> Row:
    return Row(label=reader.say(f"threshold.row.{name}"), value=value)


def _action(what: str, news: ThresholdNews, reader: Reader) -> Action:
    return Action(
        label=reader.say(f"threshold.button.{what}"),
        route=_ROUTE,
        argument=f"{what}:{news.proposal_id}",
    )
