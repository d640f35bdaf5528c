"""What a mentor or a rep writes down: the fields of each kind, and what a chat asks or answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from rules.mentor_desk import Mentored
from rules.mentoring import TaskKind

#: Longer is a letter, not a note.
MAX_FIELD = 1000
#: The field with how well the rep listened (RULES row 3): 1 to 5, halves too.
LISTENING = "listening"
_WORST, _BEST = 1, 5
_RATING = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4})?) ?(?:分|/ ?5 ?分?|(?:out )?of 5)?")


class RecordKind(StrEnum):
    """A record of each weekly task, and the rep's own report that a review comments on."""

    RIDE_ALONG = "ride_along"
    REVIEW = "review"
    TALK = "talk"
    REPORT = "report"

    @property
    def task(self) -> TaskKind | None:
        """The task that it closes; a report closes none."""
        return None if self is RecordKind.REPORT else TaskKind(self.value)


#: What each kind asks for, in the order of the form.
FIELDS: Mapping[RecordKind, tuple[str, ...]] = {
    RecordKind.RIDE_ALONG: ("customer", "on_day", "good", "improve", "next", LISTENING, "photo"),
    RecordKind.REVIEW: ("comment", "next"),
    RecordKind.TALK: ("on_day", "talked", "agreed"),
    RecordKind.REPORT: ("customer", "report"),
}
_OPTIONAL = {
    RecordKind.RIDE_ALONG: frozenset({LISTENING, "photo"}),
    RecordKind.REVIEW: frozenset({"next"}),
    RecordKind.TALK: frozenset[str](),
    RecordKind.REPORT: frozenset({"customer"}),
}


def is_required(kind: RecordKind, name: str) -> bool:
    """Whether a record of this kind can not do without a field."""
    return name not in _OPTIONAL[kind]


def rating_of(written: str) -> Decimal | None:
    """Read a rating such as "4.5", "4.5分" or "5/5"; None for what is not 1 to 5 in halves."""
    found = _RATING.fullmatch(unicodedata.normalize("NFKC", written).lower().strip(" \t\n!。"))
    if found is None:
        return None
    value = Decimal(found[1])
    return value if _WORST <= value <= _BEST and value * 2 % 1 == 0 else None


def as_rated(written: str) -> str:
    """Give a rating as it is kept, "4.5" or "5"; what is none stays as it was written."""
    value = rating_of(written)
    return written if value is None else f"{value.normalize():f}"


def problems(
    kind: RecordKind, fields: Mapping[str, str], on_day: date | None, *, today: date
) -> dict[str, str]:
    """Give what is wrong with which field: one of the words of `mentor_record.problem`."""
    found: dict[str, str] = {}
    for name in FIELDS[kind]:
        written = fields.get(name, "").strip()
        if name == "on_day":
            if on_day is None or on_day > today:
                found[name] = "no_date" if on_day is None else "future"
        elif not written and is_required(kind, name):
            found[name] = "missing"
        elif name == LISTENING and written and rating_of(written) is None:
            found[name] = "off_scale"
        elif len(written) > MAX_FIELD:
            found[name] = "too_long"
    return found


def may_edit(saved_on: date, today: date) -> bool:
    """Whether a saved record may still be changed: on its day and the day after."""
    return today <= saved_on + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRecord(Mentored):
    """Ask for a record's fields, with what is known and what is wrong; `argument` comes back."""

    kind: RecordKind
    mentee: str
    argument: str
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDraft(Mentored):
    """What was understood of one message, to be submitted, changed or given up."""

    record_id: int
    kind: RecordKind
    mentee: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichMentee(Mentored):
    """A name fits several: (pairing id, name, number) of each; what was written is kept."""

    record_id: int
    name: str
    choices: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYourMentee(Mentored):
    """Nobody of that name is hers to write about; all that was typed comes back, by field."""

    name: str
    typed: tuple[tuple[str, str], ...]
    mentees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSaved(Mentored):
    """A record is kept. `state` is done, late or missed where it closed a task, else empty."""

    record_id: int
    kind: RecordKind
    mentee: str
    values: Mapping[str, str]
    state: str = ""
    done: int = 0
    owed: int = 0
    may_edit: bool = True
    #: Whether nothing changed: it was saved so before.
    is_repeat: bool = False
    #: Whose comment a report waits for.
    mentor: str = ""
    #: She has left: the report is kept, and HR is asked for another mentor.
    has_mentor_left: bool = False


@dataclass(frozen=True, slots=True)
class RecordDropped(Mentored):
    """A draft is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitAnswered(Mentored):
    """What a rep said of a visit."""

    is_confirmed: bool
    mentor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitToConfirm:
    """A rep is asked whether a visit was so. `pairing_id` and `week` are for her rating."""

    record_id: int
    mentor: str
    on_day: str
    customer: str
    #: How well she listened, as it is kept; "" where it was not rated.
    listening: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportToComment:
    """A mentor is told of a mentee's review report."""

    report_id: int
    rep: str
    customer: str
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentGiven:
    """A rep reads her mentor's comment."""

    mentor: str
    comment: str
    next: str
