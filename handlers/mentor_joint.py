"""A joint review: one form with a line per mentee; each line is that mentee's own record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from handlers.interaction import Interaction
from handlers.mentor_record_saved import submitted
from handlers.mentor_record_whose import allowed
from rules.errors import NotFound
from rules.mentor_joint import AskJoint, JointSaved, joint_problems
from rules.mentor_record import RecordKind
from rules.mentoring import Pairing, TaskKind
from rules.people import Person
from rules.periods import week_of
from storage.unit_of_work import UnitOfWork

#: How the form names a mentee's line; what follows is the pairing's id.
FIELD = "line_"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mentee:
    """Somebody whose review of the week is a joint one."""

    pairing: Pairing
    rep: Person
    is_done: bool


async def joint(interaction: Interaction, uow: UnitOfWork) -> AskJoint | JointSaved:
    """Ask for a line per mentee, or keep them: an empty line is somebody who was not there.

    The same form again changes nothing, and no mentee reads another's line. Raises `NotFound`
    where this week has no joint review of hers that is open.
    """
    named, _, opened = interaction.argument.partition(":")
    monday = date.fromisoformat(named) if named else week_of(interaction.today).start
    mentees = await _attending(monday, interaction, uow)
    said = interaction.answers
    mentees = [one for one in mentees if (_field(one) in said if said else not one.is_done)]
    if not mentees:
        raise NotFound("mentor_joint.none")
    opened = opened or sha256(interaction.id.encode()).hexdigest()[:12]
    argument = f"{monday.isoformat()}:{opened}"
    asked = tuple((one.pairing.id, one.rep.name) for one in mentees)
    if not said:
        return AskJoint(argument=argument, mentees=asked)
    lines = {one.pairing.id: said[_field(one)].strip() for one in mentees}
    if wrong := joint_problems(lines):
        return AskJoint(argument=argument, mentees=asked, values=lines, problems=wrong)
    on_day = min(interaction.today, week_of(monday).last)
    there = [one for one in mentees if lines[one.pairing.id]]
    kept = [await _keep(one, lines, (opened, on_day), interaction, uow) for one in there]
    return JointSaved(
        lines=tuple(
            (number, one.rep.name, lines[one.pairing.id])
            for (number, _), one in zip(kept, there, strict=True)
        ),
        absent=tuple(one.rep.name for one in mentees if not (one.is_done or lines[one.pairing.id])),
        is_repeat=all(was_there for _, was_there in kept),
    )


async def _keep(
    one: _Mentee,
    lines: dict[int, str],
    form: tuple[str, date],
    interaction: Interaction,
    uow: UnitOfWork,
) -> tuple[int, bool]:
    """Keep a mentee's line as her review; give the record, and whether it was there before."""
    opened, on_day = form
    kept = await uow.mentor_records.draft(
        key=f"joint:{opened}:{interaction.person.id}:{one.pairing.id}",
        author_id=interaction.person.id,
        pairing_id=one.pairing.id,
        kind=RecordKind.REVIEW,
        on_day=on_day,
        fields={"comment": lines[one.pairing.id]},
        at=interaction.at,
    )
    await submitted(kept, one.pairing, one.rep, interaction, uow)
    return kept.id, kept.state == "saved"


async def _attending(monday: date, interaction: Interaction, uow: UnitOfWork) -> list[_Mentee]:
    """Give those whose review of a week is a joint one of hers."""
    days = week_of(monday)
    hers = await uow.mentoring.of_mentor(interaction.person.id, days.start, days.last)
    tasks = await uow.mentoring.tasks([one.id for one in hers], days.start)
    joined = {
        one.pairing_id: one.done_on is not None
        for one in tasks
        if one.is_joint and one.kind is TaskKind.REVIEW
    }
    found = []
    for one in hers:
        if one.id in joined:
            pairing, rep = await allowed(one.id, RecordKind.REVIEW, interaction, uow)
            found.append(_Mentee(pairing=pairing, rep=rep, is_done=joined[one.id]))
    return found


def _field(one: _Mentee) -> str:
    return f"{FIELD}{one.pairing.id}"
