"""The neutral form: questions a channel may ask as a modal, a card, a page or one by one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rules.privacy import DataClass


class InputKind(StrEnum):
    """What an answer is; a channel that lacks the widget asks for text and checks it."""

    TEXT = "text"
    MULTILINE = "multiline"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    RATING = "rating"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option: the value is ours, the label the reader's."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One question. `name` is the key of its answer when the form comes back."""

    name: str
    label: str
    kind: InputKind = InputKind.TEXT
    choices: tuple[Choice, ...] = ()
    placeholder: str = ""
    value: str = ""
    is_required: bool = True
    #: Said under the field after a refused answer.
    problem: str = ""
    #: Characters of an answer at the most; 0 where its route alone says.
    most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Questions that together run one route when submitted."""

    title: str
    route: str
    inputs: tuple[Input, ...]
    submit: str
    argument: str = ""
    #: What was spoken into it, as an answer names it; no question asks for it.
    voices: str = ""
    #: As `Action.token`.
    token: str = ""
    #: As `Card.holds`.
    holds: DataClass = DataClass.ASSESSMENT
