"""我什么时候转正: a rep asks after her own probation."""

from __future__ import annotations

from handlers.interaction import Interaction
from rules.my_probation import MyProbation
from rules.people import Engagement
from rules.probation_record import FactKind
from rules.team import days_to
from storage.unit_of_work import UnitOfWork


async def my_probation(interaction: Interaction, uow: UnitOfWork) -> MyProbation:
    """Tell the asker the last day of her own probation and the criteria she was told.

    The file itself, with its review, stays with HR and her manager.
    """
    person, today = interaction.person, interaction.today
    file = await uow.probations.of(person)
    if file is None or file.outcome is not None or person.engagement is not Engagement.EMPLOYEE:
        return MyProbation()
    told = file.last(FactKind.CRITERIA_TOLD)
    return MyProbation(
        ends_on=file.probation.ends_on,
        days_left=days_to(file.probation.ends_on, today),
        is_paused=file.probation.pause_on(today) is not None,
        criteria=told.note if told else "",
    )
