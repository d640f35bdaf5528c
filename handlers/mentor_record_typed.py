"""A record typed in one message: whom it means, what is missing, and all words back if nobody."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.mentor_record_fields import written
from handlers.mentor_record_files import with_files
from handlers.mentor_record_saved import looked_at
from handlers.mentor_record_whose import mine, own_record
from rules.errors import NotAllowed, NotFound
from rules.mentor_desk import Mentored
from rules.mentor_record import NotYourMentee, RecordKind, WhichMentee
from rules.mentoring import Pairing
from rules.people import Person
from rules.spoken_mentoring import SpokenMentoring
from storage.mentor_record import StoredRecord
from storage.unit_of_work import UnitOfWork


async def typed(interaction: Interaction, uow: UnitOfWork) -> Mentored:
    """Keep what was typed as a draft, and show it or ask for what is missing."""
    said = interaction.understood.mentoring
    if said is None or said.kind is None:
        raise NotFound("mentor_record.how")
    fields, on_day = written(said.fields, interaction.today)
    fields = with_files(said.kind, fields, interaction)
    found = await _meant(said, interaction, uow)
    if not found:
        return await _nobody(said, interaction, uow)
    kept = await uow.mentor_records.draft(
        key=f"typed:{interaction.id}",
        author_id=interaction.person.id,
        pairing_id=found[0][0].id if len(found) == 1 else None,
        kind=said.kind,
        on_day=on_day or interaction.today,
        fields=fields if on_day else {**fields, "on_day": said.fields.get("on_day", "")},
        at=interaction.at,
    )
    if len(found) > 1:
        choices = tuple((pairing.id, one.name, one.number) for pairing, one in found)
        return WhichMentee(record_id=kept.id, name=said.person, choices=choices)
    return await looked_at(kept, *found[0], interaction, uow)


async def _meant(
    said: SpokenMentoring, interaction: Interaction, uow: UnitOfWork
) -> list[tuple[Pairing, Person]]:
    """Give who may be meant: her own mentees of that name, or for a report herself."""
    person, today = interaction.person, interaction.today
    if said.kind is RecordKind.REPORT:
        hers = await uow.mentoring.of_rep(person.id, today, today)
        own = [one for one in hers if not one.is_stand_in]
        return [(one, person) for one in own[:1]]
    wanted = said.person.strip().lower()
    mentees = await mine(interaction, uow)
    if not wanted:
        return mentees
    return [(p, one) for p, one in mentees if wanted in {one.name.lower(), one.number.lower()}]


async def _nobody(
    said: SpokenMentoring, interaction: Interaction, uow: UnitOfWork
) -> NotYourMentee:
    """Refuse in the same words whether or not there is such a person, and give all words back."""
    if said.kind is RecordKind.REPORT:
        return NotYourMentee(name="", typed=tuple(said.fields.items()), mentees=())
    names = tuple(one.name for _, one in await mine(interaction, uow))
    return NotYourMentee(name=said.person, typed=tuple(said.fields.items()), mentees=names)


async def chosen(
    kept: StoredRecord, pairing_id: int, interaction: Interaction, uow: UnitOfWork
) -> Mentored:
    """Take her choice of whom a draft is about."""
    hers = {pairing.id: (pairing, one) for pairing, one in await mine(interaction, uow)}
    if pairing_id not in hers:
        raise NotAllowed("error.button_not_yours")
    if kept.state == "draft":
        await uow.mentor_records.change(
            kept.id, pairing_id=pairing_id, on_day=kept.on_day, fields=kept.fields
        )
        kept = await own_record(kept.id, interaction, uow)
    return await looked_at(kept, *hers[pairing_id], interaction, uow)
