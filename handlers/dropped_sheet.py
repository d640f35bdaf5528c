"""A sheet that HR drops in chat: found, read, and counted for the card."""

from __future__ import annotations

import json
from collections.abc import Sequence

from handlers.interaction import Interaction
from handlers.sheet import Sheet, SheetError
from handlers.sheet_fields import CellError
from rules.attachment import Attachment
from rules.errors import NotAllowed, NotFound
from storage.unit_of_work import UnitOfWork

#: More than this is for `foothold import`, which commits in chunks.
MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2000
#: The source of what is imported in chat: that of `foothold import`, so that a row is one row.
SOURCE = "excel"
_NAMED = 5


async def dropped_file(interaction: Interaction, uow: UnitOfWork) -> Attachment:
    """Give the file that came along or that a button names ("file:3"); raise for none of hers."""
    word, _, number = interaction.argument.partition(":")
    if word == "file" and number.isdecimal():
        known = await uow.attachments.one(int(number))
        if known is None:
            raise NotFound("attachment.gone")
        if known.owner_id != interaction.person.id:
            raise NotAllowed("attachment.not_yours")
        return known
    if not interaction.attachments:
        raise NotFound("order.send_file")
    return interaction.attachments[0]


async def dropped_sheet(
    attachment_id: int, name: str, interaction: Interaction, uow: UnitOfWork
) -> Sheet:
    """Read its table; raise `NotFound` for one that is gone, too large or no table."""
    known = await uow.attachments.one(attachment_id)
    if known is None or interaction.read_roster is None:
        raise NotFound("attachment.gone")
    if known.size > MOST_BYTES:
        raise NotFound("order.too_large", most=MOST_ROWS)
    content = await uow.attachments.body(attachment_id)
    try:
        return interaction.read_roster(content, name)
    except SheetError as error:
        raise NotFound("order.no_table", name=name) from error


def counts(new: int, changed: int, same: int, errors: Sequence[CellError]) -> dict[str, str]:
    """Give the figures of a preview: how many rows are what, and where the faulty ones are."""
    places = [f"{one.row} · {one.column or '-'}" for one in errors]
    return {
        "new": str(new),
        "changed": str(changed),
        "same": str(same),
        "bad": str(len({one.row for one in errors})),
        "bad_at": some(places),
        "why": json.dumps(_reason(errors[0]), ensure_ascii=False) if errors else "",
    }


def _reason(one: CellError) -> dict[str, object]:
    """Give why a cell is refused: the row, the words' id, and what fills their gaps."""
    return {"row": one.row, "id": one.reason_id, "values": dict(one.values)}


def some(places: Sequence[object]) -> str:
    """Name the first few places in a file, as many as a card has room for."""
    return ", ".join(str(one) for one in places[:_NAMED])
