"""The roster as a file: how many are in it, and the words of its columns."""

from __future__ import annotations

from datetime import date

from bot.cards.card import Card, Row, Tone
from bot.cards.reader import Reader
from rules.roster import RosterExport, RosterLine

_COLUMNS = (
    "number", "name", "roles", "engagement", "post", "branch", "manager", "mentor", "plan", "email",
    "hired_on", "probation_ends_on", "confirmed_on",
)  # fmt: skip
#: A day that is not known is an empty cell.
Cell = str | date


def card(facts: RosterExport, reader: Reader) -> Card:
    """Say how many are in the file and as of when."""
    return Card(
        title=reader.say("roster.title"),
        tone=Tone.GOOD,
        figure=Row(label=reader.say("roster.people"), value=str(len(facts.lines))),
        text=reader.say("roster.text", day=reader.day(facts.on)),
    )


def file_name(facts: RosterExport, reader: Reader) -> str:
    """Name the file by its day."""
    return reader.say("roster.file", day=facts.on.isoformat())


def columns(reader: Reader) -> tuple[str, ...]:
    """Give the heads of the columns: the same that `foothold import people` reads."""
    return tuple(reader.say(f"roster.column.{name}") for name in _COLUMNS)


def rows(facts: RosterExport, reader: Reader) -> list[tuple[Cell, ...]]:
    """Give a row for each person."""
    return [_row(one, reader) for one in facts.lines]


def _row(one: RosterLine, reader: Reader) -> tuple[Cell, ...]:
    person = one.person
    return (
        person.number,
        person.name,
        ", ".join(sorted(person.roles)),
        reader.say(f"joining.engagement.{person.engagement.value}"),
        one.post,
        person.branch,
        person.manager_number or "",
        one.mentor,
        one.plan,
        person.email or "",
        person.hired_on or "",
        person.probation_ends_on or "",
        person.confirmed_on or "",
    )
