"""What waits for somebody's word, as she asks for it: asked once, and not answered since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.notices import NoticeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A notice of hers that asks her for something."""

    notice_id: int
    kind: NoticeKind
    #: JSON object; the facts of the kind.
    facts: str
    #: Her own day.
    asked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A page of what waits, the newest first: `skipped` came before it, `left` come after."""

    asks: tuple[Ask, ...]
    total: int
    skipped: int = 0
    #: She has a list of risks beside these.
    has_risks: bool = False

    @property
    def left(self) -> int:
        """Count what comes after this page."""
        return self.total - self.skipped - len(self.asks)


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """One of them, to be asked again."""

    ask: Ask
