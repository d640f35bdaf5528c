"""Who may see what (RULES): one function over one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from rules.people import Person, Role


class PaySight(IntEnum):
    """How much of somebody's commission one may see; each level holds the ones below."""

    NOTHING = 0
    DEAL_COUNT = 1
    RESULTS = 2
    TOTAL = 3
    LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the actor stands to the subject today."""

    is_self: bool
    is_manager: bool
    is_managers_manager: bool


def standing(actor: Person, subject: Person, managers_manager_id: int | None) -> Standing:
    """Tell how two persons stand to each other."""
    return Standing(
        is_self=actor.id == subject.id,
        is_manager=subject.manager_id == actor.id,
        is_managers_manager=managers_manager_id == actor.id,
    )


def may_see_pay(actor: Person, how: Standing, *, manager_sees_pay: bool = False) -> PaySight:
    """Give how much of the subject's pay the actor may see.

    One's own line by line; finance line by line; HR totals; the direct manager results, sums only
    where the site says so; a manager's manager counts; nobody else anything. Where two of these
    hold at once, the narrowest wins.
    """
    if how.is_self:
        return PaySight.LINES
    held: list[PaySight] = []
    if Role.FINANCE in actor.roles:
        held.append(PaySight.LINES)
    if Role.HR in actor.roles:
        held.append(PaySight.TOTAL)
    if how.is_manager:
        held.append(PaySight.TOTAL if manager_sees_pay else PaySight.RESULTS)
    if how.is_managers_manager:
        held.append(PaySight.DEAL_COUNT)
    return min(held, default=PaySight.NOTHING)


def may_decide_report(actor: Person, subject: Person) -> bool:
    """Whether the actor may confirm what the subject reports: 内勤 or her manager."""
    if actor.id == subject.id:
        return False
    return Role.SALES_OPS in actor.roles or subject.manager_id == actor.id
