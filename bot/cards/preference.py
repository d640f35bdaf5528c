"""How she is told things: the state, what has just changed, and buttons to undo it."""

from __future__ import annotations

from bot.cards.card import Action, Card, Row, Tone
from bot.cards.form import Form, Input
from bot.cards.reader import Reader
from rules.notices import NoticeKind
from rules.preference import AskHours, Reminders, Wish

_ROUTE = "preference"


def word(facts: Reminders | AskHours, reader: Reader) -> Card | Form:
    """Give the card of her state, or the form that asks for her hours."""
    return reminders(facts, reader) if isinstance(facts, Reminders) else ask_hours(facts, reader)


def reminders(facts: Reminders, reader: Reader) -> Card:
    """Say what has changed, how it is now, and how to turn it back."""
    said = "state" if facts.wish is None else facts.wish.value
    if facts.unknown_kind:
        said = "unknown_kind"
    return Card(
        title=reader.say(f"preference.title.{said}", **_values(facts, reader)),
        tone=Tone.PLAIN if facts.wish is None else Tone.GOOD,
        text=reader.say(f"preference.text.{said}", **_values(facts, reader)),
        rows=_rows(facts, reader),
        actions=_actions(facts, reader),
    )


def ask_hours(facts: AskHours, reader: Reader) -> Form:
    """Ask from when to when she works."""
    return Form(
        title=reader.say("preference.ask.title"),
        route=_ROUTE,
        argument="ask",
        inputs=(
            Input(
                name="hours",
                label=reader.say("preference.ask.label"),
                placeholder=str(facts.hours),
            ),
        ),
        submit=reader.say("preference.ask.submit"),
    )


def _values(facts: Reminders, reader: Reader) -> dict[str, str]:
    """Give what the sentences may need."""
    visit, pause = facts.visiting_until, facts.snoozed_until
    return {
        "visit": reader.moment(visit, facts.zone) if visit else "",
        "pause": reader.moment(pause, facts.zone) if pause else "",
        "hours": str(facts.hours),
        "kind": facts.unknown_kind or _name(facts.kind, reader),
    }


def _name(kind: NoticeKind | None, reader: Reader) -> str:
    return reader.say(f"preference.kind.{kind.value if kind else 'all'}")


def _rows(facts: Reminders, reader: Reader) -> tuple[Row, ...]:
    values = _values(facts, reader)
    whose = "own" if facts.has_own_hours else "company"
    muted = [_name(kind, reader) for kind, is_muted in facts.muted if is_muted]
    rows = [("hours", reader.say(f"preference.hours_{whose}", hours=values["hours"]))]
    rows += [("visit", reader.say("preference.until", time=values["visit"]))] * bool(
        values["visit"]
    )
    rows += [("pause", reader.say("preference.until", time=values["pause"]))] * bool(
        values["pause"]
    )
    rows += [
        ("muted", reader.listed(muted) or reader.say("preference.none")),
        ("next", reader.moment(facts.next_digest, facts.zone)),
        ("sums", reader.say(f"preference.sums_{'hidden' if facts.hides_sums else 'shown'}")),
    ]
    return tuple(Row(label=reader.say(f"preference.row.{row}"), value=value) for row, value in rows)


def _actions(facts: Reminders, reader: Reader) -> tuple[Action, ...]:
    """Give two for a rest, one for her hours, one for each kind, and one for her sums."""
    visit = Wish.VISIT_DONE if facts.visiting_until else Wish.VISIT
    pause = Wish.SNOOZE_DONE if facts.snoozed_until else Wish.SNOOZE
    hours = Wish.HOURS.value if facts.has_own_hours else "ask"
    pressed = [(visit.value, visit.value), (pause.value, pause.value), (hours, hours)]
    actions = [_action(reader.say(f"preference.button.{said}"), does) for said, does in pressed]
    for kind, is_muted in facts.muted:
        wish = Wish.UNMUTE if is_muted else Wish.MUTE
        label = reader.say(f"preference.button.{wish.value}", kind=_name(kind, reader))
        actions.append(_action(label, f"{wish.value}:{kind.value}"))
    sums = Wish.SHOW if facts.hides_sums else Wish.HIDE
    return (*actions, _action(reader.say(f"preference.button.{sums.value}"), sums.value))


def _action(label: str, argument: str) -> Action:
    return Action(label=label, route=_ROUTE, argument=argument)
