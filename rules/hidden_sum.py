"""Sums that somebody keeps from a look over her shoulder: shown when she taps, card by card."""

from __future__ import annotations

from dataclasses import dataclass

from rules.notices import NoticeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNotice:
    """A notice of hers to be worded again, this time with its sums."""

    kind: NoticeKind
    #: JSON object; the facts of the kind.
    facts: str


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer of hers with its sums, in the bytes it was kept in."""

    body: bytes


Shown = ShownNotice | ShownAnswer
