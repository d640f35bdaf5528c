"""Visits on which a mentor rated how a rep listens, as they are kept."""

from __future__ import annotations

from datetime import date

from rules.mentor_record import RecordKind
from storage.store import Store
from tests.builders import AT

DAY = date(2026, 11, 10)


async def visited(
    store: Store,
    key: str,
    rated: str,
    *,
    on_day: date = DAY,
    pairing_id: int = 1,
    author_id: int = 3,
    kind: RecordKind = RecordKind.RIDE_ALONG,
    state: str = "saved",
    confirmed: bool | None = None,
) -> None:
    """Keep a record of a mentor, 3 unless said, that rates how a rep listens; "" rates nothing."""
    fields = {"customer": '"listening"', **({"listening": rated} if rated else {})}
    async with store.begin() as uow:
        kept = await uow.mentor_records.draft(
            key=key, author_id=author_id, pairing_id=pairing_id, kind=kind, on_day=on_day,
            fields=fields, at=AT,
        )  # fmt: skip
        if state == "saved":
            await uow.mentor_records.save(kept.id, at=AT)
        if confirmed is not None:
            await uow.mentor_records.confirm(kept.id, is_confirmed=confirmed)
