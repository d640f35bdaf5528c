"""Alerts (CARDS 10): facts and a talk outline for a manager, level and band beside them for HR.

What is found goes together with leaving; it is never said to be the reason of anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Choice, Form, Input, InputKind
from bot.cards.reader import Reader
from rules.alert import (
    AlertAnswered,
    AlertFacts,
    AlertList,
    AlertNudge,
    AlertState,
    AskFine,
    AskHandOver,
    FineReason,
    RiskList,
    WatchDigest,
)
from rules.risk import TOUCHES, Signal, SignalKind, signal_of
from rules.risk_band import BandTold, band_told_of

#: From so many ended cases of all three on, the site's own rate is told.
_ENOUGH_ENDED = 30
_HUNDRED = Decimal(100)
Facts = AlertFacts | AlertAnswered | AskFine | AskHandOver | RiskList


def word(facts: Facts, reader: Reader) -> Card | Form:
    """Give the card or form for what a handler of alerts found."""
    match facts:
        case AlertFacts():
            return talk(facts, reader)
        case AlertAnswered():
            return answered(facts, reader)
        case AskFine():
            return ask_fine(facts, reader)
        case AskHandOver():
            return ask_hand_over(facts, reader)
        case RiskList():
            return risk_list(facts, reader)


def talk(facts: AlertFacts, reader: Reader) -> Card:
    """Propose a talk: what was found, an outline, what to do next."""
    rows = [signal_row(one, reader, is_hr=facts.is_for_hr) for one in facts.on]
    rows.append(_row("basis", reader.say("alert.basis", n=len(facts.on)), reader))
    rows.append(_row("next", reader.say(f"alert.next.{_next(facts)}"), reader))
    if facts.is_for_hr:
        rows += _hr_rows(facts, reader)
    return Card(
        title=_title(facts, reader),
        tone=Tone.ASKING,
        text=_outline(facts, reader),
        rows=tuple(rows),
        footnote=reader.say("alert.foot"),
        actions=_actions(facts, reader),
    )


def listed(facts: AlertList, reader: Reader) -> Card:
    """Tell of up to three names in one card; a single one is told whole."""
    if len(facts.alerts) == 1 and not facts.more:
        return talk(facts.alerts[0], reader)
    more = [reader.say("alert.more", n=facts.more)] if facts.more else []
    return Card(
        title=reader.say("alert.list_title", n=len(facts.alerts)),
        tone=Tone.ASKING,
        text="\n".join([reader.say("alert.list_text"), *more]),
        rows=tuple(_name_row(one, reader) for one in facts.alerts),
        footnote=reader.say("alert.foot"),
        actions=_names(facts.alerts, reader),
    )


def nudged(facts: AlertNudge, reader: Reader) -> Card:
    """Ask once more, or ask somebody else."""
    card = talk(facts.alert, reader)
    said = reader.say(f"alert.nudge.{facts.what}", by=facts.by, name=facts.alert.name)
    return replace(card, text=f"{said}\n{_asked(facts.alert, reader)}")


def digest(facts: WatchDigest, reader: Reader) -> Card:
    """Tell once a week of single signals; nobody is asked to do anything about them."""
    more = [reader.say("alert.more", n=facts.more)] if facts.more else []
    return Card(
        title=reader.say("alert.watch_title", n=len(facts.lines) + facts.more),
        text="\n".join([reader.say("alert.watch_text"), *more]),
        rows=tuple(
            Row(label=name, value=_all_said(signals, reader, is_hr=False))
            for name, signals in facts.lines
        ),
        footnote=reader.say("alert.foot"),
    )


def risk_list(facts: RiskList, reader: Reader) -> Card:
    """Show open alerts, as far as the reader may see."""
    watched = [reader.say("alert.watched", n=facts.watched)] if facts.watched else []
    more = [reader.say("alert.more_open", n=facts.more)] if facts.more else []
    nobody = reader.say("alert.not_listed" if facts.about else "alert.nobody", name=facts.about)
    empty = [] if facts.alerts else [nobody]
    return Card(
        title=reader.say("alert.risk_list", n=len(facts.alerts) + facts.more),
        text="\n".join([*empty, *more, *watched]),
        rows=tuple(_name_row(one, reader) for one in facts.alerts),
        footnote=reader.say("alert.foot"),
        actions=_names(facts.alerts, reader),
    )


def answered(facts: AlertAnswered, reader: Reader) -> Card:
    """Say what became of an answer."""
    due = reader.day(date.fromisoformat(facts.alert.due_on)) if facts.alert.due_on else ""
    values = {"name": facts.alert.name, "who": facts.who, "due": due}
    record = (_action("record", "intervention", f"{facts.alert.alert_id}", reader),)
    return Card(
        title=reader.say("alert.answered_title", name=facts.alert.name),
        tone=Tone.GOOD,
        text=reader.say(f"alert.answered.{facts.what}", **values),
        actions=record if facts.what == "taken" else (),
    )


def ask_fine(facts: AskFine, reader: Reader) -> Form:
    """Ask why there is nothing to do."""
    choices = tuple(
        Choice(value=one.value, label=reader.say(f"alert.fine.{one.value}")) for one in FineReason
    )
    return Form(
        title=reader.say("alert.fine_title", name=facts.alert.name),
        route="alert",
        argument=f"fine:{facts.alert.alert_id}",
        inputs=(
            Input(
                name="reason",
                label=reader.say("alert.fine_reason"),
                kind=InputKind.CHOICE,
                choices=choices,
            ),
            Input(
                name="note",
                label=reader.say("alert.fine_note"),
                kind=InputKind.MULTILINE,
                is_required=False,
            ),
        ),
        submit=reader.say("alert.button.fine"),
    )


def ask_hand_over(facts: AskHandOver, reader: Reader) -> Card | Form:
    """Ask to whom; where nobody else may see it, say so."""
    if not facts.people:
        return Card(
            title=reader.say("alert.hand_title", name=facts.alert.name),
            text=reader.say("alert.nobody_else"),
        )
    return Form(
        title=reader.say("alert.hand_title", name=facts.alert.name),
        route="alert",
        argument=f"hand:{facts.alert.alert_id}",
        inputs=(
            Input(
                name="whom",
                label=reader.say("alert.hand_to"),
                kind=InputKind.CHOICE,
                choices=tuple(Choice(value=str(n), label=name) for n, name in facts.people),
            ),
        ),
        submit=reader.say("alert.button.hand"),
    )


def signal_row(one: Signal, reader: Reader, *, is_hr: bool) -> Row:
    """Give the fact of a signal beside its label."""
    return _row(one.kind.value, _said(one, reader, is_hr=is_hr), reader)


# --- Notices -------------------------------------------------------------------------------------


def read_alert(told: Mapping[str, object]) -> AlertFacts:
    """Read the facts of an alert from a notice."""
    signals = told["signals"]
    names = told["read_by"]
    assert isinstance(signals, list)  # noqa: S101 - as `handlers.alert_news` wrote it
    assert isinstance(names, list)  # noqa: S101 - as above
    band = told.get("band")
    assert band is None or isinstance(band, dict)  # noqa: S101 - as above
    kept = {
        **told,
        "signals": tuple(signal_of(one) for one in signals),
        "read_by": tuple(names),
        "band": band_told_of(band),
    }
    return AlertFacts(**kept)  # type: ignore[arg-type] # fields of one class, by name


def told_alert(facts: str, reader: Reader) -> Card:
    """Word an alert that comes alone."""
    return talk(read_alert(json.loads(facts)), reader)


def told_list(facts: str, reader: Reader) -> Card:
    """Word the list of a morning."""
    told = json.loads(facts)
    alerts = tuple(read_alert(one) for one in told["alerts"])
    return listed(AlertList(alerts=alerts, more=told["more"]), reader)


def told_nudge(facts: str, reader: Reader) -> Card:
    """Word a reminder."""
    told = json.loads(facts)
    return nudged(
        AlertNudge(what=told["what"], alert=read_alert(told["alert"]), by=told["by"]), reader
    )


def told_digest(facts: str, reader: Reader) -> Card:
    """Word the digest of a week."""
    told = json.loads(facts)
    lines = tuple((name, tuple(signal_of(one) for one in some)) for name, some in told["lines"])
    return digest(WatchDigest(lines=lines, more=told["more"]), reader)


# --- Parts ---------------------------------------------------------------------------------------


def _title(facts: AlertFacts, reader: Reader) -> str:
    if not facts.week:
        return reader.say("alert.title_plain", name=facts.name)
    return reader.say("alert.title", name=facts.name, week=facts.week)


def _all_said(signals: Sequence[Signal], reader: Reader, *, is_hr: bool) -> str:
    """Say each with what it is about, for a row that has somebody's name for its label."""
    rows = [signal_row(one, reader, is_hr=is_hr) for one in signals]
    return "; ".join(f"{row.label} {row.value}" for row in rows)


def _said(one: Signal, reader: Reader, *, is_hr: bool) -> str:
    match one.kind:
        case SignalKind.TRAINING:
            percent = reader.percent(Decimal(one.percent) / _HUNDRED)
            return reader.say("alert.training", due=one.whole, done=one.part, percent=percent)
        case SignalKind.MENTOR if is_hr and one.mean:
            return reader.say("alert.mentor_mean", mean=one.mean, n=one.ratings)
        case SignalKind.MENTOR:
            return reader.say("alert.mentor")
        case SignalKind.STALLED:
            counts = " → ".join(str(count) for count in one.counts)
            said = "quiet" if one.of == TOUCHES else "stalled"
            return reader.say(f"alert.{said}", counts=counts)


def _outline(facts: AlertFacts, reader: Reader) -> str:
    state = []
    if facts.state == AlertState.TAKEN.value:
        due = reader.day(date.fromisoformat(facts.due_on)) if facts.due_on else ""
        state = [reader.say("alert.is_taken", who=facts.owner, due=due)]
    return "\n".join([*state, _asked(facts, reader)])


def _asked(facts: AlertFacts, reader: Reader) -> str:
    """Give one opening question per signal: asked, not told."""
    asked = [reader.say(f"alert.ask.{one.kind.value}") for one in facts.on]
    return "\n".join([reader.say("alert.outline"), *asked])


def _next(facts: AlertFacts) -> str:
    """Name the next step: a talk always comes first."""
    kinds = {one.kind for one in facts.on}
    if SignalKind.STALLED in kinds:
        return "visit"
    return "time" if SignalKind.TRAINING in kinds else "talk"


def _hr_rows(facts: AlertFacts, reader: Reader) -> list[Row]:
    level = reader.say(f"alert.level.{facts.level}", n=len(facts.on))
    rows = [_row("level", level, reader)]
    if facts.band is not None:
        rows.append(_row("band", _band(facts.band, reader), reader))
    if facts.level == "red":
        rows.append(_row("rate", _rate(facts, reader), reader))
    read = reader.listed(facts.read_by) if facts.read_by else reader.say("alert.read_by_nobody")
    return [*rows, _row("read", read, reader)]


def _rate(facts: AlertFacts, reader: Reader) -> str:
    """Quote the article until the site's own cases are enough (RULES row 21)."""
    if facts.red_ended < _ENOUGH_ENDED:
        return reader.say("alert.rate_quoted", n=facts.red_ended, enough=_ENOUGH_ENDED)
    return reader.say("alert.rate_own", n=facts.red_ended, left=facts.red_left)


def _band(facts: BandTold, reader: Reader) -> str:
    """Say which stage speaks, and its band in whole people with the interval."""
    stage = reader.say(f"alert.stage.{facts.stage}")
    if not facts.band:
        return stage
    about = reader.say(
        "alert.band_about", of=facts.of, some=facts.some, low=facts.low, high=facts.high
    )
    named = [reader.say(f"alert.topic.{one}") for one in facts.reasons]
    beside = reader.say("alert.band_beside", topics=reader.listed(named)) if named else ""
    return f"{stage} · {reader.say(f'alert.band.{facts.band}')} · {about}{beside}"


def _name_row(one: AlertFacts, reader: Reader) -> Row:
    said = _all_said(one.on, reader, is_hr=one.is_for_hr)
    if one.is_for_hr:
        said = f"{reader.say(f'alert.level.{one.level}', n=len(one.on))} · {said}"
        band = one.band.band if one.band is not None else ""
        said = f"{said} · {reader.say(f'alert.band.{band}')}" if band else said
    if one.state == AlertState.TAKEN.value:
        said = f"{said} · {reader.say('alert.followed', who=one.owner)}"
    return Row(label=one.name, value=said)


def _names(alerts: Sequence[AlertFacts], reader: Reader) -> tuple[Action, ...]:
    return tuple(
        Action(
            label=reader.say("alert.button.show", name=one.name),
            route="alert",
            argument=f"show:{one.alert_id}",
        )
        for one in alerts
    )


def _actions(facts: AlertFacts, reader: Reader) -> tuple[Action, ...]:
    number = str(facts.alert_id)
    take = _action("take", "alert", f"take:{number}", reader, is_primary=True)
    return (
        *((take,) if facts.state == AlertState.OPEN.value else ()),
        _action("record", "intervention", number, reader),
        _action("hand", "alert", f"hand:{number}", reader),
        _action("fine", "alert", f"fine:{number}", reader),
    )


def _action(
    label: str, route: str, argument: str, reader: Reader, *, is_primary: bool = False
) -> Action:
    return Action(
        label=reader.say(f"alert.button.{label}"),
        route=route,
        argument=argument,
        is_primary=is_primary,
    )


def _row(name: str, value: str, reader: Reader) -> Row:
    return Row(label=reader.say(f"alert.row.{name}"), value=value)
