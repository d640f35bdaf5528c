"""Hand-over on the last day (离职): what is open, who takes it over until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from rules.access import sees_as_hr
from rules.errors import NotFound
from rules.people import Person, Role

#: Who takes something over has so long to have looked at it, unless the form says otherwise.
TAKEOVER_DAYS = 7
_FURTHEST = timedelta(days=180)


class OpenKind(StrEnum):
    """What somebody who leaves may have open."""

    #: Deals not wholly collected, and reports not yet decided: who looks after the customer.
    DEAL = "deal"
    MENTEE = "mentee"
    #: Those whose direct manager she is.
    REPORT = "report"
    ALERT = "alert"
    FOLLOW_UP = "follow_up"


class LeaveKind(StrEnum):
    """How somebody leaves; the words of `employee.left`."""

    RESIGNATION = "resignation"
    DISMISSAL = "dismissal"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """One open thing; `ref` names it within its kind and is no name or sum."""

    kind: OpenKind
    ref: str
    title: str
    #: Who takes it over, until when; "" for nobody yet.
    to: str = ""
    due_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """What is open of somebody who leaves, as far as the asker may see it."""

    person_id: int
    name: str
    number: str
    #: ISO; "" while she works here.
    left_on: str = ""
    items: tuple[OpenItem, ...] = ()
    #: What she is still to be paid, in minor units; None for who may not see it.
    unpaid_minor: int | None = None
    currency: str = ""
    #: Whether the asker may hand things over, and end the engagement.
    may_hand_over: bool = False
    may_leave: bool = False

    def of(self, kind: OpenKind) -> tuple[OpenItem, ...]:
        """Give the items of a kind, those without a taker first."""
        hers = [one for one in self.items if one.kind is kind]
        return tuple(sorted(hers, key=lambda one: bool(one.to)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaverNews:
    """What HR and her manager are told once: how much of each is open."""

    person_id: int
    name: str
    number: str
    left_on: str
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLastDay:
    """Ask when and how she leaves."""

    person_id: int
    name: str
    filled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTakeover:
    """Ask who takes over what, until when."""

    person_id: int
    name: str
    kind: str
    #: (ref, title) of what has nobody yet.
    items: tuple[tuple[str, str], ...] = ()
    due_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """What whoever takes something over is told."""

    leaver: str
    kind: str
    titles: tuple[str, ...]
    due_on: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a form says of a leaving, read."""

    left_on: date
    kind: LeaveKind
    notice_on: date | None = None


def may_see_leaver(actor: Person, leaver: Person) -> bool:
    """Whether the actor may see what somebody who leaves has open: HR, finance, her manager.

    A HRBP, of her branch.
    """
    if actor.id == leaver.id:
        return False
    return leaver.manager_id == actor.id or Role.FINANCE in actor.roles or sees_as_hr(actor, leaver)


def may_hand_over(actor: Person, leaver: Person) -> bool:
    """Whether the actor may give it to others: HR and her direct manager; finance only looks."""
    if actor.id == leaver.id:
        return False
    return leaver.manager_id == actor.id or Role.HR in actor.roles


def may_keep_roster(actor: Person) -> bool:
    """Whether the actor may hire, let go, import and export: HR alone."""
    return Role.HR in actor.roles


def may_see_unpaid(actor: Person, leaver: Person) -> bool:
    """Whether the actor may see what she is still to be paid: HR and finance, the narrowest wins.

    A direct manager reads results, whatever other role she has (RULES, "Who sees what").
    """
    if actor.id in {leaver.id, leaver.manager_id}:
        return False
    return Role.FINANCE in actor.roles or sees_as_hr(actor, leaver)


def read_left(written: Mapping[str, str], *, today: date, hired_on: date | None) -> Left:
    """Read a form; raise `NotFound` naming the field: nobody leaves tomorrow, or before she came.

    Things are handed over beforehand; on the day itself the chats are closed.
    """
    left_on = _day(written.get("left_on", ""), "left_on") or today
    notice_on = _day(written.get("notice_on", ""), "notice_on")
    if left_on > today:
        raise NotFound("leaving.not_yet", field="left_on")
    if hired_on is not None and left_on < hired_on:
        raise NotFound("leaving.before_hired", field="left_on")
    if notice_on is not None and notice_on > left_on:
        raise NotFound("leaving.notice_late", field="notice_on")
    try:
        kind = LeaveKind(written.get("kind", "").strip() or LeaveKind.OTHER)
    except ValueError:
        raise NotFound("error.form_missing", field="kind") from None
    return Left(left_on=left_on, kind=kind, notice_on=notice_on)


def read_due(said: str, *, today: date) -> date:
    """Read until when something is taken over; raise `NotFound` for a past or far-off day."""
    due_on = _day(said, "due_on") or today + timedelta(days=TAKEOVER_DAYS)
    if not today <= due_on <= today + _FURTHEST:
        raise NotFound("leaving.bad_due", field="due_on")
    return due_on


def _day(said: str, field_name: str) -> date | None:
    if not said.strip():
        return None
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise NotFound("joining.bad_day", field=field_name) from None
