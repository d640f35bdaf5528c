"""Give somebody's own commission of this month as a table."""

from __future__ import annotations

from dataclasses import replace

from handlers.commission import commission
from handlers.interaction import Interaction
from handlers.understanding import Intent, Understanding
from rules.commission_export import CommissionExport
from rules.earning import States
from storage.unit_of_work import UnitOfWork


async def export(interaction: Interaction, uow: UnitOfWork) -> CommissionExport:
    """Give the asker's own lines and nobody else's, whatever was typed."""
    own = Understanding(intent=Intent.COMMISSION, confidence=1.0)
    found = await commission(replace(interaction, understood=own, argument=""), uow)
    return CommissionExport(
        person_name=interaction.person.name,
        number=interaction.person.number,
        is_agent=found.is_agent,
        period=found.period,
        currency=found.currency,
        lines=tuple(sorted(found.lines, key=lambda line: (line.on_day, line.line_id))),
        total=found.total or 0,
        states=found.states or States(),
    )
