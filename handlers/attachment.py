"""A file that came by itself: what it is for, and that its sender alone has it."""

from __future__ import annotations

from datetime import timedelta

from handlers.interaction import Interaction
from rules.access import may_see_candidates
from rules.attachment import (
    KEEP_DAYS,
    Attachment,
    AttachmentKept,
    AttachmentKind,
    AttachmentPut,
    AttachmentShown,
    id_of,
)
from rules.errors import Conflict, NotAllowed, NotFound
from rules.leaving import may_keep_roster
from rules.mentor_record import RecordKind, may_edit
from rules.people import Role
from rules.periods import local_day
from storage.unit_of_work import UnitOfWork

_MOST_MENTEES = 4
#: What a resume comes as.
_RESUMES = (".pdf", ".docx", ".txt")
#: A visit of last week is still written down.
_LOOK_BACK = timedelta(days=14)


async def attachment(
    interaction: Interaction, uow: UnitOfWork
) -> AttachmentKept | AttachmentPut | AttachmentShown:
    """Take a file in, or do with it what a button says: "keep:1", "drop:1" or "show:1"."""
    word, _, number = interaction.argument.partition(":")
    if not word:
        return await _received(interaction, uow)
    known = await uow.attachments.one(int(number))
    if word == "drop" and known is None:
        return AttachmentPut(id=int(number), state="dropped", name="", days=KEEP_DAYS)
    if known is None:
        raise NotFound("attachment.gone")
    if known.owner_id != interaction.person.id:
        raise NotAllowed("attachment.not_yours")
    if word == "show":
        content = await uow.attachments.body(known.id)
        return AttachmentShown(name=known.name, media_type=known.media_type, content=content)
    if word == "drop" and not await uow.attachments.drop(known.id):
        raise NotAllowed("attachment.in_a_record")
    state = "dropped" if word == "drop" else "kept"
    return AttachmentPut(id=known.id, state=state, name=known.name, days=KEEP_DAYS)


async def _received(interaction: Interaction, uow: UnitOfWork) -> AttachmentKept:
    if not interaction.attachments:
        raise NotFound("attachment.gone")
    first = interaction.attachments[0]
    return AttachmentKept(
        id=first.id,
        kind=first.kind,
        name=first.name,
        size=first.size,
        words=interaction.understood.text if first.kind is AttachmentKind.VOICE else "",
        mentees=await _mentees(interaction, uow),
        visit=await _visit(interaction, uow),
        may_be_resume=first.kind is AttachmentKind.DOCUMENT
        and first.name.lower().endswith(_RESUMES)
        and may_see_candidates(interaction.person),
        days=KEEP_DAYS,
        may_import=may_keep_roster(interaction.person)
        and first.name.lower().endswith((".xlsx", ".csv")),
    )


async def _visit(interaction: Interaction, uow: UnitOfWork) -> tuple[int, str] | None:
    """Give her newest record of a visit that may still be changed, and with whom it was."""
    found = await uow.mentor_records.newest_of(interaction.person.id, RecordKind.RIDE_ALONG)
    if found is None or found.pairing_id is None:
        return None
    written_at = found.saved_at or found.at
    if not may_edit(local_day(written_at, interaction.person.zone), interaction.today):
        return None
    pairing = (await uow.mentoring.by_id([found.pairing_id]))[found.pairing_id]
    rep = (await uow.people.by_id([pairing.rep_id]))[pairing.rep_id]
    return found.id, rep.name


async def _mentees(interaction: Interaction, uow: UnitOfWork) -> tuple[tuple[int, str], ...]:
    if Role.MENTOR not in interaction.person.roles:
        return ()
    today = interaction.today
    pairings = await uow.mentoring.of_mentor(interaction.person.id, today - _LOOK_BACK, today)
    reps = await uow.people.by_id({one.rep_id for one in pairings})
    newest = {one.rep_id: one for one in pairings}
    found = [(one.id, reps[one.rep_id].name) for one in newest.values()]
    return tuple(found[:_MOST_MENTEES])


async def own(ref: str, interaction: Interaction, uow: UnitOfWork) -> Attachment:
    """Give a file that an answer names; raise `NotAllowed` where it is not the asker's own."""
    known = await uow.attachments.one(id_of(ref) or 0)
    if known is None or known.owner_id != interaction.person.id:
        raise NotAllowed("attachment.not_yours")
    return known


async def hold(attachment_id: int, record: str, uow: UnitOfWork) -> None:
    """Let a record hold a file from now on, and keep it from being deleted.

    Raises `NotFound` where it is gone, `Conflict` where another record holds it: that one may let
    go of it.
    """
    known = await uow.attachments.one(attachment_id)
    if known is None:
        raise NotFound("attachment.gone")
    if known.used_for not in {"", record}:
        raise Conflict("attachment.used")
    await uow.attachments.use(attachment_id, record)
