"""A change of a target (CARDS 9): what is told, asked and decided, and the reward at its end."""

from __future__ import annotations

import json
from datetime import date

from bot.cards import buttons
from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from bot.cards.target_figures import action, bars, figures, mine, row, signature
from rules.notices import TargetNews, TargetReward
from rules.target import Cause, Target
from rules.target_record import AskAcceptance, AskDecision


def month(facts: TargetNews, reader: Reader) -> Card:
    """Tell the base of her month."""
    last = reader.day(date.fromisoformat(facts.last_day))
    return Card(
        title=reader.say("target.month_title", period=reader.period(facts.month)),
        figure=Row(
            label=reader.say("target.row.bar"),
            value=reader.say("target.deals", n=facts.pass_after),
        ),
        text=reader.say("target.month_text", last=last),
        footnote=reader.say("target.what_counts"),
        actions=(action("ack", "target_ack", str(facts.step_id), reader), mine(reader)),
    )


def change(facts: TargetNews, reader: Reader) -> Card:
    """Tell her of a change that holds, or ask for her acceptance of a raise (CARDS 9)."""
    is_asked = facts.what == "asked"
    told = [*_old_and_new(facts, reader), *_evidence(facts, reader), _reward_row(facts, reader)]
    text = reader.say("target.asked_text" if is_asked else "target.changed_text")
    if is_asked and facts.needs_signatures:
        text = f"{text}\n{reader.say('target.both_sign')}"
    ids = str(facts.step_id)
    actions = [action("ack", "target_ack", ids, reader)]
    if is_asked:
        keep = reader.say("target.button.keep", n=facts.pass_before)
        actions = [
            action("accept", "target_answer", f"{ids}:accept", reader),
            Action(label=keep, route="target_answer", argument=f"{ids}:keep"),
        ]
    return Card(
        title=reader.say("target.asked_title" if is_asked else "target.changed_title"),
        tone=Tone.ASKING if is_asked else Tone.CHANGED,
        text=text,
        rows=tuple(one for one in told if one is not None),
        footnote=reader.say("target.what_counts"),
        actions=(*actions, Action(label=reader.say("target.button.why"), route="target_why")),
    )


def proposal(facts: TargetNews, reader: Reader) -> Card:
    """Ask her manager, or HR: old and new, the rule with its figures, what happens next."""
    told = [*_old_and_new(facts, reader), *_evidence(facts, reader), _reward_row(facts, reader)]
    text = reader.say(f"target.{facts.what}_text", name=facts.name)
    if facts.needs_signatures:
        text = f"{text}\n{reader.say('target.both_sign')}"
    if facts.has_conflict:
        text = f"{text}\n{reader.say('target.conflict')}"
    ids = str(facts.step_id)
    return Card(
        title=reader.say("target.proposal_title", name=facts.name),
        tone=Tone.ASKING,
        text=text,
        rows=tuple(one for one in told if one is not None),
        footnote=reader.say("target.proposal_foot"),
        actions=(
            action("approve", "target_decide", f"{ids}:approve", reader),
            action("decline", "target_decide", f"{ids}:decline", reader),
        ),
    )


def reward(facts: TargetReward, reader: Reader) -> Card:
    """Tell that the stretch is reached, or that a cancellation took it back."""
    said = "reward" if facts.minor > 0 else "reward_back"
    return Card(
        title=reader.say(f"target.{said}_title", period=reader.period(facts.month)),
        tone=Tone.GOOD if facts.minor > 0 else Tone.CHANGED,
        figure=Row(
            label=reader.say("target.reward_label"),
            value=reader.money(facts.minor, facts.currency, signed=True),
        ),
        text=reader.say(f"target.{said}_text", done=facts.done, stretch=facts.stretch),
        footnote=reader.say("commission.footnote"),
        actions=(mine(reader), *buttons.hide(reader)),
    )


def told_month(facts: str, reader: Reader) -> Card:
    """Word the notice of a month's base."""
    return month(TargetNews(**json.loads(facts)), reader)


def told_proposal(facts: str, reader: Reader) -> Card:
    """Word the notice of a change that is to be decided."""
    return proposal(TargetNews(**json.loads(facts)), reader)


def told_change(facts: str, reader: Reader) -> Card:
    """Word the notice of a change of hers."""
    return change(TargetNews(**json.loads(facts)), reader)


def told_reward(facts: str, reader: Reader) -> Card:
    """Word the notice of a reward."""
    return reward(TargetReward(**json.loads(facts)), reader)


def ask_decision(facts: AskDecision, reader: Reader) -> Form:
    """Ask for the reason, and for a signature reference where both sign."""
    wish = "approve" if facts.is_approval else "decline"
    inputs = [
        Input(name="reason", label=reader.say(f"target.reason_{wish}"), kind=InputKind.MULTILINE)
    ]
    if facts.needs_signature:
        inputs.append(signature(reader))
    return Form(
        title=reader.say(f"target.form_{wish}", name=facts.name),
        route="target_decide",
        argument=f"{facts.step.id}:{wish}",
        inputs=tuple(inputs),
        submit=reader.say(f"target.button.{wish}"),
    )


def ask_acceptance(facts: AskAcceptance, reader: Reader) -> Form:
    """Ask for her signature reference: in the last 14 days a tap is not enough."""
    return Form(
        title=reader.say("target.form_accept"),
        route="target_answer",
        argument=f"{facts.step.id}:accept",
        inputs=(signature(reader),),
        submit=reader.say("target.button.accept"),
    )


def _old_and_new(facts: TargetNews, reader: Reader) -> list[Row]:
    old = Target(pass_bar=facts.pass_before, stretch=facts.stretch_before)
    new = Target(pass_bar=facts.pass_after, stretch=facts.stretch_after)
    last = reader.day(date.fromisoformat(facts.last_day))
    until = reader.say("target.until", period=reader.period(facts.month), last=last)
    return [
        row("old", bars(old, reader), reader),
        row("new", bars(new, reader), reader),
        row("month", until, reader),
    ]


def _evidence(facts: TargetNews, reader: Reader) -> list[Row]:
    if not facts.cause:
        return []
    if facts.cause in {Cause.SUPPORT, Cause.ORDER}:
        return [row("evidence", reader.say(f"target.by_{facts.cause}"), reader)]
    said = figures(
        facts.cause,
        (facts.growth_before, facts.growth_after, facts.growth_percent),
        facts.more_than,
        window=facts.window,
        currency=facts.currency,
        reader=reader,
    )
    if facts.judged_on:
        day = reader.day(date.fromisoformat(facts.judged_on))
        said = reader.say("target.judged", said=said, day=day)
    return [row("evidence", said, reader)]


def _reward_row(facts: TargetNews, reader: Reader) -> Row | None:
    if not facts.reward_minor:
        return None
    bar = facts.stretch_after or facts.pass_after
    amount = reader.money(facts.reward_minor, facts.currency)
    return row("reward", reader.say("target.reward_for", n=bar, amount=amount), reader)
