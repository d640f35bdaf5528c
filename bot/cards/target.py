"""Targets: how a month stands, how it came about, and what became of a word."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cards import buttons
from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form
from bot.cards.reader import Reader
from bot.cards.target_change import ask_acceptance, ask_decision
from bot.cards.target_figures import action, bars, figures, row
from rules.target_record import (
    AskAcceptance,
    AskDecision,
    MyTarget,
    NoTarget,
    TargetAnswered,
    TargetHistory,
    TargetStep,
    WordKind,
    reward_bar,
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
    """Say how far she is: done of the bar, the stretch with its reward, what counts.

    Of another also whether she knows of it; what she may answer is no button of theirs.
    """
    target = facts.target
    done = reader.say("target.done_of", done=facts.done, bar=target.pass_bar)
    rows = [row("bar", _bar(target.pass_bar, facts.done, reader), reader)]
    if target.stretch:
        rows.append(row("stretch", _stretch(facts, reader), reader))
    left = "target.days_left_off" if facts.is_off_today else "target.days_left"
    rows.append(row("left", reader.say(left, n=facts.workdays_left), reader))
    if facts.counted:
        names = reader.listed(facts.counted[:_LISTED])
        more = len(facts.counted) - _LISTED
        named = reader.say("target.and_more", names=names, n=more) if more > 0 else names
        rows.append(row("counted", named, reader))
    if facts.not_counted:
        said = reader.say("target.not_counted_n", n=facts.not_counted)
        rows.append(row("not_counted", said, reader))
    if not facts.is_own:
        at = reader.moment(facts.known_at, facts.zone) if facts.known_at else ""
        rows.append(
            row("rep", reader.say("target.known_at" if at else "target.not_known", at=at), reader)
        )
    return Card(
        title=_title(facts, reader),
        tone=Tone.GOOD if facts.done >= target.pass_bar else Tone.PLAIN,
        figure=Row(label=reader.say("target.done"), value=done),
        text="\n".join(_asked(step, reader) for step in _asks(facts)),
        rows=tuple(rows),
        footnote=reader.say("target.what_counts"),
        actions=_my_actions(facts, reader),
    )


def no_target(facts: NoTarget, reader: Reader) -> Card:
    """Say that there is none yet, and when there will be."""
    said = "confirmed" if facts.is_confirmed else "none"
    words = f"target.{said}" if facts.is_own else f"target.{said}_of"
    return Card(title=_title(facts, reader), text=reader.say(words, name=facts.name))


def history(facts: TargetHistory, reader: Reader) -> Card:
    """List the steps, newest first, each with its figures and who said what to it."""
    names = dict(facts.names)
    parts = [_step_text(step, names, facts.zone, reader) for step in facts.steps[:_MOST_STEPS]]
    title = "target.why_title" if facts.is_own else "target.why_title_of"
    return Card(title=reader.say(title, name=facts.name), text="\n\n".join(parts))


def answered(facts: TargetAnswered, reader: Reader) -> Card:
    """Say what became of a word, and what counts now."""
    now = bars(facts.target, reader)
    values = {"name": facts.name, "target": now, "bar": facts.target.pass_bar}
    return Card(
        title=reader.say(f"target.answered.{facts.told}.title", **values),
        tone=Tone.GOOD,
        text=reader.say(f"target.answered.{facts.told}.text", **values),
    )


def _title(facts: MyTarget | NoTarget, reader: Reader) -> str:
    said = "target.title" if facts.is_own else "target.title_of"
    return reader.say(said, period=reader.period(facts.month), name=facts.name)


def _my_actions(facts: MyTarget, reader: Reader) -> tuple[Action, ...]:
    if not facts.is_own:
        seen = Action(
            label=reader.say("target.button.history"),
            route="target_why",
            argument=str(facts.person_id),
        )
        return (seen,) if facts.has_history else ()
    actions: list[Action] = []
    for step in _asks(facts):
        keep = reader.say("target.button.keep", n=step.before.pass_bar)
        actions += [
            action("accept", "target_answer", f"{step.id}:accept", reader),
            Action(label=keep, route="target_answer", argument=f"{step.id}:keep"),
        ]
    if facts.unacknowledged is not None:
        actions.append(action("ack", "target_ack", str(facts.unacknowledged), reader))
    why = Action(label=reader.say("target.button.why"), route="target_why")
    return (*actions, why, buttons.report(reader))


def _asks(facts: MyTarget) -> tuple[TargetStep, ...]:
    """Give the raises that she may answer; what waits for another's word is no business of hers."""
    return facts.waiting[:2] if facts.is_own else ()


def _asked(step: TargetStep, reader: Reader) -> str:
    old, new = bars(step.before, reader), bars(step.after, reader)
    if not step.reward_minor:
        return reader.say("target.asks", old=old, new=new)
    amount = reader.money(step.reward_minor, step.currency)
    return reader.say("target.asks_reward", old=old, new=new, n=reward_bar(step), amount=amount)


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
        told = (str(evidence.before), str(evidence.after), str(evidence.percent))
        lines += [
            reader.say(
                "target.step.change",
                old=bars(step.before, reader),
                new=bars(step.after, reader),
            ),
            figures(
                step.cause.value,
                told,
                step.more_than,
                window=step.window,
                currency=step.currency,
                reader=reader,
            ),
        ]
    else:
        lines.append(bars(step.target, reader))
    if step.judged_on and step.judged_on < step.made_at.astimezone(ZoneInfo(zone)).date():
        day = reader.day(step.judged_on)
        lines[-1] = reader.say("target.judged", said=lines[-1], day=day)
    for said in step.words:
        if said.kind is WordKind.REMINDED:
            continue
        who = names.get(said.by or 0, "")
        lines.append(
            reader.say(f"target.word.{said.kind.value}", who=who, at=reader.moment(said.at, zone))
        )
    lines.append(reader.say(f"target.standing.{step.standing.value}"))
    return "\n".join(lines)
