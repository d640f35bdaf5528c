"""What HR orders in chat: shown before it counts, done once, undone for an hour where it can be.

An order is a draft first. Nothing of it counts before whoever wrote it says so; the same word twice
is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rules.mentor_change import MentorFit

#: How long an order may be taken back after it was done.
UNDO_FOR = timedelta(hours=1)


class OrderKind(StrEnum):
    """What is ordered."""

    JOIN = "join"  # 入职
    LEAVE = "leave"  # 离职
    PLAN = "plan"
    TARGET = "target"
    ROSTER = "roster"  # an imported file of people
    TABLE = "table"  # one of courses, tests, pairings, ratings or candidates


#: Hiring has no way back but leaving: she has been told, and her records have begun. An import has
#: one where it noted what was before.
UNDOABLE = frozenset(set(OrderKind) - {OrderKind.JOIN})


class OrderState(StrEnum):
    """Where an order stands."""

    DRAFT = "draft"
    DONE = "done"
    DROPPED = "dropped"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as stored; `said` is what was written, `before` what an undoing needs."""

    id: int = 0
    #: The act that it came by.
    key: str
    by_id: int
    kind: OrderKind
    said: Mapping[str, str]
    at: datetime
    state: OrderState = OrderState.DRAFT
    #: Whom it is about, once that is known.
    person_id: int | None = None
    before: Mapping[str, str] = field(default_factory=dict)
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShown:
    """An order on a card. A row's label says how its value reads: one ending in _on is a day."""

    order_id: int
    kind: str
    #: "preview", "done", "dropped" or "undone".
    stage: str
    name: str
    rows: tuple[tuple[str, str], ...] = ()
    #: Words of what is still missing, in the order in which it matters.
    missing: tuple[str, ...] = ()
    #: What else is to be said, by word.
    notes: tuple[str, ...] = ()
    #: Ties her first chat to her: shown once.
    code: str = ""
    may_undo: bool = False
    #: For a rep without a mentor: who could take her, and the argument of each button.
    mentors: tuple[MentorFit, ...] = ()
    rep_id: int = 0
    since: str = ""


def may_undo(order: Order, at: datetime) -> bool:
    """Whether an order may be taken back at a moment: done, of a kind that can be, within an hour.

    The hour's end is still inside.
    """
    if order.state is not OrderState.DONE or order.kind not in UNDOABLE or order.done_at is None:
        return False
    if order.kind in {OrderKind.TABLE, OrderKind.ROSTER} and not order.before:
        return False
    return at - order.done_at <= UNDO_FOR
