"""Targets (CARDS 9): my month, a change with its two figures, and who said what."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.cards import buttons
from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from rules.notices import TargetNews, TargetReward
from rules.target import Cause, Target
from rules.target_record import (
    AskAcceptance,
    AskDecision,
    MyTarget,
    NoTarget,
    TargetAnswered,
    TargetHistory,
    TargetStep,
    WordKind,
)

Facts = MyTarget | NoTarget | TargetHistory | AskDecision | AskAcceptance | TargetAnswered
_LISTED = 5
_MOST_STEPS = 8


def word(facts: Facts, reader: Reader) -> Card | Form:
    """Give the card or form for what a handler of targets found."""
    match facts:
        case MyTarget():
            return my_target(facts, reader)
        case NoTarget():
            return no_target(facts, reader)
        case TargetHistory():
            return history(facts, reader)
        case AskDecision():
            return ask_decision(facts, reader)
        case AskAcceptance():
            return ask_acceptance(facts, reader)
        case TargetAnswered():
            return answered(facts, reader)


def my_target(facts: MyTarget, reader: Reader) -> Card:
    """Say how far she is: done of the bar, the stretch with its reward, what counts."""
    target = facts.target
    done = reader.say("target.done_of", done=facts.done, bar=target.pass_bar)
    rows = [_row("bar", _bar(target.pass_bar, facts.done, reader), reader)]
    if target.stretch:
        rows.append(_row("stretch", _stretch(facts, reader), reader))
    rows.append(_row("left", reader.say("target.days_left", n=facts.workdays_left), reader))
    if facts.counted:
        names = reader.listed(facts.counted[:_LISTED])
        more = len(facts.counted) - _LISTED
        named = reader.say("target.and_more", names=names, n=more) if more > 0 else names
        rows.append(_row("counted", named, reader))
    if facts.not_counted:
        said = reader.say("target.not_counted_n", n=facts.not_counted)
        rows.append(_row("not_counted", said, reader))
    return Card(
        title=reader.say("target.title", period=reader.period(facts.month)),
        tone=Tone.GOOD if facts.done >= target.pass_bar else Tone.PLAIN,
        figure=Row(label=reader.say("target.done"), value=done),
        rows=tuple(rows),
        footnote=reader.say("target.what_counts"),
        actions=_my_actions(facts, reader),
    )


def no_target(facts: NoTarget, reader: Reader) -> Card:
    """Say that there is none yet, and when there will be."""
    return Card(
        title=reader.say("target.title", period=reader.period(facts.month)),
        text=reader.say("target.none"),
    )


def history(facts: TargetHistory, reader: Reader) -> Card:
    """List the steps, newest first, each with its figures and who said what to it."""
    names = dict(facts.names)
    parts = [_step_text(step, names, facts.zone, reader) for step in facts.steps[:_MOST_STEPS]]
    return Card(title=reader.say("target.why_title"), text="\n\n".join(parts))


def ask_decision(facts: AskDecision, reader: Reader) -> Form:
    """Ask for the reason, and for a signature reference where both sign."""
    wish = "approve" if facts.is_approval else "decline"
    inputs = [
        Input(name="reason", label=reader.say(f"target.reason_{wish}"), kind=InputKind.MULTILINE)
    ]
    if facts.needs_signature:
        inputs.append(_signature(reader))
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
        inputs=(_signature(reader),),
        submit=reader.say("target.button.accept"),
    )


def answered(facts: TargetAnswered, reader: Reader) -> Card:
    """Say what became of a word, and what counts now."""
    now = _target(facts.target, reader)
    values = {"name": facts.name, "target": now, "bar": facts.target.pass_bar}
    return Card(
        title=reader.say(f"target.answered.{facts.told}.title", **values),
        tone=Tone.GOOD,
        text=reader.say(f"target.answered.{facts.told}.text", **values),
    )


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
        actions=(_action("ack", "target_ack", str(facts.step_id), reader), _mine(reader)),
    )


def change(facts: TargetNews, reader: Reader) -> Card:
    """Tell her of a change that holds, or ask for her acceptance of a raise (CARDS 9)."""
    is_asked = facts.what == "asked"
    rows = [*_old_and_new(facts, reader), *_evidence(facts, reader), _reward_row(facts, reader)]
    text = reader.say("target.asked_text" if is_asked else "target.changed_text")
    if is_asked and facts.needs_signatures:
        text = f"{text}\n{reader.say('target.both_sign')}"
    ids = str(facts.step_id)
    actions = [_action("ack", "target_ack", ids, reader)]
    if is_asked:
        keep = reader.say("target.button.keep", n=facts.pass_before)
        actions = [
            _action("accept", "target_answer", f"{ids}:accept", reader),
            Action(label=keep, route="target_answer", argument=f"{ids}:keep"),
        ]
    return Card(
        title=reader.say("target.asked_title" if is_asked else "target.changed_title"),
        tone=Tone.ASKING if is_asked else Tone.CHANGED,
        text=text,
        rows=tuple(row for row in rows if row is not None),
        footnote=reader.say("target.what_counts"),
        actions=(*actions, Action(label=reader.say("target.button.why"), route="target_why")),
    )


def proposal(facts: TargetNews, reader: Reader) -> Card:
    """Ask her manager, or HR: old and new, the rule with its figures, what happens next."""
    rows = [*_old_and_new(facts, reader), *_evidence(facts, reader), _reward_row(facts, reader)]
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
        rows=tuple(row for row in rows if row is not None),
        footnote=reader.say("target.proposal_foot"),
        actions=(
            _action("approve", "target_decide", f"{ids}:approve", reader),
            _action("decline", "target_decide", f"{ids}:decline", reader),
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
        actions=(_mine(reader),),
    )


def _my_actions(facts: MyTarget, reader: Reader) -> tuple[Action, ...]:
    actions: list[Action] = []
    for step in facts.waiting[:2]:
        keep = reader.say("target.button.keep", n=step.before.pass_bar)
        actions += [
            _action("accept", "target_answer", f"{step.id}:accept", reader),
            Action(label=keep, route="target_answer", argument=f"{step.id}:keep"),
        ]
    if facts.unacknowledged is not None:
        actions.append(_action("ack", "target_ack", str(facts.unacknowledged), reader))
    why = Action(label=reader.say("target.button.why"), route="target_why")
    return (*actions, why, buttons.report(reader))


def _bar(bar: int, done: int, reader: Reader) -> str:
    missing = bar - done
    said = "target.bar_missing" if missing > 0 else "target.bar_reached"
    return reader.say(said, n=bar, missing=missing)


def _stretch(facts: MyTarget, reader: Reader) -> str:
    stretch = facts.target.stretch
    if not facts.reward_minor:
        return reader.say("target.deals", n=stretch)
    amount = reader.money(facts.reward_minor, facts.currency)
    return reader.say("target.stretch_reward", n=stretch, amount=amount)


def _old_and_new(facts: TargetNews, reader: Reader) -> list[Row]:
    old = Target(pass_bar=facts.pass_before, stretch=facts.stretch_before)
    new = Target(pass_bar=facts.pass_after, stretch=facts.stretch_after)
    last = reader.day(date.fromisoformat(facts.last_day))
    until = reader.say("target.until", period=reader.period(facts.month), last=last)
    return [
        _row("old", _target(old, reader), reader),
        _row("new", _target(new, reader), reader),
        _row("month", until, reader),
    ]


def _evidence(facts: TargetNews, reader: Reader) -> list[Row]:
    if not facts.cause:
        return []
    said = _figures(
        facts.cause,
        (facts.growth_before, facts.growth_after, facts.growth_percent),
        facts.more_than,
        window=facts.window,
        currency=facts.currency,
        reader=reader,
    )
    return [_row("evidence", said, reader)]


def _figures(
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


def _reward_row(facts: TargetNews, reader: Reader) -> Row | None:
    if not facts.reward_minor:
        return None
    bar = facts.stretch_after or facts.pass_after
    amount = reader.money(facts.reward_minor, facts.currency)
    return _row("reward", reader.say("target.reward_for", n=bar, amount=amount), reader)


def _target(target: Target, reader: Reader) -> str:
    if target.stretch:
        return reader.say("target.two", bar=target.pass_bar, stretch=target.stretch)
    return reader.say("target.one", bar=target.pass_bar)


def _step_text(step: TargetStep, names: dict[int, str], zone: str, reader: Reader) -> str:
    head = reader.say(
        f"target.step.{step.cause.value if step.cause else 'base'}",
        period=reader.period(step.month),
        at=reader.moment(step.made_at, zone),
        version=step.policy_version,
    )
    lines = [head]
    if step.cause is not None and step.evidence is not None:
        evidence = step.evidence
        figures = (str(evidence.before), str(evidence.after), str(evidence.percent))
        lines += [
            reader.say(
                "target.step.change",
                old=_target(step.before, reader),
                new=_target(step.after, reader),
            ),
            _figures(
                step.cause.value,
                figures,
                step.more_than,
                window=step.window,
                currency=step.currency,
                reader=reader,
            ),
        ]
    else:
        lines.append(_target(step.target, reader))
    for said in step.words:
        if said.kind is WordKind.REMINDED:
            continue
        who = names.get(said.by or 0, "")
        lines.append(
            reader.say(f"target.word.{said.kind.value}", who=who, at=reader.moment(said.at, zone))
        )
    lines.append(reader.say(f"target.standing.{step.standing.value}"))
    return "\n".join(lines)


def _signature(reader: Reader) -> Input:
    return Input(
        name="signature",
        label=reader.say("target.signature"),
        placeholder=reader.say("target.signature_like"),
    )


def _row(name: str, value: str, reader: Reader) -> Row:
    return Row(label=reader.say(f"target.row.{name}"), value=value)


def _action(name: str, route: str, argument: str, reader: Reader) -> Action:
    return Action(
        label=reader.say(f"target.button.{name}"),
        route=route,
        argument=argument,
        is_primary=name in {"ack", "accept", "approve"},
    )


def _mine(reader: Reader) -> Action:
    return Action(label=reader.say("target.button.mine"), route="target")
