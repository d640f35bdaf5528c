"""The neutral card: what a person sees, before any platform's JSON."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.cards.file import File
from rules.privacy import DataClass


class Tone(StrEnum):
    """The colour of a card's edge. There is no colour of alarm for money or persons."""

    PLAIN = "plain"
    GOOD = "good"
    CHANGED = "changed"
    ASKING = "asking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button: pressing it runs a route with an argument, as the person it was shown to."""

    label: str
    route: str
    #: Ids only, never a name or a sum: it travels through the platform.
    argument: str = ""
    is_primary: bool = False
    #: What the platform carries; filled in by `actions.seal`, short, signed, bound to the person.
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A label and its value, side by side where there is room."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page of ours that a card leads to."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Read from the top: what happened, how much, what next."""

    title: str
    tone: Tone = Tone.PLAIN
    #: The one number in big type, right after its label.
    figure: Row | None = None
    #: Under the figure and above the rows: how it came about, what may not have arrived.
    text: str = ""
    rows: tuple[Row, ...] = ()
    #: Small print: before tax, subject to settlement.
    footnote: str = ""
    actions: tuple[Action, ...] = ()
    #: Another way to the same end; whoever can not open it loses nothing.
    link: Link | None = None
    #: Said over the card once it is settled, for example "confirmed by ..."; buttons are gone then.
    state: str = ""
    #: What it tells; a card that does not say is kept where everything may be read.
    holds: DataClass = DataClass.ASSESSMENT
    #: Goes along with it; the message that carries the card carries the file.
    file: File | None = None

    def as_text(self) -> str:
        """The whole card in plain lines, for a screen reader or a chat without cards."""
        lines = [self.title]
        if self.figure:
            lines.append(f"{self.figure.label} {self.figure.value}")
        lines += [self.text] if self.text else []
        lines += [f"{row.label}  {row.value}" for row in self.rows]
        lines += [part for part in (self.state, self.footnote) if part]
        lines += [f"{self.link.label} {self.link.url}"] if self.link else []
        return "\n".join(lines)
