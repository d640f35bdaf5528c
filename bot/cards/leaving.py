"""The last day: one card of all that is open, the forms, and what those concerned are told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.reader import Reader
from rules.leaving import (
    AskLastDay,
    AskTakeover,
    LeaveKind,
    Leaver,
    LeaverNews,
    OpenItem,
    OpenKind,
    TakenOver,
)

_NAMED = 3
Facts = Leaver | AskLastDay | AskTakeover


def word(facts: Facts, reader: Reader) -> Card | Form:
    """Give the card or form for what the handler found."""
    match facts:
        case Leaver():
            return leaver(facts, reader)
        case AskLastDay():
            return _ask_leave(facts, reader)
        case AskTakeover():
            return _ask_takeover(facts, reader)


def leaver(facts: Leaver, reader: Reader) -> Card:
    """Show what is open, who has what until when, and a button for each kind that has nobody."""
    waiting = sum(not one.to for one in facts.items)
    since = reader.day(date.fromisoformat(facts.left_on)) if facts.left_on else ""
    said = "leaving.waiting" if waiting else "leaving.nothing"
    text = [reader.say(said, n=waiting)]
    text += [reader.say("leaving.here_still")] if not facts.left_on else []
    figure = None
    if facts.unpaid_minor is not None:
        sum_ = reader.money(facts.unpaid_minor, facts.currency) if facts.currency else "0"
        figure = Row(label=reader.say("leaving.unpaid"), value=sum_)
    return Card(
        title=reader.say("leaving.title", name=facts.name, number=facts.number),
        tone=Tone.ASKING if waiting else Tone.PLAIN,
        figure=figure,
        text="\n".join(text),
        rows=(
            *((Row(label=reader.say("order.row.left_on"), value=since),) if since else ()),
            *(_row(kind, facts.of(kind), reader) for kind in OpenKind if facts.of(kind)),
        ),
        footnote=reader.say("leaving.footnote") if figure else "",
        actions=_actions(facts, reader),
    )


def told(facts: str, reader: Reader) -> Card:
    """Tell HR and her manager once that somebody left, and how much of what is open."""
    news = LeaverNews(**json.loads(facts))
    n = sum(news.counts.values())
    return Card(
        title=reader.say("leaving.told_title", name=news.name),
        tone=Tone.CHANGED,
        text=reader.say("leaving.told" if n else "leaving.told_nothing", n=n),
        rows=(
            Row(
                label=reader.say("order.row.left_on"),
                value=reader.day(date.fromisoformat(news.left_on)),
            ),
            *(
                Row(
                    label=reader.say(f"leaving.row.{kind}"),
                    value=reader.say("leaving.n_open", n=count),
                )
                for kind, count in news.counts.items()
            ),
        ),
        actions=(
            Action(
                label=reader.say("leaving.button.show"),
                route="leaver",
                argument=f"{news.person_id}:show",
                is_primary=True,
            ),
        ),
    )


def taken_over(facts: str, reader: Reader) -> Card:
    """Tell whoever gets something what, from whom, by when to have looked at it."""
    told_ = json.loads(facts)
    news = TakenOver(**{**told_, "titles": tuple(told_["titles"])})
    return Card(
        title=reader.say("leaving.taken_title", n=len(news.titles), leaver=news.leaver),
        tone=Tone.ASKING,
        text=reader.say(
            f"leaving.taken.{news.kind}", due=reader.day(date.fromisoformat(news.due_on))
        ),
        rows=(
            Row(
                label=reader.say(f"leaving.row.{news.kind}"),
                value=_named(news.titles, reader),
            ),
            Row(label=reader.say("leaving.row.by"), value=news.by),
        ),
    )


def _row(kind: OpenKind, items: Sequence[OpenItem], reader: Reader) -> Row:
    waiting = [one.title for one in items if not one.to]
    given = [one for one in items if one.to]
    parts = []
    if waiting:
        names = _named(waiting, reader)
        parts.append(reader.say("leaving.open", n=len(waiting), names=names))
    for to, due_on in dict.fromkeys((one.to, one.due_on) for one in given):
        n = sum((one.to, one.due_on) == (to, due_on) for one in given)
        day = reader.day(date.fromisoformat(due_on))
        parts.append(reader.say("leaving.given", n=n, to=to, day=day))
    return Row(label=reader.say(f"leaving.row.{kind.value}"), value="; ".join(parts))


def _named(titles: Sequence[str], reader: Reader) -> str:
    named = reader.listed(list(titles[:_NAMED]))
    more = len(titles) - _NAMED
    return reader.say("leaving.more", names=named, n=more) if more > 0 else named


def _actions(facts: Leaver, reader: Reader) -> tuple[Action, ...]:
    waiting = [kind for kind in OpenKind if any(not one.to for one in facts.of(kind))]
    found = tuple(
        Action(
            label=reader.say(f"leaving.button.{kind.value}"),
            route="take_over",
            argument=f"{facts.person_id}:{kind.value}",
        )
        for kind in waiting
        if facts.may_hand_over
    )
    if not facts.may_leave:
        return found
    label = reader.say("leaving.button.go")
    return (*found, Action(label=label, route="leaver", argument=f"{facts.person_id}:go"))


def _ask_leave(facts: AskLastDay, reader: Reader) -> Form:
    kinds = tuple(
        Choice(value=one.value, label=reader.say(f"leaving.kind.{one.value}")) for one in LeaveKind
    )
    return Form(
        title=reader.say("leaving.form", name=facts.name),
        route="leaver",
        argument=f"{facts.person_id}:go",
        inputs=(
            _input("left_on", InputKind.DATE, facts.filled.get("left_on", ""), reader),
            _input("kind", InputKind.CHOICE, facts.filled.get("kind", ""), reader, choices=kinds),
            _input("notice_on", InputKind.DATE, "", reader, is_required=False),
        ),
        submit=reader.say("joining.look_over"),
    )


def _ask_takeover(facts: AskTakeover, reader: Reader) -> Form:
    everything = Choice(value="all", label=reader.say("leaving.all", n=len(facts.items)))
    which = (everything, *(Choice(value=ref, label=title) for ref, title in facts.items))
    return Form(
        title=reader.say(f"leaving.takeover_form.{facts.kind}", name=facts.name),
        route="take_over",
        argument=f"{facts.person_id}:{facts.kind}",
        inputs=(
            _input("which", InputKind.CHOICE, "all", reader, choices=which),
            _input("to", InputKind.TEXT, "", reader),
            _input("due_on", InputKind.DATE, facts.due_on, reader),
        ),
        submit=reader.say("leaving.give"),
    )


def _input(
    name: str,
    kind: InputKind,
    value: str,
    reader: Reader,
    *,
    choices: tuple[Choice, ...] = (),
    is_required: bool = True,
) -> Input:
    return Input(
        name=name,
        label=reader.say(f"leaving.field.{name}"),
        kind=kind,
        value=value,
        choices=choices,
        is_required=is_required,
    )
