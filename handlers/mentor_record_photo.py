"""The photo of a record: the writer's own, and held by one record."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.attachment import hold, own
from handlers.interaction import Interaction
from rules.attachment import id_of
from rules.mentor_record import FIELDS, RecordKind
from storage.store import UnitOfWork


def over(known: Mapping[str, str], written: Mapping[str, str]) -> dict[str, str]:
    """Give what was written over what is known; a photo that is not sent again stays.

    A window of Slack opens with no file in it, also where the record has one.
    """
    fields = {**known, **written}
    if not fields.get("photo") and known.get("photo"):
        fields["photo"] = known["photo"]
    return fields


def with_photo(
    kind: RecordKind, fields: Mapping[str, str], interaction: Interaction
) -> dict[str, str]:
    """Give the fields of a message, with the picture that came with it in place of its name."""
    found = {name: value for name, value in fields.items() if name != "photo"}
    if "photo" in FIELDS[kind] and interaction.attachments:
        found["photo"] = interaction.attachments[0].ref
    return found


async def check_photo(fields: Mapping[str, str], interaction: Interaction, uow: UnitOfWork) -> None:
    """Raise `NotAllowed` where a photo is named that is not the writer's own."""
    if photo := fields.get("photo"):
        await own(photo, interaction, uow)


async def hold_photo(
    record_id: int,
    fields: Mapping[str, str],
    uow: UnitOfWork,
    *,
    before: Mapping[str, str] | None = None,
) -> None:
    """Let a saved record hold its photo, and let go of the one it had before."""
    now, then = id_of(fields.get("photo", "")), id_of((before or {}).get("photo", ""))
    if then is not None and then != now:
        await uow.attachments.use(then, "")
    if now is not None:
        await hold(now, f"mentor_record:{record_id}", uow)
