"""From application to first day: a candidate whom HR decided for fills the form and is hired."""

from __future__ import annotations

from datetime import UTC, datetime, time

from handlers.hiring import hired
from handlers.interaction import Interaction
from handlers.taken_in_chat import take_in_chat
from rules.candidate import Candidate, CandidateState, RawScore, domain_tests
from rules.errors import Conflict, NotFound
from rules.hiring_desk import Choice
from rules.people import Person
from storage.unit_of_work import UnitOfWork

PREFIX = "candidate:"


async def to_hire(argument: str, uow: UnitOfWork) -> Candidate | None:
    """Give whose application a form of a first day is about; None where it is about none.

    Raises `Conflict` where no person has decided for her with a reason (RULES row 6), or where her
    application is over; `NotFound` where she is erased.
    """
    if not argument.startswith(PREFIX):
        return None
    number = argument.removeprefix(PREFIX)
    known = await uow.candidates.by_id([int(number)]) if number.isdecimal() else {}
    found = next((one for one, _ in known.values()), None)
    if found is None or found.is_erased:
        raise NotFound("hiring.gone")
    if found.state is not CandidateState.OPEN:
        raise Conflict(f"hiring.is_{found.state.value}", name=found.name)
    decided = (await uow.profiles.decided([found.id])).get(found.id)
    if decided is None or decided.choice is not Choice.KEY:
        raise Conflict("hiring.decide_first", name=found.name)
    return found


async def hand_over(
    candidate: Candidate, person: Person, interaction: Interaction, uow: UnitOfWork
) -> tuple[RawScore, ...]:
    """End her application as hired, and give the tests that come with her.

    Of each domain of the catalogue that she was tested in, the newest test becomes one of hers as a
    rep, on its own scale: her path is made from them (RULES row 8). Interviews and resumes do not.
    """
    await hired(
        uow,
        candidate.id,
        person.number,
        at=interaction.at,
        today=interaction.today,
        actor=f"person:{interaction.person.id}",
    )
    raw = (await uow.candidates.scores([candidate.id])).get(candidate.id, [])
    found = domain_tests(raw, {one.id for one in uow.catalogue.domains})
    for one in found:
        data: dict[str, object] = {
            "employee_id": person.number,
            "assessment_id": f"candidate:{candidate.id}:{one.trait}",
            "domain": one.trait,
            "score": str(one.score - one.low),
            "out_of": str(one.high - one.low),
            "taken_at": datetime.combine(one.taken_on, time(12), UTC).isoformat(),
        }
        event_id = f"hand-over:{candidate.id}:{one.trait}"
        await take_in_chat(event_id, "assessment.scored", data, interaction, uow)
    return found
