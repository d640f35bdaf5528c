"""Probation as the law has it: how long it may be, when it can be ended, and what that asks for.

Labour Contract Law of China, art. 19 (length), 20, 21, 39 (ending within it, with proof and
reason). A site's counsel decides; every figure is a default.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.errors import Invalid
from rules.people import Engagement
from rules.workdays import Workdays

#: Reminders before the last day on which an ending can be delivered, in days.
_REMINDERS = (15, 7, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationPolicy:
    """What the site allows beyond the law's frame."""

    may_extend: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """An engagement. Without an end it is open-ended (无固定期限)."""

    engagement: Engagement
    starts_on: date
    ends_on: date | None = None
    #: She has been on probation with this employer before: once is all (art. 19).
    had_probation: bool = False


class PauseKind(StrEnum):
    """What stops the countdown and goes to HR."""

    MEDICAL = "medical"  # 医疗期
    INJURY = "injury"  # 工伤
    MATERNITY = "maternity"  # 三期


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A time in which nobody counts down; without an end it lasts."""

    kind: PauseKind
    starts_on: date
    ends_on: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day is inside."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probation:
    """A running or ended probation; `ends_on` is its last day."""

    starts_on: date
    ends_on: date
    #: When its criteria were told, acknowledged, and signed or scanned: None is not yet.
    criteria_told_on: date | None = None
    criteria_signature: str | None = None
    pauses: tuple[Pause, ...] = ()
    reminded_on: tuple[date, ...] = ()

    def pause_on(self, day: date) -> Pause | None:
        """Give the pause that holds a day."""
        return next((pause for pause in self.pauses if pause.holds(day)), None)


def longest_probation(contract: Contract) -> int:
    """Give the most months a probation may have: 0 where there may be none (art. 19).

    Only a labour contract has one; under three months none; under one year one month; under three
    years two; from three years on, or without an end, six. A second one with the same employer is
    none.
    """
    if contract.engagement is not Engagement.EMPLOYEE or contract.had_probation:
        return 0
    if contract.ends_on is None:
        return 6
    after = contract.ends_on + timedelta(days=1)
    for months, most in ((36, 6), (12, 2), (3, 1)):
        if after >= add_months(contract.starts_on, months):
            return most
    return 0


def last_lawful_day(contract: Contract) -> date | None:
    """Give the latest last day of a probation that starts with the contract; None if none may."""
    months = longest_probation(contract)
    if not months:
        return None
    return add_months(contract.starts_on, months) - timedelta(days=1)


def check_probation(contract: Contract, ends_on: date) -> None:
    """Raise Invalid for a last day that the law does not allow; say which it does."""
    latest = last_lawful_day(contract)
    if latest is None:
        raise Invalid("probation_ends_on", "This engagement has no probation.")
    if not contract.starts_on <= ends_on <= latest:
        raise Invalid(
            "probation_ends_on",
            f"It must be between {contract.starts_on} and {latest} for this contract.",
        )


def last_ending_day(probation: Probation, workdays: Workdays) -> date:
    """Give the last day on which an ending can be delivered: the last workday inside.

    The day of the company, since somebody there must hand it over.
    """
    return workdays.add(probation.ends_on + timedelta(days=1), -1)


def countdown(probation: Probation, workdays: Workdays) -> tuple[date, ...]:
    """Give the days of the reminders: half time, and 15, 7 and 3 days before the last ending day.

    Each on a workday (the one before, where it falls on a day off), in order, without doubles,
    and none before the probation has begun.
    """
    last = last_ending_day(probation, workdays)
    half = probation.starts_on + (probation.ends_on - probation.starts_on) // 2
    planned = [half, *(last - timedelta(days=days) for days in _REMINDERS)]
    days = {workdays.add(day + timedelta(days=1), -1) for day in planned}
    return tuple(sorted(day for day in days if day >= probation.starts_on))


def reminder_due(probation: Probation, today: date, workdays: Workdays) -> bool:
    """Whether a reminder of the countdown is due and was not given; never during a pause.

    What an outage took comes on the next day, once, however many were missed.
    """
    if probation.pause_on(today) is not None or today > last_ending_day(probation, workdays):
        return False
    newest = max(probation.reminded_on, default=None)
    return any(
        day <= today and (newest is None or day > newest) for day in countdown(probation, workdays)
    )


def add_months(day: date, months: int) -> date:
    """Give the same day so many months later; the day after that month where it has no such day.

    A month from 31 January runs to the end of February (Civil Code, art. 202): so the first day
    that is outside is 1 March.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    try:
        return day.replace(year=year, month=month)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)
