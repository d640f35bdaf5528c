"""留存报告: who stayed of each hire month, for HR of all, for a manager of her own team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handlers.interaction import Interaction
from rules.access import is_hrbp_of
from rules.errors import NotAllowed, NotFound
from rules.people import Role
from rules.retention_stay import Stay
from rules.retention_view import AS_FILE, EffectTold, RetentionSheet, RetentionView
from storage.first_alert import HELPED_WITHIN
from storage.retention import Career
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from rules.retention_help import FirstAlert

#: Rungs on which chance decided who was told when.
BY_CHANCE = frozenset({"stepped", "randomised"})


async def retention_report(
    interaction: Interaction, uow: UnitOfWork
) -> RetentionView | RetentionSheet:
    """Give the report, or its file; each look is audited. `NotAllowed` for who leads nobody.

    A manager reads of her people, a HRBP of her branch.
    """
    actor = interaction.person
    is_hr = Role.HR in actor.roles
    if not actor.roles & {Role.HR, Role.HRBP, Role.MANAGER}:
        raise NotAllowed("retention.not_yours")
    careers = await uow.retention.careers()
    if not is_hr:
        people = await uow.people.by_id({one.person_id for one in careers})
        careers = [
            one
            for one in careers
            if one.manager == actor.number or is_hrbp_of(actor, people[one.person_id])
        ]
    if not careers:
        raise NotFound("retention.nobody")
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{actor.id}",
        action="retention.report",
        subject="everybody" if is_hr else f"team:{actor.id}",
    )
    view = await report_on(careers, uow, today=interaction.today, is_team=not is_hr)
    is_file = interaction.argument == AS_FILE
    return RetentionSheet(view=view, on=interaction.today) if is_file else view


async def report_on(
    careers: Sequence[Career], uow: UnitOfWork, *, today: date, is_team: bool
) -> RetentionView:
    """Sum up these careers; what was done about alerts is told of everybody alone."""
    # numpy is loaded only where a report is asked for.
    from rules.retention_report import report, view  # noqa: PLC0415

    told = None if is_team else await effect(careers, uow, today=today)
    found = report([stay_of(one) for one in careers], today=today)
    return view(found, is_team=is_team, effect=told)


async def effect(careers: Sequence[Career], uow: UnitOfWork, *, today: date) -> EffectTold | None:
    """Say what may be said of help after a first alert."""
    from rules.retention_help import effect_of  # noqa: PLC0415 - as above

    found = effect_of(await first_alerts(careers, uow, today=today))
    if found is None or found.rung not in BY_CHANCE:
        return found
    return replace(found, was_stopped=await uow.hold_backs.has_stopped())


async def first_alerts(
    careers: Sequence[Career], uow: UnitOfWork, *, today: date
) -> list[FirstAlert]:
    """Give these reps at their first alert; who was dismissed is left out."""
    from rules.retention_help import FirstAlert  # noqa: PLC0415 - as above
    from rules.risk import tenure_week  # noqa: PLC0415

    by_id = {one.person_id: one for one in careers}
    cases = []
    for one in await uow.first_alerts.flagged():
        career = by_id.get(one.person_id)
        if career is None or career.outcome == "ended":
            continue
        cases.append(
            FirstAlert(
                person_id=one.person_id,
                was_helped=one.was_helped,
                has_stayed=has_stayed(career, today),
                signals=one.signals,
                week=max(1, tenure_week(career.hired_on, one.opened_on)),
                arm=one.arm,
                team=one.team_id,
                month=f"{one.drawn_on:%Y-%m}" if one.drawn_on else "",
                turn=f"{one.turn_on:%Y-%m}" if one.turn_on else "",
                known_on=known_on(career),
                ended_early=known_on(career) <= one.opened_on + HELPED_WITHIN,
            )
        )
    return cases


def stay_of(one: Career) -> Stay:
    """Give a career as the report counts it."""
    is_dismissed = one.outcome == "ended"
    return Stay(
        hired_on=one.hired_on,
        ends_on=one.probation_ends_on or one.hired_on,
        confirmed=one.outcome == "confirmed",
        resigned=None if is_dismissed else one.left_on,
        dismissed=one.decided_on if is_dismissed else None,
    )


def known_on(one: Career) -> date:
    """Give the day from which it is known whether she stayed, if that day has come."""
    ends_on = one.probation_ends_on or one.hired_on
    if one.outcome == "confirmed":
        return one.decided_on or ends_on
    if one.left_on is not None and one.left_on <= ends_on:
        return one.left_on
    return ends_on + timedelta(days=1)


def has_stayed(one: Career, today: date) -> bool | None:
    """Whether she stayed to the end of her probation; None while it runs."""
    if one.outcome == "confirmed":
        return True
    ends_on = one.probation_ends_on or one.hired_on
    if one.left_on is not None and one.left_on <= ends_on:
        return False
    return True if ends_on < today else None
