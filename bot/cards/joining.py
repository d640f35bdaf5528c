"""The first day: HR's form, HR's card of what is missing, the rep's three first steps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.mentor_change import free_mentor
from bot.cards.reader import Reader
from rules.joining import (
    FIELDS,
    AskJoin,
    AskStartDay,
    Joined,
    Missing,
    StartDayKept,
    Welcome,
)
from rules.mentor_change import MentorFit
from rules.people import Engagement

_KINDS = {
    "hired_on": InputKind.DATE,
    "probation_ends_on": InputKind.DATE,
    "contract_months": InputKind.NUMBER,
    "engagement": InputKind.CHOICE,
    "plan": InputKind.CHOICE,
}
_NEEDED = frozenset({"name", "number", "engagement", "hired_on"})


def form(facts: AskJoin, reader: Reader) -> Form:
    """Ask what a first day needs; all but four fields may be left out and are named as missing."""
    choices = {
        "engagement": tuple(
            Choice(value=one.value, label=reader.say(f"joining.engagement.{one.value}"))
            for one in Engagement
        ),
        "plan": tuple(Choice(value=one, label=one) for one in facts.plans),
    }
    return Form(
        title=reader.say("joining.form"),
        route="join",
        argument=facts.argument,
        inputs=tuple(
            Input(
                name=name,
                label=reader.say(f"joining.field.{name}"),
                kind=_KINDS.get(name, InputKind.TEXT)
                if name != "plan" or facts.plans
                else InputKind.TEXT,
                choices=choices.get(name, ()),
                value=facts.filled.get(name, ""),
                is_required=name in _NEEDED,
            )
            for name in FIELDS
        ),
        submit=reader.say("joining.look_over"),
    )


def joined(facts: str, reader: Reader) -> Card:
    """Tell HR who came by the HR system and all that is missing, in one card."""
    told = json.loads(facts)
    mentors = tuple(MentorFit(**{**one, "strong": tuple(one["strong"])}) for one in told["mentors"])
    return _about(Joined(**{**told, "missing": tuple(told["missing"]), "mentors": mentors}), reader)


def _about(news: Joined, reader: Reader) -> Card:
    return Card(
        title=reader.say("joining.joined_title", name=news.name),
        tone=Tone.ASKING if news.missing else Tone.GOOD,
        text="\n".join(missing_text(news.missing, reader) or [reader.say("joining.complete")]),
        rows=(
            Row(label=reader.say("order.row.number"), value=news.number),
            Row(
                label=reader.say("order.row.hired_on"),
                value=reader.day(date.fromisoformat(news.hired_on)),
            ),
            *mentor_row(news.mentors, reader),
        ),
        actions=(
            *mentor_actions(news.mentors, news.person_id, news.since, reader),
            *code_actions(news.missing, news.person_id, reader),
        ),
    )


def no_start(facts: str, reader: Reader) -> Card:
    """Ask HR for the first days of those who came without one."""
    told = json.loads(facts)
    people, more = told["people"], told["more"]
    names = reader.listed([name for _, name in people])
    said = "joining.no_start_more" if more else "joining.no_start_text"
    return Card(
        title=reader.say("joining.no_start_title", n=len(people) + more),
        tone=Tone.ASKING,
        text=reader.say(said, names=names, more=more),
        actions=tuple(
            Action(
                label=reader.say("joining.button.start_day", name=name),
                route="start_day",
                argument=str(person_id),
            )
            for person_id, name in people
        ),
    )


def start_day(facts: AskStartDay | StartDayKept, reader: Reader) -> Card | Form:
    """Ask for a first day, or say what is known now and what is still missing."""
    if isinstance(facts, AskStartDay):
        return Form(
            title=reader.say("joining.start_form", name=facts.name),
            route="start_day",
            argument=str(facts.person_id),
            inputs=(
                Input(
                    name="hired_on",
                    label=reader.say("joining.field.hired_on"),
                    kind=InputKind.DATE,
                ),
            ),
            submit=reader.say("joining.start_submit"),
        )
    card = _about(facts.joined, reader)
    said = "joining.start_welcomed" if facts.is_welcomed else "joining.start_kept"
    return replace(card, text="\n".join([reader.say(said, name=facts.joined.name), card.text]))


def welcome(facts: str, reader: Reader) -> Card:
    """Tell a rep her three first steps, each with its figure and a button."""
    news = Welcome(**json.loads(facts))
    steps = [_target_step(news, reader), _course_step(news, reader), _mentor_step(news, reader)]
    return Card(
        title=reader.say("joining.welcome_title", name=news.name),
        tone=Tone.GOOD,
        text="\n".join([reader.say("joining.welcome"), *steps]),
        footnote=reader.say("joining.welcome_help"),
        actions=tuple(
            Action(label=reader.say(f"joining.button.{route}"), route=route)
            for route in ("target", "courses", "my_mentor")
        ),
    )


def missing_text(missing: Sequence[str], reader: Reader) -> list[str]:
    """Word what is missing: one line, then each with what is to be done about it."""
    if not missing:
        return []
    found = [reader.say("joining.missing_title", n=len(missing))]
    return found + [f"· {reader.say(f'joining.missing.{one}')}" for one in missing]


def mentor_row(mentors: Sequence[MentorFit], reader: Reader) -> tuple[Row, ...]:
    """Say who could mentor her: how many each has, and why she fits."""
    if not mentors:
        return ()
    said = reader.listed([free_mentor(one, reader) for one in mentors[:3]])
    return (Row(label=reader.say("mentor_change.row_free"), value=said),)


def code_actions(missing: Sequence[str], rep_id: int, reader: Reader) -> tuple[Action, ...]:
    """Give a button for a code where she has no chat yet: one is good for 15 minutes."""
    if Missing.CHAT.value not in missing:
        return ()
    label = reader.say("joining.button.code")
    return (Action(label=label, route="join_code", argument=str(rep_id)),)


def mentor_actions(
    mentors: Sequence[MentorFit], rep_id: int, since: str, reader: Reader
) -> tuple[Action, ...]:
    """Give a button for each who could mentor her, with her load; pressing it pairs them."""
    return tuple(
        Action(
            label=reader.say("joining.button.pair", name=one.name, n=one.mentees, of=one.capacity),
            route="pairing",
            argument=f"pair:{rep_id}:{one.person_id}:{since}",
        )
        for one in mentors[:3]
    )


def _target_step(news: Welcome, reader: Reader) -> str:
    if news.pass_bar:
        return reader.say("joining.step.target", n=news.pass_bar)
    if news.probation_ends_on:
        day = reader.day(date.fromisoformat(news.probation_ends_on))
        return reader.say("joining.step.probation", day=day)
    return reader.say("joining.step.target_later")


def _course_step(news: Welcome, reader: Reader) -> str:
    if not news.course:
        return reader.say("joining.step.course_later")
    day = reader.day(date.fromisoformat(news.course_due_on))
    return reader.say("joining.step.course", title=news.course, day=day, n=news.courses)


def _mentor_step(news: Welcome, reader: Reader) -> str:
    if news.mentor:
        return reader.say("joining.step.mentor", name=news.mentor)
    if news.manager:
        return reader.say("joining.step.manager", name=news.manager)
    return reader.say("joining.step.mentor_later")
