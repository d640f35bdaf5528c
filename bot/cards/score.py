"""Test results that are written down in chat: the form, the confirmation, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.course import bar
from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.reader import Reader
from rules.score import AskScore, ScoreDraft, ScoreKept, TestResult

_ROUTE = "record_score"
Facts = AskScore | ScoreDraft | ScoreKept


def word(facts: Facts, reader: Reader) -> Card | Form:
    """Give the card or form for what writing a result down came to."""
    match facts:
        case AskScore():
            return form(facts, reader)
        case ScoreDraft():
            return draft(facts, reader)
        case ScoreKept():
            return kept(facts, reader)


def form(facts: AskScore, reader: Reader) -> Form:
    """Ask for what is missing, with what is known filled in."""
    choices = tuple(Choice(value=one, label=_in(title, reader)) for one, title in facts.domains)

    def ask(name: str, value: str, kind: InputKind = InputKind.TEXT) -> Input:
        return Input(
            name=name,
            label=reader.say(f"score.field.{name}"),
            kind=kind,
            value=value,
            choices=choices if kind is InputKind.CHOICE else (),
        )

    return Form(
        title=reader.say("score.form"),
        route=_ROUTE,
        submit=reader.say("score.button.next"),
        inputs=(
            ask("name", facts.name),
            ask("domain", facts.domain, InputKind.CHOICE),
            ask("score", facts.value, InputKind.NUMBER),
            ask("out_of", facts.out_of, InputKind.NUMBER),
            ask("day", facts.today.isoformat(), InputKind.DATE),
        ),
    )


def draft(facts: ScoreDraft, reader: Reader) -> Card:
    """Show whose result it is, of what, and whether it passes, before it is kept."""
    return Card(
        title=reader.say("score.draft", name=facts.result.name),
        tone=Tone.ASKING,
        rows=_rows(facts.result, reader),
        actions=(
            Action(
                label=reader.say("score.button.keep"),
                route=_ROUTE,
                argument=facts.argument,
                is_primary=True,
            ),
            Action(label=reader.say("score.button.other"), route=_ROUTE),
        ),
    )


def kept(facts: ScoreKept, reader: Reader) -> Card:
    """Say that it is kept, and how far she is on her path with it."""
    figures = facts.progress
    said = reader.say("course.progress", done=figures.completed, total=figures.total)
    return Card(
        title=reader.say("score.kept", name=facts.result.name),
        tone=Tone.GOOD,
        rows=(
            *_rows(facts.result, reader),
            Row(label=reader.say("score.field.path"), value=f"{said} {bar(figures)}"),
        ),
        footnote=reader.say("score.next", name=facts.result.name),
        actions=(Action(label=reader.say("score.button.another"), route=_ROUTE),),
    )


def _rows(result: TestResult, reader: Reader) -> tuple[Row, ...]:
    passed = "passed" if result.percent >= result.pass_mark else "gap"
    score = f"{_plain(result.value)} / {_plain(result.out_of)}"
    return (
        Row(label=reader.say("score.field.who"), value=f"{result.name} ({result.number})"),
        Row(label=reader.say("score.field.domain"), value=_in(result.domain, reader)),
        Row(label=reader.say("score.field.score"), value=score),
        Row(
            label=reader.say("score.field.mark"),
            value=reader.say(f"score.{passed}", mark=_plain(result.pass_mark)),
        ),
        Row(label=reader.say("score.field.day"), value=reader.day(result.taken_on)),
    )


def _plain(number: Decimal) -> str:
    return f"{number:f}" if "." not in f"{number:f}" else f"{number:f}".rstrip("0").rstrip(".")


def _in(titles: Mapping[str, str], reader: Reader) -> str:
    return titles.get(reader.language) or next(iter(titles.values()), "")
