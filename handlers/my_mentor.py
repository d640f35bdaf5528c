"""谁带我: a rep asks who mentors her."""

from __future__ import annotations

from handlers.interaction import Interaction
from rules.my_mentor import MyMentor
from storage.unit_of_work import UnitOfWork


async def my_mentor(interaction: Interaction, uow: UnitOfWork) -> MyMentor:
    """Name the asker's mentor of today, and whoever stands in for her."""
    today = interaction.today
    pairings = await uow.mentoring.of_rep(interaction.person.id, today, today)
    people = await uow.people.by_id({one.mentor_id for one in pairings})
    own = next((one for one in reversed(pairings) if not one.is_stand_in), None)
    other = next((one for one in reversed(pairings) if one.is_stand_in), None)
    return MyMentor(
        name=people[own.mentor_id].name if own else "",
        has_left=own is not None and not people[own.mentor_id].is_active,
        since=own.starts_on if own else None,
        stand_in=people[other.mentor_id].name if other else "",
        stands_in_until=other.ends_on if other else None,
    )
