"""The files of a record, its photo and what was spoken: the writer's own, each in one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.attachment import hold, own
from handlers.interaction import Interaction
from rules.attachment import VOICES, Attachment, AttachmentKind, id_of, ref_of, refs_in
from rules.mentor_record import FIELDS, RecordKind
from storage.unit_of_work import UnitOfWork

_PHOTO = "photo"


def over(known: Mapping[str, str], written: Mapping[str, str]) -> dict[str, str]:
    """Give what was written over what is known; a photo that is not sent again stays.

    A window of Slack opens with no file in it, also where the record has one. What was spoken
    stays with what was spoken before.
    """
    fields = {**known, **written}
    if not fields.get(_PHOTO) and known.get(_PHOTO):
        fields[_PHOTO] = known[_PHOTO]
    if spoken := refs_in(known.get(VOICES, ""), written.get(VOICES, "")):
        fields[VOICES] = " ".join(spoken)
    return fields


def with_files(
    kind: RecordKind, fields: Mapping[str, str], interaction: Interaction
) -> dict[str, str]:
    """Give the fields of a message, with the files that came with it in place of their names."""
    found = {name: value for name, value in fields.items() if name != _PHOTO}
    return {**found, **as_fields(kind, interaction.attachments)}


def as_fields(kind: RecordKind, files: Sequence[Attachment]) -> dict[str, str]:
    """Give files as the fields of a record: the first of them that can be seen, and all voices."""
    seen = [one.ref for one in files if one.kind is not AttachmentKind.VOICE]
    spoken = [one.ref for one in files if one.kind is AttachmentKind.VOICE]
    photo = {_PHOTO: seen[0]} if seen and _PHOTO in FIELDS[kind] else {}
    return {**photo, **({VOICES: " ".join(spoken)} if spoken else {})}


async def sent_before(
    kind: RecordKind, numbers: str, interaction: Interaction, uow: UnitOfWork
) -> dict[str, str]:
    """Give the files that an argument names, "7,9", as fields; raise `NotAllowed` for others'."""
    refs = [ref_of(int(one)) for one in numbers.split(",") if one]
    return as_fields(kind, [await own(ref, interaction, uow) for ref in refs])


def named_in(fields: Mapping[str, str]) -> str:
    """Give the files of fields as an argument names them, so that a form may be asked again."""
    refs = refs_in(fields.get(_PHOTO, ""), fields.get(VOICES, ""))
    return ",".join(str(id_of(one)) for one in refs)


async def check_files(fields: Mapping[str, str], interaction: Interaction, uow: UnitOfWork) -> None:
    """Raise `NotAllowed` where a file is named that is not the writer's own."""
    if photo := fields.get(_PHOTO):
        await own(photo, interaction, uow)
    for ref in refs_in(fields.get(VOICES, "")):
        await own(ref, interaction, uow)


async def hold_files(
    record_id: int,
    fields: Mapping[str, str],
    uow: UnitOfWork,
    *,
    before: Mapping[str, str] | None = None,
) -> None:
    """Let a saved record hold its files, and let go of those that it had before."""
    now, then = _numbers(fields), _numbers(before or {})
    for number in then:
        if number not in now:
            await uow.attachments.use(number, "")
    for number in now:
        await hold(number, f"mentor_record:{record_id}", uow)


def _numbers(fields: Mapping[str, str]) -> list[int]:
    refs = refs_in(fields.get(_PHOTO, ""), fields.get(VOICES, ""))
    return [number for ref in refs if (number := id_of(ref)) is not None]
